"""What clicks on the pages' buttons do: once, whoever clicks how often, and with a way back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from repost.base.digests import digest
from repost.history.claims import History
from repost.history.records import Claim, Terms
from repost.history.states import AccountStates
from repost.networks.protocol import Post
from repost.pages.acting import Done, act
from repost.pages.acts import act_words
from repost.pages.buttons import Target
from repost.pages.clicks import Click
from repost.pages.words import ENGLISH
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.pages.acts import Action

SIX_HOURS = timedelta(hours=6)


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50), Entry("c", 60)) as world:
        world.account()
        yield world


def click(world: World, action: Action, target: Target, **typed: str) -> Done:
    outside = world.stack.outside(lambda: world.now, lambda: 100.0, world.endpoints)
    return act(Click(action, target, typed), outside, act_words(ENGLISH))


def sixteen(world: World, action: Action, target: Target) -> set[str]:
    """What sixteen people read who click at the same moment."""
    with ThreadPoolExecutor(16) as people:
        return {done.sentence for done in people.map(lambda _: click(world, action, target), range(16))}


def items(world: World) -> list[Any]:
    return sorted(world.stack.items(), key=str)


def back(world: World, done: Done) -> Done:
    """Click on what takes an action back."""
    assert done.back
    return click(world, *done.back)


def test_a_slot_is_skipped_once_and_posted_in_after_all_once_that_is_taken_back(world: World) -> None:
    world.tick()
    world.later(hours=1)
    target = Target("main", slot=NOW + SIX_HOURS)
    first = click(world, "skip", target)
    assert first.sentence.startswith("The slot of 2026-11-23T15:00:00Z will be skipped")
    after = items(world)
    world.later(minutes=5)
    assert click(world, "skip", target).sentence == "You already asked for this: one slot will be skipped."
    assert items(world) == after
    assert back(world, first).is_done
    assert world.later(hours=5).tick_main()["state"] == "posted"


def test_a_click_that_comes_after_its_slot_skips_no_other(world: World) -> None:
    world.tick()
    assert world.later(hours=6).tick_main()["state"] == "posted"
    for action in ("skip", "unskip"):
        late = click(world, action, Target("main", slot=NOW + SIX_HOURS))
        assert not late.is_done
        assert "no longer the next one" in late.sentence
        assert late.back is None
    assert world.later(hours=6).tick_main()["state"] == "posted"


def test_sixteen_people_who_skip_a_slot_skip_one(world: World) -> None:
    world.tick()
    world.later(hours=1)
    sixteen(world, "skip", Target("main", slot=NOW + SIX_HOURS))
    states = [world.later(hours=hours).tick_main()["state"] for hours in (5, 6)]
    assert states == ["skipped", "posted"]


def test_an_article_is_blocked_until_that_is_taken_back(world: World) -> None:
    world.tick()
    target = Target("main", article=digest("b"))
    blocked = click(world, "block", target)
    assert blocked.sentence == "“Article b” won't be posted again."
    after = items(world)
    assert click(world, "block", target) == blocked
    assert items(world) == after
    assert [world.later(hours=6).tick_main()["guid"] for _ in range(2)].count("b") == 0
    assert back(world, blocked).sentence == "“Article b” can be posted again when its turn comes."
    assert sixteen(world, "unblock", target) == {"“Article b” can be posted again when its turn comes."}


def test_an_article_that_nobody_knows_any_more_is_not_blocked(world: World) -> None:
    world.tick()
    unknown = click(world, "block", Target("main", article=digest("nothing")))
    assert (unknown.is_done, unknown.back) == (False, None)
    assert unknown.sentence == "This article is no longer known."


@pytest.fixture
def held(world: World) -> Target:
    """A post whose outcome is unknown."""
    other = "b" if world.tick_main()["guid"] == "a" else "a"
    history, now = History(world.stack.table), NOW + SIX_HOURS
    state = AccountStates(world.stack.table).of(["main"])["main"]
    claim = Claim("main", "x", now, str(uuid4()), 1, other, Post("Word for word.", title=f"Article {other}"))
    terms = Terms(timedelta(hours=3), timedelta(days=60), timedelta())
    assert history.claim(state, claim, now=now, terms=terms, cycle=state.cycle) is None
    assert history.start_sending(claim, now)
    assert history.hold(claim, "no way to tell", until=now + timedelta(days=99))
    world.now = now
    return Target("main", digest(other), now, 1)


def test_a_post_of_unknown_outcome_is_settled_once_by_sixteen_people(world: World, held: Target) -> None:
    sixteen(world, "posted", held)
    shares = History(world.stack.table).shares("main", "x", "abc")
    assert sorted(share.count for share in shares.values()) == [1, 1]
    assert click(world, "posted", held).sentence == "This was already settled."
    other = click(world, "not_sent", held)
    assert (other.is_done, other.sentence) == (
        False,
        "The outcome of 2026-11-23T15:00:00Z is known: it was posted.",
    )


def test_who_settled_by_mistake_that_it_is_not_out_can_keep_it_from_going_again(
    world: World, held: Target
) -> None:
    settled = click(world, "not_sent", held)
    assert settled.sentence == "Settled: it was not posted, and its article is available again."
    assert back(world, settled).sentence.endswith("won't be posted again.")
    assert world.later(hours=6).tick_main()["guid"] == "c"


def test_an_account_that_is_gone_is_a_sentence(world: World) -> None:
    gone = click(world, "skip", Target("nobody", slot=NOW))
    assert not gone.is_done
    assert "nobody is missing" in gone.sentence
