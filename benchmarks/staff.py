"""What a company's people cost: a file of 2,500 of them, read, checked and written."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Final

from benchmarks import bill
from benchmarks.document import Row

if TYPE_CHECKING:
    from benchmarks.scene import Scene

PEOPLE: Final = 2_500
_VOICES: Final = 40
_ZONES: Final = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "")
_HEADER: Final = "account,group,network,mail,handle,language,timezone,hours,consent,voice 1\n"


def rows(scene: Scene, turns: int) -> list[Row]:
    """All of them."""
    scene.put_group("field")
    return [importing(scene, turns)]


def importing(scene: Scene, turns: int) -> Row:
    """Everybody joins: nothing is there before."""
    walls, processors = [], []
    for _ in range(max(turns // 3, 1)):
        with scene.arm("loopback.handler", scene.table(), **scene.fleet) as arm:
            answer, wall = arm.ask({"staff_import": {"document": people()}})
            if answer["answer"]["reports"][0]["state"] != "done":
                raise RuntimeError(answer["answer"])
            walls.append(wall)
            processors.append(answer["cpu"])
    wall, processor = statistics.median(walls), statistics.median(processors)
    there = wall + processor * (1 / bill.VCPUS - 1)
    return Row(
        "a file of 2,500 new members, read, checked and written, with Lambda's share of a core",
        f"{wall:.1f} s here, {processor:.1f} s of processor",
        there,
        60,
        "s",
    )


def people() -> str:
    """The file."""
    lines = (
        f"member-{number},field,mastodon,member-{number}@example.com,@member{number},fr,"
        f"{_ZONES[number % len(_ZONES)]},,2026-11-20 v1,{{title}} - voice {number % _VOICES}\n"
        for number in range(PEOPLE)
    )
    return _HEADER + "".join(lines)
