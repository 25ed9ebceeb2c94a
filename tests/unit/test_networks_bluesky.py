"""The records that posts become on Bluesky, and what its replies become; no server is asked here."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from local.networks.bluesky_schema import broken_rule
from repost.base.errors import AccountStopped, NetworkError, OutcomeUnknown, Rejected, RetryLater
from repost.base.secret import Secret
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.bluesky.record import record, record_key, timestamp
from repost.networks.protocol import Post, Posted
from repost.web.http import Http, Reply
from repost.wording.facet import Facet

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CREDENTIALS = BlueskyCredentials(handle=Secret("me.test"), app_password=Secret("planted-password"))
TOKENS = st.uuids().map(str)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them naive
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
DID = "did:plc:abcdefghijklmnopqrstuvwx"
POST = Post("Hello", idempotency={"rkey": "3mgaaaaaaaaaa", "created_at": "2026-11-23T12:00:00.000Z"})
URI = f"at://{DID}/app.bsky.feed.post/3mgaaaaaaaaaa"


@given(TOKENS, TIMES)
def test_a_key_is_a_tid_and_the_same_each_time(token: str, now: datetime) -> None:
    key = record_key(token, now)
    assert re.fullmatch("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", key)
    assert record_key(token, now) == key


@given(TOKENS, TIMES, st.integers(1, 10**9))
def test_keys_sort_by_time(token: str, now: datetime, milliseconds: int) -> None:
    assert record_key(token, now) < record_key(token, now + timedelta(milliseconds=milliseconds))


def test_posts_of_the_same_instant_have_keys_of_their_own() -> None:
    keys = sorted(record_key(f"token {number}", NOW) for number in range(100))
    assert all(one < other for one, other in pairwise(keys))


def test_a_key_holds_its_time_as_the_protocol_says() -> None:
    number = 0
    for digit in record_key("token", NOW):
        number = number * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(digit)
    assert abs((number >> 10) / 1e6 - NOW.timestamp()) < 0.001


@given(TIMES)
def test_times_are_written_as_records_want_them(now: datetime) -> None:
    text = timestamp(now)
    assert not broken_rule({"$type": "app.bsky.feed.post", "text": "", "createdAt": text})
    assert timedelta() <= now - datetime.fromisoformat(text) < timedelta(milliseconds=1)


@given(WORDS, WORDS, WORDS, st.sampled_from(["", "fr", "en-us", "nonsense language"]))
def test_any_post_becomes_a_record_that_the_schema_allows(
    before: str, tag: str, title: str, language: str
) -> None:
    link = "https://blog.example/"
    text = f"{before} blog.example #{tag}é"
    start = len(before) + 1
    facets = (Facet(start, start + 12, link), Facet(start + 13, len(text), f"#{tag}é"))
    made = record(Post(text, link, language, title, "", facets), timestamp(NOW))
    assert not broken_rule(made)
    encoded = text.encode()
    pieces = [encoded[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in made["facets"]]
    assert pieces == ["blog.example", f"#{tag}é"]
    assert json.loads(json.dumps(made)) == made
    assert made["embed"]["external"]["title"] in {title, link}


def test_a_hashtag_that_is_too_long_for_bluesky_stays_a_word() -> None:
    long, short = "#" + "é" * 65, "#" + "é" * 64
    facets = (Facet(0, 66, long), Facet(67, 132, short))
    made = record(Post(f"{long} {short}", facets=facets), timestamp(NOW))
    assert [facet["features"][0]["tag"] for facet in made["facets"]] == [short[1:]]


def test_the_record_is_the_same_to_the_byte_whenever_it_is_made() -> None:
    post = Post("Hello", "https://a.example/", "fr", "T", "S", (Facet(0, 5, "https://a.example/"),))
    assert json.dumps(record(post, "t")) == json.dumps(record(replace(post), "t"))


_BODY = st.binary(max_size=30) | st.dictionaries(
    st.sampled_from(["error", "message", "uri", "did", "accessJwt", "active", "value"]),
    st.sampled_from(["InvalidSwap", "ExpiredToken", "AccountTakedown", "RecordNotFound", DID, URI, "a.b.c"])
    | st.none()
    | st.booleans()
    | st.dictionaries(st.just("text"), st.sampled_from(["Hello", "Bye"]), max_size=1),
    max_size=4,
).map(lambda table: json.dumps(table).encode())
_HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "ratelimit-reset"]), st.text("0123456789", max_size=12)
)
SESSION = Reply(200, {}, json.dumps({"did": DID, "accessJwt": "planted.token"}).encode(), "")


class Answering(Http):
    """An `Http` that sends nothing and answers with what it was given, in order."""

    def __init__(self, *answers: Reply) -> None:
        super().__init__()
        self._answers = list(answers)

    def request(self, *_: Any, **__: Any) -> Reply:
        return self._answers.pop(0)


def outcome(*answers: Reply) -> Posted | NetworkError:
    try:
        return Bluesky().post(POST, CREDENTIALS, Answering(*answers), NOW)
    except NetworkError as error:
        return error


def checked(result: object) -> None:
    if isinstance(result, NetworkError):
        assert str(result).isprintable()
        assert str(result).endswith(".")
        assert "planted" not in str(result)
    if isinstance(result, RetryLater) and result.until:
        assert NOW < result.until <= NOW + timedelta(hours=25)


@given(st.integers(100, 999), _BODY, _HEADERS)
def test_whatever_becomes_of_a_login_nothing_was_published(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    put = Reply(200, {}, json.dumps({"uri": URI}).encode(), "")
    result = outcome(Reply(status, headers, body, ""), put)
    checked(result)
    assert isinstance(result, Posted | RetryLater | AccountStopped)


@given(st.integers(100, 999), _BODY, _HEADERS)
def test_every_reply_whatever_it_holds_is_a_post_or_one_of_the_known_errors(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    result = outcome(SESSION, Reply(status, headers, body, ""))
    checked(result)
    if isinstance(result, Posted):
        assert status == 200
        assert result == Posted(URI, f"https://bsky.app/profile/{DID}/post/3mgaaaaaaaaaa")
    elif status < 300 or status >= 500:
        assert isinstance(result, OutcomeUnknown)
    elif isinstance(result, OutcomeUnknown):
        assert status in {302, 303, 304, 408, 409} or b"InvalidSwap" in body
    else:
        assert isinstance(result, Rejected | RetryLater | AccountStopped)


@given(st.integers(100, 999), _BODY, _HEADERS)
def test_a_record_is_there_or_absent_or_it_can_not_be_told(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    result: object
    try:
        result = Bluesky().find(
            POST, CREDENTIALS, Answering(SESSION, Reply(status, headers, body, "")), NOW, NOW
        )
    except (RetryLater, AccountStopped) as error:
        result = error
    checked(result)
    if isinstance(result, Posted):
        assert (status, b'"Hello"' in body) == (200, True)
    if result is None:
        assert status in {200, 400, 404}
        assert b"RecordNotFound" in body or b"value" in body
