"""Reads logs in which another tool, or Repost itself, recorded what was shared when.

- Revive Social (Revive Old Posts, Tweet Old Post): what "Export Logs" on its Logs tab saves, lines such as
  "[Tue Nov 24 2026 09:00:00 GMT+0000][success] Successfully shared A title to somebody on Twitter"
  (github.com/Codeinwp/tweet-old-post, vue/src/vue-elements/logs-tab-panel.vue and includes/admin/services);
- CSV with a header: one column of addresses, GUIDs or titles, and one of dates;
- an export of Repost's own, as CSV or JSON lines.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from repost.events.wishes import Dates

_REVIVE: Final = re.compile(
    r"\[(?P<time>[^\]]{1,60})\]\s*\[success\]\s*"
    r"Successfully shared (?P<title>.+) to (?P<who>.+?) on (?P<service>[^.]{1,40}?)\s*"
)
_REVIVE_TIME: Final = re.compile(
    r"\w{3} (?P<date>\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d)(?: GMT(?P<zone>[+-]\d{4}))?.*"
)
_NAMES: Final = (
    *("guid", "link", "url", "address", "permalink", "post url", "lien", "adresse", "permalien"),
    *("title", "post title", "article", "titre"),
)
_TIMES: Final = (
    *("shared", "slot", "date", "time", "shared at", "posted at", "published at", "timestamp"),
    *("partagé le", "publié le", "date de partage", "date de publication", "heure", "horodatage"),
)
_NUMERIC: Final = re.compile(
    r"(?P<first>\d{1,2})([/.-])(?P<second>\d{1,2})\2(?P<year>\d{4})"
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<seconds>\d\d))?\s*(?P<half>[ap]m)?)?",
    re.IGNORECASE,
)
_LAST_MONTH: Final = 12
_SERVICES: Final[Mapping[str, tuple[str, ...]]] = {"x": ("x", "twitter")}
"""What others call a network, where it isn't its name here."""


class Mention(Value, frozen=True):
    """One line: an article by `name` (its GUID, address or title), and when it was shared (UTC)."""

    name: str
    at: datetime


class Read(Value, frozen=True):
    """What a document holds: its mentions, how many lines are of other networks, and which can't be read.

    `ambiguous` is a date that may be day-first or month-first for all that the file says, or "".
    """

    mentions: tuple[Mention, ...]
    elsewhere: int
    unreadable: tuple[int, ...]
    ambiguous: str = ""


def read_log(document: str, network: str, dates: Dates = "") -> Read:
    """Every share on a network that a document records; if it names no network, every share."""
    text = document.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "").strip()
    if first.startswith("{"):
        rows: Iterable[tuple[int, Mapping[str, Any] | None]] = _json_lines(text)
    elif first.startswith("["):
        rows = _revive_lines(text)
    else:
        rows = _csv_rows(text)
    rows = list(rows)
    dates, ambiguous = _order(rows, dates)
    services = _SERVICES.get(network, (network,))
    mentions, elsewhere, unreadable = [], 0, []
    for number, row in rows:
        if row is None:
            unreadable.append(number)
        elif row.get("state", "posted") != "posted":
            continue
        elif str(row.get("network") or network).casefold() not in services:
            elsewhere += 1
        elif mention := _mention(row, dates):
            mentions.append(mention)
        else:
            unreadable.append(number)
    return Read(tuple(mentions), elsewhere, tuple(unreadable), ambiguous)


def _order(rows: Iterable[tuple[int, Mapping[str, Any] | None]], dates: Dates) -> tuple[Dates, str]:
    """Whether day or month comes first in the dates of a file, and an ambiguous one if that is unclear."""
    texts = [str(row[key]).strip() for _, row in rows if row for key in _TIMES if row.get(key)]
    found = [each for each in map(_NUMERIC.fullmatch, texts) if each]
    if dates or not found:
        return dates or "day-first", ""
    if any(int(each["first"]) > _LAST_MONTH for each in found):
        return "day-first", ""
    if any(int(each["second"]) > _LAST_MONTH for each in found):
        return "month-first", ""
    unlike = (each for each in found if each["first"] != each["second"])
    return "day-first", next((each[0] for each in unlike), "")


def _mention(row: Mapping[str, Any], dates: Dates) -> Mention | None:
    name = next((str(row[key]).strip() for key in _NAMES if row.get(key)), "")
    at = next((_instant(str(row[key]), dates) for key in _TIMES if row.get(key)), None)
    return Mention(name, at) if name and at else None


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield number, row if isinstance(row, dict) else None


def _revive_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if "Successfully shared " not in line or "Successfully shared first comment" in line:
            continue  # its other lines tell of no share
        found = _REVIVE.fullmatch(line.strip()[:2000])
        yield (
            number,
            {"title": found["title"], "network": found["service"], "time": found["time"]} if found else None,
        )


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    first = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    header = [name.strip().casefold() for name in next(lines, [])]
    if not set(header) & set(_NAMES) or not set(header) & set(_TIMES):
        yield 1, None
        return
    try:
        for row in lines:
            if any(row):
                values = (value.removeprefix("'") for value in row)  # as our own export guards formulas
                yield lines.line_num, dict(zip(header, values, strict=False))
    except csv.Error:  # a field of more than 131,072 characters; nothing after it can be read
        yield lines.line_num, None


def _instant(text: str, dates: Dates) -> datetime | None:
    """A time in one of the usual forms; one that names no zone is taken for UTC."""
    text = text.strip()
    if found := _REVIVE_TIME.fullmatch(text):
        return _parsed(f"{found['date']} {found['zone'] or '+0000'}", "%b %d %Y %H:%M:%S %z")
    if found := _NUMERIC.fullmatch(text):
        day, month = found["first"], found["second"]
        if dates == "month-first":
            day, month = month, day
        time = f"{found['hour'] or 0}:{found['minute'] or 0}:{found['seconds'] or 0} {found['half'] or ''}"
        form = "%d/%m/%Y %I:%M:%S %p" if found["half"] else "%d/%m/%Y %H:%M:%S"
        return _parsed(f"{day}/{month}/{found['year']} {time}".strip(), form)
    return instants.foreign(text) or instants.from_mail(text)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return instants.in_utc(datetime.strptime(text, form))  # noqa: DTZ007 - a zone is given, or UTC
    except ValueError:
        return None
