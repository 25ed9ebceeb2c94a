"""Turns what the decoder says into one sentence that an owner understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from repost.accounts.document import Document
from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.types import Settings
from repost.settings.values import ZONE_EXPECTED, Until, zone, zone_names

if TYPE_CHECKING:
    from msgspec import ValidationError

# Patterns that are compiled when something is wrong.
_AT: Final = r" - at `(?:key in )?\$(?P<path>[^`]*)`$"
_POSITION: Final = r"\[(\d+)\]$"
_UNKNOWN: Final = r"(?s)Object contains unknown field `(?P<key>.*)`"
_MISSING: Final = r"Object missing required field `(?P<key>.*)`"
_WRONG_TYPE: Final = r"Expected `(?P<wanted>[^`]+)`, got `[^`]+`"
_BOUND: Final = r"Expected `(?P<kind>\w+)` (?P<relation>>=|<=) (?P<bound>-?\d+)"
_LENGTH: Final = r"Expected `array` of length (?P<relation>>=|<=) (?P<bound>\d+)"

_KINDS: Final = {
    "str": 'a text in quotes, such as "…"',
    "int": "a whole number",
    "bool": "true or false",
    "float": "a number",
    "str | array": "a text in quotes, or a list of such",
    "array": 'a list, such as ["…", "…"]',
    "object": "a table of keys and values",
}


def decode_value(wanted: type[Any], found: object) -> object:
    """The decoder's hook for the types of `repost.settings.values`.

    Raises
    ------
    ValueError
        With the expectation in words.
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


def explain(
    error: ValidationError, merged: Mapping[str, Any], documents: Sequence[Document], parameter: str
) -> SettingsError:
    """The decoder's error as a `SettingsError` that names parameter, key, found and expected."""
    text = str(error)
    place = re.search(_AT, text)
    path = _keys(place["path"]) if place else ()
    position = re.search(_POSITION, place["path"]) if place else None
    text = text[: place.start()] if place else text
    if unknown := re.fullmatch(_UNKNOWN, text):
        keys = (*path, unknown["key"])
        known = _field_names(path)
        return _error(documents, parameter, keys, "an unknown key", "one of the known keys", near=known)
    if missing := re.fullmatch(_MISSING, text):
        keys = (*path, missing["key"])
        return _error(documents, parameter, keys, "missing", _description(keys))
    found = _value(merged, path)
    if position and isinstance(found, list):
        found = found[int(position[1])]
    choices = allowed_texts(_field(path))
    if choices and isinstance(found, str) and found not in choices:
        expected = "one of " + ", ".join(choices)
        if may_be_number(_field(path)):
            expected = "a whole number or " + " or ".join(map(quoted, choices))
        return _error(documents, parameter, path, quoted(found), expected, near=choices)
    if isinstance(found, str) and str(error.__cause__ or "") == ZONE_EXPECTED:
        return _error(documents, parameter, path, quoted(found), ZONE_EXPECTED, near=zone_names())
    return _error(documents, parameter, path, quoted(found), _expected(text, path))


def refuse(
    documents: Sequence[Document], parameter: str, key: str, found: str, expected: str
) -> SettingsError:
    """A `SettingsError` for a dotted key, naming the document that set it."""
    return _error(documents, parameter, tuple(key.split(".")), found, expected)


def _error(
    documents: Sequence[Document],
    parameter: str,
    keys: Sequence[str],
    found: str,
    expected: str,
    *,
    near: Sequence[str] = (),
) -> SettingsError:
    from difflib import get_close_matches

    wrong = keys[-1] if found == "an unknown key" else found.strip('"')
    by_folded = {name.casefold(): name for name in near}
    for close in get_close_matches(wrong.casefold(), by_folded, n=1, cutoff=0.6):
        expected += f' (did you mean "{by_folded[close]}"?)'
    holder = _holder(documents, keys, parameter)
    return SettingsError(holder.parameter, holder.key(".".join(keys)), found, expected)


def _holder(documents: Sequence[Document], keys: Sequence[str], parameter: str) -> Document:
    """The document that set this key last, or an empty one of the account."""
    for document in reversed(documents):
        if document.parameter and _value(document.table, keys) is not None:
            return document
    return Document(parameter, {})


def _keys(path: str) -> tuple[str, ...]:
    """`.schedule.at[1]` as ("schedule", "at")."""
    return tuple(key for key in re.sub(r"\[[^\]]*\]", "", path).split(".") if key)


def _value(table: object, keys: Sequence[str]) -> object:
    for key in keys:
        if not isinstance(table, Mapping):
            return None
        table = table.get(key)
    return table


def _field(keys: Sequence[str]) -> Any:
    """The annotation of a dotted key, or None."""
    from msgspec.structs import fields

    here: Any = Settings
    for key in keys:
        if not (isinstance(here, type) and hasattr(here, "__struct_fields__")):
            return None
        here = {field.name: field.type for field in fields(here)}.get(key)
    return here


def _field_names(keys: Sequence[str]) -> tuple[str, ...]:
    here = _field(keys)
    return tuple(getattr(here, "__struct_fields__", ()))


def _description(keys: Sequence[str]) -> str:
    """What the settings types say of a key, as the end of a sentence."""
    for extra in getattr(_field(keys), "__metadata__", ()):
        text = str(getattr(extra, "description", None) or "given").rstrip(".")
        return text[0].lower() + text[1:]
    return "given"


def may_be_number(annotation: Any) -> bool:
    """Whether an annotation allows a whole number, too."""
    return annotation is int or any(map(may_be_number, get_args(annotation)))


def allowed_texts(annotation: Any) -> tuple[str, ...]:
    """The texts that an annotation allows, where it allows a fixed list."""
    pending = [annotation]
    while pending:
        here = pending.pop()
        if get_origin(here) is Literal:
            return tuple(get_args(here))
        if get_origin(here) is not dict:
            pending.extend(arg for arg in get_args(here) if get_origin(arg) or get_origin(here) is Annotated)
    return ()


def _expected(text: str, keys: Sequence[str]) -> str:
    if bound := re.fullmatch(_BOUND, text):
        least = "at least" if bound["relation"] == ">=" else "at most"
        return f"{_KINDS.get(bound['kind'], bound['kind'])} of {least} {bound['bound']}"
    if length := re.fullmatch(_LENGTH, text):
        least = "at least" if length["relation"] == ">=" else "at most"
        return f"a list of {least} {length['bound']}"
    if wrong := re.fullmatch(_WRONG_TYPE, text):
        wanted = wrong["wanted"].replace(" | null", "")
        return _KINDS.get(wanted, wanted)
    if text.startswith("Expected `str` matching regex"):
        return _description(keys) + ", in lower-case letters, digits, - and _"
    return text
