"""A network that takes a post in two steps: what the account does next, wherever a run or an answer ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault, Response, json_response
from local.networks.threads import CARD_REFUSALS, MISSING, REFUSALS
from repost.history.claims import History
from repost.history.records import LEASE
from repost.networks.meta.threads.network import Threads
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from local.networks.social import SocialStandIn

GOES_WELL = Fault(accepted=True)
AFTER_THE_LEASE = LEASE + timedelta(seconds=1)


class RunEnds(BaseException):
    """The time of a run is up, at this very line."""


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        world.account(network="threads")
        yield world


@pytest.fixture
def threads(world: World) -> SocialStandIn:
    return world.network("threads")


def end_at(world: World, monkeypatch: pytest.MonkeyPatch, owner: type, method: str, *, done: bool) -> None:
    """Let a run end right after, or right before, a step."""
    step = getattr(owner, method)

    def ends(*arguments: object) -> None:
        if done:
            step(*arguments)
        raise RunEnds

    with monkeypatch.context() as patch:
        patch.setattr(owner, method, ends)
        with pytest.raises(RunEnds):
            world.tick()


@pytest.mark.parametrize(
    ("owner", "method", "done"),
    [(Threads, "prepare", False), (Threads, "prepare", True), (History, "start_sending", False)],
)
def test_a_run_that_ends_before_the_second_step_is_followed_by_one_post(
    world: World,
    threads: SocialStandIn,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    method: str,
    *,
    done: bool,
) -> None:
    end_at(world, monkeypatch, owner, method, done=done)
    assert not threads.posts
    world.now += AFTER_THE_LEASE
    assert world.tick_main()["state"] == "posted"
    assert len(threads.posts) == 1


def test_a_run_that_ends_before_it_publishes_leaves_the_article_free(
    world: World, threads: SocialStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_at(world, monkeypatch, History, "start_sending", done=True)
    world.now += AFTER_THE_LEASE
    assert world.tick_main()["state"] == "not_sent"
    assert {world.later(hours=6).tick_main()["guid"] for _ in range(2)} == {"a", "b"}
    assert len(threads.posts) == 2


def test_a_run_that_ends_while_it_publishes_is_found_to_have_posted(
    world: World, threads: SocialStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_at(world, monkeypatch, Threads, "post", done=True)
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["remote_id"]) == ("posted", threads.posts[0].id)
    assert len(threads.posts) == 1


@pytest.mark.parametrize("accepted", [True, False])
def test_a_lost_answer_to_the_second_step_is_asked_for_by_the_number_of_the_first(
    world: World, threads: SocialStandIn, *, accepted: bool
) -> None:
    threads.fail_next(GOES_WELL, GOES_WELL, Fault("cut", accepted=accepted))
    assert world.tick_main()["state"] == "unknown"
    report = world.later(minutes=15).tick_main()
    assert report["state"] == ("posted" if accepted else "not_sent")
    assert len(threads.posts) == int(accepted)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([REFUSALS["expired token"]], "stopped"),
        ([GOES_WELL, GOES_WELL, REFUSALS["no publishing"]], "stopped"),
        ([REFUSALS["blocked"]], "exhausted"),
        ([Fault("cut", accepted=True)], "not_sent"),
        ([REFUSALS["service error"]], "not_sent"),
        ([GOES_WELL, GOES_WELL, *[MISSING, GOES_WELL, GOES_WELL] * 2, MISSING], "not_sent"),
        ([GOES_WELL, GOES_WELL, REFUSALS["daily limit"]], "not_sent"),
    ],
)
def test_what_the_account_does_when_a_step_fails(
    world: World, threads: SocialStandIn, answers: list[Response | Fault], state: str
) -> None:
    threads.fail_next(*answers)
    assert world.tick_main()["state"] == state
    assert not threads.posts
    if state != "not_sent":
        assert world.later(hours=6).tick_main()["state"] == state
        world.account(network="threads")
    assert world.later(days=2).tick_main()["state"] == "posted"


def test_an_article_that_the_first_step_refuses_gives_its_slot_to_the_next(
    world: World, threads: SocialStandIn
) -> None:
    threads.fail_next(*[REFUSALS["invalid parameter"]] * 2)  # with the link's card, and without it
    report = world.tick_main()
    assert report["state"] == "posted"
    assert len(threads.posts) == 1
    assert world.later(hours=6).tick_main()["state"] == "empty"
    threads.fail_next(*[REFUSALS["invalid parameter"]] * 2)
    world.blog.entries = [Entry("c", 45)]
    assert world.later(hours=6).tick_main()["state"] == "exhausted"


@pytest.mark.parametrize(
    ("answers", "has_card"),
    [
        ([MISSING], True),
        ([MISSING, GOES_WELL, GOES_WELL, MISSING], True),
        ([CARD_REFUSALS["card not read"]], False),
    ],
)
def test_what_cannot_be_published_as_it_was_laid_ready_is_laid_ready_again(
    world: World, threads: SocialStandIn, answers: list[Response | Fault], *, has_card: bool
) -> None:
    threads.fail_next(GOES_WELL, GOES_WELL, *answers)
    assert world.tick_main()["state"] == "posted"
    [post] = threads.posts
    assert bool(post.link) is has_card


@pytest.mark.parametrize("accepted", [True, False])
def test_a_lost_answer_is_asked_for_by_the_number_of_what_was_laid_ready_last(
    world: World, threads: SocialStandIn, *, accepted: bool
) -> None:
    threads.fail_next(GOES_WELL, GOES_WELL, MISSING, GOES_WELL, GOES_WELL, Fault("cut", accepted=accepted))
    assert world.tick_main()["state"] == "unknown"
    report = world.later(minutes=15).tick_main()
    assert report["state"] == ("posted" if accepted else "not_sent")
    assert len(threads.posts) == int(accepted)


@pytest.mark.parametrize(
    "answers",
    [
        [CARD_REFUSALS["card refused"]],
        [REFUSALS["invalid parameter"]],
        [GOES_WELL, json_response(200, {"id": "1", "status": "ERROR"})],
    ],
)
def test_a_card_that_threads_does_not_take_costs_no_post(
    world: World, threads: SocialStandIn, answers: list[Response | Fault]
) -> None:
    threads.fail_next(*answers)
    assert world.tick_main()["state"] == "posted"
    [post] = threads.posts
    assert post.link == ""
    assert "https://" in post.text or "http://" in post.text
