"""What went out, slot by slot, the newest first: with links, outcomes, and why nothing did."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, cast

from repost.aws.items import account_partition
from repost.base import instants
from repost.base.moments import day_in, moment_and_zone, with_moments
from repost.base.value import Value
from repost.history.holds import decided_from
from repost.pages.model import Row, Section, Subject
from repost.pages.pictures import picture_of
from repost.pages.seen import MOST_SHOWN
from repost.review.policy import CONSOLE, reasons_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from repost.aws.items import Item
    from repost.events.reviews import Reason
    from repost.pages.model import Mark, Offer
    from repost.pages.seen import Seen
    from repost.pages.words import Words
    from repost.run.collaborators import Collaborators

_MARKS: Final[Mapping[str, Mark]] = {
    "posted": "good",
    "rejected": "bad",
    "not_sent": "bad",
    "unknown": "open",
    "held": "open",
}


class Slot(Value, frozen=True):
    """A slot as the table has it."""

    seen: Seen
    at: datetime
    item: Item

    @property
    def local(self) -> datetime:
        """When its post went out, or when one was due, in the account's zone."""
        is_out = self.item.get("state") == "posted" and "since" in self.item
        at = instants.read(self.item["since"]) if is_out else self.at
        return at.astimezone(self.seen.zone)


class Past(Value, frozen=True):
    """A page of slots; `before` is where the next page begins (UTC), None after the last."""

    slots: tuple[Slot, ...]
    before: datetime | None


def past(outside: Collaborators, seen: Sequence[Seen], before: datetime | None) -> Past:
    """The newest slots of these accounts before an instant: one query for each account."""
    last = f"SLOT#{instants.written(before)}" if before else "SLOT#~"
    slots = [
        Slot(each, instants.read(item["sk"].removeprefix("SLOT#")), item)
        for each in seen
        for item in outside.table.last_in(account_partition(each.name), "SLOT#", last, MOST_SHOWN + 1)
    ]
    slots.sort(key=lambda slot: (slot.at, slot.seen.name), reverse=True)
    if len(slots) <= MOST_SHOWN:
        return Past(tuple(slots), None)
    cut = slots[MOST_SHOWN].at  # accounts may share an instant: none of its slots is on this page
    return Past(tuple(slot for slot in slots if slot.at > cut), cut + timedelta(seconds=1))


def diary(past: Past, words: Words, offer: Offer) -> tuple[Section, ...]:
    """The slots, day by day."""
    names_zones = len({str(slot.seen.zone) for slot in past.slots}) > 1

    def day(slot: Slot) -> str:
        return day_in(slot.local.date(), words.tag)

    return tuple(
        Section(heading, tuple(_row(slot, words, offer, names_zones=names_zones) for slot in slots))
        for heading, slots in groupby(past.slots, day)
    )


def _row(slot: Slot, words: Words, offer: Offer, *, names_zones: bool) -> Row:
    item, seen = slot.item, slot.seen
    state = str(item.get("state", ""))
    title, link = str(item.get("title", "")), str(item.get("link", ""))
    image = item.get("image") or {}
    kind: Literal["past", "unknown"] = "unknown" if state == "unknown" else "past"
    subject = Subject(kind, seen.name, slot.at, str(item.get("guid", "")), state)
    return Row(
        at=f"{slot.local:%H:%M}",
        zone=str(seen.zone) if names_zones else "",
        who=seen.who,
        picture=picture_of(title, link, str(image.get("url", "")), seen.feed) if title or link else None,
        title=title,
        link=link,
        text=str(item.get("text", "")),
        notes=tuple(_notes(item, seen, words)),
        badge=words.states.get(state, state),
        mark=_MARKS.get(state, "quiet"),
        post=str(item.get("remote_url", "")),
        actions=offer(subject),
    )


def _notes(item: Item, seen: Seen, words: Words) -> Iterator[str]:
    """Why nothing went out; why a post waited for a person, and who decided what."""
    if item.get("error"):
        yield with_moments(str(item["error"]), seen.zone, words.tag)
    if item.get("why_held"):
        yield words.why_held.format(with_moments(" ".join(map(str, item["why_held"])), seen.zone, words.tag))
    if decided := decided_from(item):
        said = reasons_in(words.tag)
        reason = said.get(cast("Reason", decided.reason), decided.reason)
        at = moment_and_zone(decided.at, seen.zone, words.tag)
        by = words.on_dashboard if decided.by == CONSOLE else decided.by
        sentence = words.decided.format(words.states[decided.decision].capitalize(), by, at)
        yield " ".join(filter(None, (sentence, reason, decided.note)))
