"""The budget of a run's visit to a blog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from repost.base.errors import FeedError
from repost.feeds.misses import pause
from repost.feeds.visit import MOST_SECONDS, Visit
from repost.web.http import Http
from tests.servers import answering, refusing, reply, serving

if TYPE_CHECKING:
    from collections.abc import Callable

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def visit(seconds_left: Callable[[], float] = lambda: 100.0, *, requests: int = 3) -> Visit:
    return Visit(Http(allow_loopback=True), NOW, seconds_left, most_requests=requests)


def test_a_visit_ends_with_its_requests() -> None:
    guest = visit(requests=2)
    with serving(answering(reply(b"a"))) as server:
        for _ in range(2):
            assert guest.may_ask
            assert guest.ask(server.url, accept="*/*").body == b"a"
    assert not guest.may_ask
    assert guest.has_time


def test_a_visit_ends_with_the_time_of_its_run() -> None:
    left = 60.0
    guest = visit(lambda: left)
    assert guest.may_ask
    left = 4.9
    assert not guest.may_ask


def test_a_visit_ends_after_half_a_minute_however_much_time_there_is() -> None:
    left = 800.0
    guest = visit(lambda: left)
    left -= MOST_SECONDS - 5
    assert guest.may_ask
    left -= 0.1
    assert not guest.may_ask


@pytest.mark.parametrize(
    ("wait", "until"),
    [
        ("1200", NOW + timedelta(minutes=20)),
        ("120", NOW + timedelta(minutes=10)),
        ("9999999", NOW + timedelta(days=1)),
        ("Mon, 23 Nov 2026 09:05:00 GMT", NOW + timedelta(minutes=10)),
        ("Mon, 23 Nov 2020 09:05:00 GMT", NOW + timedelta(minutes=10)),
        ("Mon, 23 Nov 2099 09:05:00 GMT", NOW + timedelta(days=1)),
        ("2026-11-23T10:00:00Z", NOW + timedelta(hours=1)),
        ("", NOW + timedelta(minutes=10)),
        ("later", NOW + timedelta(minutes=10)),
    ],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_visit_ends_when_the_blog_asks_for_it(status: str, wait: str, until: datetime) -> None:
    guest = visit()
    tired = answering(reply(status=status, Retry_After=wait))
    with serving(tired) as server, pytest.raises(FeedError, match="is not answering now"):
        guest.ask(server.url, accept="*/*")
    assert guest.not_before == until
    assert not guest.may_ask


def test_each_refusal_in_a_row_lengthens_the_pause_up_to_a_day() -> None:
    waits = [pause(refusals) / timedelta(minutes=1) for refusals in range(9)]
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 1440]
    assert pause(10**9) == timedelta(days=1)


def test_a_feed_that_is_forbidden_ends_a_visit_and_a_page_that_is_does_not() -> None:
    with serving(answering(reply(status="403 Forbidden"))) as server:
        guest = visit()
        guest.ask(server.url, accept="*/*")
        assert guest.not_before == NOW + timedelta(minutes=10)
    with serving(answering(reply(), reply(status="403 Forbidden"))) as server:
        guest = visit()
        guest.ask(server.url, accept="*/*")
        guest.ask(server.url, accept="*/*")
        assert guest.may_ask


def test_what_does_not_answer_is_told_without_its_query() -> None:
    with refusing() as url, pytest.raises(FeedError) as error:
        visit().ask(f"{url}/?key=hunter2", accept="*/*")
    assert "hunter2" not in str(error.value)


def test_a_page_that_is_not_there_is_an_answer() -> None:
    with serving(answering(reply(status="404 Not Found"))) as server:
        assert visit().ask(server.url, accept="*/*").status == 404
