"""Dates as feeds write them: read without a guess.

A date may have two readings: "10/11/2026" is a day in November to some and in October to others, and so is
"10. listopada 2026" in Polish and in Croatian. Its weekday decides, or else the other dates and the language
of its feed; if none does, there is no date. Nothing is filled in from today's date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from repost.base import instants
from repost.base.html_tags import unescaped
from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

YEARS: Final = range(1971, 2201)
"""Of articles: what is outside was a zero, or counted from another beginning."""

_LONGEST: Final = 100
_CERTAIN: Final = ""  # the order of a date that can be read in one way only
_ORDERS: Final = ("dmy", "mdy", "ymd")
_SAME_MONTHS: Final = {"bs": "hr", "sh": "hr"}
_CENTURY: Final = 70  # "69" is 2069 and "70" is 1970, as POSIX has it

_ISO: Final = pattern(r"[0-9]{4}-(?:[0-9]{2}-[0-9]{2}|W[0-9]{2}-[0-9])(?:[Tt ].{0,50})?")
_COMMENT: Final = pattern(r"\([^()]*\)|\[[^\[\]]*\]")
_EPOCH: Final = pattern(r"(?P<seconds>[0-9]{9,10})(?:\.[0-9]{1,9})?|(?P<milliseconds>[0-9]{12,13})")
_COMPACT: Final = pattern(
    r"(?<![0-9.,:])([0-9]{4})([0-9]{2})([0-9]{2})(?:t?([0-9]{2})([0-9]{2})([0-9]{2})?)?(?![0-9])"
)
_EASTERN_TIME: Final = pattern(
    r"([0-9]{1,2})\s*[時时點点시](?:\s*([0-9]{1,2})\s*[分분](?:\s*([0-9]{1,2})\s*[秒초])?)?"
)
_SPELT_TIME: Final = pattern(r"([0-9]{1,2}) h ([0-9]{2}) min(?: ([0-9]{2}) s\b)?")
# Thailand counts the years from the Buddha: its 2569 is 2026. No article is from that year of ours.
_BUDDHIST: Final = pattern(r"(?<![0-9:+])2[56][0-9]{2}(?![0-9:])")
_BUDDHA: Final = 543
_FIGURES: Final = pattern(
    r"(?<![0-9.:/-])([0-9]{1,4})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4}|[0-9]{1,2})(?![0-9])"
)
_TIME: Final = pattern(
    r"""(?<![0-9.:/+-])(?P<hour>[0-9]{1,2})
        (?:(?:\s?[:h]\s?|\.)(?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]{1,12})?)?
          | \s?(?:h|uhr)\b | (?=\s?(?:am|pm)\b))
        (?P<half>\s?(?:am|pm)\b)?
        (?P<zone>\s*(?:(?P<etc>etc/)?(?P<utc>gmt|utc|ut))?\s?
            (?P<sign>[+-])(?(utc)|(?!\s[0-9]{1,2}(?![0-9:])))\s?(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?
          (?![0-9:]))?""",
    re.VERBOSE,
)
_ZONE_OF_A_DAY: Final = pattern(r"\A\s*[+-][0-9]{2}:[0-9]{2}\Z")
# "3:07 μ.μ.", "下午3:07"; what is also another word counts right behind a time.
_BEHIND: Final = r"(?<=:[0-9]{2})\s?"
_HALVES: Final = (
    (
        pattern(
            rf"""(?<![^\W\d])a\.?\s?m\b\.?|上午|上晝|午前|凌晨|清晨|早上|早晨|오전|\bpg\b|(?<!\w)π\.?μ\b\.?
            |ق\.?ظ\.?|पूर्वाह्न|{_BEHIND}(?:ص|sang|sa|oo|дп)(?!\w)""",
            re.VERBOSE,
        ),
        "am",
    ),
    (
        pattern(
            rf"""(?<![^\W\d])p\.?\s?m\b\.?|下午|下晝|午後|中午|傍晚|晚上|오후|\bptg\b|(?<!\w)μ\.?μ\b\.?
            |ب\.?ظ\.?|अपराह्न|{_BEHIND}(?:م|chieu|toi|ch|os|пп)(?!\w)""",
            re.VERBOSE,
        ),
        "pm",
    ),
)
# With vowels that are marks.
_WORD: Final = pattern(r"(?:[^\W\d_]|[\u0900-\u0963\u0971-\u0eff\u1000-\u109f\u1780-\u17d3])+")
_NUMBER: Final = pattern(r"[0-9]+")

Readings = dict[str, datetime]
"""The instants (UTC) that a text may mean: by the order of day, month and year, or the language of the month.

One without doubt has "" instead.
"""


class FeedDates:
    """The dates of one feed, which tell each other's order of day, month and year, and their language.

    Parameters
    ----------
    texts : iterable of sequence of str
        The dates of each article, the best first.
    known : str
        The order that earlier dates of the feed have shown, or "".
    languages : iterable of str
        The feed's language, the surest source first; asked only if the name of a month depends on it.
    """

    def __init__(
        self, texts: Iterable[Sequence[str]], known: str = "", languages: Iterable[str] = ()
    ) -> None:
        self._read = {text: readings(text) for several in texts for text in several}
        self._unread: dict[str, None] = {}
        self.order: Final = order_of(self._read.values(), known, languages)

    def first_of(self, texts: Sequence[str]) -> datetime | None:
        """The first of an article's dates that can be read (UTC)."""
        for text in texts:
            if (instant := chosen(self._read[text], self.order)) and instant.year in YEARS:
                return instant
        self._unread.update(dict.fromkeys(texts[:1]))
        return None

    @property
    def unread(self) -> tuple[str, ...]:
        """The dates that couldn't be read, each once and cut to the length of a date."""
        return tuple(text[:_LONGEST] for text in self._unread)


def date_in(text: str, order: str = "") -> datetime | None:
    """The instant (UTC) that a text names; None if it names none, or two and no `order` decides.

    A clock without a zone is taken for UTC, and a day without a clock begins there at midnight.

    >>> date_in("Mi, 14 Okt 2026 10:00:00 +0200").isoformat(), date_in("10/11/2026"), date_in("10:00")
    ('2026-10-14T08:00:00+00:00', None, None)
    """
    return chosen(readings(text), order)


def chosen(read: Mapping[str, datetime], order: str) -> datetime | None:
    """The reading, if there is only one, or the order of day, month and year or the language is known."""
    meant = set(read.values())
    return meant.pop() if len(meant) == 1 else next((read[way] for way in order.split() if way in read), None)


def order_of(dates: Iterable[Mapping[str, datetime]], known: str = "", languages: Iterable[str] = ()) -> str:
    """In which order and language a feed writes its dates: those in which all can be read, such as "dmy hr".

    "" if none or several are possible. `known` is what earlier dates of the same feed have shown: it decides
    if these leave several. So do `languages`, of which the first that fits counts.
    """
    orders: set[str] | None = None
    spoken: set[str] | None = None
    is_open = False
    for read in dates:
        if not read or _CERTAIN in read:
            continue
        if read.keys() <= set(_ORDERS):
            orders = set(read) if orders is None else orders & set(read)
        else:
            spoken = set(read) if spoken is None else spoken & set(read)
            is_open = is_open or len(set(read.values())) > 1
    before = known.split()
    tags = (tag.partition("-")[0] for tag in languages) if is_open else ()
    meant = (_SAME_MONTHS.get(tag, tag) for tag in tags)
    ways = (
        _way(orders, [each for each in before if each in _ORDERS]),
        _way(spoken, chain(meant, (each for each in before if each not in _ORDERS))),
    )
    return " ".join(filter(None, ways))


def _way(possible: set[str] | None, known: Iterable[str]) -> str:
    """The way in which dates are written: the first known one that is possible, or the only one."""
    if possible is None:
        return next(iter(known), "")
    if len(possible) == 1:
        return next(iter(possible))
    return next((each for each in known if each in possible), "")


def readings(text: str) -> Readings:
    """Every way in which a text can be read as a date."""
    from repost.feeds.date_words import folded, in_usual_order

    text = unescaped(text[: 2 * _LONGEST]).strip()  # "10:00:00 &#43;0200"
    if not 6 <= len(text) <= _LONGEST:  # noqa: PLR2004 - "1/1/26" is the shortest
        return {}
    text = _BUDDHIST.sub(lambda year: str(int(year[0]) - _BUDDHA), text)
    if iso := _iso(text):
        return {_CERTAIN: iso}
    text = _COMMENT.sub(" ", folded(text)).strip()
    if epoch := _EPOCH.fullmatch(text):
        return _since_1970(epoch)
    text = _SPELT_TIME.sub(_clock, _EASTERN_TIME.sub(_clock, in_usual_order(text)))
    text = _COMPACT.sub(_spelt_out, text, count=1)
    for half, name in _HALVES:
        text = half.sub(f" {name} ", text)
    text = " ".join(text.split())
    figures = _FIGURES.search(text)
    # What looks like a day in figures may be a clock with dots.
    return (_read(text, figures) if figures else {}) or _read(text, None)


def _read(text: str, figures: re.Match[str] | None) -> Readings:
    """Every way in which a folded text can be read, with its day in these figures or else in words."""
    if figures:
        days, rest = _days(*figures.group(1, 3, 4)), f"{text[: figures.start()]} {text[figures.end() :]}"
    else:
        days, rest = {}, text
    clock = _TIME.search(rest)
    if clock:
        rest = f"{rest[: clock.start()]} {rest[clock.end() :]}"
    elif figures:
        rest = _ZONE_OF_A_DAY.sub("", rest)  # its clock would say when the day begins elsewhere
    words, numbers = _WORD.findall(rest), _NUMBER.findall(rest)
    if not figures:
        days, numbers = _named_day(words, numbers)
    if numbers or not days:  # what stays unread might change the meaning of all else
        return {}
    time = _time(clock, words)
    return {} if time is None else dict(_instants(_on_weekday(days, words), time))


def _iso(text: str) -> datetime | None:
    """The instant of a plain ISO 8601 text, the most common form besides that of e-mails."""
    if not _ISO.fullmatch(text):  # Python's reader takes any character for the "T", even a zone's sign
        return None
    return instants.foreign(text)


def _since_1970(epoch: re.Match[str]) -> Readings:
    seconds = int(epoch["seconds"]) if epoch["seconds"] else int(epoch["milliseconds"]) // 1000
    return {_CERTAIN: datetime.fromtimestamp(seconds, UTC)}


def _spelt_out(compact: re.Match[str]) -> str:
    year, month, day, hour, minute, second = compact.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}"


def _clock(spelt: re.Match[str]) -> str:
    hour, minute, second = spelt.groups("0")
    return f" {hour}:{minute:0>2}:{second:0>2} "


def _days(first: str, second: str, third: str) -> dict[str, date]:
    """The days that three numbers may name, by their order."""
    if len(first) == 4:  # noqa: PLR2004 - a year in full
        orders = {_CERTAIN: (first, second, third)}
    elif len(first) > 2:  # noqa: PLR2004
        return {}
    else:
        orders = {"dmy": (third, second, first), "mdy": (third, first, second)}
        if len(third) <= 2:  # noqa: PLR2004 - any of the three may be the year
            orders["ymd"] = (first, second, third)
    found = {order: _day(year, month, day) for order, (year, month, day) in orders.items()}
    return {order: day for order, day in found.items() if day}


def _named_day(words: list[str], numbers: list[str]) -> tuple[dict[str, date], list[str]]:
    """The day that a month's name and two numbers make, and the numbers that stay unread."""
    from repost.feeds.date_words import is_weekday, months_of, weekdays_of

    found = (word for word in words if months_of(word) and not is_weekday(word))
    named = list({tuple(months_of(word).items()): word for word in found}.values())  # "الأول/أكتوبر"
    while len(named) > 1 and weekdays_of(named[0]):  # "mar. 3 nov.": Tuesday in French, and not March
        del named[0]
    if len(named) != 1 or len(numbers) < 2:  # noqa: PLR2004
        return {}, numbers
    years = [number for number in numbers if len(number) == 4] or numbers[-1:]  # noqa: PLR2004
    rest = list(numbers)
    rest.remove(years[0])
    days = {
        language: day
        for language, months in months_of(named[0]).items()
        if len(months) == 1 and (day := _day(years[0], str(*months), rest[0]))
    }
    return days, rest[1:]


def _day(year: str, month: str, day: str) -> date | None:
    if len(year) not in {2, 4}:
        return None
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004
        number += 2000 if number < _CENTURY else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _on_weekday(days: dict[str, date], words: list[str]) -> dict[str, date]:
    """The days that fall on the named weekday; all of them, if no weekday is named or none fits."""
    from repost.feeds.date_words import weekdays_of

    if len(days) > 1:
        for word in words:
            if len(weekdays := weekdays_of(word)) == 1:
                fitting = {order: day for order, day in days.items() if day.weekday() in weekdays}
                return fitting or days
    return days


def _time(clock: re.Match[str] | None, words: list[str]) -> timedelta | None:
    """How long after midnight UTC of the day a clock shows; None if there is no such time."""
    from repost.feeds.date_words import zone_of

    zones = [zone for word in words if (zone := zone_of(word)) is not None]
    ahead = timedelta(minutes=zones[0] if zones else 0)
    if clock is None:
        return timedelta()
    hour, minute, second = int(clock["hour"]), int(clock["minute"] or 0), int(clock["second"] or 0)
    half = (clock["half"] or "").strip() or next((word for word in words if word in {"am", "pm"}), "")
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - a clock of twelve hours; "15:07 PM" is one of 24
        hour = hour % 12 + (12 if half == "pm" else 0)
    if clock["sign"]:
        hours, minutes = clock["hours"], clock["minutes"] or "0"
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        if ahead > timedelta(hours=14):
            return None
        ahead = -ahead if (clock["sign"] == "-") != bool(clock["etc"]) else ahead
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):  # noqa: PLR2004
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59)) - ahead


def _instants(days: dict[str, date], time: timedelta) -> Iterator[tuple[str, datetime]]:
    for order, day in days.items():
        try:
            yield order, datetime(day.year, day.month, day.day, tzinfo=UTC) + time
        except OverflowError:
            continue
