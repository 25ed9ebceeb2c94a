"""The built function and its layer under Lambda's own runtime, against the deployed table and settings."""

from __future__ import annotations

import itertools
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.lambda_runtime import Artifact, LambdaRuntime
from local.server import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.deploy.conftest import Place

NOW = datetime.now(UTC).replace(microsecond=0)
TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}

_numbers = itertools.count(1)


@dataclass
class Lambda:
    """The function's execution environments, all on one clock."""

    place: Place
    folder: Path
    path: str

    @contextmanager
    def started(self, timeout: int = 120, handler: str = "loopback.handler") -> Iterator[LambdaRuntime]:
        """A new one, cold."""
        built = self.place.project.folder / ".aws-sam" / "build"
        environment = {
            name: value for name, value in self.place.project.environment.items() if name.startswith("AWS_")
        } | {
            "REPOST_TABLE": self.place.project.outputs("repost")["Table"],
            "REPOST_SETTINGS_PATH": self.path,
            "LOOPBACK_ENDPOINTS": json.dumps(self.place.endpoints),
            "LOOPBACK_CLOCK": str(self.folder / "clock"),
            "LOOPBACK_CALLS": str(self.folder / "calls"),
        }
        artifact = Artifact(built / "RepostFunction", built / "Dependencies")
        with LambdaRuntime(artifact, handler, self.folder, environment, timeout) as runtime:
            yield runtime

    def set_clock(self, now: datetime) -> None:
        (self.folder / "clock").write_text(now.isoformat(), "utf-8")

    def calls(self) -> list[dict[str, Any]]:
        """Every call to AWS that was made."""
        return [json.loads(line) for line in (self.folder / "calls").read_text("utf-8").splitlines()]


@pytest.fixture
def function(place: Place, tmp_path: Path) -> Lambda:
    """The function with a path of its own and one account, at an instant."""
    number = next(_numbers)
    path, account = f"/repost-{number}", f"account-{number}"
    place.write_account()
    for kind, parameter_type, file in (
        ("settings", "String", "main.toml"),
        ("secrets", "SecureString", "main.secret.toml"),
    ):
        place.project.run(
            f"aws ssm put-parameter --name {path}/{kind}/{account} --type {parameter_type} --value file://{file}"
        )
    made = Lambda(place, tmp_path, path)
    made.set_clock(NOW)
    return made


def tick(at: datetime = NOW) -> dict[str, str]:
    return {"source": "repost.schedule", "scheduled": at.isoformat()}


def report(runtime: LambdaRuntime, at: datetime = NOW) -> dict[str, Any]:
    """The report of the only account."""
    [only] = runtime.invoke(tick(at)).body["reports"]
    found: dict[str, Any] = only
    return found


def test_an_article_goes_out_and_the_next_tick_waits(function: Lambda) -> None:
    posts = len(function.place.x.posts)
    with function.started() as runtime:
        first, second = report(runtime), report(runtime)
        metrics = [line for line in runtime.lines() if "_aws" in line]
        reports = [line["report"] for line in runtime.lines() if "report" in line]
    assert (first["state"], second["state"]) == ("posted", "waiting")
    assert function.place.x.posts[posts].text == first["text"]
    assert reports == [first, second]
    assert metrics[0]["PostPublished"] == [1.0]


def test_the_role_allows_what_a_run_does_no_more_and_no_less(function: Lambda) -> None:
    with function.started() as runtime:
        assert report(runtime)["state"] == "posted"
    done = set()
    for call in function.calls():
        if call["operation"] == "TransactWriteItems":
            for write in call["parameters"]["TransactItems"]:
                done |= {f"dynamodb:{TRANSACTIONS[kind]}" for kind in write}
        else:
            done.add(f"{call['service']}:{call['operation']}")
    project = function.place.project
    [role] = [
        found["RoleName"]
        for found in project.ask("aws iam list-roles")["Roles"]
        if "-RepostRole" in found["RoleName"]
    ]
    allowed = set()
    for name in project.ask(f"aws iam list-role-policies --role-name {role}")["PolicyNames"]:
        policy = project.ask(f"aws iam get-role-policy --role-name {role} --policy-name {name}")[
            "PolicyDocument"
        ]
        for statement in policy["Statement"]:
            actions = statement["Action"]
            allowed |= {actions} if isinstance(actions, str) else set(actions)
    lambdas_own = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}
    assert allowed - lambdas_own == done


def test_a_run_that_ends_while_it_sends_is_never_sent_again(function: Lambda) -> None:
    x = function.place.x
    posts = len(x.posts)
    x.fail_next(Fault("hang", accepted=True))
    with function.started() as runtime, ThreadPoolExecutor() as threads:
        running = threads.submit(runtime.invoke, tick())
        while len(x.posts) == posts:
            x.wait_until_released(0.02)
        os.kill(runtime.pid, signal.SIGKILL)  # what Lambda does when the time is up
        assert running.result().body["errorType"] == "Runtime.ExitError"
    x.release()
    with function.started() as runtime:
        for minutes in (0, 15, 30):
            later = NOW + timedelta(hours=6, minutes=minutes)
            function.set_clock(later)
            report(runtime, later)
    cut_off, following = x.posts[posts:]
    assert cut_off.text != following.text


def test_a_run_that_has_too_little_time_left_sends_nothing_and_says_so(function: Lambda) -> None:
    requests = len(function.place.x.requests)
    with function.started(timeout=20) as runtime:
        assert report(runtime)["state"] == "not_reached"
    assert len(function.place.x.requests) == requests


@pytest.mark.parametrize("event", [{}, [], "tick", {"source": "aws.events"}, {"source": "repost.schedule"}])
def test_an_event_of_the_wrong_shape_fails_and_says_which_are_right(function: Lambda, event: object) -> None:
    with function.started(handler="repost.deployed.handler") as runtime:
        answer = runtime.invoke(event).body
    assert answer["errorType"] == "EventError"
    assert '"source": "repost.schedule"' in answer["errorMessage"]


def test_no_secret_is_logged(function: Lambda) -> None:
    with function.started() as runtime:
        report(runtime)
        log = runtime.log
    secret = (function.place.project.folder / "main.secret.toml").read_text("utf-8")
    for line in secret.splitlines():
        assert line.split("=")[1].strip().strip('"') not in log
