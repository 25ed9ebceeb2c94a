"""One call of the command: what was typed, where it goes, and how answers are shown."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from repost.accounts.documents import DEFAULTS, read_accounts
from repost.cli.output import now_as_text
from repost.cli.place import PlaceError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import tzinfo

    from repost.cli.output import Output
    from repost.cli.place import Place
    from repost.fleet.roster import Member

BAD: frozenset[str] = frozenset(
    {
        "refused",
        "invalid",
        "failed",
        "stopped",
        "exhausted",
        "over_budget",
        "rejected",
        "not_sent",
        "unknown",
        "no_feed",
        "held_back",
    }
)
"""The states of reports that end a command with 1."""


class Session:
    """`given` holds the arguments; the place is reached at its first use."""

    def __init__(self, reach: Callable[[], Place], output: Output, given: argparse.Namespace) -> None:
        self._reach = reach
        self.output = output
        self.given = given

    @cached_property
    def place(self) -> Place:
        return self._reach()

    @cached_property
    def account(self) -> str:
        """The account that was named, or the only one there is.

        Raises
        ------
        PlaceError
            If there is none, or several.
        """
        if self.given.account:
            return str(self.given.account)
        names = self._names
        if len(names) == 1:
            return next(iter(names))
        if not names and self.place.groups():
            raise PlaceError("Which member? Add --account and a name; `repost staff show` lists them.")
        if not names:
            raise PlaceError("There is no account yet. `repost put main.toml` stores the settings of one.")
        raise PlaceError(f"Which account? Add --account and one of: {', '.join(sorted(names))}.")

    def know_account(self) -> None:
        """See that the named account exists, and has settings of its own.

        Raises
        ------
        PlaceError
            If it doesn't, or hasn't.
        """
        if self.member:
            raise PlaceError(
                f"{self.member.name} is a member of {self.member.group}: such turns go through the queue. "
                f"`repost preview -a {self.member.name}` shows when the next one is due."
            )
        if self.given.account not in self._names:
            known = ", ".join(sorted(self._names)) or "none"
            raise PlaceError(f"There is no account {self.given.account}. Known accounts: {known}.")

    @cached_property
    def member(self) -> Member | None:
        """The member of a fleet who is named, if the name isn't that of an account with its own settings."""
        name = self.given.account
        if not name or name in self._names:
            return None

        from repost.fleet.roster import member_from

        members = self.place.ask({"source": "repost.person", "staff_show": {"account": name}}).get("members")
        return member_from(members[0]) if members else None

    @cached_property
    def _names(self) -> set[str]:
        root = f"{self.place.path}/settings/"
        return {name.removeprefix(root).split("/")[0] for name in self.place.documents()} - {DEFAULTS}

    @cached_property
    def _zones(self) -> dict[str, tzinfo]:
        ready = read_accounts(self.place.documents(), self.place.path).ready
        return {account.name: account.settings.schedule.timezone for account in ready}

    def zone_of(self, account: str) -> tzinfo | None:
        """The time zone of an account's settings; None if they can't be read."""
        return self._zones.get(account)

    @property
    def zone(self) -> tzinfo | None:
        """The time zone of the account that this is about."""
        return self.zone_of(self.account)

    def ask(self, wish: str, **values: Any) -> dict[str, Any]:
        """What the function answers to a wish for this account."""
        given = {name: value for name, value in values.items() if value is not None}
        return self.place.ask({"source": "repost.person", wish: {"account": self.account, **given}})

    def tell(self, answer: dict[str, Any], *, names: bool = False) -> bool:
        """Show the reports of an answer, with the `names` of their accounts if asked; whether all is well."""
        if self.output.as_json:
            self.output.answer(answer)
        else:
            for report in answer["reports"]:
                self.output.report(report, self.zone_of(report["account"]), name=names)
        return not any(report["state"] in BAD for report in answer["reports"])

    @property
    def now(self) -> str:
        """The time, as events contain it."""
        return now_as_text(self.place.clock())
