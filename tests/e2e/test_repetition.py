"""What an account remembers of its texts, from post to post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.base.server import Response
from local.networks.oauth1 import Keys
from tests.world import Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

SELECT = '[schedule]\nevery = "6h"\n[select]\nmax_age = "none"\norder = "oldest-first"\n'
ONE_PHRASE = SELECT + '[message]\nbefore = "Again:"'
PRESETS = SELECT + 'rest = "7d"'


def words(world: World) -> list[str]:
    return [re.sub(r"\s*https?://.*", "", post.text, flags=re.DOTALL) for post in world.posts]


def test_short_titles_behind_one_phrase_go_out_one_after_the_other(stack: LocalStack) -> None:
    titles = ("The roses", "The rose", "Roses", "The tulips")
    with World(stack, *(Entry(f"e{n}", 60 - n, title=title) for n, title in enumerate(titles))) as world:
        world.account(settings=ONE_PHRASE)
        for _ in titles:
            assert world.tick_main()["state"] == "posted"
            world.later(hours=6)
        assert words(world) == [f"Again: {title}" for title in titles]


def test_what_was_just_said_of_another_article_is_not_said_again(stack: LocalStack) -> None:
    with World(
        stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="ROSES!"), Entry("c", 60, title="Tulips")
    ) as world:
        world.account(settings=ONE_PHRASE)
        world.tick_main()
        world.later(hours=6)
        assert world.tick_main()["title"] == "Tulips"
        world.later(hours=6)
        report = world.tick_main()
        assert report["state"] == "empty"
        assert words(world) == ["Again: Roses", "Again: Tulips"]


def test_where_there_is_another_phrase_it_is_taken(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="ROSES!")) as world:
        world.account(settings=PRESETS)
        world.tick_main()
        world.later(hours=6)
        world.tick_main()
        first, second = words(world)
        assert first.endswith("Roses")
        assert second.endswith("ROSES!")
        assert first.split(":")[0] != second.split(":")[0]


def test_the_only_phrase_of_an_article_is_said_again_after_its_rest(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        world.account(settings=ONE_PHRASE.replace("[message]", 'rest = "7d"\n[message]'))
        world.tick_main()
        assert world.later(days=7, minutes=15).tick_main()["state"] == "posted"
        assert words(world) == ["Again: Roses"] * 2


def test_an_article_is_said_in_every_phrase_before_one_comes_again(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        world.account(settings=PRESETS)
        for _ in range(5):
            assert world.tick_main()["state"] == "posted"
            world.later(days=7, minutes=15)
        said = words(world)
        assert len(set(said[:4])) == 4
        assert said[4] == said[0]


def test_a_text_that_was_not_sent_is_as_good_as_never_said(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        world.account(settings=ONE_PHRASE)
        world.x.fail_next(Response(429))
        assert world.tick_main()["state"] == "not_sent"
        world.later(hours=6)
        assert world.tick_main()["state"] == "posted"
        assert words(world) == ["Again: Roses"]


def test_two_accounts_say_an_article_in_different_words(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        for name in ("ada", "bob"):
            world.account(name, SELECT, secret=Keys.of(name).document)
        world.tick()
        world.later(days=2)
        world.tick()
        assert {post.username for post in world.posts} == {"ada", "bob"}
        assert len(set(words(world))) == 2
