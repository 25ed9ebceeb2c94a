"""The one place that makes AWS clients: with time-outs and retries that fit a short run."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boto3 import Session
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_ssm import SSMClient


def dynamodb_client() -> DynamoDBClient:
    return cast("DynamoDBClient", client("dynamodb"))


def ssm_client() -> SSMClient:
    return cast("SSMClient", client("ssm"))


def sqs_client() -> Any:
    return client("sqs")


def sns_client() -> Any:
    return client("sns")


def ses_client() -> Any:
    return client("sesv2")


def client(service: str, *, read_timeout: float = 5, attempts: int = 3) -> Any:
    """A client with standard retries: back-off with full jitter and a retry quota.

    Parameters
    ----------
    read_timeout : float
        How long an answer may take, in seconds.
    attempts : int
        How often a request is sent at most.
    """
    import logging

    from botocore.config import Config

    # At DEBUG it logs whole answers and requests, secrets among them.
    for module in ("endpoint", "parsers"):
        logging.getLogger(f"botocore.{module}").setLevel(logging.INFO)
    config = Config(
        connect_timeout=2,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": attempts},
        parameter_validation=False,  # takes a turn 3 ms; AWS refuses what is wrong, too
        user_agent="Repost",  # what the SDK says of itself, it puts together for each request
    )
    makes: Any = session()  # whose stubs know a service by its literal name only
    return makes.client(service, config=config)


def pause_before_retry(retries: int) -> None:
    """Sleep before the SDK's caller tries again: full jitter, up to 20, 40, 80, 160, then 320 ms.

    See https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/.
    """
    import random
    import time

    time.sleep(random.uniform(0, min(0.02 * 2**retries, 0.32)))  # noqa: S311 - not for security


@cache
def session() -> Session:
    """The one session: all clients share what it loads, and its event hooks reach all of them."""
    import os

    from boto3 import Session

    # On Lambda credentials are in the environment; to prepare to look elsewhere takes 8 ms.
    given: Mapping[str, str] = os.environ if "AWS_LAMBDA_FUNCTION_NAME" in os.environ else {}
    return Session(
        aws_access_key_id=given.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=given.get("AWS_SECRET_ACCESS_KEY"),
        aws_session_token=given.get("AWS_SESSION_TOKEN"),
        # Like AWS's own commands; the SDK itself reads AWS_DEFAULT_REGION alone.
        region_name=os.environ.get("AWS_REGION") or None,
    )
