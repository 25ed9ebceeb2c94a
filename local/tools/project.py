"""The project as its deployers have it: a separate copy, built and deployed by SAM's command line."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import yaml

from local.aws.lambda_runtime import ROOT, SAM, Artifact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PARTS: Final = (
    "LICENSE",
    "README.md",
    "events",
    "functions",
    "layers",
    "packaging",
    "samconfig.toml",
    "template.yaml",
)
_LONGEST_SECONDS: Final = 900
"""Longer than any command takes, however busy the machine is."""
_HANDLERS: Final = {
    "RepostFunction": ("Handler: repost.deployed.handler\n", "Handler: loopback.handler\n"),
    "ActFunction": ("Handler: repost.deployed_act.handler\n", "Handler: loopback.act\n"),
    "LookFunction": ("Handler: repost.deployed_look.handler\n", "Handler: loopback.look\n"),
    "DoorFunction": ("Handler: repost.deployed_door.handler\n", "Handler: loopback.door\n"),
    "WorkerFunction": ("Handler: repost.deployed_worker.handler\n", "Handler: loopback.worker\n"),
}
_VARIABLES: Final = "        Variables:\n"
_AWS: Final = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n'
"""The only AWS command line on PyPI, version 1, looks for queues in AWS itself unless it gets this."""

LAMBDAS: Final = "aarch64"
"""The processor that the function has in AWS."""
THIS_MACHINES: Final = "aarch64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
"""The processor that an emulator on this machine has."""


class Project:
    """A copy in a folder; what it builds and deploys touches nothing else.

    Parameters
    ----------
    folder : Path
        Where the copy goes; must not be there yet.
    environment : mapping of str to str
        What makes SAM and the AWS command line use the emulator instead of AWS.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        temporary = folder.with_name(f"{folder.name}-temporary")
        self.environment = {
            **os.environ,
            **environment,
            "PATH": f"{SAM / 'bin'}:{os.environ['PATH']}",
            "SAM_CLI_TELEMETRY": "0",
            "AWS_PAGER": "",
            "TMPDIR": str(temporary),  # SAM leaves a folder in it for each part that it builds
        }
        folder.mkdir(parents=True)
        temporary.mkdir()
        for part in _PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder)

    def build(self, machine: str = LAMBDAS) -> Artifact:
        """What `sam build` makes for a processor."""
        self.run("sam build", LAYER_MACHINE=machine)
        built = self.folder / ".aws-sam" / "build"
        return Artifact(built / "RepostFunction", built / "Dependencies")

    def let_it_reach_loopback(self, endpoints: Mapping[str, str]) -> None:
        """Put the handlers for one machine into what was built (see `local/aws/loopback.py`)."""
        built = self.folder / ".aws-sam" / "build"
        template = (built / "template.yaml").read_text("utf-8")
        for function, (deployed, here) in _HANDLERS.items():
            shutil.copy(ROOT / "local" / "aws" / "loopback.py", built / function)
            if deployed not in template or _VARIABLES not in template:
                raise ValueError("The built template has changed its shape: a handler can't be replaced.")
            template = template.replace(deployed, here)
        variable = f"          LOOPBACK_ENDPOINTS: '{json.dumps(endpoints)}'\n"
        (built / "template.yaml").write_text(template.replace(_VARIABLES, _VARIABLES + variable), "utf-8")

    def without_metric_math(self) -> None:
        """Let what was built have alarms as without a fleet: the emulator can't compute with metrics."""
        path = self.folder / ".aws-sam" / "build" / "template.yaml"
        template = yaml.safe_load(path.read_text("utf-8"))
        for resource in template["Resources"].values():
            properties = resource["Properties"]
            if "Metrics" in properties:
                resource["Properties"] = {name: _otherwise(value) for name, value in properties.items()}
        path.write_text(yaml.safe_dump(template, sort_keys=False), "utf-8")

    def run(self, command: str, **environment: str) -> str:
        """The output of a command, run as a person would who answers no questions.

        Raises
        ------
        RuntimeError
            If it fails; contains all of its output.
        """
        done = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", _AWS + command],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def ask(self, command: str) -> Any:
        """What an AWS command answers, from its JSON."""
        said = self.run(f"{command} --output json")
        return json.loads(said) if said.strip() else None

    def outputs(self, stack: str) -> dict[str, str]:
        """The outputs of a stack, by name."""
        found = self.ask(f"aws cloudformation describe-stacks --stack-name {stack}")["Stacks"][0]["Outputs"]
        return {output["OutputKey"]: output["OutputValue"] for output in found}


def _otherwise(value: Any) -> Any:
    """A value of the template where its condition doesn't hold."""
    return value["Fn::If"][2] if isinstance(value, dict) and "Fn::If" in value else value
