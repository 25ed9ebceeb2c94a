"""The commands around a company's people: who they are, who joins, pauses, leaves and is forgotten."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.cli.arguments import read_text
from repost.cli.asking import add_yes, confirmed
from repost.cli.leaving import end_credentials
from repost.cli.output import moment
from repost.cli.session import BAD
from repost.fleet.changes import ASKS_ABOVE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from repost.cli.session import Session

_MOST_REQUESTS: Final = 60


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    staff = commands.add_parser(
        "staff",
        help="the people of a fleet: import a list, show them, pause one, let one leave",
        description="The people of a fleet. docs/fleets.md explains the way from nothing to the first ten.",
    )
    below = staff.add_subparsers(title="commands", metavar="<command>", required=True)

    def add(name: str, run: Any, help_: str, more: str = "") -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = below.add_parser(
            name, help=help_, description=f"{help_[0].upper()}{help_[1:]}. {more}", parents=[common]
        )
        parser.set_defaults(command=run)
        return parser

    for name, help_, more in (
        (
            "import",
            "add and change the people in a file",
            "Whoever isn't in it stays as they are.",
        ),
        (
            "sync",
            "make the fleet what a file says, such as HR's list of everybody",
            "Whoever isn't in it leaves; if that is more than one in twenty, you are asked first.",
        ),
    ):
        parser = add(
            name,
            _sync if name == "sync" else _import,
            help_,
            f"{more} A CSV with a header line; commas, semicolons or tabs. Every row is checked before any "
            "is written, and every mistake is listed with its line and column.",
        )
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only show what it would change")
        add_yes(parser)
    show = add("show", _show, "list the people, or all about one of them")
    show.add_argument("account", nargs="?", help="one of them")
    show.add_argument("-g", "--group", help="only this group")
    for name, run, help_ in (
        ("pause", _ask_for("staff_pause"), "post nothing for a member for now"),
        ("resume", _ask_for("staff_resume"), "end a member's pause"),
        ("leave", _leave, "let a member leave: post nothing any more, and delete the keys"),
        ("forget", _forget, "forget who has left: the history goes on under a name that says nothing"),
    ):
        parser = add(name, run, help_)
        parser.add_argument("account")
        if name in {"leave", "forget"}:
            add_yes(parser)


def _import(session: Session) -> bool:
    return _take_in(session, "staff_import")


def _sync(session: Session) -> bool:
    return _take_in(session, "staff_sync")


def _take_in(session: Session, wish: str) -> bool:
    """Show what a file changes, ask, and write it, in as many requests as that takes."""
    document = read_text(session.given.file)
    is_sync = wish == "staff_sync"
    values: dict[str, Any] = {"document": document}
    # How many leave is decided here, by a person who sees their names.
    plan = _ask(session, wish, **values, **({"leaving": len(document)} if is_sync else {}), write=False)
    if session.given.check or plan["reports"][0]["state"] != "preview":
        return _tell(session, plan)
    leaving, there = len(plan["people"]["leaving"]), plan["there"]
    if not session.output.as_json:
        _tell(session, plan)
    if leaving * ASKS_ABOVE > there and not confirmed(
        session, f"{leaving:,} of {there:,} members leave. Is that right?"
    ):
        return False
    if is_sync:
        values["leaving"] = leaving
    for _ in range(_MOST_REQUESTS):
        answer = _ask(session, wish, **values)
        if not answer.get("left"):
            break
        session.output.say(answer["reports"][0]["decision"], "dim")
    end_credentials(session, plan["people"]["leaving"])
    if not session.output.as_json:
        session.output.say("Written." if answer["reports"][0]["state"] == "done" else "", "green")
        return answer["reports"][0]["state"] == "done" or _tell(session, answer)
    return _tell(session, answer)


def _ask(session: Session, wish: str, **values: Any) -> dict[str, Any]:
    return session.place.ask({"source": "repost.person", wish: values})


def _tell(session: Session, answer: Mapping[str, Any]) -> bool:
    """Show an answer, with every mistake; whether all is well."""
    if session.output.as_json:
        session.output.answer(answer)
    else:
        for mistake in answer.get("mistakes", ()):
            session.output.complain(mistake["sentence"])
        for report in answer["reports"]:
            session.output.report(report)
    return not any(report["state"] in BAD for report in answer["reports"])


def _show(session: Session) -> bool:
    given = session.given
    wanted = {name: value for name in ("account", "group") if (value := getattr(given, name))}
    answer = _ask(session, "staff_show", **wanted)
    output = session.output
    if output.as_json or "members" not in answer:
        return _tell(session, answer)
    members = answer["members"]
    if given.account:
        output.rows([(name, _as_text(value)) for name, value in members[0].items()])
        return True
    for (group, state), count in sorted(Counter((each["group"], each["state"]) for each in members).items()):
        output.say(f"{group}: {count:,} {state}")
    output.table(("account", "group", "state", "network", "handle", "mail"), map(_row, members))
    return True


def _row(member: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        str(member.get(name, "")) for name in ("account", "group", "state", "network", "handle", "mail")
    )


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return moment(value) if isinstance(value, str) and value.endswith("Z") else str(value)


def _ask_for(wish: str) -> Any:
    return lambda session: _tell(session, _ask(session, wish, account=session.given.account))


def _leave(session: Session) -> bool:
    name = session.given.account
    if not confirmed(
        session, f"Nothing will be posted for {name} any more, and the keys are revoked and deleted. Go on?"
    ):
        return False
    answer = _ask(session, "staff_leave", account=name)
    if answer["reports"][0]["state"] == "done":
        end_credentials(session, [name])
    return _tell(session, answer)


def _forget(session: Session) -> bool:
    name = session.given.account
    if not confirmed(session, f"Name, address and everything else known of {name} are removed. Go on?"):
        return False
    for _ in range(_MOST_REQUESTS):
        answer = _ask(session, "staff_forget", account=name)
        if not answer.get("left"):
            break
    return _tell(session, answer)
