"""What the command shows: tables and sentences for a person, or the answer as JSON."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from repost.base.patterns import pattern
from repost.cli.ending import forget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

_CONTROL: Final = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WIDEST, _NARROWEST, _ENDLESS = 48, 20, 4000
_INSTANT: Final = pattern(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\b")
_GOOD: Final = {"posted", "preview", "done", "dry_run", "waiting", "held", "skipped"}


def _text(text: str, style: str = "") -> RichText:
    """A foreign text, without what would move the cursor or control the terminal."""
    return RichText(_CONTROL.sub(" ", text), style)


class Terminal(Console):
    """Where people read; the work goes on when its reader has left, as with `| head`."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        forget(self.file)


class Output:
    """Writes to the terminal, in colour only if it is one; with `as_json`, only answers."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        _speak_as_understood(sys.stdout)
        _speak_as_understood(sys.stderr)
        self.console = Terminal(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())
        self.errors = Terminal(file=sys.stderr, highlight=False, soft_wrap=True)

    def answer(self, answer: Mapping[str, Any]) -> None:
        """The whole answer as JSON."""
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        sys.stdout.write(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")

    def say(self, sentence: str, style: str = "") -> None:
        if not self.as_json:
            self.console.print(_text(sentence, style))

    def address(self, address: str) -> None:
        """An address in one piece, to be clicked or copied."""
        if not self.as_json:
            self.console.print(_text(address), soft_wrap=True)

    def complain(self, sentence: str) -> None:
        self.errors.print(_text(sentence, "red"))

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Labels and their values, wrapped at spaces: a link stays whole, to be clicked or copied."""
        rows = list(rows)
        margin = max((len(label) for label, _ in rows), default=0)
        for label, text in rows:
            for number, line in enumerate(self._lines(text, margin + 2) or [""]):
                start = RichText(f"{'' if number else label:>{margin}}", "bold")
                self.console.print(RichText.assemble(start, "  ", _text(line)), soft_wrap=True)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table; on no terminal, its cells with tabs between them, for other programs."""
        if not self.console.is_terminal:
            for row in rows:
                sys.stdout.write("\t".join(" ".join(_text(cell).plain.split()) for cell in row) + "\n")
            return
        rows = list(rows)
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for column, title in enumerate(titles):
            links = any("://" in row[column] for row in rows)
            # Whatever holds a link is never folded: the terminal itself breaks a line that is too long.
            table.add_column(title, overflow="fold", no_wrap=links, max_width=None if links else _WIDEST)
        for row in rows:
            table.add_row(*map(_text, row))
        Terminal(file=sys.stdout, highlight=False, width=_ENDLESS).print(table)

    def _lines(self, text: str, margin: int) -> list[str]:
        """A text in lines that fit the terminal, except for links; in one line if there is no terminal."""
        if not self.console.is_terminal:
            return [text]
        width = max(self.console.width - margin, _NARROWEST)
        paragraphs = _CONTROL.sub(" ", text).split("\n")
        return [
            line
            for paragraph in paragraphs
            for line in wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]
        ]

    def report(self, report: Mapping[str, Any], zone: tzinfo | None = None, *, name: bool = False) -> None:
        """A report as a person reads it, with times in a zone; with the `name` of its account if asked."""
        style = "green" if report["state"] in _GOOD else "red"
        self.console.print(
            RichText.assemble(
                _text(f"{report['account']}  " if name else ""),
                (report["state"], f"bold {style}"),
                _text(f"  {in_zone(report['decision'], zone)}"),
            )
        )
        self.rows(list(_facts(report, zone)))


def _speak_as_understood(stream: TextIO) -> None:
    """Write UTF-8 for other programs, and to a terminal what it can show."""
    if isinstance(stream, TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _facts(report: Mapping[str, Any], zone: tzinfo | None) -> Iterable[tuple[str, str]]:
    if report.get("text"):
        yield "Text", report["text"]
    elif report.get("title"):
        yield "Article", report["title"]
    if report.get("remote_url"):
        yield "Post", report["remote_url"]
    if report.get("why"):
        yield "Why", report["why"]
    yield from _outlook(report)
    for note in report.get("notes", ()):
        yield "Note", in_zone(note, zone)
    if report.get("next"):
        yield "Next", moment(report["next"], zone)


def _outlook(report: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What there is to post, how long it lasts, what is held for review, and what it costs."""
    if report.get("known") is not None:
        counts = ", ".join(f"{count} {reason}" for reason, count in report["why_not"].items())
        held_back = f"; {counts}" if counts else ""
        yield "Blog", f"{known(report)}{held_back}"
    if report.get("capacity"):
        yield "Pace", report["capacity"]
    for held in report.get("for_review", ()):
        yield "Review", held
    if report.get("spent") is not None:
        yield "Cost", f"${report['spent']:.2f} this month so far, about ${report['forecast']:.2f} by its end"


def known(report: Mapping[str, Any]) -> str:
    """How much there is to post."""
    articles = "1 article" if report["known"] == 1 else f"{report['known']:,} articles"
    return f"{articles} known, {report['eligible']:,} can be posted now"


def moment(text: str, zone: tzinfo | None = None) -> str:
    """An instant in a zone, or else the reader's own: "Tue 24 Nov 2026, 09:00 CET"."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at.astimezone(zone):%a %d %b %Y, %H:%M %Z}"


def in_zone(sentence: str, zone: tzinfo | None) -> str:
    """A sentence with the instants in it as people read them."""
    return _INSTANT.sub(lambda found: moment(found[0], zone), sentence)


def now_as_text(now: datetime) -> str:
    """An instant as events contain it."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
