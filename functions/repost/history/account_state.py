"""What the history knows about an account between two runs, and how the table has it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from repost.base import instants
from repost.base.value import Value
from repost.history.dry_runs import with_dry_runs
from repost.schedule.activity import Activity
from repost.schedule.talk import Sample, Talk
from repost.selection.cycle import Cycle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.aws.items import Item


class Stop(Value, frozen=True):
    """Why an account does not post for now: until its secret changes, or until an instant (UTC) if sooner."""

    why: str
    secret_version: int
    until: datetime | None

    @property
    def state(self) -> Literal["stopped", "exhausted"]:
        """How a report calls it."""
        return "exhausted" if self.until else "stopped"


_FIRST_CYCLE: Final = Cycle()


class AccountState(Value, frozen=True):
    """An account between two runs.

    `unresolved` are nominal slots (UTC) whose outcome isn't recorded. `skip` is when a person asked that the
    next slot be left unused (UTC), until it was. `reads_on` says that a part of its blog is still
    to be read, slot or not. `recent` are the fingerprints of the last texts (`Said` as text); `posted`
    counts the posts that are known to be out, since they are counted. `news_since` is the date (UTC) after
    which an article is news to announce, while the settings ask for that. `waits` counts how often in
    a row the network refused all of the account's posts, until something is out again. `dry_run` says that
    what dry runs remember counts as well. `destination` is a digest of where it posts, or "", and `author`
    one of the user whose posts they are, if the network has said that. `imports` says that something is
    kept that another tool shared, until its article is known. `group` is the one that the account is a member
    of in a fleet, or "". `heard` is how far the results of its posts have been read, as
    `repost.history.results` writes it; `digested` is when its last digest was sent (UTC), if it ever was; a
    member's is the mail about what was declined.
    `token_until` is when its access token ends (UTC), if that is known, and `reminded` which reminder of it
    was the last. `in_review` are the slots of posts that wait for a person, each with the instant by which
    to decide, `approved` those of posts that may go out now (all UTC). `approvals` counts how many posts were
    approved in a row, `approved_ever` and `declined_ever` how many at all, and `declined` is when one was
    declined last (UTC).
    """

    account: str
    version: int
    activity: Activity
    cycle: Cycle = _FIRST_CYCLE
    stop: Stop | None = None
    unresolved: tuple[datetime, ...] = ()
    skip: datetime | None = None
    reads_on: bool = False
    posted: int = 0
    recent: frozenset[str] = frozenset()
    news_since: datetime | None = None
    waits: int = 0
    dry_run: bool = False
    imports: bool = False
    feed: str = ""
    destination: str = ""
    author: str = ""
    group: str = ""
    heard: Mapping[str, Any] = MappingProxyType({})
    digested: datetime | None = None
    token_until: datetime | None = None
    reminded: str = ""
    in_review: tuple[tuple[datetime, datetime], ...] = ()
    approved: tuple[datetime, ...] = ()
    approvals: int = 0
    approved_ever: int = 0
    declined_ever: int = 0
    declined: datetime | None = None

    def overdue_reviews(self, now: datetime) -> tuple[datetime, ...]:
        """The slots of the posts that nobody decided on in time."""
        return tuple(slot for slot, until in self.in_review if until <= now)

    def has_open_posts(self, now: datetime) -> bool:
        """Whether there are earlier posts to finish."""
        return bool(self.unresolved or self.approved or (self.in_review and self.overdue_reviews(now)))


def state_from(item: Item, *, dry_run: bool = False) -> AccountState:
    """The state that an item holds; in a `dry_run`, with what dry runs remember."""
    item = with_dry_runs(item) if dry_run else item
    stop = None
    if "stop_why" in item:
        until = instants.read(item["stop_until"]) if "stop_until" in item else None
        stop = Stop(item["stop_why"], item["stop_secret"], until)
    return AccountState(
        account=item["account"],
        version=item["version"],
        activity=Activity(
            first_seen=instants.read(item["first_seen"]),
            last_slot=instants.read(item["last_slot"]) if "last_slot" in item else None,
            claims=tuple(map(instants.read, item.get("claims", ()))),
            talk=_talk_from(item.get("talk", {})),
            announced=instants.read(item["announced"]) if "announced" in item else None,
        ),
        cycle=_cycle_from(item),
        stop=stop,
        unresolved=tuple(sorted(map(instants.read, item.get("unresolved", ())))),
        skip=instants.read(item["skip"]) if "skip" in item else None,
        reads_on=item.get("reads_on", False),
        posted=item.get("posted", 0),
        recent=frozenset(item.get("recent", ())),
        news_since=instants.read(item["news_since"]) if "news_since" in item else None,
        waits=item.get("waits", 0),
        dry_run=dry_run,
        imports=item.get("imports", False),
        feed=item.get("feed", ""),
        destination=item.get("destination", ""),
        author=item.get("author", ""),
        group=item.get("group", ""),
        heard=item.get("heard", {}),
        digested=instants.read(item["digested"]) if "digested" in item else None,
        token_until=instants.read(item["token_until"]) if "token_until" in item else None,
        reminded=item.get("reminded", ""),
        in_review=tuple(sorted(map(_in_review_from, item.get("in_review", ())))),
        approved=tuple(sorted(map(instants.read, item.get("approved", ())))),
        approvals=max(item.get("approvals", 0), 0),
        approved_ever=item.get("approved_ever", 0),
        declined_ever=item.get("declined_ever", 0),
        declined=instants.read(item["declined"]) if "declined" in item else None,
    )


def _in_review_from(text: str) -> tuple[datetime, datetime]:
    slot, until = text.split(" ")
    return instants.read(slot), instants.read(until)


def _cycle_from(item: Item) -> Cycle:
    walk = item.get("walk", {})
    return Cycle(
        start=instants.read(item["cycle_start"]) if "cycle_start" in item else None,
        order=walk.get("order", ""),
        at=walk.get("at", ""),
        first=walk.get("first", ""),
        turns=walk.get("turns", 0),
    )


def cycle_values(cycle: Cycle) -> dict[str, Any]:
    """The attributes of a state that say how far the account has come with its articles."""
    walk = {"order": cycle.order, "at": cycle.at, "first": cycle.first, "turns": cycle.turns}
    return {"cycle_start": instants.written(cycle.start) if cycle.start else None, "walk": walk}


def talk_values(talk: Talk) -> dict[str, Any]:
    """How much an account posts by hand, as an item holds it: thousandths of posts a day."""
    return {
        "per_day": None if talk.per_day is None else round(talk.per_day * 1000),
        "sample": [instants.written(talk.sample.at), talk.sample.posts, talk.sample.ours]
        if talk.sample
        else None,
    }


def _talk_from(item: Item) -> Talk:
    per_day, sample = item.get("per_day"), item.get("sample")
    return Talk(
        None if per_day is None else per_day / 1000,
        Sample(instants.read(sample[0]), sample[1], sample[2]) if sample else None,
    )
