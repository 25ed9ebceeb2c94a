"""Post an old article of a blog on this machine, to a stand-in for X or another network.

AWS is an emulator, and the networks and the shortener are stand-ins on loopback; the handler is the one that
runs in Lambda. They keep what they did in `.local/`, so the next run continues from there.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
from contextlib import ExitStack, redirect_stdout
from datetime import UTC, datetime
from functools import cached_property, partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from rich.markup import escape

from local.aws.emulator import LocalAws
from local.aws.stack import LocalContext, LocalStack
from local.base.clock import LocalClock
from local.base.files import write
from local.base.home import FOLDER, Example, World, alone, remember
from local.base.home import shown as shown_path
from local.base.ports import Ports
from local.blogs.carnet import CARNET
from local.blogs.notebook import NOTEBOOK
from local.blogs.sample import SampleBlog
from local.links.shorteners import IsGd
from local.networks.registry import STAND_INS
from local.show import summary, timeline
from local.show.console import serve
from local.show.looks import looks
from local.show.page import PAGE, Scenery, page
from local.show.progress import progress
from repost.accounts.documents import read_accounts
from repost.base.digests import digest
from repost.base.moments import moment_in
from repost.cli.arguments import Parser, network_named, yes_or_no
from repost.cli.output import Terminal
from repost.cli.session import BAD
from repost.person.blog_advice import of_comments
from repost.settings.web_addresses import is_web_address, wrong_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

    from rich.console import Console

    from local.base.server import StandIn
    from local.blogs.contents import Contents
    from local.show.looks import Look
    from repost.app import Handler

HERE: Final = Path(__file__).parent
_MOST_JUMPS: Final = 3
_MOST_EARLIER: Final = 5
_MOST_DAYS: Final = 60
_ENCORES: Final = '[select]\nmax_age = "none"\nrest = "10d"\nencores = 3\n'
_TIME_ENOUGH: Final = 600.0
_EXAMPLES: Final[Mapping[Example, Contents]] = {"fr": CARNET, "en": NOTEBOOK}
_REMOTE: Final = re.compile(r'("remote_url": )"[^"]*"')
S = TypeVar("S", bound="StandIn")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run once; 0 if all went well, 1 if not."""
    parser = Parser(prog="make run", description=__doc__)
    parser.add_argument(
        "--feed", type=_address, help="the address of your own blog's feed, instead of the sample blog's"
    )
    parser.add_argument(
        "--example", type=str.casefold, choices=_EXAMPLES, default="fr", help="the sample blog's language"
    )
    parser.add_argument("--network", type=network_named, default="x", help="where to post (default: x)")
    for name, help_ in (
        ("--pages", "then show what comes and what went out in your browser"),
        ("--encores", "one post in three is what readers liked; let days pass until such a post goes out"),
    ):
        parser.add_argument(name, type=yes_or_no, nargs="?", const=True, default=False, help=help_)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything is kept")
    given = parser.parse_args(arguments)
    console = Terminal(file=sys.stdout, highlight=False)
    try:
        with ExitStack() as running:
            with progress(console, "Starting AWS, a blog and networks on this machine …"):
                running.enter_context(alone(given.folder))
                world = World(given.feed or None, given.network, given.example, given.encores)
                scene = Scene(given.folder, world, running)
                remember(given.folder, world)
                report = scene.run(console, until_encore=given.encores)
                shown = scene.looks(report)
                scene.write_page(report, shown)
            summary.show(console, report, shown, scene)
            if given.pages:
                scene.show_pages(partial(console.print, markup=False, soft_wrap=True))
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")
        return 130
    return 1 if report["state"] in BAD else 0


def _address(text: str) -> str:
    """The address of a feed, or "" for none.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is no web address.
    """
    text = text.strip()
    if text and not is_web_address(text):
        problem, advice = wrong_address(text)
        raise argparse.ArgumentTypeError(f"the address {problem}. {advice}")
    return text


class Scene:
    """The local run's cast: emulator, blog, stand-ins and handler, all remembering what they did."""

    def __init__(
        self, folder: Path, world: World, running: ExitStack, clock: LocalClock | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        feed, network, home = world.feed, world.network, world.home(folder)
        self.folder = folder
        self.world = world
        self.network = network
        self.account = "yours" if feed else "example"
        sample = _EXAMPLES[world.example]
        self.username = "yourblog" if feed else sample.handle
        ports = Ports(folder / "ports.json")
        self.clock = clock or LocalClock(home / "clock")
        running.callback(self.clock.save)
        self.log = running.enter_context((folder / "log.jsonl").open("a", encoding="utf-8"))
        aws = running.enter_context(LocalAws(folder / "aws", keep=True))
        os.environ.update(aws.environment)

        def started(service: str, make: Callable[[int], S]) -> S:
            """A stand-in, on the port it had last time if that is still free: old links keep working."""
            server = make(ports.wanted(service))
            running.enter_context(server)
            ports.remember(service, server.port)
            return server

        self.networks = {
            name: started(name, partial(kind.of, [self.username], self.clock, home / f"{name}.json"))
            for name, kind in STAND_INS.items()
        }
        shortener = started("is.gd", partial(IsGd, home / "is.gd.json"))
        self.endpoints = {"is.gd": shortener.url} | {name: each.url for name, each in self.networks.items()}
        if not feed:
            blog = started(sample.handle, partial(SampleBlog, self.clock.start, contents=sample))
            feed = blog.feed_url
        self.feed = feed
        template = (HERE / ("example.toml" if self.account == "example" else "own.toml")).read_text("utf-8")
        dated = json.dumps(sample.dated, ensure_ascii=False)
        quoted = json.dumps(feed, ensure_ascii=False)
        self.settings = template.replace('"{feed}"', quoted).replace("{dated}", dated)
        # Another feed or network is another stack with a history of its own.
        is_usual = world == World()
        self.stack = LocalStack("repost" if is_usual else f"repost-{digest(f'{network} {world.name}')[:8]}")
        stand_in = self.networks[network]
        wish = self.settings.replace("{network}", network)
        stored = self.stack.parameters.documents().get(f"{self.stack.path}/settings/{self.account}", "")
        if quoted not in stored:  # what its owner changed in the settings stays
            self.stack.put_settings(self.account, f"{wish}\n{stand_in.settings}")
            self.stack.put_secret(self.account, stand_in.secret(self.username))
        if world.encores:
            self.stack.put_settings(f"{self.account}/encores", _ENCORES)

    @cached_property
    def zone(self) -> tzinfo:
        """The time zone of the account's settings."""
        ready = read_accounts(self.stack.parameters.documents(), self.stack.path).ready
        zones = {account.name: account.settings.schedule.timezone for account in ready}
        return zones.get(self.account, UTC)

    def keys_file(self, network: str) -> str:
        """A file with the keys that a stand-in accepts, as `repost connect --local --stdin` reads it.

        If an app can be let in there, its keys are in a second file.
        """
        folder = self.folder / "keys"
        folder.mkdir(exist_ok=True)
        [stand_in] = [each for name, each in self.networks.items() if name == network]
        file = folder / f"{network}.toml"
        write(file, stand_in.secret(self.username))
        if not (app := stand_in.app()):
            return shown_path(file)
        of_app = folder / f"{network}.app.toml"
        write(of_app, app)
        return f"{shown_path(file)}, and those of an app in {shown_path(of_app)}"

    @property
    def posts(self) -> list[str]:
        """What is on the timeline, oldest first."""
        return self.networks[self.network].texts(self.username)

    def run(self, console: Console, *, until_encore: bool = False) -> Mapping[str, Any]:
        """Tick until something is due, jumping there; the report of the tick that had something to do.

        With `until_encore`, go on day after day until what readers liked goes out once more.
        """
        with redirect_stdout(self.log):
            report = self._next(console)
            for _ in range(_MOST_DAYS if until_encore else 0):
                if report["state"] != "posted" or report["why"].startswith("An encore"):
                    break
                console.print(f"[dim]Posted: {escape(report['title'])}[/]")
                report = self._next(console)
            if report["state"] in summary.NOTHING or of_comments(self.feed, ""):
                report["notes"] += self._advice(report)
        self.as_local({"reports": [report]})
        written = json.dumps(report, ensure_ascii=False, indent=2)
        write(self.folder / "report.json", f"{written}\n")
        return report

    @cached_property
    def _handler(self) -> Handler:
        with redirect_stdout(self.log):  # where the logger writes from its first line on
            return self.stack.handler(self.clock, self.endpoints)

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What the function answers; a new post is on the page."""
        handler = self._handler
        with redirect_stdout(self.log):
            answer = handler(event, LocalContext())
            for report in answer["reports"]:
                if report["state"] == "posted" and report["account"] == self.account:
                    self.write_page(report, self.looks(report))
        return self.as_local(answer)

    def _advice(self, report: Mapping[str, Any]) -> list[str]:
        """What the blog's owner should know and change, besides what the report says."""
        event = {"source": "repost.person", "preview": {"account": self.account}}
        [shown] = self.answer(event)["reports"]
        said = (report["decision"], *report["notes"])
        return [note for note in shown["notes"] if note not in said]

    def _next(self, console: Console) -> dict[str, Any]:
        event = json.loads((HERE.parent / "events/scheduled.json").read_text("utf-8"))
        for _ in range(_MOST_JUMPS):
            now = self.clock()
            event |= self.stack.tick(now)
            reports: list[dict[str, Any]] = self._handler(event, LocalContext())["reports"]
            # Other accounts stored here may lack their keys: this run is about its own account.
            report = next(each for each in reports if each["account"] == self.account)
            if report["state"] != "waiting":
                break
            self._jump(console, now, report["next"])
        return report

    def as_local(self, answer: dict[str, Any]) -> dict[str, Any]:
        """An answer with the address of the page for those that only a real network would have."""
        page = (self.folder / PAGE).resolve().as_uri()
        for report in answer["reports"]:
            if report["remote_url"]:
                report["remote_url"] = page
        if "export" in answer:
            answer["export"] = _with_page(answer["export"], page)
        return answer

    def looks(self, report: Mapping[str, Any]) -> list[Look]:
        """The article of a report as it looks on each network, the one where it went out first."""
        if not report["text"]:
            return []
        outside = self.stack.outside(self.clock, lambda: _TIME_ENOUGH, self.endpoints)
        found = looks(report, self.settings, outside)
        return sorted(found, key=lambda look: look.network != self.network)

    def write_page(self, report: Mapping[str, Any], shown: Sequence[Look]) -> None:
        """Write the page that shows all of it."""
        out_on = self.network if report["state"] == "posted" else ""
        before = self.posts[:-1] if out_on else self.posts
        earlier = before[: -_MOST_EARLIER - 1 : -1]
        scenery = Scenery(self.username, out_on, timeline.rows(report, self.zone), earlier)
        text = page(report["title"] or "Nothing was posted", shown, scenery)
        write(self.folder / PAGE, text)

    def show_pages(self, told: Callable[[str], object]) -> None:
        """Serve the dashboard's pages and the last post to a browser until somebody interrupts that."""
        with redirect_stdout(self.log):
            dashboard = self.stack.dashboard(self.clock, self.endpoints)
        serve(dashboard.functions, dashboard.name, {PAGE: self.folder / PAGE}, told)

    def _jump(self, console: Console, now: datetime, then: str) -> None:
        """Let the clock jump to an instant, and say so."""
        to = datetime.fromisoformat(then)
        here, there = (moment_in(at, self.zone, None) for at in (now, to))
        console.print(f"[dim]It is {here}. The next post is due on {there}: the clock jumps there.[/]")
        self.clock.jump(to)
        self.clock.save()


def _with_page(export: str, page: str) -> str:
    """An export, in lines of JSON or as a table, with the address of the page for those of posts."""
    if not export.startswith("slot,"):
        return _REMOTE.sub(lambda found: f"{found[1]}{json.dumps(page)}", export)
    names, *rows = csv.reader(StringIO(export))
    remote = names.index("remote_url")
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([*row[:remote], row[remote] and page, *row[remote + 1 :]] for row in rows)
    return text.getvalue()
