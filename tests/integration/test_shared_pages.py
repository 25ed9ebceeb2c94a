"""An article's page is asked for once in ten minutes, however many accounts want to post it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from repost.base.articles import Article
from repost.feeds.liveness import Alive, Missing, Unsure
from repost.feeds.shared_pages import SERVES_FOR, SharedPages

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ARTICLE = Article(guid="a", title="A", link="https://blog.example/a/", published=NOW)
FULL = Alive("https://blog.example/?p=1", "https://blog.example/a.png", "A cat", NOW, "en", "spare")


class Page:
    """The page of an article, and how often it was asked for."""

    def __init__(self, *answers: Alive | Missing | Unsure) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self) -> Alive | Missing | Unsure:
        self.asked += 1
        return self.answers.pop(0)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pages(stack: LocalStack, clock: Clock) -> SharedPages:
    return SharedPages(stack.table, "FEED#f", clock)


@pytest.mark.parametrize("found", [FULL, Alive()])
def test_an_answer_serves_everybody_for_ten_minutes(pages: SharedPages, clock: Clock, found: Alive) -> None:
    page = Page(found, Alive(image="new"))
    assert pages.asked_once(ARTICLE, page) == found
    clock.now += SERVES_FOR - timedelta(seconds=1)
    assert pages.asked_once(ARTICLE, page) == found
    assert page.asked == 1
    clock.now += timedelta(seconds=1)
    assert pages.asked_once(ARTICLE, page) == Alive(image="new")


def test_of_many_who_want_a_page_at_once_one_asks_and_the_others_wait(pages: SharedPages) -> None:
    page = Page(FULL)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: pages.asked_once(ARTICLE, page), range(16)))
    assert found == [FULL] * 16
    assert page.asked == 1


def test_a_page_that_one_account_found_missing_is_only_unsure_for_the_others(pages: SharedPages) -> None:
    page = Page(Missing("its page answers with status 404"))
    assert pages.asked_once(ARTICLE, page) == Missing("its page answers with status 404")
    told = pages.asked_once(ARTICLE, page)
    assert told == Unsure("its page answers with status 404, as another account has just found")


def test_a_busy_server_is_not_asked_by_the_others_either(pages: SharedPages) -> None:
    page = Page(Unsure("it answers with status 429", 429, NOW + timedelta(hours=1)))
    pages.asked_once(ARTICLE, page)
    told = pages.asked_once(ARTICLE, page)
    assert isinstance(told, Unsure)
    assert told.status == 429


def test_who_dies_while_asking_keeps_the_others_waiting_for_seconds_alone(
    pages: SharedPages, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies() -> Alive:
        raise SystemExit

    def goes_by(seconds: float) -> None:
        clock.now += timedelta(seconds=seconds)

    monkeypatch.setattr("repost.feeds.shared_pages.sleep", goes_by)
    with pytest.raises(SystemExit):
        pages.asked_once(ARTICLE, dies)
    assert pages.asked_once(ARTICLE, Page(FULL)) == FULL
    assert clock.now - NOW <= timedelta(seconds=10)


def test_what_a_page_says_at_too_great_length_is_not_kept(pages: SharedPages) -> None:
    page = Page(Alive(image="x" * 5_000), FULL)
    assert pages.asked_once(ARTICLE, page) == Alive(image="x" * 5_000)
    assert pages.asked_once(ARTICLE, page) == FULL
