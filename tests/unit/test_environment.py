"""What the command needs is installed by itself, and no more; what goes wrong there is explained."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", ROOT / "packaging" / "environment.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked(name: str) -> set[str]:
    return set(re.findall(r"(?m)^[\w.-]+==[^ ]+", (ROOT / name).read_text("utf-8")))


def test_the_command_needs_a_third_of_the_packages_in_the_same_versions() -> None:
    command, everything = locked("requirements-command.txt"), locked("requirements-dev.txt")
    assert command < everything
    assert 3 * len(command) <= len(everything)


@pytest.mark.parametrize("lock", ["requirements-dev.txt", "requirements-command.txt"])
def test_a_lock_holds_whatever_its_packages_need(lock: str) -> None:
    lines = re.findall(r"(?m)^[\w.-]+==[^\\\n]+", (ROOT / lock).read_text("utf-8"))
    there = {canonicalize_name(each.name) for each in map(Requirement, lines) if holds(each)}
    needed = {
        canonicalize_name(each.name)
        for name in there
        for each in map(Requirement, metadata.requires(name) or ())
        if holds(each)
    }
    assert needed <= there


def holds(requirement: Requirement) -> bool:
    """Whether a requirement is one here, without extras."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def test_the_command_runs_without_what_only_the_function_and_the_tests_need(tmp_path: Path) -> None:
    file = tmp_path / "main.toml"
    file.write_text('network = "x"\nfeed = "https://b.example/"\n', "utf-8")
    others = ["feedparser", "aws_lambda_powertools", "twitter_text", "ministack", "hypothesis", "local"]
    code = f"import sys\nfor each in {others}: sys.modules[each] = None\n"
    code += "from repost.cli.main import main\nimport repost.networks.registry\n"
    code += f"sys.exit(main(['check', '--offline', {str(file)!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "functions")},
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_as_a_package_it_has_the_same_requirements_and_an_entry() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "requirements-command.in").read_text("utf-8").splitlines()
    assert {re.split("[<>=]", each)[0] for each in project["dependencies"]} == {
        line for line in lines if not line.startswith("#")
    }
    assert project["scripts"] == {"repost": "repost.__main__:run"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "The disk is full."),
        (
            "NewConnectionError(…): [Errno -2] Name or service not known",
            "The package index can't be reached.",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement x (from versions: none)",
            "The package index can't be reached.",
        ),
        ("ERROR: No matching distribution found for msgspec==0.22.0", "A package has no build"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "set PIP_CERT"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one that was locked"),
        ("Something else", "pip said:\nSomething else"),
    ],
)
def test_what_pip_says_is_explained(environment: Any, said: str, why: str) -> None:
    assert why in environment._in_words(said)  # noqa: SLF001 - a script has no other face


FAILING: Final = f"""#!{sys.executable}
import pathlib, sys
if sys.argv[1:3] == ["-m", "venv"]:
    there = pathlib.Path(sys.argv[3], "bin", "python")
    there.parent.mkdir(parents=True)
    there.symlink_to(__file__)
else:
    print("ERROR: No matching distribution found for no-such-package==1.0")
    sys.exit(1)
"""
"""A Python whose environments have a pip that finds nothing."""


def test_an_installation_that_fails_is_no_environment(
    environment: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, python = tmp_path / "wanted.txt", tmp_path / "python"
    wanted.write_text("no-such-package==1.0 --hash=sha256:00\n", "utf-8")
    python.write_text(FAILING, "utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    folder = tmp_path / "here"
    assert environment.main(folder, wanted, "a test") == 1
    assert "That did not work. A package has no build for this machine" in capsys.readouterr().err
    assert not (folder / "ready").exists()
