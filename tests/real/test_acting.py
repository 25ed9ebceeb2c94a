"""Acting on the dashboard in a real browser: what is decided reaches the table, and does so once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING, Any, Final, Self

import pytest

from local.aws.stack import ACT
from local.real.browser import Browser
from local.real.cleaner import cleaner
from local.show.console import Console
from repost.base import instants
from repost.history.reviews import Reviews
from repost.pages.typed import fields_of
from tests.real.looks import CLEANED, CONTRASTS, OVERFLOWING
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.history.records import SlotRecord

pytestmark = pytest.mark.real

FIELDS: Final = fields_of("main", instants.written(NOW))
_BUTTONS: Final = "[...document.querySelectorAll('#widget a.btn')]"
_STILL: Final = "while (widget.busy) await new Promise((done) => setTimeout(done, 20));"
TITLE: Final = "</textarea><script>window.ran=1</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@dataclass
class Desk:
    """A reviewer's browser, in front of the dashboard of a world."""

    browser: Browser
    console: Console
    world: World

    def open(self, view: str = "review", **more: Any) -> Self:
        """Load a widget, cleaned as strictly as can be."""
        self.browser.open(self.console.address, width=more.pop("width", 1200), dark=more.pop("dark", False))
        while self.browser.evaluate("return document.readyState") != "complete":
            sleep(0.02)  # over HTTP it may say so early
        assert self.browser.wait("await widget.started;") is None
        assert self.browser.wait(CLEANED) is None
        wanted = json.dumps({"view": view} | more)
        assert self.browser.wait(f"widget.params = {wanted}; await refresh();") is None
        return self

    def type(self, field: str, text: str) -> None:
        self.browser.evaluate(f"document.querySelector('[name={field}]').value = {json.dumps(text)}")

    def typed(self, field: str) -> str:
        return str(self.browser.evaluate(f"return document.querySelector('[name={field}]').value"))

    def click(self, label: str, times: int = 1) -> str:
        """Click on the first button with this label and say yes; what the widget says then."""
        button = f"{_BUTTONS}.find((a) => a.innerText === {json.dumps(label)})"
        once = "button.click(); document.querySelector('#yes').click();"
        self.browser.evaluate(f"const button = {button}; {once * times}")
        assert self.browser.wait(_STILL) is None
        return self.text

    def call(self, event: dict[str, Any], dashboard: str = "", endpoint: str = ACT) -> str:
        """Let a widget call a function with an event as soon as it is loaded."""
        load = (
            f"widget.endpoint = {json.dumps(endpoint)}; widget.params = {json.dumps(event)};"
            f"widget.dashboard = {json.dumps(dashboard)} || widget.dashboard; await refresh();"
        )
        assert self.browser.wait(load) is None
        return self.text

    @property
    def text(self) -> str:
        return str(self.browser.evaluate("return document.querySelector('#widget').innerText"))

    @property
    def last_event(self) -> dict[str, Any]:
        """What the last click has sent, without what the console adds."""
        event: dict[str, Any] = self.browser.evaluate("return widget.calls.at(-1).event")
        return {name: value for name, value in event.items() if name != "widgetContext"}

    @property
    def post(self) -> SlotRecord:
        record = Reviews(self.world.stack.table).record("main", NOW)
        assert record
        return record


@pytest.fixture
def desk(stack: LocalStack, browser: Browser) -> Iterator[Desk]:
    """A reviewer, and a post of a hostile blog that waits."""
    entries = (Entry(name, 40, title=f"{name} {TITLE}") for name in ("a", "b", "c"))
    with World(stack, *entries) as world:
        world.account(settings='[review]\nhold = "always"')
        assert world.tick_main()["state"] == "held"
        dashboard = stack.dashboard(lambda: world.now, world.endpoints)
        files = {"purify.js": cleaner()}
        with Console(dashboard.functions, dashboard.name, files, is_guarded=False) as console:
            yield Desk(browser, console, world).open()


def went_out(desk: Desk) -> list[str]:
    desk.world.later(minutes=15).tick()
    return [post.text for post in desk.world.posts]


def test_what_is_approved_however_often_somebody_clicks_is_posted_once(desk: Desk) -> None:
    assert "Somebody on the dashboard approved it" in desk.click("Approve", times=3)
    assert desk.browser.evaluate("return widget.calls.filter((each) => each.event.act).length") == 3
    assert (desk.post.state, desk.post.claim.attempt) == ("approved", 1)
    assert len(went_out(desk)) == 1


def test_what_is_declined_however_often_somebody_clicks_counts_once_and_is_not_posted(desk: Desk) -> None:
    desk.type(FIELDS.reason, "tone")
    desk.type(FIELDS.note, "Say it <b>kindly</b>.")
    assert "Say it <b>kindly</b>" in desk.click("Decline", times=3)
    assert desk.post.state == "declined"
    state = desk.world.stack.outside(lambda: NOW, lambda: 9.0, {}).states.of(["main"])["main"]
    assert state.declined_ever == 1
    assert went_out(desk) == []


def test_other_words_are_posted_once_and_what_was_typed_survives_a_wrong_button(desk: Desk) -> None:
    words = f"{desk.typed(FIELDS.text)} Better."
    desk.type(FIELDS.text, words)
    desk.type(FIELDS.note, "kept")
    assert "You changed the text" in desk.click("Approve")
    assert (desk.typed(FIELDS.text), desk.typed(FIELDS.note)) == (words, "kept")
    assert desk.post.state == "held"
    assert "Somebody on the dashboard edited it" in desk.click("Approve my words", times=3)
    assert (desk.post.state, desk.post.claim.attempt) == ("edited", 2)
    [text] = went_out(desk)
    assert text.endswith("Better.")


def test_who_says_no_to_the_question_decides_nothing(desk: Desk) -> None:
    button = f"{_BUTTONS}.find((a) => a.innerText === 'Approve')"
    desk.browser.evaluate(f"{button}.click(); document.querySelector('#no').click()")
    assert desk.browser.evaluate("return widget.calls.filter((each) => each.event.act).length") == 0
    assert desk.browser.evaluate("return widget.asked") == ["Let this post go out as it is?"]
    assert desk.post.state == "held"


def test_a_dashboard_that_loads_a_decision_or_is_somebody_elses_makes_nobody_decide(desk: Desk) -> None:
    desk.click("Decline")  # without a reason: nothing is decided
    event = desk.last_event
    for act in ("decline", "approve"):
        assert "A dashboard can’t load an action" in desk.call(event | {"act": act})
    desk.open()
    desk.browser.evaluate("widget.dashboard = 'somebody-elses'")
    assert "Buttons only work on the dashboard" in desk.click("Approve")
    assert desk.post.state == "held"


def test_a_forged_or_old_button_decides_nothing(desk: Desk) -> None:
    forged = """html.replaceAll('"act": "decline"', '"act": "approve"')"""
    desk.browser.evaluate(f"widget.clean = ((clean) => (html) => clean({forged}))(widget.clean);")
    assert desk.browser.wait("await refresh();") is None
    assert "This button isn’t one of Repost’s." in desk.click("Decline")
    desk.open()
    desk.world.later(hours=2)
    assert "more than an hour old" in desk.click("Approve")
    assert desk.post.state == "held"
    assert "Somebody on the dashboard approved it" in desk.click("Approve")


def test_on_this_machine_a_button_leads_to_what_waits_and_back(desk: Desk) -> None:
    desk.browser.evaluate("widget.params = {}; document.querySelector('#review').click()")
    assert desk.browser.wait(_STILL) is None
    assert "Approve my words" in desk.text
    desk.browser.evaluate("document.querySelector('#pages').click()")
    assert desk.browser.wait(_STILL) is None
    assert "What comes next?" in desk.text


def test_a_decision_is_taken_back_and_a_slot_skipped_and_filled_after_all(desk: Desk) -> None:
    desk.click("Approve")
    assert "It waits for a review until" in desk.click("Take it back")
    assert desk.post.state == "held"
    desk.open("coming")
    assert "will be skipped" in desk.click("Skip", times=2)
    assert "The next slot will not be skipped." in desk.click("Don’t skip")


@pytest.mark.parametrize("width", [320, 588, 1200])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_of_what_waits_has_room_and_can_be_read(
    desk: Desk,
    width: int,
    dark: bool,  # noqa: FBT001 - a parameter
) -> None:
    desk.open(width=width, dark=dark)
    desk.click("Decline")
    assert desk.browser.evaluate("return document.querySelectorAll('#widget textarea').length") == 2
    assert desk.browser.evaluate(OVERFLOWING) == []
    assert [what for contrast, what in desk.browser.evaluate(CONTRASTS) if contrast < 4.5] == []
    assert desk.browser.evaluate("return window.ran ?? null") is None
    assert desk.browser.evaluate("return widget.faults") == []
