"""The main job on this machine: an old article of a blog goes out, to a stand-in for X.

AWS is an emulator, X and the shortener are stand-ins, all on loopback; the handler is the one that runs in
Lambda. What they remember lies in `.local/`, so that the next run goes on from there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from contextlib import ExitStack, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console

from local import timeline
from local.aws import LocalAws
from local.blog import SampleBlog
from local.clock import LocalClock
from local.oauth1 import Keys
from local.ports import Ports
from local.progress import progress
from local.shorteners import IsGd
from local.stack import LocalContext, LocalStack
from local.x import XStandIn
from repost.table import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE: Final = Path(__file__).parent
FOLDER: Final = Path(".local")
_MOST_JUMPS: Final = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run once; 0 where something went out or nothing may, 1 where something went wrong."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--feed", help="the feed of a blog of your own, instead of the sample blog's")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything is remembered")
    parser.add_argument("--picture", type=Path, help="an SVG file to draw what is shown into")
    given = parser.parse_args(arguments)
    console = Console(file=sys.stdout, highlight=False, record=given.picture is not None)
    try:
        with progress(console, "Starting AWS, a blog and X on this machine …"), ExitStack() as running:
            scene = Scene(given.folder, given.feed, running)
            report = scene.run(console)
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")
        return 130
    show(console, report, scene)
    if given.picture:
        given.picture.write_text(picture(console), "utf-8")
    return 0 if report["state"] in {"posted", "empty"} else 1


class Scene:
    """The local run's cast: emulator, blog, stand-ins and handler, all remembering what they did."""

    def __init__(self, folder: Path, feed: str | None, running: ExitStack) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.account = "yours" if feed else "example"
        self.keys = Keys.of("yourblog" if feed else "carnet")
        ports = Ports(folder / "ports.json")
        self.clock = LocalClock(folder / "clock")
        aws = running.enter_context(LocalAws(folder / "aws", keep=True))
        os.environ.update(aws.environment)
        self.x = running.enter_context(
            XStandIn([self.keys], self.clock, folder / "x.json", port=ports.of("x"))
        )
        self.shortener = running.enter_context(IsGd(folder / "is.gd.json", port=ports.of("is.gd")))
        if not feed:
            blog = running.enter_context(SampleBlog(self.clock.start, port=ports.of("blog")))
            feed = blog.feed_url
        template = (HERE / ("example.toml" if self.account == "example" else "own.toml")).read_text("utf-8")
        # Another feed is another stack: each has a history of its own.
        self.stack = LocalStack("repost" if self.account == "example" else f"repost-{digest(feed)[:8]}")
        self.stack.put_settings(self.account, template.replace("{feed}", feed))
        self.stack.put_secret(self.account, self.keys.document)

    def run(self, console: Console) -> Mapping[str, Any]:
        """Tick until something is due, jumping there; the report of the tick that had something to do."""
        endpoints = {"x": self.x.url, "is.gd": self.shortener.url}
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log, redirect_stdout(log):
            handler = self.stack.handler(self.clock, endpoints)
            event = json.loads((HERE.parent / "events/scheduled.json").read_text("utf-8"))
            for _ in range(_MOST_JUMPS):
                now = self.clock()
                event |= self.stack.tick(now)
                report: dict[str, Any]
                [report] = handler(event, LocalContext())["reports"]
                if report["state"] != "waiting":
                    break
                self._jump(console, now, report["next"])
        self.clock.save()
        written = json.dumps(report, ensure_ascii=False, indent=2)
        (self.folder / "report.json").write_text(f"{written}\n", "utf-8")
        return report

    def _jump(self, console: Console, now: datetime, then: str) -> None:
        """Let the clock jump to an instant, and say so."""
        to = datetime.fromisoformat(then)
        day = "%a %d %b, %H:%M"
        console.print(f"[dim]It is {now:{day}}; the next post is due {to:{day}}: the clock jumps there.[/]")
        self.clock.jump(to)


def show(console: Console, report: Mapping[str, Any], scene: Scene) -> None:
    """The post as it looks on a timeline, why, and what comes next."""
    console.print()
    if report["text"]:
        console.print(timeline.post(report, handle=scene.keys.username, at=scene.clock()))
    console.print(timeline.facts(report))
    posts = len(scene.x.posts)
    console.print(
        f"\n[dim]{posts} post{'s' if posts != 1 else ''} on this timeline so far. The whole report: "
        f"{scene.folder}/report.json. Again: make run. From the beginning: make clean.[/]"
    )


def picture(console: Console) -> str:
    """What the console shows as SVG, in the reader's own fixed-width font."""
    svg = console.export_svg(title="make run")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "terminal", svg.replace("Fira Code, monospace", "monospace"))


if __name__ == "__main__":
    sys.exit(main())
