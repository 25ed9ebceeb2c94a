"""The queue of a fleet's turns: messages go out in batches, each delayed until it is due."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.aws.leniency import unless_aws_fails
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_IN_A_BATCH: Final = 10  # SendMessageBatch's own limit
MOST_DELAY: Final = timedelta(minutes=15)
"""The longest that a message can be delayed: SQS's own limit."""


class TurnMessage(Value, frozen=True):
    """Asks for the turn of a member's account."""

    account: str

    def as_text(self) -> str:
        return json.dumps({"account": self.account})

    @classmethod
    def read(cls, text: object) -> TurnMessage | None:
        """The message in a body; None if it is none."""
        try:
            match json.loads(text) if isinstance(text, str) else None:
                case {"account": str(account)} if account:
                    return cls(account)
                case _:
                    return None
        except (ValueError, RecursionError):  # thousands of nested brackets
            return None


class Messages:
    """A standard queue of SQS. The client is made when there is something to send.

    Parameters
    ----------
    client : callable
        Gives the client.
    url : str
        The queue's.
    """

    def __init__(self, client: Callable[[], Any], url: str) -> None:
        self._client = client
        self._url = url

    def send(self, batch: Sequence[tuple[TurnMessage, timedelta]]) -> int:
        """Send at most ten messages, each after its delay; how many SQS took."""
        entries = [
            {"Id": str(number), "MessageBody": message.as_text(), "DelaySeconds": _seconds(delay)}
            for number, (message, delay) in enumerate(batch)
        ]
        answer = self._client().send_message_batch(QueueUrl=self._url, Entries=entries)
        return len(answer.get("Successful", ()))

    def come_back(self, receipt: str, after: timedelta) -> None:
        """Let a received message, which isn't done, be received again after a time.

        If SQS doesn't hear of that, the message comes back when the queue's own time-out is over.
        """
        with unless_aws_fails("A message comes back when the queue's own time-out is over"):
            self._client().change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=_seconds(after)
            )


def _seconds(delay: timedelta) -> int:
    """Whole seconds, and one more if there are any: a message that comes too early would do nothing."""
    if delay <= timedelta():
        return 0
    return min(int(delay.total_seconds()) + 1, int(MOST_DELAY.total_seconds()))
