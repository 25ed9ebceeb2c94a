"""How the accounts are: a row for each, with what somebody should know or has to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base import instants
from repost.base.moments import moment_and_zone, moment_in, with_moments
from repost.base.value import Value
from repost.history.budget import dollars
from repost.pages.model import Button, Subject
from repost.run.last_report import TROUBLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from repost.pages.model import Mark, Offer
    from repost.pages.question import Question
    from repost.pages.seen import Seen
    from repost.pages.words import Words

    Moment = Callable[[datetime, tzinfo], str]

_SOON: Final = 14
"""From how many days on the end of an access token is marked."""

_NEARLY: Final = 0.9
"""From which part on a budget counts as nearly spent."""


class Bar(Value, frozen=True):
    """A budget as a bar: how much of it is used, from 0 to 100."""

    percent: int
    mark: Mark


class Held(Value, frozen=True):
    """A post of which nobody knows whether it is out."""

    text: str
    actions: tuple[Button, ...]


class Line(Value, frozen=True):
    """One account. `to` are the buttons that lead to its own pages; `blog` is the small print."""

    name: str
    whose: str
    state: str
    mark: Mark
    why: str
    next: str
    last: str
    token: str
    token_mark: Mark
    budget: str
    bar: Bar | None
    blog: tuple[str, ...]
    held: tuple[Held, ...]
    to: tuple[Button, ...]


def lines(
    seen: Sequence[Seen], now: datetime, words: Words, question: Question, here: str, offer: Offer
) -> tuple[Line, ...]:
    names_zones = len({str(each.zone) for each in seen}) > 1

    def moment(at: datetime, zone: tzinfo) -> str:
        return (moment_and_zone if names_zones else moment_in)(at, zone, words.tag)

    return tuple(_line(each, now, words, question, here, offer, moment) for each in seen)


def _line(
    each: Seen,
    now: datetime,
    words: Words,
    question: Question,
    here: str,
    offer: Offer,
    moment: Moment,
) -> Line:
    state, mark, why = _state(each, now, words)
    token, token_mark = _token(each, now, words)
    next_ = each.next(now)
    group = f" · {each.member.group}" if each.member else ""
    return Line(
        name=each.name,
        whose=f"{each.network}{group}",
        state=state,
        mark=mark,
        why=with_moments(why, each.zone, words.tag),
        next="" if next_ is None else words.now if next_ <= now else moment(next_, each.zone),
        last=_last(each, words, moment),
        token=token,
        token_mark=token_mark,
        budget=_budget(each, words),
        bar=_bar(each),
        blog=tuple(_blog(each, words)),
        held=_held(each, words, offer, moment),
        to=tuple(
            Button(words.views[view], here, question.call(view=view, account=each.name))
            for view in ("coming", "history", "results")
        ),
    )


def _state(each: Seen, now: datetime, words: Words) -> tuple[str, Mark, str]:
    """How an account is, in a word; what that means; and why."""
    if each.mistake:
        return words.is_invalid, "bad", each.mistake
    if each.member and not each.member.may_post:
        return words.members[each.member.state], "quiet", ""
    if not each.speaks:
        return words.is_paused, "quiet", ""
    if each.state is None:
        return words.not_begun, "quiet", ""
    decision, last = str(each.last.get("decision", "")), str(each.last.get("state", ""))
    if each.state.stop:
        found = words.is_stopped, each.state.stop.why
    elif each.is_overdue(now):
        found = words.is_overdue, decision
    elif last in TROUBLED:
        found = words.states.get(last, last), decision
    else:
        is_trying = each.account is not None and each.account.settings.dry_run
        return (words.is_trying, "open", "") if is_trying else (words.is_well, "good", "")
    return found[0], "bad", found[1]


def _blog(each: Seen, words: Words) -> Iterator[str]:
    """How much of the blog is known, and what pace that allows."""
    if coverage := each.last.get("coverage"):
        yield words.known.format(coverage)
    if capacity := each.last.get("capacity"):
        yield str(capacity)


def _token(each: Seen, now: datetime, words: Words) -> tuple[str, Mark]:
    until = each.state.token_until if each.state else None
    if until is None:
        return words.no_end, "quiet"
    days = (until - now).days
    if until <= now:
        return words.ended, "bad"
    return words.days_left.format(days), "open" if days < _SOON else "quiet"


def _budget(each: Seen, words: Words) -> str:
    if each.limit is not None:
        return words.of_budget.format(dollars(each.spent), dollars(each.limit))
    return words.spent.format(dollars(each.spent)) if each.spent else words.free


def _bar(each: Seen) -> Bar | None:
    if not each.limit:
        return None
    part = each.spent / each.limit
    return Bar(min(round(part * 100), 100), "open" if part >= _NEARLY else "good")


def _last(each: Seen, words: Words, moment: Moment) -> str:
    """The last slot: when, and what became of it."""
    if "at" not in each.last:
        return ""
    state = str(each.last.get("state", ""))
    when = moment(instants.read(each.last["at"]), each.zone)
    return f"{when}, {words.states.get(state, state)}"


def _held(each: Seen, words: Words, offer: Offer, moment: Moment) -> tuple[Held, ...]:
    if each.state is None:
        return ()
    return tuple(
        Held(
            words.asks.format(moment(slot, each.zone)),
            offer(Subject("unknown", each.name, slot, state="unknown")),
        )
        for slot in each.state.unresolved
    )
