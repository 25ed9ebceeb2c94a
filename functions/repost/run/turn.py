"""One account's turn: what stays the same during it, and the report that it ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from repost.base.names import blog_key
from repost.base.value import Value
from repost.history.claims import History
from repost.networks.registry import network
from repost.run.report import Report, State
from repost.schedule.activity import Activity, Wait
from repost.schedule.slots import due, overdue

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.feeds.archive import Archive
    from repost.history.account_state import AccountState
    from repost.history.records import Claim
    from repost.networks.protocol import Network
    from repost.run.collaborators import Collaborators
    from repost.selection.cycle import Cycle


_MARGIN_SECONDS: Final = 5.0
"""What must remain after a question to the network, to record what comes of it."""


LOOK_RESERVE_SECONDS: Final = 40.0
"""What must remain after reading the blog, besides the longest possible send: checks, short link, records."""


class Turn(Value, frozen=True):
    """One account in one run: `state` as read at its beginning, `now` (UTC) when the turn began."""

    account: Account
    state: AccountState
    now: datetime
    outside: Collaborators
    network: Network[Any]

    @property
    def blog(self) -> str:
        """The key of the blog whose articles the account posts."""
        return blog_key(self.account.settings.feed)

    @property
    def archive(self) -> Archive:
        """The articles of the blog, with ages as the settings count them."""
        return archive_of(self.account, self.outside)

    @property
    def history(self) -> History:
        """The past that counts in this turn: in a dry run, with what dry runs remember."""
        return History(
            self.outside.table,
            dry_run=self.state.dry_run,
            blog=self.blog,
            imports=self.state.imports,
        )

    def expires(self, slot: datetime) -> int | None:
        """From when on a slot may be removed, in seconds since 1970; None for never."""
        keep = self.account.settings.keep
        return None if keep.is_unlimited else int((slot + keep).timestamp())

    def has_time_for(self, seconds: float) -> bool:
        """Whether this run has the time for something that takes so long at most, and to record it."""
        return self.outside.remaining() >= seconds + _MARGIN_SECONDS

    @property
    def in_review(self) -> tuple[datetime, ...]:
        """The slots of the account's posts that waited for a person when the turn began."""
        return tuple(slot for slot, _ in self.state.in_review)

    def report(self, state: State, decision: str, *, activity: Activity | None = None, **more: Any) -> Report:
        """The report of this turn; `activity` is the account's after it, if it changed."""
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
            **{"in_review": self.in_review, **more},
        )

    def close(
        self,
        slot: datetime,
        state: Literal["empty", "held_back", "skipped", "over_budget", "unreviewed"],
        decision: str,
        *,
        cycle: Cycle | None = None,
        **more: Any,
    ) -> Report:
        """Close a slot in which nothing goes out, and report that; or that another run has it."""
        owner, expires = self.outside.token(), self.expires(slot)
        if not self.history.close(
            self.state, slot, state, owner=owner, expires=expires, cycle=cycle, why=decision
        ):
            return self.report("taken", "Another run has this slot.", slot=slot, **more)
        after = self.state.activity.after_slot(slot)
        return self.report(state, decision, activity=after, slot=slot, **more)


def archive_of(account: Account, outside: Collaborators) -> Archive:
    """The articles of an account's blog, with ages as its settings count them."""
    from repost.feeds.archive import Archive

    settings = account.settings
    return Archive(outside.table, settings.feed, ages_undated=settings.blog.undated == "first-seen")


def begin_turn(account: Account, state: AccountState, outside: Collaborators) -> Turn:
    """A turn of an account that begins now."""
    settings = account.settings
    connection = network(settings, outside.endpoints.get(settings.network, ""))
    return Turn(account, state, outside.clock(), outside, outside.connect(connection))


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
