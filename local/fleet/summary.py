"""What a day comes to: who posted what, who didn't and why, and the sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.settings.values import zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from local.fleet.company import Employee
    from local.fleet.day import Day, Moment

_QUIET: Final = frozenset({"posted", "waiting", "held"})
_LOCAL: Final = "127.0.0.1"
_PASSED_OVER: Final = " was passed over: "
_PRICE_ON_X: Final = 0.20


@dataclass(frozen=True, slots=True)
class Said:
    """One post: when (UTC, and where its author is), who, and the words."""

    at: datetime
    who: Employee
    text: str
    link: str
    why: str

    @property
    def words(self) -> str:
        """The text in one line, without its link."""
        return " ".join(word for word in self.text.split() if "://" not in word and _LOCAL not in word)

    @property
    def there(self) -> str:
        """The time of day where its author is."""
        return f"{self.at.astimezone(zone(self.who.timezone)):%H:%M}"


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not posted; "" if it is about a whole day."""

    when: str
    who: str
    why: str


def said(day: Day) -> list[Said]:
    """Every post, in its order."""
    by_name = {each.name: each for each in day.people}
    return [
        Said(
            moment.at,
            by_name[moment.report["account"]],
            moment.report["text"],
            moment.report["link"],
            moment.report["why"] or "",
        )
        for moment in day.posts
    ]


def refused(day: Day) -> list[Refused]:
    """Everything that was refused, and who said nothing, each reason once."""
    found = [Refused(f"{at:%H:%M}", *text.split(" ", 1)) for at, text in day.told]
    told: set[tuple[str, str]] = set()
    for moment in day.moments:
        for why in _reasons(moment):
            who = moment.report["account"]
            if (who, why) not in told:
                told.add((who, why))
                found.append(Refused(f"{moment.at:%H:%M}", who, why))
    heard = {moment.report["account"] for moment in day.moments}
    silent = (each.name for each in day.people if each.name not in heard)
    found += [Refused("", name, "No yes is recorded, so nothing is ever posted.") for name in silent]
    return sorted(found, key=lambda each: (each.when or "24", each.who))


def reviewed(day: Day) -> list[tuple[str, str, str]]:
    """What the team read before it went out: when, whose post, and what it decided."""
    return [(f"{each.at:%H:%M}", each.who, f"{each.decision}. {each.why}") for each in day.reviews]


def _reasons(moment: Moment) -> Iterator[str]:
    report = moment.report
    if report["state"] not in _QUIET:
        yield report["decision"]
    yield from (note for note in report["notes"] if _PASSED_OVER in note)


def sums(day: Day) -> list[tuple[str, str]]:
    """The day in figures, each with its label."""
    posts = said(day)
    voices = {each.who.name: each.who for each in posts}
    networks = Counter(each.who.network for each in posts)
    minutes = Counter(each.at.replace(second=0) for each in posts)
    on_x = networks.get("x", 0)
    texts = {(each.who.network, each.words) for each in posts}
    reach = sum(each.followers for each in voices.values())
    every = ", ".join(f"{name} {count}" for name, count in networks.most_common())
    hours = timedelta(days=1) // timedelta(hours=1)
    return [
        ("Posts", f"{len(posts)} by {len(voices)} of {len(day.people)} people: {every}"),
        ("Reach", f"{reach:,} followers, if nobody follows two of them"),
        ("Words", f"{len(posts) - len(texts)} texts said twice on a network"),
        ("Pace", f"{len(posts) / hours:.1f} an hour, at most {max(minutes.values(), default=0)} in a minute"),
        ("Work", f"{day.ticks} ticks, {day.messages} messages"),
        ("Cost", f"X would charge ${_PRICE_ON_X * on_x:.2f}; the other networks charge nothing"),
    ]
