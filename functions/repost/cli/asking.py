"""Asks before something is done that can't be taken back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from repost.cli.place import PlaceError

if TYPE_CHECKING:
    import argparse

    from repost.cli.session import Session


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Let scripts answer beforehand."""
    parser.add_argument("-y", "--yes", action="store_true", help="do it without asking, for scripts")


def confirmed(session: Session, question: str) -> bool:
    """Whether a person wants it done; with --yes nobody is asked.

    Raises
    ------
    PlaceError
        If nobody is there to ask.
    """
    if session.given.yes:
        return True
    if session.output.as_json or not sys.stdin.isatty():
        raise PlaceError("Nothing was changed. Add --yes to do this without being asked.")
    if input(f"{question} [y/N] ").strip().casefold() in {"y", "yes"}:
        return True
    session.output.say("Nothing was changed.")
    return False
