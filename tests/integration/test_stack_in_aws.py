"""What goes wrong between the command and a stack in AWS: one sentence each, with the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.base.server import Request, Response, StandIn
from repost.aws.clients import client, session
from repost.cli.aws import Aws
from repost.cli.output import Output
from repost.cli.place import PlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REGION = "eu-west-3"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "key"}
OUTPUTS = {"Settings": "/repost/settings", "Secrets": "/repost/secrets", "Function": "repost-function"}
MISSING = "ValidationError", "Stack with id repost does not exist"


class CloudFormation(StandIn):
    """Knows one stack, in a state; or refuses, with a code and a message."""

    def __init__(
        self, status: str, outputs: Mapping[str, str], refusal: tuple[str, str] | None = None
    ) -> None:
        super().__init__()
        self._status = status
        self._outputs = outputs
        self._refusal = refusal
        self.error = b""

    def answer(self, request: Request) -> Response:
        if "/functions/" in request.path:
            return Response(200, self.error, {"X-Amz-Function-Error": "Unhandled"})
        assert request.form["Action"] == "DescribeStacks"
        if self._refusal:
            code, message = self._refusal
            error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            return self._xml(400, f"<ErrorResponse>{error}</ErrorResponse>")
        outputs = "".join(
            f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"
            for key, value in self._outputs.items()
        )
        stack = (
            f"<StackName>repost</StackName><StackStatus>{self._status}</StackStatus>"
            f"<CreationTime>2026-11-23T09:00:00Z</CreationTime><Outputs>{outputs}</Outputs>"
        )
        result = f"<DescribeStacksResult><Stacks><member>{stack}</member></Stacks></DescribeStacksResult>"
        return self._xml(200, f"<DescribeStacksResponse>{result}</DescribeStacksResponse>")

    @staticmethod
    def _xml(status: int, body: str) -> Response:
        return Response(status, body.encode(), {"Content-Type": "text/xml"})


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """A machine with keys and a Region, and no configuration of its owner's."""
    for name in (
        "AWS_PROFILE",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
        "AWS_SESSION_TOKEN",
        "AWS_ENDPOINT_URL",
        *KEYS,
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**KEYS, "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    session.cache_clear()
    yield monkeypatch
    session.cache_clear()


def said(stack: str = "repost") -> str:
    with pytest.raises(PlaceError) as error:
        assert Aws(stack).path
    return str(error.value)


def said_by(machine: pytest.MonkeyPatch, formation: CloudFormation) -> str:
    with formation:
        machine.setenv("AWS_ENDPOINT_URL", formation.url)
        return said()


def test_the_pages_are_in_the_dashboard_if_the_stack_has_one(
    machine: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "https://console.aws.amazon.com/cloudwatch/home?region=eu-west-3#dashboards/dashboard/repost"
    with CloudFormation("CREATE_COMPLETE", OUTPUTS | {"Dashboard": address}) as formation:
        machine.setenv("AWS_ENDPOINT_URL", formation.url)
        Aws("repost").show_pages(Output(as_json=False))
    assert address in capsys.readouterr().out
    session.cache_clear()
    with CloudFormation("CREATE_COMPLETE", OUTPUTS) as formation:
        machine.setenv("AWS_ENDPOINT_URL", formation.url)
        with pytest.raises(PlaceError, match="Dashboard=yes"):
            Aws("repost").show_pages(Output(as_json=False))


@pytest.mark.parametrize(
    ("kind", "says"),
    [("EventError", "settle.slot is wrong."), ("KeyError", "The function failed: settle.slot is wrong.")],
)
def test_what_the_function_refuses_is_said_in_its_words_and_a_failure_is_called_one(
    machine: pytest.MonkeyPatch, kind: str, says: str
) -> None:
    with CloudFormation("CREATE_COMPLETE", OUTPUTS) as formation:
        formation.error = f'{{"errorType": "{kind}", "errorMessage": "settle.slot is wrong."}}'.encode()
        machine.setenv("AWS_ENDPOINT_URL", formation.url)
        with pytest.raises(PlaceError) as error:
            Aws("repost").ask({})
    assert str(error.value) == says


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"])
def test_a_stack_that_is_there_is_used_even_while_it_is_updated(
    machine: pytest.MonkeyPatch, status: str
) -> None:
    with CloudFormation(status, OUTPUTS) as formation:
        machine.setenv("AWS_ENDPOINT_URL", formation.url)
        assert Aws("repost").path == "/repost"


def test_a_missing_stack_is_named_with_the_region_it_was_looked_for_in(machine: pytest.MonkeyPatch) -> None:
    sentence = said_by(machine, CloudFormation("", {}, MISSING))
    assert sentence.startswith('There is no stack "repost" in eu-west-3. Deploy it with `sam deploy`.')
    assert "--stack" in sentence


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("ROLLBACK_COMPLETE", "run `sam deploy` again"),
        ("CREATE_FAILED", "run `sam deploy` again"),
        ("REVIEW_IN_PROGRESS", "run `sam deploy` again"),
        ("CREATE_IN_PROGRESS", "Try again in a few minutes."),
        ("DELETE_IN_PROGRESS", "Try again in a few minutes."),
    ],
)
def test_an_unfinished_stack_says_its_state_and_the_next_command(
    machine: pytest.MonkeyPatch, status: str, says: str
) -> None:
    sentence = said_by(machine, CloudFormation(status, {}))
    assert sentence.startswith('The stack "repost" in eu-west-3')
    assert f"({status})" in sentence
    assert says in sentence


def test_somebody_elses_stack_is_not_taken_for_ours(machine: pytest.MonkeyPatch) -> None:
    assert "is not Repost's" in said_by(machine, CloudFormation("CREATE_COMPLETE", {"Bucket": "b"}))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ExpiredToken", "Your AWS credentials have expired."),
        ("InvalidClientTokenId", "AWS does not accept your credentials."),
        ("AccessDenied", "Your AWS user may not do this: not allowed."),
        ("Throttling", "AWS refused: not allowed."),
    ],
)
def test_refused_credentials_say_what_to_do(machine: pytest.MonkeyPatch, code: str, sentence: str) -> None:
    assert said_by(machine, CloudFormation("", {}, (code, "not allowed"))).startswith(sentence)


def test_missing_credentials_are_set_up_by_aws_configure(machine: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        machine.delenv(name)
    assert said().startswith("There are no AWS credentials on this machine. Set them up with `aws configure`")


def test_a_missing_region_is_chosen_by_aws_configure(machine: pytest.MonkeyPatch) -> None:
    machine.delenv("AWS_REGION")
    assert said().startswith("No AWS Region is set. `aws configure set region eu-west-3`")


def test_an_endpoint_that_is_no_address_is_a_sentence(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("AWS_ENDPOINT_URL", "localhost")
    assert said() == "AWS can't be reached: Invalid endpoint: localhost."


def test_a_profile_that_is_not_there_is_named(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("AWS_PROFILE", "blgo")
    assert said().startswith('There is no AWS profile "blgo"')


def test_a_region_that_is_no_name_at_all_is_named(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("AWS_REGION", "Paris, France")
    assert said().startswith('"Paris, France" is not a Region. `aws configure set region')


def test_a_configuration_that_cannot_be_read_is_named(machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "typed"
    file.write_text("region = eu-west-3\n", "utf-8")
    machine.setenv("AWS_CONFIG_FILE", str(file))
    assert said() == f"{file} can't be read. Correct it."


def test_an_unreachable_address_is_a_sentence(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert said().endswith("can't be reached. Check the Region and the network.")


def test_the_region_of_the_aws_cli_is_ours_too(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert client("ssm").meta.region_name == REGION
    machine.delenv("AWS_REGION")
    session.cache_clear()
    assert client("ssm").meta.region_name == "us-east-1"
