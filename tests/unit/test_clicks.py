"""Clicks on buttons: only what a page has shown, lately, and what somebody clicked on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.secret import Secret
from repost.events.reviews import Reason
from repost.pages.acts import Action, Refusal, Slip, act_words
from repost.pages.buttons import Target, hour_of, signed
from repost.pages.clicks import MOST_TYPED, ClickRefused, is_click, read_click
from repost.pages.words import ENGLISH, FRENCH, Words
from repost.review.policy import reasons_in

NOW: Final = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
KEY: Final = Secret("k" * 43)
DASHBOARD: Final = "repost-eu-west-3"
TARGET: Final = Target("main", "a" * 32, NOW.replace(minute=0), 3)
anything: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def token(action: Action = "skip", target: Target = TARGET, *, at: datetime = NOW, key: Secret = KEY) -> str:
    return signed(key, action, target, hour_of(at))


def clicked(event: dict[str, Any] | None = None, **context: Any) -> dict[str, Any]:
    """An event as the console sends it when somebody clicks on "skip"."""
    own = {"dashboardName": DASHBOARD, "params": {"view": "coming"}, "forms": {"all": {}}, **context}
    return {"view": "coming", "act": "skip", "token": token(), **(event or {}), "widgetContext": own}


def refusal(event: dict[str, Any], now: datetime = NOW) -> Refusal:
    with pytest.raises(ClickRefused) as refused:
        read_click(event, KEY, now, DASHBOARD)
    return refused.value.why


def test_a_click_says_what_its_token_says_and_what_was_typed() -> None:
    click = read_click(clicked(forms={"all": {"reason": "a <b>", "on": True}}), KEY, NOW, DASHBOARD)
    assert (click.action, click.target, click.typed) == ("skip", TARGET, {"reason": "a <b>"})


def test_what_is_typed_is_bounded() -> None:
    click = read_click(clicked(forms={"all": {"text": "x" * 100_000}}), KEY, NOW, DASHBOARD)
    assert len(click.typed["text"]) == MOST_TYPED


@pytest.mark.parametrize("params", [{"act": "skip", "token": token()}, {"act": "skip"}, {"token": ""}])
def test_an_action_that_a_dashboard_loads_is_refused_even_with_a_valid_token(params: Any) -> None:
    assert refusal(clicked(params=params)) == "loaded"
    assert refusal({**params, "widgetContext": {"dashboardName": DASHBOARD, "params": params}}) == "loaded"


@pytest.mark.parametrize("context", [None, {}, [], "", "widget"])
def test_without_the_consoles_context_nobody_clicked(context: object) -> None:
    assert refusal(clicked() | {"widgetContext": context}) == "loaded"
    without = clicked()
    del without["widgetContext"]
    assert refusal(without) == "loaded"


@pytest.mark.parametrize("name", ["somebody-elses", "", None, DASHBOARD.upper()])
def test_a_button_on_another_dashboard_does_nothing(name: object) -> None:
    assert refusal(clicked(dashboardName=name)) == "elsewhere"


@pytest.mark.parametrize(
    "event",
    [
        {"token": token("block")},
        {"act": "unskip"},
        {"act": "post_now"},
        {"act": None},
        {"act": ["skip"]},
        {"token": None},
        {"token": ""},
        {"token": token(key=Secret("j" * 43))},
        {"token": token()[:-6]},
        {"token": token("skip", Target("other"))[:40] + token()[40:]},
    ],
)
def test_a_token_that_is_forged_or_of_another_action_or_thing_is_refused(event: dict[str, Any]) -> None:
    assert refusal(clicked(event)) == "forged"


def test_a_token_counts_for_the_hour_of_its_page_and_the_one_after() -> None:
    last = datetime(2026, 11, 23, 10, 59, 59, tzinfo=UTC)
    assert read_click(clicked(), KEY, last, DASHBOARD).target == TARGET
    assert refusal(clicked(), last + timedelta(seconds=1)) == "stale"


@given(
    event=st.dictionaries(st.sampled_from(["act", "token", "widgetContext", "view"]), anything),
    context=anything,
)
def test_no_event_that_nobody_signed_does_anything(event: dict[str, Any], context: object) -> None:
    assert refusal(event) in {"loaded", "forged", "elsewhere"}
    assert refusal({**event, "widgetContext": {"dashboardName": DASHBOARD, "forms": context}}) in {
        "loaded",
        "forged",
    }


@pytest.mark.parametrize("event", [None, 5, "act", ["act", "token"], True])
def test_what_is_no_event_of_the_console_is_no_click(event: object) -> None:
    assert not is_click(event)


def test_a_page_that_wants_nothing_done_is_no_click() -> None:
    assert is_click(clicked())
    assert is_click({"token": "anything"})
    assert not is_click({"view": "coming", "widgetContext": {}})


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
def test_every_action_asks_first_in_words_that_a_cleaner_leaves_alone(words: Words) -> None:
    says = act_words(words)
    buttons = says.buttons
    assert set(get_args(Refusal)) == says.refusals.keys()
    assert set(get_args(Slip)) == says.slips.keys()
    assert reasons_in(words.tag).keys() == set(get_args(Reason))
    assert set(get_args(Action)) == buttons.keys()
    for asked in buttons.values():
        assert asked.question.endswith(("?", "."))
        assert not [sign for sign in ("<", ">", "-->", ":", '"') if sign in asked.question]
