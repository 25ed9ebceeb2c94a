"""The commands that only look: preview, simulate, history, whoami, and the history as a file, out and in."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repost.cli.arguments import add_command, read_text, write_text
from repost.cli.output import moment
from repost.cli.place import PlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from repost.cli.session import Session


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    add = partial(add_command, commands, common)

    preview = add(
        "preview",
        _preview,
        "show the next post, and why this article",
        "Nothing is posted or recorded.",
    )
    _with_settings(preview)
    preview.add_argument(
        "--all", action="store_true", help="also list every article, with why it may or may not be posted"
    )
    simulate = add(
        "simulate",
        _simulate,
        "show the posts of the coming days, if nothing changes",
        "Nothing is posted, and no network is contacted.",
    )
    _with_settings(simulate)
    simulate.add_argument("--days", type=int, default=30, help="how many days (default: %(default)s)")
    history = add("history", _history, "show what was posted, and what happened to the rest")
    history.add_argument(
        "-n", type=_up_to_1000, default=20, dest="most", help="how many slots (default: %(default)s)"
    )
    add(
        "whoami",
        _whoami,
        "ask the network which user the stored credentials belong to, and what they allow",
        "Nothing is posted. On X this costs about $0.01.",
    )
    export = add("export", _export, "write an account's whole history to a file, or to the terminal")
    export.add_argument(
        "--csv", action="store_true", help="write a table, instead of a line of JSON for each slot"
    )
    export.add_argument("-o", "--output", type=Path, help="the file (default: the terminal)")
    import_ = add(
        "import",
        _import,
        "import another tool's history, so that nothing is repeated",
        "Accepts a Revive Social (Revive Old Posts) export, a CSV with a header line, such as "
        '"url,date", and what `repost export` writes.',
    )
    import_.add_argument("file", type=Path)
    import_.add_argument(
        "--dates",
        choices=["day-first", "month-first"],
        help="how to read dates such as 03/04/2026, if nothing in the file tells",
    )


def _with_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--with",
        type=Path,
        dest="settings",
        metavar="FILE",
        help="use the settings in this file instead of the stored ones; its name is the account's",
    )


def _proposed(session: Session) -> str | None:
    """The settings to use instead of the stored ones, and their account."""
    file: Path | None = session.given.settings
    if file is None:
        return None
    session.given.account = session.given.account or file.stem
    return read_text(file)


def _up_to_1000(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= 1000:  # noqa: PLR2004 - what one answer of the function holds
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 to 1000.")
    return number


def _preview(session: Session) -> bool:
    answer = session.ask("preview", settings=_proposed(session))
    all_is_well = session.tell(answer)
    output = session.output
    if output.as_json or "slots" not in answer:
        return all_is_well
    output.say("\nThe next slots", "bold")
    for slot in answer["slots"]:
        output.say(f"  {moment(slot['at'], session.zone)}{'  (will be skipped)' if slot['skipped'] else ''}")
    if session.given.all:
        output.say("\nEvery known article, newest first", "bold")
        output.table(("published", "article", "can it be posted?"), map(_explained, answer["articles"]))
    return all_is_well


def _explained(article: dict[str, Any]) -> tuple[str, str, str]:
    why = " ".join(article["why_not"]) or "Yes."
    if article["place"] == 1:
        why = "Yes, it is next."
    return (article["published"] or "")[:10], article["title"] or article["link"], why


def _simulate(session: Session) -> bool:
    answer = session.ask("simulate", settings=_proposed(session), days=session.given.days)
    all_is_well = session.tell(answer)
    output = session.output
    if not output.as_json and answer.get("posts"):
        output.say("")
        output.table(
            ("day", "time", "article", ""),
            _calendar(answer["posts"], session.zone, once=output.console.is_terminal),
        )
        output.say("\nHow often each is posted", "bold")
        output.table(
            ("times", "article"), ((str(each["times"]), each["title"]) for each in answer["articles"])
        )
    return all_is_well


def _calendar(
    posts: list[dict[str, Any]], zone: tzinfo | None, *, once: bool
) -> Iterator[tuple[str, str, str, str]]:
    """A row for each post, and for why the slots between have none; with `once`, a day isn't repeated."""
    last = ""
    for at, title, why in _told(posts):
        day, _, time = moment(at, zone).rpartition(", ")
        yield "" if once and day == last else day, time, title, why
        last = day


def _told(posts: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """When, what, and why not; of slots that pass one after the other without a post, the first and last."""
    for state, run in groupby(posts, key=itemgetter("state")):
        slots = list(run)
        if state in {"posted", "dry_run"}:
            yield from ((each["at"], each["title"], "") for each in slots)
            continue
        yield slots[0]["at"], "", slots[0]["decision"]
        if more := len(slots) - 1:
            yield (
                slots[-1]["at"],
                "",
                "Nothing here, either." if more == 1 else f"Nothing in the {more} slots since, either.",
            )


def _history(session: Session) -> bool:
    answer = session.ask("export", most=session.given.most)
    rows = [json.loads(line) for line in answer.get("export", "").splitlines()]
    if session.output.as_json:
        session.output.answer({"slots": rows, "reports": answer["reports"]})
    elif "export" not in answer:
        return session.tell(answer)
    elif rows:
        session.output.table(("slot", "posted at", "state", "article", "post"), _past(rows, session.zone))
    else:
        session.output.say("Nothing has been posted yet.")
    return "export" in answer


def _past(rows: list[dict[str, str]], zone: tzinfo | None) -> Iterator[tuple[str, str, str, str, str]]:
    """A row for each slot; of several in a row without an article, the first and the last."""
    for (state, title), run in groupby(rows, key=lambda row: (row["state"], row.get("title", ""))):
        slots = list(run)
        passed = not title and len(slots) > 2  # noqa: PLR2004 - the first and the last
        for row in (slots[0], slots[-1]) if passed else slots:
            post = row.get("remote_url") or row.get("error") or row.get("text", "")
            if passed and row is slots[-1]:
                post = f"and so were the {len(slots) - 2} slots between"
            at = moment(row["claimed"], zone) if row.get("claimed") else ""
            yield row["slot"], at, state, title, post


def _whoami(session: Session) -> bool:
    return session.tell(session.ask("check"))


def _export(session: Session) -> bool:
    pages = "".join(_pages(session))
    if session.given.output and pages:
        write_text(session.given.output, pages)
    else:
        sys.stdout.write(pages)
    return bool(pages)


def _pages(session: Session) -> Iterator[str]:
    kind, before = "csv" if session.given.csv else "jsonl", None
    while True:
        answer = session.ask("export", format=kind, before=before)
        if "export" not in answer:
            session.tell(answer)
            return
        text = str(answer["export"])
        # The columns are named once.
        yield text.partition("\n")[2] if before and session.given.csv else text
        before = answer["before"]
        if not before:
            return


def _import(session: Session) -> bool:
    given = session.given
    document = read_text(given.file)
    if not document.strip():
        raise PlaceError(f"{given.file} is empty.")
    return session.tell(session.ask("import", document=document, dates=given.dates))
