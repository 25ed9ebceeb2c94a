"""What IAM makes of the template's policies: an allowance has to match; there is no denial in any of them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def allows(statements: Iterable[Mapping[str, Any]], action: str, resource: str = "*", **context: str) -> bool:
    """Whether one of these statements allows an action on a resource, asked in this context.

    Raises
    ------
    ValueError
        If a statement denies, or has a condition of a kind that isn't known here.
    """
    return any(_matches(each, action, resource, context) for each in statements)


def _matches(statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]) -> bool:
    if statement["Effect"] != "Allow" or not statement.keys() <= {
        "Sid",
        "Effect",
        "Action",
        "Resource",
        "Condition",
    }:
        raise ValueError(f"a statement that isn't known here: {statement}")
    return (
        any(fnmatchcase(action.lower(), each.lower()) for each in listed(statement["Action"]))
        and any(fnmatchcase(resource, each) for each in listed(statement["Resource"]))
        and all(
            _holds(operator, key, listed(values), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _holds(operator: str, key: str, values: list[str], context: Mapping[str, str]) -> bool:
    found = context.get(key)
    match operator:
        case "StringEquals":
            return found in values
        case "StringLike":
            return found is not None and any(fnmatchcase(found, each) for each in values)
    raise ValueError(f"a condition that isn't known here: {operator}")
