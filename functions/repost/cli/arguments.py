"""What several commands have in common."""

from __future__ import annotations

import argparse
import codecs
import re
import sys
from contextlib import suppress
from difflib import get_close_matches
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final, NoReturn

from repost.cli.ending import in_words
from repost.cli.place import PlaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from repost.cli.session import Session
    from repost.settings.networks import NetworkName

_WRONG_USAGE: Final = 2
_YES: Final = {"yes", "y", "true", "on", "1"}
_NO: Final = {"no", "n", "false", "off", "0"}
_COMMAND: Final = "<command>"
_NO_CHOICE: Final = r"argument (?P<what>.*?): invalid choice: '(?P<typed>.*)' \(choose from (?P<known>.*)\)"
_NO_NUMBER: Final = r"invalid int value: ('.*')$"
_TOO_EARLY: Final = r"unrecognized arguments: (--(?:local|json|stack|folder)\b.*)"


class Parser(argparse.ArgumentParser):
    """Says in a sentence what is wrong with a command line, and what may have been meant."""

    def error(self, message: str) -> NoReturn:
        if message.endswith(f"required: {_COMMAND}"):
            self.print_help(sys.stderr)
            self.exit(_WRONG_USAGE)
        if early := re.fullmatch(_TOO_EARLY, message):
            self.exit(_WRONG_USAGE, f"Put {early[1]} after the command: {self.prog} {_COMMAND} {early[1]}\n")
        if found := re.fullmatch(_NO_CHOICE, message):
            known = re.findall(r"[\w.-]+", found["known"])
            self.exit(_WRONG_USAGE, f"{self._no_choice(found['what'], found['typed'], known)}\n")
        message = re.sub(_NO_NUMBER, r"\1 is no whole number.", message)
        what, _, wrong = message.partition(": ")
        if wrong.endswith((".", "?")):  # a sentence of one of our own types
            self.exit(_WRONG_USAGE, f"{what.removeprefix('argument ')}: {wrong}\n")
        super().error(message)

    def _no_choice(self, what: str, typed: str, known: list[str]) -> str:
        close = get_close_matches(typed.casefold(), known, n=1)
        guess = f" Did you mean {close[0]}?" if close else ""
        if what == _COMMAND:
            return f'There is no command "{typed}".{guess} {self.prog} --help lists them all.'
        return f'{what} is "{typed}".{guess} Expected one of {", ".join(known)}.'


class Commands:
    """The commands of a parser, each with its line in the list of them all."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        parser.usage = f"{parser.prog} [-h] {_COMMAND} ..."
        self._parsers = parser.add_subparsers(
            metavar=_COMMAND, required=True, prog=parser.prog, help=argparse.SUPPRESS
        )
        self._lines: dict[str, str] = {}

    def add_parser(self, name: str, **more: Any) -> argparse.ArgumentParser:
        """A command, as argparse adds one, with the `help` that lists it."""
        self._lines[name] = more.pop("help")
        return self._parsers.add_parser(name, **more)

    def grouped(self, groups: Mapping[str, Sequence[str]]) -> str:
        """The list of the commands, under what people want to do.

        Raises
        ------
        ValueError
            If a command is in no group.
        """
        if left_out := self._lines.keys() - {name for names in groups.values() for name in names}:
            raise ValueError(f"commands in no group: {left_out}")
        margin = max(map(len, self._lines)) + 4
        width = max(get_terminal_size().columns - 2, 2 * margin)
        lists = [
            [f"{title}:", *(self._line(name, margin, width) for name in names)]
            for title, names in groups.items()
        ]
        return "\n\n".join("\n".join(lines) for lines in lists)

    def _line(self, name: str, margin: int, width: int) -> str:
        start = f"  {name}".ljust(margin)
        return fill(self._lines[name], width, initial_indent=start, subsequent_indent=" " * margin)


def network_named(text: str) -> NetworkName:
    """The network that a person named, in whatever case, or as people call it.

    Raises
    ------
    argparse.ArgumentTypeError
        If there is no such network.
    """
    from repost.accounts.meant import network_meant
    from repost.settings.networks import NETWORK_NAMES, OTHER_NAMES

    plain = text.strip().casefold()
    for name in NETWORK_NAMES:
        if plain in OTHER_NAMES.get(name, (name,)):
            return name
    guess = network_meant(text)
    meant = f"Did you mean {guess}?" if guess else f"Expected one of {', '.join(NETWORK_NAMES)}."
    raise argparse.ArgumentTypeError(f'there is no network "{text}". {meant}')


def yes_or_no(text: str) -> bool:
    """What a person answered with a word.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is neither yes nor no.
    """
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise argparse.ArgumentTypeError(f'"{text}" is neither yes nor no.')


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
    text = _decoded(data)
    if "\0" in text:
        raise PlaceError(f"{file} is no text file. Export a spreadsheet as CSV first.")
    return text


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
