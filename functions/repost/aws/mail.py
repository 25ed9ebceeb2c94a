"""Mail to whoever gets the stack's alarms, through their topic of SNS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Mail:
    """The topic of a stack. The client is made when there is something to send.

    Parameters
    ----------
    client : callable
        Gives the client.
    topic : str
        The topic's ARN.
    """

    def __init__(self, client: Callable[[], Any], topic: str) -> None:
        self._client = client
        self._topic = topic

    def send(self, subject: str, text: str) -> str:
        """Send it; why that failed, as the end of a sentence, or ""."""
        from botocore.exceptions import BotoCoreError, ClientError

        ascii_alone = subject.encode("ascii", "ignore").decode()  # SNS takes no other subject
        try:
            self._client().publish(TopicArn=self._topic, Subject=ascii_alone, Message=text)
        except (BotoCoreError, ClientError) as error:
            return f"AWS failed: {error}"
        return ""
