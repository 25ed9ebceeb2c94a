"""The picture of an article on its way to a network: fetched, judged, and left out where that fails."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from local.base.picture import png
from repost.base.errors import OutcomeUnknown, Rejected, RetryLater
from repost.networks.pictures import (
    AGAIN_SECONDS,
    PUBLISH_SECONDS,
    NoPicture,
    Picture,
    fetch_picture,
    multipart,
    posted_with,
    uploaded,
)
from repost.networks.protocol import Image, Posted
from repost.web.http import Http
from tests.servers import Clock, Handler, Visit, answering, refusing, reply, serving

HTTP: Final = Http(allow_loopback=True)
PNG: Final = png("A title", 120, 63)
SMALL: Final = png("A title", 49, 300)
GIF: Final = (Path(__file__).parents[1] / "samples/images/palette.gif").read_bytes()
MOST: Final = 100_000


def fetched(answer: bytes | Handler, http: Http = HTTP) -> Picture:
    with serving(answering(answer) if isinstance(answer, bytes) else answer) as server:
        return fetch_picture(Image(f"{server.url}/a.png", "A cat"), http, most_bytes=MOST)


def why(answer: bytes | Handler, http: Http = HTTP) -> str:
    with pytest.raises(NoPicture) as caught:
        fetched(answer, http)
    return str(caught.value)


def test_a_picture_is_what_its_bytes_say() -> None:
    expected = Picture(PNG, "image/png", 120, 63, "A cat")
    assert fetched(reply(PNG, Content_Type="text/html")) == expected
    assert fetched(reply(GIF, Content_Type="image/jpeg")).kind == "image/gif"
    assert fetched(reply(GIF)).file_name == "picture.gif"


def test_a_picture_may_have_moved() -> None:
    assert fetched(answering(reply(status="302 Found", Location="/b.png"), reply(PNG))).body == PNG


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(status="404 Not Found"), "its address answers with status 404"),
        (reply(PNG, status="500 Oops"), "its address answers with status 500"),
        (reply(b""), "doesn't give a JPEG, PNG, WebP or GIF"),
        (reply(b"<html>", Content_Type="image/png"), "doesn't give a JPEG, PNG, WebP or GIF"),
        (reply(SMALL), "it has only 49 by 300 pixels"),
        (reply(PNG + bytes(MOST)), "more than 100,000 bytes"),
        (reply(PNG)[:-20], "closed the connection"),
        (reply(status="302 Found", Location="http://169.254.169.254/latest/"), "not on the public internet"),
        (reply(status="302 Found", Location="/a.png"), "circle"),
        (reply(status="302 Found", Location="file:///etc/passwd"), "web address"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_usable_picture_is_told(answer: bytes, reason: str) -> None:
    assert reason in why(answer)


def test_a_slow_picture_is_not_waited_for() -> None:
    def drip(visit: Visit) -> None:
        visit.send(reply(PNG)[:40])
        visit.keep_silent()

    assert "4 seconds" in why(drip, Http(allow_loopback=True, monotonic=Clock(0.9)))


def test_where_nobody_listens_there_is_no_picture() -> None:
    with refusing() as nobody, pytest.raises(NoPicture):
        fetch_picture(Image(f"{nobody}/a.png"), HTTP, most_bytes=MOST)


def test_without_a_picture_nothing_is_fetched_and_nothing_is_noted() -> None:
    assert uploaded(None, HTTP, lambda _: pytest.fail("asked"), most_bytes=MOST) == (None, ())


@pytest.mark.parametrize(
    "error", [NoPicture("it is too blue"), RetryLater("It is too blue."), Rejected("It is too blue.")]
)
def test_an_upload_that_fails_is_noted(error: Exception) -> None:
    def refuse(_: Picture) -> str:
        raise error

    with serving(answering(reply(PNG))) as server:
        media, notes = uploaded(Image(f"{server.url}/a.png"), HTTP, refuse, most_bytes=MOST)
    assert media is None
    assert [note.lower() for note in notes] == ["it is posted without its picture: it is too blue."]


def test_an_upload_that_succeeds_is_what_the_network_made_of_it() -> None:
    with serving(answering(reply(PNG))) as server:
        image = Image(f"{server.url}/a.png")
        assert uploaded(image, HTTP, lambda picture: picture.width, most_bytes=MOST) == (120, ())


class Sent:
    """Records with what a post was sent, and refuses it with a picture."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls: list[tuple[str | None, float]] = []
        self._error = error

    def __call__(self, media: str | None, seconds: float) -> Posted:
        self.calls.append((media, seconds))
        if media and self._error:
            raise self._error
        return Posted("1", "https://social.example/1")


def test_a_post_goes_out_with_its_picture_in_one_request() -> None:
    send = Sent()
    assert posted_with("media", (), send) == Posted("1", "https://social.example/1")
    assert send.calls == [("media", PUBLISH_SECONDS)]


def test_a_post_without_a_picture_goes_out_with_its_note() -> None:
    send = Sent()
    assert posted_with(None, ("No picture.",), send).notes == ("No picture.",)
    assert send.calls == [(None, PUBLISH_SECONDS)]


def test_a_post_that_is_refused_with_its_picture_goes_out_without_it() -> None:
    send = Sent(Rejected("Too blue."))
    assert posted_with("media", (), send).notes == (
        "It was posted without its picture, because the network refused it with one. Too blue.",
    )
    assert send.calls == [("media", PUBLISH_SECONDS), (None, AGAIN_SECONDS)]


@pytest.mark.parametrize("error", [OutcomeUnknown("Who knows."), RetryLater("Later.")])
def test_whatever_else_happens_it_is_never_sent_again(error: Exception) -> None:
    send = Sent(error)
    with pytest.raises(type(error)):
        posted_with("media", (), send)
    assert send.calls == [("media", PUBLISH_SECONDS)]


def test_a_multipart_body_holds_fields_and_file_as_they_are() -> None:
    from email import message_from_bytes
    from email.policy import HTTP as POLICY

    alt = 'A "cat"\r\n--boundary\r\nContent-Disposition: form-data; name="evil"\r\n\r\né'
    body, headers = multipart({"description": alt}, "file", Picture(PNG, "image/png", 120, 63, alt))
    whole = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items()) + b"\r\n" + body
    fields, file = message_from_bytes(whole, policy=POLICY).iter_parts()
    assert fields.get_param("name", header="content-disposition") == "description"
    assert fields.get_payload(decode=True) == alt.encode()
    assert (file.get_content_type(), file.get_filename()) == ("image/png", "picture.png")
    assert file.get_payload(decode=True) == PNG


def test_a_picture_that_is_too_large_is_taken_in_another_size() -> None:
    with serving(answering(reply(PNG + bytes(MOST)), reply(PNG))) as server:
        image = Image(f"{server.url}/a.png", "A cat", spare=f"{server.url}/small.png")
        assert fetch_picture(image, HTTP, most_bytes=MOST) == Picture(PNG, "image/png", 120, 63, "A cat")


def test_where_neither_size_will_do_the_first_says_why() -> None:
    with serving(answering(reply(PNG + bytes(MOST)), reply(status="404 Not Found"))) as server:
        image = Image(f"{server.url}/a.png", spare=f"{server.url}/small.png")
        with pytest.raises(NoPicture, match="more than 100,000 bytes"):
            fetch_picture(image, HTTP, most_bytes=MOST)
