"""The account that a person's wish is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from msgspec.structs import replace

from repost.accounts.documents import is_account_name, read_accounts
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.fleet.groups import Groups
from repost.fleet.roster import Roster
from repost.history.account_state import AccountState
from repost.run.report import Report
from repost.schedule.activity import Activity

if TYPE_CHECKING:
    from repost.accounts.documents import Account
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators
    from repost.run.report import State
    from repost.run.sighting import Sighting


class AccountNow(Value, frozen=True):
    """An account as it is now.

    `state` is None before its first tick. `beside` are the accounts that post besides it, as far as they are
    known: all others, but for a member of a fleet none. `member` is who it belongs to in a fleet.
    """

    outside: Collaborators
    account: Account
    state: AccountState | None
    beside: tuple[Account, ...] = ()
    member: Member | None = None

    @classmethod
    def of(cls, outside: Collaborators, name: str, settings: str = "") -> Self:
        """Look up an account by its name.

        `settings` is a document to use instead of its own, or of that of a member's group, or "".

        Raises
        ------
        SettingsError
            If there is no member and no account of this name, or the settings can't be used.
        """
        account, beside, member = _found(outside, name, settings)
        in_dry_run = [name] if account.settings.dry_run else []
        state = outside.states.of([name], in_dry_run=in_dry_run).get(name)
        return cls(outside, account, state, beside, member)

    @property
    def why_silent(self) -> str:
        """Why nothing may be posted at all, in a sentence, or ""."""
        if self.member and not self.member.may_post:
            return self.member.why_silent
        if self.account.settings.paused:
            return "The account is paused in its settings, so nothing is posted."
        return ""

    @property
    def versions(self) -> dict[str, int]:
        """The version of its secret for which the account has stopped, by its name."""
        stop = self.state.stop if self.state else None
        return {self.account.name: stop.secret_version} if stop else {}

    def begun(self) -> AccountState:
        """Its state, created if the account has none yet."""
        return self.state or self.begun_in(self.outside)

    def begun_in(self, outside: Collaborators) -> AccountState:
        """The state of an account that nobody has seen yet, created among these collaborators."""
        settings, now = self.account.settings, self.outside.clock()
        return outside.states.begin(
            self.account.name,
            now,
            dry_run=settings.dry_run,
            feed=settings.feed,
            group=self.member.group if self.member and self.member.may_post else "",
        )

    def look(self) -> Sighting:
        """Read the blog and see what may go out; what it shows is remembered, and nothing else."""
        from repost.run.sighting import look
        from repost.run.turn import begin_turn
        from repost.simulation.scene import silenced

        now = self.outside.clock()
        state = self.state or AccountState(
            self.account.name, 1, Activity(now), dry_run=self.account.settings.dry_run
        )
        return look(begin_turn(self.account, state, replace(self.outside, connect=silenced)), now)

    def report(self, state: State, decision: str, **more: Any) -> Report:
        return Report(account=self.account.name, state=state, decision=decision, **more)

    def done(self, decision: str, **more: Any) -> Report:
        return self.report("done", decision, **more)

    def refused(self, decision: str, **more: Any) -> Report:
        return self.report("refused", decision, **more)


def know(outside: Collaborators, name: str) -> None:
    """See that an account exists, or did: one without settings may still have a history.

    Raises
    ------
    SettingsError
        If there is neither.
    """
    if not outside.states.of([name]):
        AccountNow.of(outside, name)


def know_group(outside: Collaborators, name: str) -> None:
    """See that a group has settings, or members.

    Raises
    ------
    SettingsError
        If it has neither.
    """
    parameter = f"{outside.parameters.path}/groups/{name}"
    is_stored = outside.has_fleet and is_account_name(name) and parameter in outside.parameters.of_group(name)
    if is_stored or (outside.has_fleet and Roster(outside.table).members(name)):
        return
    advice = f"Store it with ./repost group put {name}.toml; ./repost group show lists the groups."
    raise SettingsError(parameter, "", "is missing", advice)


def _found(
    outside: Collaborators, name: str, settings: str
) -> tuple[Account, tuple[Account, ...], Member | None]:
    """The account of this name, those that post besides it, and its member."""
    parameters = outside.parameters
    member = Roster(outside.table).member(name) if outside.has_fleet else None
    if member:
        groups = Groups(parameters.path, parameters.of_group, settings)
        return groups.account(member), (), member
    documents = parameters.documents()
    if settings:
        documents = {**documents, f"{parameters.path}/settings/{name}": settings}
    accounts = read_accounts(documents, parameters.path)
    if name in accounts.broken:
        raise accounts.broken[name]
    for account in accounts.ready:
        if account.name == name:
            return account, tuple(each for each in accounts.ready if each is not account), None
    known = ", ".join(sorted({each.name for each in accounts.ready} | accounts.broken.keys()))
    advice = f"The accounts are: {known}." if known else "There are no accounts yet."
    raise SettingsError(f"{parameters.path}/settings/{name}", "", "is missing", advice)
