"""Cuts the SDK in a folder of packages down to what Repost calls: `python trim_sdk.py …/python`.

botocore describes some four hundred services in 27 MB. At each start it looks through the folders of all of
them, reads where each can be reached, and reads the whole of those that it makes a client for: 60 ms of
processor, mostly for nothing. boto3 describes resources, which Repost doesn't use. What stays is unchanged.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any, Final

OPERATIONS: Final = {
    "dynamodb": (
        "BatchGetItem",
        "BatchWriteItem",
        "GetItem",
        "PutItem",
        "Query",
        "TransactWriteItems",
        "UpdateItem",
    ),
    "sesv2": ("SendEmail",),
    "sns": ("Publish",),
    "sqs": ("ChangeMessageVisibility", "SendMessageBatch"),
    "ssm": ("DeleteParameter", "GetParameter", "GetParameters", "GetParametersByPath", "PutParameter"),
}
"""Every operation that the function calls, by service. A test holds it against the code."""

NEVER_READ: Final = {"examples-1", "waiters-2"}
READ: Final = {"endpoint-rule-set-1", "paginators-1", "service-2"}

Json = dict[str, Any]


def main(packages: Path) -> None:
    """Trim the packages in place."""
    shutil.rmtree(packages / "boto3" / "data")
    trim(packages / "botocore" / "data")


def trim(data: Path) -> None:
    """Keep the services that are called, each in its newest version, and where they can be reached."""
    for service in filter(Path.is_dir, list(data.iterdir())):
        if service.name in OPERATIONS:
            *old, newest = sorted(service.iterdir())
            for version in old:
                shutil.rmtree(version)
            trim_service(newest, OPERATIONS[service.name])
        else:
            shutil.rmtree(service)
    endpoints = taken(data, "endpoints")
    for partition in endpoints["partitions"]:
        partition["services"] = only(partition["services"], OPERATIONS)
    put(data, "endpoints", endpoints)


def trim_service(folder: Path, operations: tuple[str, ...]) -> None:
    """Keep of one version of a service what these operations need."""
    names = {path.name.split(".")[0] for path in folder.iterdir()}
    if unknown := names - READ - NEVER_READ:
        raise SystemExit(f"{folder} holds {', '.join(sorted(unknown))}: is that read at each start?")
    for name in names & NEVER_READ:
        taken(folder, name)
    for name in names & READ:
        document = taken(folder, name)
        if name == "service-2":
            document = model_of(document, operations)
        elif name == "paginators-1":
            document["pagination"] = only(document["pagination"], operations)
        put(folder, name, document)


def model_of(model: Json, operations: tuple[str, ...]) -> Json:
    """A service's model with these operations, the shapes that they are made of, and no documentation."""
    kept = {name: model["operations"][name] for name in operations}
    shapes: Json = {}
    waiting = shapes_in(kept)
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            waiting |= shapes_in(shapes[name])
    found: Json = undocumented(model | {"operations": kept, "shapes": shapes})
    return found


def shapes_in(part: Any) -> set[str]:
    """The names of the shapes that a part of a model refers to."""
    if isinstance(part, list):
        return set().union(*map(shapes_in, part))
    if not isinstance(part, dict):
        return set()
    named = {part["shape"]} if isinstance(part.get("shape"), str) else set()
    return named.union(*map(shapes_in, part.values()))


def undocumented(part: Any) -> Any:
    """A part of a model without its documentation."""
    if isinstance(part, list):
        return [undocumented(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: undocumented(value)
        for key, value in part.items()
        if not (key == "documentation" and isinstance(value, str))
    }


def only(entries: Json, names: Any) -> Json:
    """The entries with these names."""
    return {name: entry for name, entry in entries.items() if name in names}


def taken(folder: Path, name: str) -> Json:
    """A document from a folder, plain or compressed; it is removed from there."""
    plain, compressed = folder / f"{name}.json", folder / f"{name}.json.gz"
    path = plain if plain.exists() else compressed
    content = path.read_bytes()
    path.unlink()
    document: Json = json.loads(content if path == plain else gzip.decompress(content))
    return document


def put(folder: Path, name: str, document: Json) -> None:
    """Plain: it is small now, and read at each start."""
    (folder / f"{name}.json").write_text(json.dumps(document, separators=(",", ":")), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
