"""Lengths of time, times of day, days and zones as people write them, in the form that settings have."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from repost.settings.values import zone, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DASHES: Final = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_MIDNIGHT: Final = 24
_CLOSE: Final = 0.8  # what is further from a zone's name may be another place
_MOST_ZONES: Final = 2
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPANS: Final[Mapping[str, Sequence[str]]] = (
    dict.fromkeys(("weekdays", "weekday", "workdays", "working days"), _DAYS[:5])
    | dict.fromkeys(("weekend", "weekends"), _DAYS[5:])
    | dict.fromkeys(("daily", "every day", "all", "*"), _DAYS)
)
_UNITS: Final = (
    (r"min(ute)?[sn]?|m", "minutes"),
    (r"h(ou)?rs?|std|stunden?|heures?|h", "hours"),
    (r"days?|jours?|tage?|d|j", "days"),
    (r"weeks?|semaines?|wochen?|w", "weeks"),
    (r"months?|mo|mois|monate?", "months"),
    (r"y(ea)?rs?|y|ans?|années?|jahre?", "years"),
)
_MINUTES: Final = {
    "minutes": 1,
    "hours": 60,
    "days": 1440,
    "weeks": 10_080,
    "months": 30 * 1440,
    "years": 365 * 1440,
}
_WORDS: Final = {
    "hourly": "1h",
    "daily": "1d",
    "weekly": "1w",
    "monthly": "30d",
    "yearly": "365d",
    "twice daily": "12h",
    "twice a day": "12h",
}
_EACH: Final = r"(?:every|each|once an?|once per|once every|per|an?|one|une?|chaque|par|jede[rns]?)\s+"
_NOON: Final = {"noon", "midday", "midi", "mittag", "mittags", "mediodía", "mezzogiorno"}
_MIDNIGHTS: Final = {"midnight", "minuit", "mitternacht", "medianoche", "mezzanotte"}
_ABBREVIATIONS: Final[Mapping[str, str]] = {
    "Z": "UTC",
    "BST": "Europe/London",
    "WEST": "Europe/Lisbon",
    "CEST": "Europe/Paris",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EEST": "Europe/Athens",
    "MSK": "Europe/Moscow",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "EASTERN": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "CT": "America/Chicago",
    "CENTRAL": "America/Chicago",
    "MDT": "America/Denver",
    "MOUNTAIN": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles",
    "PACIFIC": "America/Los_Angeles",
    "BRT": "America/Sao_Paulo",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
    "W. EUROPE": "Europe/Berlin",
    "ROMANCE": "Europe/Paris",
    "GREENWICH MEAN": "Europe/London",
}
"""What people and Windows call zones that are named after other places."""


def duration(text: str) -> str:
    """Such as 6h for "6 hours", 90d for "3 months", 90m for "1,5h" and 1d for "every day"."""
    text = text.casefold().strip(" .")
    if word := _WORDS.get(text):
        return word
    text = re.sub(r"^pt?(?=\d)", "", re.sub(rf"^(?:{_EACH})", "", text).replace(",", "."))
    if text[:1].isalpha():
        text = f"1{text}"
    found = re.findall(r"(\d{1,6}(?:\.\d)?)\s*([^\W\d]+)\.?\s*", text)
    if "".join(number + unit for number, unit in found) != re.sub(r"[\s.](?!\d)|\s", "", text):
        return text
    minutes = 0.0
    for number, unit in found:
        size = next((size for like, size in _UNITS if re.fullmatch(like, unit)), "")
        if not size:
            return text
        minutes += float(number) * _MINUTES[size]
    whole = int(minutes)
    for unit, length in (("d", 1440), ("h", 60)):
        if whole and whole % length == 0:
            return f"{whole // length}{unit}"
    return f"{whole}m"


def time_of_day(text: str) -> str:
    """Such as 09:00 for "9:00", "9h", "9am" and "0900", and 00:00 for "24:00"."""
    text = text.casefold().strip(" .")
    if text in _NOON or text in _MIDNIGHTS:
        return "12:00" if text in _NOON else "00:00"
    match = re.fullmatch(
        r"(?P<hour>\d{1,2})(?:[:h.]?(?P<minutes>\d\d))?(?::00)?\s*[h:]?\s*(?:uhr|o'clock)?\s*"
        r"(?P<half>[ap]\.?m?)?",
        text,
    )
    if not match:
        return text
    hour, half = int(match["hour"]), match["half"] or ""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{0 if hour == _MIDNIGHT else hour:02}:{match['minutes'] or '00'}"


def quiet_hours(text: str) -> str:
    """Such as 22:00-07:00 for "from 10pm to 7am"."""
    text = re.sub(r"^\s*(?:from|between|de|entre|von|zwischen)\s+", "", text.translate(DASHES))
    ends = re.split(r"\s*(?:-|\bto\b|\buntil\b|\btill\b|\band\b|\bbis\b|\bund\b|à|\bet\b|,)\s*", text)
    return "-".join(map(time_of_day, ends))


def days(text: str) -> tuple[str, ...]:
    """The days that a text names: "Mon-Fri", "weekdays", "lundi"; () if it names none."""
    text = text.casefold().translate(DASHES).strip(" .")
    if text in _SPANS:
        return tuple(_SPANS[text])
    first, dash, last = re.sub(r"\s+(?:to|through|bis|à|au)\s+", "-", text).partition("-")
    if not dash:
        return _day(text)
    ends = [*_day(first), *_day(last)]
    if len(ends) != 2:  # noqa: PLR2004 - the first and the last
        return ()
    start, end = map(_DAYS.index, ends)
    return tuple(_DAYS[number % 7] for number in range(start, end + 1 + 7 * (end < start)))


def _day(word: str) -> tuple[str, ...]:
    from repost.feeds.date_words import folded, weekdays_of

    word = word.strip(" .")
    if word.isalpha() and word[:3] in _DAYS:
        return (word[:3],)
    named = weekdays_of(folded(word))
    return tuple(_DAYS[number] for number in named) if len(named) == 1 else ()


def zones(text: str) -> tuple[str, ...]:
    """The zones that a common abbreviation, a city, a country or an offset may stand for, if they are few."""
    text = re.sub(r"\(.*?\)", "", text).strip()
    plain = re.sub(r"(?i)\s*\b(?:standard|daylight)?\s*(?:time)?$", "", text.partition(",")[0]).strip()
    if place := _ABBREVIATIONS.get(plain.upper()):
        return (place,)
    offset = re.fullmatch(r"(?i)(?:gmt|utc)?\s*([+-])\s*(\d{1,2})(?::?00)?", plain.translate(DASHES))
    if offset:
        name = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"  # POSIX turns the sign around
        return tuple(_known([name]))
    if country := _of_countries().get(plain.casefold()):
        return country if len(country) <= _MOST_ZONES else ()
    return _near(re.sub(r"[ -]+", "_", plain.casefold().replace("\\", "/")))


def _near(name: str) -> tuple[str, ...]:
    """The zone of a city that has this name, or nearly so; in the same part of the world, if it names one."""
    from difflib import get_close_matches

    part, slash, city = name.rpartition("/")
    if not slash and "_" in name:  # "Europe-Paris"
        part, _, rest = name.partition("_")
        if any(each.casefold().startswith(f"{part}/") for each in zone_names()):
            return _near(f"{part}/{rest}")
        part = ""
    cities = {
        each.casefold().rpartition("/")[2]: each
        for each in reversed(zone_names())
        if not part or each.casefold().startswith(f"{part}/")
    }
    if not cities:  # "Europ/Paris"
        return _near(city)
    close = get_close_matches(city, cities, n=1, cutoff=_CLOSE)
    return (cities[close[0]],) if close else ()


@cache
def _of_countries() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country by its English name."""
    from repost.settings.values import of_tzdata

    def rows(file: str) -> Iterator[list[str]]:
        lines = of_tzdata(f"zoneinfo/{file}").read_text("utf-8").splitlines()
        return (line.split("\t") for line in lines if line and not line.startswith("#"))

    distinct = {name for _, _, name, *_ in rows("zone1970.tab")}
    found: dict[str, list[str]] = {}
    for code, _, name, *_ in rows("zone.tab"):
        found.setdefault(code, []).append(name)
    return {
        name.casefold(): tuple(each for each in found[code] if each in distinct) or tuple(found[code])
        for code, name in rows("iso3166.tab")
        if code in found
    }


def _known(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        try:
            yield zone(name).key
        except ValueError:
            continue
