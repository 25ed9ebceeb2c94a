"""What one send leaves behind, whatever others do in the meantime."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault
from local.networks.x_answers import REFUSALS
from repost.history.claims import History
from repost.history.records import LEASE
from repost.history.states import AccountStates
from tests.reviewing import ALWAYS, OLDEST, decide, waits
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        world.account()
        yield world


def test_the_report_of_a_post_says_where_it_is_and_names_the_next_slot(world: World) -> None:
    report = world.tick_main()
    [post] = world.posts
    assert (report["remote_id"], report["remote_url"]) == (post.id, f"https://x.com/i/web/status/{post.id}")
    assert report["next"] == "2026-11-23T15:00:00Z"
    assert report["decision"] == "An old article was posted again."


@pytest.mark.parametrize(("refusals", "state"), [(0, "posted"), (1, "rejected")])
def test_the_report_of_a_post_that_was_approved_late_names_the_next_slot_too(
    world: World, refusals: int, state: str
) -> None:
    world.account(settings=ALWAYS)
    assert world.tick_main()["state"] == "held"
    assert world.later(hours=6).tick_main()["state"] == "held"
    decide(world, "approve", waits(world)[0])
    world.x.fail_next(*[REFUSALS["duplicate"]] * refusals)
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["next"]) == (state, "2026-11-23T21:00:00Z")


def test_the_slot_of_a_refused_article_goes_to_none_that_a_person_has_to_see(world: World) -> None:
    world.account(settings=f'{OLDEST}[brand]\nhold_on = ["article a"]\n')
    world.x.fail_next(REFUSALS["duplicate"])
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("rejected", "b")
    assert not waits(world)


def test_a_run_whose_slot_another_took_over_sends_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(History, "start_sending", lambda *_, **__: False)
    report = world.tick_main()
    assert (report["state"], report["decision"]) == ("taken", "Another run took over this slot.")
    assert not world.posts


def test_a_dry_run_whose_slot_another_run_has_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account(settings="dry_run = true")
    monkeypatch.setattr(History, "record_dry_run", lambda *_, **__: False)
    report = world.tick_main()
    assert (report["state"], report["decision"]) == ("taken", "Another run has this slot.")
    assert report["slot"] == "2026-11-23T09:00:00Z"


def test_a_post_whose_slot_another_run_took_over_in_the_meantime_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.tick_main()["notes"] == []
    monkeypatch.setattr(History, "record_posted", lambda *_: False)
    report = world.later(hours=6).tick_main()
    assert report["state"] == "posted"
    assert report["notes"] == ["It was posted, but another run had taken over the slot in the meantime."]


def test_what_may_be_out_is_looked_for_once_the_lease_of_the_run_is_over(world: World) -> None:
    world.x.fail_next(Fault("cut", accepted=True))
    assert world.tick_main()["state"] == "unknown"
    world.now = NOW + LEASE - timedelta(seconds=1)
    assert world.tick_main()["state"] == "waiting"
    world.now = NOW + LEASE
    report = world.tick_main()
    assert (report["state"], report["next"]) == ("posted", "2026-11-23T15:00:00Z")


def test_as_whom_an_account_posts_is_remembered_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered: list[str] = []
    posts_as = AccountStates.posts_as

    def remember(states: AccountStates, account: str, author: str) -> None:
        remembered.append(author)
        posts_as(states, account, author)

    monkeypatch.setattr(AccountStates, "posts_as", remember)
    world.account(network="mastodon")
    for _ in range(2):
        assert world.tick_main()["state"] == "posted"
        world.later(hours=6)
    assert remembered == [AccountStates(world.stack.table).of(["main"])["main"].author]
