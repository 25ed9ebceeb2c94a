"""One tick: read the settings, see who is due, and give each of them its turn, longest overdue first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.accounts.documents import Account, read_accounts
from repost.base import instants
from repost.base.errors import SettingsError
from repost.run.report import Report
from repost.schedule.activity import Due, Wait
from repost.schedule.slots import closed_to_news, due, overdue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from repost.history.records import AccountState
    from repost.run.collaborators import Outside

LEAST_SECONDS: Final = 60.0
"""What a turn needs at the most: a feed, a shortener, a post with its picture, and a margin."""


def tick(outside: Outside) -> Iterator[Report]:
    """Give every account its turn; a report for each, as soon as its turn is over."""
    accounts = read_accounts(outside.parameters.documents(), outside.parameters.path)
    for name, error in accounts.broken.items():
        yield Report(account=name, state="invalid", decision=str(error))
    speaking = [account for account in accounts.ready if not account.settings.paused]
    for account in accounts.ready:
        if account.settings.paused:
            yield Report(account=account.name, state="paused", decision="Paused by its settings.")
    rehearsing = {account.name for account in speaking if account.settings.dry_run}
    states = outside.states.of((account.name for account in speaking), rehearsing=rehearsing)
    now = outside.clock()
    waiting: list[tuple[datetime, Account, AccountState]] = []
    reading: list[tuple[Account, AccountState, Wait]] = []
    for account in speaking:
        state = states.get(account.name) or outside.states.begin(
            account.name, now, rehearses=account.settings.dry_run
        )
        if state.news_since and not account.settings.announce:
            outside.states.no_news(account.name)
        verdict = due(account.settings.schedule, account.name, state.activity, now)
        if isinstance(verdict, Due) or state.unresolved:
            waiting.append((verdict.instant if isinstance(verdict, Due) else now, account, state))
        elif state.reads_on or _looks_for_news(account, state, now):
            reading.append((account, state, verdict))
        else:
            yield _still_waiting(account, state, verdict, now)
    for _, account, state in sorted(waiting, key=lambda turn: (turn[0], turn[1].name)):
        yield _turn_of(account, state, outside, _not_reached(account))
    for account, state, verdict in reading:  # in the time that the others leave
        yield _turn_of(account, state, outside, _still_waiting(account, state, verdict, now))


def _turn_of(account: Account, state: AccountState, outside: Outside, without_time: Report) -> Report:
    """One account's turn, or what there is to report without time for it; what fails it is its own."""
    if outside.remaining() < LEAST_SECONDS:
        return without_time

    from botocore.exceptions import BotoCoreError, ClientError

    from repost.run.sharing import repost

    try:
        return repost(account, state, outside)
    except SettingsError as error:
        return Report(account=account.name, state="invalid", decision=str(error))
    except (BotoCoreError, ClientError) as error:
        return Report(account=account.name, state="failed", decision=f"AWS failed: {error}")


def _looks_for_news(account: Account, state: AccountState, now: datetime) -> bool:
    """Whether the blog is to be looked at although no slot is due."""
    settings = account.settings
    if not settings.announce:
        return False
    return state.news_since is None or not closed_to_news(settings.schedule, state.activity, now)


def _not_reached(account: Account) -> Report:
    return Report(
        account=account.name,
        state="not_reached",
        decision="The time of this run was up before this account's turn; it comes first next time.",
    )


def _still_waiting(account: Account, state: AccountState, verdict: Wait, now: datetime) -> Report:
    return Report(
        account=account.name,
        state="waiting",
        decision=f"Nothing goes out before {instants.written(verdict.until)} ({verdict.why}).",
        overdue=overdue(account.settings.schedule, account.name, state.activity, now),
        next=verdict.until,
    )
