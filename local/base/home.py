"""Where the local run keeps everything: one folder, one run at a time, and what the last one was about."""

from __future__ import annotations

import fcntl
import json
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final, Literal

from local.base.files import write
from repost.base.digests import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.networks import NetworkName

FOLDER: Final = Path(__file__).parents[2] / ".local"
Example = Literal["fr", "en"]
"""The language of a sample blog."""

_SAMPLE_BLOG: Final = "the sample blog"


@dataclass(frozen=True, slots=True)
class World:
    """What a local run is about: a feed of one's own, or None for an example, and a network.

    `encores` says that what readers like goes out more often. `fleet` is how many people an invented company
    has, which there is instead of all that; 0 for none.
    """

    feed: str | None = None
    network: NetworkName = "x"
    example: Example = "fr"
    encores: bool = False
    fleet: int = 0

    @property
    def name(self) -> str:
        """What its blog is called."""
        blog = self.feed or (_SAMPLE_BLOG if self.example == "fr" else f"{_SAMPLE_BLOG} ({self.example})")
        return f"{blog}, with encores" if self.encores else blog

    @property
    def command(self) -> str:
        """What goes on with it."""
        given = {"FEED": self.feed, "NETWORK": self.network if self.network != "x" else ""}
        given["EXAMPLE"] = "" if self.feed or self.example == "fr" else self.example
        given["ENCORES"] = "yes" if self.encores else ""
        return " ".join(["make run", *(f"{name}={quote(value)}" for name, value in given.items() if value)])

    def home(self, folder: Path) -> Path:
        """Where its timelines and its clock are kept: each feed has its own."""
        home = folder / "feeds" / digest(self.name)[:8] if self.name != _SAMPLE_BLOG else folder
        home.mkdir(parents=True, exist_ok=True)
        return home


def last_world(folder: Path) -> World:
    """What the last local run in a folder was about."""
    try:
        return World(**json.loads((folder / "world.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return World()


def remember(folder: Path, world: World) -> None:
    """Let the commands with --local continue with this."""
    write(folder / "world.json", json.dumps(asdict(world)))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Use a folder exclusively; a second run waits, and says so."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"Another local run is using {shown(folder)}; waiting for it to end …\n")
            sys.stderr.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def shown(path: Path) -> str:
    """A path in its shortest form from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
