"""What a tick does if Parameter Store doesn't answer, and what is said of accounts that only wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *(Entry(f"article-{number}", 40 + number) for number in range(9))) as world:
        world.account()
        yield world


def refusal(code: str, status: int) -> ClientError:
    said: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(said, "GetParametersByPath")


THROTTLED = refusal("ThrottlingException", 400)
SLOW = ReadTimeoutError(endpoint_url="https://ssm.us-east-1.amazonaws.com/")


def fails(world: World, monkeypatch: pytest.MonkeyPatch, error: ClientError | BotoCoreError) -> None:
    def documents() -> dict[str, str]:
        raise error

    monkeypatch.setattr(world.stack.parameters, "documents", documents)


@pytest.mark.parametrize("error", [THROTTLED, SLOW, refusal("InternalServerError", 500)])
def test_settings_that_cant_be_read_stop_nobody_whose_settings_are_known(
    world: World, monkeypatch: pytest.MonkeyPatch, error: ClientError | BotoCoreError
) -> None:
    world.tick()
    fails(world, monkeypatch, error)
    reports = world.later(hours=6).tick()
    assert reports["main"]["state"] == "posted"
    assert reports["the settings"]["state"] == "outdated"
    assert "the settings of 2026-11-23T09:00:00Z are used" in reports["the settings"]["decision"]
    expected = {"PostPublished": 1, "SettingsOutdated": 1, "Overdue": 0}
    assert expected.items() <= world.metrics().items()
    monkeypatch.undo()
    world.account(settings='[schedule]\nevery = "1h"')
    reports = world.later(hours=1).tick()
    assert set(reports) == {"main"}
    assert reports["main"]["state"] == "posted"


def test_settings_of_more_than_a_day_ago_or_that_aws_refuses_to_show_are_not_used(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.tick()
    fails(world, monkeypatch, refusal("AccessDeniedException", 400))
    with pytest.raises(ClientError):
        world.later(hours=6).tick()
    fails(world, monkeypatch, THROTTLED)
    with pytest.raises(ClientError):
        world.later(days=1).tick()


def test_nobody_is_said_to_be_in_time_where_nothing_could_be_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(world, monkeypatch, THROTTLED)
    with pytest.raises(ClientError):
        world.tick()
    assert not [line for line in world.lines if "_aws" in line]


def test_many_accounts_that_wait_are_counted_in_one_line(world: World) -> None:
    names = [f"account-{number}" for number in range(6)]
    for name in names:
        world.account(name, '[select]\nspacing = "0m"')
    world.tick()
    before = len(world.lines)
    assert {report["state"] for report in world.later(minutes=15).tick().values()} == {"waiting"}
    said = [line["message"] for line in world.lines[before:] if "message" in line]
    assert said == ["7 accounts have nothing to post before 2026-11-23T15:00:00Z."]
    for name in names[2:]:
        world.account(name, "paused = true")
    world.later(minutes=15).tick()
    waiting = [line for line in world.lines if line.get("report", {}).get("state") == "waiting"]
    assert sorted(line["report"]["account"] for line in waiting) == ["account-0", "account-1", "main"]
