"""The function's role, held against what runs do: every permission is used, and every call is permitted."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.template import Stack
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

ARN = "arn:aws:{}:us-east-1:000000000000:{}"
IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
EVENTS = Path(__file__).resolve().parents[2] / "events"
LAMBDAS_OWN = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}
"""What Lambda itself does in the function's name: its log, and events that fail."""

Permission = tuple[str, str]
"""An action and a resource; within a permission of the role the resource may end with a star."""


def permissions(name: str, fleet: str) -> set[Permission]:
    """What the template gives the role of a stack, but for what Lambda does by itself."""
    found = set()
    for policy in Stack(name, {"Fleet": fleet}).resources["RepostRole"]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            found |= {
                (action, resource)
                for action in listed(statement["Action"])
                for resource in listed(statement["Resource"])
            }
    return {permission for permission in found if permission[0] not in LAMBDAS_OWN}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def needed(service: str, operation: str, given: dict[str, Any]) -> set[Permission]:
    """What a call needs: https://docs.aws.amazon.com/service-authorization/latest/reference/."""
    if service == "ssm":
        names = given.get("Names") or [given.get("Path") or given["Name"]]
        if operation == "GetParametersByPath":
            names += [f"{names[0]}/*"]
        return {(f"ssm:{operation}", ARN.format("ssm", f"parameter{name}")) for name in names}
    if operation == "TransactWriteItems":
        return set().union(
            *(
                needed(service, IN_TRANSACTIONS[kind], one)
                for write in given["TransactItems"]
                for kind, one in write.items()
            )
        )
    tables = given["RequestItems"] if operation.startswith("Batch") else [given["TableName"]]
    index = f"/index/{given['IndexName']}" if "IndexName" in given else ""
    return {(f"dynamodb:{operation}", ARN.format("dynamodb", f"table/{table}{index}")) for table in tables}


@pytest.fixture(params=["no", "yes"])
def fleet(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(stack: LocalStack, fleet_stack: LocalStack, fleet: str) -> Iterator[World]:
    ours = fleet_stack if fleet == "yes" else stack
    with World(ours, Entry("a", 40), Entry("b", 50), Entry("c", 60)) as world:
        world.account("drawn")
        world.account("of_any_age", '[select]\nmax_age = "none"')
        world.group("field", f'network = "x"\nfeed = "{world.blog.feed}"\n')
        yield world


@pytest.mark.usefixtures("own_clients")
def test_the_role_allows_what_runs_do_no_more_and_no_less(world: World, fleet: str) -> None:
    used: set[Permission] = set()

    def trace(**call: Any) -> None:
        model = call["model"]
        used.update(needed(model.service_model.service_name, model.name, call["params"]))

    for client in (world.stack.dynamodb, world.stack.ssm):
        client.meta.events.register("before-parameter-build.*.*", trace)
    assert {report["state"] for report in world.tick().values()} == {"posted"}
    for path in EVENTS.glob("*.json"):
        event = json.loads(path.read_text("utf-8"))
        if event.pop("source") == "repost.person":
            [(wish, values)] = event.items()
            world.ask(
                wish, **{"account": None} | values | ({"account": "drawn"} if "account" in values else {})
            )
    world.ask("waiting", account=None)  # of all accounts, and where there are no groups, too
    role = permissions(world.stack.name, fleet)
    assert {permission for permission in role if not any(covers(permission, use) for use in used)} == set()
    assert {use for use in used if not any(covers(permission, use) for permission in role)} == set()


def covers(permission: Permission, use: Permission) -> bool:
    """Whether a permission of the role allows a use."""
    return permission[0] == use[0] and fnmatchcase(use[1], permission[1])
