"""The one place that makes AWS clients: with time-outs and retries that fit a short run.

They come from botocore, boto3's own core: boto3 itself adds 50 ms to every cold start, for resources and file
transfers that nobody here uses.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from botocore.session import Session
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_ssm import SSMClient


def dynamodb_client() -> DynamoDBClient:
    return cast("DynamoDBClient", _client("dynamodb"))


def ssm_client() -> SSMClient:
    return cast("SSMClient", _client("ssm"))


def _client(service: str) -> object:
    """Standard retries: back-off with full jitter and a retry quota, three attempts in all."""
    import logging

    from botocore.config import Config

    # At DEBUG it logs whole answers, decrypted secrets among them.
    logging.getLogger("botocore.parsers").setLevel(logging.INFO)
    retries = {"mode": "standard", "total_max_attempts": 3}
    config = Config(connect_timeout=2, read_timeout=5, retries=retries)  # type: ignore[arg-type] # a plain dict does
    return session().create_client(service, config=config)


@cache
def session() -> Session:
    """The one session: all clients share what it loads, and whoever wants to listen to them asks here."""
    from botocore.session import get_session

    return get_session()
