"""Every secret that any test hands over, and a search for them in all that came out of the whole test run."""

from __future__ import annotations

import base64
import json
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders

from local.aws.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_dynamodb import DynamoDBClient

LEAST: Final = 8
"""Fewer distinct secrets than this make a search worthless, and fail it: see test_secrets.py."""

_SHORTEST: Final = 12  # shorter ones stand in ordinary words
PUBLIC: Final = {"handle", "client_id", "redirect_url"}

planted: set[str] = set()
heard: list[str] = []
"""What was logged, printed and reported, by everybody."""


def plant(document: str) -> None:
    """Remember the secrets of an account's document."""
    try:
        values = tomllib.loads(document)
    except tomllib.TOMLDecodeError:
        return
    for name, value in values.items():
        if name not in PUBLIC and isinstance(value, str) and len(value) >= _SHORTEST:
            planted.add(value)


@cache
def disguises(secret: str) -> frozenset[str]:
    """A secret as it is, and as it might be written elsewhere."""
    raw = secret.encode()
    encoded = {base64.b64encode(raw).decode().rstrip("="), base64.urlsafe_b64encode(raw).decode().rstrip("=")}
    return frozenset({secret, quote(secret, safe=""), repr(secret)[1:-1], json.dumps(secret)[1:-1], *encoded})


def items(client: DynamoDBClient) -> Iterator[str]:
    """Every item of every table, as text: asked for without the SDK, which takes ten times as long."""
    wire = Wire()

    def pages(operation: str, **given: Any) -> Iterator[dict[str, Any]]:
        target = {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        while True:
            body = json.dumps(given).encode()
            headers = HTTPHeaders.from_dict({**target, "Content-Length": str(len(body))})
            request = AWSPreparedRequest("POST", client.meta.endpoint_url, headers, body, stream_output=False)
            page = json.loads(wire.send(request).content)
            yield page
            if last := page.get("LastEvaluatedTableName"):
                given["ExclusiveStartTableName"] = last
            elif last := page.get("LastEvaluatedKey"):
                given["ExclusiveStartKey"] = last
            else:
                return

    for names in pages("ListTables"):
        for name in names["TableNames"]:
            for page in pages("Scan", TableName=name):
                yield json.dumps(page["Items"], ensure_ascii=False)
    wire.close()


def found_in(*texts: str) -> list[str]:
    """The planted secrets that texts hold in any disguise, each shortened, with what is around it."""
    # Most texts are alike: what is between their quotation marks is looked through once.
    pieces = "\n".join({piece for text in texts for piece in text.split('"')})
    return [
        f"{form[:6]}… after {place[max(at - 100, 0) : at]!r}"
        for form in {form for secret in planted for form in disguises(secret)}
        for place in (texts if '"' in form else [pieces])
        if (at := place.find(form)) >= 0
    ]
