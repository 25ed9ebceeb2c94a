"""What posts cost, and what of it a month allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.history.budget import (
    DOLLAR,
    Limits,
    Price,
    Spent,
    dollars,
    extrapolated,
    forecast,
    limits_of,
    month_of,
    price,
)
from repost.networks.protocol import Image, Post
from repost.settings.types import Budget

NOW = datetime(2026, 11, 16, tzinfo=UTC)  # half of November is over
LINKED = Post("Read this https://a.example/b", link="https://a.example/b")


@pytest.mark.parametrize(
    ("network", "post", "amount"),
    [
        ("x", LINKED, 200_000),
        ("x", Post("No link at all. Really."), 15_000),
        ("x", Post("Read on blog.example"), 200_000),
        ("x", Post("See https://own.words/here"), 200_000),
        ("x", Post("Version 3.5, e.g. this"), 15_000),
        ("mastodon", LINKED, 0),
        ("mastodon", Post("No link at all."), 0),
        ("bluesky", LINKED, 0),
    ],
)
def test_a_post_costs_what_its_network_takes_for_it(network: str, post: Post, amount: int) -> None:
    assert price(Budget(), network, post, NOW) == (Price(amount, "2026-11") if amount else Price())


def test_prices_of_ones_own_take_their_place() -> None:
    own = Budget(price_with_link=0.1, price_without_link=0)
    assert price(own, "x", LINKED, NOW).amount == 100_000
    assert price(own, "x", Post("words"), NOW) == Price()
    assert price(own, "slack", LINKED, NOW).amount == 100_000


def test_only_x_takes_money_for_the_description_of_a_picture() -> None:
    own = Budget(price_with_link=0.1)
    pictured = replace(LINKED, image=Image("https://a.example/b.png", "A loaf", attach=True))
    assert price(own, "x", pictured, NOW).amount == 105_000
    assert price(own, "slack", pictured, NOW).amount == 100_000


def test_a_month_is_that_of_utc() -> None:
    assert month_of(datetime(2026, 12, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == "2026-11"


def test_both_limits_hold_and_say_what_is_spent() -> None:
    limits = limits_of(Budget(per_month=1, stack_per_month=5))
    assert limits == Limits(DOLLAR, 5 * DOLLAR)
    assert Spent(800_000, 0).why_not(200_000, limits) is None
    assert Spent(800_001, 0).why_not(200_000, limits) is not None
    assert Spent(0, 4_900_000).why_not(200_000, limits) == (
        "The budget of all accounts of $5.00 a month doesn't allow another post at $0.20: "
        "$4.90 is already spent."
    )
    assert Spent(10**12, 10**12).why_not(200_000, Limits()) is None


def test_the_forecast_goes_on_at_the_pace_of_the_schedule_up_to_the_limit() -> None:
    assert forecast(3_000_000, 1.0, 200_000, None, NOW) == 6_000_000
    assert forecast(3_000_000, 1.0, 200_000, 4_000_000, NOW) == 4_000_000
    assert forecast(5_000_000, 1.0, 200_000, 4_000_000, NOW) == 5_000_000


def test_for_all_accounts_the_month_goes_on_as_it_began() -> None:
    assert extrapolated(3_000_000, None, NOW) == 6_000_000
    first_hour = datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert extrapolated(200_000, None, first_hour) == 6_000_000
    assert extrapolated(3_000_000, None, NOW + timedelta(seconds=30)) == 5_999_861


@pytest.mark.parametrize(
    ("amount", "text"), [(200_000, "$0.20"), (15_000, "$0.015"), (10_000_000, "$10.00"), (0, "$0.00")]
)
def test_amounts_are_written_as_people_write_them(amount: int, text: str) -> None:
    assert dollars(amount) == text


@given(st.lists(st.integers(0, 500_000)), st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_what_is_sent_never_exceeds_a_limit(amounts: list[int], account: int, stack: int) -> None:
    limits, spent = Limits(account, stack), Spent()
    for amount in amounts:
        if amount and spent.why_not(amount, limits) is None:
            spent = Spent(spent.account + amount, spent.stack + amount)
    assert spent.account <= account
    assert spent.stack <= stack
