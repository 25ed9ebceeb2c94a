"""What `sam build` makes for AWS: for its processor, with byte code for its Python, and not too much."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.aws.lambda_runtime import RUNTIME

if TYPE_CHECKING:
    from local.aws.lambda_runtime import Artifact

AARCH64 = 183
MOST_BYTES = 10_000_000


def ask_the_runtime(code: str, *arguments: str) -> str:
    """What a line of Python prints when the runtime's own version runs it."""
    command = [str(RUNTIME / "bin" / "python"), "-c", code, *arguments]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def sources(folder: Path) -> set[Path]:
    return set(folder.rglob("*.py"))


def compiled(folder: Path) -> set[Path]:
    return set(folder.rglob("*.pyc"))


def test_compiled_extensions_are_for_lambdas_processor(shipped: Artifact) -> None:
    extensions = list(shipped.layer.rglob("*.so"))
    assert extensions
    for extension in extensions:
        with extension.open("rb") as file:
            assert struct.unpack_from("<H", file.read(20), 18) == (AARCH64,), extension


@pytest.mark.parametrize("part", ["function", "layer"])
def test_each_module_has_its_byte_code_and_no_other_is_there(shipped: Artifact, part: str) -> None:
    folder: Path = getattr(shipped, part)
    tag = ask_the_runtime("import sys; print(sys.implementation.cache_tag)")
    expected = {path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc" for path in sources(folder)}
    assert expected
    assert compiled(folder) == expected


@pytest.mark.parametrize("part", ["function", "layer"])
def test_byte_code_is_of_the_runtimes_version_and_taken_unchecked(shipped: Artifact, part: str) -> None:
    magic = bytes.fromhex(ask_the_runtime("import importlib.util; print(importlib.util.MAGIC_NUMBER.hex())"))
    for path in compiled(getattr(shipped, part)):
        header = path.read_bytes()[:8]
        assert header == magic + (1).to_bytes(4, "little"), path


@pytest.mark.parametrize(("part", "root"), [("function", "/var/task/"), ("layer", "/opt/python/")])
def test_tracebacks_name_the_files_where_lambda_has_them(shipped: Artifact, part: str, root: str) -> None:
    read = "import marshal, pathlib, sys; [print(marshal.loads(p.read_bytes()[16:]).co_filename) for p in pathlib.Path(sys.argv[1]).rglob('*.pyc')]"  # noqa: E501 - a program in a line
    names = ask_the_runtime(read, str(getattr(shipped, part))).splitlines()
    assert names
    assert all(name.startswith(root) for name in names)


def test_neither_function_nor_layer_has_ten_megabytes(shipped: Artifact, tmp_path: Path) -> None:
    for folder in (shipped.function, shipped.layer):
        archive = Path(shutil.make_archive(str(tmp_path / folder.name), "zip", folder))
        assert archive.stat().st_size < MOST_BYTES


def test_of_the_sdk_only_what_is_called_is_carried_along(shipped: Artifact) -> None:
    assert not (shipped.layer / "python" / "boto3" / "data").exists()
    data = shipped.layer / "python" / "botocore" / "data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == {
        "dynamodb",
        "sesv2",
        "sns",
        "sqs",
        "ssm",
    }


def test_nothing_of_the_local_run_or_of_the_command_for_people_is_shipped(shipped: Artifact) -> None:
    assert [path.name for path in shipped.function.iterdir()] == ["repost"]
    assert not {"cli", "__main__.py"} & {path.name for path in (shipped.function / "repost").iterdir()}
