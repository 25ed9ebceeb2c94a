"""Articles that a feed gives no date for, and the name that an owner gives a blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world import Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

UNDATED = [Entry(name, 0, is_dated=False) for name in "ab"]
FIRST_SEEN = '[blog]\nundated = "first-seen"\n[message]\nbefore = "Read {age} {date}"\n'


def test_an_article_without_a_date_never_goes_out_and_is_counted(stack: LocalStack) -> None:
    with World(stack, *UNDATED, Entry("c", 40)) as world:
        world.account()
        assert world.tick_main()["guid"] == "c"
        report = world.later(days=60).tick_main()
        assert (report["state"], report["why_not"]["no date"]) == ("empty", 2)
        assert "2 no date" in report["decision"]


def test_a_preview_lists_every_article_without_a_date_with_that_reason(stack: LocalStack) -> None:
    with World(stack, *UNDATED, Entry("c", 40)) as world:
        world.account()
        articles = world.ask("preview")["articles"]
        reasons = {each["guid"]: each["why_not"] for each in articles}
        assert reasons["a"] == reasons["b"] == ["The feed gives no publication date for it."]
        assert reasons["c"] == []


def test_an_article_without_a_date_ages_from_when_it_was_first_seen(stack: LocalStack) -> None:
    with World(stack, *UNDATED) as world:
        world.account(settings=FIRST_SEEN)
        report = world.tick_main()
        assert (report["state"], report["why_not"]) == ("empty", {"outside the age window": 2})
        assert world.later(days=29).tick_main()["state"] == "empty"
        world.blog.entries.append(Entry("c", 0, is_dated=False))
        posted = [world.later(days=days).tick_main() for days in (2, 1, 1)]
        assert [each["state"] for each in posted] == ["posted", "posted", "empty"]
        assert {each["guid"] for each in posted[:2]} == {"a", "b"}


def test_when_an_article_was_first_seen_is_not_given_as_its_date(stack: LocalStack) -> None:
    with World(stack, *UNDATED) as world:
        world.account(settings=FIRST_SEEN)
        world.tick()
        text = world.later(days=31).tick_main()["text"]
        assert text.startswith("Read Article")


def test_two_accounts_of_one_blog_may_differ_on_articles_without_a_date(stack: LocalStack) -> None:
    with World(stack, *UNDATED) as world:
        world.account()
        world.account("second", FIRST_SEEN)
        world.tick()
        reports = world.later(days=31).tick()
        assert {name: each["state"] for name, each in reports.items()} == {
            "main": "empty",
            "second": "posted",
        }


def test_an_article_that_gets_a_date_later_goes_by_it(stack: LocalStack) -> None:
    with World(stack, *UNDATED[:1]) as world:
        world.account()
        world.tick()
        world.blog.entries = [Entry("a", 40)]
        report = world.later(hours=6).tick_main()
        assert (report["state"], report["guid"]) == ("posted", "a")
        assert "no date" not in world.later(hours=6).tick_main()["why_not"]


def test_the_name_of_the_blog_is_that_of_the_settings(stack: LocalStack) -> None:
    with World(stack, Entry("a", 40)) as world:
        world.account(settings='[blog]\ntitle = "Le Carnet"\n[message]\nbefore = "From {blog}:"\n')
        assert world.tick_main()["text"].startswith("From Le Carnet: Article a")
