"""What somebody meant by a value that doesn't fit, if that is clear; what is proposed always fits."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from repost.accounts import spoken
from repost.accounts.decoding import fits
from repost.accounts.fields import parts
from repost.base.quoting import in_full
from repost.settings.networks import NETWORK_NAMES, OTHER_NAMES
from repost.settings.values import Age, Duration, LocalTime, QuietHours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TRUE: Final = {
    "true",
    "yes",
    "on",
    "1",
    "y",
    "t",
    "oui",
    "vrai",
    "ja",
    "wahr",
    "sí",
    "si",
    "enabled",
    "enable",
}
_FALSE: Final = {"false", "no", "off", "0", "n", "f", "non", "faux", "nein", "falsch", "disabled", "disable"}
_NONE: Final = {"none", "no", "never", "unlimited", "any", "off", "0", "", "null", "nil", "false"}
_MONEY: Final = r"(?i)\s*(?:[$€£]|us[d$]|eur|dollars?|euros?)\s*"
_HIGHEST_HOUR: Final = 24


def meant(annotation: Any, found: object) -> str | None:
    """The value as it should be written, in quotes if it is text, or several; None if it isn't clear."""
    for part in parts(annotation):
        for guess in _as(part, found):
            value = from_toml(guess)
            if value is None or fits(annotation, value):
                return guess
    return None


def chat_meant(found: object) -> str | None:
    """The chat of an address such as https://t.me/the_blog, or of a name without its @."""
    text = found.strip() if isinstance(found, str) else ""
    name = re.fullmatch(r"(?:(?:https?://)?t\.me/(?:s/)?|@)?\s*([A-Za-z]\w{3,31})/?", text, re.ASCII)
    return in_full(f"@{name[1]}") if name else None


def is_for_nothing(annotation: Any, found: object) -> bool:
    """Whether somebody tried to write that there is to be nothing, where leaving the key out says so."""
    nothing = found is False or (isinstance(found, str) and found.strip().casefold() in _NONE)
    return nothing and type(None) in parts(annotation)


def from_toml(guess: str) -> object:
    """What a guess is as a value; None if it is more than one, or can't be read."""
    import tomllib

    try:
        return tomllib.loads(f"a = {guess}")["a"]
    except (ValueError, RecursionError):
        return None


def _as(kind: Any, found: object) -> Iterator[str]:
    """What may have been meant if this kind of value is expected, the likeliest first."""
    if isinstance(found, list) and len(found) == 1 and get_origin(kind) is not tuple:
        [found] = found
        if fits(kind, found):
            yield in_full(found)
    if get_origin(kind) is Literal:
        yield from _choice(get_args(kind), found)
    elif get_origin(kind) is tuple:
        yield from _list(get_args(kind)[0], found)
    elif kind in _PLAIN:
        yield from filter(None, [_PLAIN[kind](found)])
    elif kind is ZoneInfo:
        text = found.replace("\u00a0", " ") if isinstance(found, str) else ""
        if guess := " or ".join(map(in_full, spoken.zones(text))):
            is_offset = guess.startswith('"Etc/')
            yield f'{guess}, or better a place such as "Europe/Paris"' if is_offset else guess
    elif isinstance(kind, type):
        yield from map(in_full, _timely(kind, found))


def _timely(kind: type, found: object) -> Iterator[str]:
    """What a value may mean if a length of time, a time of day or quiet hours are expected."""
    text = found.strip().replace("\u00a0", " ") if isinstance(found, str) else ""
    if issubclass(kind, Duration):
        yield from _length(found, text, is_age=issubclass(kind, Age))
    elif issubclass(kind, LocalTime):
        yield from _time_of_day(found, text)
    elif issubclass(kind, QuietHours):
        yield spoken.quiet_hours("-".join(map(str, found)) if isinstance(found, list) else text)


def _length(found: object, text: str, *, is_age: bool) -> Iterator[str]:
    if found is False or found == 0 or (isinstance(found, str) and text.casefold() in _NONE):
        yield from ("none", "0m") if is_age else ("0m",)
    if isinstance(found, int) and is_age:
        yield f"{found}d"
    if text:
        yield spoken.duration(text)


def _time_of_day(found: object, text: str) -> Iterator[str]:
    if isinstance(found, time):
        yield f"{found:%H:%M}"
    elif isinstance(found, float):
        yield f"{found:05.2f}".replace(".", ":")
    elif isinstance(found, int) and 0 <= found <= _HIGHEST_HOUR:
        yield spoken.time_of_day(str(found))
    elif text:
        yield spoken.time_of_day(text)


def _list(kind: Any, found: object) -> Iterator[str]:
    """A list of what a text names: one value, or several with something between them."""
    if not isinstance(found, str | time | int | float) or isinstance(found, bool):
        return
    texts: list[list[Any]] = [[found]]
    if isinstance(found, str):
        between = r"\s*[,;\n]\s*" if kind is str else r"(?i)\s*(?:[,;/&+\n]|\b(?:and|und|et|y|e)\b)\s*"
        pieces = [each for each in re.split(between, found.strip()) if each]
        texts = [pieces, found.split()] if kind is not str else [pieces]
    for pieces in texts:
        items = [in_full(each) if fits(kind, each) else meant(kind, each) for each in pieces]
        if items and all(items):
            yield f"[{', '.join(filter(None, items))}]"
            return


def network_meant(text: str) -> str | None:
    """The network that a text names: "X", "Twitter", "bsky.app", "https://mastodon.social"."""
    for guess in _choice(NETWORK_NAMES, text):
        return str(from_toml(guess))
    return None


def _choice(choices: tuple[str, ...], found: object) -> Iterator[str]:
    from difflib import get_close_matches

    if not isinstance(found, str):
        return
    text = found.casefold().strip()
    if "mon" in choices:
        if named := spoken.days(text):
            yield ", ".join(map(in_full, named))
        return
    if choices == NETWORK_NAMES:
        text = re.sub(r"^(?:https?://)?(?:www\.)?", "", text).rstrip("/")
        text = next((name for name, others in OTHER_NAMES.items() if text in others), text)
    plain = re.sub(r"[\s_-]+", "-", text)
    spaceless = plain.replace("-", "")
    for longer in choices:
        if longer in {plain, spaceless} or (plain.isalpha() and longer.startswith(plain)):
            yield in_full(longer)
            return
    several = re.search(r"[,;/&+|]|\band\b", text)
    for close in () if several else get_close_matches(plain, choices, n=1, cutoff=0.65):
        yield in_full(close)


def _bool(found: object) -> str | None:
    from difflib import get_close_matches

    text = str(found).strip().casefold() if isinstance(found, str | int) else ""
    if text in _TRUE or text in _FALSE:
        return "true" if text in _TRUE else "false"
    return next(iter(get_close_matches(text, ["true", "false"], n=1, cutoff=0.7)), None)


def _number(found: object) -> str | None:
    text = re.sub(_MONEY, "", found).strip() if isinstance(found, str) else ""
    text = (
        text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text.replace(",", ".")
    )
    return text if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text) else None


def _whole(found: object) -> str | None:
    if isinstance(found, float):
        return f"{found:.0f}" if found.is_integer() else None
    text = _number(found)
    return text if text and text.lstrip("-").isdigit() else None


def _text(found: object) -> str | None:
    number = isinstance(found, int | float) and not isinstance(found, bool)
    return in_full(str(found)) if number else None


_PLAIN: Final[Mapping[type, Callable[[object], str | None]]] = {
    bool: _bool,
    int: _whole,
    float: _number,
    str: _text,
}
