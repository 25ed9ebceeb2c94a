"""Shows what would be posted next and why, and explains every article, without sending anything."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.errors import SettingsError
from repost.base.names import blog_key
from repost.feeds.archive import FOREVER
from repost.history.budget import DOLLAR, month_of
from repost.history.claims import History
from repost.person.accounts import AccountNow
from repost.person.answer import Answer
from repost.person.blog_advice import about_the_blog
from repost.run.account_turn import take_turn
from repost.run.sighting import language_of
from repost.run.turn import archive_of, begin_turn
from repost.schedule.local_time import local_date
from repost.schedule.upcoming import upcoming
from repost.selection.candidates import InMemory
from repost.selection.choice import choose
from repost.selection.cycle import Cycle
from repost.selection.explanation import explain
from repost.simulation.scene import without_effects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.events.wishes import Preview
    from repost.feeds.refresh import View
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators
    from repost.schedule.activity import Due
    from repost.selection.explanation import Explained
    from repost.settings.types import Select

MOST_EXPLAINED: Final = 4000
"""How many articles, newest first, are explained: Lambda answers with at most 6 MB."""

_SLOTS: Final = 3
_PINS_AHEAD: Final = timedelta(days=31)


def preview(outside: Collaborators, wish: Preview) -> Answer:
    """The report of the next slot as it would be, every known article explained, and the next three slots.

    The blog is really read, and what it shows is remembered as after any run; nothing else is written. No
    short link is made; only whether there is a secret matters.

    Raises
    ------
    SettingsError
        If the account's settings can't be used.
    """
    now = outside.clock()
    asked = AccountNow.of(outside, wish.account, wish.settings)
    # An account that nobody has seen yet is begun in the preview alone.
    quiet = without_effects(outside, asked.versions)
    state = asked.state or asked.begun_in(quiet)
    account = asked.account
    slots = upcoming(account.settings.schedule, account.name, state.activity, now, _SLOTS + bool(state.skip))
    spoken = slots[1:] if state.skip else slots
    if not spoken:
        return Answer((asked.refused("The schedule has no slot in the coming weeks."),))
    slot = spoken[0]
    sighting = asked.look()
    language = language_of(account, sighting.view)
    then = replace(
        quiet,
        clock=lambda: slot.instant,
        views={account.settings.feed: replace(sighting.view, visit=None)},
    )
    # What an earlier run left, and what stops the account, is reported besides what would be posted
    # otherwise.
    activity = state.activity.after_slot(slots[0].slot) if state.skip else state.activity
    waiting = tuple(each for each in state.in_review if each[1] > slot.instant)
    free = replace(
        state, activity=activity, unresolved=(), approved=(), in_review=waiting, stop=None, skip=None
    )
    report = take_turn(_without_asking(account), free, then)
    if report.state == "posted":
        report = replace(
            report,
            state="preview",
            decision=f"If nothing changes, this will be posted on {instants.written(slot.instant)}.",
        )
    elif report.state == "held" and report.decide_by:
        since, until = instants.written(slot.instant), instants.written(report.decide_by)
        will = f"This will wait for a review from {since} until {until}. {report.why_held}"
        report = replace(report, state="preview", decision=will)
    warnings = (
        *_warnings(asked),
        *_pins_without_a_slot(account, state, now),
        *about_the_blog(asked, sighting),
        *_news(asked, state, sighting.view),
    )
    report = replace(report, notes=(*warnings, *report.notes), held=state.unresolved)
    if report.spent is not None:  # what the previewed post costs isn't spent yet
        spent = History(outside.table).spent(account.name, month_of(now))
        report = replace(report, spent=spent.account / DOLLAR, stack_spent=spent.stack / DOLLAR)
    return Answer(
        (report,),
        {
            "slots": [_slot(each, skipped=bool(state.skip) and each is slots[0]) for each in slots],
            "articles": [
                _article(each) for each in islice(_explained(asked, then, slot, language), MOST_EXPLAINED)
            ],
        },
    )


def _without_asking(account: Any) -> Any:
    """The account without a shortener that would be called; WordPress's short addresses need no call.

    It announces nothing, either: new articles come before the slot.
    """
    account = replace(account, settings=replace(account.settings, announce=False))
    settings = account.settings
    if settings.link.shortener == "wordpress":
        return account
    return replace(account, settings=replace(settings, link=replace(settings.link, shortener="none")))


def _news(asked: AccountNow, state: AccountState, view: View) -> Iterator[str]:
    """What the next tick announces as new, if the settings ask for that, or why nothing."""
    settings = asked.account.settings
    if settings.paused or not settings.announce:
        return
    from repost.run.announcing import announce

    if state.news_since is None:
        yield "announce is on: articles published after the next run are announced."
        return
    quiet = without_effects(asked.outside, asked.versions)
    quiet.views[settings.feed] = replace(view, visit=None)
    told = announce(begin_turn(_without_asking(asked.account), state, quiet))
    if isinstance(told, str):
        yield from filter(None, [told])
    elif told.state in {"posted", "dry_run"}:
        yield f"“{told.title}” is new: the next run announces it as “{told.text}”."
    else:
        yield f"A new article won't be announced: {told.decision}"


def _explained(asked: AccountNow, then: Collaborators, slot: Due, language: str) -> Iterator[Explained]:
    """Every known article, newest first, as of the slot; the one that was picked has place 1."""
    settings, name = asked.account.settings, asked.account.name
    archive = archive_of(asked.account, then)
    undated = () if archive.ages_undated else archive.undated()
    articles = [*undated, *archive.published_between(None, FOREVER)]
    # As it was before the preview claimed anything.
    history = History(
        asked.outside.table,
        dry_run=settings.dry_run,
        blog=blog_key(settings.feed),
        imports=bool(asked.state and asked.state.imports),
    )
    shares = history.shares_of(name, settings.network, articles)
    cycle = asked.state.cycle if asked.state else Cycle()
    choice = choose(
        InMemory(articles, shares, order=settings.select.order, account=name),
        settings.select,
        cycle,
        seed=f"{name} {instants.written(slot.slot)}",
        now=slot.instant,
        whole=True,
        language=language,
    )
    return explain(reversed(articles), shares, settings.select, choice, slot.instant, language=language)


def _warnings(asked: AccountNow) -> Iterator[str]:
    """What the owner should know besides the pick, each in a sentence."""
    settings, state = asked.account.settings, asked.state
    if state is None:
        yield "The account has not begun: its first tick sets the first slot, and may choose another article."
    if settings.paused:
        yield "The account is paused in its settings: nothing is posted while paused is true."
    if asked.member and asked.member.why_silent:
        yield asked.member.why_silent
    try:
        asked.outside.parameters.secret(asked.account.name)
    except SettingsError:
        command = f"./repost connect {settings.network} --account {asked.account.name}"
        yield f"No credentials are stored yet, so nothing can be posted. Store them with `{command}`."
    if settings.dry_run:
        yield "dry_run is on: posts are prepared and reported, but not sent."
    if state and state.stop:
        until = (
            f"until {instants.written(state.stop.until)}" if state.stop.until else "until its secret changes"
        )
        yield f"The account is stopped {until}: {state.stop.why}"
    if state and state.skip:
        yield "The next slot will be skipped, as you asked; this is the one after it."
    if state and state.unresolved:
        slots = ", ".join(map(instants.written, state.unresolved))
        yield f"The outcome of an earlier post is still unknown; its article is held (slot {slots})."
    yield from _why_no_encores(settings.select)
    if settings.link.include and settings.link.shortener not in {"none", "wordpress"}:
        yield "The link will be shortened when it is posted."


def _why_no_encores(select: Select) -> Iterator[str]:
    """Why the settings allow no encore although they ask for some."""
    if select.encores is None:
        return
    window = None if select.max_age.is_unlimited else select.max_age - select.min_age
    if select.share_once:
        yield "encores has no effect: share_once lets an article go out only once."
    elif window is not None and window <= select.rest:
        why = "an article is within min_age and max_age no longer than it rests"
        yield f"encores has no effect: {why}. Raise max_age."


def _pins_without_a_slot(account: Account, state: AccountState, now: datetime) -> Iterator[str]:
    """The pins of the coming weeks that have no slot on their day."""
    schedule, zone = account.settings.schedule, account.settings.schedule.timezone
    today, last = local_date(now, zone), local_date(now + _PINS_AHEAD, zone)
    pins = {
        day: name
        for day, name in account.settings.select.pins.items()
        if today < date.fromisoformat(day) <= last
    }
    if not pins:
        return
    most = len(schedule.at) * _PINS_AHEAD.days if schedule.at else _PINS_AHEAD // schedule.every
    slots = upcoming(schedule, account.name, state.activity, now, most + 1)
    days = {local_date(slot.instant, zone).isoformat() for slot in slots}
    for day, name in sorted(pins.items()):
        if day not in days:
            yield f"{name} is pinned to {day}, but that day currently has no slot."


def _slot(slot: Due, *, skipped: bool) -> dict[str, Any]:
    return {"slot": instants.written(slot.slot), "at": instants.written(slot.instant), "skipped": skipped}


def _article(explained: Explained) -> dict[str, Any]:
    article = explained.article
    return {
        "guid": article.guid,
        "title": article.title,
        "link": article.link,
        "published": instants.written(article.published) if article.published and article.is_dated else None,
        "place": explained.place,
        "why_not": list(explained.sentences),
    }
