"""What comes: the slots of the next 14 days, as the very ticks would fill them, without asking the blog."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.moments import day_in, moment_and_zone, with_moments
from repost.base.value import Value
from repost.pages.model import Row, Section, Subject
from repost.pages.pictures import picture_of
from repost.person.simulating import simulated
from repost.selection.choice import PINNED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from repost.pages.model import Offer
    from repost.pages.seen import Seen
    from repost.pages.words import Words
    from repost.person.simulating import Foretold
    from repost.run.collaborators import Collaborators

AHEAD: Final = timedelta(days=14)
MOST_SLOTS: Final = 100
"""How many slots are looked at: an account may post every quarter of an hour."""

_SECONDS: Final = 7.0
"""How long looking ahead may take: the console's patience isn't documented."""


class Coming(Value, frozen=True):
    """The coming slots, the soonest first; `notes` say what isn't shown, `now` is as of when (UTC)."""

    told: tuple[Foretold, ...]
    notes: tuple[str, ...]
    now: datetime


def foretold(outside: Collaborators, seen: Sequence[Seen], words: Words) -> Coming:
    """What the next 14 days bring for these accounts, as far as there is time."""
    accounts = [each.account for each in seen if each.account and each.speaks]
    now = outside.clock()
    enough = outside.remaining() - _SECONDS
    told: list[Foretold] = []
    for each in simulated(outside, accounts, now + AHEAD) if accounts else ():
        if len(told) == MOST_SLOTS:
            return Coming(tuple(told), (words.only_so_many.format(MOST_SLOTS),), now)
        told.append(each)
        if outside.remaining() < enough:
            until = moment_and_zone(each.at, _by_name(seen)[each.report.account].zone, words.tag)
            return Coming(tuple(told), (words.looked_until.format(until),), now)
    return Coming(tuple(told), (), now)


def calendar(coming: Coming, seen: Sequence[Seen], words: Words, offer: Offer) -> tuple[Section, ...]:
    """The coming slots, day by day; slots that pass for one reason after another are one row."""
    accounts = _by_name(seen)
    names_zones = len({str(each.zone) for each in accounts.values()}) > 1
    first = {each.report.account: each for each in reversed(coming.told)}

    def day(each: Foretold) -> str:
        return day_in(each.at.astimezone(accounts[each.report.account].zone).date(), words.tag)

    def clock(at: datetime, seen: Seen) -> str:
        return words.now if at <= coming.now else f"{at.astimezone(seen.zone):%H:%M}"

    def placed(row: Row, seen: Seen) -> Row:
        return replace(row, zone=str(seen.zone)) if names_zones and row.at != words.now else row

    def kind(each: Foretold) -> tuple[str, str]:
        return each.report.account, "" if _goes_out(each) else each.report.decision

    def rows(told: Sequence[Foretold]) -> tuple[Row, ...]:
        found: list[Row] = []
        for (name, why_not), alike in groupby(told, kind):
            each = accounts[name]
            if why_not:
                found.append(placed(_passing(list(alike), each, words, offer, clock), each))
                continue
            for one in alike:
                at, is_next = clock(one.at, each), first[name] is one
                found.append(placed(_row(at, one, each, words, offer, is_next=is_next), each))
        return tuple(found)

    return tuple(Section(heading, rows(list(told))) for heading, told in groupby(coming.told, day))


def _by_name(seen: Sequence[Seen]) -> dict[str, Seen]:
    return {each.name: each for each in seen}


def _goes_out(each: Foretold) -> bool:
    return each.report.state in {"posted", "dry_run"}


def _row(at: str, each: Foretold, seen: Seen, words: Words, offer: Offer, *, is_next: bool) -> Row:
    report = each.report
    is_pinned = (report.why or "").startswith(PINNED)
    states = [words.pinned] if is_pinned else []
    states += [words.states["dry_run"]] if report.state == "dry_run" else []
    title, link = report.title or "", report.link or ""
    slot, guid = report.slot or each.at, report.guid or ""
    subject = Subject("coming", report.account, slot, guid, report.state, is_next)
    return Row(
        at=at,
        who=seen.who,
        picture=picture_of(title, link, report.image or "", seen.feed),
        title=title,
        link=link,
        notes=(report.why,) if report.why else (),
        badge=", ".join(states),
        mark="good" if is_pinned else "quiet",
        actions=offer(subject),
    )


def _passing(
    alike: Sequence[Foretold],
    seen: Seen,
    words: Words,
    offer: Offer,
    clock: Callable[[datetime, Seen], str],
) -> Row:
    """Slots in which nothing goes out, and why."""
    first, last = alike[0], alike[-1]
    at = clock(first.at, seen)
    if last is not first:
        at += f"–{clock(last.at, seen)}"
    count = f", {words.slots.format(len(alike))}" if len(alike) > 1 else ""
    state = words.states.get(first.report.state, first.report.state)
    subject = Subject("coming", first.report.account, first.report.slot or first.at, "", first.report.state)
    return Row(
        at=at,
        who=f"{seen.who}{count}",
        notes=(with_moments(first.report.decision, seen.zone, words.tag),),
        badge=state,
        mark="open",
        actions=offer(subject) if first.report.state == "skipped" else (),
    )
