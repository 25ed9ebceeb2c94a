"""Shows what would be posted in the coming days: runs the real ticks over a table in memory."""

from __future__ import annotations

from collections import Counter, deque
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from repost.aws.items import account_partition, network_partition
from repost.base import instants
from repost.base.value import Value
from repost.feeds.archive import Archive
from repost.feeds.refresh import View
from repost.person.accounts import AccountNow
from repost.person.answer import Answer
from repost.run.tick import turns
from repost.simulation.overlay import Overlay
from repost.simulation.scene import without_effects
from repost.simulation.silence import StillWeb, no_time_passes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from repost.accounts.documents import Account
    from repost.events.wishes import Simulate
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report

TICK: Final = timedelta(minutes=15)
"""How often the schedule ticks unless the stack says otherwise."""

_MOST_AT_ONCE: Final = 500
"""How many items of a kind are read before there is anything to do; of more, each as it is needed."""

_LEAST_SECONDS: Final = 10.0
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00Z")


def simulation(outside: Collaborators, wish: Simulate) -> Answer:
    """The coming posts, and how often each article goes out.

    Raises
    ------
    SettingsError
        If the account's settings can't be used.
    """
    asked = AccountNow.of(outside, wish.account, wish.settings)
    until = outside.clock() + timedelta(days=wish.days)
    if Archive(outside.table, asked.account.settings.feed).record().refreshed is None:
        asked.look()
    notes = []
    told: list[Foretold] = []
    for each in simulated(outside, (asked.account, *asked.beside), until):
        told.append(each)
        if outside.remaining() < _LEAST_SECONDS:
            notes.append(f"There was only time to look ahead to {instants.written(each.at)}.")
            break
    told = [each for each in told if each.report.account == wish.account]
    posts = [each.report for each in told if each.report.state in {"posted", "dry_run"}]
    counts = Counter(report.guid for report in posts)
    titles = {report.guid: report.title for report in posts}
    if asked.why_silent:
        notes.append(asked.why_silent)
    if asked.account.settings.dry_run:
        notes.append("dry_run is on: none of this is sent until it is off.")
    if asked.state and asked.state.stop:
        notes.append(f"The account is stopped: {asked.state.stop.why}")
    outcome = f"{_counted(len(posts), 'post')} of {_counted(len(counts), 'article')}"
    decision = f"{outcome} in {_counted(wish.days, 'day')}, if nothing changes."
    return Answer(
        (asked.done(decision, notes=tuple(notes)),),
        {
            "posts": [each.as_dict() for each in told],
            "articles": [
                {"guid": guid, "title": titles[guid], "times": times} for guid, times in counts.most_common()
            ],
        },
    )


class Foretold(Value, frozen=True):
    """A coming report, and when what it is about falls due (UTC): the next tick makes it."""

    at: datetime
    report: Report

    def as_dict(self) -> dict[str, Any]:
        """What matters of it, as JSON can hold it."""
        told = self.report.as_dict()
        names = ("slot", "state", "guid", "title", "text", "link", "why", "decision")
        return {"at": instants.written(self.at)} | {name: told[name] for name in names}


def simulated(
    outside: Collaborators, accounts: Sequence[Account], until: datetime, *, every: timedelta = TICK
) -> Iterator[Foretold]:
    """What happens to every slot of these accounts in the ticks from now until an instant (UTC).

    The blog stays as remembered, all of its pages exist, and every network and reviewer accepts every post.
    Ticks come at whole multiples of `every`; those at which nothing is due are skipped. Accounts that
    are stopped, or whose blog hasn't been read yet, stay silent.
    """
    speakers, start = _speakers(outside, accounts), outside.clock()
    table = Overlay(outside.table)
    effects = {"table": table, "http": StillWeb, "remaining": no_time_passes}
    quiet = replace(without_effects(outside, {}), is_foreseen=True, **effects)
    _read_ahead(table, speakers, start, until)
    now, due = _next_tick(start, every), dict.fromkeys((each.name for each in speakers), start)
    while now <= until:
        reports = list(turns(speakers, _at(quiet, now)))
        told = (Foretold(min(due[each.account], now), each) for each in reports if each.slot is not None)
        yield from sorted(told, key=attrgetter("at"))
        due |= {each.account: max(each.next or until, now) for each in reports}
        following = min((each.next for each in reports if each.next), default=until + every)
        now = _next_tick(max(following, now + timedelta(seconds=1)), every)


def _read_ahead(table: Overlay, speakers: Sequence[Account], now: datetime, until: datetime) -> None:
    """Read what the slots would ask for one by one: the past, and the articles that will be old enough."""
    for each in speakers:
        partition = account_partition(each.name)
        table.know(partition, "SHARE#", "SHARE#~", _MOST_AT_ONCE)
        table.know(partition, f"SLOT#{instants.written(now)}", "SLOT#~", _MOST_AT_ONCE)
        min_age = each.settings.select.min_age
        archive = Archive(table, each.settings.feed)
        deque(archive.published_between(now - min_age, until - min_age), maxlen=0)
    for network in {each.settings.network for each in speakers}:
        for kind in ("SAID#", "TEXT#"):
            table.know(network_partition(network), kind, f"{kind}~", _MOST_AT_ONCE)


def _speakers(outside: Collaborators, accounts: Sequence[Account]) -> list[Account]:
    """Those that can post as things are."""
    states = outside.states.of(account.name for account in accounts)

    def speaks(account: Account) -> bool:
        state = states.get(account.name)
        is_stopped = state and state.stop and state.stop.until is None
        return not is_stopped and Archive(outside.table, account.settings.feed).record().refreshed is not None

    return list(filter(speaks, accounts))


def _at(quiet: Collaborators, now: datetime) -> Collaborators:
    """The collaborators at a coming tick; each feed is as remembered."""

    class Views(dict[str, View]):
        def __contains__(self, feed: object) -> bool:
            return True

        def __missing__(self, feed: str) -> View:
            return self.setdefault(feed, View(Archive(quiet.table, feed).record()))

    return replace(quiet, clock=lambda: now, views=Views())


def _counted(number: int, what: str) -> str:
    """How many there are: "1 post", "2 posts"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _next_tick(instant_: datetime, every: timedelta) -> datetime:
    """The first tick at or after an instant."""
    return _EPOCH + -((_EPOCH - instant_) // every) * every
