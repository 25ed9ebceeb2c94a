"""Pictures on LinkedIn: in the card of the article, or by themselves; and posts that go out without them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from local.base.picture import png
from local.base.server import Fault, Response, json_response
from local.networks.linkedin import PAGE, REFUSALS, LinkedInStandIn, input_error
from repost.base.errors import OutcomeUnknown
from repost.networks.linkedin.network import LinkedIn
from repost.networks.protocol import Image, Post
from tests.servers import Server, answering, reply, serving
from tests.speaker import NOW, Speaker
from tests.unit.test_networks import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK = "https://blog.example/a/"
PNG = png("A title", 120, 63)
WEBP = (Path(__file__).parents[1] / "samples/images/lossy.webp").read_bytes()
FINE = Fault(accepted=True)
WITHOUT = "It is posted without its picture"


@pytest.fixture
def server() -> Iterator[LinkedInStandIn]:
    with LinkedInStandIn.of(["ada"], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def ada(server: LinkedInStandIn) -> Speaker:
    version = settings("linkedin").linkedin.version
    return Speaker(LinkedIn(PAGE, version=version, api=server.url), server.secret("ada"))


@pytest.fixture
def blog() -> Iterator[Server]:
    with serving(answering(reply(PNG))) as server:
        yield server


def post(blog: Server, *, attach: bool = False, link: str = LINK) -> Post:
    return Post("Hello", link=link, title="A", image=Image(f"{blog.url}/a.png", "Un chat", attach))


def content(server: LinkedInStandIn) -> Any:
    [share] = server.posts
    return share.raw.get("content")


def test_the_card_of_the_article_shows_the_picture(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    assert ada.say(post(blog)).notes == ()
    [(urn, data)] = server.images.items()
    assert data == PNG
    assert content(server) == {"article": {"source": LINK, "title": "A", "thumbnail": urn}}


@pytest.mark.parametrize("link", ["", LINK])
def test_an_attached_picture_stands_alone_with_what_is_on_it(
    server: LinkedInStandIn, ada: Speaker, blog: Server, link: str
) -> None:
    assert ada.say(post(blog, attach=True, link=link)).notes == ()
    [urn] = server.images
    assert content(server) == {"media": {"id": urn, "altText": "Un chat"}}


def test_without_a_card_its_picture_is_not_even_fetched(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    ada.say(post(blog, link=""))
    assert (content(server), blog.visits) == (None, [])


def where(url: str, urn: str = "urn:li:image:C4E10AQ1") -> Response:
    return json_response(200, {"value": {"uploadUrl": url, "image": urn}})


@pytest.mark.parametrize(
    "faults",
    [
        [Fault("cut")],
        [Fault("half", accepted=True)],
        [REFUSALS["access denied"]],
        [REFUSALS["server error"]],
        [json_response(200, [])],
        [where("https://www.linkedin.com/dms-uploads/1", "urn:li:video:1")],
        [FINE, Response(400)],
        [FINE, Fault("cut")],
    ],
)
def test_an_upload_that_fails_costs_the_picture_and_not_the_post(
    server: LinkedInStandIn, ada: Speaker, blog: Server, faults: list[Fault | Response]
) -> None:
    server.fail_next(*faults)
    [note] = ada.say(post(blog)).notes
    assert note.startswith(f"{WITHOUT}: ")
    assert content(server) == {"article": {"source": LINK, "title": "A"}}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://linkedin.com.evil.example/",
        "http://www.linkedin.com/",
        "//x",
        "https://[",
    ],
)
def test_the_access_token_goes_to_linkedin_alone(
    server: LinkedInStandIn, ada: Speaker, blog: Server, url: str
) -> None:
    server.fail_next(where(url))
    assert ada.say(post(blog)).notes == (f"{WITHOUT}: LinkedIn wants it at an address that is not its own.",)
    assert len(server.requests) == 2


def test_a_format_that_linkedin_does_not_know_is_not_uploaded(server: LinkedInStandIn, ada: Speaker) -> None:
    with serving(answering(reply(WEBP))) as blog:
        assert ada.say(post(blog)).notes == (f"{WITHOUT}: the network takes no WebP.",)
    assert len(server.requests) == 1


def test_a_picture_that_linkedin_does_not_know_is_taken_in_another_form(
    server: LinkedInStandIn, ada: Speaker
) -> None:
    with serving(answering(reply(WEBP), reply(PNG))) as blog:
        image = Image(f"{blog.url}/a.webp", "Un chat", spare=f"{blog.url}/a.png")
        assert ada.say(replace(post(blog), image=image)).notes == ()
        first, second = blog.visits
    assert (first.path, second.path) == ("/a.webp", "/a.png")
    assert "webp" not in first.header("Accept")
    assert list(server.images.values()) == [PNG]


def test_a_picture_that_is_not_ready_is_waited_for(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    server.looks = 2
    assert ada.say(post(blog)).notes == ()
    assert content(server)["article"]["thumbnail"]


def test_a_picture_that_is_never_ready_costs_no_post(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    server.looks = 9
    assert ada.say(post(blog)).notes == (f"{WITHOUT}: LinkedIn takes too long to make it ready.",)


def test_a_picture_that_linkedin_could_not_make_costs_no_post(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    server.fail_next(FINE, FINE, json_response(200, {"status": "PROCESSING_FAILED"}))
    assert ada.say(post(blog)).notes == (f"{WITHOUT}: LinkedIn could not make it ready.",)


@pytest.mark.parametrize("fault", [REFUSALS["access denied"], Fault("cut"), Response(200, b"<html>")])
def test_where_linkedin_does_not_show_how_far_a_picture_is_the_post_shows_it(
    server: LinkedInStandIn, ada: Speaker, blog: Server, fault: Fault | Response
) -> None:
    server.fail_next(FINE, FINE, fault)
    assert ada.say(post(blog)).notes == ()


def test_a_post_that_is_refused_because_of_its_picture_goes_out_without_it(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    server.fail_next(
        FINE, FINE, FINE, input_error("INVALID", "thumbnail is not valid", "/content/article/thumbnail")
    )
    [note] = ada.say(post(blog)).notes
    assert note.startswith(
        "It was posted without its picture, because the network refused it with one. LinkedIn refuses"
    )
    assert content(server) == {"article": {"source": LINK, "title": "A"}}


def test_a_post_that_may_be_out_is_not_sent_again_without_its_picture(
    server: LinkedInStandIn, ada: Speaker, blog: Server
) -> None:
    server.fail_next(FINE, FINE, FINE, Fault("cut", accepted=True))
    assert isinstance(ada.fail_to_say(post(blog)), OutcomeUnknown)
    assert len(server.posts) == 1


def test_what_is_sent_again_finds_itself_out(server: LinkedInStandIn, ada: Speaker, blog: Server) -> None:
    posted = ada.say(post(blog))
    again = ada.say(replace(post(blog), resent=True))
    assert again.remote_id == posted.remote_id
    assert len(server.posts) == 1
