"""No two accounts of a network post the same text within 30 days, whatever the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.networks.x_answers import REFUSALS
from repost.aws.items import EXPIRES
from repost.history.records import text_key
from repost.networks.protocol import Post
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

ORDER = '[select]\nmax_age = "none"\norder = "oldest-first"\n'
ONE_WORDING = f'{ORDER}[message]\ntemplate = "{{title}}"\n'
TWO_WORDINGS = f'{ORDER}[message]\ntemplate = ["{{title}}", "Again: {{title}}"]\n'
ONE_NEAR_COPY = "1 other account on x posted nearly the same words in the last 30 days."
ROSES = (Entry("a", 62, title="Roses"), Entry("b", 61, title="ROSES!"), Entry("c", 60, title="Tulips"))


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *ROSES) as world:
        yield world


def posted(world: World) -> dict[str, str]:
    """The first words of what each account posts in a tick."""
    reports = world.tick().items()
    return {name: report["text"].partition(" http")[0] for name, report in reports if report.get("text")}


def test_the_second_account_says_another_article(world: World) -> None:
    for name in ("main", "other"):
        world.account(name, ONE_WORDING)
    assert posted(world) == {"main": "Roses", "other": "Tulips"}


def test_the_second_account_words_an_article_differently(world: World) -> None:
    for name in ("main", "other"):
        world.account(name, TWO_WORDINGS)
    assert posted(world) == {"main": "Roses", "other": "Again: ROSES!"}


def test_on_another_network_the_same_text_is_no_copy(world: World) -> None:
    world.account("main", ONE_WORDING)
    world.account("other", ONE_WORDING, network="mastodon")
    assert posted(world) == {"main": "Roses", "other": "Roses"}


def test_with_unlike_off_everybody_says_what_they_like(world: World) -> None:
    for name in ("main", "other"):
        world.account(name, f'{ONE_WORDING}[brand]\nunlike = "0m"')
    assert posted(world) == {"main": "Roses", "other": "ROSES!"}


def test_after_thirty_days_the_text_is_free(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        settings = ONE_WORDING.replace("[message]", 'rest = "20d"\n[message]')
        world.account("main", settings)
        assert posted(world) == {"main": "Roses"}
        world.account("main", f"paused = true\n{settings}")
        world.account("other", settings)
        report = world.later(days=2).tick()["other"]
        assert report["state"] == "empty"
        assert report["decision"] == f"{ONE_NEAR_COPY} More would be too many."
        assert posted(world.later(days=29)) == {"other": "Roses"}


def test_an_account_may_repeat_itself_as_soon_as_its_article_has_rested(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        world.account("main", ONE_WORDING.replace("[message]", 'rest = "25d"\n[message]'))
        world.tick_main()
        assert posted(world.later(days=25, minutes=15)) == {"main": "Roses"}


def test_a_text_that_was_not_posted_is_free(world: World) -> None:
    for name in ("main", "other"):
        world.account(name, ONE_WORDING)
    world.x.fail_next(REFUSALS["too many requests"])
    reports = world.tick()
    assert reports["main"]["state"] == "not_sent"
    assert reports["other"]["state"] == "posted"
    assert reports["other"]["text"].startswith("ROSES!")


def test_a_refused_text_may_be_the_next_article_s(world: World) -> None:
    world.account("main", ONE_WORDING)
    world.x.fail_next(REFUSALS["duplicate"])
    assert world.tick_main()["text"].startswith("ROSES!")


def test_what_is_remembered_of_a_text_is_forgotten_when_it_is_free(world: World) -> None:
    world.account("main", ONE_WORDING)
    world.tick()
    item = world.stack.table.get(text_key("x", Post("roses…")))
    assert item
    assert (item["account"], item[EXPIRES]) == ("main", int(NOW.timestamp()) + 30 * 86400)


def test_nearly_the_same_words_are_counted_and_limited(stack: LocalStack) -> None:
    settings = f'{ORDER}spacing = "0m"\n[message]\ntemplate = "{{title}} ({{age}})"\n'
    with World(stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="Tulips")) as world:
        world.account("main", settings)
        assert world.tick_main()["text"].startswith("Roses (2 months ago)")
        world.account("main", f"paused = true\n{settings}")
        world.account("second", settings)
        world.account("elsewhere", settings, network="mastodon")
        reports = world.later(days=29).tick()
        assert reports["second"]["text"].startswith("Tulips")
        [note] = reports["second"]["notes"]
        assert note == f"“Roses” was passed over: {ONE_NEAR_COPY} More would be too many."
        assert reports["elsewhere"]["text"].startswith("Roses (3 months ago)")


def test_where_a_few_near_copies_are_allowed_the_report_counts_them(stack: LocalStack) -> None:
    settings = f'{ORDER}spacing = "0m"\n[message]\ntemplate = "{{title}} ({{age}})"\n'
    with World(stack, Entry("a", 62, title="Roses")) as world:
        world.account("main", settings, network="mastodon")
        world.tick()
        world.account("second", settings, network="mastodon")
        report = world.later(days=29).tick()["second"]
        assert report["state"] == "posted"
        assert (
            "1 other account on mastodon posted nearly the same words in the last 30 days." in report["notes"]
        )
