"""Against a real Bluesky server: what is posted is what is there, and an unknown outcome is found out."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from local.base.picture import png
from local.base.server import Fault
from local.real.bluesky import HANDLE, PASSWORD
from repost.base.errors import CredentialsRefused, NotAuthorized, OutcomeUnknown, Rejected
from repost.base.secret import Secret
from repost.networks.bluesky.authorization import AppPasswords
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.bluesky.record import record
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Image, Post, Posted
from repost.web.http import Http
from tests.bluesky_records import ALLOWED, GOOD, REFUSED
from tests.real.conftest import TITLES, now, post_of
from tests.servers import answering, reply, serving

if TYPE_CHECKING:
    from local.real.bluesky import RealBluesky
    from local.real.proxy import Proxy

pytestmark = pytest.mark.real

COLLECTION = "app.bsky.feed.post"
LOGGED_IN = Fault(accepted=True)
_keys = count(1)


def credentials(server: RealBluesky) -> BlueskyCredentials:
    return credentials_from(server.account.document, "/repost/secrets/main", BlueskyCredentials)


def new_post(title: str = "Une soirée d'été") -> Post:
    bluesky = Bluesky()
    return post_of(bluesky, bluesky.text_rules(Http()), title)


def send(server: RealBluesky, post: Post, through: str = "") -> Posted:
    bluesky = Bluesky(through or server.url)
    return bluesky.post(post, credentials(server), Http(allow_loopback=True), now())


def find(server: RealBluesky, post: Post) -> Posted | None:
    return Bluesky(server.url).find(post, credentials(server), Http(allow_loopback=True), now(), now())


def stored(server: RealBluesky, post: Post) -> dict[str, Any]:
    """The record as the server gives it to anybody."""
    query = {"repo": server.account.did, "collection": COLLECTION, "rkey": post.idempotency["rkey"]}
    return dict(server.call(f"com.atproto.repo.getRecord?{urlencode(query)}"))


def how_often(server: RealBluesky, text: str) -> int:
    query = urlencode({"repo": server.account.did, "collection": COLLECTION, "limit": 100})
    records = server.call(f"com.atproto.repo.listRecords?{query}")["records"]
    return sum(each["value"]["text"] == text for each in records)


@pytest.mark.parametrize("attach", [False, True], ids=["card", "attached"])
def test_a_picture_is_there_in_the_card_or_by_itself(bluesky_server: RealBluesky, attach: bool) -> None:  # noqa: FBT001 - a parameter
    picture = png("Une soirée d'été", 600, 315)
    with serving(answering(reply(picture))) as blog:
        post = replace(new_post(), image=Image(f"{blog.url}/a.png", "Des collines", attach))
        assert send(bluesky_server, post).notes == ()
    embed = stored(bluesky_server, post)["value"]["embed"]
    if attach:
        [image] = embed["images"]
        assert (image["alt"], image["aspectRatio"]) == ("Des collines", {"width": 600, "height": 315})
        blob = image["image"]
    else:
        assert embed["external"]["uri"] == post.link
        blob = embed["external"]["thumb"]
    assert (blob["mimeType"], blob["size"]) == ("image/png", len(picture))
    query = urlencode({"did": bluesky_server.account.did, "cid": blob["ref"]["$link"]})
    url = f"{bluesky_server.url}/xrpc/com.atproto.sync.getBlob?{query}"
    assert Http(allow_loopback=True).get(url).body == picture


@pytest.mark.parametrize("title", TITLES)
def test_an_article_is_read_back_as_it_was_posted(bluesky_server: RealBluesky, title: str) -> None:
    post = new_post(title)
    posted = send(bluesky_server, post)
    there = stored(bluesky_server, post)
    assert there["uri"] == posted.remote_id
    assert there["value"] == record(post, post.idempotency["created_at"])
    encoded = there["value"]["text"].encode()
    assert there["value"]["text"] == post.text
    pieces = [
        encoded[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for facet in there["value"]["facets"]
    ]
    assert pieces[0].startswith("blog.example.com/")
    assert pieces[1:] == ["#MédiasSociaux", "#CPlusPlus"][: len(pieces) - 1]
    assert there["value"]["embed"]["external"] == {
        "uri": post.link,
        "title": title,
        "description": "Un résumé.",
    }
    assert find(bluesky_server, post) == posted


def test_the_server_knows_what_kind_of_record_it_took(
    bluesky_server: RealBluesky, bluesky_proxy: Proxy
) -> None:
    send(bluesky_server, new_post(), through=bluesky_proxy.url)
    assert [request.method for request in bluesky_proxy.requests] == ["POST", "POST"]


def test_a_reply_cut_after_acceptance_is_found_out_and_there_is_one_post(
    bluesky_server: RealBluesky, bluesky_proxy: Proxy
) -> None:
    post = new_post()
    bluesky_proxy.fail_next(LOGGED_IN, Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        send(bluesky_server, post, through=bluesky_proxy.url)
    found = find(bluesky_server, post)
    rkey = post.idempotency["rkey"]
    assert found
    assert found.remote_id == stored(bluesky_server, post)["uri"]
    assert found.url == f"https://bsky.app/profile/{bluesky_server.account.did}/post/{rkey}"
    assert how_often(bluesky_server, post.text) == 1


def test_a_post_that_was_lost_on_its_way_is_known_not_to_be_out(
    bluesky_server: RealBluesky, bluesky_proxy: Proxy
) -> None:
    post = new_post()
    bluesky_proxy.fail_next(LOGGED_IN, Fault("cut"))
    with pytest.raises(OutcomeUnknown):
        send(bluesky_server, post, through=bluesky_proxy.url)
    assert find(bluesky_server, post) is None


def test_the_same_post_again_is_no_second_one(bluesky_server: RealBluesky) -> None:
    post = new_post()
    first, cid = send(bluesky_server, post), stored(bluesky_server, post)["cid"]
    assert send(bluesky_server, post) == first
    assert stored(bluesky_server, post)["cid"] == cid
    assert how_often(bluesky_server, post.text) == 1


def test_another_post_never_takes_its_place(bluesky_server: RealBluesky) -> None:
    post = new_post()
    send(bluesky_server, post)
    other = Post("Something else", idempotency=post.idempotency)
    with pytest.raises(OutcomeUnknown, match="another post in its place"):
        send(bluesky_server, other)
    assert find(bluesky_server, other) is None
    assert stored(bluesky_server, post)["value"]["text"] == post.text


def test_a_text_at_the_limit_is_taken_and_one_beyond_it_rejected(bluesky_server: RealBluesky) -> None:
    bluesky = Bluesky()
    rules = bluesky.text_rules(Http())
    for text in ("é" * 300, "👩‍👩‍👧‍👦" * 119, "é" * 301, "👩‍👩‍👧‍👦" * 121):
        post = Post(text, idempotency=bluesky.idempotency(text, now()))
        if rules.fits(text):
            assert send(bluesky_server, post).url
        else:
            with pytest.raises(Rejected):
                send(bluesky_server, post)


def put(server: RealBluesky, given: dict[str, Any]) -> tuple[int, str]:
    rkey = Bluesky().idempotency(f"contract {next(_keys)}", now())["rkey"]
    body = {"repo": server.account.did, "collection": COLLECTION, "rkey": rkey, "record": given}
    status, answer = server.answer("com.atproto.repo.putRecord", body, server.account.token)
    return status, answer.get("error", "")


@pytest.mark.parametrize("what", ALLOWED)
def test_the_server_takes_what_the_stand_in_takes(bluesky_server: RealBluesky, what: str) -> None:
    assert put(bluesky_server, ALLOWED[what]) == (200, "")


@pytest.mark.parametrize("what", REFUSED)
def test_the_server_refuses_what_the_stand_in_refuses(bluesky_server: RealBluesky, what: str) -> None:
    assert put(bluesky_server, REFUSED[what]) == (400, "InvalidRequest")


@pytest.mark.parametrize("key", ["", "self", "3mgaaaaaaaaa", "1mgaaaaaaaaaa", "zmgaaaaaaaaaa"])
def test_the_server_wants_a_tid_for_a_key_as_the_stand_in_does(bluesky_server: RealBluesky, key: str) -> None:
    body = {"repo": bluesky_server.account.did, "collection": COLLECTION, "rkey": key, "record": GOOD}
    status, answer = bluesky_server.answer("com.atproto.repo.putRecord", body, bluesky_server.account.token)
    assert (status, answer.get("error")) == (400, "InvalidRequest")


def test_a_wrong_app_password_stops_the_account(bluesky_server: RealBluesky) -> None:
    document = 'handle = "alice.test"\napp_password = "aaaa-bbbb-cccc-dddd"'
    wrong = credentials_from(document, "/repost/secrets/main", BlueskyCredentials)
    with pytest.raises(CredentialsRefused, match="does not accept the handle and the app password"):
        Bluesky(bluesky_server.url).post(new_post(), wrong, Http(allow_loopback=True), now())


def test_a_deactivated_account_stops_until_it_is_activated(bluesky_server: RealBluesky) -> None:
    token = bluesky_server.account.token
    bluesky_server.answer("com.atproto.server.deactivateAccount", {}, token)
    try:
        with pytest.raises(CredentialsRefused, match="not active"):
            send(bluesky_server, new_post())
    finally:
        bluesky_server.answer("com.atproto.server.activateAccount", token=token, verb="POST")
    assert send(bluesky_server, new_post()).url


def test_the_server_says_who_is_logged_in(bluesky_server: RealBluesky) -> None:
    identity = Bluesky(bluesky_server.url).check(
        credentials(bluesky_server), Http(allow_loopback=True), now()
    )
    assert identity.handle == "@alice.test"


def test_a_post_is_taken_back_and_once_more_without_harm(bluesky_server: RealBluesky) -> None:
    post = new_post()
    posted = send(bluesky_server, post)
    assert how_often(bluesky_server, post.text) == 1
    for _ in range(2):
        Bluesky(bluesky_server.url).delete(
            posted.remote_id, credentials(bluesky_server), Http(allow_loopback=True), now()
        )
    assert how_often(bluesky_server, post.text) == 0


def test_an_app_password_may_be_stored_and_the_accounts_own_is_told_from_it(
    bluesky_server: RealBluesky,
) -> None:
    there, http = AppPasswords(bluesky_server.url), Http(allow_loopback=True)
    assert there.grants(credentials(bluesky_server), http, now())
    own = BlueskyCredentials(handle=Secret(HANDLE), app_password=Secret(PASSWORD))
    with pytest.raises(NotAuthorized, match="the account's own password"):
        there.grants(own, http, now())
