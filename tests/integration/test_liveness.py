"""Whether a picked article is still there, asked of real servers on loopback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from repost.base.articles import Article
from repost.feeds.liveness import Alive, Missing, Unsure, still_there
from repost.feeds.visit import calling_card
from repost.web.http import Http
from tests.effort import costing_less_than
from tests.servers import Clock, Handler, Visit, answering, refusing, reply, serving

HTTP: Final = Http(allow_loopback=True)
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)


def article(link: str) -> Article:
    return Article("guid", "A title", link, datetime(2026, 9, 1, tzinfo=UTC))


def page(head: str = "", body: str = "<p>Words.</p>") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def verdict(answer: bytes | Handler, path: str = "/2026/09/a-title/") -> Alive | Missing | Unsure:
    with serving(answering(answer) if isinstance(answer, bytes) else answer) as server:
        found = still_there(article(server.url + path), HTTP, NOW)
        assert len(server.visits) <= 2
        return found


def test_a_page_that_answers_is_alive_after_one_request() -> None:
    with serving(answering(reply(page()))) as server:
        assert (
            still_there(article(f"{server.url}/a/"), HTTP, NOW, card=calling_card("https://ada.example/"))
            == Alive()
        )
        [visit] = server.visits
    assert visit.header("User-Agent") == "Mozilla/5.0 (compatible; Repost; +https://ada.example/)"


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_a_page_that_is_not_there_is_gone(status: str) -> None:
    assert verdict(reply(page(), status=status)) == Missing(f"its page answers with status {status[:3]}")


@pytest.mark.parametrize(
    "status",
    ["500 Oops", "502 Bad Gateway", "503 Later", "429 Slower", "403 Forbidden", "401 Who?", "418 Tea"],
)
def test_other_answers_leave_it_unsure(status: str) -> None:
    found = verdict(reply(status=status))
    assert isinstance(found, Unsure)
    assert status[:3] in found.why


def test_a_redirect_is_followed() -> None:
    moved = answering(reply(status="301 Moved Permanently", Location="/new/"), reply(page()))
    assert verdict(moved) == Alive()


@pytest.mark.parametrize("home", ["/", "", "/index.html", "/?utm_source=gone"])
def test_an_article_that_leads_to_the_home_page_is_gone(home: str) -> None:
    def answer(visit: Visit) -> None:
        there = reply(status="302 Found", Location=f"http://127.0.0.1:{port}{home}")
        visit.send(there if "title" in visit.path else reply(page()))

    with serving(answer) as server:
        port = server.port
        found = still_there(article(f"{server.url}/a-title/"), HTTP, NOW)
    assert found == Missing("its address now leads to the home page")


@pytest.mark.parametrize(
    "login", ["/wp-login.php?redirect_to=a", "/login", "/account/sign-in/", "/users/sign_in", "/session/new"]
)
def test_an_article_that_leads_to_a_login_is_missing(login: str) -> None:
    moved = answering(reply(status="302 Found", Location=login), reply(page()))
    assert verdict(moved) == Missing("its address now leads to a login page")
    assert verdict(reply(page()), "/a/login") == Alive()


@pytest.mark.parametrize("address", ["/404", "/404.html", "/page-not-found/"])
def test_an_article_that_leads_to_a_page_for_what_is_not_there_is_missing(address: str) -> None:
    moved = answering(reply(status="302 Found", Location=address), reply(page()))
    assert verdict(moved) == Missing("its address now leads to a page that says it isn't there")
    assert verdict(reply(page()), address) == Alive(), "it may be about just that"


def test_an_empty_page_is_not_for_sharing() -> None:
    assert verdict(reply(b" \n")) == Missing("its page is empty")


@pytest.mark.parametrize(
    ("status", "wait", "minutes"),
    [
        ("403 Forbidden", "", 10),
        ("429 Slow", "7200", 120),
        ("503 Later", "5", 10),
        ("500 Oops", "7200", None),
    ],
)
def test_a_refusal_says_until_when_the_server_is_left_alone(
    status: str, wait: str, minutes: int | None
) -> None:
    found = verdict(reply(status=status, Retry_After=wait))
    assert isinstance(found, Unsure)
    assert found.not_before == (NOW + timedelta(minutes=minutes) if minutes else None)


def test_a_redirect_in_a_circle_leaves_it_unsure() -> None:
    assert isinstance(verdict(reply(status="302 Found", Location="/2026/09/a-title/")), Unsure)


def test_a_redirect_into_a_private_network_leaves_it_unsure_and_is_not_followed() -> None:
    found = verdict(reply(status="302 Found", Location="http://169.254.169.254/latest/meta-data/"))
    assert isinstance(found, Unsure)
    assert "not on the public internet" in found.why


def test_a_server_that_is_down_or_silent_leaves_it_unsure() -> None:
    with refusing() as url:
        assert isinstance(still_there(article(f"{url}/a/"), HTTP, NOW), Unsure)
    with serving(Visit.keep_silent) as server:
        http = Http(allow_loopback=True, monotonic=Clock(step=3))
        assert isinstance(still_there(article(f"{server.url}/a/"), http, NOW), Unsure)


def test_a_link_that_is_none_is_gone_and_one_of_another_scheme_is_never_followed() -> None:
    assert still_there(article(""), HTTP, NOW) == Missing("it has no link")
    assert isinstance(still_there(article("file:///etc/passwd"), HTTP, NOW), Unsure)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noindex">',
        "<META NAME='Robots' CONTENT='NOINDEX, follow'>",
        '<meta content="nofollow,noindex" name="robots" />',
        "<meta name=robots content=none>",
    ],
)
def test_a_page_that_asks_not_to_be_indexed_is_not_for_sharing(head: str) -> None:
    assert verdict(reply(page(head))) == Missing("its page asks not to be indexed")


def test_a_header_may_ask_not_to_be_indexed_too() -> None:
    asked = reply(page(), X_Robots_Tag="noindex, nofollow")
    assert verdict(asked) == Missing("its page asks not to be indexed")
    assert verdict(reply(page(), X_Robots_Tag="googlebot: noindex")) == Missing(
        "its page asks not to be indexed"
    )


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="max-image-preview:large">',
        '<meta name="robots" content="index, max-image-preview:none">',
        '<meta name="robots" content="max-image-preview: none, follow">',
        '<!-- <meta name="robots" content="noindex"> -->',
        '<script>document.write(\'<meta name="robots" content="noindex">\')</script>',
        '<meta name="description" content="noindex">',
        '<link rel="canonical" href="/another/">',
        '<link rel="canonical" href="http://www.127.0.0.1/a/">',
        '<link rel="canonical" href="http://m.127.0.0.1/a/">',
        '<link rel="canonical" href="javascript:void(0)">',
        '<link rel="canonical" href="">',
        '<link rel="canonical" href="http://[oops/">',
    ],
)
def test_what_only_looks_like_a_refusal_is_none(head: str) -> None:
    assert verdict(reply(page(head))) == Alive()


@pytest.mark.parametrize(
    "answer",
    [
        reply(page('<link rel="canonical" href="https://medium.example/a/">')),
        reply(page('<link href=" https://medium.example/a/ " rel="canonical alternate">')),
        reply(page(), Link='<https://medium.example/a/>; rel="canonical"'),
    ],
)
def test_a_page_that_is_only_a_copy_is_not_for_sharing(answer: bytes) -> None:
    found = verdict(answer)
    assert found == Missing("its page gives another canonical address (https://medium.example/a/)")


@pytest.mark.parametrize(
    "title",
    [
        *("Page not found", "404", "404 Not Found", "Error 404 (Not Found)!!1", "Page not found &#8211; Ada"),
        *("Ada | Seite nicht gefunden", "404: This page could not be found", "Page introuvable - Le fournil"),
        *("Página no encontrada", "ページが見つかりません | Ada", "Страница не найдена", "Sayfa bulunamadı"),
        *("Just a moment...", "Making sure you&#39;re not a bot!", "Attention Required! | Cloudflare"),
        *("Log In &#8249; Ada &#8212; WordPress", "Account Suspended", "Ada: under construction"),
    ],
)
def test_a_page_that_answers_well_and_says_it_is_not_the_article_is_missing(title: str) -> None:
    found = verdict(reply(page(f"<title>{title}</title>")))
    assert isinstance(found, Missing)
    assert found.why.startswith("its page calls itself “")
    assert verdict(reply(page(f"<title>{title} - A title</title>"))) == Alive(), "it has the article's title"


@pytest.mark.parametrize(
    "title",
    [
        *("Another headline", "How to mend “Page not found”", "404 Media", "Not found in translation", ""),
        *("The error of my ways", "Login pages that people like | Ada", "Just a moment with Ada"),
    ],
)
def test_a_page_under_another_title_is_still_the_article(title: str) -> None:
    assert verdict(reply(page(f"<title>{title}</title>"))) == Alive()


def test_a_page_behind_a_password_is_gone() -> None:
    form = '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post"></form>'
    assert verdict(reply(page(body=form))) == Missing("its page asks for a password")


def test_a_page_without_end_is_alive_and_not_read_to_its_end() -> None:
    def endless(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        visit.send_for_ever(b"<p>" * 10_000)

    assert verdict(endless) == Alive()


@pytest.mark.parametrize(
    "piece", ["<!--", "<script ", "<script>", "<meta ", '<meta name="', "<link rel=canonical "]
)
def test_markup_without_end_costs_no_time(piece: str) -> None:
    with costing_less_than(2):
        assert verdict(reply(piece.encode() * 100_000)) == Alive()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta property="og:image" content="/a.jpg"><meta property="og:image:alt" content="A &amp; b ">',
            ("", "/a.jpg", "A & b"),
        ),
        ("<link rel='shortlink' href='/?p=7'>", ("/?p=7", "", "")),
        (
            '<meta name="og:image" content="/a.png"><meta property="og:image" content="/b.png">',
            ("", "/a.png", ""),
        ),
        (
            (
                '<meta property="og:image" content="/a.png"><meta property="og:image:width" content="9">'
                '<meta property="og:image:secure_url" content="/s.png">'
            ),
            ("", "/s.png", ""),
        ),
        (
            '<meta name="twitter:image" content="/t.png"><meta name="twitter:image:alt" content="A cat">',
            ("", "/t.png", "A cat"),
        ),
        (
            '<meta name="twitter:image" content="/t.png"><meta property="og:image" content="/a.png">',
            ("", "/a.png", ""),
        ),
        ('<meta property="og:image:alt" content="Of nothing">', ("", "", "")),
        ('<meta property="og:image" content="https://s0.wp.com/i/blank.jpg">', ("", "", "")),
        ('<meta property="og:image" content="data:image/png;base64,AAAA">', ("", "", "")),
        ('<meta property="og:image" content="javascript:alert(1)">', ("", "", "")),
        ('<!-- <meta property="og:image" content="/a.png"> -->', ("", "", "")),
        ('<meta property="og:image" content="">', ("", "", "")),
    ],
)
def test_a_page_tells_its_short_address_and_its_picture_by_the_way(
    head: str, expected: tuple[str, str, str]
) -> None:
    with serving(answering(reply(page(head), Content_Type="text/html; charset=utf-8"))) as server:
        found = still_there(article(f"{server.url}/2026/09/a-title/"), HTTP, NOW)
        assert len(server.visits) == 1
    assert isinstance(found, Alive)
    whole = [f"{server.url}{part}" if part.startswith("/") else part for part in expected]
    assert (found.shortlink, found.image, found.image_alt) == tuple(whole)


def test_a_short_address_in_the_headers_counts_too() -> None:
    there = '<https://b.example/?p=7>; rel=shortlink, <https://b.example/wp-json/>; rel="https://api.w.org/"'
    assert verdict(reply(page(), Link=there)) == Alive(shortlink="https://b.example/?p=7")


def test_what_a_page_says_is_read_in_its_own_encoding() -> None:
    picture = "https://b.example/a.png"
    head = f'<meta property="og:image" content="{picture}"><meta property="og:image:alt" content="Été">'
    answer = reply(page(head).decode().encode("latin-1"), Content_Type="text/html; charset=iso-8859-1")
    assert verdict(answer) == Alive(image=picture, image_alt="Été")
