"""Which past posts of an account or a group today's words, or new ones, would have stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.aws.items import account_partition
from repost.base import instants
from repost.base.errors import SettingsError
from repost.events.staff import STAFF
from repost.fleet.groups import Groups
from repost.fleet.roster import Roster
from repost.history.records import record_from
from repost.person.accounts import AccountNow
from repost.person.answer import Answer
from repost.run.brand_check import words_against
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from repost.aws.items import Item
    from repost.aws.table import Table
    from repost.events.staff import GroupPast
    from repost.events.wishes import Past
    from repost.run.collaborators import Collaborators
    from repost.settings.types import Brand

_MOST_SLOTS: Final = 20_000
"""How many slots of one account are looked at: two thirds of a year, every five minutes of it."""

_MOST_SHOWN: Final = 1_000
_WENT_OUT: Final = {"posted", "unknown"}
_LEAST_SECONDS: Final = 20.0
"""What must be left to look at one more member."""


def of_account(outside: Collaborators, wish: Past) -> Answer:
    """The posts of an account that its words, or those of the wish, would have stopped."""
    asked = AccountNow.of(outside, wish.account, wish.settings)
    since = outside.clock() - timedelta(days=wish.days)
    posts = list(_posts(outside.table, wish.account, since))
    stopped = [each for item in posts for each in _stopped(item, wish.account, asked.account.settings.brand)]
    report = asked.done(_decision(len(posts), len(stopped), wish.days))
    return Answer((report,), {"checked": len(posts), "stopped": stopped[:_MOST_SHOWN]})


def of_group(outside: Collaborators, wish: GroupPast) -> Answer:
    """The same for a group's members, in the order of their names, as far as there is time.

    `after` in the answer asks for the rest; None if there is none. Members whose settings can't be read are
    left out: a check of the group names them.
    """
    parameters = outside.parameters
    groups = Groups(parameters.path, parameters.of_group, wish.settings)
    since, checked, after = outside.clock() - timedelta(days=wish.days), 0, wish.after
    stopped: list[dict[str, str]] = []
    members = sorted(Roster(outside.table).members(wish.group), key=lambda member: member.name)
    for member in members:
        if outside.remaining() < _LEAST_SECONDS:
            break
        if member.name <= after:
            continue
        after = member.name
        try:
            brand = groups.account(member).settings.brand
        except SettingsError:
            continue
        posts = list(_posts(outside.table, member.name, since))
        checked += len(posts)
        stopped += [each for item in posts for each in _stopped(item, member.name, brand)]
    is_over = not members or after >= members[-1].name
    report = Report(account=STAFF, state="done", decision=_decision(checked, len(stopped), wish.days))
    more = {"checked": checked, "stopped": stopped[:_MOST_SHOWN], "after": None if is_over else after}
    return Answer((report,), more)


def _posts(table: Table, account: str, since: datetime) -> Iterator[Item]:
    """What went out from an account since an instant, newest first."""
    first = f"SLOT#{instants.written(since)}"
    for item in table.last_in(account_partition(account), first, "SLOT#~", _MOST_SLOTS):
        if item["state"] in _WENT_OUT and "text" in item:
            yield item


def _stopped(item: Item, account: str, brand: Brand) -> Iterator[dict[str, str]]:
    """Why a post would have been stopped: a row for each rule and its words."""
    post = record_from(account, item).claim.post
    for each in words_against(brand, post):
        yield {
            "account": account,
            "slot": item["sk"].removeprefix("SLOT#"),
            "title": post.title,
            "words": each.words,
            "where": each.where,
            "why": each.sentence,
            "remote_url": item.get("remote_url", ""),
        }


def _decision(checked: int, stopped: int, days: int) -> str:
    return f"{checked:,} posts of the last {days} days were checked; a rule applies {stopped:,} times."
