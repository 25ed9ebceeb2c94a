"""The article's picture, from its page to the network: never a request too many, never at the post's cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.base.picture import png
from local.networks.bluesky import BlueskyStandIn, Resident
from repost.networks.x.network import X
from tests.world import Entry, World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

PNG = png("A title", 120, 63)
RESIDENT = Resident("ada.bsky.example", "planted-sky7-pass-word-4app")
HEAD = '<meta property="og:image" content="/a.png"><meta property="og:image:alt" content="A cat">'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *(Entry(name, 40) for name in "abc")) as world:
        world.blog.head, world.blog.files = HEAD, {"/a.png": PNG}
        yield world


@pytest.fixture
def bluesky(world: World) -> Iterator[BlueskyStandIn]:
    with BlueskyStandIn([RESIDENT], clock=lambda: world.now) as stand_in:
        world.endpoints["bluesky"] = stand_in.url
        yield stand_in


def account(world: World, settings: str = "") -> None:
    document = f'network = "bluesky"\nfeed = "{world.blog.feed}"\n{settings}'
    world.stack.put_settings("main", four_a_day(document))
    world.stack.put_secret("main", RESIDENT.document)


def embed(bluesky: BlueskyStandIn) -> Any:
    return bluesky.posts[-1].record["embed"]


def test_the_picture_that_the_page_names_is_in_the_card(world: World, bluesky: BlueskyStandIn) -> None:
    account(world)
    report = world.tick_main()
    assert (report["state"], report["notes"], report["image"]) == (
        "posted",
        [],
        f"{world.blog.url}/a.png",
    )
    assert embed(bluesky)["external"]["thumb"]["mimeType"] == "image/png"
    assert [request.path for request in world.blog.requests].count("/a.png") == 1
    pages = [request for request in world.blog.requests if request.path in {"/a/", "/b/", "/c/"}]
    assert len(pages) == 1, "the page is asked for once, to see whether it is still there"


def test_an_attached_picture_carries_its_description(world: World, bluesky: BlueskyStandIn) -> None:
    account(world, '[image]\nshow = "attach"')
    assert world.tick_main()["state"] == "posted"
    assert [image["alt"] for image in embed(bluesky)["images"]] == ["A cat"]


def test_a_picture_that_nobody_describes_is_called_by_the_title(
    world: World, bluesky: BlueskyStandIn
) -> None:
    world.blog.head = '<meta property="og:image" content="/a.png">'
    account(world, '[image]\nshow = "attach"')
    report = world.tick_main()
    assert [image["alt"] for image in embed(bluesky)["images"]] == [report["title"]]


def test_no_picture_is_shown_where_the_owner_wants_none(world: World, bluesky: BlueskyStandIn) -> None:
    account(world, '[image]\nshow = "none"')
    assert world.tick_main()["image"] is None
    assert "thumb" not in embed(bluesky)["external"]
    assert [request.path for request in world.blog.requests].count("/a.png") == 0


@pytest.mark.usefixtures("bluesky")
def test_a_broken_picture_is_noted_and_the_post_is_out(world: World) -> None:
    world.blog.files["/a.png"] = b"<html>"
    account(world)
    report = world.tick_main()
    assert (report["state"], report["notes"]) == (
        "posted",
        ["It is posted without its picture: its address doesn't give a JPEG, PNG, WebP or GIF."],
    )


def test_where_no_picture_can_be_attached_the_owner_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(X, "attaches", False)
    world.account(settings='[image]\nshow = "attach"')
    report = world.tick_main()
    assert (report["state"], report["notes"]) == (
        "posted",
        ["Pictures can't be attached on x: image.show has no effect."],
    )
