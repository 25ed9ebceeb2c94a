"""The decoder's hook for the values that settings are made of, and whether a value fits."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from repost.settings.values import ZONE_EXPECTED, Until, zone


def decode_value(wanted: type[Any], found: object) -> object:
    """The decoder's hook for the types of `repost.settings.values`.

    Raises
    ------
    ValueError
        With what was expected, in words.
    """
    if wanted is ZoneInfo:
        if not isinstance(found, str):
            raise ValueError(ZONE_EXPECTED)
        return zone(found)
    if wanted is Until and isinstance(found, date):  # TOML has dates of its own
        found = found.isoformat()
    if not isinstance(found, str):
        raise ValueError(wanted.expected)  # noqa: TRY004 - the decoder passes ValueError on
    return wanted.parse(found)


def fits(annotation: Any, value: object) -> bool:
    """Whether the decoder takes a value for a key with this annotation."""
    from msgspec import ValidationError, convert

    try:
        convert(value, annotation, dec_hook=decode_value)
    except ValidationError:
        return False
    return True
