"""What the stand-ins of all social networks have in common: people with accounts, and what they posted."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from local.server import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path


class SocialStandIn(StandIn):
    """A social network in small.

    Attributes
    ----------
    settings : str
        What an account's settings must hold beside the network's name, in TOML.
    posts : list
        What is on it, oldest first; each has an `id`, a `username`, a `text` and a `created_at`.
    """

    settings: ClassVar[str] = ""
    posts: list[Any]

    @classmethod
    @abstractmethod
    def of(
        cls, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> Self:
        """One on which these people have accounts; `file` keeps their posts."""

    @staticmethod
    @abstractmethod
    def secret(username: str) -> str:
        """The secret of somebody's account, as Parameter Store holds it."""

    def texts(self, username: str) -> list[str]:
        """What somebody posted, oldest first."""
        return [post.text for post in self.posts if post.username == username]
