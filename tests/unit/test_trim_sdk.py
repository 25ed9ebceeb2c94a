"""The SDK in the layer: what is left of its data is what the function calls, unchanged."""

from __future__ import annotations

import ast
import runpy
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.session import Session

from tests.deployed import deployed_modules

LAYER = Path(__file__).resolve().parents[2] / "layers" / "dependencies"
SCRIPT = runpy.run_path(str(LAYER / "trim_sdk.py"))
OPERATIONS: dict[str, tuple[str, ...]] = SCRIPT["OPERATIONS"]
WHOLE = Path(botocore.__file__).parent / "data"


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of three of the services, and what is about all of them, trimmed."""
    packages = tmp_path_factory.mktemp("sdk")
    data = packages / "botocore" / "data"
    data.mkdir(parents=True)
    (packages / "boto3" / "data").mkdir(parents=True)
    for path in WHOLE.glob("*.json*"):
        shutil.copy(path, data)
    for service in (*OPERATIONS, "sts"):
        shutil.copytree(WHOLE / service, data / service)
    SCRIPT["main"](packages)
    return data


@cache
def loader(data: Path) -> Loader:
    """What reads each file once."""
    return Loader(extra_search_paths=[str(data)], include_default_search_paths=False)


def client(data: Path, service: str, region: str = "eu-central-1") -> Any:
    session = Session()
    session.register_component("data_loader", loader(data))
    return session.create_client(service, region, aws_access_key_id="a", aws_secret_access_key="b")


def described(shape: Any, above: tuple[str, ...] = ()) -> Any:
    """Everything that decides how a shape is written and read."""
    if shape is None or shape.name in above:
        return shape and shape.name
    parts = {
        name: described(part, (*above, shape.name)) for name, part in getattr(shape, "members", {}).items()
    }
    parts |= {
        name: described(getattr(shape, name), (*above, shape.name))
        for name in ("member", "key", "value")
        if hasattr(shape, name)
    }
    return shape.name, shape.type_name, shape.serialization, shape.metadata, parts


def called() -> set[str]:
    """Whatever the code of the function names that is the name of an operation of these services."""
    operations = {
        xform_name(name)
        for service in OPERATIONS
        for name in Loader().load_service_model(service, "service-2")["operations"]
    }
    words = set()
    for path in deployed_modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return words & operations


def test_the_operations_that_are_kept_are_those_that_the_function_calls() -> None:
    assert {xform_name(name) for names in OPERATIONS.values() for name in names} == called()


@pytest.mark.parametrize("service", OPERATIONS)
def test_what_is_kept_of_an_operation_is_the_same_as_before(trimmed: Path, service: str) -> None:
    before, after = (client(data, service).meta.service_model for data in (WHOLE, trimmed))
    assert set(after.operation_names) == set(OPERATIONS[service])
    assert after.metadata == before.metadata
    for name in OPERATIONS[service]:
        was, now = before.operation_model(name), after.operation_model(name)
        assert now.http == was.http
        assert described(now.input_shape) == described(was.input_shape)
        assert described(now.output_shape) == described(was.output_shape)
        assert [described(error) for error in now.error_shapes] == [
            described(error) for error in was.error_shapes
        ]


@pytest.mark.parametrize("service", OPERATIONS)
@pytest.mark.parametrize("region", ["us-east-1", "eu-south-2", "us-gov-west-1", "cn-north-1"])
def test_a_service_is_reached_where_it_was_before(trimmed: Path, service: str, region: str) -> None:
    before, after = (client(data, service, region).meta.endpoint_url for data in (WHOLE, trimmed))
    assert after == before


def test_what_comes_in_pages_still_does(trimmed: Path) -> None:
    assert client(trimmed, "ssm").can_paginate("get_parameters_by_path")


def test_what_nobody_calls_is_gone(trimmed: Path) -> None:
    assert {path.name for path in trimmed.iterdir() if path.is_dir()} == set(OPERATIONS)
    assert not hasattr(client(trimmed, "dynamodb"), "delete_item")
    assert sum(path.stat().st_size for path in trimmed.rglob("*")) < 180_000


def test_the_resources_that_nobody_uses_are_gone(trimmed: Path) -> None:
    assert not list((trimmed.parents[1] / "boto3").iterdir())


def test_a_kind_of_file_that_is_new_to_it_stops_the_build(trimmed: Path, tmp_path: Path) -> None:
    service = tmp_path / "2012-08-10"
    shutil.copytree(trimmed / "dynamodb" / "2012-08-10", service)
    (service / "rules-3.json").write_text("{}")
    with pytest.raises(SystemExit, match="rules-3"):
        SCRIPT["trim_service"](service, ())
