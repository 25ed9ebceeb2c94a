"""The command that leads to the pages of what comes and what went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from repost.cli.arguments import add_command

if TYPE_CHECKING:
    import argparse

    from repost.cli.session import Session


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    add_command(
        commands,
        common,
        "page",
        _page,
        "show what comes, what went out and how the accounts are, as pages",
        "They are in the stack's dashboard. With --local, they open in a browser on this machine.",
    )


def _page(session: Session) -> bool:
    session.place.show_pages(session.output)
    return True
