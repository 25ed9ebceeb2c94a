"""The accounts that a page is about: their settings, and what the table has of each, in batches of reads."""

from __future__ import annotations

from datetime import UTC
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.documents import DEFAULTS, Account, read_accounts
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.fleet.groups import Groups
from repost.fleet.roster import Member, Roster
from repost.history.account_state import AccountState, state_from
from repost.history.budget import limits_of, month_of
from repost.history.queue import MemberQueue
from repost.history.records import budget_keys, state_key
from repost.run.last_report import TROUBLE, TROUBLED, last_key
from repost.schedule.activity import Wait
from repost.schedule.slots import due, overdue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from repost.aws.items import Item, Key
    from repost.pages.question import Question
    from repost.run.collaborators import Collaborators

MOST_SHOWN: Final = 50
"""How many accounts, slots or people a page has."""

_MOST_LOOKED_AT: Final = 200
"""How many rows of people are read for one page, however few of them are wanted."""

_NOTHING: Final[Item] = {}


class Seen(Value, frozen=True):
    """An account as it is now.

    `account` is None if its settings can't be used; `mistake` says why. `state` is None before its first
    tick. `last` is what is kept of its last report, `spent` what this month has cost (in millionths of a US
    dollar), `member` who it belongs to in a fleet.
    """

    name: str
    account: Account | None
    mistake: str
    state: AccountState | None
    last: Item
    spent: int
    member: Member | None = None

    @property
    def network(self) -> str:
        """The network, as people write it, or ""."""
        return _name_of(self.account.settings.network) if self.account else ""

    @property
    def who(self) -> str:
        return f"{self.name} · {self.network}" if self.network else self.name

    @property
    def zone(self) -> tzinfo:
        """The zone of the account's times."""
        return self.account.settings.schedule.timezone if self.account else UTC

    @property
    def feed(self) -> str:
        return self.account.settings.feed if self.account else ""

    @property
    def speaks(self) -> bool:
        """Whether anything may go out, as far as the owner and the member are concerned."""
        allowed = self.member is None or self.member.may_post
        return bool(self.account and not self.account.settings.paused and allowed)

    def next(self, now: datetime) -> datetime | None:
        """When the account posts again (UTC), if it does."""
        if not self.account or not self.state or not self.speaks:
            return None
        if self.state.stop and self.state.stop.until is None:
            return None
        verdict = due(self.account.settings.schedule, self.name, self.state.activity, now)
        return verdict.until if isinstance(verdict, Wait) else verdict.instant

    def is_overdue(self, now: datetime) -> bool:
        if not self.account or not self.state or not self.speaks:
            return False
        return overdue(self.account.settings.schedule, self.name, self.state.activity, now)

    def needs_attention(self, now: datetime) -> bool:
        """Whether somebody should look at this account."""
        if self.mistake:
            return True
        if not self.speaks or not self.state:
            return False
        is_troubled = self.last.get("state") in TROUBLED
        return bool(is_troubled or self.state.stop or self.state.unresolved or self.is_overdue(now))

    @property
    def limit(self) -> int | None:
        """What a month may cost, if that is limited."""
        return limits_of(self.account.settings.budget).account if self.account else None


class People(Value, frozen=True):
    """A page of a fleet's people: those who are wanted, and the name after which the next page begins."""

    seen: tuple[Seen, ...]
    after: str
    looked_at: int


def own_accounts(outside: Collaborators, now: datetime) -> list[Seen]:
    """The accounts with settings of their own, in the order of their names."""
    accounts = read_accounts(outside.parameters.documents(), outside.parameters.path)
    found: dict[str, tuple[Account | None, str, Member | None]] = {
        account.name: (account, "", None) for account in accounts.ready
    }
    found |= {name: (None, str(error), None) for name, error in accounts.broken.items()}
    return _seen(outside, now, dict(sorted(found.items())))


def people(outside: Collaborators, now: datetime, question: Question) -> People:
    """A page of members, those of a group or in a state only if that is asked for."""
    page = Roster(outside.table).page(question.after, _MOST_LOOKED_AT)
    wanted: list[Member] = []
    last = ""
    looked_at = 0
    for member in page:
        if len(wanted) == MOST_SHOWN:
            break
        last, looked_at = member.name, looked_at + 1
        if _is_wanted(member, question):
            wanted.append(member)
    is_last = looked_at == len(page) < _MOST_LOOKED_AT
    return People(tuple(_members(outside, now, wanted)), "" if is_last else last, looked_at)


def named(outside: Collaborators, now: datetime, name: str) -> Seen | None:
    """The account or member of this name; None if there is none."""
    if outside.has_fleet and (member := Roster(outside.table).member(name)):
        return next(iter(_members(outside, now, [member])), None)
    return next((each for each in own_accounts(outside, now) if each.name == name), None)


def members_named(outside: Collaborators, now: datetime, names: Iterable[str]) -> list[Seen]:
    """The members with these names, in batches of reads."""
    members = Roster(outside.table).of(names).values() if outside.has_fleet else ()
    return _members(outside, now, members)


def in_trouble(outside: Collaborators, now: datetime) -> list[Seen]:
    """Members whose last turn went wrong, as many as a page has."""
    waiting = outside.table.waiting(TROUBLE, "~", most=MOST_SHOWN)
    names = [item["pk"].partition("#")[2] for item in islice(waiting, MOST_SHOWN)]
    members = Roster(outside.table).of(names).values()
    return [each for each in _members(outside, now, members) if each.speaks]


def next_in_line(
    outside: Collaborators, now: datetime, question: Question, most: int = MOST_SHOWN
) -> list[Seen]:
    """The members who come first in the queue, of a group if that is asked for, by when they post."""
    queue = MemberQueue(outside.table).next(_MOST_LOOKED_AT if question.group else most)
    names = [each.account for each in queue]
    members = Roster(outside.table).of(names)
    line = (members[name] for name in names if name in members)
    wanted = _members(outside, now, islice((each for each in line if _is_wanted(each, question)), most))
    return sorted((each for each in wanted if each.next(now)), key=lambda each: each.next(now) or now)


def _is_wanted(member: Member, question: Question) -> bool:
    if member.forgotten or question.group not in {"", member.group}:
        return False
    return question.state in {"", member.state}


def _members(outside: Collaborators, now: datetime, members: Iterable[Member]) -> list[Seen]:
    groups = Groups(outside.parameters.path, outside.parameters.of_group)
    found: dict[str, tuple[Account | None, str, Member | None]] = {}
    for member in members:
        try:
            found[member.name] = (groups.account(member), "", member)
        except SettingsError as error:
            found[member.name] = (None, str(error), member)
    return _seen(outside, now, found)


def _seen(
    outside: Collaborators, now: datetime, found: dict[str, tuple[Account | None, str, Member | None]]
) -> list[Seen]:
    """What the table has of accounts: three items each, in batches."""
    names = [name for name in found if name != DEFAULTS]
    month = month_of(now)
    items = outside.table.get_many(
        key for name in names for key in (state_key(name), last_key(name), budget_keys(name, month)[0])
    )

    def item(key: Key) -> Item:
        return items.get(key, _NOTHING)

    return [
        Seen(
            name=name,
            account=account,
            mistake=mistake,
            state=_state(item(state_key(name)), account),
            last=item(last_key(name)),
            spent=int(item(budget_keys(name, month)[0]).get("spent", 0)),
            member=member,
        )
        for name, (account, mistake, member) in found.items()
    ]


def _state(item: dict[str, Any], account: Account | None) -> AccountState | None:
    return state_from(item, dry_run=bool(account and account.settings.dry_run)) if item else None


def _name_of(network: str) -> str:
    return {"linkedin": "LinkedIn"}.get(network, network.capitalize())
