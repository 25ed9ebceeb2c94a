"""What a run reports about each account: its return value, and one structured log line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import field

from repost.base.value import Value

State = Literal[
    "waiting",  # no slot is due
    "paused",  # the owner said so
    "stopped",  # the network refused the credentials
    "exhausted",  # credits or a quota are used up, or the network refuses all of the account's posts
    "outdated",  # Parameter Store did not answer: the settings are those that were read last
    "invalid",  # the settings or the secret can't be used
    "no_feed",  # the feed did not answer and the archive has nothing to offer
    "over_budget",  # a slot was due, and the month's budget is used up
    "empty",  # a slot was due, and no article may go out
    "held_back",  # a slot was due, and the page of what could go out failed; it is checked again later
    "dry_run",  # everything was done except sending
    "posted",
    "rejected",  # the network refused every article that was tried
    "not_sent",  # nothing went out, and later slots may
    "unknown",  # the post may be out; its article is held
    "taken",  # another run has the slot
    "not_reached",  # the time ran out before this account's turn
    "failed",  # AWS did not answer, or Repost itself has a fault; the next tick tries again
    "held",  # a person has to see it first
    "expired",  # nobody decided on a held post in time, or it could not go out in time
    "unreviewed",  # a slot was due, and as many posts wait for a review as may
    "skipped",  # a person wanted this slot to pass
    "preview",  # this would go out; nothing was sent or recorded
    "done",  # what a person asked for
    "refused",  # what a person asked for can't be done
]


OUT_OF_TIME: Final = (
    "This run ran out of time before reaching this account. Next time, whoever has waited longest goes first."
)


class Report(Value, frozen=True):
    """One account in one run. Instants are UTC.

    `eligible` counts the articles that may go out now: of those that were looked at, if `why_not` has
    some that were not. `decision` is one sentence; `why` says why this article, `why_not` how many others
    were not eligible by reason; `image` is the address of the article's picture; `coverage` says how much
    of the account's window is known, `capacity` which cadence that allows; `for_review` are the GUIDs of
    articles that are to be put up for review, each with the reason; `in_review` are the slots of posts that
    wait for a review, `decide_by` is until when this one does, and `why_held` why; `held` are the slots of
    posts that may or may not be out; `talk` is how many posts of its own the account makes a day, if its cap
    depends on that; `spent` is what the month has cost so far in US dollars and `forecast` what it will have
    cost, and the same with `stack_` for all accounts together, if posts cost anything; `next` is when the
    account posts again; `again` says that the same turn may go better within minutes; `reminds` says that it
    reminds of an access token's end; `trace` is the traceback of a fault of Repost's own.
    """

    account: str
    state: State
    decision: str
    slot: datetime | None = None
    guid: str | None = None
    title: str | None = None
    published: datetime | None = None
    text: str | None = None
    link: str | None = None
    image: str | None = None
    remote_id: str | None = None
    remote_url: str | None = None
    known: int | None = None
    eligible: int | None = None
    coverage: str | None = None
    capacity: str | None = None
    why: str | None = None
    why_not: Mapping[str, int] = field(default_factory=dict)
    for_review: tuple[str, ...] = ()
    in_review: tuple[datetime, ...] = ()
    decide_by: datetime | None = None
    why_held: str = ""
    talk: float | None = None
    spent: float | None = None
    forecast: float | None = None
    stack_spent: float | None = None
    stack_forecast: float | None = None
    notes: tuple[str, ...] = ()
    held: tuple[datetime, ...] = ()
    overdue: bool = False
    next: datetime | None = None
    again: bool = False
    reminds: bool = False
    trace: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON, without its traceback, which is only for the log, and what only runs ask."""
        hidden = {"why_held", "again", "reminds", "trace"}
        names = (name for name in self.__struct_fields__ if name not in hidden)
        return {name: _plain(getattr(self, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value
