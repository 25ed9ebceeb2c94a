"""An invented company: its blog, its groups, and its people."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final

from local.blogs.contents import Contents, Post
from repost.base.digests import digest_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from repost.settings.networks import NetworkName

_ARTICLES: Final = (
    ("Why our frames are still brazed by hand", "Workshop"),
    ("How to choose a saddle, and why the soft one is wrong", "Advice"),
    ("The tunnel test: what a headwind does to a cargo bike", "Engineering"),
    ("The guarantee that nobody reads", "Advice"),
    ("Ten thousand kilometres on one chain", "Advice"),
    ("What a bearing sounds like before it fails", "Engineering"),
    ("A day with the night shift in the paint shop", "People"),
    ("Riding to school: the streets that work", "Cities"),
    ("Steel, aluminium, carbon: a fair comparison", "Engineering"),
    ("The apprentice who redesigned our kickstand", "People"),
    ("Five knots that hold a load", "Advice"),
    ("How we measure a brake", "Engineering"),
    ("Repair or replace? A table for the kitchen wall", "Advice"),
    ("The bridge that counts its cyclists", "Cities"),
    ("Why the bell still matters", "Cities"),
    ("What our returns taught us in a year", "Workshop"),
    ("Wheels built by eye: a short apprenticeship", "People"),
    ("Winter tyres, honestly tested", "Advice"),
    ("A workshop without a single screen", "Workshop"),
    ("The postwoman's bicycle, seventeen years on", "People"),
    ("Where the rain goes: mudguards in section", "Engineering"),
    ("Lights that drivers notice", "Cities"),
    ("Oil, wax or nothing at all", "Advice"),
    ("The case for the step-through frame", "Engineering"),
)
BLOG: Final = Contents(
    language="en-GB",
    handle="larkfield",
    host="larkfield-cycles.example",
    title="Larkfield Cycles",
    description="Bicycles that are worth repairing",
    author="Larkfield",
    trailer="The post {article} first appeared on {blog}.",
    more="The rest is on the blog.",
    missing="Page not found",
    missing_why="There is nothing at this address.",
    picture="A bicycle on a stand",
    dated=(),
    posts=tuple(
        Post(33 + 7 * number, title, (category,), "Notes from the people who build them.")
        for number, (title, category) in enumerate(_ARTICLES)
    ),
)
GROUPS: Final[dict[str, str]] = {
    "workshop": """
feed = "{feed}"
[schedule]
every = "12h"
jitter = "3h"
quiet_hours = "20:00-07:00"
[select]
max_age = "none"
spacing = "30m"
[link]
utm = false
[brand]
disclosure = "#LarkfieldTeam"
never_say = ["guarantee*", "best in the world"]
hold_on = ["returns", "tested"]
[mastodon]
server = "https://social.example"
""",
    "sales": """
feed = "{feed}"
[schedule]
at = ["08:30", "12:15", "17:40"]
jitter = "25m"
[select]
max_age = "none"
spacing = "30m"
include_categories = ["Advice", "Cities"]
[link]
utm = false
[brand]
disclosure = "#LarkfieldTeam"
never_say = ["guarantee*", "best in the world"]
hold_on = ["returns", "tested"]
[mastodon]
server = "https://social.example"
""",
}
_PEOPLE: Final = (
    *(
        "ada",
        "bjorn",
        "chen",
        "dana",
        "emil",
        "fatou",
        "grace",
        "hugo",
        "ines",
        "jonas",
        "kemi",
        "lena",
        "marco",
    ),
    *(
        "nadia",
        "otto",
        "priya",
        "quentin",
        "rosa",
        "sven",
        "tomoko",
        "uma",
        "viktor",
        "wanda",
        "xavier",
        "yara",
    ),
)
_NETWORKS: Final[tuple[NetworkName, ...]] = (
    "mastodon",
    "bluesky",
    "linkedin",
    "mastodon",
    "x",
    "bluesky",
    "threads",
)
_ZONES: Final = ("Europe/Paris", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Sao_Paulo")
_VOICES: Final = (
    "{title}, as I see it from the bench",
    "One I keep sending to friends: {title}",
    "Still true: {title} ({age})",
    "Asked about this again today: {title}",
    "From the people I work with: {title}",
    "{title} (I had my doubts, too)",
    "Worth ten minutes: {title}",
    "My favourite of ours: {title}",
    "{title}: short, and nothing left out",
    "Lunch reading: {title}",
    "{title}. I was in the room for this one",
    "If you ride to work: {title}",
)


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody who works there. `followers` are invented, too; `part` is what goes wrong or ends this day."""

    name: str
    group: str
    network: NetworkName
    timezone: str
    hours: str
    voices: tuple[str, ...]
    followers: int
    part: str = ""


def employees(number: int) -> list[Employee]:
    """So many people, the same each time."""
    return [_employee(place) for place in range(number)]


def _employee(place: int) -> Employee:
    again, which = divmod(place, len(_PEOPLE))
    name = _PEOPLE[which] + (f"-{again + 1}" if again else "")
    drawn = digest_bytes(name)
    voices = tuple(dict.fromkeys(_VOICES[byte % len(_VOICES)] for byte in drawn[:3]))
    return Employee(
        name=name,
        group="sales" if place % 3 == 1 else "workshop",
        network=_NETWORKS[place % len(_NETWORKS)],
        timezone=_ZONES[drawn[3] % len(_ZONES)],
        hours="09:00-16:00" if place % 8 == 2 else "",  # noqa: PLR2004 - one in eight works part-time
        voices=voices,
        followers=30 + 2 * drawn[4] % 190,
        part={3: "no yes", 8: "wrong keys", 11: "pauses", 17: "leaves"}.get(place % 25, ""),
    )


def as_file(people: Iterable[Employee]) -> str:
    """They as HR's system would list them."""
    rows: list[Sequence[str]] = [
        [
            "account",
            "group",
            "network",
            "handle",
            "timezone",
            "hours",
            "consent",
            "voice 1",
            "voice 2",
            "voice 3",
        ]
    ]
    for each in people:
        consent = "" if each.part == "no yes" else "yes"
        voices = (*each.voices, "", "", "")[:3]
        handle = f"@{each.name}"
        rows.append(
            [each.name, each.group, each.network, handle, each.timezone, each.hours, consent, *voices]
        )
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
