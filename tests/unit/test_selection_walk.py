"""How an account goes through an archive of any size: each article once in a cycle, from few looks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.base.articles import Article
from repost.selection import walk
from repost.selection.candidates import BLOCK, InMemory, walk_key
from repost.selection.choice import Choice, choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Reason, Share
from repost.selection.walk import LONGEST_BLOCK, MOST_LOOKED_AT
from repost.settings.types import Select
from repost.settings.values import Age, Duration
from tests.effort import examples
from tests.unit.test_selection_properties import CRITICAL, chi_square

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from repost.selection.candidates import Order

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ORDERS = ["random", "oldest-first", "longest-rested"]


def blog_of(size: int, prefix: str = "g") -> list[Article]:
    return [
        Article(f"{prefix}{n}", f"Title {n}", f"https://e.example/{n}", NOW - (100 + n) * DAY)
        for n in range(size)
    ]


class Counted(InMemory):
    """Counts the articles that were read, those whose past was, and the fewest that a reader expected."""

    read = 0
    asked = 0
    fewest = BLOCK

    def after(self, key: str, *, likely: int = BLOCK) -> Iterator[Article]:
        self.fewest = min(self.fewest, likely)
        for article in super().after(key, likely=likely):
            self.read += 1
            yield article

    def shares(self, articles: Sequence[Article]) -> Mapping[str, Share]:
        self.asked += len(articles)
        return super().shares(articles)


@dataclass
class Account:
    """An account that posts, slot by slot."""

    blog: list[Article]
    name: str = "main"
    order: str = "random"
    more: dict[str, Any] = field(default_factory=dict)
    past: dict[str, Share] = field(default_factory=dict)
    cycle: Cycle = field(default_factory=Cycle)
    slots: int = 0
    said: list[str] = field(default_factory=list)

    def choice(self, **how: Any) -> Choice:
        select = Select(
            **{
                "max_age": Age.unlimited(),
                "rest": Duration(),
                "evergreen": "ignore",  # which takes time, and is held against titles elsewhere
                "order": self.order,
                **self.more,
            }
        )
        self.candidates = Counted(self.blog, self.past, order=select.order, account=self.name)
        seed = f"{self.name} {self.slots}"
        return choose(self.candidates, select, self.cycle, seed=seed, now=self.now, **how)

    @property
    def now(self) -> datetime:
        return NOW + self.slots * timedelta(hours=6)

    def slot(self) -> Choice:
        """Post the best article, if any."""
        choice = self.choice()
        self.cycle = choice.cycle
        if choice.ranked:
            guid = choice.ranked[0].guid
            self.past[guid] = Share(guid, self.now, 1, pending=False)
            self.said.append(guid)
        self.slots += 1
        return choice


def with_category(blog: Iterable[Article], of: int) -> list[Article]:
    """The same, with all but one of so many in a category."""
    return [
        article if number % of == 0 else replace(article, categories=("News",))
        for number, article in enumerate(blog)
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_in_an_archive_of_any_size_each_goes_out_once_before_one_goes_again(order: str) -> None:
    account = Account(blog_of(150), order=order)
    for _ in range(300):
        account.slot()
    for begin in (0, 150):
        assert len(set(account.said[begin : begin + 150])) == 150


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_read_does_not_grow_with_the_archive(order: str) -> None:
    most = {}
    for size in (100, 4_000):
        account = Account(blog_of(size), order=order)
        read = []
        for _ in range(20):
            account.slot()
            read.append(account.candidates.read + account.candidates.asked)
        most[size] = sum(read)
    assert most[4_000] <= 1.5 * most[100]


@pytest.mark.parametrize("order", ORDERS)
def test_the_past_of_what_is_excluded_anyway_is_not_read(order: str) -> None:
    account = Account(
        with_category(blog_of(5000), of=20), order=order, more={"exclude_categories": ("News",)}
    )
    choice = account.slot()
    assert choice.eligible >= 8
    assert account.candidates.read <= LONGEST_BLOCK + BLOCK
    assert account.candidates.asked <= 2 * LONGEST_BLOCK / 20 + 1


@pytest.mark.parametrize("order", ORDERS)
def test_one_among_thousands_is_found_within_a_few_slots(order: str) -> None:
    blog = with_category(blog_of(6000), of=6000)
    account = Account(blog, order=order, more={"exclude_categories": ("News",)})
    for _ in range(1 + 6000 // MOST_LOOKED_AT):
        account.slot()
        assert account.candidates.read <= MOST_LOOKED_AT + BLOCK
    assert account.said == ["g0"]


@pytest.mark.parametrize("order", ORDERS)
def test_one_that_has_not_gone_out_is_found_among_thousands_that_rest(order: str) -> None:
    blog = blog_of(6000)
    account = Account(blog, order=order, more={"rest": Duration(days=60)})
    key = walk_key(account.order, account.name)  # type: ignore[arg-type] # one of the three
    in_order = sorted(blog, key=key)
    middle, last = in_order[4000], in_order[-1]
    account.past = {each.guid: Share(each.guid, NOW, 1, pending=False) for each in blog if each != middle}
    account.cycle = Cycle(NOW - DAY, order, key(last))
    for _ in range(1 + 4001 // MOST_LOOKED_AT):
        account.slot()
    assert account.said == [middle.guid]


@pytest.mark.parametrize("order", ["random", "oldest-first"])
@pytest.mark.parametrize("account", ["main", "ada", "eve"])
def test_the_walk_goes_on_after_the_last_that_it_looked_at(order: Order, account: str) -> None:
    blog = InMemory(blog_of(6), order=order, account=account)
    all_of_it = list(blog.after(""))
    for number, article in enumerate(all_of_it, 1):
        assert list(blog.after(blog.key(article))) == all_of_it[number:]


def test_oldest_first_is_oldest_first_through_all_of_an_archive() -> None:
    account = Account(blog_of(200), order="oldest-first")
    for _ in range(200):
        account.slot()
    assert account.said == [f"g{n}" for n in reversed(range(200))]


def test_a_still_older_article_that_turns_up_is_the_next_oldest() -> None:
    account = Account(blog_of(200), order="oldest-first")
    for _ in range(100):
        account.slot()
    older = [Article("older", "Title", "https://e.example/older", NOW - 900 * DAY)]
    account.blog += older
    account.slot()
    assert account.said[-1] == "older"
    account.slot()
    assert account.said[-1] == "g99"
    assert len(set(account.said)) == len(account.said)


def test_whether_an_older_article_has_turned_up_takes_a_look_at_one() -> None:
    account = Account(blog_of(200), order="oldest-first")
    account.slot()
    assert account.candidates.fewest == BLOCK, "nothing has begun"
    while not account.cycle.at:
        account.slot()
    account.slot()
    assert account.candidates.fewest == 1


def test_an_article_that_could_not_go_out_is_not_forgotten() -> None:
    account = Account(blog_of(200), order="oldest-first")
    account.past["g199"] = Share("g199", None, 0, pending=True)
    for _ in range(10):
        account.slot()
    assert "g199" not in account.said
    account.past["g199"] = Share("g199", None, 0, pending=False)
    account.slot()
    assert account.said[-1] == "g199"


def test_what_comes_into_a_large_window_behind_the_walk_has_its_turn_in_the_next_cycle() -> None:
    account = Account(blog_of(200), order="random")
    while not account.cycle.at:
        account.slot()
    key = account.candidates.key
    new = next(article for article in blog_of(1000, "new") if key(article) < account.cycle.at)
    account.blog.append(new)
    whole = account.choice(whole=True)
    assert whole.reasons[new.guid] is Reason.NEXT_CYCLE
    assert {each.guid for each in whole.ranked} | whole.reasons.keys() == {each.guid for each in account.blog}
    while len(account.said) < 200:
        account.slot()
    assert new.guid not in account.said
    while len(account.said) < 401:
        account.slot()
    assert len(set(account.said[200:])) == 201


def test_another_order_begins_anew_and_leaves_out_what_has_gone_out_in_the_cycle() -> None:
    account = Account(blog_of(200))
    for _ in range(100):
        account.slot()
    account.order = "oldest-first"
    while len(account.said) < 200:
        account.slot()
    assert len(set(account.said)) == 200
    numbers = [int(guid[1:]) for guid in account.said[100:]]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [40, 200])
def test_to_look_at_every_article_changes_no_pick_and_gives_each_its_reason(order: str, size: int) -> None:
    more = {"exclude_categories": ("News",), "rest": Duration(days=5)}
    blog = [replace(a, categories=("News",)) if n % 7 == 0 else a for n, a in enumerate(blog_of(size))]
    account = Account(blog, order=order, more=more)
    for _ in range(size + 20):
        whole, some = account.choice(whole=True), account.slot()
        assert whole.ranked[: some.eligible] == some.ranked
        assert whole.cycle == some.cycle
        assert whole.is_whole
        assert {each.guid for each in whole.ranked} | whole.reasons.keys() == {each.guid for each in blog}


def test_where_not_all_were_looked_at_it_is_said_so() -> None:
    account = Account(blog_of(BLOCK))
    assert "Number 1 of at least 64 articles" in account.choice().why(account.choice().ranked[0])
    account.blog.pop()
    assert "Number 1 of 63 articles" in account.choice().why(account.choice().ranked[0])


# --- Chance


def test_in_an_archive_of_any_size_every_article_has_the_same_chance_whatever_is_excluded() -> None:
    """Over archives: which articles come first is decided by nothing but their identity."""
    first = Counter()  # type: ignore[var-annotated] # of numbers
    for seed in range(500):
        blog = with_category(blog_of(200, f"{seed}-"), of=2)
        account = Account(blog, more={"exclude_categories": ("News",)})
        account.slot()
        first[int(account.said[0].split("-")[1]) // 20] += 1
    assert len(first) == 10
    assert chi_square(list(first.values())) < CRITICAL[9]


def test_over_accounts_no_kind_of_article_is_favoured() -> None:
    blog = with_category(blog_of(300), of=2)
    first = Counter()  # type: ignore[var-annotated] # of tenths of the blog, by age
    for number in range(400):
        account = Account(blog, name=f"account-{number}", more={"exclude_categories": ("News",)})
        account.slot()
        first[int(account.said[0][1:]) // 30] += 1
    assert len(first) == 10
    assert chi_square(list(first.values())) < CRITICAL[9]


def test_every_account_of_a_blog_has_an_order_of_its_own() -> None:
    blog = blog_of(1000)
    first = Counter()  # type: ignore[var-annotated] # of numbers
    for number in range(300):
        account = Account(blog, name=f"account-{number}")
        account.slot()
        first[account.said[0]] += 1
    assert len(first) > 200


# --- Anything, with blocks so small that every edge is met


@pytest.fixture(scope="module")
def _small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "BLOCK": 3,
            "LONGEST_BLOCK": 5,
            "ENOUGH": 2,
            "MOST_LOOKED_AT": 7,
            "_CHUNK": 2,
        }.items():
            patch.setattr(walk, name, value)
        yield


@pytest.mark.usefixtures("_small_blocks")
def test_a_slot_with_nothing_to_post_looks_at_all_that_it_may() -> None:
    account = Account(blog_of(20))
    account.past = {each.guid: Share(each.guid, NOW - DAY, 1, pending=False) for each in account.blog}
    account.cycle = Cycle(NOW - 2 * DAY, "random", "")
    choice = account.choice()
    assert not choice.ranked
    assert len(choice.reasons) == 9, "two blocks of three are fewer than seven"


events = st.lists(
    st.tuples(st.sampled_from(["post", "post", "post", "fail", "come", "leave", "hold"]), st.integers(0, 30)),
    max_size=40,
)


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize("order", ORDERS)
@given(st.integers(0, 20), events, st.integers(0, 4), st.integers(1, 4))
@examples(40, HealthCheck.function_scoped_fixture)
def test_whatever_happens_every_article_has_its_turn(
    order: str, size: int, happenings: list[tuple[str, int]], rest: int, of: int
) -> None:
    more = {"exclude_categories": ("News",), "rest": Duration(days=rest)}
    account = Account(with_category(blog_of(40), of=of)[:size], order=order, more=more)
    for what, number in happenings:
        whole, choice = account.choice(whole=True), account.choice()
        assert whole.ranked[:1] == choice.ranked[:1] or not choice.ranked, "more looks change no pick"
        assert len(set(choice.ranked)) == len(choice.ranked)
        if what == "post":
            account.slot()
        elif what == "come":
            account.blog.append(
                Article(f"new{number}", "T", "https://e.example/n", NOW - (90 + number) * DAY)
            )
        elif what == "leave":
            account.blog = account.blog[:number] + account.blog[number + 1 :]
        elif what == "hold" and choice.ranked:
            guid = choice.ranked[0].guid
            account.past[guid] = Share(guid, None, 0, pending=True)
            account.cycle = choice.cycle
        account.slots += 1
    may = {article.guid for article in account.blog if not article.categories}
    account.past = {guid: replace(share, pending=False) for guid, share in account.past.items()}
    before = len(account.said)
    for _ in range((2 * len(account.blog) + 4) * (1 + 4 * rest)):
        account.slot()
    assert may <= set(account.said[before:]), "in two cycles' time each has gone out"
