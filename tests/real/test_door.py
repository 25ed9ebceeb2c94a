"""The door in a real browser: a member joins on a phone and on a desktop, with scripts and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from local.real.browser import Browser
from tests.house import House
from tests.real.looks import looked_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from local.real.mastodon import RealMastodon

pytestmark = pytest.mark.real

_YES: Final = 'button[value="ada"]'


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def house(fleet_stack: LocalStack) -> Iterator[House]:
    with House(fleet_stack) as house:
        yield house


@pytest.mark.parametrize(
    ("width", "dark", "scripts", "language"),
    [
        (320, True, False, "fr"),
        (390, False, False, "en"),
        (1280, False, True, "en"),
        (1280, True, True, "fr"),
    ],
    ids=["small phone", "phone", "desktop", "desktop at night"],
)
def test_a_member_joins(
    house: House,
    browser: Browser,
    width: int,
    dark: bool,  # noqa: FBT001 - a parameter
    scripts: bool,  # noqa: FBT001
    language: str,
) -> None:
    house.rewrite("eve", language=language)
    link = house.link()
    if not scripts:
        browser.without_scripts()
    browser.open(link, width=width, dark=dark)
    assert browser.address == f"{house.url.url}/", "the token has left the address"
    seen = [looked_at(browser, width)]
    browser.press("form button")
    seen.append(looked_at(browser, width))
    browser.type("#server", "social.example")
    browser.press("form button")
    seen.append(looked_at(browser, width))
    browser.press("a.main")
    assert browser.address.startswith(house.mastodon.url)
    browser.press(_YES)
    assert browser.address == f"{house.url.url}/", "the code has left the address"
    seen.append(looked_at(browser, width))
    browser.press("form button")
    seen.append(looked_at(browser, width))
    assert (
        seen
        == {
            "en": [
                "Share our articles",
                "Choose a network",
                "Say yes at Mastodon",
                "Is this you?",
                "You take part",
            ],
            "fr": [
                "Partager nos articles",
                "Choisissez un réseau",
                "Donnez votre accord sur Mastodon",
                "Est-ce bien vous ?",
                "Vous participez",
            ],
        }[language]
    )
    assert house.row().state == "active"
    assert house.secret()


def test_a_no_is_told_on_a_page_that_can_be_read(house: House, browser: Browser) -> None:
    browser.open(house.link(), width=390)
    browser.press("form button")
    browser.press("form button")
    browser.press("a.main")
    browser.press('button[name="deny"]')
    assert looked_at(browser, 390) == "Choose a network"
    assert 'role="alert">You said no there' in browser.source


def test_a_page_within_a_frame_of_somebody_else_is_not_shown(house: House, browser: Browser) -> None:
    house.blog.files["/frame/"] = f'<iframe src="{house.link()}"></iframe>'.encode()
    browser.open(f"{house.blog.url}/frame/", width=390)
    told = " ".join(browser.complaints())
    assert re.search("frame-ancestors|X-Frame-Options", told), told


def test_a_member_joins_with_an_independent_server(
    house: House, browser: Browser, mastodon_server: RealMastodon
) -> None:
    house.endpoints["mastodon"] = mastodon_server.url
    browser.open(house.link(), width=390)
    browser.press("form button")
    browser.type("#server", "social.example")
    browser.press("form button")
    browser.press("a.main")
    assert browser.address.startswith(mastodon_server.url)
    browser.press("form [type=submit]")
    assert looked_at(browser, 390) == "Is this you?", browser.source
    browser.press("form button")
    assert looked_at(browser, 390) == "You take part"
    assert house.row().handle.startswith("@blog")
    assert house.secret()
