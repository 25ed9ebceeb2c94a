"""Posts that were approved: they go out once they may, by what settings, pages and words say then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from local.base.server import Request, Response
from repost.history.states import AccountStates
from tests.fleet import Fleet
from tests.reviewing import ALWAYS, OLDEST, decide, waits
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="Tulips")) as world:
        yield world


def test_an_approved_post_waits_for_the_gap_and_for_open_hours(world: World) -> None:
    world.account(settings=f'{ALWAYS}[schedule]\nquiet_hours = "16:00-20:00"\n')
    world.tick()
    world.later(hours=6).tick()
    for held in waits(world):
        decide(world, "approve", held)
    for hours, number in ((0.25, 1), (0.25, 1), (3, 1), (1.75, 2)):
        world.later(hours=hours).tick()
        assert len(world.posts) == number


def test_a_member_whose_post_is_approved_in_quiet_hours_has_the_next_turn_when_they_end(
    fleet_stack: LocalStack,
) -> None:
    with Fleet(fleet_stack, "ada", settings=f'{ALWAYS}[schedule]\nquiet_hours = "16:00-20:00"\n') as fleet:
        fleet.turn()
        [held] = waits(fleet, group="field")
        fleet.later(hours=7, minutes=10)
        decide(fleet, "approve", held)
        assert fleet.turn() == 1
        assert fleet.waiting()["ada"].at == fleet.now.replace(hour=20, minute=0)
        assert (fleet.later(hours=2).turn(), fleet.said()) == (0, {"ada": 0})
        assert (fleet.later(hours=1, minutes=50).turn(), fleet.said()) == (1, {"ada": 1})


def test_an_approved_post_that_cannot_go_out_within_a_day_expires(world: World) -> None:
    world.account(settings=f'{ALWAYS}within = "2h"\n')
    world.tick()
    decide(world, "approve", waits(world)[0])
    world.account(settings=f'{ALWAYS}within = "2h"\n[schedule]\ndays = ["fri"]\n')
    assert world.later(hours=25).tick_main()["state"] == "waiting"
    assert world.later(hours=2).tick_main()["state"] == "expired"
    assert not world.posts


def test_a_new_word_holds_an_approved_post_again_and_an_approved_word_does_not(world: World) -> None:
    flagged = f'{OLDEST}[brand]\nhold_on = ["roses"]\n'
    world.account(settings=flagged)
    assert world.tick_main()["state"] == "held"
    [held] = waits(world)
    assert held["flags"] == [
        'Its text says “Roses”, which brand.hold_on lists as "roses".',
        'Its title says “Roses”, which brand.hold_on lists as "roses".',
    ]
    decide(world, "approve", held)
    world.account(settings=flagged.replace('"roses"', '"roses", "worth*"'))
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["title"]) == ("held", "Roses")
    assert "“Worth”" in report["decision"]
    [again] = waits(world)
    assert again["attempt"] == 2
    assert "changed since you saw it" in decide(world, "decline", held, reason="tone")["decision"]
    decide(world, "approve", again)
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_a_word_that_is_refused_meanwhile_keeps_an_approved_post_from_going_out(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    decide(world, "approve", waits(world)[0])
    world.account(settings=f'{ALWAYS}[brand]\nnever_say = ["roses"]\n')
    report = world.later(minutes=15).tick_main()
    assert report["state"] == "not_sent"
    assert "“Roses”" in report["decision"]
    assert not world.posts


def test_an_approved_post_that_the_network_cannot_take_now_stays_approved(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    [held] = waits(world)
    decide(world, "approve", held)
    world.x.fail_next(Response(429))
    assert world.later(minutes=15).tick_main()["state"] == "not_sent"
    assert (waits(world), world.posts) == ([], [])
    report = world.later(hours=3, minutes=15).tick_main()
    assert (report["state"], report["text"]) == ("posted", held["text"])
    assert len(world.posts) == 1
    [state] = AccountStates(world.stack.table).of(["main"]).values()
    assert (state.approved, state.unresolved, len(state.activity.claims)) == ((), (), 1)


def test_an_approved_post_waits_until_the_account_may_post_again(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    decide(world, "approve", waits(world)[0])
    world.x.fail_next(Response(401))
    assert world.later(minutes=15).tick_main()["state"] == "stopped"
    world.later(hours=4).tick()
    assert not world.posts
    world.account(settings=ALWAYS)
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_an_approved_post_whose_page_is_gone_does_not_go_out(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    decide(world, "approve", waits(world)[0])
    world.blog.gone = {"a"}
    assert world.later(minutes=15).tick_main()["state"] == "not_sent"
    assert not world.posts


def test_an_approved_post_waits_while_its_page_cannot_be_checked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    [held] = waits(world)
    decide(world, "approve", held)
    with monkeypatch.context() as patched:
        answer = world.blog.answer

        def troubled(request: Request) -> Response:
            return Response(503) if request.path == "/a/" else answer(request)

        patched.setattr(world.blog, "answer", troubled)
        assert world.later(minutes=15).tick_main()["state"] == "waiting"
    assert not world.posts
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["text"]) == ("posted", held["text"])


def test_an_approved_post_that_a_run_left_behind_goes_out_although_it_was_flagged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account(settings=f'{OLDEST}[brand]\nhold_on = ["roses"]\n')
    world.tick()
    [held] = waits(world)
    decide(world, "approve", held)
    with monkeypatch.context() as patch:
        patch.setattr("repost.run.reviewed.send", lambda *_, **__: sys.exit())
        with pytest.raises(SystemExit):
            world.later(minutes=15).tick()
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["text"]) == ("posted", held["text"])
