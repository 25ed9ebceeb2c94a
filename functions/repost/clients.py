"""The one place that makes AWS clients: with time-outs and retries that fit a short run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.config import Config
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_ssm import SSMClient


def dynamodb_client() -> DynamoDBClient:
    import boto3

    return boto3.client("dynamodb", config=_config())


def ssm_client() -> SSMClient:
    import boto3

    return boto3.client("ssm", config=_config())


def _config() -> Config:
    """Standard retries: back-off with full jitter and a retry quota, three attempts in all."""
    from botocore.config import Config

    return Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
