"""One request to a network: nothing was sent, an answer came, or nobody knows."""

from __future__ import annotations

from http import HTTPStatus
from time import sleep
from typing import TYPE_CHECKING, Final

from repost.base.errors import OutcomeUnknown, RetryLater
from repost.web.failures import NotSent, ReplyLost, RequestFailed
from repost.web.replies import json_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.web.http import Reply

LOOKED_FOR: Final = "Repost will check there whether it was posted"
"""What happens next where a network can be read back."""

TO_BE_SETTLED: Final = (
    "its article is held until you check whether it was posted and settle it, as docs/operating.md describes"
)
"""What happens next where only a person can tell."""

SUCCESSES: Final = range(200, 300)
"""The statuses that mean success."""

LARGEST_ANSWER: Final = 100_000
"""What the answer to a post may have, in bytes: a post and a little around it."""


def publish(network: str, send: Callable[[], Reply], *, then: str = LOOKED_FOR) -> Reply:
    """The answer to the request that publishes; only its status, if no more of it arrived.

    Parameters
    ----------
    network : str
        Its name as it is written within a sentence.
    then : str
        What becomes of a post whose answer is lost, as the end of a sentence.

    Raises
    ------
    RetryLater
        If nothing left.
    OutcomeUnknown
        If it left, and no answer came.
    """
    from repost.web.http import Reply

    try:
        return send()
    except NotSent as error:
        raise RetryLater(f"Nothing was sent to {network}: {error}.") from None
    except ReplyLost as error:
        if error.status is None:
            raise OutcomeUnknown(f"{_at_start(network)} was sent the post, but {error}: {then}.") from None
        return Reply(error.status, {}, b"", "")  # the status tells most of it


def wait(seconds: float) -> None:
    """Wait while a network makes something ready."""
    sleep(seconds)


def ask(network: str, send: Callable[[], Reply]) -> Reply:
    """The whole answer to a request that publishes nothing.

    Raises
    ------
    RetryLater
        If none came.
    """
    try:
        return send()
    except RequestFailed as error:
        raise RetryLater(f"{_at_start(network)} gave no answer: {error}.") from None


def is_silent(reply: Reply) -> bool:
    """Whether an answer has no body, or none arrived: its status alone counts then.

    A page, or anything else that isn't the network's own, doesn't confirm a post.
    """
    return not reply.body.strip()


def says_gone(reply: Reply, answers: Callable[[], bool]) -> bool:
    """Whether the answer to a deletion says that there is nothing at that address any more.

    A page with the status 404 may come from something in front of the network. It counts if the network
    itself `answers` another request; this is asked only then.
    """
    if reply.status == HTTPStatus.GONE:
        return True
    return reply.status == HTTPStatus.NOT_FOUND and (bool(json_object(reply.body)) or answers())


def _at_start(network: str) -> str:
    return network[0].upper() + network[1:]
