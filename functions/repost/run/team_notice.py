"""Tells a team's chat that posts wait for a review, at most once an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.aws.items import Key, Write, account_partition
from repost.base import instants
from repost.base.secret import Secret
from repost.base.value import Value
from repost.history.holds import review_queue
from repost.history.reviews import Reviews
from repost.review.notice import notice
from repost.run.chats import say_in_chat
from repost.run.digests import chat_of
from repost.run.turn import begin_turn

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report

HOUR: Final = timedelta(hours=1)
GATHER: Final = timedelta(minutes=5)
"""How long a post waits at least before it is told of: others are often held at the same time."""

MOST_COUNTED: Final = 50


class Told(Value, frozen=True):
    """A note on what the team was told, or "", and when to look whether to tell it more (UTC)."""

    note: str = ""
    again: datetime | None = None


def tell_team(account: Account, state: AccountState, report: Report, outside: Collaborators) -> Told:
    """Tell the team of an account what waits if the account has posts that it wasn't told of yet.

    Parameters
    ----------
    account : Account
        One whose settings say `review.notify`.
    state : AccountState
        As read before the turn.
    report : Report
        Of the turn.
    outside : Collaborators
        The table and the chat.
    """
    now, within = outside.clock(), account.settings.review.within
    if report.state == "held":
        return Told(again=now + GATHER)
    held = [until - within for _, until in state.in_review if until > now]
    if not held:
        return Told()
    # A group may have the name of an account: each has a partition of its own.
    key = Key(review_queue(state.group) if state.group else account_partition(account.name), "TOLD")
    found = outside.table.get(key)
    before = instants.read(found["at"]) if found else None
    if before and max(held) < before:
        return Told()
    if before and before + HOUR > now:
        return Told(again=before + HOUR)
    is_first = outside.table.update(
        Write(
            key,
            set={"at": instants.written(now)},
            condition="#at = :before" if before else "attribute_not_exists(#at)",
            given={"before": instants.written(before)} if before else {},
        )
    )
    if not is_first:
        return Told(again=now + HOUR)
    why = _tell(account, state, outside)
    return Told(f"The team was not told of it: {why}." if why else "The team was told what waits.")


def _tell(account: Account, state: AccountState, outside: Collaborators) -> str:
    """Why the team was not told, or ""."""
    group, now = state.group, outside.clock()
    kept = outside.parameters.chat(group) if group else Secret(chat_of(begin_turn(account, state, outside)))
    if not kept:
        secret = outside.parameters.secret_parameter(account.name)
        where = f"./repost group chat {group}" if group else f"digest_webhook in {secret}"
        return f"there is no chat for it ({where} sets one)"
    ends = [until for _, until in state.in_review if until > now]
    number = len(ends)
    if group:
        records, rest = Reviews(outside.table).waiting((group,), now, MOST_COUNTED)
        ends += [record.hold.until for record in records if record.hold]
        number = max(number, len(records) + (1 if rest else 0))
    settings = account.settings
    text = notice(
        number,
        min(ends),
        zone=settings.schedule.timezone,
        group=group,
        drops=settings.review.unreviewed == "drop",
        language=settings.language,
        most=MOST_COUNTED,
    )
    return say_in_chat(kept.reveal(), text, outside)
