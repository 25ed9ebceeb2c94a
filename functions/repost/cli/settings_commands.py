"""The commands around the settings: check a file, and store it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.document import parse_document
from repost.accounts.documents import DEFAULTS
from repost.accounts.for_networks import on_network
from repost.base import instants
from repost.cli.arguments import read_text
from repost.cli.output import moment
from repost.cli.past import add_against, past_words
from repost.cli.settings_file import MOST_BYTES, Checked, check_document
from repost.cli.stored_settings import flattened, written
from repost.schedule.activity import Activity
from repost.schedule.local_time import local_date
from repost.schedule.upcoming import may_speak_on, upcoming

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from repost.accounts.documents import Account
    from repost.cli.session import Session

_SLOTS: Final = 3


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    check = commands.add_parser(
        "check",
        parents=[common],
        help="list every mistake in a settings file, and show the settings it results in",
        description="List every mistake in a settings file. If there is none, show the settings it "
        "results in, the next three slots, and how often the blog has something to post. The stored "
        "defaults and further parts of the account count, too.",
    )
    check.set_defaults(command=_check)
    check.add_argument(
        "--offline", action="store_true", help="ignore what is stored, and don't read the blog"
    )
    add_against(check)
    put = commands.add_parser(
        "put",
        parents=[common],
        help="check a settings file and store it",
        description="Check a settings file and store it. It takes effect at the next tick; earlier versions "
        "stay in the parameter's history.",
    )
    put.set_defaults(command=_put, offline=False)
    for parser in (check, put):
        parser.add_argument("file", type=Path, help="TOML or JSON, such as main.toml")
        parser.add_argument("-a", "--account", help="the account's name (default: the file's name)")


def _check(session: Session) -> bool:
    checked, name = _checked(session)
    if not session.output.as_json and not checked.mistakes:
        _show(session, name, checked)
    against: dict[str, Any] = {}
    if session.given.against and not session.given.offline and not checked.mistakes and name != DEFAULTS:
        text = read_text(session.given.file)
        against = {"against": past_words(session, "past", account=name, settings=text)}
    if session.output.as_json:
        session.output.answer(_as_json(session, name, checked) | against)
    return not checked.mistakes


def _put(session: Session) -> bool:
    checked, name = _checked(session)
    if not checked.mistakes:
        session.place.put_settings(name, read_text(session.given.file))
    if session.output.as_json:
        session.output.answer(_as_json(session, name, checked))
    elif not checked.mistakes:
        session.output.say(
            f"Stored as {session.place.path}/settings/{name}; it takes effect at the next tick.", "green"
        )
        account = name.partition("/")[0]
        if account != DEFAULTS:
            _say_what_comes(session, account)
    return not checked.mistakes


def _say_what_comes(session: Session, name: str) -> None:
    """When the account posts first, and what is missing until then."""
    answer = session.place.ask({"source": "repost.person", "preview": {"account": name}})
    for report in answer["reports"]:
        session.output.report(report, session.zone_of(name))


def _checked(session: Session) -> tuple[Checked, str]:
    """The check of the file, its mistakes shown, and the name of its account."""
    name = session.given.account or session.given.file.stem
    others: Mapping[str, str] = {} if session.given.offline else session.place.documents()
    path = f"/{session.given.stack}" if session.given.offline else session.place.path
    file = session.given.file
    checked = check_document(name, str(file), read_text(file), others, path)
    if not session.output.as_json:
        for mistake in checked.mistakes:
            session.output.complain(mistake)
    return checked, name


def _show(session: Session, name: str, checked: Checked) -> None:
    output = session.output
    output.say(f"{session.given.file} is valid ({checked.size:,} of {MOST_BYTES:,} bytes).", "green")
    if name == DEFAULTS or checked.account is None:
        return
    network = checked.account.settings.network
    given, defaults = (set(_keys(text, network)) for text in _documents(session, name))
    output.say("\nSettings", "bold")
    rows = []
    for key, value in flattened(checked.account.settings):
        if key in given or key in defaults:
            rows.append((key, written(value), "" if key in given else "from the defaults"))
    output.table(("setting", "value", ""), rows)
    output.say("All other settings have their defaults: docs/settings.md.", "dim")
    output.say("\nIf it started now, the first posts would be due on", "bold")
    for slot in _slots(session, checked.account):
        output.say(f"  {moment(instants.written(slot), checked.account.settings.schedule.timezone)}")
    for day in _idle_pins(session, checked.account):
        output.say(
            f"Nothing is posted on {day:%A, %Y-%m-%d}, so the article that select.pins names for that day "
            "isn't either.",
            "yellow",
        )
    if not session.given.offline and "/" not in name:
        output.say("\nHow often the blog has something to post", "bold")
        output.say(f"  {_capacity(session, name)}")


def _capacity(session: Session, name: str) -> str:
    """How often the blog has something to post under these settings, as the function sees it."""
    text = read_text(session.given.file)
    wish = {"account": name, "settings": text}
    [report] = session.place.ask({"source": "repost.person", "preview": wish})["reports"]
    return str(report.get("capacity") or report["decision"])


def _documents(session: Session, name: str) -> tuple[str, str]:
    """The account's own document and the stored defaults."""
    if session.given.offline:
        return read_text(session.given.file), ""
    stored = session.place.documents().get(f"{session.place.path}/settings/{DEFAULTS}", "")
    return read_text(session.given.file), stored if name != DEFAULTS else ""


def _keys(text: str, network: str) -> Iterator[str]:
    """The dotted keys that a document sets for accounts on a network."""

    def keys(table: Mapping[str, Any], before: str) -> Iterator[str]:
        for name, value in table.items():
            yield f"{before}{name}"
            if isinstance(value, dict):
                yield from keys(value, f"{before}{name}.")

    documents = on_network([parse_document("", text)], network) if text.strip() else ()
    return (key for document in documents for key in keys(document.table, ""))


def _slots(session: Session, account: Account) -> list[datetime]:
    now = _now(session)
    schedule = account.settings.schedule
    return [slot.instant for slot in upcoming(schedule, account.name, Activity(now), now, _SLOTS)]


def _idle_pins(session: Session, account: Account) -> list[date]:
    """The local days to come that an article is pinned to and on which there can be no slot."""
    from datetime import date

    schedule = account.settings.schedule
    today = local_date(_now(session), schedule.timezone)
    days = map(date.fromisoformat, account.settings.select.pins)
    return [day for day in days if day >= today and not may_speak_on(schedule, account.name, day)]


def _now(session: Session) -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC) if session.given.offline else session.place.clock()


def _as_json(session: Session, name: str, checked: Checked) -> dict[str, Any]:
    account = checked.account if not checked.mistakes else None
    settings = {key: written(value) for key, value in flattened(account.settings)} if account else {}
    slots = [instants.written(slot) for slot in _slots(session, account)] if account else []
    idle_pins = [day.isoformat() for day in _idle_pins(session, account)] if account else []
    is_whole = "/" not in name  # not a further part
    capacity = _capacity(session, name) if account and is_whole and not session.given.offline else None
    return {
        "account": name,
        "mistakes": list(checked.mistakes),
        "bytes": checked.size,
        "settings": settings,
        "slots": slots,
        "idle_pins": idle_pins,
        "capacity": capacity,
    }
