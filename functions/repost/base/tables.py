"""Tables as spreadsheets save them: a header line, and commas, semicolons or tabs between the cells."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from repost.base.names import name_key
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELIMITERS: Final = "\t;,"


class TableText(Value, frozen=True):
    """A table: the header's names as written, and the text of the whole."""

    header: tuple[str, ...]
    text: str
    delimiter: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The header's names as they are compared: case, apostrophes and underscores don't count."""
        return tuple(name_key(name.replace("_", " ")) for name in self.header)

    def rows(self) -> Iterator[tuple[int, tuple[str, ...] | None]]:
        """The cells of each row that isn't empty, with the number of its first line.

        A row that can't be read is None, and the last: nothing after it can be read.
        """
        before = self.text[: len(self.text) - len(self.text.lstrip())].count("\n")
        lines = csv.reader(io.StringIO(self.text.lstrip(), newline=""), delimiter=self.delimiter)
        try:
            next(lines, None)
            first = lines.line_num + 1
            for row in lines:
                if any(map(str.strip, row)):
                    # A spreadsheet is told by ' not to take a text for a formula, as our own export does.
                    yield before + first, tuple(cell.removeprefix("'").strip() for cell in row)
                first = lines.line_num + 1
        except csv.Error:  # a field of more than 131,072 characters
            yield before + lines.line_num, None


def read_table(text: str) -> TableText:
    """A table by its header line, whatever its delimiter."""
    text = text.lstrip("\ufeff")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    try:
        return TableText(tuple(next(lines, [])), text, delimiter)
    except csv.Error:
        return TableText((), "", delimiter)
