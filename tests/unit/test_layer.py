"""How function and layer are built: the Makefile that `sam build` runs, with a pip that needs no network."""

from __future__ import annotations

import ast
import json
import marshal
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from types import CodeType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deployed import deployed_modules

ROOT = Path(__file__).resolve().parents[2]
WORD_LISTS = ROOT / "functions" / "repost" / "selection" / "evergreen"
LAYER = ROOT / "layers" / "dependencies"
MAKE = ["make", "-f", str(ROOT / "packaging" / "Makefile")]

PIP = f"""#!{sys.executable}
import json, pathlib, sys
if sys.argv[1:3] == ["-m", "pip"]:
    package = pathlib.Path(sys.argv[sys.argv.index("--target") + 1], "blog")
    for folder in ("tests", "../bin", "../blog-1.0.dist-info"):
        (package / folder).mkdir(parents=True)
    (package / "__init__.py").write_text("posts = 1\\n")
    (package / "tests" / "test_blog.py").write_text("assert True\\n")
    pathlib.Path(__file__).with_name("asked.json").write_text(json.dumps(sys.argv[3:]))
"""


@pytest.fixture
def pip(tmp_path: Path) -> Path:
    """A stand-in for a Python with pip that writes down what it was asked and installs one package."""
    path = tmp_path / "python-with-pip"
    path.write_text(PIP, "utf-8")
    path.chmod(0o755)
    return path


def built(pip: Path, compiler: str) -> tuple[Path, str]:
    """Where the layer was built, and what was said."""
    artifacts = pip.parent / "artifacts"
    command = [*MAKE, "build-Dependencies", f"ARTIFACTS_DIR={artifacts}", f"PYTHON={pip}"]
    run = subprocess.run(
        [*command, f"COMPILER={compiler}"], cwd=LAYER, check=True, capture_output=True, text=True
    )
    return artifacts / "python", run.stdout


def test_the_packages_lie_where_lambda_looks_for_them(pip: Path) -> None:
    layer, _ = built(pip, compiler="")
    assert (layer / "blog" / "__init__.py").exists()
    assert (layer / "blog-1.0.dist-info").exists()


def test_what_never_runs_there_is_left_out(pip: Path) -> None:
    layer, _ = built(pip, compiler="")
    assert not (layer / "bin").exists()
    assert not (layer / "blog" / "tests").exists()


def test_pip_is_asked_for_the_locked_wheels_of_the_runtime_and_never_for_byte_code(pip: Path) -> None:
    built(pip, compiler="")
    asked = (pip.parent / "asked.json").read_text("utf-8")
    for option in (
        "--require-hashes",
        "--only-binary=:all:",
        "--no-deps",
        "--no-compile",
        "requirements.txt",
    ):
        assert f'"{option}"' in asked
    assert '"--python-version", "3.13"' in asked


@pytest.mark.parametrize("machine", ["aarch64", "x86_64"])
def test_the_wheels_are_of_the_functions_processor_unless_an_emulator_needs_another(
    pip: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.delenv("LAYER_MACHINE", raising=False)
    if machine != "aarch64":
        monkeypatch.setenv("LAYER_MACHINE", machine)
    built(pip, compiler="")
    asked = (pip.parent / "asked.json").read_text("utf-8")
    assert re.findall(r'"--platform", "(\w+)"', asked) == [
        f"manylinux_2_28_{machine}",
        f"manylinux_2_17_{machine}",
        f"manylinux2014_{machine}",
    ]


def test_byte_code_is_taken_without_a_look_at_its_source_and_names_the_path_on_lambda(pip: Path) -> None:
    layer, said = built(pip, compiler=sys.executable)
    [compiled] = (layer / "blog" / "__pycache__").glob("*.pyc")
    data = compiled.read_bytes()
    code = marshal.loads(data[16:])  # noqa: S302 - just compiled here
    assert int.from_bytes(data[4:8], "little") == 0b01  # PEP 552: hash-based, not to be checked
    assert isinstance(code, CodeType)
    assert code.co_filename == "/opt/python/blog/__init__.py"
    assert "WARNING" not in said


def test_a_layer_without_byte_code_says_so_and_is_still_a_layer(pip: Path) -> None:
    layer, said = built(pip, compiler="")
    assert "WARNING: Dependencies contains no byte code" in said
    assert not list(layer.rglob("*.pyc"))


def built_function(tmp_path: Path, compiler: str) -> tuple[Path, str]:
    """Where the function was built from a source with one module, and what was said."""
    source, artifacts = tmp_path / "source", tmp_path / "artifacts"
    stale = source / "repost" / "__pycache__" / "blog.cpython-39.pyc"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"of another Python")
    (source / "repost" / "blog.py").write_text("posts = 1\n", "utf-8")
    (source / "repost" / "__main__.py").write_text("the command for people\n", "utf-8")
    (source / "repost" / "cli").mkdir()
    (source / "repost" / "cli" / "main.py").write_text("likewise\n", "utf-8")
    lists = source / "repost" / "selection" / "evergreen"
    lists.mkdir(parents=True)
    shutil.copy(WORD_LISTS / "fr.toml", lists)
    command = [*MAKE, "build-RepostFunction", f"ARTIFACTS_DIR={artifacts}", f"COMPILER={compiler}"]
    run = subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)
    return artifacts / "repost", run.stdout


def test_the_functions_own_code_is_compiled_where_it_will_lie(tmp_path: Path) -> None:
    function, _ = built_function(tmp_path, sys.executable)
    [compiled] = (function / "__pycache__").iterdir()
    data = compiled.read_bytes()
    code = marshal.loads(data[16:])  # noqa: S302 - just compiled here
    assert int.from_bytes(data[4:8], "little") == 0b01
    assert isinstance(code, CodeType)
    assert code.co_filename == "/var/task/repost/blog.py"


def test_a_function_without_byte_code_says_so_and_carries_none_of_another_python(tmp_path: Path) -> None:
    function, said = built_function(tmp_path, "")
    assert "WARNING: RepostFunction contains no byte code" in said
    assert sorted(path.name for path in function.iterdir()) == ["blog.py", "selection"]


def test_a_built_word_list_says_the_same_as_the_one_that_people_edit(tmp_path: Path) -> None:
    function, _ = built_function(tmp_path, "")
    [built] = (function / "selection" / "evergreen").iterdir()
    assert built.name == "fr.json"
    assert json.loads(built.read_text("utf-8")) == tomllib.loads((WORD_LISTS / "fr.toml").read_text("utf-8"))


def test_nothing_that_is_deployed_needs_the_command_for_people() -> None:
    assert len(deployed_modules()) > 50
    assert [path for path in deployed_modules() if re.search(r"repost\.cli\b", path.read_text("utf-8"))] == []


def planned(tmp_path: Path, runtime: str) -> str:
    """What make would do for a runtime whose name on PATH belongs to this very Python."""
    found = tmp_path / f"python{runtime}"
    found.symlink_to(sys.executable)
    command = [*MAKE, "--dry-run", "build-Dependencies", f"ARTIFACTS_DIR={tmp_path}", f"RUNTIME={runtime}"]
    run = subprocess.run(
        command,
        cwd=LAYER,
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    return run.stdout


def test_a_python_of_the_runtimes_version_compiles(tmp_path: Path) -> None:
    assert "-m compileall" in planned(tmp_path, "{}.{}".format(*sys.version_info))


def test_a_python_of_another_version_does_not_compile_whatever_it_is_called(tmp_path: Path) -> None:
    assert "-m compileall" not in planned(tmp_path, "3.99")


def test_every_requirement_is_one_version_with_its_hashes_and_names_no_host() -> None:
    lock = (LAYER / "requirements.txt").read_text("utf-8")
    requirements = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert requirements
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+ \\", line) for line in requirements)
    assert lock.count("--hash=sha256:") >= len(requirements)
    assert "://" not in lock


def named() -> set[str]:
    """The packages that the layer is asked to contain."""
    lines = (LAYER / "requirements.in").read_text("utf-8").splitlines()
    return {Requirement(line).name for line in lines if line and not line.startswith("#")}


def locked() -> set[str]:
    """The packages that it contains."""
    lock = (LAYER / "requirements.txt").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))


def imported() -> set[str]:
    """The packages that the deployed code imports, or takes files from."""
    modules = set()
    for path in deployed_modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules |= {each.name for each in names}
                case ast.ImportFrom(module=str(module), level=0):
                    modules.add(module)
                case ast.Call(
                    func=ast.Attribute(attr="files") | ast.Name(id="import_module"),
                    args=[ast.Constant(value=str(module))],
                ):
                    modules.add(module)
    found = packages_distributions()
    return {
        canonicalize_name(package) for module in modules for package in found.get(module.split(".")[0], ())
    }


def required_by(packages: set[str]) -> set[str]:
    """These packages, what they require, what that requires, and so on."""
    found, waiting = set[str](), set(packages)
    while waiting:
        name = waiting.pop()
        found.add(name)
        asked = [Requirement(each) for each in requires(name) or ()]
        needed = [each for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})]
        waiting |= {canonicalize_name(each.name) for each in needed} - found
    return found


def test_every_package_that_the_layer_names_is_imported_by_the_function() -> None:
    assert named() - imported() == set()


def test_the_function_imports_no_package_that_the_layer_does_not_name() -> None:
    assert (imported() & locked()) - named() == set()


def test_any_other_package_in_the_layer_is_required_by_a_named_one() -> None:
    assert locked() == required_by(named())
