"""The roles of a fleet's tick and worker, held against what they do."""

from __future__ import annotations

from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.stack import LocalStack
from local.aws.template import Stack
from repost.aws.messages import TurnMessage
from tests.e2e.test_own_page import Home
from tests.e2e.test_role import LAMBDAS_OWN, Permission, covers, listed, needed
from tests.fleet import Fleet
from tests.world import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.emulator import LocalAws

OF_THE_MAPPING = {f"sqs:{action}" for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")}
"""What Lambda does in the worker's name."""

CHAT = "https://hooks.slack.com/services/T0/B0/planted-role-webhook"


WEEK = timedelta(days=7)


@pytest.fixture
def fleet(aws: LocalAws) -> Iterator[Fleet]:
    with Fleet(LocalStack(f"roles-{aws.port}", fleet=True), "ada", articles=4) as fleet:
        yield fleet


def permissions(stack: str, role: str) -> set[Permission]:
    """What the template gives a role in a stack with a fleet, but for what Lambda does by itself."""
    policies = Stack(stack, {"Fleet": "yes"}).resources[role]["Properties"]["Policies"]
    return {
        (action, resource)
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if action not in (LAMBDAS_OWN - {"sqs:SendMessage"}) | OF_THE_MAPPING
    }


def asked(stack: str, service: str, operation: str, given: dict[str, Any]) -> set[Permission]:
    """What a call needs."""
    if service == "sqs":
        return {(f"sqs:{operation.removesuffix('Batch')}", f"{stack}-Turns.Arn")}
    return needed(service, operation, given)


@pytest.mark.usefixtures("own_clients")
def test_tick_and_worker_may_do_what_they_do_and_the_worker_no_more(fleet: Fleet) -> None:
    stack = fleet.stack
    assert stack.queue
    used: set[Permission] = set()

    def trace(model: Any, params: dict[str, Any], **_: object) -> None:
        if model.name not in {"ReceiveMessage", "DeleteMessageBatch"}:
            used.update(asked(stack.name, model.service_model.service_name, model.name, params))

    for client in (stack.dynamodb, stack.ssm, stack.queue.sqs):
        client.meta.events.register("before-parameter-build.*.*", trace)

    fleet.tick()
    tick = permissions(stack.name, "RepostRole")
    assert {use for use in used if not any(covers(permission, use) for permission in tick)} == set()
    used.clear()

    stack.letter = lambda *_: ""
    fleet.rewrite("ada", mail="ada@example.com")
    stack.put_secret("ada", f'{fleet.mastodon.secret("ada")}expires = "{fleet.now + WEEK:%Y-%m-%d}"\n')
    fleet.deliver()
    fleet.put_group('[select]\nmax_age = "none"', feed=f"{fleet.blog.feed}?again")
    fleet.later(hours=6).work(TurnMessage("ada").as_text())
    assert fleet.said() == {"ada": 2}
    fleet.put_group("announce = true")
    fleet.later(hours=6).work(TurnMessage("ada").as_text())
    fleet.put_group('[review]\nhold = "always"\nnotify = true')
    stack.ssm.put_parameter(Name=f"{stack.path}/chats/field", Value=CHAT, Type="SecureString")
    fleet.endpoints["digest"] = fleet.mastodon.url
    fleet.later(hours=6).work(TurnMessage("ada").as_text())
    fleet.later(minutes=5).work(TurnMessage("ada").as_text())
    assert "The team was not told of it: the chat answered" in fleet.log.getvalue()
    stack.queue.messages.come_back("none", fleet.now - NOW)
    fleet.rewrite("ada", left=fleet.now, ending=True)
    fleet.work(TurnMessage("ada").as_text())
    assert not fleet.has_secret("ada")
    worker = permissions(stack.name, "WorkerRole")
    unused = {permission for permission in worker if not any(covers(permission, use) for use in used)}
    # A group's new feed may know the same articles by other GUIDs: tests/integration/test_identities.py.
    assert {action for action, _ in unused} == {"dynamodb:PutItem"}
    missing = {use for use in used if not any(covers(permission, use) for permission in worker)}
    assert {action for action, _ in missing} <= {"ssm:PutParameter"}  # by this test


@pytest.mark.usefixtures("own_clients")
def test_the_door_may_do_what_a_member_s_page_does_and_writes_four_partitions(aws: LocalAws) -> None:
    stack = LocalStack(f"door-{aws.port}", fleet=True)
    used: set[Permission] = set()
    written: set[str] = set()

    def trace(model: Any, params: dict[str, Any], **_: object) -> None:
        used.update(asked(stack.name, model.service_model.service_name, model.name, params))
        steps = [each["Update"] for each in params.get("TransactItems", ()) if "Update" in each]
        for each in (*steps, *([params] if model.name == "UpdateItem" else [])):
            written.add(each["Key"]["pk"]["S"])

    with Home(stack) as home:
        home.turn()
        guest = home.at_home()
        for client in (stack.dynamodb, stack.ssm):
            client.meta.events.register("before-parameter-build.*.*", trace)
        guest.answer("/me/skip")
        guest.answer("/me/unskip")
        guest.answer("/me/voice", **{"voice-1": "Worth ten minutes: {title}"})
        guest.answer("/me/pause")
        guest.answer("/me/resume")
        guest.open(f"{home.url.url}/me/leave")
        guest.answer("/me/leave")
        assert guest.heading == "You no longer take part", guest.page
    door = permissions(stack.name, "DoorRole")
    assert {use for use in used if not any(covers(permission, use) for permission in door)} == set()
    allowed = ("FLEET", "ACCOUNT#*", "DOOR#*", "STACK")
    assert {each for each in written if not any(fnmatchcase(each, one) for one in allowed)} == set()
    assert written >= {"FLEET", "ACCOUNT#ada", "DOOR#ada"}
