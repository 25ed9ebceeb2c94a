"""A small world for the handler: an emulated AWS, a blog, X and a shortener, and a clock that tests set."""

from __future__ import annotations

import json
import logging
import tomllib
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Event
from typing import TYPE_CHECKING, Any, Self
from xml.sax.saxutils import escape

from msgspec.structs import replace

from local.aws.stack import LocalContext, LocalStack
from local.base.ear import Ear
from local.base.server import Request, Response, StandIn
from local.links.shorteners import IsGd
from local.networks.oauth1 import Keys
from local.networks.registry import STAND_INS
from local.networks.x import XStandIn
from repost.base.errors import SettingsError
from repost.fleet.roster import Roster
from tests import leaks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.networks.social import SocialStandIn
    from local.networks.x_timeline import Stored
    from repost.settings.networks import NetworkName

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One article as its blog has it; `age` in days before NOW."""

    name: str
    age: float
    category: str = "Tech"
    title: str = ""
    excerpt: str = ""
    guid: str = ""
    path: str = ""
    is_dated: bool = True


class Blog(StandIn):
    """A blog with whatever articles a test puts into it, each with a page unless it is in `gone`.

    `asked` is set once somebody wants its feed; `head` is what stands in the head of every page, and
    `files` whatever else it has, by path.
    """

    def __init__(self, *entries: Entry) -> None:
        super().__init__()
        self.entries = list(entries)
        self.gone: set[str] = set()
        self.title = "A blog"
        self.head = ""
        self.files: dict[str, bytes] = {}
        self.asked = Event()

    @property
    def feed(self) -> str:
        return f"{self.url}/feed/"

    def answer(self, request: Request) -> Response:
        if request.path in self.files:
            return Response(200, self.files[request.path])
        name = request.path.strip("/")
        if name and request.path == f"/{name}/" != "/feed/" and name not in self.gone:
            page = f"<!doctype html><title>An article</title>{self.head}"
            return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
        if request.path != "/feed/":
            return Response(404, b"<!doctype html><title>Not here</title>", {"Content-Type": "text/html"})
        self.asked.set()
        items = "".join(map(self._item, self.entries))
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            f"<title>{escape(self.title)}</title><link>{self.url}/</link><description/><language>en</language>{items}</channel></rss>"
        )
        return Response(200, body.encode(), {"Content-Type": "application/rss+xml; charset=utf-8"})

    def _item(self, entry: Entry) -> str:
        date = (NOW - timedelta(days=entry.age)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        dated = f"<pubDate>{date}</pubDate>" if entry.is_dated else ""
        return (
            f"<item><title>{escape(entry.title or f'Article {entry.name}')}</title>"
            f"<link>{self.url}/{entry.path or f'{entry.name}/'}</link>"
            f"<guid isPermaLink='false'>{entry.guid or entry.name}</guid>"
            f"{dated}<category>{escape(entry.category)}</category>"
            f"<description>{escape(entry.excerpt)}</description></item>"
        )


def four_a_day(settings: str) -> str:
    """These settings, with a post every six hours to the minute, unless they say otherwise."""
    schedule = tomllib.loads(settings).get("schedule", {})
    missing = [] if schedule.keys() & {"every", "at"} else ['every = "6h"']
    missing += [] if "jitter" in schedule else ['jitter = "0m"']
    lines = "\n".join(["[schedule]", *missing])
    return settings.replace("[schedule]", lines, 1) if schedule else f"{settings}\n{lines}"


def at_first_sight(settings: str) -> str:
    """These settings of a group, whose members post first when they are first seen, and four a day."""
    return four_a_day(settings).replace("[schedule]", "[schedule]\nspread = false", 1)


class World:
    """Everything around the handler. `now` is the time; `log` holds what the function printed."""

    def __init__(self, stack: LocalStack, *entries: Entry) -> None:
        self.stack = stack
        self.now = NOW
        self.log = StringIO()
        self.ear = Ear(self.log)
        self.keys = Keys.of("ada")
        self.blog = Blog(*entries)
        self.x = XStandIn([self.keys, Keys.of("bob")], clock=lambda: self.now)
        self._networks: dict[NetworkName, SocialStandIn] = {"x": self.x}
        self.shortener = IsGd()
        self.endpoints = {"x": self.x.url, "is.gd": self.shortener.url}
        self.handler = stack.handler(lambda: self.now, self.endpoints)
        for log_handler in logging.getLogger("repost").handlers:
            assert isinstance(log_handler, logging.StreamHandler)
            log_handler.setStream(self.log)  # the logger outlives this world: there is one in a process

    def __enter__(self) -> Self:
        with ExitStack() as running:
            for server in (self.blog, self.x, self.shortener):
                running.enter_context(server)
            self._running = running.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()
        leaks.heard.append(self.log.getvalue())

    def account(
        self, name: str = "main", settings: str = "", secret: str | None = None, network: NetworkName = "x"
    ) -> None:
        """An account that speaks of the blog, on X if nothing else is said."""
        there = self.network(network)
        wish = four_a_day(settings)
        document = f'network = "{network}"\nfeed = "{self.blog.feed}"\n{wish}\n{there.settings}'
        self.stack.put_settings(name, document)
        self.stack.put_secret(name, secret or there.secret(self.keys.username))

    def group(self, name: str, document: str) -> None:
        """A group of members with these settings."""
        self.stack.put_group(name, document)

    def connected(self, name: str, network: NetworkName = "x") -> None:
        """A member's keys, stored and known to work."""
        self.stack.put_secret(name, self.network(network).secret(self.keys.username))
        roster = Roster(self.stack.table)
        member = roster.member(name)
        assert member
        assert roster.replace(replace(member, connected=self.now))

    def has_secret(self, name: str) -> bool:
        """Whether an account has credentials."""
        try:
            self.stack.parameters.secret(name)
        except SettingsError:
            return False
        return True

    def network(self, name: NetworkName) -> SocialStandIn:
        """The stand-in for a network, running from when it is first asked for."""
        if name not in self._networks:
            server = STAND_INS[name].of([self.keys.username, "bob"], clock=lambda: self.now)
            self._networks[name] = self._running.enter_context(server)
            self.endpoints[name] = server.url
        return self._networks[name]

    def add_network(self, name: NetworkName, server: SocialStandIn) -> None:
        """A network with people of its own, instead of the usual stand-in."""
        self._networks[name] = self._running.enter_context(server)
        self.endpoints[name] = server.url

    def tick(self, **context: Any) -> dict[str, dict[str, Any]]:
        """Let the schedule tick now; the reports by account."""
        event = self.stack.tick(self.now)
        with self.ear.hears():
            answer = self.handler(event, LocalContext(**context))
        return {report["account"]: report for report in answer["reports"]}

    def tick_main(self) -> dict[str, Any]:
        """The same, for the account main alone."""
        return self.tick()["main"]

    def settle(self, account: str, slot: datetime, outcome: str) -> dict[str, Any]:
        """Let a person settle a held post; the report."""
        return self.wish("settle", account=account, slot=slot.isoformat(), outcome=outcome)

    def wish(self, name: str, **values: Any) -> dict[str, Any]:
        """Ask for something as a person; the report of it, for the account main unless another is named."""
        return dict(self.ask(name, **values)["reports"][0])

    def ask(self, name: str, **values: Any) -> dict[str, Any]:
        """The same; the whole answer."""
        given = {key: value for key, value in ({"account": "main"} | values).items() if value is not None}
        event = {"source": "repost.person", name: given}
        with self.ear.hears():
            return self.handler(event, LocalContext())

    def later(self, **by: float) -> Self:
        """Let time pass."""
        self.now += timedelta(**by)
        return self

    @property
    def posts(self) -> list[Stored]:
        return self.x.posts

    @property
    def lines(self) -> list[Mapping[str, Any]]:
        """What the function logged, metrics included."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def metrics(self) -> dict[str, float]:
        """The metrics of the last run."""
        [*_, last] = [line for line in self.lines if "_aws" in line]
        names = [each["Name"] for each in last["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
        return {name: sum(last[name]) for name in names}
