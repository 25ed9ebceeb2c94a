"""Shows a post in the terminal as it looks on a timeline, with why it was chosen and what comes next."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from rich.console import Group
from rich.panel import Panel
from rich.text import Text

from repost.base.moments import moment_in, with_moments
from repost.cli.output import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from rich.console import RenderableType

_WIDTH: Final = 72
_FRAME: Final = 6
_ENDLESS: Final = 10_000
_LIVE: Final = re.compile(r"https?://\S+|#\w+")


def post(
    report: Mapping[str, Any],
    *,
    handle: str,
    at: datetime,
    zone: tzinfo,
    used_and_allowed: tuple[int, int],
    width: int = _ENDLESS,
) -> RenderableType:
    """The post of a report as a card, as of an instant, with how many characters it has and may have.

    If a link is too long for a card in a terminal of this width, there are lines without a frame instead.
    """
    head = Text.assemble((f"@{handle}", "bold"), (f" · {moment_in(at, zone, None)}", "dim"))
    text = Text(report["text"])
    text.highlight_regex(_LIVE, "deep_sky_blue1")
    card = Text()
    if report["link"]:
        host = urlsplit(report["guid"]).hostname or urlsplit(report["link"]).hostname or ""
        card = Text.assemble((host, "dim"), "\n", (report["title"] or "", "bold"))
    room = Text("{} of {} characters".format(*used_and_allowed), style="dim")
    needed = max(map(len, report["text"].split()), default=0) + _FRAME  # a link is never folded
    if needed > width:
        parts = [head, Text(), text, Text(), *([card, Text()] if card else []), room]
        return Group(*(line for part in parts for line in _lines(part, width)))
    inner: list[RenderableType] = (
        [Text(), Panel(card, border_style="dim", width=min(_WIDTH, width) - 8)] if card else []
    )
    body = Group(head, Text(), text, *inner, Text(), room)
    return Panel(body, width=min(max(_WIDTH, needed), width), padding=(1, 2), border_style="deep_sky_blue1")


def _lines(text: Text, width: int) -> Iterator[Text]:
    """A text in lines of this width; a word that is longer stays whole."""
    for paragraph in text.split(allow_blank=True):
        starts, end = [0], 0
        for word in re.finditer(r"\S+", paragraph.plain):
            if word.end() - starts[-1] > width and word.start() > starts[-1]:
                starts.append(word.start())
            end = word.end()
        for line in paragraph[:end].divide(starts[1:]):
            line.rstrip()
            line.no_wrap, line.overflow = True, "ignore"
            yield line


def facts(report: Mapping[str, Any], zone: tzinfo, width: int = _ENDLESS) -> Iterator[Text]:
    """Why this article, what there was to choose from, and what comes next, in lines of this width.

    They are to be printed as they are: an address is never folded.
    """
    found = rows(report, zone)
    margin = max(len(label) for label, _ in found)
    for label, value in found:
        for number, line in enumerate(_lines(Text(value), min(_WIDTH, width) - margin - 2)):
            yield Text.assemble((f"{'' if number else label:>{margin}}", "bold"), "  ", line)


def rows(report: Mapping[str, Any], zone: tzinfo) -> list[tuple[str, str]]:
    """The same, as labels and values; a value without a label belongs to the label before."""
    rows = [("State", report["state"]), ("", with_moments(report["decision"], zone, None))]
    if report["published"]:
        days = (datetime.fromisoformat(report["slot"]) - datetime.fromisoformat(report["published"])).days
        rows.append(("Article", f"{report['title']} ({days} days old)"))
    if report["why"]:
        rows.append(("Why", report["why"]))
    if report["known"] is not None:
        rows.append(("Blog", known(report)))
        rows += [("", f"{count} {reason}") for reason, count in report["why_not"].items()]
    rows += [("Note", note) for note in report["notes"]]
    if report["remote_url"]:
        rows.append(("Post", report["remote_url"]))
    if report["next"]:
        rows.append(("Next", moment_in(datetime.fromisoformat(report["next"]), zone, None)))
    return rows
