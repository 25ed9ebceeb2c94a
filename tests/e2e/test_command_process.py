"""The command for people as a process: on this machine, at a terminal, and against a stack in AWS."""

from __future__ import annotations

import io
import json
import re
import signal
import sys
import tomllib
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from local.networks.oauth1 import Keys
from local.networks.registry import STAND_INS
from repost.aws.clients import client
from repost.cli.aws import unfinished
from tests.patience import LONGEST
from tests.processes import ROOT, environment, environment_in_aws, python, running, terminal_of
from tests.world import Entry, World

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from local.aws.stack import LocalStack


def repost(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return python("-m", "repost", *arguments, env=env)


def typed(answers: list[tuple[str, str]], *arguments: str, **env: str) -> tuple[int, str]:
    """What a person sees who types an answer at each prompt, and the exit code."""
    with terminal_of("-m", "repost", *arguments, env=environment(**env)) as terminal:
        for question, answer in answers:
            if not terminal.asks(question):
                break
            terminal.type(f"{answer}\n")
        return terminal.end(), " ".join(terminal.shown.split())


def test_connect_at_a_terminal_asks_tries_stores_and_shows_no_secret(tmp_path: Path) -> None:
    keys = dict(re.findall(r'^(\w+)\s*= "(.*)"$', Keys.of("carnet").document, re.MULTILINE))
    answers = [(f"{name} (not shown):", value) for name, value in keys.items()]
    # A key that can't be right is asked for again.
    answers.insert(0, (answers[0][0], "two words"))
    answers.append(("Let example post there? [y/N]", "y"))
    code, shown = typed(answers, "connect", "x", "--paste", "--local", "--folder", str(tmp_path))
    assert code == 0, shown
    assert "developer.x.com" in shown
    assert "contains a space" in shown
    assert "they belong to @carnet on x" in shown
    assert "Stored, encrypted, as /repost/secrets/example." in shown
    assert not [value for value in keys.values() if value in shown]


def test_connect_walks_the_whole_way_with_a_browser_on_this_machine(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    yes = "import sys; from tests.consent import Person; Person('carnet').open(sys.argv[1])"
    browser.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{yes}" "$1"\n', "utf-8")
    browser.chmod(0o700)
    keys = tomllib.loads(STAND_INS["x"].app())
    answers = [(f"{name} (not shown):", value) for name, value in keys.items()]
    answers.append(("Let example post there? [y/N]", "y"))
    where = ("--local", "--folder", str(tmp_path / "world"))
    code, shown = typed(answers, "connect", "x", *where, BROWSER=f"{browser} %s")
    assert code == 0, shown
    assert "and those of an app in" in shown
    assert "Your browser should show it now." in shown
    assert "they belong to @carnet on x" in shown
    assert not [value for value in keys.values() if value in shown]


@pytest.mark.slow
def test_what_a_network_cannot_do_without_is_asked_for_where_no_settings_say_it(tmp_path: Path) -> None:
    token = re.findall('"(.*)"', STAND_INS["mastodon"].secret("carnet"))[0]
    answers = [("server:", "mastodon.social"), ("server:", "https://mastodon.social")]
    answers.append(("access_token (not shown):", token))
    answers.append(("Let toots post there? [y/N]", "y"))
    where = ("--local", "--folder", str(tmp_path))
    code, shown = typed(answers, "connect", "mastodon", "--paste", "--account", "toots", *where)
    assert code == 0, shown
    assert "They need these lines, too" in shown
    assert "Stored, encrypted, as /repost/secrets/toots." in shown


def test_on_this_machine_the_pages_are_served_until_somebody_ends_it(tmp_path: Path) -> None:
    command = ("-m", "repost", "page", "--local", "--folder", str(tmp_path))
    with running(*command, env=environment(DISPLAY="", WAYLAND_DISPLAY="")) as process:
        address = process.line_with("http://")
        with urlopen(address, timeout=LONGEST) as reply:  # noqa: S310 - of our own
            assert b"Repost on this machine" in reply.read()
        process.send(signal.SIGINT)
        assert process.end() == 0, process.said


def test_without_credentials_or_a_stack_one_sentence_says_what_to_do() -> None:
    bare = {
        **environment(),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
        "HOME": "/nowhere",
    }
    said = repost("preview", env=bare)
    assert said.returncode == 1
    assert "There are no AWS credentials on this machine" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"AWS_DEFAULT_REGION": ""}, "No AWS Region is set."),
        ({"AWS_PROFILE": "nobody"}, 'There is no AWS profile "nobody"'),
    ],
)
def test_a_missing_region_or_profile_is_one_sentence(missing: dict[str, str], says: str) -> None:
    bare = {
        **environment(),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "HOME": "/nowhere",
    }
    said = repost("preview", env={name: value for name, value in (bare | missing).items() if value})
    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert says in said.stderr


class TestInAws:
    @pytest.fixture
    def deployed(self, stack: LocalStack) -> Any:
        """A stack with the outputs of the template, and a function that answers as the deployed one does."""
        with World(stack, Entry("a", 40), Entry("b", 50)) as world:
            variables = {
                "REPOST_TABLE": stack.table_name,
                "REPOST_SETTINGS_PATH": stack.path,
                "POWERTOOLS_SERVICE_NAME": stack.name,
                "LOOPBACK_ENDPOINTS": json.dumps(world.endpoints),
                "PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}",
            }
            package = io.BytesIO()
            with zipfile.ZipFile(package, "w") as archive:
                paths = [str(ROOT / "functions"), str(ROOT)]
                lines = [f"import sys\nsys.path[:0] = {paths!r}", "from local.aws.loopback import handler"]
                archive.writestr("index.py", "\n".join(lines))
            function = f"{stack.name}-function"
            client("lambda").create_function(
                FunctionName=function,
                Runtime="python3.13",
                Handler="index.handler",
                Role="arn:aws:iam::000000000000:role/any",
                Code={"ZipFile": package.getvalue()},
                Environment={"Variables": variables},
                Timeout=LONGEST,
            )
            outputs = {
                "Settings": f"{stack.path}/settings",
                "Secrets": f"{stack.path}/secrets",
                "Function": function,
            }
            template = {
                "Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
                "Outputs": {name: {"Value": value} for name, value in outputs.items()},
            }
            client("cloudformation").create_stack(StackName=stack.name, TemplateBody=json.dumps(template))
            yield world

    def test_settings_secret_and_function_are_reached(self, deployed: World, tmp_path: Path) -> None:
        env = environment_in_aws()
        where = ("--stack", deployed.stack.name)
        file = tmp_path / "main.toml"
        file.write_text(f'network = "x"\nfeed = "{deployed.blog.feed}"\n', "utf-8")
        put = repost("put", str(file), *where, env=env)
        assert put.returncode == 0, put.stderr
        preview = repost("preview", "--json", *where, env=env)
        assert preview.returncode == 0, preview.stdout + preview.stderr
        assert json.loads(preview.stdout)["reports"][0]["state"] == "preview"
        wrong = repost("settle", "posted", "--slot", "yesterday", *where, env=env)
        assert wrong.returncode == 1
        assert 'settle.slot is "yesterday". Expected a time' in wrong.stderr

    def test_a_stack_that_is_missing_or_another_is_one_sentence(self, deployed: World) -> None:
        env = environment_in_aws()
        missing = repost("preview", "--stack", f"{deployed.stack.name}-not", env=env)
        assert missing.returncode == 1
        assert f'There is no stack "{deployed.stack.name}-not" in us-east-1. Deploy it with' in missing.stderr
        template = {"Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}
        name = f"{deployed.stack.name}-other"
        client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))
        other = repost("preview", "--stack", name, env=env)
        assert (other.returncode, "is not Repost's" in other.stderr) == (1, True), other.stderr


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("REVIEW_IN_PROGRESS", "was never finished (REVIEW_IN_PROGRESS). Delete it with"),
        ("ROLLBACK_COMPLETE", "then run `sam deploy` again."),
        ("UPDATE_IN_PROGRESS", "Try again in a few minutes."),
        ("CREATE_COMPLETE", "is not Repost's: it has no output Settings."),
    ],
)
def test_a_stack_without_outputs_is_told_by_its_status(status: str, says: str) -> None:
    assert says in unfinished("repost", "eu-west-3", status, ["Settings"])
