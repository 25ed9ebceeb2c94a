"""Every article of the WordPress samples, posted to real servers and read back: text, facets and card."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from local.base.picture import png
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.real.mastodon import ACCESS_TOKEN
from local.real.mastodon import DOCUMENT as MASTODON_DOCUMENT
from repost.feeds.parse import parse_feed
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.bluesky.record import COLLECTION
from repost.networks.credentials import credentials_from
from repost.networks.likeness import essence
from repost.networks.mastodon.network import Mastodon, MastodonCredentials
from repost.networks.mastodon.timeline import html_text
from repost.networks.protocol import Image
from repost.networks.x.network import X
from repost.networks.x.signing import XCredentials
from repost.web.http import Http
from tests.real.conftest import now, post_from
from tests.servers import answering, reply, serving

if TYPE_CHECKING:
    from local.real.bluesky import RealBluesky
    from local.real.mastodon import RealMastodon

pytestmark = pytest.mark.real

PAGES: Final = sorted((Path(__file__).parents[1] / "samples/feeds/wordpress").glob("feed-p*.xml"))
FEEDS: Final = [parse_feed(page.read_bytes(), "", "https://blog.example.com/feed/") for page in PAGES]
ARTICLES: Final = [(feed.blog, article) for feed in FEEDS for article in feed.articles]
PARAMETER: Final = "/repost/secrets/main"
HTTP: Final = Http(allow_loopback=True)


def test_the_samples_hold_what_is_hard() -> None:
    found = "".join(article.title for _, article in ARTICLES)
    assert len(ARTICLES) == 30
    assert all(sign in found for sign in ("&", "“", "👩‍👩‍👧", "日", "ع"))
    assert max(len(article.title) for _, article in ARTICLES) > 280


def test_bluesky_shows_each_as_it_was_posted(bluesky_server: RealBluesky) -> None:
    bluesky = Bluesky(bluesky_server.url)
    credentials = credentials_from(bluesky_server.account.document, PARAMETER, BlueskyCredentials)
    picture = png("A title", 600, 315)
    with serving(answering(reply(picture))) as blog:
        image = Image(f"{blog.url}/a.png", "Hills")
        for about, article in ARTICLES:
            post = replace(post_from(bluesky, bluesky.text_rules(HTTP), article, about), image=image)
            assert bluesky.post(post, credentials, HTTP, now()).notes == ()
            query = {
                "repo": bluesky_server.account.did,
                "collection": COLLECTION,
                "rkey": post.idempotency["rkey"],
            }
            record = bluesky_server.call(f"com.atproto.repo.getRecord?{urlencode(query)}")["value"]
            assert record["text"] == post.text
            assert pieces(record) == [
                (post.text[facet.start : facet.end], facet.target.removeprefix("#")) for facet in post.facets
            ]
            card = record["embed"]["external"]
            assert (card["uri"], card["title"], card["description"]) == (
                post.link,
                post.title or post.link,
                post.summary,
            )
            assert card["thumb"]["size"] == len(picture)


def pieces(record: dict[str, Any]) -> list[tuple[str, str]]:
    """What each facet of a record shows, and where it leads."""
    text = record["text"].encode()
    found = []
    for facet in record["facets"]:
        [feature] = facet["features"]
        shown = text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        found.append((shown, feature.get("uri") or feature["tag"]))
    return found


def test_mastodon_shows_each_as_it_was_posted(mastodon_server: RealMastodon) -> None:
    mastodon = Mastodon(mastodon_server.url)
    credentials = credentials_from(MASTODON_DOCUMENT, PARAMETER, MastodonCredentials)
    rules = mastodon.text_rules(HTTP)
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    for about, article in ARTICLES:
        post = post_from(mastodon, rules, article, about)
        posted = mastodon.post(post, credentials, HTTP, now())
        url = f"{mastodon_server.url}/api/v1/statuses/{posted.remote_id}"
        status = json.loads(HTTP.get(url, headers=headers).body)
        assert essence(html_text(status["content"])) == essence(post.text)
        assert mastodon.find(post, credentials, HTTP, now(), now()) == posted


def test_x_shows_each_as_it_was_posted() -> None:
    keys, here = Keys.of("ada"), datetime.now(UTC)
    credentials = credentials_from(keys.document, PARAMETER, XCredentials)
    with XStandIn([keys], lambda: here) as server:
        x = X(server.url)
        posts = [post_from(x, x.text_rules(HTTP), article, about) for about, article in ARTICLES]
        for post in posts:
            posted = x.post(post, credentials, HTTP, here)
            assert x.find(post, credentials, HTTP, here, here) == posted
    assert [stored.text for stored in server.posts] == [post.text for post in posts]
