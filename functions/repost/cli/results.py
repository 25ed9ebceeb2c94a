"""The command that shows what readers did with an account's posts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.cli.arguments import add_command, write_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from repost.cli.session import Session

_WIDEST: Final = 20
_PER_ONE: Final = 5  # signs of a bar for each time the usual


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    results = add_command(
        commands,
        common,
        "results",
        _results,
        "show what readers did with the posts, article by article",
        "Results are read a week after each post if results.read or select.encores is set.",
    )
    results.add_argument("--html", type=Path, metavar="FILE", help="also write them as a page for a browser")


def _results(session: Session) -> bool:
    answer = session.ask("results")
    all_is_well = session.tell(answer)
    if not all_is_well:
        return False
    rows = answer.get("results", [])
    if file := session.given.html:
        write_text(file, _page(session.account, answer))
        session.output.say(f"The page is {file}.")
    if rows and not session.output.as_json:
        session.output.say("")
        session.output.table(("article", "posted", "acts", "score", ""), _table(rows))
    return True


def _table(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        if row["says_little"]:
            score, bar = "", "too few to say"
        else:
            score = f"{row['score']:.1f}"
            bar = "█" * min(round(row["score"] * _PER_ONE), _WIDEST) + (
                " best quarter" if row["is_best"] else ""
            )
        yield row["title"] or row["link"], str(row["times"]), str(row["acts"]), score, bar


def _page(account: str, answer: dict[str, Any]) -> str:
    from repost.results.overview import Overview, Result
    from repost.results.page import page
    from repost.results.words import words_in

    results = tuple(Result(**row) for row in answer.get("results", ()))
    overview = Overview(account, results, answer.get("note", ""))
    return page(overview, words_in(answer.get("language")))
