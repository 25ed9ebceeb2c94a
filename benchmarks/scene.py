"""What the benchmarks run in: an emulated AWS, a blog of ten articles, X, and tables that all begin alike."""

from __future__ import annotations

import itertools
import json
import re
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
from botocore import xform_name

from local.aws import LocalAws
from local.lambda_runtime import SAM, LambdaRuntime
from local.oauth1 import Keys
from local.server import Answer, Request, StandIn
from local.template import Stack
from local.x import XStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from local.lambda_runtime import Artifact

START: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEP: Final = timedelta(hours=6, minutes=1)
PATH: Final = "/bench"
ACCOUNT: Final = "main"
TABLE: Final = "{table}"
"""Stands in recorded calls for the name of the table."""
_SETTINGS: Final = (
    'network = "x"\nfeed = "{feed}"\n[schedule]\nevery = "6h"\n[select]\nrest = "1d"\n[link]\nutm = true\n'
)
_PARAGRAPH: Final = "<p>Ein Absatz, wie er in einem Blog steht, mit <em>etwas</em> Auszeichnung darin. </p>"

Call = dict[str, Any]


class TenArticles(StandIn):
    """A blog whose feed shows ten articles of 8 KB, whole at every request."""

    def answer(self, request: Request) -> Answer:
        if re.fullmatch(r"/\d/", request.path):
            page = f"<!DOCTYPE html><title>Article {request.path}</title>{_PARAGRAPH * 95}"
            return Answer(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
        if request.path != "/feed/":
            return Answer(404)
        items = "".join(self._item(number) for number in range(10))
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A blog</title>'
            f"<link>{self.url}/</link><description/><language>en</language>{items}</channel></rss>"
        )
        return Answer(200, body.encode(), {"Content-Type": "application/rss+xml; charset=utf-8"})

    def _item(self, number: int) -> str:
        published = format_datetime(START - timedelta(days=31 + 3 * number))
        return (
            f"<item><title>Article {number}, of which one says this much</title>"
            f"<link>{self.url}/{number}/</link><guid isPermaLink='false'>{self.url}/?p={number}</guid>"
            f"<pubDate>{published}</pubDate><category>Tech</category><category>Garden</category>"
            f"<description>What it is about, in a sentence.</description>"
            f"<content:encoded><![CDATA[{_PARAGRAPH * 95}]]></content:encoded></item>"
        )


class Scene:
    """Everything around the function, for as long as the `with` block."""

    def __init__(self, artifact: Artifact, folder: Path, running: ExitStack) -> None:
        self._artifact = artifact
        self._folder = folder
        self._clock = folder / "clock"
        self._numbers = itertools.count(1)
        self._aws = running.enter_context(
            LocalAws(folder / "aws", keep=False, python=str(SAM / "bin" / "python"))
        )
        self._blog = running.enter_context(TenArticles())
        self._keys = Keys.of("ada")
        where: dict[str, Any] = {
            "endpoint_url": self._aws.environment["AWS_ENDPOINT_URL"],
            "region_name": "us-east-1",
            "aws_access_key_id": "local",
            "aws_secret_access_key": "local",
        }
        self._dynamodb = boto3.client("dynamodb", **where)
        ssm = boto3.client("ssm", **where)
        settings = _SETTINGS.format(feed=f"{self._blog.url}/feed/")
        ssm.put_parameter(Name=f"{PATH}/settings/{ACCOUNT}", Value=settings, Type="String")
        ssm.put_parameter(Name=f"{PATH}/secrets/{ACCOUNT}", Value=self._keys.document, Type="SecureString")

    def table(self, items: Sequence[Any] = ()) -> str:
        """A new table that holds these items."""
        name = f"bench-{next(self._numbers)}"
        request = Stack().table_request()
        request["TableName"] = name
        self._dynamodb.create_table(**request)
        for item in items:
            self._dynamodb.put_item(TableName=name, Item=item)
        return name

    def items(self, table: str) -> list[Any]:
        """Everything in a table."""
        return list(self._dynamodb.scan(TableName=table)["Items"])

    @contextmanager
    def arm(
        self, handler: str, table: str, artifact: Artifact | None = None, **environment: str
    ) -> Iterator[Arm]:
        """A handler, cold, with an X of its own."""
        folder = self._folder / f"arm-{next(self._numbers)}"
        folder.mkdir()
        with XStandIn([self._keys], lambda: datetime.fromisoformat(self._clock.read_text())) as x:
            everything = {
                **self._aws.environment,
                "REPOST_TABLE": table,
                "REPOST_SETTINGS_PATH": PATH,
                "LOOPBACK_ENDPOINTS": json.dumps({"x": x.url}),
                "LOOPBACK_CLOCK": str(self._clock),
                "BENCH_HANDLER": handler,
                **environment,
            }
            with LambdaRuntime(artifact or self._artifact, "timed.handler", folder, everything) as runtime:
                yield Arm(runtime, x, self._clock)

    def record(self, items: Sequence[Any], runs: int) -> list[list[Call]]:
        """The calls that each of some posting runs in a row makes, to whomever, from a table like this."""
        table = self.table(items)
        calls = self._folder / "calls"
        recorded: list[list[Call]] = []
        with self.arm("loopback.handler", table, LOOPBACK_CALLS=str(calls)) as arm:
            for run in range(runs):
                calls.write_text("")
                asked, posted = len(self._blog.requests), len(arm.x.requests)
                arm.post(run)
                to_aws = [json.loads(line) for line in calls.read_text("utf-8").splitlines()]
                for call in to_aws:
                    call["method"] = xform_name(call["operation"])
                to_blog = [
                    {"service": "blog", "method": each.method, "url": each.url}
                    for each in self._blog.requests[asked:]
                ]
                to_x = [
                    {"service": "x", "text": json.loads(each.body)["text"], "keys": vars_of(self._keys)}
                    for each in arm.x.requests[posted:]
                ]
                recorded.append([*to_aws[:2], *to_blog, *to_aws[2:-1], *to_x, *to_aws[-1:]])
        # Each turn has a table of its own.
        return cast("list[list[Call]]", json.loads(json.dumps(recorded).replace(f'"{table}"', f'"{TABLE}"')))

    def record_idle(self, table: str, at: datetime) -> list[Call]:
        """The calls that a tick makes at an instant at which nothing is due."""
        calls = self._folder / "calls"
        calls.write_text("")
        with self.arm("loopback.handler", table, LOOPBACK_CALLS=str(calls)) as arm:
            arm.tick(at)
        return [json.loads(line) for line in calls.read_text("utf-8").splitlines()]


def vars_of(keys: Keys) -> dict[str, str]:
    """Keys by their names."""
    return {name: getattr(keys, name) for name in keys.__slots__}


class Arm:
    """One handler under Lambda's runtime."""

    def __init__(self, runtime: LambdaRuntime, x: XStandIn, clock: Path) -> None:
        self.runtime = runtime
        self.x = x
        self._clock = clock

    def addressed(self, recorded: Sequence[Sequence[Call]]) -> list[list[Call]]:
        """Recorded calls, with those to X addressed to this arm's own."""
        to_x = {"url": f"{self.x.url}/2/tweets"}
        return [[call | to_x if call["service"] == "x" else call for call in run] for run in recorded]

    def tick(self, at: datetime) -> tuple[Any, float]:
        """What a tick at an instant comes to, and the seconds that it took."""
        self._clock.write_text(at.isoformat(), "utf-8")
        answer = self.runtime.invoke({"source": "repost.schedule", "scheduled": at.isoformat()})
        if "cpu" not in answer.body:
            raise RuntimeError(f"{answer.body}\n{self.runtime.log[-3000:]}")
        return answer.body, answer.seconds

    def post(self, number: int) -> tuple[Any, float]:
        """What the tick does at which a numbered post is due."""
        posts = len(self.x.posts)
        body, seconds = self.tick(START + STEP * (number + 1))
        if len(self.x.posts) != posts + 1:
            raise RuntimeError(f"Nothing went out: {body}")
        return body, seconds
