"""What somebody meant by a value that doesn't fit, if that is clear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from repost.accounts.fields import parts
from repost.base.quoting import quoted
from repost.settings.values import Age, Duration, LocalTime, QuietHours, zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TRUE: Final = {"true", "yes", "on", "1", "y"}
_FALSE: Final = {"false", "no", "off", "0", "n"}
_NONE: Final = {"none", "no", "never", "unlimited", "any", "off", "0", ""}
_MIDNIGHT: Final = 24
_NAMES: Final = {"twitter": "x", "x.com": "x", "fb": "facebook", "bsky": "bluesky"}
_ABBREVIATIONS: Final[Mapping[str, str]] = {
    "BST": "Europe/London",
    "WEST": "Europe/Lisbon",
    "CEST": "Europe/Paris",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EEST": "Europe/Athens",
    "MSK": "Europe/Moscow",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "CT": "America/Chicago",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles",
    "BRT": "America/Sao_Paulo",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
}
_UNITS: Final = (
    (r"min(ute)?s?", "m"),
    (r"h(ou)?rs?|std|heures?", "h"),
    (r"days?|jours?|tage?", "d"),
    (r"weeks?|semaines?", "w"),
)


def meant(annotation: Any, found: object) -> str | None:
    """The value as it should be written, in quotes if it is text; None if it isn't clear."""
    for part in parts(annotation):
        if guess := _as(part, found):
            return guess
    return None


def _as(kind: Any, found: object) -> str | None:
    """What was meant if this kind of value is expected."""
    if get_origin(kind) is Literal:
        return _choice(get_args(kind), found)
    if get_origin(kind) is tuple:
        one = get_args(kind)[0]
        if not isinstance(found, str):
            return None
        items = [each.strip() for each in found.split(",")]
        return f"[{', '.join(meant(one, each) or quoted(each) for each in items)}]"
    if kind in _PLAIN:
        return _PLAIN[kind](found)
    if not isinstance(found, str):
        return None
    text = found.strip().replace("\u00a0", " ")
    if kind is ZoneInfo:
        return _zone(text)
    for parse, guess in _guesses(kind, text):
        try:
            parse(guess)
        except ValueError:
            continue
        return quoted(guess)
    return None


def _guesses(kind: Any, text: str) -> list[tuple[Callable[[str], object], str]]:
    """What a text may mean, the likeliest first, each with the parser that has to accept it."""
    if not isinstance(kind, type):
        return []
    guesses: list[str] = []
    if issubclass(kind, Age) and text.casefold() in _NONE:
        guesses.append("none")
    if issubclass(kind, Duration):
        guesses.append(_duration(text))
    if issubclass(kind, LocalTime):
        guesses.append(_time(text))
    if issubclass(kind, QuietHours):
        ends = re.split(r"\s*(?:-|to|until|bis|à)\s*", text.translate(_DASHES))
        guesses.append("-".join(map(_time, ends)))
    return [(kind.parse, guess) for guess in guesses]


_DASHES: Final = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")


def _duration(text: str) -> str:
    """Such as 6h for "6 hours", and 90m for "1,5h"."""
    text = text.casefold().replace(" ", "").replace(",", ".")
    for pattern, unit in _UNITS:
        text = re.sub(rf"(?<=\d)(?:{pattern})(?![a-z])", unit, text)
    if half := re.fullmatch(r"(\d{1,4})\.(\d)([hdw])", text):
        minutes = {"h": 60, "d": 1440, "w": 10080}[half[3]]
        return f"{int(half[1]) * minutes + int(half[2]) * minutes // 10}m"
    return text


def _time(text: str) -> str:
    """Such as 09:00 for "9:00", "9h" and "9am", and 00:00 for "24:00"."""
    match = re.fullmatch(r"(\d{1,2})(?:[:h.](\d\d))?\s*[h:]?\s*(?:uhr)?\s*([ap]\.?m\.?)?", text.casefold())
    if not match:
        return text
    hour, half = int(match[1]), match[3] or ""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{0 if hour == _MIDNIGHT else hour:02}:{match[2] or '00'}"


def _zone(text: str) -> str | None:
    """The zone of a common abbreviation or of a city, or a fixed offset as zones are named."""
    from difflib import get_close_matches

    from repost.settings.values import zone_names

    if place := _ABBREVIATIONS.get(text.upper()):
        return quoted(place)
    if offset := re.fullmatch(r"(?i)(?:gmt|utc)?\s*([+-])\s*(\d{1,2})(?::?00)?", text.translate(_DASHES)):
        name = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"  # POSIX turns the sign around
        try:
            return f'{quoted(zone(name).key)}, or better a place such as "Europe/Paris"'
        except ValueError:
            return None
    folded = {name.casefold(): name for name in zone_names()}
    city = re.sub(r"[ -]+", "_", text.casefold())
    for lower, name in folded.items():
        if lower.rpartition("/")[2] == city:
            return quoted(name)
    for close in get_close_matches(text.casefold(), folded, n=1):
        return quoted(folded[close])
    return None


def _choice(choices: tuple[str, ...], found: object) -> str | None:
    from difflib import get_close_matches

    if not isinstance(found, str):
        return None
    text = _NAMES.get(found.casefold(), found.casefold().strip())
    if text.isalpha() and (longer := [each for each in choices if text.startswith(each)]):
        return quoted(longer[0])
    for close in get_close_matches(text, choices, n=1, cutoff=0.65):
        return quoted(close)
    return None


def _bool(found: object) -> str | None:
    text = str(found).strip().casefold() if isinstance(found, str | int) else ""
    return "true" if text in _TRUE else "false" if text in _FALSE else None


def _number(found: object) -> str | None:
    text = found.strip().replace(",", ".").strip("$ ") if isinstance(found, str) else ""
    return text if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text) else None


def _whole(found: object) -> str | None:
    if isinstance(found, float):
        return f"{found:.0f}" if found.is_integer() else None
    text = _number(found)
    return text if text and text.lstrip("-").isdigit() else None


def _text(found: object) -> str | None:
    number = isinstance(found, int | float) and not isinstance(found, bool)
    return quoted(str(found)) if number else None


_PLAIN: Final[Mapping[type, Callable[[object], str | None]]] = {
    bool: _bool,
    int: _whole,
    float: _number,
    str: _text,
}
