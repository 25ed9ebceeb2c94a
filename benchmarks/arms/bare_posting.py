"""The same calls as a posting run makes, and nothing else: the usual packages imported at the top.

It decides nothing: Repost's calls are replayed as they were recorded (BENCH_CALLS), to AWS by
boto3, to the blog by requests and feedparser, to X by requests-oauthlib.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import feedparser
import requests
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from requests_oauthlib import OAuth1Session

logger = Logger(service="bare")
metrics = Metrics(namespace="Bare", service="bare")
clients = {"ssm": boto3.client("ssm"), "dynamodb": boto3.client("dynamodb")}
runs = iter(json.loads(Path(os.environ["BENCH_CALLS"]).read_text("utf-8")))


@logger.inject_lambda_context(clear_state=True)
def handler(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    run = next(runs)
    answer: dict[str, Any] = {}
    for call in run:
        match call["service"]:
            case "blog":
                reply = requests.request(call["method"], call["url"], timeout=20)
                if call["url"].endswith("/feed/"):
                    feed = feedparser.parse(reply.content, sanitize_html=False, resolve_relative_uris=False)
                    answer["articles"] = len(feed.entries)
            case "x":
                keys = {name: call["keys"][name] for name in ("api_key", "api_key_secret")}
                session = OAuth1Session(
                    keys["api_key"],
                    keys["api_key_secret"],
                    call["keys"]["access_token"],
                    call["keys"]["access_token_secret"],
                )
                posted = session.post(call["url"], json={"text": call["text"]}, timeout=30)
                posted.raise_for_status()
                answer["posted"] = posted.json()["data"]["id"]
            case service:
                parameters = dict(call["parameters"])
                if "ClientRequestToken" in parameters:
                    parameters["ClientRequestToken"] = str(uuid4())
                getattr(clients[service], call["method"])(**parameters)
    logger.info("posted", extra=answer)
    metrics.add_metric(name="PostPublished", unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    return answer
