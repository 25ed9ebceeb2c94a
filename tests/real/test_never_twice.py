"""The promise against real servers: the answer to a post is lost after it was taken; there is one post."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault
from local.real.mastodon import DOCUMENT
from tests.world import Entry, World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.aws.stack import LocalStack
    from local.real.bluesky import RealBluesky
    from local.real.mastodon import RealMastodon
    from local.real.proxy import Proxy

pytestmark = pytest.mark.real

ANY_AGE = '[select]\nmin_age = "0m"\nmax_age = "none"\n'
PASSED_ON = Fault(accepted=True)
LOST = Fault("cut", accepted=True)


def test_bluesky_has_one_post_and_the_next_run_knows_where(
    stack: LocalStack, bluesky_server: RealBluesky, bluesky_proxy: Proxy
) -> None:
    def how_often(text: str) -> int:
        query = f"repo={bluesky_server.account.did}&collection=app.bsky.feed.post&limit=100"
        records = bluesky_server.call(f"com.atproto.repo.listRecords?{query}")["records"]
        return sum(each["value"]["text"] == text for each in records)

    url = lose_an_answer(stack, "bluesky", "", bluesky_server.account.document, bluesky_proxy, how_often)
    assert url.startswith(f"https://bsky.app/profile/{bluesky_server.account.did}/post/")


def test_mastodon_has_one_post_and_the_next_run_knows_where(
    stack: LocalStack, mastodon_server: RealMastodon, mastodon_proxy: Proxy
) -> None:
    from tests.real.test_mastodon import how_often

    there = '[mastodon]\nserver = "https://social.example"\n'
    url = lose_an_answer(
        stack, "mastodon", there, DOCUMENT, mastodon_proxy, lambda text: how_often(mastodon_server, text)
    )
    assert "/@" in url


def lose_an_answer(
    stack: LocalStack,
    network: str,
    there: str,
    secret: str,
    proxy: Proxy,
    how_often: Callable[[str], int],
) -> str:
    """The address under which a post is found whose answer was cut off after the server had taken it."""
    name = f"{network}-{datetime.now(UTC):%H%M%S%f}"
    with World(stack, Entry(name, 40)) as world:
        world.now = datetime.now(UTC)
        world.endpoints[network] = proxy.url
        document = f'network = "{network}"\nfeed = "{world.blog.feed}"\n{there}{ANY_AGE}'
        world.stack.put_settings("main", four_a_day(document))
        world.stack.put_secret("main", secret)
        # One request comes before the one that posts: the login, or the question for the limits.
        proxy.fail_next(PASSED_ON, LOST)
        report = world.tick_main()
        assert report["state"] == "unknown"
        assert how_often(report["text"]) == 1
        found = world.later(minutes=15).tick_main()
        assert (found["state"], found["guid"]) == ("posted", name)
        world.later(hours=6).tick()
        assert how_often(report["text"]) == 1
        return str(found["remote_url"])
