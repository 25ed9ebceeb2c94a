"""A stack in AWS, reached with the owner's credentials: settings directly, all else by the function."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from repost.aws.clients import client
from repost.aws.parameters import Parameters
from repost.cli.place import PlaceError
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from repost.base.secret import Secret

_LONGEST_RUN: Final = 130
"""Seconds: a little more than the function's own time-out."""


class Aws:
    """The stack of a name. Nothing is asked of AWS before it is needed."""

    endpoints: Mapping[str, str] = {}

    def __init__(self, stack: str, key: str = "") -> None:
        self._stack = stack
        self._key = key

    @property
    def path(self) -> str:
        return self._outputs["Settings"].removesuffix("/settings")

    def clock(self) -> datetime:
        return datetime.now(UTC)

    def http(self) -> Http:
        return Http()

    def documents(self) -> dict[str, str]:
        with _in_words():
            return Parameters(client("ssm"), self.path).documents()

    def put_settings(self, name: str, text: str) -> None:
        self._put(f"{self.path}/settings/{name}", text, Type="String")

    def put_secret(self, account: str, document: Secret) -> None:
        key = {"KeyId": self._key} if self._key else {}
        self._put(f"{self._outputs['Secrets']}/{account}", document.reveal(), Type="SecureString", **key)

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with _in_words():
            # Once: what may have been done isn't asked for again by itself.
            function: Any = client("lambda", read_timeout=_LONGEST_RUN, attempts=1)
            reply = function.invoke(
                FunctionName=self._outputs["Function"], Payload=json.dumps(event).encode()
            )
            answer = json.loads(reply["Payload"].read())
        if reply.get("FunctionError"):
            raise PlaceError(f"The function failed: {answer.get('errorMessage', 'it did not say why')}")
        return dict(answer)

    def _put(self, name: str, text: str, **more: str) -> None:
        with _in_words():
            store: Any = client("ssm")
            store.put_parameter(Name=name, Value=text, Overwrite=True, **more)

    @cached_property
    def _outputs(self) -> dict[str, str]:
        with _in_words():
            formation: Any = client("cloudformation")
            [stack] = formation.describe_stacks(StackName=self._stack)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


@contextmanager
def _in_words() -> Iterator[None]:
    """What the SDK raises, as one sentence that says what to do."""
    from botocore import exceptions

    try:
        yield
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError):
        raise PlaceError(
            "There are no AWS credentials on this machine: `aws configure` sets them up, or AWS_PROFILE "
            "names those to use. To try everything without AWS, add --local."
        ) from None
    except exceptions.NoRegionError:
        raise PlaceError("No AWS Region is chosen: set AWS_DEFAULT_REGION to that of your stack.") from None
    except exceptions.ClientError as error:
        raise PlaceError(f"AWS refused: {error.response['Error'].get('Message') or error}") from None
    except exceptions.BotoCoreError as error:
        raise PlaceError(f"AWS can't be reached: {error}") from None
