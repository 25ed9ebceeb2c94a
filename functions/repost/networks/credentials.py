"""A secret, such as an account's: a JSON or TOML document of keys, as checked and masked values."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, TypeVar

from msgspec import Meta, Struct

from repost.base.errors import SettingsError
from repost.base.patterns import pattern
from repost.base.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EXPECTED: Final = 'Expected lines such as {} = "…", or a JSON object with such keys.'
# Names of keys have no digits and aren't longer; four times four letters are an app password.
_SHOWABLE_KEY: Final = pattern(r"(?!(?:[a-z]{4}-){3}[a-z]{4}$)[A-Za-z_ -]{1,40}")


class Keys(Struct, frozen=True, kw_only=True):
    """What a secret must contain: the field names are the document's keys.

    Each description completes "Expected …"; a pattern applies to the whole text.
    """

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that is set."""
        values = (getattr(self, name) for name in self.__struct_fields__)
        return tuple(value for value in values if isinstance(value, Secret))


class AccountCredentials(Keys, frozen=True, kw_only=True):
    """What the secret of any account may contain; each network adds its own keys."""

    shortener_key: Annotated[
        Secret | None,
        Meta(description="the key of your link shortener; docs/shorteners.md says where to find it"),
    ] = None
    expires: Annotated[
        Secret | None,
        Meta(
            description='the day on which the token expires, such as "2026-12-31"',
            pattern=r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        ),
    ] = None

    digest_webhook: Annotated[
        Secret | None,
        Meta(
            description="the address of a chat's webhook, of Slack, Teams, Google Chat or Discord, that "
            "gets the weekly digest and hears what waits for a review",
            pattern=r"https://[!-~]{8,400}",
        ),
    ] = None

    lifetime: ClassVar[timedelta | None] = None
    """How long a token is valid from the day it is made, if that is always the same."""

    @property
    def expiry(self) -> datetime | None:
        """When the token expires (UTC), by the secret; the first of the month if it has no such day."""
        if not self.expires:
            return None
        year, month, day = map(int, self.expires.reveal().split("-"))
        with suppress(ValueError):
            return datetime(year, month, day, tzinfo=UTC)
        return datetime(year, month, 1, tzinfo=UTC)


C = TypeVar("C", bound=Keys)


def credentials_from(document: str, parameter: str, kind: type[C]) -> C:
    """The credentials in the text of a secret.

    White space around a value, which comes with copying and pasting, is dropped.

    Parameters
    ----------
    document : str
        JSON or TOML with the keys of `kind` and nothing else.
    parameter : str
        Full name of the parameter it came from, for the error.
    kind : type
        The credentials of a network, or the keys of an app there.

    Raises
    ------
    SettingsError
        For the first thing found wrong; it names the key, never a value.
    """
    from msgspec.structs import fields

    known = {field.name: field for field in fields(kind)}
    example = next((name for name, field in known.items() if field.required), next(iter(known)))
    table = _table(document, parameter, example)
    for key in table:
        if key not in known:
            raise _unknown(key, parameter, known)
    values: dict[str, Secret] = {}
    for name, field in known.items():
        if name in table:
            found, text = _text(table[name], _pattern(field.type))
        elif field.required:
            found, text = SettingsError.MISSING, ""
        else:
            continue
        if found:
            raise SettingsError(parameter, name, found, f"Expected {_description(field.type)}.")
        values[name] = Secret(text)
    return kind(**values)


def document(values: Mapping[str, str]) -> str:
    """A secret as its parameter has it."""
    return "".join(f"{key} = {as_json(value)}\n" for key, value in values.items())


def as_json(value: object) -> str:
    """A value as JSON that Parameter Store takes: it refuses two opening braces in a row."""
    import json

    return json.dumps(value).replace("{{", "{\\u007b")


def _text(value: object, pattern: str) -> tuple[str, str]:
    """What is wrong with a value, or "", and its text."""
    if not isinstance(value, str):
        return "is not text in quotes", ""
    text = value.strip().strip("\ufeff\u200b")
    if not text:
        return "is empty", ""
    if not text.isascii() or not text.isprintable() or " " in text:
        return "contains a space, a line break or a stray character", ""
    if not re.fullmatch(pattern, text):
        return "has the wrong form", ""
    return "", text


def _table(document: str, parameter: str, example: str) -> dict[str, Any]:
    """The parsed document.

    A parser's error may quote the document, so it isn't kept even as the cause of ours.
    """
    text = document.strip().lstrip("\ufeff").strip()
    expected = _EXPECTED.format(example)
    if not text:
        raise SettingsError(parameter, "", "is empty", expected)
    form, table, line = _parsed(text)
    if table is None:
        place = f" (line {line})" if line else ""
        raise SettingsError(parameter, "", f"is not valid {form}{place}", expected)
    return table


def _parsed(text: str) -> tuple[str, dict[str, Any] | None, int]:
    """The form of a text, its table or None, and the line where the parser stopped, or 0."""
    if text.startswith("{"):
        import json

        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            return "JSON", None, error.lineno
        except (ValueError, RecursionError):
            return "JSON", None, 0
        return "JSON", value, 0

    import tomllib

    try:
        return "TOML", tomllib.loads(text), 0
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        return "TOML or JSON", None, int(line[1]) if line else 0


def _unknown(key: str, parameter: str, known: Iterable[str]) -> SettingsError:
    """The error for a key that nothing asks for.

    If somebody swapped key and value, the key is the secret: it is shown only if it looks like a name.
    """
    from difflib import get_close_matches

    advice = f"Expected one of {', '.join(known)}."
    if not _SHOWABLE_KEY.fullmatch(key):
        return SettingsError(parameter, "", "contains an unknown key", advice)
    for close in get_close_matches(re.sub(r"[ -]", "_", key).lower(), known, n=1, cutoff=0.6):
        advice = f'Did you mean "{close}"?'
    return SettingsError(parameter, key, SettingsError.UNKNOWN, advice)


def _description(annotation: Any) -> str:
    return _meta(annotation).description or "text in quotes"


def _pattern(annotation: Any) -> str:
    return _meta(annotation).pattern or ".*"


def _meta(annotation: Any) -> Meta:
    return next(
        (extra for extra in getattr(annotation, "__metadata__", ()) if isinstance(extra, Meta)), Meta()
    )
