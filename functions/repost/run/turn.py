"""What stays the same through one account's turn, and the report that it ends with."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.base.value import Value
from repost.history.claims import History
from repost.run.report import Report, State
from repost.schedule.activity import Activity, Wait
from repost.schedule.slots import due, overdue
from repost.selection.eligibility import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.feeds.archive import Archive
    from repost.feeds.refresh import View
    from repost.history.records import AccountState, Claim
    from repost.networks.protocol import Network
    from repost.run.collaborators import Outside
    from repost.selection.choice import Choice
    from repost.settings.types import Select


MARGIN_SECONDS: Final = 5.0
"""What must remain after the longest possible send, to record its outcome."""


LOOK_RESERVE_SECONDS: Final = 40.0
"""What must remain after reading the blog, beside the longest possible send: checks, short link, records."""


MOST_FOR_REVIEW: Final = 20
"""How many articles a report lists that wait for a person's review; `why_not` counts them all."""


class Turn(Value, frozen=True):
    """One account in one run: `state` as read at its beginning, `now` (UTC) when the turn began."""

    account: Account
    state: AccountState
    now: datetime
    outside: Outside
    network: Network[Any]

    @property
    def history(self) -> History:
        """The past that counts in this turn: with what was rehearsed, where it is a rehearsal."""
        return History(self.outside.table, rehearses=self.state.rehearses)

    def report(self, state: State, decision: str, *, activity: Activity | None = None, **more: Any) -> Report:
        """The report of this turn; `activity` is the account's after it, where it changed."""
        schedule, name = self.account.settings.schedule, self.account.name
        after = activity or self.state.activity
        upcoming = due(schedule, name, after, self.now)
        settled = more.get("slot") if state != "unknown" else None
        return Report(
            account=name,
            state=state,
            decision=decision,
            next=upcoming.until if isinstance(upcoming, Wait) else upcoming.instant,
            held=tuple(slot for slot in self.state.unresolved if slot != settled),
            overdue=overdue(schedule, name, after, self.now),
            talk=after.talk.per_day if schedule.max_per_day == "auto" else None,
            **more,
        )


class Sighting(Value, frozen=True):
    """What is known of the feed, what may go out, and which of it comes first.

    `notes` are what the owner should know of that, `capacity` what cadence it bears.
    """

    view: View
    archive: Archive
    choice: Choice
    notes: tuple[str, ...] = ()
    capacity: str = ""

    @property
    def announces(self) -> bool:
        """Whether what may go out is new, and said as such."""
        return self.choice.announces

    def outlook(self, select: Select, now: datetime, language: str) -> str:
        """When the next article will be old enough, in a sentence; "" where none is known that will be."""
        from repost.run.candidates import first_due

        if not (first := first_due(self.archive, select, now, language)):
            return ""
        the_next = (
            "The feed shows no older ones, and the next" if self.view.shows_the_feed_alone else "The next"
        )
        return f"{the_next} is old enough on {first:%Y-%m-%d}."

    def as_report(self) -> dict[str, Any]:
        """The fields of a report that say what there was to choose from."""
        counts = {str(reason): count for reason, count in self.choice.counts.items()}
        undated = {str(Reason.NO_DATE): self.view.record.undated} if self.view.record.undated else {}
        unread = self.view.record.known - self.view.record.undated - self.choice.looked_at
        why = "outside the age window" if self.choice.is_whole else "not looked at"
        return {
            "known": self.view.record.known,
            "eligible": self.choice.eligible,
            "coverage": self.view.coverage,
            "capacity": self.capacity or None,
            "why_not": counts | undated | ({why: unread} if unread > 0 else {}),
            "for_review": tuple(islice(map(": ".join, self.choice.why_stale.items()), MOST_FOR_REVIEW)),
        }


def as_report(claim: Claim) -> dict[str, Any]:
    """The fields of a report that say what a claim is about."""
    return {
        "slot": claim.slot,
        "guid": claim.guid,
        "title": claim.post.title,
        "text": claim.post.text,
        "link": claim.post.link,
        "image": claim.post.image.url if claim.post.image else None,
    }
