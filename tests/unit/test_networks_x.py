"""What X's replies become, whatever they look like; no server is asked here."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from repost.base.errors import (
    AccountStopped,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.base.secret import Secret
from repost.networks.protocol import Post, Posted
from repost.networks.x.network import X
from repost.networks.x.signing import XCredentials
from repost.web.failures import NotSent, ReplyLost
from repost.web.http import Http, Reply

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CREDENTIALS = XCredentials(
    api_key=Secret("planted-key"),
    api_key_secret=Secret("planted-key-secret"),
    access_token=Secret("1-planted-token"),
    access_token_secret=Secret("planted-token-secret"),
)
HELLO = Post("Hello")
SECONDS = 7.0
UNCLEAR = {302, 303, 304, 408, 409}

_TEXT = st.text(max_size=15) | st.sampled_from(
    ["about:blank", "suspended", "/usage-capped", "duplicate", "1"]
)
_ERROR = st.dictionaries(
    st.sampled_from(["code", "message", "detail", "type"]), _TEXT | st.integers(), max_size=3
)
_BODY = st.binary(max_size=30) | st.dictionaries(
    st.sampled_from(["type", "detail", "title", "errors", "data", "reason"]),
    _TEXT
    | st.none()
    | st.lists(_ERROR | _TEXT, max_size=2)
    | st.fixed_dictionaries({"id": _TEXT | st.integers()}),
    max_size=4,
).map(lambda table: json.dumps(table).encode())
_HEADERS = st.dictionaries(
    st.sampled_from(["x-rate-limit-reset", "x-rate-limit-remaining", "x-user-limit-24hour-reset"]),
    st.text("0123456789-.é²", max_size=14)
    | st.integers(0, 86_400).map(lambda s: str(int(NOW.timestamp()) + s)),
)


class Answering(Http):
    """An `Http` that sends nothing and answers with what it was given."""

    def __init__(self, answer: Reply | Exception) -> None:
        super().__init__()
        self._answer = answer

    def request(self, method: str, url: str, **more: Any) -> Reply:
        assert (method, url) == ("POST", "https://api.x.com/2/tweets")
        assert more["total_seconds"] == SECONDS
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def outcome(answer: Reply | Exception, post: Post = HELLO, now: datetime = NOW) -> Posted | NetworkError:
    try:
        return X(post_seconds=SECONDS).post(post, CREDENTIALS, Answering(answer), now)
    except NetworkError as error:
        return error


def reply(status: int, body: object = b"", **headers: str) -> Reply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, names, data, "https://api.x.com/2/tweets")


@given(st.integers(100, 999), _BODY, _HEADERS)
def test_every_reply_whatever_it_holds_is_a_post_or_one_of_the_known_errors(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    result = outcome(Reply(status, headers, body, ""))
    if isinstance(result, Posted):
        assert status in {200, 201}
        assert result.remote_id == "" or result.url == f"https://x.com/i/web/status/{result.remote_id}"
    else:
        assert str(result).isprintable()
        assert len(str(result)) < 500
        assert str(result).endswith(".")
    if isinstance(result, RetryLater | QuotaExhausted) and result.until:
        assert NOW < result.until <= NOW + timedelta(days=31)


@given(st.integers(400, 499), _BODY)
def test_a_refusal_is_never_taken_for_a_post_that_may_be_out(status: int, body: bytes) -> None:
    assume(status not in UNCLEAR)
    assert isinstance(outcome(reply(status, body)), Rejected | RetryLater | AccountStopped)


@given(st.sampled_from([*sorted(UNCLEAR), *range(100, 200), *range(202, 300), *range(500, 1000)]), _BODY)
def test_what_is_not_clearly_a_refusal_is_held_and_never_sent_again(status: int, body: bytes) -> None:
    assert isinstance(outcome(reply(status, body)), OutcomeUnknown)


@pytest.mark.parametrize("status", [200, 201])
def test_errors_beside_a_post_do_not_undo_it(status: int) -> None:
    body = {"data": {"id": "12", "text": "Hello"}, "errors": [{"title": "Partial"}]}
    assert outcome(reply(status, body)) == Posted("12", "https://x.com/i/web/status/12")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"data": {}}',
        {"data": {"id": 12}},
        {"data": {"id": "../12"}},
        {"data": ["id"]},
        b"\xff",
    ],
)
def test_a_post_that_x_made_without_naming_it_is_a_post_all_the_same(body: object) -> None:
    assert outcome(reply(201, body)) == Posted("", "")
    assert isinstance(outcome(reply(200, body)), OutcomeUnknown)


@pytest.mark.parametrize("status", [202, 302, 400, 403, 500])
def test_an_id_in_an_answer_that_is_no_success_is_no_post(status: int) -> None:
    assert isinstance(outcome(reply(status, {"data": {"id": "12"}})), NetworkError)


def test_created_with_errors_and_no_post_is_not_clear() -> None:
    assert isinstance(outcome(reply(201, {"errors": [{"detail": "Something"}]})), OutcomeUnknown)


def test_when_nothing_left_the_reason_is_given_and_a_later_slot_may_go() -> None:
    result = outcome(NotSent("api.x.com could not be reached in time"))
    assert isinstance(result, RetryLater)
    assert str(result) == "Nothing was sent to X: api.x.com could not be reached in time."


def test_when_the_answer_got_lost_the_owner_is_sent_to_look() -> None:
    result = outcome(ReplyLost("api.x.com closed the connection early"))
    assert isinstance(result, OutcomeUnknown)
    assert str(result) == (
        "X was sent the post, but api.x.com closed the connection early: "
        "Repost will check there whether it was posted."
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, AccountStopped), (403, Unexplained), (429, RetryLater), (500, OutcomeUnknown)],
)
def test_a_status_tells_what_happened_though_the_body_got_lost(
    status: int, expected: type[NetworkError]
) -> None:
    assert isinstance(outcome(ReplyLost("the body was cut", status)), expected)
    assert outcome(ReplyLost("the body was cut", 201)) == Posted("", "")


@pytest.mark.parametrize(
    "words",
    ["You are not allowed to create a Tweet with duplicate content.", "Status is a duplicate."],
)
def test_a_duplicate_is_refused_the_first_time_and_proof_of_the_post_the_second(words: str) -> None:
    answer = reply(403, {"detail": words})
    assert isinstance(outcome(answer), Rejected)
    assert outcome(answer, Post("Hello", resent=True)) == Posted("", "")


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_nothing_but_a_duplicate_proves_a_post(status: int) -> None:
    assert isinstance(outcome(reply(status, {"detail": "No."}), Post("Hello", resent=True)), NetworkError)


@pytest.mark.parametrize("host", ["api.twitter.com", "api.x.com", "elsewhere.example"])
def test_a_problem_is_known_by_the_end_of_its_type_whatever_host_names_it(host: str) -> None:
    body = {"type": f"https://{host}/2/problems/usage-capped", "title": "UsageCapExceeded"}
    assert isinstance(outcome(reply(429, body)), QuotaExhausted)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2027, 1, 31, 8, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, 8, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_month_that_is_used_up_ends_on_the_first_of_the_next(now: datetime, until: datetime) -> None:
    result = outcome(reply(429, {"type": "https://api.x.com/2/problems/usage-capped"}), now=now)
    assert isinstance(result, QuotaExhausted)
    assert result.until == until


def at(delay: timedelta) -> str:
    return str(int((NOW + delay).timestamp()))


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, None),
        ({"x_rate_limit_reset": at(timedelta(minutes=9))}, timedelta(minutes=9)),
        (
            {"x_rate_limit_remaining": "0", "x_rate_limit_reset": at(timedelta(minutes=9))},
            timedelta(minutes=9),
        ),
        (
            {
                "x_rate_limit_remaining": "70",
                "x_rate_limit_reset": at(timedelta(minutes=9)),
                "x_user_limit_24hour_remaining": "0",
                "x_user_limit_24hour_reset": at(timedelta(minutes=5)),
            },
            timedelta(minutes=5),
        ),
        (
            {
                "x_rate_limit_remaining": "0",
                "x_rate_limit_reset": at(timedelta(minutes=9)),
                "x_app_limit_24hour_remaining": "0",
                "x_app_limit_24hour_reset": at(timedelta(hours=3)),
            },
            timedelta(hours=3),
        ),
        ({"x_rate_limit_reset": at(timedelta(minutes=-1))}, None),
        ({"x_rate_limit_reset": at(timedelta(days=400))}, None),
        ({"x_rate_limit_reset": "99999999999"}, None),
        ({"x_rate_limit_reset": "9" * 5_000}, None),
        ({"x_rate_limit_reset": "1e9"}, None),
        ({"x_rate_limit_reset": "٣"}, None),
    ],
)
def test_a_rate_limit_ends_when_the_last_of_the_limits_that_are_used_up_does(
    headers: dict[str, str], until: timedelta | None
) -> None:
    result = outcome(reply(429, {"title": "Too Many Requests"}, **headers))
    assert isinstance(result, RetryLater)
    assert result.until == (None if until is None else NOW + until)


def test_x_has_nothing_that_makes_a_repeat_harmless() -> None:
    assert X().idempotency("token", NOW) == {}
