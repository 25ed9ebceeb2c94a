"""The command that leads to the pages of what comes and what went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from repost.cli.session import Session


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    about = "show what comes, what went out and how the accounts are, as pages"
    page = commands.add_parser(
        "page",
        parents=[common],
        help=about,
        description=f"{about.capitalize()}. They are in the stack's dashboard. With --local, they open in a "
        "browser on this machine.",
    )
    page.set_defaults(command=_page)


def _page(session: Session) -> bool:
    session.place.show_pages(session.output)
    return True
