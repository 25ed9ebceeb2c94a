"""What a network's page in docs/networks/ says is needed, as a terminal shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from repost.cli.session import Session

_INSTALLED: Final = Path(__file__).parents[1] / "networks"
_PAGES: Final = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[4] / "docs" / "networks"


def explain(session: Session) -> None:
    """Say what the network needs and what the steps are, with every address written out."""
    page = _PAGES / f"{session.given.network}.md"
    if session.output.as_json or not page.exists():
        return
    text = page.read_text("utf-8")
    steps = _steps(_section(text, "Connect"), is_pasted=session.given.paste)
    for part in (_section(text, "What you need"), steps):
        session.output.say(f"{as_plain_text(part)}\n")
    session.output.say(f"More about it: docs/networks/{page.name}\n", "dim")
    if keys := session.place.keys_file(session.given.network):
        session.output.say(f"Here you talk to a stand-in. The keys that it accepts are in {keys}\n")


def _section(text: str, heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
    return found[1].strip() if found else ""


def _steps(text: str, *, is_pasted: bool) -> str:
    """The steps after the command, or those of whoever pastes, if they are others."""
    _, steps, *others = text.split("\n\n")
    pasted = (each for each in others if each.startswith("**To paste"))
    return next(pasted, steps) if is_pasted else steps


def as_plain_text(markdown: str) -> str:
    """A part of a page as a terminal or a pipe shows it."""
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", _link, markdown.strip())
    # The terminal breaks lines where it needs to.
    text = re.sub(r"(?<=\S)\n[ ]*(?=\S)(?!\d+\. |- )", " ", text)
    return re.sub(r"\*+|`", "", text)


def _link(found: re.Match[str]) -> str:
    label, target = found[1], re.sub(r"^\.\./", "docs/", found[2])
    return target if label in target else f"{label} ({target})"
