"""What an owner steers by, through whole runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world import Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack


def test_a_pinned_article_goes_out_first_on_its_day_and_once(stack: LocalStack) -> None:
    with World(stack, Entry("a", 40), Entry("b", 50), Entry("ancient", 900)) as world:
        pin = f'"2026-11-23" = "{world.blog.url}/ancient/"'
        world.account(settings=f'[select]\nnever = ["/b/"]\n[select.pins]\n{pin}')
        first = world.tick_main()
        assert (first["guid"], first["state"]) == ("ancient", "posted")
        assert first["why"].startswith("The settings pin it to this day; it has never been posted before.")
        second = world.later(hours=6).tick_main()
        assert (second["guid"], second["why_not"]["listed in never"]) == ("a", 1)
        third = world.later(hours=6).tick_main()
        assert (third["state"], third["notes"]) == ("empty", [])


def test_a_pin_on_what_is_not_known_is_told_and_costs_nothing(stack: LocalStack) -> None:
    with World(stack, Entry("a", 40)) as world:
        world.account(settings='[select.pins]\n"2026-11-23" = "https://blog.example.com/gone/"')
        report = world.tick_main()
        assert (report["state"], report["guid"]) == ("posted", "a")
        [note] = report["notes"]
        assert note.startswith(
            "https://blog.example.com/gone/ is pinned to today, but is not a known article"
        )
