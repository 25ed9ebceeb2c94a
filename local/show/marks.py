"""What distinguishes the networks on the page: a name, letters and a colour each, but no logos."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.settings.networks import NetworkName


@dataclass(frozen=True, slots=True)
class Mark:
    """White letters on a square of a colour, dark enough for them to be read."""

    name: str
    letters: str
    colour: str

    @property
    def svg(self) -> str:
        """The mark as part of a page. The name is next to it, so screen readers skip the mark."""
        return (
            '<svg class="mark" viewBox="0 0 40 40" aria-hidden="true">'
            f'<rect width="40" height="40" rx="11" fill="{self.colour}"/>'
            f'<text x="20" y="27" fill="#ffffff" text-anchor="middle">{escape(self.letters)}</text></svg>'
        )


MARKS: Final[Mapping[NetworkName, Mark]] = {
    "x": Mark("X", "X", "#2b2f33"),
    "mastodon": Mark("Mastodon", "M", "#5a4fcf"),
    "bluesky": Mark("Bluesky", "B", "#0a6cc9"),
    "webhook": Mark("Webhook", "{ }", "#47606b"),
    "telegram": Mark("Telegram", "Te", "#1b7a9e"),
    "discord": Mark("Discord", "D", "#4752c4"),
    "slack": Mark("Slack", "S", "#7a2f7d"),
    "linkedin": Mark("LinkedIn", "L", "#0a5a8f"),
    "facebook": Mark("Facebook", "F", "#1a56b0"),
    "threads": Mark("Threads", "Th", "#8a3b2e"),
}
