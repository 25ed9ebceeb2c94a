"""Whether other accounts of the network have lately posted the same words, or nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.wording.repetition import Said, near_copies, speaker_key, text_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from repost.networks.protocol import Post
    from repost.run.turn import Turn
    from repost.wording.repetition import Fingerprint

_MOST_ALIKE: Final[Mapping[str, int]] = {"x": 1, "linkedin": 3}
"""How many accounts may post nearly the same words about an article. X forbids it in any number."""

_MOST_ALIKE_ELSEWHERE: Final = 25


class Copies:
    """What the network's other accounts have said of an article, and what of it would be said again.

    Parameters
    ----------
    turn : Turn
    said : iterable of str
        What is remembered of all texts about the article (`Said` as text).
    taken : collection of str
        The digests of texts that this turn has lost to other accounts.
    """

    def __init__(self, turn: Turn, said: Iterable[str], taken: Collection[str]) -> None:
        self._turn = turn
        self._unlike = turn.account.settings.brand.unlike
        self._speaker = speaker_key(turn.account.name)
        self._said = [each for each in Said.read(said) if each.speaker != self._speaker]
        self._taken = taken

    def objection(self, post: Post, fingerprint: Fingerprint) -> str:
        """Why a post would be one copy too many, in a sentence; "" if it wouldn't."""
        if not self._unlike:
            return ""
        network = self._turn.network.name
        if self._near(fingerprint) >= _MOST_ALIKE.get(network, _MOST_ALIKE_ELSEWHERE):
            return f"{self.note(fingerprint)} More would be too many."
        is_taken = text_digest(post.text, post.facets) in self._taken
        if is_taken or (self._said and self._has_text(post)):
            return f"Another account on {network} posted the same words in the last {self._days}."
        return ""

    def note(self, fingerprint: Fingerprint) -> str:
        """How many posts are nearly the same, in a sentence; "" if none is."""
        if not (near := self._near(fingerprint)):
            return ""
        accounts = "1 other account" if near == 1 else f"{near} other accounts"
        return (
            f"{accounts} on {self._turn.network.name} posted nearly the same words in the last {self._days}."
        )

    def _has_text(self, post: Post) -> bool:
        account, network = self._turn.account.name, self._turn.network.name
        return self._turn.history.has_text(account, post, network, self._since)

    @property
    def _days(self) -> str:
        days = self._unlike.days
        return f"{days} days" if days > 1 else "day"

    @property
    def _since(self) -> datetime:
        return self._turn.now - self._unlike

    def _near(self, fingerprint: Fingerprint) -> int:
        return near_copies(self._said, fingerprint, self._since)
