"""What the stand-ins of all social networks have in common: people with accounts, and what they posted."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from local.base.appeal import acts
from local.base.kept import keep, kept
from local.base.server import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class SocialStandIn(StandIn):
    """A small social network.

    Parameters
    ----------
    kind : type
        Of the posts: a dataclass of texts with an `id`, a `username`, a `text` and a `created_at`.
    clock : callable
        Gives the time, in UTC.
    file : path, optional
        Where the posts are kept, so that the next run starts with them.

    Attributes
    ----------
    settings : str
        What an account's settings must contain besides the network's name, in TOML.
    posts : list
        What is on it, oldest first.
    acts : dict
        What readers did with posts, by their ids, instead of what their hidden appeal makes of them.
    """

    settings: ClassVar[str] = ""
    posts: list[Any]

    def __init__(
        self, kind: type[Any], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> None:
        super().__init__(port)
        self._clock = clock
        self._file = file
        self.posts = kept(file, kind)
        self.acts: dict[str, int] = {}

    @classmethod
    @abstractmethod
    def of(
        cls, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> Self:
        """One on which these people have accounts."""

    @staticmethod
    @abstractmethod
    def secret(username: str) -> str:
        """The secret of somebody's account, as Parameter Store holds it."""

    def acts_on(self, post: Any) -> int:
        """What readers have done with a post so far."""
        if post.id in self.acts:
            return self.acts[post.id]
        return acts(post.id, post.text, self._clock() - datetime.fromisoformat(post.created_at))

    def shares_of_acts(self, post: Any, *names: str) -> dict[str, int]:
        """The same under several names: the first has most of them."""
        whole, others = self.acts_on(post), names[1:]
        part = whole // (2 * len(others)) if others else 0
        return {names[0]: whole - part * len(others), **dict.fromkeys(others, part)}

    @classmethod
    def app(cls) -> str:
        """The keys of the owner's app there, as Parameter Store holds them; "" if there is none."""
        return ""

    def texts(self, username: str) -> list[str]:
        """What somebody posted, oldest first."""
        return [post.text for post in self.posts if post.username == username]

    def add(self, post: Any) -> None:
        """Put a post onto the network, and keep it."""
        self.posts.append(post)
        keep(self._file, self.posts)

    def remove(self, post: Any) -> None:
        """Take a post off the network, for good."""
        self.posts.remove(post)
        keep(self._file, self.posts)


class SimpleStandIn(SocialStandIn):
    """A network on which anybody with a name has an account."""

    kind: ClassVar[type[Any]]

    def __init__(
        self, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> None:
        super().__init__(self.kind, clock, file, port)
        self.usernames = tuple(usernames)
        self.open_accounts()

    @abstractmethod
    def open_accounts(self) -> None:
        """Give everybody in `usernames` an account; called once, at the end of construction."""

    @classmethod
    def of(
        cls, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> Self:
        return cls(usernames, clock, file, port)
