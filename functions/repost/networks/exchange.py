"""One request to a network: nothing was sent, an answer came, or nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.errors import OutcomeUnknown, RetryLater

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.http import Reply

LARGEST_ANSWER: Final = 100_000
"""What the answer to a post may have, in bytes: a post and a little around it."""


def publish(network: str, send: Callable[[], Reply]) -> Reply:
    """The answer to the request that publishes; its status alone, where no more of it arrived.

    Raises
    ------
    RetryLater
        If nothing left.
    OutcomeUnknown
        If it left, and no answer came.
    """
    from repost.http import NotSent, Reply, ReplyLost

    try:
        return send()
    except NotSent as error:
        raise RetryLater(f"Nothing was sent to {network}: {error}.") from None
    except ReplyLost as error:
        if error.status is None:
            raise OutcomeUnknown(
                f"{_at_start(network)} was sent the post, but {error}: "
                "Repost will look there whether it is out."
            ) from None
        return Reply(error.status, {}, b"", "")  # the status tells most of it


def ask(network: str, send: Callable[[], Reply]) -> Reply:
    """The whole answer to a request that publishes nothing.

    Raises
    ------
    RetryLater
        If none came.
    """
    from repost.http import NotSent, ReplyLost

    try:
        return send()
    except (NotSent, ReplyLost) as error:
        raise RetryLater(f"{_at_start(network)} gave no answer: {error}.") from None


def _at_start(network: str) -> str:
    return network[0].upper() + network[1:]
