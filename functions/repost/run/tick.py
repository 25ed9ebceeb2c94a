"""One tick: read the settings, see who is due, and give each of them its turn, longest overdue first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from repost.accounts.documents import Account, read_accounts
from repost.base import instants
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.run.destinations import doubles
from repost.run.isolation import kept_apart
from repost.run.report import OUT_OF_TIME, Report
from repost.schedule.activity import Due, Wait
from repost.schedule.slots import closed_to_news, due, overdue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators

LEAST_SECONDS: Final = 60.0
"""What a turn needs at most: a feed, a shortener, a post with its picture, and a margin."""

SETTINGS: Final = "the settings"
"""The account in a report about the settings of all; no account's own name has a space in it."""


def tick(outside: Collaborators) -> Iterator[Report]:
    """Give every account its turn; a report for each, as soon as its turn is over."""
    documents, problem = outside.parameters.documents_or_known(outside.clock())
    accounts = read_accounts(documents, outside.parameters.path)
    if problem:
        yield Report(account=SETTINGS, state="outdated", decision=problem)
    for name, error in accounts.broken.items():
        yield Report(account=name, state="invalid", decision=str(error))
    yield from turns(accounts.ready, outside)


def turns(accounts: Sequence[Account], outside: Collaborators) -> Iterator[Report]:
    """Give each of these accounts its turn, longest overdue first; a report for each."""
    speaking = [account for account in accounts if not account.settings.paused]
    for account in accounts:
        if account.settings.paused:
            yield Report(account=account.name, state="paused", decision="Paused in its settings.")
    in_dry_run = {account.name for account in speaking if account.settings.dry_run}
    states = outside.states.of((account.name for account in speaking), in_dry_run=in_dry_run)
    twice = doubles(speaking, states)
    now = outside.clock()
    waiting: list[_Place] = []
    reading: list[_Place] = []
    for account in speaking:
        place = kept_apart(account.name, partial(_place_of, account, states, outside, now))
        if isinstance(place, Report):
            yield _reminding(account, states.get(account.name), place, outside)
        elif place.is_due:
            waiting.append(place)
        else:
            reading.append(place)
    for place in sorted(waiting, key=lambda place: (place.since, place.account.name)):
        report = _with_note(_turn_of(place, outside), twice)
        yield _telling(place, _reminding(place.account, place.state, report, outside), outside)
    told = {} if waiting else _digests(reading, outside)
    for place in reading:  # in the time that is left
        report = _turn_of(place, outside) if place.reads_blog else place.without_time
        if place.reads_results and not waiting:
            report = with_results(place.account, place.state, report, outside)
        report = _with_digest(report, told.get(place.account.name))
        report = _with_note(report, twice)
        yield _telling(place, _reminding(place.account, place.state, report, outside), outside)


def _with_note(report: Report, twice: Mapping[str, str]) -> Report:
    """A report; that of a slot also says if another account posts to the same place."""
    note = twice.get(report.account)
    return _noting(report, note) if note and report.slot else report


def _reminding(
    account: Account, state: AccountState | None, report: Report, outside: Collaborators
) -> Report:
    """A report that reminds of an access token's end if the time has come."""
    if not state or not state.token_until or not outside.reads_results:
        return report

    from repost.run.reminders import with_reminder

    return with_reminder(account, state, report, outside)


def _telling(place: _Place, report: Report, outside: Collaborators) -> Report:
    """A report; its team hears of what waits for a review, if it wants to."""
    if not place.account.settings.review.notify:
        return report

    from repost.run.team_notice import tell_team

    name = place.account.name
    told = kept_apart(name, partial(tell_team, place.account, place.state, report, outside))
    note = told.decision if isinstance(told, Report) else told.note
    return _noting(report, note) if note else report


class _Place(Value, frozen=True):
    """An account that gets a turn: since when it is due (UTC), and its report if there is no time for it.

    If it isn't due, `reads_blog`, `reads_results` and `has_digest` say what there is to do for it.
    """

    account: Account
    state: AccountState
    is_due: bool
    since: datetime
    without_time: Report
    reads_blog: bool = False
    reads_results: bool = False
    has_digest: bool = False


def _place_of(
    account: Account, states: Mapping[str, AccountState], outside: Collaborators, now: datetime
) -> _Place | Report:
    """An account's place in this tick; the report of one that has nothing to do in it."""
    settings = account.settings
    state = states.get(account.name) or outside.states.begin(
        account.name, now, dry_run=settings.dry_run, feed=settings.feed
    )
    if state.group and not account.parameter.endswith(f"/groups/{state.group}"):
        raise SettingsError(
            account.parameter,
            "",
            f"has the name of a member of group {state.group}",
            "Store it under another name, or let the member leave first.",
        )
    if state.news_since and not settings.announce:
        outside.states.no_news(account.name)
    verdict = due(settings.schedule, account.name, state.activity, now)
    if isinstance(verdict, Due) or state.has_open_posts(now):
        since = verdict.instant if isinstance(verdict, Due) else now
        return _Place(account, state, is_due=True, since=since, without_time=_not_reached(account))
    still_waiting = _still_waiting(account, state, verdict, now)
    reads_blog = state.reads_on or _looks_for_news(account, state, now)
    reads_results = outside.reads_results and wants_results(account, state, now)
    has_digest = outside.reads_results and _has_digest(account, state, now)
    tells = settings.review.notify and state.in_review
    if not (reads_blog or reads_results or has_digest or tells):
        return still_waiting
    return _Place(account, state, False, now, still_waiting, reads_blog, reads_results, has_digest)


def _turn_of(place: _Place, outside: Collaborators) -> Report:
    """One account's turn, or its report if there is no time for it."""
    if outside.remaining() < LEAST_SECONDS:
        return place.without_time

    from repost.run.account_turn import take_turn
    from repost.run.last_report import remembered

    report = kept_apart(place.account.name, partial(take_turn, place.account, place.state, outside))
    return remembered(report, place.state, outside)


def _looks_for_news(account: Account, state: AccountState, now: datetime) -> bool:
    """Whether to look at the blog although no slot is due."""
    settings = account.settings
    if not settings.announce:
        return False
    return state.news_since is None or not closed_to_news(settings.schedule, state.activity, now)


def wants_results(account: Account, state: AccountState, now: datetime) -> bool:
    """Whether it is time to read what readers did with the account's older posts."""
    settings = account.settings
    if settings.dry_run or not settings.wants_results:
        return False
    return bool(state.heard.get("after", "") <= instants.written(now))


def _has_digest(account: Account, state: AccountState, now: datetime) -> bool:
    """Whether the account's weekly digest is due, or its first week begins."""
    day = account.settings.results.digest
    if not day or not state.digested:
        return bool(day)
    from repost.results.digest import is_due

    return is_due(day, account.settings.schedule.timezone, state.digested, now)


def _digests(places: Sequence[_Place], outside: Collaborators) -> Mapping[str, str | Report]:
    """Send the weekly digests that are due; a note for each account, or the report of its failure."""
    due_now = [(place.account, place.state) for place in places if place.has_digest]
    if not due_now or outside.remaining() < LEAST_SECONDS:
        return {}
    from repost.run.digests import send_digests

    return send_digests(due_now, outside)


def _with_digest(report: Report, digest: str | Report | None) -> Report:
    """A report with what became of the account's digest; if that failed, the report of it."""
    if isinstance(digest, Report):
        return digest
    return _noting(report, digest) if digest else report


def _noting(report: Report, note: str) -> Report:
    from msgspec.structs import replace

    return replace(report, notes=(*report.notes, note))


def with_results(account: Account, state: AccountState, report: Report, outside: Collaborators) -> Report:
    """The report of an account for which nothing is due, with what there is to say of its results."""
    if outside.remaining() < LEAST_SECONDS or report.state != "waiting":
        return report

    from msgspec.structs import replace

    from repost.run.reading import read_results

    notes = kept_apart(account.name, partial(read_results, account, state, outside))
    return notes if isinstance(notes, Report) else replace(report, notes=(*report.notes, *notes))


def _not_reached(account: Account) -> Report:
    return Report(
        account=account.name,
        state="not_reached",
        decision=OUT_OF_TIME,
    )


def _still_waiting(account: Account, state: AccountState, verdict: Wait, now: datetime) -> Report:
    until = instants.written(verdict.until)
    return Report(
        account=account.name,
        state="waiting",
        decision=f"The next post is due on {until}."
        if verdict.why == "not yet"
        else f"Nothing is posted before {until} ({verdict.why}).",
        overdue=overdue(account.settings.schedule, account.name, state.activity, now),
        next=verdict.until,
        in_review=tuple(slot for slot, _ in state.in_review),
    )
