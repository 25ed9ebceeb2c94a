"""One parameter's text as a table: TOML or JSON."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from repost.base.errors import SettingsError
from repost.base.value import Value

Table = dict[str, Any]
_NO_TEXTS: Final = {
    "{\\rtf": "a rich text document (RTF)",
    "PK\x03\x04": "a document of a word processor, or a zip file",
    "<": "a web page or XML",
    "%PDF": "a PDF document",
}
"""What people save settings as by mistake, by how it starts."""


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
        For the first mistake in how it is written.
    """
    document, mistakes = read_document(parameter, text)
    if mistakes or not document:
        raise mistakes[0]
    return document


def read_document(parameter: str, text: str) -> tuple[Document | None, tuple[SettingsError, ...]]:
    """A document as far as it can be read, or None, and every mistake in how it is written."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    is_json = text.lstrip().startswith("{")
    try:
        return Document(parameter, _json(text) if is_json else tomllib.loads(text)), ()
    except (ValueError, RecursionError):  # thousands of nested brackets
        from repost.accounts.syntax import mended_toml
        from repost.accounts.syntax_json import mended_json

        for start, what in _NO_TEXTS.items():
            if text.lstrip().startswith(start):
                return None, (SettingsError(parameter, "", f"is {what}", "Save it as plain text."),)
        table, mistakes = (mended_json if is_json else mended_toml)(parameter, text)
        return (None if table is None else Document(parameter, table)), tuple(mistakes)


def _json(text: str) -> Table:
    import msgspec

    try:
        return msgspec.json.decode(text.encode(), type=Table)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
