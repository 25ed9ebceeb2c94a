"""What the template makes of a stack: its resources, and what its roles allow."""

from __future__ import annotations

from typing import Any

from local.aws.template import TEMPLATE, Stack

ROOT = TEMPLATE.parent
KEY = "arn:aws:kms:eu-west-3:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def properties(logical_name: str, stack: Stack | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (stack or Stack()).resources[logical_name]["Properties"]
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(stack: Stack | None = None, role: str = "RepostRole") -> list[dict[str, Any]]:
    policies = properties(role, stack)["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def allowed(stack: Stack | None = None, role: str = "RepostRole") -> set[tuple[str, str]]:
    """Every action the function may take, with the resource it may take it on."""
    return {
        (action, resource)
        for statement in statements(stack, role)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }
