"""The function as AWS runs it: composed once, while its environment starts.

The only module that does anything when it is imported. AWS advises so: what is made here serves every event
that the environment gets, and a start has a whole processor, while 512 MB later get less than a third of one:
https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.app import Compose, Handler
    from repost.aws.messages import Messages
    from repost.run.collaborators import Collaborators
    from repost.web.http import Http


def _composed() -> tuple[Compose, Handler]:
    """What makes the collaborators of a run in AWS, and the handler that uses them."""
    # Time zones come from tzdata (see settings/values.py): where the host has its own needn't be looked up.
    os.environ.setdefault("PYTHONTZPATH", "")

    from repost.aws.clients import dynamodb_client, ssm_client

    dynamodb, ssm = dynamodb_client(), ssm_client()

    from datetime import UTC, datetime
    from functools import cache
    from uuid import uuid4

    from repost.app import make_handler
    from repost.aws.parameters import Parameters
    from repost.aws.table import Table
    from repost.run.collaborators import Collaborators

    table = Table(dynamodb, os.environ["REPOST_TABLE"])
    parameters = Parameters(
        ssm,
        os.environ["REPOST_SETTINGS_PATH"],
        renews=os.environ.get("REPOST_RENEW_TOKENS") == "yes",
        key=os.environ.get("REPOST_SECRETS_KEY", ""),
    )

    @cache
    def http() -> Http:
        from repost.web.http import Http

        return Http()

    messages = _messages(os.environ.get("REPOST_TURNS", ""))
    mail = _mail(os.environ.get("REPOST_MAIL_TOPIC", ""))
    door, letter = os.environ.get("REPOST_DOOR", ""), _letter(os.environ.get("REPOST_MAIL_FROM", ""))
    workers = int(os.environ.get("REPOST_WORKERS", "0"))

    def outside(remaining: Callable[[], float]) -> Collaborators:
        return Collaborators(
            table=table,
            parameters=parameters,
            clock=lambda: datetime.now(UTC),
            remaining=remaining,
            token=lambda: str(uuid4()),
            http=http,
            messages=messages,
            workers=workers,
            mail=mail,
            door=door,
            letter=letter,
        )

    return outside, make_handler(outside)


def _mail(topic: str) -> Callable[[str, str], str] | None:
    """What mails to whoever gets the alarms, if anybody does."""
    if not topic:
        return None

    def send(subject: str, text: str) -> str:
        from repost.aws.clients import sns_client
        from repost.aws.mail import Mail

        return Mail(sns_client, topic).send(subject, text)

    return send


def _letter(sender: str) -> Callable[[str, str, str], str] | None:
    """What mails to a member, if the owner has named a sender."""
    if not sender:
        return None

    def send(to: str, subject: str, text: str) -> str:
        from repost.aws.clients import ses_client
        from repost.aws.letters import Letters

        return Letters(ses_client, sender).send(to, subject, text)

    return send


def _messages(url: str) -> Messages | None:
    """The queue of a fleet's turns, if there is one."""
    if not url:
        return None
    from functools import cache

    from repost.aws.clients import sqs_client
    from repost.aws.messages import Messages

    return Messages(cache(sqs_client), url)


# A start makes hardly any garbage, and looking for it thirty times takes 10 ms.
gc.disable()
# Then the SDK, and first what lies deepest in it: a call that crosses the end of a chunk of the interpreter's
# stack maps memory and unmaps it, and so deep within imports hundreds of calls would.
for deep in ("html.parser", "importlib.metadata", "urllib3", "botocore.docs", "botocore.session", "boto3"):
    __import__(deep)
outside, handler = _composed()
gc.freeze()
gc.set_threshold(50_000)  # a run that posts makes half of that
gc.enable()
