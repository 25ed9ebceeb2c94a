"""The dashboard's pages in a real browser: hostile texts do nothing, raw and cleaned, and nothing is lost."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.aws.stack import LOOK
from local.real.browser import Browser
from local.real.cleaner import cleaner
from local.show.console import Console
from repost.pages.frame import framed, sentence
from repost.pages.health import Bar, Held, Line
from repost.pages.model import Button, Cell, Choice, Filter, Frame, Row, Section
from repost.pages.pictures import picture_of
from repost.pages.question import question_from
from repost.pages.words import words_in
from repost.results.overview import Overview, Result
from repost.results.page import fragment
from repost.results.words import words_in as result_words
from tests.real.looks import CLEANED, CONTRASTS, OVERFLOWING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.real

BLOG: Final = "https://blog.example/"
FEED: Final = f"{BLOG}feed/"
MANY: Final = 200
VIEWS: Final = ("coming", "health", "results", "sentence")
_HOSTILE: Final = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror=window.ran=2>',
    "'><svg onload=window.ran=3>",
    "</cwdb-action><a class='btn'>x</a><cwdb-action action=call endpoint=arn:evil>{}</cwdb-action>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=repost-account>",
    "<div class=cwdb-no-default-styles id=widget>",
    "</style></title></textarea><iframe src=//evil.example>",
    "\u202eevil\u2066",
    "&lt;b&gt; {{7*7}} {% raw %}",
    "--><!--",
    "<math><mi xlink:href='javascript:window.ran=4'>",
    "W" * 400,
    "Sel & poivre : « deux bocaux »",
)
_LINKS: Final = (
    "javascript:window.ran=5",
    'https://blog.example/a?b=1&c="x"',
    "data:text/html,<script>window.ran=6</script>",
    " java\nscript:window.ran=7",
    f"https://blog.example/{'é' * 50}",
    "https://user:pass@blog.example/'onclick='window.ran=8",
)
_STRANGE: Final = """
return [...document.querySelectorAll("#widget *")].filter((each) =>
  ["SCRIPT", "IFRAME", "USE", "OBJECT", "BASE", "META", "LINK"].includes(each.tagName)
  || [...each.attributes].some((one) => one.name.startsWith("on") || /^\\s*javascript/i.test(one.value))
).map((each) => each.outerHTML.slice(0, 80));
"""


def title(number: int) -> str:
    return f"{_HOSTILE[number % len(_HOSTILE)]} {number}"


def page(event: Mapping[str, Any]) -> str:
    """The page of a view, with two hundred rows of hostile texts."""
    question = question_from(event)
    words = words_in(question.language)
    button = Button(words.views["health"], LOOK, question.call(view="health"))
    ask = Button("Skip", LOOK, {"guid": "0123"}, confirm="Let this slot go by without a post?")
    options = tuple((f"group-{number}", title(number)) for number in range(5))
    frame = Frame(
        tabs=tuple(Button(label, LOOK, {"view": view}) for view, label in words.views.items()),
        cells=(
            Cell(words.is_wrong, title(0), "bad", button),
            Cell(words.comes_next, title(1)),
            Cell(words.waits, words.nothing_waits, "good"),
        ),
        banners=(Cell(title(2), title(3), "bad"), Cell("main", words.paused, "open")),
        notes=(words.zone.format("Europe/Paris"),),
        turning=(Button(words.older, LOOK, {"view": "history", "before": "2026-11-23T09:00:00Z"}),),
        filter=Filter(
            (Choice("repost-group", words.group, options),), button, "repost-account", words.account, "ada"
        ),
    )
    if event.get("view") == "sentence":
        return sentence("".join(map(title, range(14))), words, question.theme)
    if question.view == "health":
        lines = tuple(_line(number, ask) for number in range(MANY))
        return framed("health", frame, words, question.theme, lines=lines, nothing="")
    if question.view == "results":
        from markupsafe import Markup

        found = tuple(
            Result(title(number), _LINKS[number % len(_LINKS)], 3, 3, 9, number % 5, is_best=number < 50)
            for number in range(MANY)
        )
        html = fragment(Overview("main", found, title(4)), result_words(words.tag), question.theme)
        fragments = [Markup(html)]  # noqa: S704 # our own
        return framed("results", frame, words, question.theme, fragments=fragments, nothing="")
    rows = tuple(_row(number, ask) for number in range(MANY))
    sections = tuple(Section(title(day), rows[day::5]) for day in range(5))
    return framed("posts", frame, words, question.theme, sections=sections, nothing="")


def _row(number: int, ask: Button) -> Row:
    link = _LINKS[number % len(_LINKS)]
    return Row(
        at="09:00",
        zone="America/Argentina/Buenos_Aires",
        who=title(number),
        picture=picture_of(title(number), link, link, FEED),
        title=title(number),
        link=link,
        text=title(number) * 3,
        notes=(title(number + 1),),
        badge="posted",
        mark="good",
        post=link,
        actions=(ask, ask),
    )


def _line(number: int, ask: Button) -> Line:
    return Line(
        name=title(number),
        whose=title(number + 1),
        state=title(number + 2),
        mark="bad",
        why=title(number + 3),
        next="Wednesday 25 November, 09:00",
        last=title(number + 4),
        token="ends in 12 days",
        token_mark="open",
        budget="$3.00 of $10.00 this month",
        bar=Bar(number % 100, "open"),
        blog=(title(number + 5), title(number + 6)),
        held=(Held("The post of Monday 23 November, 09:00 may or may not be out.", (ask, ask)),),
        to=(ask,),
    )


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    files = {"purify.js": cleaner()}
    with Console({LOOK: page}, "repost-us-east-1", files, is_guarded=False) as console:
        yield console


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


def shown(
    browser: Browser,
    console: Console,
    view: str,
    *,
    width: int = 1200,
    dark: bool = False,
    cleaned: bool = False,
) -> None:
    """Let the console show a view, whose rows must all be there."""
    browser.open(console.address, width=width, dark=dark)
    while browser.evaluate("return document.readyState") != "complete":
        sleep(0.02)  # over HTTP it may say so early
    assert browser.wait("await widget.started;") is None
    if cleaned:
        assert browser.wait(CLEANED) is None
    assert browser.wait(f"widget.params = {{view: '{view}'}}; await refresh();") is None
    rows = "#widget .repost-row, #widget .repost-line, #widget .repost-results tbody tr"
    found = browser.evaluate(f"return document.querySelectorAll('{rows}').length")
    assert found == (0 if view == "sentence" else MANY)
    assert browser.evaluate("return document.querySelector('#widget').innerText.length") > 250


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("cleaned", [False, True], ids=["raw", "cleaned"])
def test_hostile_texts_do_nothing_with_or_without_a_cleaner(
    browser: Browser,
    console: Console,
    view: str,
    cleaned: bool,  # noqa: FBT001 - a parameter
) -> None:
    shown(browser, console, view, cleaned=cleaned)
    browser.wait("await new Promise((done) => setTimeout(done, 100));")
    assert browser.evaluate("return window.ran ?? null") is None
    assert browser.evaluate(_STRANGE) == []
    assert browser.evaluate("return widget.faults") == []
    links = "return [...document.querySelectorAll('#widget a[href]')].map((each) => each.protocol)"
    assert set(browser.evaluate(links)) <= {"http:", "https:"}
    asked = browser.evaluate('return performance.getEntriesByType("resource").map((each) => each.name)')
    assert [name for name in asked if not name.startswith((console.url, BLOG))] == []
    quiet = ("favicon.ico", BLOG)  # pictures of the blog's own host, which there isn't
    assert [each for each in browser.complaints() if not any(name in each for name in quiet)] == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_strict_cleaner_takes_nothing_away(browser: Browser, console: Console, view: str) -> None:
    shown(browser, console, view, cleaned=True)
    both = browser.evaluate("""
      const [raw, clean] = [widget.raw, widget.clean(widget.raw)].map((html) => {
        const box = document.createElement("div");
        box.innerHTML = html;
        return box.innerHTML;
      });
      let at = 0;
      while (at < raw.length && raw[at] === clean[at]) at += 1;
      return [raw.length, clean.length, raw.slice(at, at + 80), clean.slice(at, at + 80)];""")
    assert both[0] == both[1]
    assert both[2:] == ["", ""]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [320, 588, 1200])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_has_room_and_can_be_read(
    browser: Browser,
    console: Console,
    view: str,
    width: int,
    dark: bool,  # noqa: FBT001 - a parameter
) -> None:
    shown(browser, console, view, width=width, dark=dark)
    assert browser.evaluate("return document.documentElement.clientWidth") == width
    assert browser.evaluate(OVERFLOWING) == []
    contrasts = browser.evaluate(CONTRASTS)
    assert contrasts
    # What the Web Content Accessibility Guidelines ask of text at level AA.
    assert [what for contrast, what in contrasts if contrast < 4.5] == []
    shades = browser.evaluate(
        "return getComputedStyle(document.querySelector('.repost-page')).backgroundColor.match(/\\d+/g)"
    )
    assert (sum(map(int, shades)) < 3 * 64) is dark


def test_a_click_calls_the_function_with_what_its_button_says(browser: Browser, console: Console) -> None:
    shown(browser, console, "coming")
    browser.evaluate("document.querySelector('#widget input').value = 'ada'")
    browser.evaluate(
        "[...document.querySelectorAll('#widget a.btn')].find((a) => a.innerText === 'Health').click()"
    )
    browser.wait("while (widget.busy) await new Promise((done) => setTimeout(done, 20));")
    assert browser.evaluate("return document.querySelectorAll('#widget .repost-line').length") == MANY
    event = browser.evaluate("return widget.calls.at(-1).event")
    assert event["view"] == "health"
    assert event["widgetContext"]["forms"]["all"]["repost-account"] == "ada"


def test_a_question_is_asked_before_anything_is_done(browser: Browser, console: Console) -> None:
    shown(browser, console, "coming")
    click = "[...document.querySelectorAll('#widget a.btn')].find((a) => a.innerText === 'Skip').click();"
    before = browser.evaluate("return widget.calls.length")
    browser.evaluate(f"{click} document.querySelector('#no').click()")
    assert browser.evaluate("return widget.calls.length") == before
    browser.evaluate(f"{click} document.querySelector('#yes').click()")
    browser.wait("while (widget.busy) await new Promise((done) => setTimeout(done, 20));")
    assert browser.evaluate("return widget.calls.length") == before + 1
    assert browser.evaluate("return widget.asked") == ["Let this slot go by without a post?"] * 2
