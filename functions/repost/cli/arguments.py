"""What several commands have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from repost.cli.place import PlaceError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from repost.cli.session import Session


def add_command(
    commands: Any,
    common: argparse.ArgumentParser,
    name: str,
    run: Callable[[Session], bool],
    help_: str,
    more: str = "",
) -> argparse.ArgumentParser:
    """A command about one account: `help_` as it stands in the list, and what there is to say beyond it."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_, description=f"{help_[0].upper()}{help_[1:]}. {more}", parents=[common]
    )
    parser.set_defaults(command=run)
    parser.add_argument("-a", "--account", help="which account, where there are several")
    return parser


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
