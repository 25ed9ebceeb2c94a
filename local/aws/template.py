"""Reads template.yaml, so that what runs on a laptop and in the tests is what gets deployed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_dynamodb.type_defs import CreateTableInputTypeDef

TEMPLATE: Final = Path(__file__).resolve().parents[2] / "template.yaml"

_TABLE: Final = "RepostTable"
_FUNCTION: Final = "RepostFunction"
_TICK: Final = "Tick"
_SCHEDULED_TIME: Final = "<aws.scheduler.scheduled-time>"
_NO_VALUE: Final = object()
_PSEUDO_PARAMETERS: Final[Mapping[str, Any]] = {
    "AWS::AccountId": "000000000000",
    "AWS::NoValue": _NO_VALUE,
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::URLSuffix": "amazonaws.com",
}
_PROTECTIONS: Final = frozenset(
    {
        "DeletionProtectionEnabled",
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "TimeToLiveSpecification",
    }
)
"""What looks after the table in AWS, and would only be in the way for a table that is thrown away."""


@cache
def read_template(path: Path = TEMPLATE) -> Mapping[str, Any]:
    """A template as plain values, its short forms written out: `!Ref x` becomes `{"Ref": "x"}`."""
    return cast("Mapping[str, Any]", _Loader(path.read_text("utf-8")).get_single_data())


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """How Lambda runs the function: `timeout` in seconds, `memory` in MB."""

    handler: str
    runtime: str
    architecture: str
    timeout: int
    memory: int
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stack:
    """A template as a stack of this name, with the given parameters instead of the defaults.

    What AWS would name itself is named after the stack: the table of stack "repost" is "repost-RepostTable".
    """

    name: str = "repost"
    given: Mapping[str, str | int] = field(default_factory=dict)
    template: Mapping[str, Any] = field(default_factory=read_template)

    def __post_init__(self) -> None:
        if unknown := self.given.keys() - self.template["Parameters"].keys():
            raise ValueError(f"The template has no parameter {', '.join(sorted(unknown))}.")

    @property
    def resources(self) -> dict[str, Any]:
        """Every resource that is created, by its logical name, with all values resolved."""
        return {name: self.resolve(resource) for name, resource in self._made("Resources").items()}

    def resource(self, name: str) -> Any:
        """One of them; to resolve the others takes longer than most tests."""
        return self.resolve(self._made("Resources")[name])

    @property
    def outputs(self) -> dict[str, Any]:
        """The value of every output, by its name."""
        return {name: self.resolve(output["Value"]) for name, output in self._made("Outputs").items()}

    def _made(self, section: str) -> dict[str, Any]:
        """What of a section is made with these parameters."""
        return {
            name: entry
            for name, entry in self.template[section].items()
            if "Condition" not in entry or self.holds(entry["Condition"])
        }

    def function_settings(self, function: str = _FUNCTION) -> FunctionSettings:
        properties = self.resource(function)["Properties"]
        return FunctionSettings(
            handler=properties["Handler"],
            runtime=properties["Runtime"],
            architecture=properties["Architectures"][0],
            timeout=int(properties["Timeout"]),
            memory=int(properties["MemorySize"]),
            environment=properties["Environment"]["Variables"],
        )

    def table_request(self) -> CreateTableInputTypeDef:
        """The arguments of DynamoDB's CreateTable that make the table of the template.

        Encryption, backups and deletion protection are left out: they are for a table that is kept.
        """
        properties = self.resource(_TABLE)["Properties"]
        request = {key: value for key, value in properties.items() if key not in _PROTECTIONS}
        return cast("CreateTableInputTypeDef", {"TableName": self.resolve({"Ref": _TABLE})} | request)

    def tick(self, scheduled: datetime) -> dict[str, str]:
        """The event that the schedule sends at an aware instant."""
        schedule = self.resource(_FUNCTION)["Properties"]["Events"][_TICK]["Properties"]
        instant = scheduled.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return cast("dict[str, str]", json.loads(schedule["Input"].replace(_SCHEDULED_TIME, instant)))

    def holds(self, condition: str) -> bool:
        """Whether a condition of the template is true here."""
        return bool(self.resolve(self.template["Conditions"][condition]))

    def resolve(self, value: Any) -> Any:
        """A value of the template without intrinsic functions.

        Raises
        ------
        ValueError
            If it contains an intrinsic function that is not known here.
        """
        if isinstance(value, list):
            return [found for item in value if (found := self.resolve(item)) is not _NO_VALUE]
        if not isinstance(value, dict):
            return value
        for name, argument in value.items():
            if name == "Ref" or name.startswith("Fn::"):
                return self._called(name, argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not _NO_VALUE}

    def _called(self, function: str, argument: Any) -> Any:
        match function, argument:
            case "Ref", str(name):
                found = self._referred(name)
            case "Fn::GetAtt", [str(resource), str(attribute)]:
                found = f"{self._referred(resource)}.{attribute}"
            case "Fn::Sub", [str(text), dict(variables)]:
                found = self._substituted(text, self.resolve(variables))
            case "Fn::Sub", str(text):
                found = self._substituted(text, {})
            case "Fn::If", [str(condition), then, otherwise]:
                found = self.resolve(then if self.holds(condition) else otherwise)
            case "Fn::Equals", [left, right]:
                found = self.resolve(left) == self.resolve(right)
            case "Fn::Split", [str(separator), text]:
                found = self.resolve(text).split(separator)
            case "Fn::Select", [index, items]:
                found = self.resolve(items)[int(index)]
            case "Fn::Not", [condition]:
                found = not self.resolve(condition)
            case _:
                raise ValueError(f"The template uses {function} in a way that is not known here.")
        return found

    def _referred(self, name: str) -> Any:
        if name == "AWS::StackName":
            return self.name
        if name in _PSEUDO_PARAMETERS:
            return _PSEUDO_PARAMETERS[name]
        if name in self.template["Parameters"]:
            return self.given.get(name, self.template["Parameters"][name]["Default"])
        if name in self.template["Resources"]:
            return f"{self.name}-{name}"
        raise ValueError(f"The template refers to {name}, which it does not have.")

    def _substituted(self, text: str, variables: Mapping[str, Any]) -> str:
        def value_of(match: re.Match[str]) -> str:
            if match[1].startswith("!"):
                return f"${{{match[1][1:]}}}"
            name, _, attribute = match[1].partition(".")
            found = variables[name] if name in variables else self._referred(name)
            return f"{found}.{attribute}" if attribute else str(found)

        return re.sub(r"\$\{([^}]+)\}", value_of, text)


class _Loader(yaml.CSafeLoader):
    """Plain YAML, with CloudFormation's short forms of intrinsic functions."""


def _written_out(loader: _Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        raise yaml.YAMLError(f"!{name} can't stand before a mapping here.")
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _written_out)
