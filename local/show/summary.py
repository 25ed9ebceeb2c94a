"""What the terminal shows at the end of a local run: the post, why, what comes next, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from rich.text import Text

from local.base.home import shown as shown_path
from local.show import timeline
from local.show.page import PAGE
from repost.cli.session import BAD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

    from rich.console import Console

    from local.base.home import World
    from local.show.looks import Look

NOTHING: Final = {"empty", "no_feed"}
"""The states of a run in which there was nothing to post."""


class Played(Protocol):
    """What there is to know of a local run."""

    @property
    def folder(self) -> Path: ...
    @property
    def world(self) -> World: ...
    @property
    def network(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def zone(self) -> tzinfo: ...
    @property
    def posts(self) -> Sequence[str]: ...


def show(console: Console, report: Mapping[str, Any], shown: Sequence[Look], scene: Played) -> None:
    """The post as it looks on a timeline, why, and what comes next."""
    console.print()
    for look in shown[:1]:
        if look.limits:
            room = look.used_and_allowed
            at, zone = scene.clock(), scene.zone
            card = timeline.post(
                report,
                handle=scene.username,
                at=at,
                zone=zone,
                used_and_allowed=room,
                width=console.width,
            )
            console.print(card, crop=False)
    for line in timeline.facts(report, scene.zone, console.width):
        console.print(line, soft_wrap=True)
    posts = len(scene.posts)
    next_steps = [f"Run it again: {scene.world.command}", "Start over: make clean"]
    if report["state"] == "no_feed" and scene.world.feed and not report["known"]:
        next_steps = ["Try another address: make run FEED=https://…"]
    next_steps.insert(0, f"The whole report: {shown_path(scene.folder / 'report.json')}")
    if report["state"] == "empty" and report["known"] and scene.world.feed:
        _say_what_to_try(console, scene)
    if report["state"] not in BAD | NOTHING:
        next_steps[:0] = [
            f"{posts} post{'s' if posts != 1 else ''} on this timeline so far.",
            f"How it looks on every network: {shown_path(scene.folder / PAGE)}",
            "What comes and what went out: ./repost page --local",
        ]
    if report["state"] == "held":
        next_steps.insert(0, "Decide on it: ./repost review --local")
    # One line each, and never folded: they are there to be copied.
    console.print(Text("\n" + "\n".join(next_steps), "dim"), soft_wrap=True)


def _say_what_to_try(console: Console, scene: Played) -> None:
    """How to go on with other settings on this machine."""
    file = f"{scene.account}.toml"
    console.print(
        Text(
            f"\nTo try other settings here, write them into {file}, such as:\n\n"
            f'network = "{scene.network}"\nfeed = "{scene.world.feed}"\n\n[select]\nmax_age = "none"\n\n'
            f"Then: ./repost put {file} --local, and run it again.",
            "dim",
        ),
        soft_wrap=True,
    )
