"""What an account did, slot by slot, as text for other tools."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Final

from repost.aws.items import account_partition
from repost.base import instants
from repost.person.accounts import AccountNow
from repost.person.answer import Answer

if TYPE_CHECKING:
    from repost.aws.items import Item
    from repost.events.wishes import Export
    from repost.run.collaborators import Collaborators

COLUMNS: Final = (
    "slot",
    "state",
    "claimed",
    "network",
    "guid",
    "title",
    "link",
    "text",
    "remote_id",
    "remote_url",
    "acts",
    "measure",
    "measured",
    "error",
    "why_held",
    "decision",
    "decided_by",
    "decided_at",
    "reason",
    "note",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def export(outside: Collaborators, wish: Export) -> Answer:
    """A page of slots, newest first; `before` in the answer asks for the next page, None ends it."""
    asked = AccountNow.of(outside, wish.account)
    last = f"SLOT#{instants.written(wish.before)}" if wish.before else "SLOT#~"
    items = outside.table.last_in(account_partition(wish.account), "SLOT#", last, wish.most)
    rows = [_row(item) for item in items]
    text = as_csv(rows) if wish.format == "csv" else "".join(f"{_line(row)}\n" for row in rows)
    more = {"export": text, "before": rows[-1]["slot"] if len(rows) == wish.most else None}
    return Answer((asked.done(f"{len(rows)} slots, newest first."),), more)


def _row(item: Item) -> dict[str, str]:
    known = item | {"slot": item["sk"].removeprefix("SLOT#"), "claimed": item.get("since", "")}
    known["why_held"] = " ".join(item.get("why_held", ()))
    return {name: str(known.get(name, "")) for name in COLUMNS}


def _line(row: dict[str, str]) -> str:
    return json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False)


def as_csv(rows: list[dict[str, str]]) -> str:
    """A table that a spreadsheet opens, without running what a blog's title may begin with."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(f"'{value}" if value.startswith(_FORMULA) else value for value in row.values())
    return text.getvalue()
