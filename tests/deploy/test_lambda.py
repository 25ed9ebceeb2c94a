"""The built function and its layer under Lambda's own runtime, against the deployed table and settings."""

from __future__ import annotations

import itertools
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.lambda_runtime import Artifact, LambdaRuntime
from local.aws.stack import LocalContext, LocalStack
from local.aws.template import Stack
from local.base.server import Fault
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from repost.aws.clients import session
from tests.patience import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.deploy.conftest import Place

NOW = datetime.now(UTC).replace(microsecond=0)
_numbers = itertools.count(1)


@dataclass
class Lambda:
    """The function's execution environments, all on one clock."""

    place: Place
    folder: Path
    path: str
    account: str

    @property
    def environment(self) -> dict[str, str]:
        """What leads to the emulator of AWS."""
        everything = self.place.project.environment.items()
        return {name: value for name, value in everything if name.startswith("AWS_")}

    @property
    def table(self) -> str:
        return self.place.project.outputs("repost")["Table"]

    @contextmanager
    def started(
        self,
        timeout: int = LONGEST,
        handler: str = "loopback.handler",
        endpoints: Mapping[str, str] | None = None,
        **environment: str,
    ) -> Iterator[LambdaRuntime]:
        """A new one, cold."""
        built = self.place.project.folder / ".aws-sam" / "build"
        environment = self.environment | {
            "REPOST_TABLE": self.table,
            "REPOST_SETTINGS_PATH": self.path,
            "LOOPBACK_ENDPOINTS": json.dumps(endpoints or self.place.endpoints),
            "LOOPBACK_CLOCK": str(self.folder / "clock"),
            **environment,
        }
        artifact = Artifact(built / "RepostFunction", built / "Dependencies")
        with LambdaRuntime(artifact, handler, self.folder, environment, timeout) as runtime:
            yield runtime

    def set_clock(self, now: datetime) -> None:
        (self.folder / "clock").write_text(now.isoformat(), "utf-8")

    def slots(self) -> list[dict[str, Any]]:
        """What the table holds of the account's slots, oldest first, in DynamoDB's notation."""
        values = {":pk": {"S": f"ACCOUNT#{self.account}"}, ":slot": {"S": "SLOT#"}}
        found = self.place.project.ask(
            f"aws dynamodb query --table-name {self.table}"
            " --key-condition-expression 'pk = :pk AND begins_with(sk, :slot)'"
            f" --expression-attribute-values '{json.dumps(values)}'"
        )
        items: list[dict[str, Any]] = found["Items"]
        return items


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
    made = Lambda(place, tmp_path, path, account)
    made.set_clock(NOW)
    return made


def a_timeline() -> XStandIn:
    """An X on which nobody has said anything yet."""
    return XStandIn([Keys.of("ada")], lambda: datetime.now(UTC))


def tick(at: datetime = NOW) -> dict[str, str]:
    return {"source": "repost.schedule", "scheduled": at.isoformat()}


def reports(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["reports"]
    return found


def named_alike(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what the network calls the post."""
    return report | {"remote_id": None, "remote_url": None}


def report(runtime: LambdaRuntime, at: datetime = NOW) -> dict[str, Any]:
    """The report of the only account."""
    [only] = reports(runtime.invoke(tick(at)).body)
    return only


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


def test_it_reports_word_for_word_what_the_same_handler_reports_on_a_laptop(
    function: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    instants = [NOW + timedelta(hours=hours) for hours in (0, 1, 6, 12)]
    for name, value in function.environment.items():
        monkeypatch.setenv(name, value)
    session.cache_clear()
    here, there = LocalStack(function.path.removeprefix("/")), LocalStack("another-table")
    session.cache_clear()
    in_lambda, on_a_laptop = [], []
    with ExitStack() as running:
        x = running.enter_context(a_timeline())
        started = function.started(endpoints={"x": x.url}, REPOST_TABLE=there.table_name)
        runtime = running.enter_context(started)
        for at in instants:
            function.set_clock(at)
            in_lambda += reports(runtime.invoke(tick(at)).body)
    with a_timeline() as x:
        for at in instants:
            handler = here.handler(partial(datetime.fromisoformat, at.isoformat()), {"x": x.url})
            on_a_laptop += reports(json.loads(json.dumps(handler(tick(at), LocalContext()))))
    assert [report["state"] for report in on_a_laptop] == ["posted", "waiting", "posted", "posted"]
    assert list(map(named_alike, on_a_laptop)) == list(map(named_alike, in_lambda))


def test_the_deployed_role_is_the_one_that_the_template_speaks_of(place: Place) -> None:
    [role] = [
        found["RoleName"]
        for found in place.project.ask("aws iam list-roles")["Roles"]
        if "-RepostRole" in found["RoleName"]
    ]
    of_role = f"--role-name {role}"
    deployed = [
        place.project.ask(f"aws iam get-role-policy {of_role} --policy-name {name}")["PolicyDocument"]
        for name in place.project.ask(f"aws iam list-role-policies {of_role}")["PolicyNames"]
    ]
    template = Stack("repost", {"ExistingTable": place.project.outputs("repost")["Table"]})
    meant = template.resources["RepostRole"]["Properties"]["Policies"]
    assert of_repost(deployed) == of_repost(policy["PolicyDocument"] for policy in meant) != []


def of_repost(policies: Iterable[Any]) -> list[str]:
    """What policies allow of the services that Repost itself calls."""
    statements = [json.dumps(each, sort_keys=True) for policy in policies for each in policy["Statement"]]
    return sorted(each for each in statements if "dynamodb:" in each or "ssm:" in each)


def test_a_run_that_lambda_cuts_off_while_it_sends_is_found_out_and_never_sent_again(
    function: Lambda,
) -> None:
    with a_timeline() as x:
        x.fail_next(Fault("hang", accepted=True))
        with function.started(endpoints={"x": x.url}) as runtime, ThreadPoolExecutor(1) as another:
            answer = another.submit(runtime.invoke, tick())
            x.wait_for_requests(1)
            os.kill(runtime.pid, signal.SIGKILL)  # as when its time is over
            assert answer.result().body["errorType"] == "Runtime.ExitError"
        x.release()
        [cut_off] = x.posts
        with function.started(endpoints={"x": x.url}) as runtime:
            for minutes in (0, 15):
                later = NOW + timedelta(hours=6, minutes=minutes)
                function.set_clock(later)
                assert report(runtime, later)["state"] == "posted"
        assert x.posts[0] == cut_off
        assert len({post.text for post in x.posts}) == len(x.posts) == 2
        first, second = function.slots()
        assert first["state"]["S"] == second["state"]["S"] == "posted"
        assert first["remote_url"]["S"] == f"https://x.com/i/web/status/{cut_off.id}"


def test_a_run_that_has_too_little_time_left_sends_nothing_and_says_so(function: Lambda) -> None:
    requests = len(function.place.x.requests)
    with function.started(LOOPBACK_REMAINING="20") as runtime:
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
