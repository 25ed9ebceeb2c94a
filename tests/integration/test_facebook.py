"""Posting on a Page at Facebook over HTTP, looking for a post there, and what each answer becomes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault, Response
from local.networks.facebook import PAGE, READING_REFUSALS, REFUSALS, FacebookStandIn
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.networks.meta.facebook.network import Facebook
from repost.networks.protocol import Post, Posted
from tests.servers import refusing
from tests.speaker import NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOKED_FOR = ": Repost will check there whether it was posted."
RENEW = "make a new one as docs/networks/facebook.md says, and store it."
LIMITED = "Facebook accepts no more requests for now"
TWICE = "Facebook has this very post already"
NOT_ALLOWED = "Facebook does not let the access token post on this Page"
ROLE = "it needs pages_manage_posts and a role on the Page; "
CASES: dict[str, tuple[type[NetworkError], str, str]] = {
    "invalid token": (CredentialsRefused, "Facebook does not accept the access token (", RENEW),
    "expired token": (CredentialsRefused, "The Page's access token has expired (", RENEW),
    "password changed": (
        CredentialsRefused,
        "The Page's access token ended with a change of password (",
        RENEW,
    ),
    "app removed": (CredentialsRefused, "The app was removed from the Page (", f"let it in again, {RENEW}"),
    "no session": (CredentialsRefused, "Facebook does not accept the access token (", RENEW),
    "no permission": (CredentialsRefused, NOT_ALLOWED, ROLE + RENEW),
    "no capability": (CredentialsRefused, NOT_ALLOWED, ROLE + RENEW),
    "app throttled": (RetryLater, LIMITED, "limit reached”)."),
    "user throttled": (RetryLater, LIMITED, "limit reached”)."),
    "page throttled": (RetryLater, LIMITED, "limit reached”)."),
    "too many posts": (RetryLater, LIMITED, "limit reached”)."),
    "calls too fast": (RetryLater, LIMITED, "rate limit.”)."),
    "blocked": (
        QuotaExhausted,
        "Facebook has blocked the Page from posting for a while (",
        ": look into the Page's notices at Facebook; Repost tries again in a day.",
    ),
    "said before": (Rejected, TWICE, "isn't allowed.”)."),
    "duplicate": (Rejected, TWICE, "Duplicate status message”)."),
    "no such page": (
        RetryLater,
        "Facebook finds no such Page that the access token may post on (",
        ": facebook.page in the settings must be its number.",
    ),
    "no such version": (
        RetryLater,
        "Facebook does not know this version of its API (",
        ": facebook.version in the settings must be one that is live.",
    ),
    "link not read": (Unexplained, "Facebook could not read the page of the article (", "provided link.”)."),
    "own link": (Rejected, "Facebook refuses links that lead to itself (", "Facebook links”)."),
    "page identity": (
        QuotaExhausted,
        "Facebook wants something done about the Page before it posts again (",
        ": look into the Page's notices at Facebook; Repost tries again in a day.",
    ),
    "invalid parameter": (Unexplained, "Facebook refuses this post (", "attachment”)."),
    "blocked on the way": (
        RetryLater,
        "Something in front of Facebook (a proxy or firewall) refused the request.",
        "",
    ),
    "unknown error": (OutcomeUnknown, "Facebook did not say whether it accepted the post (", LOOKED_FOR),
    "service error": (OutcomeUnknown, "Facebook did not say whether it accepted the post (", LOOKED_FOR),
    "too many requests": (RetryLater, "Facebook accepts no more posts for now.", ""),
    "bad gateway": (OutcomeUnknown, "Facebook did not say whether it accepted the post:", LOOKED_FOR),
}


@pytest.fixture
def server() -> Iterator[FacebookStandIn]:
    with FacebookStandIn(["ada"], lambda: NOW) as stand_in:
        yield stand_in


def speaker(server: FacebookStandIn, page: str = PAGE, more: str = "") -> Speaker:
    return Speaker(Facebook(page, api=server.url), FacebookStandIn.secret("ada") + more)


def test_a_post_is_out_with_its_link_as_a_card(server: FacebookStandIn) -> None:
    link = "https://blog.example/?a=1&b=é"
    posted = speaker(server).say(Post(f"À relire : “Ça va” {link} #été", link=link))
    [post] = server.posts
    assert posted == Posted(post.id, f"https://www.facebook.com/{post.id}")
    assert (post.text, post.link) == (f"À relire : “Ça va” {link} #été", link)
    assert server.requests[0].path == f"/v25.0/{PAGE}/feed"


def test_the_token_stands_in_no_address_and_no_body(server: FacebookStandIn) -> None:
    ada = speaker(server)
    posted = ada.say()
    ada.identity()
    find(server, Post("Hello"))
    ada.delete(posted.remote_id)
    [token] = ada.secrets
    assert len(server.requests) == 5
    for request in server.requests:
        assert token not in request.url
        assert token.encode() not in request.body


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_of_facebook_says_what_is_to_be_done(server: FacebookStandIn, case: str) -> None:
    becomes, start, end = CASES[case]
    server.fail_next(REFUSALS[case])
    error = speaker(server).fail_to_say()
    assert type(error) is becomes
    assert str(error).startswith(start)
    assert str(error).endswith(end)
    assert len(server.requests) == 1


def test_a_page_that_is_blocked_is_left_alone_for_a_day(server: FacebookStandIn) -> None:
    server.fail_next(REFUSALS["blocked"])
    error = speaker(server).fail_to_say()
    assert isinstance(error, QuotaExhausted)
    assert error.until == NOW + timedelta(days=1)


def test_after_a_lost_answer_a_duplicate_proves_that_the_post_is_out(server: FacebookStandIn) -> None:
    server.fail_next(Fault("cut", accepted=True))
    assert isinstance(speaker(server).fail_to_say("Hello"), OutcomeUnknown)
    assert isinstance(speaker(server).fail_to_say("Hello"), Rejected)
    assert speaker(server).say(Post("Hello", resent=True)) == Posted("", "")
    assert len(server.posts) == 1


def test_a_success_without_an_id_is_not_clear(server: FacebookStandIn) -> None:
    for body in (b"", b'{"id": "../1"}', b'{"success": true}'):
        server.fail_next(Response(200, body))
        assert isinstance(speaker(server).fail_to_say(), OutcomeUnknown)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with refusing() as nowhere:
        error = Speaker(Facebook(PAGE, api=nowhere), FacebookStandIn.secret("ada")).fail_to_say()
    assert isinstance(error, RetryLater)
    assert str(error).startswith("Nothing was sent to Facebook: ")


def find(server: FacebookStandIn, post: Post, since: timedelta = timedelta(minutes=10)) -> Posted | None:
    return speaker(server).find(post, NOW - since)


def test_a_post_whose_answer_was_lost_is_found_on_the_page(server: FacebookStandIn) -> None:
    post = Post("Hello https://blog.example/1", link="https://blog.example/1")
    assert find(server, post) is None
    server.fail_next(Fault("cut", accepted=True))
    speaker(server).fail_to_say(post)
    speaker(server).say("Another")
    found = find(server, post)
    assert found
    assert found.remote_id == server.posts[0].id
    assert found.url == f"https://www.facebook.com/{PAGE}/posts/{found.remote_id.partition('_')[2]}"


@pytest.mark.parametrize(
    ("said", "is_ours"),
    [
        ("Read https://blog.example/?p=12", False),
        ("Read https://blog.example/?p=1#more", False),
        ("Read https://blog.example/?p=1", True),
        ("(See http://blog.example/?p=1/).", True),
        ("See “https://blog.example/?p=1”!", True),
    ],
)
def test_a_link_is_found_as_a_link_and_not_in_the_middle_of_another(
    server: FacebookStandIn, said: str, *, is_ours: bool
) -> None:
    speaker(server).say(said)
    post = Post("Words of old https://blog.example/?p=1", link="https://blog.example/?p=1")
    assert bool(find(server, post)) is is_ours


def test_all_pages_of_the_posts_are_looked_through_by_cursor(server: FacebookStandIn) -> None:
    for number in range(150):
        speaker(server).say(f"Post {number}")
    server.requests.clear()
    assert find(server, Post("Post 0"))
    assert [request.query.get("after") for request in server.requests] == [None, "100"]
    assert not [request for request in server.requests if "access_token" in request.query]


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        (READING_REFUSALS["may not read"], RetryLater),
        (REFUSALS["expired token"], CredentialsRefused),
        (REFUSALS["app throttled"], RetryLater),
        (REFUSALS["service error"], RetryLater),
        (Response(200, b'{"data": 1}'), RetryLater),
        (Response(200, b'{"data": [{"id": "1"}]}'), RetryLater),
        (Response(200, b'{"data": ["1"]}'), RetryLater),
        (Response(200, b'{"data": [], "paging": {"next": "?"}}'), RetryLater),
        (Response(200, b"<html>"), RetryLater),
    ],
)
def test_while_facebook_does_not_show_its_posts_nothing_is_concluded(
    server: FacebookStandIn, answer: Response, becomes: type[NetworkError]
) -> None:
    server.fail_next(answer)
    with pytest.raises(becomes):
        find(server, Post("Hello"))


def test_a_page_with_too_many_posts_since_does_not_tell(server: FacebookStandIn) -> None:
    busy = {"data": [{"id": "1", "message": "x"}], "paging": {"next": "?", "cursors": {"after": "a"}}}
    server.fail_next(*[Response(200, json.dumps(busy).encode())] * 3)
    with pytest.raises(RetryLater, match=r"more than 300 posts"):
        find(server, Post("Hello"))


def test_a_check_tells_the_page_and_refuses_the_token_of_anybody_else(server: FacebookStandIn) -> None:
    identity = speaker(server).identity()
    assert (identity.handle, identity.url) == ("ada's Page", f"https://www.facebook.com/{PAGE}")
    error = speaker(server, page="181500000000002").fail_to_identify()
    assert isinstance(error, CredentialsRefused)
    assert str(error).startswith("The access token is not that of the Page in facebook.page: ")
    server.fail_next(REFUSALS["expired token"])
    assert isinstance(speaker(server).fail_to_identify(), CredentialsRefused)
    server.fail_next(REFUSALS["service error"])
    assert isinstance(speaker(server).fail_to_identify(), RetryLater)


def test_a_check_says_what_facebook_does_not_tell_of_the_app(server: FacebookStandIn) -> None:
    [note] = speaker(server).identity().notes
    assert note.startswith("Facebook does not tell whether your app is published.")
    assert "look at a post signed out" in note


def test_a_check_says_that_the_page_itself_is_hidden(server: FacebookStandIn) -> None:
    server.is_published = False
    first, _ = speaker(server).identity().notes
    assert first == "The Page is not published: nobody but those who manage it sees its posts."


@pytest.mark.parametrize("fault", [REFUSALS["invalid parameter"], Fault("cut"), Response(200, b"<html>")])
def test_where_facebook_does_not_show_whether_the_page_is_public_the_check_is_good_all_the_same(
    server: FacebookStandIn, fault: Response | Fault
) -> None:
    server.fail_next(Fault(accepted=True), fault)
    assert speaker(server).identity().handle == "ada's Page"


def test_a_post_is_taken_back_once_and_again(server: FacebookStandIn) -> None:
    posted = speaker(server).say()
    for _ in range(2):
        speaker(server).delete(posted.remote_id)
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
def test_why_facebook_keeps_a_post(server: FacebookStandIn, case: str, becomes: type[NetworkError]) -> None:
    server.fail_next(REFUSALS[case])
    assert type(speaker(server).fail_to_delete(f"{PAGE}_1")) is becomes


@pytest.mark.parametrize("remote_id", ["", "me", "1/2", "1_2_3"])
def test_what_is_no_post_is_never_asked_to_be_deleted(server: FacebookStandIn, remote_id: str) -> None:
    assert isinstance(speaker(server).fail_to_delete(remote_id), Rejected)
    assert not server.requests
