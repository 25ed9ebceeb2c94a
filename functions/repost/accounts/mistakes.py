"""Turns the decoder's errors into sentences that a blogger understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.decoding import decode_value
from repost.accounts.document import Document
from repost.accounts.fields import allowed_texts, description, field_at, may_be_number, names_at
from repost.accounts.for_networks import ON
from repost.base.errors import SettingsError
from repost.base.quoting import quoted, shortened
from repost.settings.finding import did_you_mean, expected

if TYPE_CHECKING:
    from msgspec import ValidationError

    from repost.accounts.document import Table

# Compiled only if something is wrong.
_AT: Final = r" - at `\$(?P<path>[^`]*)`$"
_UNKNOWN: Final = r"(?s)Object contains unknown field `(?P<key>.*)`"
_MISSING: Final = r"Object missing required field `(?P<key>.*)`"
_WRONG_TYPE: Final = r"Expected `(?P<wanted>[^`]+)`, got `[^`]+`"
_BOUND: Final = r"Expected `(?P<kind>int|float)` (?P<relation>>=|<=) (?P<bound>-?\d+)"
_LENGTH: Final = r"Expected `(?P<kind>array|str)` of length (?P<relation>>=|<=) (?P<bound>\d+)"

_KINDS: Final = {
    "str": "text in quotes",
    "int": "a whole number",
    "bool": "true or false",
    "float": "a number",
    "str | array": "text in quotes, or a list of texts",
    "array": 'a list, such as ["…", "…"]',
    "object": "a table of keys and values",
}
_IN_PLACE: Final[Mapping[str, str]] = {"network": "x", "feed": "https://example.com/feed/"}
"""Placeholders for required keys while the rest is checked."""

Path = tuple[str | int, ...]

_ONE_EACH: Final[Mapping[Path, str]] = {
    ("network",): "An account posts to one network: write a settings file for each.",
    ("feed",): "An account reads one feed: write a settings file for each.",
}
"""What somebody with several of them is told."""


def explain(
    error: ValidationError, merged: Table, documents: Sequence[Document], parameter: str
) -> tuple[SettingsError, Table]:
    """The decoder's error in words, and the settings without the mistake, so that the next one shows."""
    text = str(error)
    place = re.search(_AT, text)
    text = text[: place.start()] if place else text
    path = _path(place["path"] if place else "", merged)
    keys = tuple(key for key in path if isinstance(key, str))
    mended = deepcopy(merged)
    if unknown := re.fullmatch(_UNKNOWN, text):
        from repost.accounts.unknown_keys import advice_on

        keys = (*keys, unknown["key"])
        value = _take(mended, keys)
        advice, meant = advice_on(keys, value, merged.get("network"))
        if meant and meant[0] != ON and _value(mended, meant) is None:  # a network's are read by themselves
            _put(mended, meant, value)
        if isinstance(value, Mapping) and not meant:  # what was meant for the top isn't missing there
            mended = {name: value[name] for name in _IN_PLACE if name in value} | mended
        return _error(documents, parameter, keys, SettingsError.UNKNOWN, advice), mended
    if missing := re.fullmatch(_MISSING, text):
        keys = (*keys, missing["key"])
        _put(mended, keys, _IN_PLACE[missing["key"]])
        choices = allowed_texts(field_at(keys))
        what = f"one of {', '.join(choices)}" if choices else description(keys)
        return _error(documents, parameter, keys, SettingsError.MISSING, expected(what)), mended
    found = _value(merged, path)
    problem, advice, better = _wrong(text, path, found)
    if better is not None:
        _replace(mended, path, better)
    else:
        _take(mended, path)
        if keys[-1] in _IN_PLACE:
            _put(mended, keys, _IN_PLACE[keys[-1]])
    if isinstance(path[-1], str) and not names_at(keys[:-1]) and len(keys) > 1:
        problem += f" for {quoted(keys[-1])}"  # an entry of a table whose keys are the owner's
        keys = keys[:-1]
    return _error(documents, parameter, keys, problem, advice), mended


def refuse(
    documents: Sequence[Document], parameter: str, key: str, problem: str, advice: str
) -> SettingsError:
    """A `SettingsError` for a dotted key, naming the document that set it."""
    return _error(documents, parameter, tuple(key.split(".")), problem, advice)


def _wrong(text: str, path: Path, found: object) -> tuple[str, str, object]:
    """The problem with a value that doesn't fit, the advice, and the value that was meant or None."""
    from repost.accounts.meant import chat_meant, from_toml, is_for_nothing, meant

    annotation, name = field_at(path), str(path[-1])
    if path in _ONE_EACH and _are_several(found):
        return "names several", _ONE_EACH[path], None
    is_table = bool(names_at([key for key in path if isinstance(key, str)]))
    if is_table and isinstance(found, list) and len(found) == 1 and isinstance(found[0], Mapping):
        return f"is written [[{name}]]", did_you_mean(f"[{name}]"), found[0]
    if guess := meant(annotation, found) or (chat_meant(found) if path == ("telegram", "chat") else None):
        return f"is {quoted(found)}", did_you_mean(shortened(guess)), from_toml(guess)
    if is_for_nothing(annotation, found):
        return f"is {quoted(found)}", "Remove the line: without it there is none.", None
    return (*_unfit(text, path, found), None)


def _are_several(found: object) -> bool:
    """Whether a list or a text names several."""
    several = re.split(r"\s*[,;&+]\s*|\s+and\s+", found) if isinstance(found, str) else found
    return isinstance(several, list) and len(several) > 1


def _unfit(text: str, path: Path, found: object) -> tuple[str, str]:
    if length := re.fullmatch(_LENGTH, text):
        size = len(found) if isinstance(found, Sequence) else 0
        unit = "characters long" if length["kind"] == "str" else "entries long"
        return (f"is {size} {unit}" if size else "is empty"), expected(_bounded("", length).strip())
    problem = f"is {quoted(found)}"
    annotation = field_at(path)
    if bound := re.fullmatch(_BOUND, text):
        return problem, expected(_bounded(f"{_KINDS[bound['kind']]} of ", bound))
    if choices := allowed_texts(annotation):
        if may_be_number(annotation):
            return problem, expected(f"a whole number or {' or '.join(map(quoted, choices))}")
        return problem, expected(f"one of {', '.join(choices)}")
    if wrong := re.fullmatch(_WRONG_TYPE, text):
        return problem, _of_type(wrong["wanted"].replace(" | null", ""), path, found)
    if text.startswith("Expected `str` matching regex"):
        return problem, expected(description(path))
    return problem, expected(text)


def _of_type(wanted: str, path: Path, found: object) -> str:
    """The advice if a value is of another type than `wanted`."""
    if path == ("blog",) and isinstance(found, str):
        return did_you_mean("feed")
    if wanted == "object" and names_at((str(path[0]),)):
        return f"Write [{path[0]}] on a line of its own, and its keys below it."
    return expected(_KINDS.get(wanted, wanted))


def _bounded(what: str, bound: re.Match[str]) -> str:
    return f"{what}{'at least' if bound['relation'] == '>=' else 'at most'} {bound['bound']}"


def _error(
    documents: Sequence[Document], parameter: str, keys: Sequence[str], problem: str, advice: str
) -> SettingsError:
    holder = _holder(documents, keys, parameter)
    return SettingsError(holder.parameter, holder.key(".".join(keys)), problem, advice)


def _holder(documents: Sequence[Document], keys: Sequence[str], parameter: str) -> Document:
    """The document that set this key last, or an empty one of the account."""
    for document in reversed(documents):
        if document.parameter and _value(document.table, keys) is not None:
            return document
    return Document(parameter, {})


def _path(text: str, table: Table) -> Path:
    """`.schedule.at[1]` as ("schedule", "at", 1); `[...]` as the first entry that can't be decoded."""
    path: list[str | int] = []
    for key, position in re.findall(r"\.([^.\[]+)|\[([^\]]*)\]", text):
        if key:
            path.append(key)
        elif position != "...":
            path.append(int(position))
        else:
            path.append(_wrong_entry(_value(table, path), tuple(map(str, path))))
    return tuple(path)


def _wrong_entry(entries: object, keys: Sequence[str]) -> str:
    from msgspec import ValidationError, convert

    for name, entry in entries.items() if isinstance(entries, Mapping) else ():
        try:
            convert({name: entry}, field_at(keys), dec_hook=decode_value)
        except ValidationError:
            return str(name)
    return ""


def _value(table: object, path: Sequence[str | int]) -> object:
    for key in path:
        if isinstance(table, Mapping):
            table = table.get(key)
        elif isinstance(table, list) and isinstance(key, int):
            table = table[key]
        else:
            return None
    return table


def _take(table: Table, path: Sequence[str | int]) -> object:
    """Remove what a path leads to."""
    within: Any = _value(table, path[:-1])
    taken = within.pop(path[-1]) if _value(table, path) is not None else None
    if within == []:  # that the list is empty isn't another mistake
        _take(table, path[:-1])
    return taken


def _replace(table: Table, path: Path, value: object) -> None:
    within: Any = _value(table, path[:-1])
    within[path[-1]] = value


def _put(table: Table, keys: Sequence[str], value: object) -> None:
    for key in keys[:-1]:
        table = table.setdefault(key, {})
    if isinstance(table, dict):
        table[keys[-1]] = value
