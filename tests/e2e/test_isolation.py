"""One account's bad luck is its own: a fault in its turn ends that turn and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from local.aws.proxy import AwsProxy, conflict
from local.aws.stack import LocalContext
from local.base.server import Fault
from repost.app import make_handler
from repost.aws.clients import client
from repost.aws.table import Table
from repost.base.errors import RunFailed
from repost.feeds import liveness, refresh
from repost.wording import composition
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.emulator import LocalAws
    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        world.account("main")
        world.account("other", network="mastodon")
        yield world


def broken(fault: Exception, only: str, function: Any) -> Any:
    """A function of Repost's that has a fault where an article of this name comes."""

    def fails(*args: Any, **more: Any) -> Any:
        if any(only in str(getattr(each, "link", "")) for each in args):
            raise fault
        return function(*args, **more)

    return fails


def test_a_fault_in_one_turn_leaves_the_others_theirs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    view, quoted = refresh.view, "what a stranger sent"

    def fails_once(*_: Any, **__: Any) -> Any:
        monkeypatch.setattr(refresh, "view", view)
        raise OverflowError(quoted)

    monkeypatch.setattr(refresh, "view", fails_once)
    reports = world.tick()
    assert sorted(report["state"] for report in reports.values()) == ["failed", "posted"]
    assert world.metrics()["TurnFailed"] == 1
    [line] = [line for line in world.lines if "trace" in line]
    assert line["level"] == "ERROR"
    assert "fails_once" in line["trace"]
    assert "OverflowError" in line["trace"]
    assert quoted not in json.dumps(world.lines)
    assert {report["state"] for report in world.later(minutes=15).tick().values()} == {"posted", "waiting"}


@pytest.mark.parametrize("place", ["page", "words"])
def test_a_slot_that_fails_twice_the_same_way_gives_way_to_the_next_article(
    world: World, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    world.stack.put_settings("other", "paused = true")
    world.account(settings='[select]\norder = "oldest-first"')
    room, name = (liveness, "still_there") if place == "page" else (composition, "compose")
    monkeypatch.setattr(room, name, broken(ValueError("hostile"), "/b/", getattr(room, name)))
    first = world.tick()["main"]
    assert (first["state"], world.posts) == ("failed", [])
    assert f"“Article b” ({world.blog.url}/b/)" in first["decision"]
    second = world.later(minutes=15).tick()["main"]
    assert (second["state"], second["guid"]) == ("posted", "a")


def test_a_document_that_breaks_the_parser_stops_its_own_account_alone(world: World) -> None:
    world.stack.put_settings("deep", f'network = "x"\nfeed = {"[" * 1500}{"]" * 1500}')
    reports = world.tick()
    assert reports["deep"]["state"] == "invalid"
    assert {reports["main"]["state"], reports["other"]["state"]} <= {"posted", "empty", "waiting"}


def test_what_was_posted_is_reported_although_aws_fails_to_record_it(
    world: World, aws: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.stack.put_settings("other", "paused = true")
    with AwsProxy(f"http://127.0.0.1:{aws.port}") as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        table = Table(client("dynamodb"), world.stack.table_name, lambda _: None)
        outside = replace(world.stack.outside(lambda: world.now, lambda: 120.0, world.endpoints), table=table)
        proxy.fail("TransactWriteItems", Fault(accepted=True), *[conflict(3)] * 20)
        with pytest.raises(RunFailed):
            make_handler(lambda _: outside)(world.stack.tick(world.now), LocalContext())
    [post] = world.posts
    [report] = [line["report"] for line in world.lines if line.get("report", {}).get("state") == "failed"]
    assert (report["account"], report["remote_id"]) == ("main", post.id)
    assert report["remote_url"].endswith(f"/{post.id}")
    assert "It was posted, but AWS failed to record that" in report["decision"]
    assert world.later(minutes=15).tick()["main"]["state"] in {"waiting", "posted"}
    assert len(world.posts) == 1
