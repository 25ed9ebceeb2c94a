"""Whoever loses an article to another account posts the next best in the same turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.networks.x_answers import REFUSALS
from repost.aws.items import Write
from repost.base import instants
from repost.base.names import blog_key
from repost.history.claims import History
from repost.history.records import said_key
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from local.base.server import Request, Response

NAMES = tuple("abcdefghijkl")


class Rivals:
    """Others who post an article just while its page is checked; `at` says at which checks, from 0."""

    def __init__(self, world: World, at: set[int]) -> None:
        self._world = world
        self._answer = world.blog.answer
        self.at = at
        self.checked: list[str] = []

    def answer(self, request: Request) -> Response:
        blog, name = self._world.blog, request.path.strip("/")
        if name in NAMES:
            if len(self.checked) in self.at:
                said = {"account": "rival", "last": instants.written(self._world.now)}
                self._world.stack.table.update(Write(said_key("x", name, blog_key(blog.feed)), set=said))
            self.checked.append(name)
        return self._answer(request)


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *(Entry(name, 40 + place) for place, name in enumerate(NAMES))) as world:
        world.account()
        yield world


@pytest.fixture
def rivals(world: World, monkeypatch: pytest.MonkeyPatch) -> Rivals:
    rivals = Rivals(world, set())
    monkeypatch.setattr(world.blog, "answer", rivals.answer)
    return rivals


def test_who_loses_two_articles_posts_the_third(world: World, rivals: Rivals) -> None:
    rivals.at = {0, 1}
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("posted", rivals.checked[2])
    assert report["why"].startswith("Number 3 of 12 articles")
    assert len(world.posts) == 1


def test_who_loses_every_article_that_is_tried_keeps_the_slot_for_the_next_tick(
    world: World, rivals: Rivals
) -> None:
    rivals.at = set(range(8))
    report = world.tick_main()
    assert report["state"] == "taken"
    assert report["decision"] == "Other accounts have just posted each of the articles that were tried."
    assert len(rivals.checked) == 8
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_a_refused_article_gives_its_slot_to_the_first_that_nobody_else_has(
    world: World, rivals: Rivals
) -> None:
    rivals.at = {1}
    world.x.fail_next(REFUSALS["duplicate"])
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("posted", rivals.checked[2])
    assert len(world.x.requests) == 2


def test_a_slot_tries_three_articles_that_the_network_refuses_and_no_more(world: World) -> None:
    world.x.fail_next(*[REFUSALS["duplicate"]] * 4)
    report = world.tick_main()
    assert (report["state"], report["next"]) == ("rejected", "2026-11-23T15:00:00Z")
    assert len(world.x.requests) == 3
    slots = world.stack.table.first_in("ACCOUNT#main", "SLOT#", "SLOT#~", 9)
    assert [(slot["attempt"], slot["state"]) for slot in slots] == [(3, "rejected")]


def test_a_lost_article_goes_out_later_once_its_spacing_is_over(world: World, rivals: Rivals) -> None:
    rivals.at = {0}
    world.tick()
    soon = world.later(hours=6).tick_main()
    assert soon["why_not"]["posted by another account"] == 1
    later = world.later(days=1).tick_main()
    assert "posted by another account" not in later["why_not"]


@pytest.mark.parametrize(
    ("lost", "decision"),
    [
        ("slot", "Another run has this slot."),
        ("text", "Other accounts have just posted each of the texts that were tried."),
        ("budget", "Another account has just spent the rest of the budget."),
    ],
)
def test_who_loses_says_what_others_have_just_taken(
    world: World, monkeypatch: pytest.MonkeyPatch, lost: str, decision: str
) -> None:
    monkeypatch.setattr(History, "claim", lambda *_, **__: lost)
    report = world.tick_main()
    assert (report["state"], report["decision"]) == ("taken", decision)
    assert not world.posts
