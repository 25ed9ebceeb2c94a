"""What is known of the past once DynamoDB has removed its slots."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from repost.history.records import slot_key
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

ALL_AGES = '[select]\nmax_age = "none"\nrest = "1d"\n'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        yield world


def remove_slots(world: World, days: int) -> int:
    """Remove the slots of some days from NOW on; how many there were."""
    gone = 0
    for quarters in range(days * 4):
        key = slot_key("main", NOW + quarters * timedelta(hours=6))
        if world.stack.table.get(key):
            where = {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
            world.stack.dynamodb.delete_item(TableName=world.stack.table_name, Key=where)
            gone += 1
    return gone


def test_an_article_is_counted_rests_and_keeps_its_place_in_the_cycle_without_its_slots(world: World) -> None:
    world.account(settings=f"{ALL_AGES}max_shares = 2")
    said = [world.tick_main()["guid"], world.later(hours=6).tick_main()["guid"]]
    assert sorted(said) == ["a", "b"]
    assert remove_slots(world, 1) == 2
    assert world.later(hours=6).tick_main()["why_not"] == {"resting": 2}
    again = [world.later(days=1).tick_main()["guid"], world.later(hours=6).tick_main()["guid"]]
    assert sorted(again) == ["a", "b"]
    remove_slots(world, 4)
    assert world.later(days=2).tick_main()["why_not"] == {"shared max_shares times": 2}


def test_the_history_shows_what_is_left_and_no_request_stumbles(world: World) -> None:
    world.account(settings=ALL_AGES)
    world.tick()
    old = world.now
    world.later(days=3).tick()
    remove_slots(world, 1)
    answer = world.ask("export")
    assert answer["reports"][0]["decision"] == "1 slots, newest first."
    assert world.wish("undo", slot=old.isoformat())["state"] == "refused"
    assert world.wish("preview")["state"] == "preview"
    assert len(world.posts) == 2
