"""Secrets that are typed: hidden, checked one by one, and kept for a second try."""

from __future__ import annotations

import json
import warnings
from getpass import GetPassWarning, getpass
from typing import TYPE_CHECKING, Any, Final

from repost.base.errors import SettingsError
from repost.base.patterns import pattern
from repost.cli.place import PlaceError
from repost.networks.credentials import credentials_from

if TYPE_CHECKING:
    from collections.abc import Container

    from repost.cli.session import Session
    from repost.networks.credentials import Keys

_MOST_QUESTIONS: Final = 10
_QUOTES: Final = "\"'“”\u2018’«»`"
_WRAPPED: Final = pattern(f"^[{_QUOTES}]|[{_QUOTES},;]$")


def asked_for(
    session: Session,
    kind: type[Keys],
    typed: dict[str, str],
    optional: Container[str] = (),
    *,
    only: Container[str] | None = None,
) -> None:
    """Let a person type the keys of a kind over what was `typed` before: the required, and those `optional`.

    If `only` some are named, no others are asked for.
    """
    from msgspec.structs import fields

    for field in fields(kind):
        wanted = field.required or field.name in optional
        if not wanted or (only is not None and field.name not in only):
            continue
        meaning, before = _meaning(field.type), typed.get(field.name, "")
        for _ in range(_MOST_QUESTIONS):
            session.output.say(f"{field.name}: {meaning}")
            typed[field.name] = hidden(f"{field.name} (not shown): ") or before
            if not (problem := _problem(typed, field.name, kind)):
                break
            session.output.complain(problem)
        else:
            raise PlaceError(f"{field.name} was not accepted; nothing was stored.")


def hidden(prompt: str) -> str:
    """What is typed without being shown.

    Raises
    ------
    PlaceError
        If there is no terminal that could hide it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(prompt).strip()
        except GetPassWarning:
            raise PlaceError("There is no terminal to type secrets at. Use --stdin.") from None


def _problem(typed: dict[str, str], key: str, kind: type[Keys]) -> str:
    """What is wrong with the value just typed, or ""."""
    if found := _WRAPPED.search(typed[key]):
        return f"{key} has “{found[0]}” at its start or end: type the value alone."
    try:
        credentials_from(json.dumps(typed), "the secret", kind)
    except SettingsError as error:
        return str(error) if error.key == key else ""  # others are still to come
    return ""


def _meaning(annotation: Any) -> str:
    described = (getattr(extra, "description", None) for extra in getattr(annotation, "__metadata__", ()))
    return next((text for text in described if text), "a text")
