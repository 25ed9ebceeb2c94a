"""Who may do what: every operation as viewer, reviewer, lead and owner, by the template's policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from local.aws.template import Stack
from tests.access import allows

if TYPE_CHECKING:
    from collections.abc import Mapping

STACK: Final = Stack("blog", {"Fleet": "yes"})
AWS: Final = "us-east-1:000000000000"
STORE: Final = f"arn:aws:ssm:{AWS}:parameter/blog"
POLICIES: Final[Mapping[str, tuple[str, ...]]] = {
    "viewer": ("RepostViewer",),
    "reviewer": ("RepostViewer", "RepostReviewer"),
    "lead": ("RepostViewer", "RepostReviewer", "RepostLead"),
}
ALL: Final = "viewer reviewer lead owner"
OPERATIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "open the dashboard": (
        ALL,
        "cloudwatch:GetDashboard",
        "arn:aws:cloudwatch::000000000000:dashboard/blog-us-east-1",
    ),
    "see alarms": (ALL, "cloudwatch:DescribeAlarms", "*"),
    "see metrics": (ALL, "cloudwatch:GetMetricData", "*"),
    "see what was logged": (ALL, "logs:StartQuery", "blog-RepostLogs.Arn"),
    "see the pages": (ALL, "lambda:InvokeFunction", "blog-LookFunction.Arn"),
    "approve, decline, edit, skip, block, settle": (
        "reviewer lead owner",
        "lambda:InvokeFunction",
        "blog-ActFunction.Arn",
    ),
    "change the rules of a group": ("lead owner", "ssm:PutParameter", f"{STORE}/groups/field"),
    "change a part of them": ("lead owner", "ssm:PutParameter", f"{STORE}/groups/field/brand"),
    "read them": ("lead owner", "ssm:GetParametersByPath", f"{STORE}/groups/field"),
    "change what all accounts share": ("owner", "ssm:PutParameter", f"{STORE}/settings/defaults"),
    "change an account": ("owner", "ssm:PutParameter", f"{STORE}/settings/main"),
    "read a secret": ("owner", "ssm:GetParameter", f"{STORE}/secrets/main"),
    "store a secret": ("owner", "ssm:PutParameter", f"{STORE}/secrets/main"),
    "read what signs buttons": ("owner", "ssm:GetParameter", f"{STORE}/keys/pages"),
    "post now, undo, import and forget people": ("owner", "lambda:InvokeFunction", "blog-RepostFunction.Arn"),
    "give a worker a turn": ("owner", "lambda:InvokeFunction", "blog-WorkerFunction.Arn"),
    "read the table": ("owner", "dynamodb:Query", f"arn:aws:dynamodb:{AWS}:table/blog-RepostTable"),
    "write into the table": (
        "owner",
        "dynamodb:UpdateItem",
        f"arn:aws:dynamodb:{AWS}:table/blog-RepostTable",
    ),
    "change the dashboard": (
        "owner",
        "cloudwatch:PutDashboard",
        "arn:aws:cloudwatch::000000000000:dashboard/blog-us-east-1",
    ),
    "deploy": (
        "owner",
        "cloudformation:UpdateStack",
        "arn:aws:cloudformation:us-east-1:000000000000:stack/blog/1",
    ),
    "attach a policy": ("owner", "iam:AttachRolePolicy", "arn:aws:iam::000000000000:role/anybody"),
}
"""Who may do it, and the action and resource that it takes."""


def statements(role: str) -> list[Mapping[str, Any]]:
    if role == "owner":
        return [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    return [
        statement
        for name in POLICIES[role]
        for statement in STACK.resource(name)["Properties"]["PolicyDocument"]["Statement"]
    ]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_everybody_may_do_what_the_table_says_and_nobody_else(operation: str) -> None:
    people, action, resource = OPERATIONS[operation]
    may = {role for role in ALL.split() if allows(statements(role), action, resource)}
    assert may == set(people.split())


@pytest.mark.parametrize("name", ["RepostViewer", "RepostReviewer", "RepostLead"])
def test_a_policy_has_no_name_and_is_an_output_of_the_stack(name: str) -> None:
    """With a name of its own it would need CAPABILITY_NAMED_IAM, and collide with another stack's."""
    assert "ManagedPolicyName" not in STACK.resource(name)["Properties"]
    assert STACK.outputs[f"{name.removeprefix('Repost')}Policy"] == f"blog-{name}"


def test_no_policy_grants_more_than_these_operations_need() -> None:
    known = {action for _, action, _ in OPERATIONS.values()}
    beside = {"cloudwatch:ListDashboards", "logs:GetQueryResults", "logs:StopQuery", "ssm:GetParameter"}
    granted = {
        action
        for statement in statements("lead")
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert not [action for action in granted if "*" in action]
    assert granted <= known | beside
