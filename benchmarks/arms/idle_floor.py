"""The least an idle tick can be: the SDK, its two clients, and the two calls that an idle tick makes."""

from __future__ import annotations

import os
from typing import Any

import boto3

ssm = boto3.client("ssm")
dynamodb = boto3.client("dynamodb")


def handler(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    path, table = os.environ["REPOST_SETTINGS_PATH"], os.environ["REPOST_TABLE"]
    found = ssm.get_parameters_by_path(Path=f"{path}/settings", Recursive=True)["Parameters"]
    keys = [{"pk": {"S": "ACCOUNT#main"}, "sk": {"S": "STATE"}}]
    items = dynamodb.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    return {"parameters": len(found), "items": len(items["Responses"][table])}
