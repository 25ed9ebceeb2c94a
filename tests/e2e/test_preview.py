"""A preview: the run that comes next, of which nothing leaves, and each article in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Response
from repost.aws.clients import dynamodb_client
from repost.person.blog_advice import of_comments
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

CAST = (Entry("new", 3), Entry("a", 40), Entry("b", 50), Entry("news", 95, category="News"), Entry("c", 60))
SELECT = '[select]\nexclude_categories = ["news"]'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *CAST) as world:
        world.account(settings=SELECT)
        yield world


def items(world: World) -> dict[str, Any]:
    """Everything that the history holds, articles and feed left aside."""
    found = dynamodb_client().scan(TableName=world.stack.table_name)["Items"]
    return {
        f"{item['pk']['S']} {item['sk']['S']}": item
        for item in found
        if not item["pk"]["S"].startswith(("FEED#", "BLOG#"))
    }


def test_what_is_shown_is_what_goes_out(world: World) -> None:
    for _ in range(3):
        shown = world.wish("preview")
        assert shown["state"] == "preview"
        posted = world.tick_main()
        assert posted["state"] == "posted"
        for name in ("slot", "guid", "title", "text", "link", "why", "eligible", "why_not"):
            assert shown[name] == posted[name], name
        world.later(hours=6)


def test_hours_ahead_the_pick_of_the_next_slot_is_shown(world: World) -> None:
    world.tick()
    shown = world.later(hours=2).wish("preview")
    assert shown["decision"] == "If nothing changes, this will be posted on 2026-11-23T15:00:00Z."
    assert world.later(hours=4).tick_main()["guid"] == shown["guid"]


def test_it_writes_and_sends_nothing_and_goes_by_no_secret(world: World) -> None:
    world.tick()
    world.later(hours=6)
    world.stack.put_secret("main", "no credentials at all")
    before, requests = items(world), len(world.x.requests)
    assert world.wish("preview")["state"] == "preview"
    assert items(world) == before
    assert len(world.x.requests) == requests


def test_before_the_first_tick_it_begins_nothing(world: World) -> None:
    assert world.wish("preview")["state"] == "preview"
    assert items(world) == {}


def test_every_article_is_explained(world: World) -> None:
    world.tick()
    answer = world.later(hours=6).ask("preview")
    articles = {each["guid"]: each for each in answer["articles"]}
    assert articles.keys() == {"new", "a", "b", "c", "news"}
    assert articles["new"]["why_not"] == ["It is younger than min_age."]
    assert articles["news"]["why_not"] == ["It is older than max_age.", "It is in one of exclude_categories."]
    assert articles[answer["reports"][0]["guid"]]["place"] == 1
    [rested] = [each for each in "abc" if articles[each]["why_not"]]
    assert articles[rested]["why_not"] == ["It was posted too recently: rest isn't over."]


def test_a_partly_unreachable_blog_is_told_which_pages_and_what_to_change(world: World) -> None:
    def entry(name: str) -> str:
        return f"<url><loc>{world.blog.url}/{name}/</loc></url>"

    world.account(settings='[select]\nmax_age = "none"')
    world.blog.files = {"/sitemap.xml": f"<urlset>{entry('a')}{entry('hidden')}</urlset>".encode()}
    world.later(hours=1)
    hidden = f"{world.blog.url}/hidden/"
    assert (
        f"1 page can't be read or has no date: {hidden}. To have them posted, let Repost read them, by the "
        "name that blog.user_agent gives, and see that they say when they were published."
    ) in world.wish("preview")["notes"]


def test_a_blog_of_which_only_the_feed_can_be_seen_is_told_what_would_show_the_rest(world: World) -> None:
    world.account(settings='[select]\nmax_age = "none"')
    assert (
        "Only the 5 articles of the feed are known: nothing leads to older ones. A sitemap, named in "
        "robots.txt, would show them."
    ) in world.wish("preview")["notes"]


def test_why_a_blog_could_not_be_read_is_said_until_it_is_asked_again(world: World) -> None:
    world.blog.fail_next(Response(500))
    assert world.tick_main()["state"] == "no_feed"
    for minutes in (0, 5):
        shown = world.later(minutes=minutes).wish("preview")
        assert (shown["state"], "500" in shown["decision"]) == ("no_feed", True), shown["decision"]
    assert world.later(minutes=6).wish("preview")["state"] == "preview"
    assert not any("500" in note for note in world.later(minutes=1).wish("preview")["notes"])


def test_the_next_three_slots_are_shown_and_the_one_that_is_skipped(world: World) -> None:
    world.tick()
    slots = world.ask("preview")["slots"]
    hours = ["2026-11-23T15:00:00Z", "2026-11-23T21:00:00Z", "2026-11-24T03:00:00Z"]
    assert [slot["at"] for slot in slots] == hours
    world.wish("skip", asked=world.now.isoformat())
    answer = world.ask("preview")
    assert [slot["skipped"] for slot in answer["slots"]] == [True, False, False, False]
    assert answer["reports"][0]["slot"] == hours[1]


@pytest.mark.parametrize(
    ("settings", "warning"),
    [
        ("paused = true", "The account is paused"),
        ("dry_run = true", "dry_run is on"),
        ('[select]\nmin_age = "200d"\nmax_age = "300d"', "All 5 articles are younger than select.min_age"),
        ('[select]\ninclude_categories = ["none of these"]', "No article can be posted now"),
        ('[link]\nshortener = "is.gd"', "The link will be shortened when it is posted"),
    ],
)
def test_what_is_in_the_way_is_told(world: World, settings: str, warning: str) -> None:
    world.account(settings=settings)
    assert any(note.startswith(warning) for note in world.wish("preview")["notes"])
    assert not world.shortener.requests


@pytest.mark.parametrize("schedule", ['every = "3d"', 'at = ["09:00", "18:00"]\ndays = ["mon", "thu"]'])
def test_pins_that_find_no_slot_on_their_day_are_told(world: World, schedule: str) -> None:
    world.account(
        settings=f"[schedule]\n{schedule}\n[select.pins]\n"
        '2026-11-23 = "c"\n2026-11-26 = "a"\n2026-11-27 = "b"\n2027-03-01 = "c"'
    )
    world.tick()
    notes = world.wish("preview")["notes"]
    assert [note for note in notes if "pinned" in note] == [
        "b is pinned to 2026-11-27, but that day currently has no slot."
    ]


def test_categories_that_a_feed_does_not_name_keep_nothing_back_and_that_is_told(world: World) -> None:
    warning = "exclude_categories has no effect: the blog's feed names no categories."
    assert warning not in world.wish("preview")["notes"]
    world.blog.entries = [replace(entry, category="") for entry in world.blog.entries]
    assert warning in world.later(minutes=15).wish("preview")["notes"]


def test_of_an_empty_window_it_is_told_how_long_it_stays_so(world: World) -> None:
    world.account(settings='[select]\nmin_age = "20d"\nmax_age = "30d"')
    [warning] = [note for note in world.wish("preview")["notes"] if note.startswith("No article")]
    assert warning.endswith(" The next one is old enough on 2026-12-10.")


def test_a_fresh_accounts_preview_says_that_it_has_not_begun(world: World) -> None:
    assert any("has not begun" in note for note in world.wish("preview")["notes"])
    world.tick()
    assert not any("has not begun" in note for note in world.later(hours=1).wish("preview")["notes"])


def test_the_cost_of_the_previewed_post_is_not_spent_yet(world: World) -> None:
    world.tick()
    shown = world.later(hours=1).wish("preview")
    assert shown["spent"] == pytest.approx(0.2)
    world.later(hours=5)
    assert world.tick_main()["spent"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ((Entry("a", 400), Entry("b", 900)), "older than select.max_age allows; the newest is of 2025-10-"),
        ((Entry("a", 4), Entry("b", 9)), "younger than select.min_age allows; the oldest is of 2026-11-14."),
        ((Entry("a", 40, is_dated=False),), 'With blog.undated = "first-seen", articles age'),
    ],
)
def test_a_blog_of_which_nothing_can_be_posted_is_told_what_to_change(
    world: World, entries: tuple[Entry, ...], says: str
) -> None:
    world.blog.entries = list(entries)
    report = world.wish("preview")
    assert report["state"] == "empty"
    assert any(says in note for note in report["notes"]), report["notes"]


@pytest.mark.parametrize(
    ("feed", "title", "articles"),
    [
        ("/comments/feed/", "", "probably https://b.example/feed/"),
        ("/a-title/comments/feed/atom/", "", "probably https://b.example/a-title/feed/atom/"),
        ("/?feed=comments-rss2", "", "probably https://b.example/?feed=rss2"),
        ("/feeds/12/comments/default", "", "probably https://b.example/feeds/posts/default"),
        ("/a-title/feed/", "Comments on: A title", "the blog's own."),
    ],
)
def test_a_feed_of_comments_is_named(feed: str, title: str, articles: str) -> None:
    said = of_comments(f"https://b.example{feed}", title)
    assert said.startswith(f"https://b.example{feed} lists comments, not articles.")
    assert said.endswith(articles)


def test_a_feed_of_articles_about_comments_is_none_of_comments() -> None:
    assert not of_comments("https://b.example/comments/", "Commentary")


def test_a_feed_of_comments_is_named_even_if_they_could_be_posted(world: World) -> None:
    world.blog.title = "Comments for A blog"
    assert any("lists comments, not articles" in note for note in world.wish("preview")["notes"])
