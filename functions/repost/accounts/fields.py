"""What the settings types say of a key: its annotation, its texts, its description."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from repost.settings.types import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def field_at(path: Sequence[str | int]) -> Any:
    """The annotation of what a path of keys and positions leads to; None if there is no such key."""
    here: Any = Settings
    for key in path:
        if hasattr(here, "__struct_fields__"):
            here = _fields_of(here).get(str(key))
        else:
            kind, entry = (tuple, 0) if isinstance(key, int) else (dict, 1)
            here = next((get_args(each)[entry] for each in parts(here) if get_origin(each) is kind), None)
    return here


@cache
def _fields_of(table: Any) -> Mapping[str, Any]:
    from msgspec.structs import fields

    return {field.name: field.type for field in fields(table)}


def names_at(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys of a table, if it has keys of its own."""
    return tuple(getattr(field_at(keys), "__struct_fields__", ()))


def description(path: Sequence[str | int]) -> str:
    """What a key is, as the settings describe it, without its full stop."""
    for extra in getattr(field_at(path), "__metadata__", ()):
        text = str(getattr(extra, "description", None) or "").rstrip(".")
        if text:
            return text[0].lower() + text[1:]
    return "a value"


def parts(annotation: Any) -> Iterator[Any]:
    """The types that an annotation joins, each without its metadata."""
    if get_origin(annotation) is Annotated:
        yield from parts(get_args(annotation)[0])
    elif get_origin(annotation) in {None, dict, tuple, Literal}:
        yield annotation
    else:
        for each in get_args(annotation):
            yield from parts(each)


def may_be_number(annotation: Any) -> bool:
    """Whether an annotation allows a whole number, too."""
    return int in parts(annotation)


def allowed_texts(annotation: Any) -> tuple[str, ...]:
    """The texts that an annotation allows, if it allows a fixed list, for itself or for its entries."""
    for part in parts(annotation):
        if get_origin(part) is Literal:
            return get_args(part)
        if get_origin(part) is tuple:
            return allowed_texts(get_args(part)[0])
    return ()
