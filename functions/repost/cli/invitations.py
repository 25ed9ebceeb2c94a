"""`invite`: makes the links with which members agree and connect an account."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any, Final

from repost.cli.output import moment
from repost.cli.session import BAD

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from repost.cli.session import Session

_MOST_REQUESTS: Final = 100
_COLUMNS: Final = ("account", "mail", "until", "link")


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    invite = commands.add_parser(
        "invite",
        parents=[common],
        help="make links with which members of a fleet agree and connect their accounts",
        description="Make a link for each member who hasn't agreed or isn't connected yet, or for those "
        "named. A link is for one member, works for a week, and connects one account; a newer one replaces "
        "it. Whoever is named and connected gets a link to their own page, which works for 30 days. If the "
        "stack has a sender (MailFrom), links go out by mail; the others are listed for you to "
        "pass on.",
    )
    invite.set_defaults(command=_invite)
    invite.add_argument("accounts", nargs="*", metavar="account", help="only these members")
    invite.add_argument("-g", "--group", help="only members of this group")
    invite.add_argument("--csv", action="store_true", help="list the links as CSV, and mail none")
    invite.add_argument("--list", action="store_true", help="list the links, and mail none")


def _invite(session: Session) -> bool:
    given, output = session.given, session.output
    values: dict[str, Any] = {
        name: getattr(given, name) for name in ("group", "accounts") if getattr(given, name)
    }
    if given.csv or given.list:
        values["mail"] = False
    invitations: list[Mapping[str, Any]] = []
    for _ in range(_MOST_REQUESTS):
        answer = session.place.ask({"source": "repost.person", "invite": values})
        invitations += answer.get("invitations", ())
        if "after" not in answer:
            break
        if not given.csv:  # whose reader is a program
            output.say(answer["reports"][0]["decision"], "dim")
        values["after"] = answer["after"]
    done = not any(report["state"] in BAD for report in answer["reports"])
    if output.as_json:
        output.answer({**answer, "invitations": invitations})
    elif given.csv:
        _write(invitations)
    else:
        _show(session, answer["reports"], invitations)
    return done


def _write(invitations: Sequence[Mapping[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([each.get(name, "") for name in _COLUMNS] for each in invitations)


def _show(
    session: Session, reports: Sequence[Mapping[str, Any]], invitations: Sequence[Mapping[str, Any]]
) -> None:
    for report in reports:
        session.output.report(report)
    for each in invitations:
        if problem := each.get("problem"):
            session.output.complain(f"{each['account']}: no mail to {each['mail']}: {problem}")
    if listed := [each for each in invitations if "link" in each]:
        session.output.table(
            _COLUMNS,
            ((each["account"], each["mail"], moment(each["until"]), each["link"]) for each in listed),
        )
