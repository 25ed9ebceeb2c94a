"""The page of the local run in a real browser: whole in wide and narrow windows, by day and by night."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING, Final

import pytest

from local.aws.stack import LOOK
from local.base.picture import png
from local.networks.registry import STAND_INS
from local.real.browser import Browser
from local.show.console import Console
from repost.networks.image_header import image_header
from repost.results.overview import Overview, Result
from repost.results.page import page as results_page
from repost.results.words import FRENCH
from tests.processes import python
from tests.real.looks import CONTRASTS, OVERFLOWING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.real

_STILL: Final = "while (widget.busy) await new Promise((done) => setTimeout(done, 10));"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local")
    python("-m", "local", "--folder", str(folder)).check_returncode()
    return folder / "timeline.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.mark.parametrize("width", [320, 390, 768, 1200, 1920])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_has_room_and_can_be_read(browser: Browser, page: Path, width: int, dark: bool) -> None:  # noqa: FBT001 - a parameter
    browser.open(page, width=width, dark=dark)
    assert browser.evaluate("return document.documentElement.clientWidth") == width
    assert browser.evaluate(OVERFLOWING) == []
    # What the Web Content Accessibility Guidelines ask of text at level AA.
    assert [what for contrast, what in browser.evaluate(CONTRASTS) if contrast < 4.5] == []
    shades = browser.evaluate("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")
    assert (sum(map(int, shades)) < 3 * 64) is dark
    assert browser.complaints() == []


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_a_tab_of_the_pages_in_their_theme(
    browser: Browser, page: Path, width: int, *, dark: bool
) -> None:
    with Console({LOOK: lambda _: "<p>What comes</p>"}, "repost", {"timeline.html": page}) as console:
        browser.open(console.address, width=width, dark=not dark)
        while browser.evaluate("return document.readyState") != "complete":
            sleep(0.02)  # over HTTP it may say so early
        assert browser.wait("await widget.started; part('post').click(); part('theme').click();") is None
        assert browser.wait(_STILL) is None
        current = "return document.querySelector('[aria-current]').textContent"
        assert browser.evaluate(current) == "The last post"
        assert browser.evaluate("return document.querySelectorAll('#widget article').length") == len(
            STAND_INS
        )
        assert browser.evaluate(OVERFLOWING) == []
        assert [what for contrast, what in browser.evaluate(CONTRASTS) if contrast < 4.5] == []
        shade = (
            "return getComputedStyle(document.querySelector('.repost-local')).backgroundColor.match(/\\d+/g)"
        )
        assert (sum(map(int, browser.evaluate(shade))) < 3 * 64) is dark
        browser.evaluate("part('pages').click()")
        assert browser.wait(_STILL) is None
        assert browser.evaluate("return part('widget').innerText") == "What comes"
        assert [each for each in browser.complaints() if "favicon" not in each] == []


@pytest.mark.parametrize("width", [320, 768, 1200])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_of_results_has_room_and_can_be_read(
    browser: Browser,
    tmp_path: Path,
    width: int,
    dark: bool,  # noqa: FBT001 - a parameter
) -> None:
    results = (
        Result("The coast path in autumn", "https://a.example/x/", 4, 4, 31, 2.4, is_best=True),
        Result("W" * 120, "https://a.example/y/", 2, 2, 4, 1.0),
        Result(
            "<script>document.title = 'ran'</script>", "javascript:alert(1)", 1, 1, 3, 1.2, says_little=True
        ),
    )
    file = tmp_path / "results.html"
    file.write_text(results_page(Overview("main", results, "Threads says no."), FRENCH), "utf-8")
    browser.open(file, width=width, dark=dark)
    assert browser.evaluate(OVERFLOWING) == []
    assert [what for contrast, what in browser.evaluate(CONTRASTS) if contrast < 4.5] == []
    assert browser.evaluate("return document.title") == "Résultats de main · Repost"
    assert browser.complaints() == []


@pytest.mark.parametrize(
    ("width", "shown"), [(320, 3), (390, 3), (768, len(STAND_INS)), (1200, len(STAND_INS))]
)
def test_a_phone_shows_three_networks_and_the_rest_once_they_are_asked_for(
    browser: Browser, page: Path, width: int, shown: int
) -> None:
    browser.open(page, width=width)
    count = """
      const isSeen = (each) => each.checkVisibility() && each.getBoundingClientRect().height;
      return [...document.querySelectorAll("article")].filter(isSeen).length;"""
    assert browser.evaluate(count) == shown
    has_summary = 'return document.querySelector("summary").checkVisibility()'
    assert browser.evaluate(has_summary) is (shown == 3)
    browser.evaluate('document.querySelector("details").open = true')
    assert browser.evaluate(count) == len(STAND_INS)
    assert browser.evaluate(OVERFLOWING) == []


def test_every_network_shows_its_post_and_the_picture(browser: Browser, page: Path) -> None:
    browser.open(page, width=1280)
    shown = browser.evaluate("""
      return [...document.querySelectorAll("article")].map((each) => [
        each.id,
        each.querySelector(".text").innerText.length > 0,
        each.querySelector(".card img").naturalWidth,
        each.getBoundingClientRect().height > 200,
      ])""")
    header = image_header(png("size"))
    assert header is not None
    assert shown == [[name, True, header.width, True] for name in STAND_INS]


def test_nothing_is_asked_of_anybody(browser: Browser, page: Path) -> None:
    browser.open(page, width=1280)
    asked = browser.evaluate('return performance.getEntriesByType("resource").map((each) => each.name)')
    assert [name for name in asked if not name.startswith("data:")] == []


def test_it_can_be_looked_at(browser: Browser, page: Path) -> None:
    browser.open(page, width=1280)
    header = image_header(browser.picture())
    assert header is not None
    assert (header.kind, header.width) == ("image/png", 1280)
