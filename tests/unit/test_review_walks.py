"""Walks through everything that can happen to posts that wait for people, against what may be.

The turns, the reviewers' requests and the writes are the real ones, over a table in memory that does what
DynamoDB does; a network that remembers what it published takes the posts.
A run or a request may end before or after any of its writes.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from repost.base.articles import Article, Blog
from repost.base.errors import RetryLater
from repost.events import reviews as wishes
from repost.feeds.archive import Archive
from repost.feeds.record import FeedRecord
from repost.feeds.refresh import View
from repost.history.claims import History
from repost.history.reviews import Reviews
from repost.networks.protocol import Posted
from repost.person import reviewing
from repost.run.collaborators import Collaborators
from repost.run.report import Report
from repost.run.tick import tick
from repost.simulation.silence import Silent, StillWeb
from tests.memory import Memory, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from repost.aws.items import Item, Write
    from repost.aws.table import Table
    from repost.history.account_state import AccountState
    from repost.history.records import SlotRecord
    from repost.networks.protocol import Network, Post

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEED = "https://blog.example/feed/"
TITLES = ("Roses", "Tulips", "Join our webinar tonight", "The merger", "Soil", "Compost", "Bees", "Rain")
COST = 200_000
HOLDS = ("never", "flagged", "new", "always")
TRUSTED = 2


reviewers = st.sampled_from(("ada", "grace"))
ends = st.one_of(st.none(), st.none(), st.tuples(st.integers(0, 1), st.booleans()))
"""After how many writes a process ends, if it does, and whether the last one is made."""


class Killed(BaseException):
    """The process ended."""


class Mortal(Memory):
    """A table whose writers end.

    `ends_at` says which of the coming writes is the last, and whether it is made; `meanwhile` is what happens
    just before the next one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ends_at: tuple[int, bool] | None = None
        self.meanwhile: Callable[[], object] | None = None

    def update(self, write: Write) -> bool:
        return bool(self._written_by(lambda: super(Mortal, self).update(write)))

    def lost(self, writes: Sequence[Write], **more: Any) -> list[Write]:
        lost: list[Write] = self._written_by(lambda: super(Mortal, self).lost(writes, **more))
        return lost

    def _written_by(self, work: Any) -> Any:
        if self.meanwhile:
            meanwhile, ends_at = self.meanwhile, self.ends_at
            self.meanwhile = self.ends_at = None
            meanwhile()
            self.ends_at = ends_at
        if self.ends_at is None:
            return work()
        left, is_made = self.ends_at
        self.ends_at = (left - 1, is_made)
        if left:
            return work()
        self.ends_at = None
        if is_made:
            work()
        raise Killed


class Taking(Silent):
    """A network that publishes what it takes, and finds it again."""

    def __init__(self, network: Network[Any], out: list[Post], dies: list[bool], busy: list[bool]) -> None:
        super().__init__(network)
        self._out = out
        self._dies = dies
        self._busy = busy

    def post(self, *given: Any) -> Posted:
        if self._busy:
            raise RetryLater("Nothing was sent.")
        self._out.append(given[0])
        if self._dies:
            self._dies.clear()
            raise Killed
        return Posted(str(len(self._out)), "")

    def find(self, post: Post, *_: object) -> Posted | None:  # type: ignore[override] # it tells
        return Posted("found", "") if post.text in {each.text for each in self._out} else None


class Views(dict[str, View]):
    """The blog as it is remembered."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def __contains__(self, feed: object) -> bool:
        return True

    def __missing__(self, feed: str) -> View:
        return self.setdefault(feed, View(Archive(self._table, feed).record()))


class Walk(RuleBasedStateMachine):
    """One account, two reviewers, an owner who edits, and processes that end."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.table = Mortal()
        self.parameters = Stored("/repost")
        self.parameters.secrets["main"] = "{}", 1
        self.wish: dict[str, Any] = {"hold": "always", "unreviewed": "drop", "words": (), "never": ()}
        self.paused = False
        self.out: list[Post] = []
        self.dies: list[bool] = []
        self.busy: list[bool] = []
        self.seen: list[tuple[datetime, int]] = []
        self.decisions: dict[tuple[datetime, int], str] = {}
        self._tokens = count()
        self._learn_the_blog()
        self._write()
        self._tick()

    def _learn_the_blog(self) -> None:
        blog = Blog("A blog", "https://blog.example/", "en")
        archive = Archive(self.table, FEED)
        archive.write_record(FeedRecord(blog=blog, known=len(TITLES), refreshed=NOW, asked=NOW))
        archive.remember(
            [
                Article(
                    f"g{number}", title, f"https://blog.example/{number}", NOW - timedelta(days=40 + number)
                )
                for number, title in enumerate(TITLES)
            ],
            NOW,
        )

    def _write(self) -> None:
        wish = self.wish
        evergreen = "skip" if wish["hold"] == "never" else "hold"
        self.parameters.texts["/repost/settings/main"] = (
            f'network = "x"\nfeed = "{FEED}"\npaused = {str(self.paused).lower()}\n'
            '[schedule]\nevery = "6h"\njitter = "0m"\n[message]\nbefore = ["One:", "Two:"]\n'
            f'[select]\nmax_age = "none"\nrest = "3d"\nevergreen = "{evergreen}"\n'
            f'[review]\nhold = "{wish["hold"]}"\nunreviewed = "{wish["unreviewed"]}"\n'
            f"trusted_after = {TRUSTED}\n"
            f'within = "20h"\n[brand]\nhold_on = {list(wish["words"])}\nnever_say = {list(wish["never"])}\n'
        )

    @property
    def outside(self) -> Collaborators:
        """The collaborators of one process."""
        return Collaborators(
            table=self.table,
            parameters=self.parameters,
            clock=lambda: self.now,
            remaining=lambda: 600.0,
            token=lambda: f"token-{next(self._tokens)}",
            http=StillWeb,
            connect=lambda network: Taking(network, self.out, self.dies, self.busy),  # type: ignore[arg-type,return-value] # acts as one
            reads_results=False,
            views=Views(self.table),
        )

    @property
    def state(self) -> AccountState:
        return self.outside.states.of(["main"])["main"]

    @property
    def records(self) -> list[SlotRecord]:
        """Every post that ever waited."""
        slots = [i for k, i in self.table.written.items() if k.sk.startswith("SLOT#") and "decide_by" in i]
        found = (Reviews(self.table).record("main", self._slot(item)) for item in slots)
        return [record for record in found if record]

    @staticmethod
    def _slot(item: Item) -> datetime:
        return datetime.fromisoformat(item["sk"].removeprefix("SLOT#"))

    # What may happen.

    @rule(minutes=st.sampled_from((15, 15, 60, 180, 360, 1500)))
    def time_passes_and_it_ticks(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._tick()

    @rule(minutes=st.sampled_from((15, 360)), write=st.integers(0, 6), is_made=st.booleans())
    def a_run_ends_at_a_write(self, minutes: int, write: int, *, is_made: bool) -> None:
        self.now += timedelta(minutes=minutes)
        self.table.ends_at = (write, is_made)
        self._tick()
        self.table.ends_at = None

    @rule(minutes=st.sampled_from((15, 360)))
    def a_run_ends_once_the_network_has_the_post(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.dies.append(True)
        self._tick()
        self.dies.clear()

    @rule(minutes=st.sampled_from((15, 360)), ends=ends)
    def the_network_takes_nothing(self, minutes: int, ends: tuple[int, bool] | None) -> None:
        self.now += timedelta(minutes=minutes)
        self.busy.append(True)
        self.table.ends_at = ends
        self._tick()
        self.table.ends_at = None
        self.busy.clear()

    @rule(
        what=st.sampled_from(("approve", "decline", "block", "edit")),
        by=reviewers,
        ends=ends,
        then=st.booleans(),
    )
    def somebody_decides_and_it_ticks(
        self, what: str, by: str, ends: tuple[int, bool] | None, *, then: bool
    ) -> None:
        if waiting := self._waiting():
            self._ask(what, waiting[0], by, ends)
        if then:
            self.time_passes_and_it_ticks(15)

    @rule(
        what=st.sampled_from(("approve", "decline", "edit", "take_back", "take_back")),
        which=st.integers(0, 3),
        by=reviewers,
        ends=ends,
    )
    def somebody_decides_on_what_was_shown_before(
        self, what: str, which: int, by: str, ends: tuple[int, bool] | None
    ) -> None:
        self._waiting()
        if self.seen:
            self._ask(what, self.seen[-1 - which % len(self.seen)], by, ends)

    @rule(
        what=st.sampled_from(("approve", "decline", "edit")),
        other=st.sampled_from(("approve", "decline", "edit", "take_back", "tick")),
        first=st.sampled_from(("", "approve")),
    )
    def two_meet(self, what: str, other: str, first: str) -> None:
        """Somebody decides, or takes a decision back, just when another one does or a turn is taken."""
        for slot, attempt in self._waiting()[:1]:
            if first:
                self._decide(first, slot, attempt, "ada")
                what = "take_back"
            self.now += timedelta(minutes=15)
            decides = partial(self._decide, other, slot, attempt, "grace")
            self.table.meanwhile = self._tick if other == "tick" else decides
            self._decide(what, slot, attempt, "ada")
            self.table.meanwhile = None
            self._note_decisions()

    def _waiting(self) -> list[tuple[datetime, int]]:
        """What waits as a reviewer sees it: slots and attempts."""
        waiting = reviewing.waiting(self.outside, account="main").more["waiting"]
        shown = [(datetime.fromisoformat(each["slot"]), each["attempt"]) for each in waiting]
        self.seen += [each for each in shown if each not in self.seen]
        return shown

    def _ask(self, what: str, seen: tuple[datetime, int], by: str, ends: tuple[int, bool] | None) -> None:
        slot, attempt = seen
        self.now += timedelta(seconds=1)
        self.table.ends_at = ends
        try:
            self._decide(what, slot, attempt, by)
        except Killed:
            self._decide(what, slot, attempt, by)  # whoever gets no answer asks again
        finally:
            self.table.ends_at = None
        self._note_decisions()

    def _decide(self, what: str, slot: datetime, attempt: int, by: str) -> Report:
        match what:
            case "approve":
                return reviewing.decide(self.outside, wishes.Approve("main", slot, attempt, by))
            case "edit":
                record = Reviews(self.table).record("main", slot)
                assert record
                text = re.sub(r"^\w+:", "Edited:", record.claim.post.text)
                return reviewing.decide(self.outside, wishes.Edit("main", slot, attempt, text, by))
            case "take_back":
                return reviewing.take_back(self.outside, wishes.TakeBack("main", slot, by))
            case _:
                decline = wishes.Decline("main", slot, attempt, "tone", blocks=what == "block", by=by)
                return reviewing.decide(self.outside, decline)

    def _note_decisions(self) -> None:
        """Of one version of a post there is one decision, for ever."""
        for record in self.records:
            if record.decided:
                version = (record.claim.slot, record.claim.attempt)
                told = f"{record.decided.decision} by {record.decided.by}"
                assert self.decisions.setdefault(version, told) == told, "decided twice"

    @rule(hold=st.sampled_from(HOLDS), unreviewed=st.sampled_from(("drop", "drop", "send")))
    def the_owner_edits_the_review(self, hold: str, unreviewed: str) -> None:
        self.wish |= {"hold": hold, "unreviewed": unreviewed}
        self._write()

    @rule(
        words=st.sampled_from(((), ("merger",), ("roses", "one"), ("edited", "two"))),
        never=st.sampled_from(((), ("tulips",))),
    )
    def the_owner_edits_the_words(self, words: tuple[str, ...], never: tuple[str, ...]) -> None:
        self.wish |= {"words": words, "never": never}
        self._write()

    @rule()
    def the_owner_pauses_or_goes_on(self) -> None:
        self.paused = not self.paused
        self._write()

    # What must hold.

    def _tick(self) -> None:
        before, may_go, reports = len(self.out), self._may_go(), list[Report]()
        out_before = {record.claim.slot for record in self.records if record.state == "posted"}
        with suppress(Killed):
            reports += tick(self.outside)
        assert not {report.state for report in reports} & {"failed", "invalid"}, reports
        taken = {"claimed", "sending", "posted", "unknown"}
        sent = [
            record for record in self.records if record.state in taken and record.claim.slot not in out_before
        ]
        assert all(record.claim.slot in may_go for record in sent), "nobody has approved it"
        self._note_decisions()
        for post in self.out[before:]:
            self._must_hold(post, sent)

    def _may_go(self) -> set[datetime]:
        """The held posts that may go out: those that were approved, and those that nobody has to see.

        That is so if their time is over and nothing flags them, where the owner wants such posts sent.
        """
        return {
            record.claim.slot
            for record in self.records
            if record.state != "held"
            or (
                record.hold
                and record.hold.until <= self.now
                and not record.hold.flags
                and self.wish["unreviewed"] == "send"
            )
        }

    def _must_hold(self, post: Post, sent: Sequence[SlotRecord]) -> None:
        assert not self.paused
        text = post.text.casefold()
        assert not any(word in text for word in self.wish["never"])
        words = [word for word in self.wish["words"] if word in text]
        for record in sent:
            if record.claim.post.text == post.text and record.hold:
                assert all(any(f'"{word}"' in flag for flag in record.hold.flags) for word in words)
                return
        assert not words, f"nobody has seen {post.text}"
        assert "webinar" not in text or self._is_fit("g2")
        assert self.wish["hold"] in {"never", "flagged", "new"}, f"nobody has seen {post.text}"
        assert self.wish["hold"] != "new" or self.state.approvals >= TRUSTED

    def _is_fit(self, guid: str) -> bool:
        """Whether somebody has approved an article that may be over."""
        share = History(self.table).shares("main", "x", [guid]).get(guid)
        return share is not None and share.approved

    def teardown(self) -> None:
        """Once everybody rests, nothing is left half done, and the money is what the posts cost."""
        self.paused = False
        self.wish = {"hold": "always", "unreviewed": "drop", "words": (), "never": ()}
        self._write()
        for hours in (1, 1, 3, 21, 1, 1):
            self.now += timedelta(hours=hours)
            self._tick()
        state = self.state
        assert not state.unresolved
        waiting = [record for record in self.records if record.state in {"held", "approved", "edited"}]
        assert {record.claim.slot for record in waiting} == {slot for slot, _ in state.in_review}
        kinds: dict[str, list[Item]] = {"SLOT": [], "SHARE": [], "BUDGET": []}
        for key, item in self.table.written.items():
            kinds.setdefault(key.sk.partition("#")[0], []).append(item)
        locked = [item for item in kinds["SHARE"] if "pending" in item]
        assert len(locked) == len(waiting), "an article is locked and nothing waits"
        posted = [item for item in kinds["SLOT"] if item["state"] == "posted"]
        assert len(posted) == len(self.out), "a post is out twice, or isn't known to be out"
        spent = sum(item["spent"] for item in kinds["BUDGET"] if item["pk"] != "STACK")
        assert spent == COST * (len(posted) + len(waiting))


def run(examples: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples, stateful_step_count=15, suppress_health_check=checks, deadline=None
        ),
    )


def test_nothing_goes_out_unseen_nothing_is_lost_and_nothing_is_decided_twice() -> None:
    run(100)


@pytest.mark.slow
def test_the_same_in_two_thousand_walks() -> None:
    run(2_000)
