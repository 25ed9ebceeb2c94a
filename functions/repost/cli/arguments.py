"""What several commands have in common."""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from repost.cli.ending import in_words
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
    """A command about one account: `help_` is its line in the list, `more` what its own help adds."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_, description=f"{help_[0].upper()}{help_[1:]}. {more}", parents=[common]
    )
    parser.set_defaults(command=run)
    parser.add_argument("-a", "--account", help="which account, if there are several")
    return parser


def read_text(file: Path) -> str:
    """The text of a named file, in UTF-8 or as Windows programs write it.

    Raises
    ------
    PlaceError
        If it can't be read.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise PlaceError(f"There is no file {file}.") from None
    except OSError as error:
        raise PlaceError(in_words(error)) from None
    return _decoded(data)


def write_text(file: Path, text: str) -> None:
    """Write a file whole, or leave what is there.

    Raises
    ------
    PlaceError
        If it can't be written.
    """
    if file.exists() and not file.is_file():  # such as /dev/stdout
        file.write_text(text, "utf-8")
        return
    if not file.parent.is_dir():
        raise PlaceError(f"There is no folder {file.parent}. Create it first.")
    draft = file.with_name(f".{file.name}.new")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(file)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\0" in data[1:2]:
        return data.decode("utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")
