"""Posting to Threads over HTTP in its two steps, looking for a post there, and what each answer becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.base.server import Fault, Response
from local.networks.threads import MISSING, NOT_SHOWN, REFUSALS, ThreadsStandIn, counted_by_threads, id_of
from repost.base.articles import Article
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.networks.meta.threads.network import Threads
from repost.networks.meta.threads.text import TEXT, threads_length
from repost.networks.protocol import Identity, Post, Posted
from repost.wording.hashtags import hashtags
from tests.servers import refusing
from tests.speaker import NOW, Speaker
from tests.unit.test_networks import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOKED_FOR = ": Repost will check there whether it was posted."
RENEW = "make a new one as docs/networks/threads.md describes, then store it."
LIMITED = "Threads accepts no more requests for now"
UNCLEAR = "Threads did not say whether it published the post"
CASES: dict[str, tuple[type[NetworkError], str, str]] = {
    "invalid token": (CredentialsRefused, "Threads does not accept the access token (", RENEW),
    "expired token": (CredentialsRefused, "The access token has expired (", RENEW),
    "no permission": (
        CredentialsRefused,
        "The access token does not let Repost post (",
        f"it needs threads_basic and threads_content_publish; {RENEW}",
    ),
    "no publishing": (
        CredentialsRefused,
        "The access token does not let Repost post (",
        f"it needs threads_basic and threads_content_publish; {RENEW}",
    ),
    "app throttled": (RetryLater, LIMITED, "limit reached”)."),
    "calls too fast": (RetryLater, LIMITED, "rate limit.”)."),
    "daily limit": (
        RetryLater,
        "The account has reached Threads' 250 posts in a day (",
        "24-hour period.”).",
    ),
    "blocked": (
        QuotaExhausted,
        "Threads has blocked the account from posting for a while (",
        ": look into the account's notices at Threads; Repost tries again in a day.",
    ),
    "restricted": (
        QuotaExhausted,
        "Threads restricts the account (“User restricted”)",
        ": look into the account's notices at Threads; Repost tries again in a day.",
    ),
    "certain activity": (
        QuotaExhausted,
        "Threads restricts the account (“We restrict certain activity to protect our community.”)",
        ": look into the account's notices at Threads; Repost tries again in a day.",
    ),
    "invalid parameter": (Unexplained, "Threads refuses this post (“The text is too long.”).", ""),
    "too many links": (Unexplained, "Threads refuses this post (“THREADS_API__LINK_LIMIT_EXCEEDED”).", ""),
    "blocked on the way": (
        RetryLater,
        "Something in front of Threads (a proxy or firewall) refused the request.",
        "",
    ),
    "too many requests": (RetryLater, "Threads accepts no more posts for now.", ""),
    "unknown error": (OutcomeUnknown, f"{UNCLEAR} (", LOOKED_FOR),
    "service error": (OutcomeUnknown, f"{UNCLEAR} (", LOOKED_FOR),
    "bad gateway": (OutcomeUnknown, f"{UNCLEAR}:", LOOKED_FOR),
}


@pytest.fixture
def server() -> Iterator[ThreadsStandIn]:
    with ThreadsStandIn(["ada"], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def ada(server: ThreadsStandIn, pauses: list[float]) -> Speaker:
    return Speaker(Threads(server.url, pauses.append), ThreadsStandIn.secret("ada"))


def fail_to_publish(ada: Speaker, server: ThreadsStandIn, answer: Response | Fault) -> NetworkError:
    post = ada.prepared()
    server.fail_next(answer)
    with pytest.raises(NetworkError) as caught:
        ada.say_prepared(post)
    return caught.value


def test_a_post_is_laid_ready_and_then_published(
    ada: Speaker, server: ThreadsStandIn, pauses: list[float]
) -> None:
    link = "https://blog.example/?a=1&b=2"
    ready = ada.prepared(Post(f"À relire : {link} #été", link=link))
    assert list(ready.idempotency) == ["container"]
    assert not server.posts
    posted = ada.say_prepared(ready)
    [post] = server.posts
    assert posted == Posted(post.id, f"https://www.threads.com/@ada/post/{post.id}")
    assert (post.text, post.link) == (f"À relire : {link} #été", link)
    assert pauses == [2.0]


def test_the_token_stands_in_no_address_and_no_body(ada: Speaker, server: ThreadsStandIn) -> None:
    posted = ada.say()
    ada.identity()
    ada.find(Post("Hello"), NOW)
    ada.delete(posted.remote_id)
    [token] = ada.secrets
    assert len(server.requests) == 8
    for request in server.requests:
        assert token not in request.url
        assert token.encode() not in request.body


@pytest.mark.parametrize("case", REFUSALS)
def test_a_post_that_threads_does_not_publish_says_what_is_to_be_done(
    ada: Speaker, server: ThreadsStandIn, case: str
) -> None:
    becomes, start, end = CASES[case]
    error = fail_to_publish(ada, server, REFUSALS[case])
    assert type(error) is becomes
    assert str(error).startswith(start)
    assert str(error).endswith(end)


@pytest.mark.parametrize("case", REFUSALS)
def test_laying_ready_fails_as_publishing_does_but_leaves_nothing_open(
    ada: Speaker, server: ThreadsStandIn, case: str
) -> None:
    becomes, start, end = CASES[case]
    server.fail_next(REFUSALS[case])
    error = ada.fail_to_say()
    if becomes is OutcomeUnknown:
        becomes, start, end = RetryLater, "Threads did not accept the post this time", ""
    assert type(error) is becomes
    assert str(error).startswith(start)
    assert str(error).endswith(end)
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [Fault("cut", accepted=True), Fault("half", accepted=True), Response(200)])
def test_a_container_whose_number_is_lost_is_left_behind(
    ada: Speaker, server: ThreadsStandIn, fault: Response | Fault
) -> None:
    server.fail_next(fault)
    assert isinstance(ada.fail_to_say(), RetryLater)
    assert not server.posts
    ada.say()
    assert len(server.posts) == 1


def test_a_container_that_is_not_ready_at_once_is_waited_for(
    ada: Speaker, server: ThreadsStandIn, pauses: list[float]
) -> None:
    working = Response(200, b'{"id": "1", "status": "IN_PROGRESS"}')
    server.fail_next(Fault(accepted=True), working, MISSING)
    ada.prepared()
    assert pauses == [2.0, 4.0, 8.0]
    server.fail_next(Fault(accepted=True), *[working] * 4)
    ada.prepared()  # it is published all the same, which tells


def test_a_post_that_threads_can_not_make_is_refused(ada: Speaker, server: ThreadsStandIn) -> None:
    server.fail_next(Fault(accepted=True), Response(200, b'{"status": "ERROR"}'))
    assert isinstance(ada.fail_to_say(), Rejected)


@pytest.mark.parametrize(
    ("said", "is_ours"), [("See https://b.example/?p=12", False), ("https://b.example/?p=1.", True)]
)
def test_a_link_is_found_as_a_link_and_not_in_the_middle_of_another(
    ada: Speaker, said: str, *, is_ours: bool
) -> None:
    ada.say(said)
    assert bool(ada.find(Post("Old words", link="https://b.example/?p=1"), NOW)) is is_ours


def test_a_container_that_is_not_found_means_that_nothing_is_out(
    ada: Speaker, server: ThreadsStandIn
) -> None:
    error = fail_to_publish(ada, server, MISSING)
    assert isinstance(error, RetryLater)
    assert str(error).startswith("Threads did not find the post that it had taken just before (“The media")


def test_a_post_that_was_worded_for_another_network_is_not_published(ada: Speaker) -> None:
    with pytest.raises(RetryLater, match="not made for Threads"):
        ada.say_prepared(Post("Hello", idempotency={"key": "1"}))


def test_a_post_whose_address_is_not_told_is_out(ada: Speaker, server: ThreadsStandIn) -> None:
    post = ada.prepared()
    server.fail_next(Fault(accepted=True), Fault("cut"))
    assert ada.say_prepared(post) == Posted(server.posts[0].id, "")


def test_where_nobody_listens_nothing_was_sent() -> None:
    with refusing() as nowhere:
        speaker = Speaker(Threads(nowhere), ThreadsStandIn.secret("ada"))
        with pytest.raises(RetryLater, match=r"^Nothing was sent to Threads: "):
            speaker.say_prepared(Post("Hello", idempotency={"container": "1"}))


@pytest.mark.parametrize("shown", [True, False])
def test_a_post_whose_answer_was_lost_is_found_by_its_container(
    ada: Speaker, server: ThreadsStandIn, *, shown: bool
) -> None:
    post = ada.prepared()
    server.fail_next(Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        ada.say_prepared(post)
    if not shown:
        server.fail_next(NOT_SHOWN)
    found = ada.find(post, NOW)
    assert found == Posted(server.posts[0].id, f"https://www.threads.com/@ada/post/{server.posts[0].id}")


def test_a_post_that_is_out_is_so_though_the_posts_are_not_shown(
    ada: Speaker, server: ThreadsStandIn
) -> None:
    post = ada.prepared()
    ada.say_prepared(post)
    server.fail_next(Fault(accepted=True), REFUSALS["service error"])
    assert ada.find(post, NOW) == Posted("", "")


@pytest.mark.parametrize("later", [timedelta(minutes=10), timedelta(days=2)])
def test_a_container_that_was_not_published_is_certainly_not_out(
    ada: Speaker, server: ThreadsStandIn, later: timedelta
) -> None:
    post = ada.prepared()
    for container in server.containers.values():
        container.created_at = NOW - later
    assert ada.find(post, NOW - later) is None


def test_where_no_container_is_known_the_posts_tell(ada: Speaker, server: ThreadsStandIn) -> None:
    assert ada.find(Post("Hello"), NOW) is None
    ada.say("Hello")
    found = ada.find(Post("Hello"), NOW)
    assert found
    assert found.remote_id == server.posts[0].id


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        (Response(200, b'{"status": "IN_PROGRESS"}'), RetryLater),
        (REFUSALS["expired token"], CredentialsRefused),
        (REFUSALS["app throttled"], RetryLater),
        (REFUSALS["service error"], RetryLater),
        (Response(200, b"<html>"), RetryLater),
    ],
)
def test_while_threads_does_not_tell_nothing_is_concluded(
    ada: Speaker, server: ThreadsStandIn, answer: Response, becomes: type[NetworkError]
) -> None:
    post = ada.prepared()
    server.fail_next(answer)
    with pytest.raises(becomes):
        ada.find(post, NOW)


def test_a_check_tells_whose_token_it_is_and_how_much_of_the_day_is_used_up(
    ada: Speaker, server: ThreadsStandIn
) -> None:
    ada.say()
    address = "https://www.threads.com/@ada"
    note = "1 of the 250 posts allowed per day are used up."
    assert ada.identity() == Identity("@ada", address, ("read", "post"), notes=(note,), key=id_of("ada"))
    dated = Speaker(ada.network, ThreadsStandIn.secret("ada") + 'expires = "2027-01-22"')
    assert dated.identity().expires == datetime(2027, 1, 22, tzinfo=UTC)
    server.fail_next(Fault(accepted=True), REFUSALS["no publishing"])
    assert "threads_content_publish" in str(ada.fail_to_identify())
    server.fail_next(Fault(accepted=True), REFUSALS["service error"])
    assert ada.identity() == Identity("@ada", address, ("read",), key=id_of("ada"))
    server.fail_next(REFUSALS["no permission"])
    assert isinstance(ada.fail_to_identify(), CredentialsRefused)


def test_a_post_is_taken_back_once_and_again(ada: Speaker, server: ThreadsStandIn) -> None:
    posted = ada.say()
    for _ in range(2):
        ada.delete(posted.remote_id)
    assert not server.posts


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("expired token", CredentialsRefused),
        ("no permission", Rejected),
        ("app throttled", RetryLater),
        ("blocked on the way", RetryLater),
        ("bad gateway", RetryLater),
    ],
)
def test_why_threads_keeps_a_post(
    ada: Speaker, server: ThreadsStandIn, case: str, becomes: type[NetworkError]
) -> None:
    server.fail_next(REFUSALS[case])
    assert type(ada.fail_to_delete("18")) is becomes


@pytest.mark.parametrize("remote_id", ["", "me", "1/2"])
def test_what_is_no_post_is_never_asked_to_be_deleted(
    ada: Speaker, server: ThreadsStandIn, remote_id: str
) -> None:
    assert isinstance(ada.fail_to_delete(remote_id), Rejected)
    assert not server.requests


def test_an_emoji_counts_as_many_characters_as_it_has_bytes() -> None:
    assert threads_length("été") == 3
    assert threads_length("🎈") == 4
    assert threads_length("👩\u200d👩") == 11
    assert not TEXT.fits("🎈" * 126)
    assert TEXT.fits("🎈" * 125)


@given(st.text(max_size=400))
def test_no_text_that_fits_is_too_long_for_threads(text: str) -> None:
    assert threads_length(text) >= counted_by_threads(text)


def test_there_is_never_a_second_hashtag() -> None:
    article = Article("1", "A", "https://blog.example/", NOW, ("Tech", "News"))
    assert hashtags(settings("threads").message, article, TEXT).categories == ("#Tech",)
    own = settings("threads", message={"before": "#old posts:"}).message
    assert hashtags(own, article, TEXT).categories == ()


def test_the_stand_in_takes_250_posts_a_day(ada: Speaker, server: ThreadsStandIn) -> None:
    ada.say("First")
    server.posts.extend(server.posts * 249)
    assert "250 posts" in str(ada.fail_to_say("One more"))
