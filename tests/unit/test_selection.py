"""Which articles may go out, and why the others may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from repost.base.articles import Article
from repost.base.names import name_key
from repost.selection.candidates import InMemory
from repost.selection.choice import Choice, Encore, choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Reason, Share
from repost.settings.types import Select
from repost.settings.values import Age, Duration, Until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def article(guid: str = "a", *, age: timedelta = 60 * DAY, **more: Any) -> Article:
    return replace(Article(guid, f"Title of {guid}", f"https://blog.example.com/{guid}", NOW - age), **more)


def shared(guid: str = "a", *, ago: timedelta | None = None, **more: Any) -> Share:
    share = Share(guid, NOW - ago if ago is not None else None, int(ago is not None), pending=False)
    return replace(share, **more)


def chosen(
    articles: Iterable[Article],
    *shares: Share,
    cycle_start: datetime | None = None,
    seed: str | int = 1,
    **select: Any,
) -> Choice:
    wish, remembered = Select(**select), {share.guid: share for share in shares}
    candidates = InMemory(articles, remembered, order=wish.order)
    return choose(candidates, wish, Cycle(cycle_start), seed=seed, now=NOW)


def reason(candidate: Article, *shares: Share, **select: Any) -> Reason | None:
    return chosen([candidate], *shares, **select).reasons.get(candidate.guid)


def guids(choice: Choice) -> list[str]:
    return [each.guid for each in choice.ranked]


# --- Age


def test_an_article_without_a_date_never_goes_out() -> None:
    assert reason(article(published=None)) is Reason.NO_DATE


def test_an_article_of_the_future_does_not_go_out() -> None:
    anything = {"min_age": Duration(), "max_age": Age.unlimited()}
    assert reason(article(age=-SECOND), **anything) is Reason.IN_FUTURE
    assert reason(article(age=timedelta()), **anything) is None


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (30 * DAY - SECOND, Reason.TOO_YOUNG),
        (30 * DAY, None),
        (90 * DAY, None),
        (90 * DAY + SECOND, Reason.TOO_OLD),
    ],
)
def test_both_ends_of_the_age_window_belong_to_it(age: timedelta, expected: Reason | None) -> None:
    window = {"min_age": Duration(days=30), "max_age": Age(days=90)}
    assert reason(article(age=age), **window) is expected


def test_without_a_greatest_age_the_oldest_article_goes_out() -> None:
    oldest = article(published=datetime(1, 1, 1, tzinfo=UTC))
    assert reason(oldest, max_age=Age.unlimited()) is None


# --- Categories


@pytest.mark.parametrize(
    ("setting", "category"),
    [
        ("Actualités", "ACTUALITÉS"),
        ("Actualités", "Actualite\N{COMBINING ACUTE ACCENT}s"),
        ("Straße", "STRASSE"),
        ("R&D", "R&amp;D"),
        ("R&amp;D", "R&D"),
        ("R&D", "R&amp;amp;D"),
        ("Social  media", " Social\N{NO-BREAK SPACE}media\n"),
        ("office", "o\N{LATIN SMALL LIGATURE FFI}ce"),
        ("ABC", "\uff21\uff22\uff23"),
        ("News", "\N{DOUBLE-STRUCK CAPITAL N}ews"),
    ],
)
def test_categories_are_the_same_however_they_are_written(setting: str, category: str) -> None:
    filed = article(categories=("Other", category))
    assert reason(filed, exclude_categories=(setting,)) is Reason.EXCLUDED_CATEGORY
    assert reason(filed, include_categories=(setting,)) is None


def test_a_part_of_a_category_is_another_category() -> None:
    filed = article(categories=("News of the world",))
    assert reason(filed, exclude_categories=("News",)) is None
    assert reason(filed, include_categories=("News",)) is Reason.NO_INCLUDED_CATEGORY


@pytest.mark.parametrize("written", ["News, Food", "Food;news", "Food , NEWS,"])
def test_categories_that_a_feed_writes_as_one_text_are_several(written: str) -> None:
    filed = article(categories=(written,))
    assert reason(filed, exclude_categories=("News",)) is Reason.EXCLUDED_CATEGORY
    assert reason(filed, include_categories=("Food",), require_categories=("Food", "News")) is None
    assert reason(filed, never=("category:n*s",)) is Reason.NEVER
    whole = article(categories=("Food, Wine & Travel",))
    assert reason(whole, exclude_categories=("food, wine & travel",)) is Reason.EXCLUDED_CATEGORY


def test_an_article_without_categories_is_in_none_of_the_included_ones() -> None:
    assert reason(article(), include_categories=("News",)) is Reason.NO_INCLUDED_CATEGORY
    assert reason(article(), exclude_categories=("News",)) is None


def test_exclusion_beats_inclusion() -> None:
    both = article(categories=("Tips", "News"))
    select = {"include_categories": ("Tips",), "exclude_categories": ("News",)}
    assert reason(both, **select) is Reason.EXCLUDED_CATEGORY


def test_comparing_names_twice_changes_nothing_more() -> None:
    once = name_key("  \uff26ête &amp; Straße\u00a0")
    assert name_key(once) == once == "fête & strasse"


# --- Link and words


@pytest.mark.parametrize(
    "link", ["", "/relative", "ftp://example.com/a", "javascript:alert(1)", "https://", "http:///a"]
)
def test_an_article_needs_a_link_that_leads_to_the_web(link: str) -> None:
    assert reason(article(link=link)) is Reason.NO_WEB_LINK


def test_a_scheme_may_be_written_in_capitals() -> None:
    assert reason(article(link="HTTPS://blog.example.com/a")) is None


def test_an_article_needs_a_title_or_an_excerpt() -> None:
    assert reason(article(title=" ", excerpt="")) is Reason.NOTHING_TO_SAY
    assert reason(article(title="", excerpt="Words")) is None


def test_what_can_be_said_is_asked_only_of_articles_that_nothing_else_holds_back() -> None:
    articles = [article("young", age=DAY), article("tired"), article("mute"), article("fit")]
    choice = choose(
        InMemory(articles, {"tired": shared("tired", ago=DAY)}),
        Select(),
        Cycle(),
        seed=1,
        now=NOW,
        can_say=lambda candidate: candidate.guid == "fit",
    )
    assert guids(choice) == ["fit"]
    assert choice.reasons == {
        "young": Reason.TOO_YOUNG,
        "tired": Reason.RESTING,
        "mute": Reason.NOTHING_TO_SAY,
    }


# --- What is remembered


def test_an_article_whose_last_post_is_in_the_dark_waits() -> None:
    assert reason(article(), shared(pending=True)) is Reason.PENDING


def test_an_article_that_the_network_refused_for_good_stays_away() -> None:
    assert reason(article(), shared(blocked="duplicate")) is Reason.BLOCKED


@pytest.mark.parametrize(
    ("ago", "expected"), [(60 * DAY - SECOND, Reason.RESTING), (60 * DAY, None), (-DAY, Reason.RESTING)]
)
def test_an_article_rests(ago: timedelta, expected: Reason | None) -> None:
    assert reason(article(), shared(ago=ago), rest=Duration(days=60)) is expected


def test_rest_beats_the_end_of_a_cycle() -> None:
    choice = chosen([article("a"), article("b")], shared("a", ago=DAY), shared("b", ago=2 * DAY))
    assert not choice.ranked
    assert not choice.new_cycle
    assert choice.counts == {Reason.RESTING: 2}


def test_an_article_that_may_go_out_once_never_goes_out_again() -> None:
    select: dict[str, Any] = {"share_once": True, "rest": Duration()}
    assert reason(article(), shared(ago=900 * DAY), **select) is Reason.SHARED_ONCE
    never_posted = shared(ago=900 * DAY, count=0)
    choice = chosen([article()], never_posted, **select)
    assert guids(choice) == ["a"]
    assert not choice.new_cycle


@pytest.mark.parametrize("ago", [None, 70 * DAY, DAY], ids=["in a cycle", "in a new one", "with nothing"])
def test_how_many_turns_there_were_since_an_encore_is_known_through_every_choice(
    ago: timedelta | None,
) -> None:
    candidates = InMemory([article()], {"a": shared(ago=ago)})
    assert choose(candidates, Select(), Cycle(turns=5), seed=1, now=NOW).cycle.turns == 5


# --- Explanations


def a_sorry_article() -> tuple[Article, Share]:
    """One against which everything speaks that can."""
    categories = ("News",)
    filed = article(published=None, categories=categories, link="https://e.example/never", title="")
    filed = replace(filed, held_until=NOW + DAY)
    return filed, shared(ago=timedelta(), count=3, pending=True, blocked="refused", elsewhere=NOW)


MENDED: list[tuple[Reason, Callable[[Article, Share], tuple[Article, Share]]]] = [
    (Reason.NO_DATE, lambda each, share: (replace(each, published=NOW + DAY), share)),
    (Reason.IN_FUTURE, lambda each, share: (replace(each, published=NOW - DAY), share)),
    (Reason.TOO_YOUNG, lambda each, share: (replace(each, published=NOW - 900 * DAY), share)),
    (Reason.TOO_OLD, lambda each, share: (replace(each, published=NOW - 60 * DAY), share)),
    (Reason.EXCLUDED_CATEGORY, lambda each, share: (replace(each, categories=()), share)),
    (Reason.NO_INCLUDED_CATEGORY, lambda each, share: (replace(each, categories=("Tips",)), share)),
    (Reason.MISSING_CATEGORY, lambda each, share: (replace(each, categories=("Tips", "Best", "Old")), share)),
    (Reason.OTHER_TITLE, lambda each, share: (replace(each, title="We're hiring"), share)),
    (Reason.OTHER_AUTHOR, lambda each, share: (replace(each, authors=("Ada",)), share)),
    (Reason.NEVER, lambda each, share: (replace(each, link="nowhere"), share)),
    (Reason.STOPPED, lambda each, share: (replace(each, categories=("Tips", "Best")), share)),
    (Reason.NO_WEB_LINK, lambda each, share: (replace(each, link="https://blog.example.com/"), share)),
    (Reason.BLOCKED, lambda each, share: (each, replace(share, blocked=""))),
    (Reason.PENDING, lambda each, share: (each, replace(share, pending=False))),
    (Reason.SHARED_ONCE, lambda each, share: (each, replace(share, count=0))),
    (Reason.RESTING, lambda each, share: (each, replace(share, last=NOW - 60 * DAY))),
    (Reason.SAID_ELSEWHERE, lambda each, share: (each, replace(share, elsewhere=NOW - DAY))),
    (Reason.HELD_BACK, lambda each, share: (replace(each, held_until=NOW), share)),
    (Reason.STALE, lambda each, share: (each, replace(share, approved=True))),
]


def test_of_several_reasons_the_first_in_their_order_is_given() -> None:
    select: dict[str, Any] = {"exclude_categories": ("News",), "include_categories": ("Tips",)}
    select |= {"share_once": True, "require_categories": ("Best",), "title": "*hiring", "authors": ("Ada",)}
    select |= {"never": ("/never",), "stop_after": {"category:Old": Until.parse("59d")}}
    candidate, share = a_sorry_article()
    for expected, mend in MENDED:
        assert reason(candidate, share, **select) is expected
        candidate, share = mend(candidate, share)
    assert reason(candidate, share, **select) is None
    others = {Reason.FOR_REVIEW, Reason.SHARED_IN_CYCLE, Reason.NEXT_CYCLE}  # only instead of another
    others |= {Reason.SHARED_ENOUGH, Reason.NOTHING_TO_SAY}
    assert [expected for expected, _ in MENDED] == [each for each in Reason if each not in others]


def test_what_another_account_said_waits_for_the_spacing_and_no_longer() -> None:
    for ago, expected in ((DAY - timedelta(seconds=1), Reason.SAID_ELSEWHERE), (DAY, None)):
        assert reason(article(), shared(elsewhere=NOW - ago)) is expected


def test_every_reason_has_a_sentence() -> None:
    sentences = {each.sentence for each in Reason}
    assert len(sentences) == len(Reason)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_every_article_is_ranked_or_has_a_reason() -> None:
    articles = [article(str(age), age=age * DAY) for age in range(120)]
    choice = chosen(articles)
    assert set(guids(choice)).isdisjoint(choice.reasons)
    assert set(guids(choice)) | set(choice.reasons) == {each.guid for each in articles}
    assert choice.counts == {Reason.TOO_YOUNG: 30, Reason.TOO_OLD: 29}
    assert choice.summary == "61 of 120 articles can be posted; 30 too young, 29 too old."


def test_the_summary_speaks_of_nothing_too() -> None:
    assert chosen([]).summary == "No articles are known."
    assert chosen([article(age=DAY)]).summary == "None of 1 article can be posted; 1 too young."
    assert chosen([article()]).summary == "1 of 1 article can be posted."


def test_the_summary_says_in_a_few_words_what_holds_articles_back() -> None:
    ways: list[tuple[dict[str, Any], Article, tuple[Share, ...], str]] = [
        ({"title": "None"}, article(), (), "title doesn't match"),
        ({"authors": ("None",)}, article(), (), "author doesn't match"),
        ({"never": ("*",)}, article(), (), "listed in never"),
        ({"require_categories": ("None",)}, article(), (), "without a required category"),
        ({"include_categories": ("None",)}, article(), (), "no included category"),
        ({"exclude_categories": ("News",)}, article(categories=("News",)), (), "excluded category"),
        ({"stop_after": {"*": Until.parse("1d")}}, article(), (), "after stop_after"),
        ({"share_once": True}, article(), (shared(ago=900 * DAY),), "shared once"),
        ({"max_shares": 1}, article(), (shared(ago=900 * DAY),), "shared max_shares times"),
        ({}, article(published=None), (), "no date"),
        ({}, article(age=-DAY), (), "in the future"),
        ({}, article(link=""), (), "no web link"),
        ({}, article(title=""), (), "no text to post"),
        ({}, article(held_until=NOW + DAY), (), "held back since its page failed"),
        ({}, article(), (shared(blocked="gone"),), "blocked"),
        ({}, article(), (shared(pending=True),), "pending"),
        ({}, article(), (shared(ago=DAY),), "resting"),
        ({}, article(), (shared(elsewhere=NOW),), "posted by another account"),
    ]
    for select, candidate, shares, words in ways:
        summary = chosen([candidate], *shares, **select).summary
        assert summary == f"None of 1 article can be posted; 1 {words}."
    for reason, words in (
        (Reason.STALE, "promotion, event or notice that is over"),
        (Reason.FOR_REVIEW, "for review"),
        (Reason.SHARED_IN_CYCLE, "shared in this cycle"),
        (Reason.NEXT_CYCLE, "not before the next cycle"),
    ):
        summary = replace(chosen([]), reasons={"a": reason}).summary
        assert summary == f"None of 1 article can be posted; 1 {words}."


def test_the_why_of_a_pick_says_its_place_and_its_past() -> None:
    choice = chosen(
        [article("new", age=40 * DAY), article("old", age=50 * DAY)],
        shared("new", ago=61 * DAY),
        order="longest-rested",
        cycle_start=NOW - DAY,
    )
    assert [choice.why(each) for each in choice.ranked] == [
        f"Number {place} of 2 articles that can be posted now, the longest rested first; {past}."
        for place, past in [(1, "it has never been posted before"), (2, "it was last posted on 2026-09-23")]
    ]


def test_the_why_of_a_pick_names_the_order() -> None:
    for order, words in (("random", "in random order"), ("oldest-first", "the oldest first")):
        choice = chosen([article("a"), article("b")], order=order)
        why = choice.why(choice.ranked[0])
        assert why.startswith(f"Number 1 of 2 articles that can be posted now, {words};")


def test_of_two_articles_only_the_encore_is_said_to_be_one() -> None:
    choice = chosen([article("new", age=40 * DAY), article("old", age=50 * DAY)], order="oldest-first")
    choice = replace(choice, encore=Encore("old", 2.5, 1, 1))
    first, second = map(choice.why, choice.ranked)
    assert first.startswith("An encore: 2.5 times the usual in 1 post, your best; ")
    assert second.startswith("Number 2 of 2 articles that can be posted now, the oldest first; ")


def test_of_an_article_that_a_person_named_it_says_so() -> None:
    choice = replace(chosen([article()]), is_named=True)
    why = choice.why(choice.ranked[0])
    assert why == "You named this article; it has never been posted before."


def test_a_choice_names_those_that_a_person_wants_although_they_look_dated() -> None:
    choice = chosen([article("a"), article("b")], shared("a", approved=True), shared("b"))
    assert choice.approved == {"a"}


def test_one_that_was_found_before_all_were_looked_at_is_not_the_only_one() -> None:
    choice = replace(chosen([article()]), is_whole=False)
    assert choice.why(choice.ranked[0]).startswith("Number 1 of at least 1 articles ")


def test_the_why_says_when_a_new_cycle_begins() -> None:
    choice = chosen([article()], shared(ago=61 * DAY))
    assert choice.why(choice.ranked[0]) == (
        "The only article that can be posted now; it was last posted on 2026-09-23."
        " All have been posted: a new cycle begins."
    )


def test_a_refused_article_is_not_said_to_have_gone_out() -> None:
    choice = chosen([article()], shared(ago=61 * DAY, count=0))
    assert "never been posted" in choice.why(choice.ranked[0])


# --- Cycles


def test_an_article_shared_in_this_cycle_waits_for_the_others() -> None:
    start = NOW - 70 * DAY
    choice = chosen([article("a"), article("b")], shared("a", ago=65 * DAY), cycle_start=start)
    assert guids(choice) == ["b"]
    assert choice.reasons == {"a": Reason.SHARED_IN_CYCLE}
    assert (choice.cycle.start, choice.new_cycle) == (start, False)


def test_the_start_of_a_cycle_belongs_to_it() -> None:
    start = NOW - 65 * DAY
    both = [article("a"), article("b")]
    assert guids(chosen(both, shared("a", ago=65 * DAY), cycle_start=start)) == ["b"]
    assert len(guids(chosen(both, shared("a", ago=65 * DAY + SECOND), cycle_start=start))) == 2


def test_a_cycle_in_which_all_have_gone_out_makes_way_for_the_next() -> None:
    choice = chosen(
        [article("a"), article("b")],
        shared("a", ago=65 * DAY),
        shared("b", ago=66 * DAY),
        cycle_start=NOW - 70 * DAY,
        order="longest-rested",
    )
    assert guids(choice) == ["b", "a"]
    assert (choice.cycle.start, choice.new_cycle) == (NOW, True)


def test_articles_that_cannot_go_out_do_not_keep_a_cycle_open() -> None:
    choice = chosen(
        [article("a"), article("young", age=DAY), article("mute", title="")],
        shared("a", ago=65 * DAY),
        cycle_start=NOW - 70 * DAY,
    )
    assert guids(choice) == ["a"]
    assert choice.new_cycle


@pytest.mark.parametrize("start", [None, NOW + DAY])
def test_without_a_believable_start_whatever_went_out_counts_as_shared(start: datetime | None) -> None:
    choice = chosen([article("a"), article("b")], shared("a", ago=400 * DAY), cycle_start=start)
    assert guids(choice) == ["b"]
    assert (choice.cycle.start, choice.new_cycle) == (None, False)


def test_with_nothing_to_choose_from_no_cycle_begins() -> None:
    start = NOW - DAY
    choice = chosen([], cycle_start=start)
    assert (choice.ranked, choice.eligible, choice.cycle.start, choice.new_cycle) == ((), 0, start, False)


# --- Order


def test_oldest_first() -> None:
    articles = [
        article("young", age=40 * DAY),
        article("old", age=80 * DAY),
        article("between", age=60 * DAY),
    ]
    assert guids(chosen(articles, order="oldest-first")) == ["old", "between", "young"]


def test_oldest_first_goes_by_age_whatever_has_rested_longest() -> None:
    articles = [article("young", age=40 * DAY), article("old", age=80 * DAY)]
    choice = chosen(articles, shared("old", ago=65 * DAY), order="oldest-first", cycle_start=NOW - DAY)
    assert guids(choice) == ["old", "young"]


def test_longest_rested_takes_those_that_never_went_out_first_and_the_oldest_of_them() -> None:
    articles = [article(guid, age=age * DAY) for guid, age in [("x", 31), ("y", 80), ("p", 82), ("q", 85)]]
    shares = shared("p", ago=70 * DAY), shared("q", ago=61 * DAY)
    choice = chosen(articles, *shares, order="longest-rested", cycle_start=NOW - DAY)
    assert guids(choice) == ["y", "x", "p", "q"]


@pytest.mark.parametrize("order", ["oldest-first", "longest-rested"])
def test_of_one_date_the_order_is_the_same_however_they_come(order: str) -> None:
    twins = [article("b"), article("c"), article("a")]
    assert guids(chosen(twins, order=order)) == guids(chosen(twins[::-1], order=order))


def test_a_guid_of_any_characters_can_be_drawn() -> None:
    assert guids(chosen([article("\ud800")], seed="\udfff")) == ["\ud800"]


def test_of_two_articles_with_one_guid_the_one_published_first_counts() -> None:
    original, undated = article(age=60 * DAY), article(published=None)
    republished = article(age=40 * DAY, title="Again")
    for articles in ([original, republished, undated], [undated, republished, original]):
        choice = chosen(articles)
        assert choice.ranked == (original,)
        assert not choice.reasons
