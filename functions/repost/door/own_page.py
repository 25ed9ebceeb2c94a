"""A member's own page: what comes, and everything that the member decides alone."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.errors import SettingsError
from repost.base.moments import day_in, moment_in
from repost.base.value import Value
from repost.door.joining_page import STYLE
from repost.door.networks import NAMES
from repost.door.own_words import own_words
from repost.door.voice import LONGEST, fields
from repost.fleet.roster import MOST_VOICES
from repost.markup.templates import filled
from repost.pages.words import words_in
from repost.person.accounts import AccountNow
from repost.person.results import overview_of
from repost.person.reviewing import lessons
from repost.person.simulating import simulated
from repost.results.words import ENGLISH, FRENCH, number
from repost.review.policy import reasons_in
from repost.run.credentials import TOLD_BEFORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from repost.door.joining import Visit
    from repost.door.own_words import OwnWords

_TEMPLATE: Final = Path(__file__).with_name("own.html")

MOST_SHOWN: Final = 5
"""How many coming posts, lessons and results the page has."""

_AHEAD: Final = timedelta(days=14)

_SECONDS: Final = 7.0
"""How long looking ahead may take: somebody waits."""

_MOST_SLOTS: Final = 10


class Coming(Value, frozen=True):
    """A coming slot: when it is where the member is, and its text; "" if nothing goes out then."""

    at: str
    slot: str
    text: str = ""
    is_skipped: bool = False


def page(
    visit: Visit,
    field: Callable[[str], str],
    said: str,
    *,
    typed: Sequence[str] = (),
    wrong: Sequence[str] = (),
) -> str:
    """The page; `field` signs a form's hidden field, `said` is the key of a notice.

    `typed` is what the fields of the member's own words hold, if it isn't stored, and `wrong` what is wrong
    with each.

    Raises
    ------
    SettingsError
        If the group's settings can't be used.
    """
    words, member = own_words(visit.words.tag), visit.member
    asked = AccountNow.of(visit.outside, member.name)
    settings = asked.account.settings
    voice = typed or member.voice
    texts = [*voice, *[""] * (MOST_VOICES - len(voice))]
    mistakes = [*wrong, *[""] * (MOST_VOICES - len(wrong))]
    until = asked.state.token_until if asked.state else None
    return _filled(
        visit,
        words.title,
        step="page",
        field=field,
        notice=words.notices.get(said, ""),
        state=words.states["halted" if member.paused else member.state].format(_who(visit, settings.network)),
        may_pause=not member.on_break,
        coming=tuple(_coming(visit, asked, words)) if member.may_post else (),
        zone=words_in(words.tag).zone.format(settings.schedule.timezone),
        is_silent=not member.may_post,
        until=day_in(until.date(), words.tag)
        if until and until - visit.outside.clock() <= TOLD_BEFORE
        else "",
        needs_keys=member.reconnect,
        fields=tuple(zip(fields(MOST_VOICES), texts, mistakes, strict=True)),
        longest=LONGEST,
        is_read_first=settings.review.hold in {"edited", "new", "always"},
        disclosure=settings.brand.disclosure,
        lessons=_lessons(visit),
        reasons=reasons_in(words.tag),
        results=overview_of(asked).results[:MOST_SHOWN] if settings.wants_results else None,
        counted=FRENCH if words.tag == FRENCH.tag else ENGLISH,
        number=number,
    )


def leaving(visit: Visit, field: Callable[[str], str]) -> str:
    """The question whether somebody wants to leave."""
    return _filled(visit, own_words(visit.words.tag).leave, step="ask", field=field)


def left(visit: Visit) -> str:
    """What becomes of everything, for somebody who has just left."""
    words, network = own_words(visit.words.tag), ""
    with suppress(SettingsError):
        network = visit.groups.account(visit.member).settings.network
    by_hand = words.by_hand.get(network, "")
    return _filled(
        visit,
        visit.words.endings["left"][0],
        step="left",
        by_hand=by_hand.format(NAMES.get(network, network)),
    )


def _filled(visit: Visit, heading: str, **values: Any) -> str:
    words = own_words(visit.words.tag)
    given = {"notice": "", "field": None, "site": visit.words.title, "account": visit.member.name} | values
    return filled(_TEMPLATE, words=words, heading=heading, style=STYLE, **given)


def _who(visit: Visit, network: str) -> str:
    label = NAMES.get(network, network)
    return f"{visit.member.handle} ({label})" if visit.member.handle else label


def _coming(visit: Visit, asked: AccountNow, words: OwnWords) -> Iterator[Coming]:
    """The next slots, as the very ticks would fill them, without asking the blog.

    Of those in which nothing goes out, one after the other, only the first is told.
    """
    outside, zone = visit.outside, asked.account.settings.schedule.timezone
    enough = outside.remaining() - _SECONDS
    shown, is_quiet = 0, False
    for place, each in enumerate(simulated(outside, (asked.account,), outside.clock() + _AHEAD), 1):
        report = each.report
        goes_out, is_skipped = report.state in {"posted", "dry_run"}, report.state == "skipped"
        if goes_out or is_skipped or not is_quiet:
            yield Coming(
                moment_in(each.at, zone, words.tag),
                instants.written(report.slot or each.at),
                (report.text or "") if goes_out else "",
                is_skipped=is_skipped,
            )
        shown, is_quiet = shown + goes_out, not goes_out and not is_skipped
        if shown == MOST_SHOWN or place == _MOST_SLOTS or outside.remaining() < enough:
            return


def _lessons(visit: Visit) -> Sequence[Any]:
    """The last declined posts, each with the reason and what whoever declined it says."""
    found = lessons(visit.outside, account=visit.member.name).more["last"]
    return tuple(found[:MOST_SHOWN])
