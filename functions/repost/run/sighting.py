"""What a turn sees of its blog, and which articles may be posted."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.value import Value
from repost.run.turn import LOOK_RESERVE_SECONDS
from repost.schedule.local_time import local_date
from repost.schedule.slots import posts_per_day
from repost.selection.choice import choose
from repost.selection.eligibility import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.feeds.archive import Archive
    from repost.feeds.coverage import Window
    from repost.feeds.refresh import View
    from repost.run.turn import Turn
    from repost.selection.choice import Choice
    from repost.settings.types import Select


MOST_FOR_REVIEW: Final = 20
"""How many articles a report lists that wait for a person's review; `why_not` counts them all."""


class Sighting(Value, frozen=True):
    """What is known of the feed, what may go out, and in which order.

    `notes` say what the owner should know about it, `capacity` which pace it allows. `asked` says that a
    person wants the post at once.
    """

    view: View
    archive: Archive
    choice: Choice
    notes: tuple[str, ...] = ()
    capacity: str = ""
    asked: bool = False

    @property
    def announces(self) -> bool:
        """Whether what may be posted is new, and announced as such."""
        return self.choice.announces

    def outlook(self, select: Select, now: datetime, language: str) -> str:
        """When the next article will be old enough, in a sentence; "" if no known article will be."""
        from repost.run.candidates import first_due

        if not (first := first_due(self.archive, select, now, language)):
            return ""
        the_next = (
            "The feed shows no older articles; the next" if self.view.shows_the_feed_alone else "The next"
        )
        return f"{the_next} one is old enough on {first:%Y-%m-%d}."

    def as_report(self) -> dict[str, Any]:
        """The fields of a report that say what there was to choose from."""
        counts = {str(reason): count for reason, count in self.choice.counts.items()}
        unaged = 0 if self.archive.ages_undated else self.view.record.undated
        undated = {str(Reason.NO_DATE): unaged} if unaged else {}
        unread = self.view.record.known - unaged - self.choice.looked_at
        why = "outside the age window" if self.choice.is_whole else "not checked"
        return {
            "known": self.view.record.known,
            "eligible": self.choice.eligible,
            "coverage": self.view.coverage,
            "capacity": self.capacity or None,
            "why_not": counts | undated | ({why: unread} if unread > 0 else {}),
            "for_review": tuple(islice(map(": ".join, self.choice.why_stale.items()), MOST_FOR_REVIEW)),
        }


def age_window(turn: Turn) -> Window:
    """The dates of the articles whose age lets them go out."""
    from repost.feeds.coverage import BEGINNING, Window

    select, now = turn.account.settings.select, turn.now
    return Window(BEGINNING if select.max_age.is_unlimited else now - select.max_age, now - select.min_age)


def blog_seen(turn: Turn, archive: Archive, window: Window) -> View:
    """The blog after a refresh, once a run, and a walk back as far as the window needs."""
    from repost.feeds.refresh import view, walked

    settings, outside, now = turn.account.settings, turn.outside, turn.now
    blog = settings.blog
    if turn.state.feed != settings.feed:
        if turn.state.feed:
            from repost.history.another_feed import carry_over

            archive.follow(turn.state.feed)
            carry_over(outside.table, turn.account.name, turn.state.feed, settings.feed)
        outside.states.reads(turn.account.name, settings.feed)
    if settings.feed not in outside.views:
        outside.views[settings.feed] = view(
            archive,
            outside.http(),
            now,
            seconds_left=lambda: outside.remaining() - turn.network.post_seconds - LOOK_RESERVE_SECONDS,
            contact=blog.contact,
            user_agent=blog.user_agent,
        )
    seen = walked(archive, outside.views[settings.feed], window, now, ghost_key=blog.ghost_key)
    outside.views[settings.feed] = seen
    if seen.problem is None and seen.is_unfinished != turn.state.reads_on:
        outside.states.read_on(turn.account.name, wanted=seen.is_unfinished)
    return seen


def look(turn: Turn, slot: datetime) -> Sighting:
    """Read the blog as far as this run can, and rank what may go out."""
    from repost.run.candidates import Stored
    from repost.selection.capacity import Pool, capacity

    settings = turn.account.settings
    archive, select, window = turn.archive, settings.select, age_window(turn)
    seen = blog_seen(turn, archive, window)
    language = language_of(turn.account, seen)
    choice = choose(
        Stored(
            archive=archive,
            history=turn.history,
            account=turn.account.name,
            network=turn.network.name,
            order=select.order,
            window=window,
            known=seen.record.known,
            wide=turn.outside.wide,
        ),
        select,
        turn.state.cycle,
        # The slot's own seed: another run for the same slot gets the same answer.
        seed=f"{turn.account.name} {instants.written(slot)}",
        now=turn.now,
        language=language,
    )
    asked = posts_per_day(settings.schedule, turn.state.activity)
    pool = Pool.of(choice)
    allowed = capacity(pool, select, asked, turn.now)
    if select.encores:
        from repost.results.encores import pool_size
        from repost.run.encores import with_encore

        size = pool_size(pool.among(seen.record.known, choice.looked_at), select.rest, asked, select.encores)
        choice = with_encore(turn, archive, choice, size, language)
    choice, note = _with_pinned(turn, archive, choice)
    notes = tuple(filter(None, [note, "" if archive.ages_undated else _on_dates(seen)]))
    return Sighting(seen, archive, choice, notes, allowed.sentence)


def _on_dates(seen: View) -> str:
    """What there is to report about a date in the feed that doesn't certainly name a day."""
    if not (seen.record.undated and seen.record.unread_date):
        return ""
    from repost.feeds.dates import readings

    why = "may be either of two days" if len(readings(seen.record.unread_date)) > 1 else "is no date"
    articles = "1 article has" if seen.record.undated == 1 else f"{seen.record.undated:,} articles have"
    return f"The feed's “{seen.record.unread_date}” {why}: {articles} no date, and can't be posted."


def _with_pinned(turn: Turn, archive: Archive, choice: Choice) -> tuple[Choice, str]:
    """The choice with what is pinned to today in front, and a note about it."""
    select, zone = turn.account.settings.select, turn.account.settings.schedule.timezone
    if not select.pins:
        return choice, ""
    from repost.selection.pins import pinned_to, with_pinned

    if not (name := pinned_to(select, local_date(turn.now, zone))):
        return choice, ""
    article = archive.find(name)
    if article is None:
        return choice, f"{name} is pinned to today, but is not a known article of this blog."
    shares = turn.history.shares_of(turn.account.name, turn.network.name, [article])
    return with_pinned(choice, article, shares.get(article.guid), select, turn.now, zone)


def language_of(account: Account, seen: View) -> str:
    """The language of the blog: as the settings say, or else what is known of the blog."""
    return account.settings.language or seen.record.language
