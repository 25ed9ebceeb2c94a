"""The stack that a local run keeps between runs."""

from __future__ import annotations

from subprocess import Popen
from typing import TYPE_CHECKING

import pytest

from local.aws.emulator import LocalAws
from local.aws.stack import LocalStack
from local.aws.template import Stack

if TYPE_CHECKING:
    from pathlib import Path


def test_who_interrupts_the_emulator_while_it_stops_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupts = iter([KeyboardInterrupt])
    wait = Popen.wait

    def interrupted(process: Popen[str], timeout: float | None = None) -> int:
        for interrupt in interrupts:
            raise interrupt
        return wait(process, timeout)

    with pytest.raises(KeyboardInterrupt), LocalAws(tmp_path, keep=True):
        monkeypatch.setattr(Popen, "wait", interrupted)
    assert list((tmp_path / "state").iterdir())


@pytest.fixture
def kept(stack: LocalStack) -> str:
    """The name of a stack whose table an earlier version made, without indexes."""
    stack.dynamodb.delete_table(TableName=stack.table_name)
    request = Stack(stack.name).table_request()
    del request["LocalSecondaryIndexes"], request["GlobalSecondaryIndexes"]
    keys = {each["AttributeName"] for each in request["KeySchema"]}
    request["AttributeDefinitions"] = [
        each for each in request["AttributeDefinitions"] if each["AttributeName"] in keys
    ]
    stack.dynamodb.create_table(**request)
    return stack.name


def test_a_table_of_an_earlier_version_is_told_and_left_alone(stack: LocalStack, kept: str) -> None:
    stack.table.put_new({"pk": "kept", "sk": "kept"})
    with pytest.raises(RuntimeError, match="of an earlier version, without all indexes: run make clean"):
        LocalStack(kept)
    assert stack.dynamodb.scan(TableName=stack.table_name)["Count"] == 1


def test_a_table_that_is_there_is_used_again(stack: LocalStack) -> None:
    stack.table.put_new({"pk": "kept", "sk": "kept"})
    again = LocalStack(stack.name)
    assert again.dynamodb.scan(TableName=again.table_name)["Count"] == 1
