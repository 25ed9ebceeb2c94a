"""The commands around groups of members: check a group's settings file, store it, and show groups."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repost.accounts.document import parse_document
from repost.accounts.documents import is_account_name
from repost.base.secret import Secret
from repost.cli.arguments import read_text
from repost.cli.connect.typed import hidden
from repost.cli.past import add_against, past_words
from repost.cli.place import PlaceError
from repost.cli.settings_file import MOST_BYTES, not_storable
from repost.cli.stored_settings import written

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from repost.cli.session import Session


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    group = commands.add_parser(
        "group",
        help="the settings of a group of members: check a file, store it, show what is stored",
        description="A group's settings are a document like an account's. Its members differ from it only in "
        "what their rows may say. docs/fleets.md explains both.",
    )
    below = group.add_subparsers(title="commands", metavar="<command>", required=True)
    for name, run, help_ in (
        ("check", _check, "list every mistake in a group's settings file, and in its members' rows with it"),
        ("put", _put, "check a group's settings file and store it"),
    ):
        parser = below.add_parser(
            name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.", parents=[common]
        )
        parser.set_defaults(command=run)
        parser.add_argument("file", type=Path, help="TOML or JSON, such as field.toml")
        parser.add_argument("-g", "--group", help="the group's name (default: the file's name)")
        if run is _check:
            add_against(parser)
    chat = below.add_parser(
        "chat",
        parents=[common],
        help="store the webhook of the chat that hears what waits for a review",
        description="Store the webhook of a group's chat: Slack, Teams, Google Chat or Discord. With "
        "`review.notify = true` it hears at most once an hour that posts wait. The address is typed unseen.",
    )
    chat.set_defaults(command=_chat)
    chat.add_argument("group")
    chat.add_argument("--remove", action="store_true", help="forget it: nobody is told any more")
    show = below.add_parser(
        "show",
        parents=[common],
        help="list the groups, or the settings of one",
        description="List the groups, or the settings of one and its members by state.",
    )
    show.set_defaults(command=_show)
    show.add_argument("group", nargs="?", help="one of them")


def _check(session: Session) -> bool:
    return _checked(session)[0]


def _put(session: Session) -> bool:
    is_valid, name = _checked(session)
    if is_valid:
        session.place.put_group(name, read_text(session.given.file))
        parameter = f"{session.place.path}/groups/{name}"
        session.output.say(f"Stored as {parameter}; it takes effect within a minute.", "green")
        changed = session.place.ask({"source": "repost.person", "group_changed": {"group": name}})
        session.output.say(changed["reports"][0]["decision"])
    return is_valid


def _chat(session: Session) -> bool:
    place, group = session.place, session.given.group
    if group not in {name.removeprefix(f"{place.path}/groups/").split("/")[0] for name in place.groups()}:
        raise PlaceError(f"There is no group {group}. Store one with `repost group put {group}.toml`.")
    if session.given.remove:
        place.forget(f"chats/{group}")
        session.output.say("Forgotten: nobody is told any more.", "green")
        return True
    address = hidden("The webhook's address (not shown): ")
    if not re.fullmatch("https://[!-~]{8,400}", address):
        raise PlaceError("That is not an address that starts with https://. Nothing was stored.")
    place.keep(f"chats/{group}", Secret(address))
    session.output.say(f"Stored as {place.path}/chats/{group}, encrypted.", "green")
    return True


def _checked(session: Session) -> tuple[bool, str]:
    """Whether a file is valid as a group's settings, and the group's name; its mistakes are shown."""
    file, output = session.given.file, session.output
    name = session.given.group or file.stem
    if not is_account_name(name):
        raise PlaceError(f"{name} can't be the name of a group. Use letters, digits, - and _, at most 63.")
    text, parameter = read_text(file), f"{session.place.path}/groups/{name}"
    answer = session.place.ask(
        {"source": "repost.person", "group_check": {"group": name, "settings": text or " "}}
    )
    here = re.compile(rf"{re.escape(parameter)}(?![/\w-])")
    found = [here.sub(lambda _: str(file), each["sentence"]) for each in answer.get("mistakes", ())]
    mistakes = [*not_storable(str(file), text, parameter), *found]
    decision = answer["reports"][0]["decision"]
    against: dict[str, Any] = {}
    if getattr(session.given, "against", None) and not mistakes:
        against = {"against": past_words(session, "group_past", group=name, settings=text or " ")}
    if output.as_json:
        output.answer({"group": name, "mistakes": mistakes, "decision": decision} | against)
    for mistake in mistakes if not output.as_json else ():
        output.complain(mistake)
    output.say(decision)
    if not mistakes:
        output.say(f"{file} is valid ({len(text.encode()):,} of {MOST_BYTES:,} bytes).", "green")
    return not mistakes, name


def _show(session: Session) -> bool:
    wanted = {"group": session.given.group} if session.given.group else {}
    answer = session.place.ask({"source": "repost.person", "staff_show": wanted})
    if "members" not in answer:
        raise PlaceError(answer["reports"][0]["decision"])
    states = Counter((each["group"], each["state"]) for each in answer["members"])
    root = f"{session.place.path}/groups/"
    if name := session.given.group:
        documents = session.place.of_group(name)
        if root + name not in documents:
            raise PlaceError(f"There is no group {name}. Store one with `repost group put {name}.toml`.")
    else:
        documents = session.place.groups()
    names = sorted({each.removeprefix(root).split("/")[0] for each in documents if each.startswith(root)})
    counts = {each: {state: n for (group, state), n in states.items() if group == each} for each in names}
    if session.output.as_json:
        session.output.answer({"groups": counts, **({"documents": documents} if name else {})})
        return True
    if not name:
        rows = [
            (each, f"{sum(counts[each].values()):,}", f"{counts[each].get('active', 0):,}") for each in names
        ]
        session.output.table(("group", "members", "active"), rows)
        return True
    for parameter, text in sorted(documents.items(), reverse=True):
        session.output.say(parameter, "bold")
        table = parse_document(parameter, text).table
        session.output.rows([(key, written(value)) for key, value in _set(table)])
    session.output.say("Members", "bold")
    session.output.rows([(state, f"{count:,}") for state, count in sorted(counts[name].items())])
    return True


def _set(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """What a document sets, by dotted keys."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _set(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
