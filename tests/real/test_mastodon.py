"""Against an independent server of Mastodon's API: what is posted is there, and unknowns are found out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from msgspec import convert
from msgspec.structs import replace

from local.base.picture import png
from local.base.server import Fault
from local.real.mastodon import ACCESS_TOKEN, DOCUMENT
from repost.base.errors import CredentialsRefused, OutcomeUnknown, Rejected
from repost.networks.authorization import Answer, loopback
from repost.networks.credentials import credentials_from
from repost.networks.likeness import essence
from repost.networks.mastodon.authorization import MastodonAuthorization
from repost.networks.mastodon.network import Mastodon, MastodonCredentials
from repost.networks.mastodon.timeline import html_text
from repost.networks.protocol import Image, Post, Posted
from repost.settings.types import Settings
from repost.web.http import Http
from tests.real.conftest import TITLES, now, post_of
from tests.servers import answering, reply, serving

if TYPE_CHECKING:
    from local.real.mastodon import RealMastodon
    from local.real.proxy import Proxy
    from repost.networks.authorization import Grant

pytestmark = pytest.mark.real

CREDENTIALS = credentials_from(DOCUMENT, "/repost/secrets/main", MastodonCredentials)


def new_post(server: RealMastodon, title: str = "Une soirée d'été") -> Post:
    mastodon = Mastodon(server.url)
    return post_of(mastodon, mastodon.text_rules(Http(allow_loopback=True)), title)


def send(post: Post, url: str, **more: Any) -> Posted:
    return Mastodon(url, **more).post(post, CREDENTIALS, Http(allow_loopback=True), now())


def find(server: RealMastodon, post: Post) -> Posted | None:
    http, began = Http(allow_loopback=True), now()
    return Mastodon(server.url).find(post, CREDENTIALS, http, began, now())


def get(server: RealMastodon, path: str) -> Any:
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    return json.loads(Http(allow_loopback=True).get(server.url + path, headers=headers).body)


def how_often(server: RealMastodon, text: str) -> int:
    account = get(server, "/api/v1/accounts/verify_credentials")["id"]
    statuses = get(server, f"/api/v1/accounts/{account}/statuses?limit=40")
    return sum(essence(html_text(status["content"])) == essence(text) for status in statuses)


@pytest.mark.parametrize("title", TITLES)
def test_an_article_is_read_back_as_it_was_posted(mastodon_server: RealMastodon, title: str) -> None:
    post = new_post(mastodon_server, title)
    posted = send(post, mastodon_server.url, visibility="unlisted", content_warning="")
    status = get(mastodon_server, f"/api/v1/statuses/{posted.remote_id}")
    assert essence(html_text(status["content"])) == essence(post.text)
    assert (status["visibility"], status["language"]) == ("unlisted", "fr-FR")
    assert status["url"] == posted.url
    assert find(mastodon_server, post) == posted


def test_a_picture_is_attached_with_its_description(mastodon_server: RealMastodon) -> None:
    with serving(answering(reply(png("Une soirée d'été", 600, 315)))) as blog:
        image = Image(f"{blog.url}/a.png", 'Des "collines"', attach=True)
        posted = send(replace(new_post(mastodon_server), image=image), mastodon_server.url)
    assert posted.notes == ()
    [media] = get(mastodon_server, f"/api/v1/statuses/{posted.remote_id}")["media_attachments"]
    assert (media["type"], media["description"]) == ("image", 'Des "collines"')


def test_a_reply_cut_after_acceptance_is_found_out_and_there_is_one_post(
    mastodon_server: RealMastodon, mastodon_proxy: Proxy
) -> None:
    post = new_post(mastodon_server)
    mastodon_proxy.fail_next(Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        send(post, mastodon_proxy.url)
    found = find(mastodon_server, post)
    assert found
    assert get(mastodon_server, f"/api/v1/statuses/{found.remote_id}")["url"] == found.url
    assert how_often(mastodon_server, post.text) == 1


def test_a_post_that_was_lost_on_its_way_is_known_not_to_be_out(
    mastodon_server: RealMastodon, mastodon_proxy: Proxy
) -> None:
    post = new_post(mastodon_server)
    mastodon_proxy.fail_next(Fault("cut"))
    with pytest.raises(OutcomeUnknown):
        send(post, mastodon_proxy.url)
    assert find(mastodon_server, post) is None


def test_the_key_makes_a_repeat_harmless_here(mastodon_server: RealMastodon) -> None:
    post = new_post(mastodon_server)
    assert send(post, mastodon_server.url) == send(post, mastodon_server.url)
    assert how_often(mastodon_server, post.text) == 1


def test_a_text_at_the_limit_is_taken_and_one_beyond_it_rejected(mastodon_server: RealMastodon) -> None:
    mastodon = Mastodon(mastodon_server.url)
    rules = mastodon.text_rules(Http(allow_loopback=True))
    url = " https://blog.example.com/" + "a" * 100
    for text in ("m" * 500, "m" * 501, "m" * (500 - len(url)) + url, "m" * (501 - len(url)) + url):
        post = Post(text, idempotency=mastodon.idempotency(str(uuid4()), now()))
        if rules.fits(text):
            assert send(post, mastodon_server.url).url
        else:
            with pytest.raises(Rejected):
                send(post, mastodon_server.url)


def test_a_wrong_token_stops_the_account(mastodon_server: RealMastodon) -> None:
    wrong = credentials_from('access_token = "wrong"', "/repost/secrets/main", MastodonCredentials)
    post = new_post(mastodon_server)
    with pytest.raises(CredentialsRefused, match="does not accept the access token"):
        Mastodon(mastodon_server.url).post(post, wrong, Http(allow_loopback=True), now())


def test_the_server_says_whose_token_it_is(mastodon_server: RealMastodon) -> None:
    identity = Mastodon(mastodon_server.url).check(CREDENTIALS, Http(allow_loopback=True), now())
    assert identity.handle.startswith("@blog@")
    assert identity.posts is not None


def test_a_post_is_taken_back_and_once_more_without_harm(mastodon_server: RealMastodon) -> None:
    post, http = new_post(mastodon_server), Http(allow_loopback=True)
    posted = send(post, mastodon_server.url)
    assert how_often(mastodon_server, post.text) == 1
    for _ in range(2):
        Mastodon(mastodon_server.url).delete(posted.remote_id, CREDENTIALS, http, now())
    assert how_often(mastodon_server, post.text) == 0


@pytest.mark.parametrize("redirect", [loopback("127.0.0.1"), MastodonAuthorization.shown])
def test_a_yes_on_the_servers_own_page_becomes_a_token_that_posts(
    mastodon_server: RealMastodon, redirect: str
) -> None:
    settings = convert({"network": "mastodon", "feed": "https://blog.example/"}, Settings)
    way, http = MastodonAuthorization.of(settings, mastodon_server.url), Http(allow_loopback=True)
    app = way.registered(redirect, http)
    started = way.start(app, redirect, http)
    asked = dict(parse_qsl(urlsplit(started.address).query))
    assert "blog" in http.get(started.address).body.decode()
    page = http.request("POST", way.page, data={**asked, "username": "blog"})
    shown = re.search(r"code: (\S+?)<", page.body.decode())
    answer = Answer.of(page.headers.get("location") or (shown[1] if shown else ""))
    assert answer.code or way.belongs(started, answer)
    [grant] = way.finish(started, answer, app, http, now())
    credentials = credentials_from(json.dumps(revealed(grant)), "/repost/secrets/main", MastodonCredentials)
    assert Mastodon(mastodon_server.url).check(credentials, http, now()).handle
    post = new_post(mastodon_server, f"A yes by {redirect}")
    assert Mastodon(mastodon_server.url).post(post, credentials, http, now()).remote_id


def revealed(grant: Grant) -> dict[str, str]:
    return {key: value.reveal() for key, value in grant.secret.items()}
