"""What readers did with an account's posts, as the table remembers it.

A slot holds the count of its post, a share what all posts of its article say, the state how far the posts
have been read and what they usually get. One item has the best articles, so that an encore reads no archive.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.aws.items import Key, Write, account_partition
from repost.base import instants
from repost.base.digests import digest
from repost.base.names import guid_key
from repost.base.value import Value
from repost.history.records import share_key, slot_key, state_key
from repost.results.encores import MOST_KEPT, Known, best
from repost.results.measures import Baseline
from repost.results.score import Heard, Usual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from repost.aws.items import Item
    from repost.aws.table import Table
    from repost.history.account_state import AccountState
    from repost.results.measures import Measured

READ_AFTER: Final = timedelta(days=7)
"""The age at which a post is read: by then it has got nearly all that it gets."""

READ_UNTIL: Final = timedelta(days=29)
"""The age after which it isn't any more: X shows clicks for thirty days."""

MOST_READ: Final = 20
"""How many posts are read at once."""

_BETWEEN: Final = timedelta(days=1)
_MOST_SLOTS: Final = 400
_THOUSANDTHS: Final = 1000


class Outing(Value, frozen=True):
    """A post that is out, as its slot has it; `at` is when it was claimed (UTC)."""

    slot: datetime
    at: datetime
    guid: str
    network: str
    remote_id: str
    link: str


class Past(Value, frozen=True):
    """What is known of an article before its next post is read; `times` is how often it went out."""

    heard: Heard | None
    baseline: Baseline | None
    times: int
    announced: bool


class Due(Value, frozen=True):
    """The posts to be read now, oldest first, and when each article last went out as far as was seen.

    `to` is up to which slot everything will have been dealt with.
    """

    outings: tuple[Outing, ...]
    last: Mapping[str, datetime]
    to: str
    next: datetime

    def only(self, slots: Collection[datetime], now: datetime) -> Due:
        """The posts of these slots, which are all or the first ones; the rest are due tomorrow."""
        if len(slots) == len(self.outings):
            return self
        outings = tuple(each for each in self.outings if each.slot in slots)
        return Due(outings, self.last, instants.written(outings[-1].slot), now + _BETWEEN)


class Results:
    """Reads and writes the results of one account."""

    def __init__(self, table: Table, account: str) -> None:
        self._table = table
        self._account = account
        self._partition = account_partition(account)

    def begin(self, state: AccountState, now: datetime) -> bool:
        """Take today's reading; False if another run has it."""
        after = {**state.heard, "after": instants.written(now + _BETWEEN)}
        return self._write_state(state.heard, after)

    def due(self, state: AccountState, now: datetime) -> Due:
        """What is to be read at an instant (UTC)."""
        since = instants.written(now - READ_UNTIL)
        begun = max(str(state.heard.get("to", since)), since)
        first, last = f"SLOT#{begun}", f"SLOT#{instants.written(now)}"
        outings: list[Outing] = []
        seen: dict[str, datetime] = {}
        to, following = begun, now + READ_AFTER
        is_old = True
        for item in self._table.first_in(self._partition, first, last, _MOST_SLOTS):
            slot = item["sk"].removeprefix("SLOT#")
            at = instants.read(item["since"]) if "since" in item else None
            if at and item["state"] == "posted":
                seen[name_of(item["guid"])] = at
            if is_old and at and at > now - READ_AFTER:
                is_old, following = False, at + READ_AFTER
            if not is_old or slot == state.heard.get("to"):
                continue
            if at and _counts(item):
                if len(outings) == MOST_READ:
                    is_old, following = False, now
                    continue
                outings.append(_outing(item, at))
            to = slot
        return Due(tuple(outings), seen, to, max(following, now + _BETWEEN))

    def pasts(self, outings: Iterable[Outing]) -> dict[str, Past]:
        """What is known of their articles, by GUID."""
        keys = {outing.guid: share_key(self._account, outing.guid) for outing in outings}
        items = self._table.get_many(keys.values())
        return {guid: _past(items.get(key, {})) for guid, key in keys.items()}

    def record(self, outing: Outing, measured: Measured | None, past: Past, now: datetime) -> bool:
        """Remember the count of a post and what its article is known for; False if that was done before."""
        counted = Write(
            slot_key(self._account, outing.slot),
            set={
                "measured": instants.written(now),
                "measure": measured.kind if measured else None,
                "acts": measured.acts if measured else None,
            },
            condition="attribute_exists(pk) AND attribute_not_exists(#measured)",
        )
        heard, baseline = past.heard, past.baseline
        values = {
            "heard": _heard_values(heard) if heard else None,
            "visits": [baseline.link, baseline.count, baseline.times] if baseline else None,
        }
        share = Write(share_key(self._account, outing.guid), set=values)
        return self._table.transact([counted, share], proof=counted)

    def end(self, due: Due, usual: Mapping[str, Usual], note: str, *, was_read: bool) -> None:
        """Remember how far the posts have been read; what couldn't be is tried again tomorrow."""
        began = self._table.get(state_key(self._account)) or {}
        heard = began.get("heard", {})
        after = {
            "after": instants.written(due.next) if was_read else heard.get("after"),
            "to": due.to if was_read else heard.get("to"),
            "usual": {kind: [round(each.acts * _THOUSANDTHS), each.posts] for kind, each in usual.items()},
            "note": note or None,
        }
        self._write_state(heard, {key: value for key, value in after.items() if value is not None})

    def best(self) -> list[Known]:
        """The articles that did best."""
        item = self._table.get(self._best_key)
        return [_known(text) for text in item.get("best", ())] if item else []

    def keep_best(self, known: Iterable[Known], now: datetime, *, without: Collection[str] = ()) -> None:
        """Remember the best of these."""
        kept = [_packed(each) for each in best(known, MOST_KEPT, now) if each.name not in without]
        self._table.update(Write(self._best_key, set={"best": kept}))

    def _write_state(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        return self._table.update(
            Write(
                state_key(self._account),
                set={"heard": dict(after)},
                condition="attribute_exists(pk) AND "
                + ("#heard = :before" if before else "attribute_not_exists(#heard)"),
                given={"before": dict(before)} if before else {},
            )
        )

    @property
    def _best_key(self) -> Key:
        return Key(self._partition, "BEST#")


def name_of(guid: str) -> str:
    """What an article is called among the best: its archive knows it by the same name."""
    return digest(guid_key(guid))


def usual_from(state: AccountState) -> dict[str, Usual]:
    """What a post of an account usually gets, by the kind of its count."""
    found = state.heard.get("usual", {})
    return {kind: Usual(acts / _THOUSANDTHS, posts) for kind, (acts, posts) in found.items()}


def heard_from(item: Item) -> Heard | None:
    """What is known of the article of a share; None if nothing is."""
    found = item.get("heard")
    if not found:
        return None
    return Heard(
        instants.read(found["at"]),
        found["acts"] / _THOUSANDTHS,
        found["expected"] / _THOUSANDTHS,
        found["total"],
        found["posts"],
    )


def _heard_values(heard: Heard) -> dict[str, Any]:
    return {
        "at": instants.written(heard.at),
        "acts": round(heard.acts * _THOUSANDTHS),
        "expected": round(heard.expected * _THOUSANDTHS),
        "total": heard.total,
        "posts": heard.posts,
    }


def _past(item: Item) -> Past:
    visits = item.get("visits")
    return Past(
        heard_from(item), Baseline(*visits) if visits else None, item.get("count", 0), "announced" in item
    )


def _counts(item: Item) -> bool:
    """Whether a slot's post says something of its article: nobody announced it, or wanted it at once."""
    is_ordinary = not (item.get("announces") or item.get("asked"))
    return item["state"] == "posted" and "measured" not in item and is_ordinary


def _outing(item: Item, at: datetime) -> Outing:
    return Outing(
        instants.read(item["sk"].removeprefix("SLOT#")),
        at,
        item["guid"],
        item["network"],
        item.get("remote_id", ""),
        item.get("link", ""),
    )


def _packed(known: Known) -> str:
    heard = known.heard
    numbers = (
        round(heard.acts * _THOUSANDTHS),
        round(heard.expected * _THOUSANDTHS),
        heard.total,
        heard.posts,
    )
    times = (int(heard.at.timestamp()), int(known.last.timestamp()))
    return " ".join((known.name, *map(str, (*times, *numbers))))


def _known(text: str) -> Known:
    name, *rest = text.split(" ")
    at, last, acts, expected, total, posts = map(int, rest)
    heard = Heard(datetime.fromtimestamp(at, UTC), acts / _THOUSANDTHS, expected / _THOUSANDTHS, total, posts)
    return Known(name, heard, datetime.fromtimestamp(last, UTC))
