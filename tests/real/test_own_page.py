"""A member's own page in a real browser: words, a skipped post, a break and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.real.browser import Browser
from repost.door.own_words import own_words
from tests.e2e.test_own_page import Home
from tests.real.looks import looked_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

pytestmark = pytest.mark.real


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def home(fleet_stack: LocalStack) -> Iterator[Home]:
    with Home(fleet_stack) as home:
        home.put_group('[brand]\nnever_say = ["guarantee*", "garanti*"]\n[results]\nread = true')
        home.turn()
        yield home


@pytest.mark.parametrize(
    ("width", "dark", "scripts", "language"),
    [(320, True, False, "fr"), (390, False, False, "en"), (1280, True, True, "en")],
    ids=["small phone", "phone", "desktop at night"],
)
def test_a_member_decides(
    home: Home,
    browser: Browser,
    width: int,
    dark: bool,  # noqa: FBT001 - a parameter
    scripts: bool,  # noqa: FBT001
    language: str,
) -> None:
    home.rewrite("ada", language=language)
    words = own_words(language)
    if not scripts:
        browser.without_scripts()
    browser.open(home.link("ada"), width=width, dark=dark)
    assert browser.address == f"{home.url.url}/me", "the token has left the address"
    assert looked_at(browser, width) == words.title
    browser.type("#voice-1", "{title}, garanti, guaranteed")
    browser.press('form[action="/me/voice"] button')
    _told(browser, words.notices["wrong"])
    assert looked_at(browser, width) == words.title
    assert browser.evaluate("return document.querySelector('[aria-invalid=true]').id") == "voice-1"
    assert home.row("ada").voice == ()
    browser.type("#voice-1", "{title} !")
    browser.press('form[action="/me/voice"] button')
    _told(browser, words.notices["said"])
    assert home.row("ada").voice == ("{title} !",)
    browser.press('form[action="/me/skip"] button')
    _told(browser, words.notices["skipped"])
    browser.press('form[action="/me/pause"] button')
    _told(browser, words.notices["paused"])
    assert (looked_at(browser, width), home.row("ada").state) == (words.title, "paused")
    browser.press('form[action="/me/resume"] button')
    _told(browser, words.notices["resumed"])
    assert home.row("ada").state == "active"
    browser.press('a[href="/me/leave"]')
    assert looked_at(browser, width) == words.leave
    browser.press('a[href="/me"]')
    assert home.row("ada").state == "active"
    browser.press('a[href="/me/leave"]')
    browser.press('form[action="/me/leave"] button')
    assert words.left in str(browser.evaluate("return document.body.textContent"))
    assert looked_at(browser, width)
    home.turn()
    assert (home.row("ada").state, home.has_secret("ada")) == ("left", False)


def _told(browser: Browser, notice: str) -> None:
    assert browser.evaluate("return document.querySelector('p.notice').textContent") == notice
