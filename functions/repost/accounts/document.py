"""One parameter's text as a table: TOML or JSON."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from repost.base.errors import SettingsError
from repost.base.value import Value

Table = dict[str, Any]

_EXPECTED: Final = 'Expected lines such as network = "x", or a JSON object.'


class Document(Value, frozen=True):
    """A parsed parameter, or a table in one: `under` is the dotted name of that table, or ""."""

    parameter: str
    table: Table
    under: str = ""

    def key(self, key: str) -> str:
        """The dotted name of a key of the table within the parameter."""
        return f"{self.under}.{key}" if self.under else key


def parse_document(parameter: str, text: str) -> Document:
    """A TOML or JSON document as a table.

    Raises
    ------
    SettingsError
        If the text is neither.
    """
    if text.lstrip().startswith("{"):
        import msgspec

        try:
            table = msgspec.json.decode(text.encode())
        except (msgspec.DecodeError, RecursionError) as error:
            raise SettingsError(parameter, "", f"is not valid JSON ({error})", _EXPECTED) from None
    else:
        try:
            table = tomllib.loads(text.replace("\r\n", "\n"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:  # thousands of nested brackets
            raise SettingsError(parameter, "", f"is not valid TOML ({error})", _EXPECTED) from None
    return Document(parameter, table)


def read_document(parameter: str, text: str) -> tuple[Document | None, tuple[SettingsError, ...]]:
    """A document, or None if it can't be read, and every mistake in how it is written."""
    try:
        return parse_document(parameter, text), ()
    except SettingsError as error:
        return None, (error,)
