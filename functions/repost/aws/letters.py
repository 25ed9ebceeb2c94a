"""Mail to members, by SES from the address that the owner has named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Letters:
    """A sender that SES knows. The client is made when there is something to send.

    Parameters
    ----------
    client : callable
        Gives the client.
    sender : str
        The address that mail comes from.
    """

    def __init__(self, client: Callable[[], Any], sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> str:
        """Send a plain text; why that failed, as the end of a sentence, or ""."""
        from botocore.exceptions import BotoCoreError, ClientError

        content = {
            "Simple": {
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
            }
        }
        try:
            self._client().send_email(
                FromEmailAddress=self._sender, Destination={"ToAddresses": [to]}, Content=content
            )
        except (BotoCoreError, ClientError) as error:
            return f"AWS failed: {error}"
        return ""
