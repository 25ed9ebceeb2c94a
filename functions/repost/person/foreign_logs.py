"""Reads logs in which another tool, or Repost itself, recorded what was shared when.

- Revive Social (Revive Old Posts, Tweet Old Post): what "Export Logs" on its Logs tab saves, lines such as
  "[Tue Nov 24 2026 09:00:00 GMT+0000][success] Successfully shared A title to somebody on Twitter"
  (github.com/Codeinwp/tweet-old-post, vue/src/vue-elements/logs-tab-panel.vue and includes/admin/services);
- tables with a header, with commas, semicolons or tabs: one column of addresses, GUIDs or titles, and one of
  dates;
- an export of Repost's own, as CSV or JSON lines.

Dates in figures are read in the one order of day and month in which all of a document's dates can be read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from repost.base.names import name_key
from repost.base.patterns import pattern
from repost.base.tables import read_table
from repost.base.value import Value
from repost.feeds.dates import chosen, order_of, readings
from repost.settings.networks import OTHER_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from repost.events.wishes import Dates

_ORDERS: Final[Mapping[Dates, str]] = {"day-first": "dmy", "month-first": "mdy", "": ""}
_REVIVE: Final = pattern(
    r"\[(?P<time>[^\]]{1,60})\]\s*\[success\]\s*"
    r"Successfully shared (?P<title>.+) to (?P<who>.+?) on (?P<service>[^.]{1,40}?)\s*"
)
# Columns by what they hold, the most telling name first: English, French, German, Spanish and Italian.
_COLUMNS: Final[Mapping[str, str]] = {
    "name": """guid|link|url|address|permalink|post url|post link|article url|lien|adresse|permalien
        |adresse url|lien de l'article|url de l'article|enlace|dirección|indirizzo
        |title|post title|article title|article|titre|titre de l'article|titel|título|titolo|artikel|artículo
        |articolo""",
    "date": """shared|slot|date|shared at|shared on|posted at|posted on|published at|sent at|timestamp
        |date de partage|date du partage|partagé le|publié le|date de publication|date d'envoi|envoyé le
        |posté le|horodatage|date et heure|datum|geteilt am|fecha|data|time|heure""",
    "clock": "time|heure|uhrzeit|hora|ora",
    "network": """network|social network|service|platform|channel|réseau|réseau social|plateforme|plate-forme
        |netzwerk|red|rete""",
    "state": "state",
}
_NAMES: Final = {kind: tuple(name_key(name) for name in names.split("|")) for kind, names in _COLUMNS.items()}
_LONGEST_NAME: Final = 2_000


class Mention(Value, frozen=True):
    """One line: an article by `name` (its GUID, address or title), and when it was shared (UTC)."""

    name: str
    at: datetime


class Read(Value, frozen=True):
    """What a document holds: its mentions, how many lines are of other networks, and which can't be read.

    `ambiguous` is a date that may be one of two days, if nothing in the document tells which.
    """

    mentions: tuple[Mention, ...]
    elsewhere: int
    unreadable: tuple[int, ...]
    ambiguous: str = ""


def read_log(document: str, network: str, dates: Dates = "") -> Read:
    """Every share on a network that a document records; if it names no network, every share.

    `dates` says how its dates are written, if their owner knows.
    """
    services = OTHER_NAMES.get(network, (network,))
    found: list[tuple[int, str, str]] = []
    elsewhere, unreadable = 0, []
    for number, row in _rows(document.lstrip("\ufeff")):
        if row is None:
            unreadable.append(number)
        elif row.get("state", "posted") != "posted":
            continue
        elif (row.get("network") or network).casefold() not in services:
            elsewhere += 1
        elif row.get("name") and row.get("date"):
            found.append((number, row["name"][:_LONGEST_NAME], row["date"]))
        else:
            unreadable.append(number)
    read = {text: readings(text) for text in {text for *_, text in found}}
    order = order_of(read.values(), _ORDERS[dates])
    mentions, ambiguous = [], ""
    for number, name, text in found:
        if at := chosen(read[text], order):
            mentions.append(Mention(name, at))
        else:
            unreadable.append(number)
            ambiguous = ambiguous or (text if len(set(read[text].values())) > 1 else "")
    return Read(tuple(mentions), elsewhere, tuple(sorted(unreadable)), ambiguous)


def _rows(text: str) -> Iterable[tuple[int, Mapping[str, str] | None]]:
    """Each line by its number, with what it says of "name", "date", "network" and "state"."""
    first = next((line for line in text.splitlines() if line.strip()), "").strip()
    if first.startswith("{"):
        return _json_lines(text)
    return _revive_lines(text) if first.startswith("[") else _table_rows(text)


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, str] | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield number, _told(row) if isinstance(row, dict) else None


def _revive_lines(text: str) -> Iterator[tuple[int, Mapping[str, str] | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if "Successfully shared " not in line or "Successfully shared first comment" in line:
            continue  # its other lines don't record a share
        found = _REVIVE.fullmatch(line.strip()[:2000])
        yield (
            number,
            {"name": found["title"], "network": found["service"], "date": found["time"]} if found else None,
        )


def _table_rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | None]]:
    table = read_table(text)
    if not set(table.keys) & set(_NAMES["name"]) or not set(table.keys) & set(_NAMES["date"]):
        yield 1, None
        return
    for number, cells in table.rows():
        yield number, None if cells is None else _told(dict(zip(table.keys, cells, strict=False)))


def _told(row: Mapping[str, Any]) -> Mapping[str, str]:
    """What a row says, by the kinds of its columns; a clock in a column of its own belongs to the date."""
    told = {
        kind: next((str(row[name]).strip() for name in names if row.get(name)), "")
        for kind, names in _NAMES.items()
    }
    if told["clock"] and told["clock"] != told["date"] and ":" not in told["date"]:
        told["date"] = f"{told['date']} {told['clock']}"
    return {kind: value for kind, value in told.items() if value}
