"""A real WordPress from Debian's packages, started by `wordpress.sh` next to this file."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Final, Self

from local.base.ports import free_port

_SCRIPT: Final = Path(__file__).with_name("wordpress.sh")


class RealWordpress:
    """WordPress with 120 articles over two years, and some that aren't public; use it as a context manager.

    Attributes
    ----------
    url : str
        Its home page.
    """

    def __init__(self, articles: int = 120) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="repost-wordpress-")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {
            **os.environ,
            "PORT": str(port),
            "REPOST_WORDPRESS": self._folder.name,
            "ARTICLES": str(articles),
        }

    @property
    def feed(self) -> str:
        return f"{self.url}/feed/"

    @property
    def requests(self) -> list[str]:
        """The paths that were requested, in order."""
        return (Path(self._folder.name) / "requests.log").read_text().splitlines()

    def php(self, code: str) -> str:
        """Run PHP inside WordPress; what it prints."""
        return self._run("php", code)

    def rest(self, *, on: bool) -> None:
        """Switch the REST API on or off, as security plugins do."""
        self.php(f"update_option('rest_is_off', {int(not on)});")

    def __enter__(self) -> Self:
        self._run("start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("stop")
        self._folder.cleanup()

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(_SCRIPT), *arguments],
            check=True,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=600,
        )
        return done.stdout
