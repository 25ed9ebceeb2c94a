"""Whatever a network answers about its posts, a count is a sensible number or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.networks.bluesky.counts import counted as by_bluesky
from repost.networks.linkedin.counts import counted as by_linkedin
from repost.networks.linkedin.counts import paths
from repost.networks.mastodon.counts import counted as by_mastodon
from repost.networks.meta.facebook.counts import counted as by_facebook
from repost.networks.meta.threads.counts import counted as by_threads
from repost.networks.x.counts import counted as by_x
from repost.networks.x.prices import price_of
from repost.results.measures import Told
from repost.web.http import Reply
from tests.world import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = [
    "data",
    "posts",
    "elements",
    "public_metrics",
    "non_public_metrics",
    "url_link_clicks",
    "like_count",
    "retweet_count",
    "reply_count",
    "quote_count",
    "id",
    "uri",
    "favourites_count",
    "reblogs_count",
    "replies_count",
    "likeCount",
    "repostCount",
    "replyCount",
    "reactions",
    "comments",
    "shares",
    "summary",
    "total_count",
    "count",
    "insights",
    "values",
    "value",
    "name",
    "post_clicks",
    "likes",
    "replies",
    "reposts",
    "quotes",
    "totalShareStatistics",
    "clickCount",
    "commentCount",
    "shareCount",
    "share",
]
values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False)
    | st.sampled_from(["1", "post_clicks", "likes", "p"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
tables = st.dictionaries(st.sampled_from([*NAMES, "p"]), values, max_size=5)
READERS: dict[str, Callable[[dict[str, Any]], dict[str, Told]]] = {
    "x": lambda body: by_x({"p": NOW}, lambda _: body, "1"),
    "mastodon": lambda body: by_mastodon(["p"], lambda path: body.get("posts") if "?" in path else body),
    "bluesky": by_bluesky,
    "threads": lambda body: {"p": by_threads(body)},
    "facebook": lambda body: by_facebook(body, body),
    "linkedin": by_linkedin,
}


@pytest.mark.parametrize("network", READERS)
@given(tables)
def test_no_answer_breaks_a_reading_or_counts_more_than_can_be_kept(
    network: str, body: dict[str, Any]
) -> None:
    for told in READERS[network](body).values():
        for count in (told.clicks, told.link_clicks, told.visits, told.reactions):
            assert count is None or 0 <= count < 10**20


def test_a_count_that_is_missing_is_unknown_and_not_none() -> None:
    assert by_threads({"data": [{"name": "likes", "values": [{"value": 3}]}]}) == Told()
    assert by_bluesky({"posts": [{"uri": "p", "likeCount": 3}]}) == {"p": Told()}


def test_x_is_asked_for_no_more_posts_than_the_ids_would_cost() -> None:
    asked: list[str] = []

    def read(path: str) -> dict[str, Any]:
        asked.append(path)
        return {}

    by_x({"1": NOW, "2": NOW}, read, "18")
    by_x({"1": NOW}, read, "")
    assert [path.partition("?")[0] for path in asked] == ["/2/users/18/tweets", "/2/tweets", "/2/tweets"]
    assert "max_results=10&" in asked[0]


@pytest.mark.parametrize(
    ("url", "price"),
    [
        ("https://api.x.com/2/users/18/tweets?tweet.fields=public_metrics%2Cnon_public_metrics", 2_000),
        ("https://api.x.com/2/users/18/tweets?tweet.fields=entities", 10_000),
        ("https://api.x.com/2/tweets?ids=1%2C2&tweet.fields=public_metrics%2Cnon_public_metrics", 10_000),
    ],
)
def test_what_x_bills_for_reading_posts(url: str, price: int) -> None:
    assert price_of("GET", url, Reply(200, {}, b'{"data": [{"id": "1"}, {"id": "2"}]}', url)) == price


def test_linkedin_is_asked_for_pages_only_and_once_for_each_kind_of_post() -> None:
    urns = ["urn:li:share:1", "urn:li:ugcPost:2", "urn:li:share:3"]
    assert not list(paths("urn:li:person:1", urns))
    first, second = paths("urn:li:organization:1815", urns)
    assert first.endswith("&shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A3)")
    assert second.endswith("&ugcPosts=List(urn%3Ali%3AugcPost%3A2)")
