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

_REVIVE: Final = re.compile(
    r"\[(?P<time>[^\]]{1,60})\]\s*\[success\]\s*"
    r"Successfully shared (?P<title>.+) to (?P<who>.+?) on (?P<service>[^.]{1,40}?)\s*"
)
_REVIVE_TIME: Final = re.compile(
    r"\w{3} (?P<date>\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d)(?: GMT(?P<zone>[+-]\d{4}))?.*"
)
_NAMES: Final = ("guid", "link", "url", "address", "permalink", "post url", "title", "post title", "article")
_TIMES: Final = ("shared", "slot", "date", "time", "shared at", "posted at", "published at", "timestamp")
_SERVICES: Final[Mapping[str, tuple[str, ...]]] = {"x": ("x", "twitter")}
"""What others call a network, where it isn't its name here."""


class Mention(Value, frozen=True):
    """One line: an article by `name` (its GUID, address or title), and when it was shared (UTC)."""

    name: str
    at: datetime


class Read(Value, frozen=True):
    """What a document holds: its mentions, how many lines are of other networks, and which can't be read."""

    mentions: tuple[Mention, ...]
    elsewhere: int
    unreadable: tuple[int, ...]


def read_log(document: str, network: str) -> Read:
    """Every share on a network that a document records; if it names no network, every share."""
    text = document.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "").strip()
    if first.startswith("{"):
        rows: Iterable[tuple[int, Mapping[str, Any] | None]] = _json_lines(text)
    elif first.startswith("["):
        rows = _revive_lines(text)
    else:
        rows = _csv_rows(text)
    services = _SERVICES.get(network, (network,))
    mentions, elsewhere, unreadable = [], 0, []
    for number, row in rows:
        if row is None:
            unreadable.append(number)
        elif row.get("state", "posted") != "posted":
            continue
        elif str(row.get("network") or network).casefold() not in services:
            elsewhere += 1
        elif mention := _mention(row):
            mentions.append(mention)
        else:
            unreadable.append(number)
    return Read(tuple(mentions), elsewhere, tuple(unreadable))


def _mention(row: Mapping[str, Any]) -> Mention | None:
    name = next((str(row[key]).strip() for key in _NAMES if row.get(key)), "")
    at = next((_instant(str(row[key])) for key in _TIMES if row.get(key)), None)
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
    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    lines = csv.reader(text.splitlines(), delimiter=dialect)
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


def _instant(text: str) -> datetime | None:
    """A time in one of the usual forms; one that names no zone is taken for UTC."""
    text = text.strip()
    if found := _REVIVE_TIME.fullmatch(text):
        text = f"{found['date']} {found['zone'] or '+0000'}"
        forms = ["%b %d %Y %H:%M:%S %z"]
    else:
        forms = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
    parsed = (_parsed(text, form) for form in forms)
    return instants.foreign(text) or next(filter(None, parsed), None) or instants.from_mail(text)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return instants.in_utc(datetime.strptime(text, form))  # noqa: DTZ007 - a zone is given, or UTC
    except ValueError:
        return None
