"""The queue of a fleet's turns in the emulator, and what Lambda does between such a queue and a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.aws.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local.aws.template import Stack

QUEUE: Final = "Turns"
_FUNCTION: Final = "WorkerFunction"
_REDRIVE: Final = "RedrivePolicy"


class LocalQueue:
    """A queue with the template's own properties, but for where its dead letters go.

    Attributes
    ----------
    url : str
        The queue's.
    messages : Messages
        What the tick sends to.
    sqs : SQS client
        What reaches it.
    """

    def __init__(self, sqs: Any, stack: Stack) -> None:
        properties = stack.resource(QUEUE)["Properties"]
        plain = {name: str(value).lower() for name, value in properties.items() if name != _REDRIVE}
        self.sqs = sqs
        self._batch = stack.resource(_FUNCTION)["Properties"]["Events"]["Turn"]["Properties"]["BatchSize"]
        self.url: str = sqs.create_queue(QueueName=stack.resolve({"Ref": QUEUE}), Attributes=plain)[
            "QueueUrl"
        ]
        self.messages = Messages(lambda: sqs, self.url)

    def is_empty(self) -> bool:
        """Whether no message is waiting or being worked on."""
        return not any(self.counts())

    def counts(self) -> tuple[int, int]:
        """How many messages are waiting, and how many are being worked on."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        waiting, under_way = (int(found[name]) for name in names)
        return waiting, under_way

    def receive(self) -> list[dict[str, Any]]:
        """The next batch of what is visible, as the records of Lambda's event."""
        found = self.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=self._batch,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "eventSource": "aws:sqs",
            }
            for message in found.get("Messages", ())
        ]

    def hand_over(self, records: list[dict[str, Any]], work: Callable[[Mapping[str, Any]], Any]) -> None:
        """Let a function work on a batch, and delete what it has done."""
        failures = work({"Records": records})["batchItemFailures"]
        back = {failure["itemIdentifier"] for failure in failures}
        done = [
            {"Id": str(number), "ReceiptHandle": record["receiptHandle"]}
            for number, record in enumerate(records)
            if record["messageId"] not in back
        ]
        if done:
            self.sqs.delete_message_batch(QueueUrl=self.url, Entries=done)

    def deliver(self, work: Callable[[Mapping[str, Any]], Any]) -> int:
        """Hand over batch by batch until nothing is visible any more; how many messages that were."""
        delivered = 0
        while records := self.receive():
            self.hand_over(records, work)
            delivered += len(records)
        return delivered
