"""Posts at a person's request, right away, through the same claim as any other post.

The instant of the request is the slot, so that an event which comes twice finds it taken. Rest, cap, gap and
blocks still apply; quiet hours and days off don't, since somebody is awake, and neither does the age limit
if the article is named. On a grid of intervals the next slot comes one interval later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.base import instants
from repost.person.accounts import AccountNow
from repost.person.answer import Answer
from repost.person.timely import untimely
from repost.run.filling import fill, why_not_now
from repost.run.last_report import remembered
from repost.run.sighting import look
from repost.run.turn import begin_turn
from repost.schedule.slots import held_back
from repost.selection.candidates import InMemory
from repost.selection.choice import choose
from repost.selection.pins import named_alone

if TYPE_CHECKING:
    from repost.base.articles import Article
    from repost.events.wishes import PostNow
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report
    from repost.run.turn import Turn
    from repost.selection.choice import Choice


def post_now(outside: Collaborators, wish: PostNow) -> Answer:
    """Post once, now, regardless of the schedule.

    Raises
    ------
    SettingsError
        If the settings or the secret can't be used; nothing was claimed then.
    """
    asked = AccountNow.of(outside, wish.account)
    if late := untimely(asked, wish.asked):
        return Answer((late,))
    report = _posted(asked, wish)
    if asked.state and report.state != "refused":
        remembered(report, asked.state, outside)
    return Answer((report,), counts=True)


def _posted(asked: AccountNow, wish: PostNow) -> Report:
    if asked.why_silent:
        return asked.refused(asked.why_silent)
    turn = begin_turn(asked.account, asked.begun(), asked.outside)
    slot = wish.asked.replace(microsecond=0)
    if wait := held_back(asked.account.settings.schedule, turn.state.activity, turn.now):
        return turn.report(
            "refused", f"Nothing can be posted before {instants.written(wait.until)} ({wait.why})."
        )
    if not_now := why_not_now(turn, slot):
        return not_now
    sighting = replace(look(turn, slot), asked=True)
    if not wish.article:
        return fill(turn, slot, sighting)
    article = sighting.archive.find(wish.article)
    if article is None:
        return turn.report(
            "refused", f"No known article of this blog has the address or GUID {wish.article}."
        )
    if sighting.archive.pages.bring_back(
        article
    ):  # a person knows better, and its page is checked again anyway
        article = sighting.archive.find(wish.article) or article
    choice = _only(article, turn)
    if not choice.ranked:
        why = choice.reasons[article.guid].sentence
        return turn.report("refused", f"“{article.title}” can't be posted. {why}")
    return fill(turn, slot, replace(sighting, choice=choice))


def _only(article: Article, turn: Turn) -> Choice:
    """The choice of one article, of any age and category; the cycle doesn't change."""
    name, select = turn.account.name, turn.account.settings.select
    shares = turn.history.shares_of(name, turn.network.name, [article])
    alone = InMemory([article], shares, order=select.order, account=name)
    choice = choose(alone, named_alone(select), turn.state.cycle, seed=name, now=turn.now)
    approved = frozenset({article.guid})
    return replace(choice, cycle=turn.state.cycle, new_cycle=False, approved=approved, is_named=True)
