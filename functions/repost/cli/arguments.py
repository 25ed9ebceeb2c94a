"""Arguments that several commands take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.cli.place import PlaceError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def account_argument(parser: argparse.ArgumentParser) -> None:
    """Which account; it may stay away where there is one alone."""
    parser.add_argument("-a", "--account", help="which account, where there are several")


def read_text(file: Path) -> str:
    """The text of a file that was named.

    Raises
    ------
    PlaceError
        If it can't be read.
    """
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlaceError(f"{file} can't be read: {error}.") from None
