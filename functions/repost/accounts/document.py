"""One parameter's text as a table: TOML or JSON."""

from __future__ import annotations

import tomllib
from typing import Any

from repost.base.errors import SettingsError
from repost.base.value import Value

Table = dict[str, Any]


class Document(Value, frozen=True):
    """One parsed parameter, or a table of one: `under` is the dotted name of that table, or ""."""

    parameter: str
    table: Table
    under: str = ""

    def key(self, key: str) -> str:
        """The dotted name of a key of the table within the parameter."""
        return f"{self.under}.{key}" if self.under else key


def parse_document(parameter: str, text: str) -> Document:
    """One TOML or JSON document as a table.

    Raises
    ------
    SettingsError
        If the text is neither, or its top level is no table.
    """
    if text.lstrip().startswith("{"):
        import msgspec

        try:
            table = msgspec.json.decode(text.encode())
        except (msgspec.DecodeError, RecursionError) as error:
            raise SettingsError(parameter, "", f"broken JSON ({error})", "a JSON object or TOML") from None
    else:
        try:
            table = tomllib.loads(text.replace("\r\n", "\n"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:  # thousands of nested brackets
            raise SettingsError(
                parameter, "", f"broken TOML ({error})", 'TOML such as network = "x", or a JSON object'
            ) from None
    return Document(parameter, table)
