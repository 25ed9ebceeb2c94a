"""What an owner steers by: patterns, weights, pins, and how often and until when something goes out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.base.articles import Article
from repost.selection.candidates import InMemory
from repost.selection.choice import Choice, choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Reason, Share
from repost.selection.pins import pinned_to, with_pinned
from repost.selection.selectors import fits, mistake_in, selector
from repost.settings.types import Select
from repost.settings.values import Until, zone

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PARIS = zone("Europe/Paris")
ARTICLE = Article(
    "tag:blog,2026:7",
    "Why bread rises",
    "https://www.blog.example.com/2026/Bread/?p=7",
    NOW - 60 * DAY,
    categories=("Food & drink", "Guides"),
    authors=("Ada Lovelace",),
)


def chosen(*articles: Article, past: dict[str, Share] | None = None, seed: int = 1, **select: Any) -> Choice:
    return choose(InMemory(articles, past or {}), Select(**select), Cycle(), seed=seed, now=NOW)


def reason(article: Article = ARTICLE, share: Share | None = None, **select: Any) -> Reason | None:
    past = {article.guid: share} if share else {}
    return chosen(article, past=past, **select).reasons.get(article.guid)


# --- Patterns


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("https://www.blog.example.com/2026/Bread/?p=7", True),
        ("http://blog.example.com/2026/Bread/?p=7#top", True),
        ("https://blog.example.com/2026/Bread", False),
        ("https://blog.example.com/2026/*", True),
        ("https://other.example.com/2026/*", False),
        ("/2026/*", True),
        ("/2026", False),
        ("/2026/bread*", False),
        ("tag:blog,2026:7", True),
        ("tag:blog,*", True),
        ("tag:blog", False),
        ("category:food &amp; DRINK", True),
        ("category:food", False),
        ("category:*drink", True),
        ("Author: ada*", True),
        ("author:Ada", False),
        ("title:*BREAD*", True),
        ("title:*why*", True),
        ("title:bread", False),
        ("*", True),
        ("/", False),
    ],
)
def test_a_pattern_means_what_it_says(text: str, matches: bool) -> None:  # noqa: FBT001 - a column
    assert selector(text).matches(ARTICLE) is matches
    assert (reason(never=(text,)) is Reason.NEVER) is matches


def test_a_pattern_may_be_typed_with_the_signs_of_a_keyboard() -> None:
    link = "https://blog.example.com/%C3%A9v%C3%A9nements/l%E2%80%99%C3%A9t%C3%A9/"
    article = replace(ARTICLE, title="L\u2019\u00e9t\u00e9 \u2013 suite", link=link)
    assert selector("title:l'été - *").matches(article)
    assert selector("/événements/*").matches(article)
    assert selector("/%c3%a9v*").matches(article)
    assert selector("https://blog.example.com/événements/*").matches(article)


def test_a_path_keeps_its_last_letter_and_a_title_its_colons() -> None:
    article = replace(ARTICLE, title="Bread: a story", link="https://blog.example.com/2026/MAX/")
    assert selector("/2026/MAX").matches(article)
    assert selector("title:Bread: a story").matches(article)
    assert selector("/2026/MAX").matches(replace(article, link=f"{article.link}#top"))


def test_an_address_within_an_address_is_a_part_of_its_path() -> None:
    article = replace(ARTICLE, link="https://blog.example.com/share?of=https://other.example/it")
    assert selector("/share?of=*").matches(article)
    assert not selector("/it").matches(article)


def test_a_slash_alone_means_the_home_page() -> None:
    assert selector("/").matches(replace(ARTICLE, link="https://blog.example.com/"))


@given(st.lists(st.sampled_from("ab*"), max_size=8).map("".join), st.text("ab", max_size=8))
def test_a_star_is_anything(pattern: str, text: str) -> None:
    import re

    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None
    assert fits(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*a*", "ab", True),
        ("*a*b*", "aba", True),
        ("*ab*b", "ab", False),
        ("a*a", "a", False),
        ("*b*b*", "aab", False),
        ("a*b*c", "abbc", True),
        ("a*b*c", "acbac", True),
        ("a*b*c", "ac", False),
    ],
)
def test_the_parts_between_stars_come_one_after_another(pattern: str, text: str, *, expected: bool) -> None:
    assert fits(pattern, text) is expected


def test_no_pattern_is_slow() -> None:
    assert not fits("*a" * 8 + "b", "a" * 100_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Expected an address"),
        ("category:", "Expected an address"),
        ("categroy:News", 'Did you mean "category:News"?'),
        ("x" * 501, "Expected at most 500"),
        ("*" * 9, "at most 8"),
    ],
)
def test_a_mistake_in_a_pattern_is_told(text: str, expected: str) -> None:
    assert expected in (mistake_in(text) or "")


@pytest.mark.parametrize(
    "text",
    ["urn:uuid:1234", "tag:a,b:c", "https://a.b/c", "/a/*", "title:a:b", "1234", "x" * 500, "*" * 8],
)
def test_guids_and_addresses_are_no_mistakes(text: str) -> None:
    assert mistake_in(text) is None


# --- Which articles


def test_all_required_categories_must_be_there() -> None:
    assert reason(require_categories=("guides", "Food & Drink")) is None
    assert reason(require_categories=("guides", "News")) is Reason.MISSING_CATEGORY


def test_title_and_author_are_patterns_too() -> None:
    assert reason(title="why *") is None
    assert reason(title="how *") is Reason.OTHER_TITLE
    assert reason(authors=("Bob", "ada*")) is None
    assert reason(authors=("Bob",)) is Reason.OTHER_AUTHOR
    assert reason(replace(ARTICLE, authors=()), authors=("Bob",)) is Reason.OTHER_AUTHOR


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("60d", None),
        ("59d", Reason.STOPPED),
        ("2026-11-23", None),
        ("2026-11-22", Reason.STOPPED),
    ],
)
def test_an_article_stops_after_an_age_or_a_date(until: str, expected: Reason | None) -> None:
    assert reason(stop_after={"category:Guides": Until.parse(until)}) is expected
    assert reason(stop_after={"category:News": Until.parse(until)}) is None


def test_an_article_goes_out_as_often_as_max_shares_allows() -> None:
    long_ago = Share("", NOW - 300 * DAY, 2, pending=False)
    assert reason(share=long_ago, max_shares=3) is None
    assert reason(share=long_ago, max_shares=2) is Reason.SHARED_ENOUGH


# --- Weights


def test_the_chance_to_come_next_is_in_proportion_to_the_weight() -> None:
    blog = [replace(ARTICLE, guid=f"g{n}", categories=("Guides",) if n < 2 else ()) for n in range(6)]
    weight = {"category:Guides": 3.0, "g0": 2.0, "g5": 0.5}
    draws = 4000
    first = Counter(chosen(*blog, seed=seed, weight=weight).ranked[0].guid for seed in range(draws))
    expected = {"g0": 6.0, "g1": 3.0, "g2": 1.0, "g3": 1.0, "g4": 1.0, "g5": 0.5}
    total = sum(expected.values())
    statistic = sum(
        (first[guid] - draws * share / total) ** 2 / (draws * share / total)
        for guid, share in expected.items()
    )
    assert statistic < 20.52  # what chance alone passes once in a thousand times, for 5 degrees of freedom


def test_equal_weights_change_nothing_and_all_articles_still_go_out() -> None:
    blog = [replace(ARTICLE, guid=f"g{n}") for n in range(20)]
    plain, weighed = chosen(*blog), chosen(*blog, weight={"*": 5.0})
    assert plain.ranked == weighed.ranked
    assert len(chosen(*blog, weight={"g1": 100.0, "g2": 0.01}).ranked) == 20


# --- Pins


def pinned(article: Article, share: Share | None = None, **select: Any) -> tuple[Choice, str]:
    wish = Select(pins={"2026-11-23": article.guid}, **select)
    others = [replace(ARTICLE, guid=f"g{n}") for n in range(3)]
    past = {article.guid: share} if share else {}
    choice = choose(InMemory([*others, article], past), wish, Cycle(), seed=1, now=NOW)
    return with_pinned(choice, article, share, wish, NOW, PARIS)


def test_a_pin_holds_on_its_local_day() -> None:
    select = Select(pins={"2026-11-23": "a"})
    assert pinned_to(select, date(2026, 11, 23)) == "a"
    assert pinned_to(select, date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    "wish",
    [
        {"authors": ("Nobody",)},
        {"title": "Nothing of the kind"},
        {"include_categories": ("None",)},
        {"require_categories": ("None",)},
        {"stop_after": {"*": Until.parse("1d")}},
    ],
    ids=["author", "title", "included", "required", "stopped"],
)
def test_a_pinned_article_goes_out_whatever_the_settings_ask_of_others(wish: dict[str, Any]) -> None:
    choice, note = pinned(ARTICLE, **wish)
    assert (choice.ranked, note) == ((ARTICLE,), "")


@pytest.mark.parametrize(
    "article",
    [
        ARTICLE,
        replace(ARTICLE, published=NOW - 2000 * DAY),
        replace(ARTICLE, published=NOW - DAY, categories=("News",)),
        replace(ARTICLE, title="Join our webinar tonight"),
    ],
    ids=["eligible", "too old", "too young and excluded", "stale"],
)
def test_a_pinned_article_comes_first_whatever_its_age_and_category(article: Article) -> None:
    choice, note = pinned(article, exclude_categories=("News",))
    assert (choice.ranked[0], len(choice.ranked), note) == (article, 4, "")
    assert article.guid not in choice.reasons
    assert choice.approved == {article.guid}
    assert choice.why(article).startswith("The settings pin it to this day; it has never been posted before.")


@pytest.mark.parametrize(
    ("share", "why"),
    [
        (Share("", NOW - 10 * DAY, 1, pending=False), "it was posted too recently"),
        (Share("", None, 0, pending=True), "its last post waits for a review, or its outcome is unknown"),
        (Share("", None, 0, pending=False, blocked="A person"), "it is blocked"),
    ],
)
def test_a_pin_makes_nothing_go_out_too_soon_twice_or_against_a_persons_word(share: Share, why: str) -> None:
    choice, note = pinned(ARTICLE, share)
    assert ARTICLE not in choice.ranked
    assert note.startswith(f"“Why bread rises”, which is pinned to today, can't be posted: {why}")


def test_a_pinned_article_is_said_to_have_gone_out_before() -> None:
    old = replace(ARTICLE, published=NOW - 2000 * DAY)
    choice, _ = pinned(old, Share("", NOW - 300 * DAY, 1, pending=False))
    assert choice.why(old) == "The settings pin it to this day; it was last posted on 2026-01-27."


def test_a_pinned_article_waits_for_no_review() -> None:
    dated = replace(ARTICLE, title="Join our webinar tonight")
    held = choose(InMemory([dated]), Select(evergreen="hold"), Cycle(), seed=1, now=NOW)
    choice, _ = with_pinned(held, dated, None, Select(evergreen="hold"), NOW, PARIS)
    assert set(held.why_stale) == {dated.guid}
    assert (choice.ranked, dict(choice.why_stale)) == ((dated,), {})


def test_never_beats_a_pin() -> None:
    assert "never" in pinned(ARTICLE, never=("title:*bread*",))[1]


def test_a_pin_counts_once_even_without_rest() -> None:
    early = Share("", NOW - timedelta(hours=3), 1, pending=False)
    choice, note = pinned(ARTICLE, early, rest=timedelta())
    assert (choice.pinned, note) == ("", "")
