"""A stack in AWS, reached with the owner's credentials: settings directly, all else via the function."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from repost.aws.clients import client
from repost.aws.parameters import Parameters
from repost.cli.place import PlaceError
from repost.cli.secret_store import SecretStore
from repost.networks.authorization import LOOPBACK_PORT
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from botocore.exceptions import ClientError

    from repost.base.secret import Secret
    from repost.cli.output import Output

_LONGEST_RUN: Final = 130
"""Seconds: a little more than the function's own time-out."""

_NEVER_FINISHED: Final = {
    "REVIEW_IN_PROGRESS",
    "ROLLBACK_COMPLETE",
    "CREATE_FAILED",
    "ROLLBACK_FAILED",
    "DELETE_FAILED",
}
_EXPIRED: Final = "Your AWS credentials have expired. Sign in again, for example with `aws sso login`."
_NEEDED: Final = ("Settings", "Secrets", "Function")


class Aws:
    """The stack with this name. AWS isn't called before it is needed."""

    endpoints: Mapping[str, str] = {}
    answers_at = LOOPBACK_PORT

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

    def groups(self) -> dict[str, str]:
        with _in_words():
            return Parameters(client("ssm"), self.path).groups()

    def of_group(self, group: str) -> dict[str, str]:
        with _in_words():
            return Parameters(client("ssm"), self.path).of_group(group)

    def put_group(self, name: str, text: str) -> None:
        self._put(f"{self.path}/groups/{name}", text, Type="String")

    def put_secret(self, account: str, document: Secret, whose: str = "") -> None:
        with _in_words():
            self._store.keep(f"secrets/{account}", document, whose)

    def whose(self) -> Mapping[str, str]:
        with _in_words():
            return self._store.whose()

    def kept(self, name: str) -> Secret | None:
        with _in_words():
            return self._store.kept(name)

    def keep(self, name: str, document: Secret) -> None:
        with _in_words():
            self._store.keep(name, document)

    def forget(self, *names: str) -> None:
        with _in_words():
            self._store.forget(*names)

    @cached_property
    def _store(self) -> SecretStore:
        return SecretStore(client("ssm"), self.path, self._key)

    def keys_file(self, network: str) -> str:  # noqa: ARG002 - a real network has none
        return ""

    def caller(self) -> str:
        with _in_words():
            return self._caller

    @cached_property
    def _caller(self) -> str:
        return str(client("sts").get_caller_identity()["Arn"])

    def show_pages(self, output: Output) -> None:
        if "Dashboard" not in self._outputs:
            raise PlaceError(f"{self._stack} has no dashboard. Deploy it with the parameter Dashboard=yes.")
        output.say("The pages are in the stack's dashboard. The first time, allow its widgets to run:")
        output.address(self._outputs["Dashboard"])

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with _in_words():
            # Only once: a request that may have been carried out isn't repeated unasked.
            function: Any = client("lambda", read_timeout=_LONGEST_RUN, attempts=1)
            reply = function.invoke(
                FunctionName=self._outputs["Function"], Payload=json.dumps(event).encode()
            )
            answer = json.loads(reply["Payload"].read())
        if reply.get("FunctionError"):
            why = str(answer.get("errorMessage", "it gave no reason"))
            is_ours = answer.get("errorType") == "EventError"  # a sentence about what was asked
            raise PlaceError(why if is_ours else f"The function failed: {why}")
        return dict(answer)

    def _put(self, name: str, text: str, **more: str) -> None:
        with _in_words():
            store: Any = client("ssm")
            store.put_parameter(Name=name, Value=text, Overwrite=True, **more)

    @cached_property
    def _outputs(self) -> dict[str, str]:
        with _in_words():
            formation: Any = client("cloudformation")
            region = formation.meta.region_name
            try:
                [stack] = formation.describe_stacks(StackName=self._stack)["Stacks"]
            except formation.exceptions.ClientError as error:
                if "does not exist" not in error.response["Error"].get("Message", ""):
                    raise
                raise PlaceError(
                    f'There is no stack "{self._stack}" in {region}. Deploy it with `sam deploy`. If it '
                    "has another name or Region, add --stack or set AWS_REGION."
                ) from None
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        if missing := [name for name in _NEEDED if name not in outputs]:
            raise PlaceError(unfinished(self._stack, region, stack["StackStatus"], missing))
        return outputs


def unfinished(name: str, region: str, status: str, missing: Sequence[str]) -> str:
    """Why a stack can't be used, and what to do."""
    place = f'The stack "{name}" in {region}'
    if status in _NEVER_FINISHED:
        return (
            f"{place} was never finished ({status}). Delete it with `aws cloudformation delete-stack "
            f"--stack-name {name}`, then run `sam deploy` again."
        )
    if status.endswith("_IN_PROGRESS"):
        return f"{place} is still being changed ({status}). Try again in a few minutes."
    return f"{place} is not Repost's: it has no output {missing[0]}. Name yours with --stack."


@contextmanager
def _in_words() -> Iterator[None]:
    """What the SDK raises, as one sentence that says what to do."""
    from botocore import exceptions

    try:
        yield
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError):
        raise PlaceError(
            "There are no AWS credentials on this machine. Set them up with `aws configure`, or choose a "
            "profile with AWS_PROFILE. To try everything without AWS, add --local."
        ) from None
    except exceptions.ProfileNotFound as error:
        profile = error.kwargs.get("profile", "")
        raise PlaceError(
            f'There is no AWS profile "{profile}", which AWS_PROFILE names. `aws configure list-profiles` '
            "lists yours."
        ) from None
    except exceptions.NoRegionError:
        raise PlaceError(
            "No AWS Region is set. `aws configure set region eu-west-3` sets your stack's for good, and "
            "AWS_REGION for now. To try everything without AWS, add --local."
        ) from None
    except exceptions.ClientError as error:
        raise PlaceError(_refusal(error)) from None
    except (exceptions.SSOError, exceptions.TokenRetrievalError):
        raise PlaceError(_EXPIRED) from None
    except exceptions.InvalidRegionError as error:
        raise PlaceError(
            f'"{error.kwargs.get("region_name", "")}" is not a Region. `aws configure set region eu-west-3` '
            "sets one, or AWS_REGION."
        ) from None
    except exceptions.ConfigParseError as error:
        raise PlaceError(
            f"{error.kwargs.get('path', 'AWS’s configuration')} can't be read. Correct it."
        ) from None
    except exceptions.EndpointConnectionError as error:
        raise PlaceError(
            f"{error.kwargs.get('endpoint_url', 'AWS')} can't be reached. Check the Region and the network."
        ) from None
    except (exceptions.BotoCoreError, ValueError) as error:  # such as an AWS_ENDPOINT_URL that is no address
        raise PlaceError(f"AWS can't be reached: {str(error).rstrip('.')}.") from None


def _refusal(error: ClientError) -> str:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    if code in {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}:
        return _EXPIRED
    if code in {
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "AuthFailure",
    }:
        return "AWS does not accept your credentials. Set them up again with `aws configure`."
    if code in {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}:
        return f"Your AWS user may not do this: {message.rstrip('.')}."
    return f"AWS refused: {(message or str(error)).rstrip('.')}."
