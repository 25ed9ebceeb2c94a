"""What the benchmarks run in: an emulated AWS, a blog of ten articles, X, and tables that all begin alike."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
from botocore import xform_name

from benchmarks.blogs import START, TenArticles
from local.aws.emulator import LocalAws
from local.aws.lambda_runtime import SAM, LambdaRuntime
from local.aws.template import Stack
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from local.aws.lambda_runtime import Artifact

STEP: Final = timedelta(hours=6, minutes=1)
PATH: Final = "/bench"
NEWS_PATH: Final = "/bench-news"
"""The settings path of an account that announces new articles."""
ACCOUNT: Final = "main"
TABLE: Final = "{table}"
"""The placeholder for the table's name in recorded calls."""
_SETTINGS: Final = (
    'network = "x"\nfeed = "{feed}"\n{head}\n[schedule]\nevery = "6h"\njitter = "0m"\n'
    '[select]\nrest = "1d"\n{select}\n[link]\nutm = true\n'
)

Call = dict[str, Any]
Recorder = Callable[[Callable[[], object]], list[Call]]


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
        self.dynamodb = boto3.client("dynamodb", **where)
        self._ssm = boto3.client("ssm", **where)
        self.add_account(PATH, f"{self._blog.url}/feed/")
        self.add_account(NEWS_PATH, f"{self._blog.url}/feed/", head="announce = true")

    def add_account(
        self, path: str, feed: str, select: str = "", account: str = ACCOUNT, head: str = ""
    ) -> None:
        """An account for the blog with this feed, under a settings path of its own."""
        settings = _SETTINGS.format(feed=feed, select=select, head=head)
        self._ssm.put_parameter(Name=f"{path}/settings/{account}", Value=settings, Type="String")
        secret = self._keys.document
        self._ssm.put_parameter(Name=f"{path}/secrets/{account}", Value=secret, Type="SecureString")

    fleet: Mapping[str, str] = {"REPOST_TURNS": "http://127.0.0.1:9/turns", "REPOST_WORKERS": "8"}
    """The environment of a function with a fleet. Nothing is sent to its queue here."""

    def put_group(self, name: str) -> None:
        """A group of members who post about the blog of ten articles."""
        document = (
            f'feed = "{self._blog.url}/feed/"\n[schedule]\nquiet_hours = "22:00-07:00"\n'
            '[mastodon]\nserver = "https://social.example"\n'
        )
        self._ssm.put_parameter(Name=f"{PATH}/groups/{name}", Value=document, Type="String")

    def table(self, items: Sequence[Any] = ()) -> str:
        """A new table with these items."""
        name = f"bench-{next(self._numbers)}"
        request = Stack().table_request()
        request["TableName"] = name
        self.dynamodb.create_table(**request)
        for item in items:
            self.dynamodb.put_item(TableName=name, Item=item)
        return name

    def items(self, table: str) -> list[Any]:
        """Everything in a table."""
        return list(self.dynamodb.scan(TableName=table)["Items"])

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
        """The calls that each of some posting runs in a row makes, to any server, from a table like this."""
        table = self.table(items)
        recorded: list[list[Call]] = []
        with self.recorded(table) as (arm, calls):
            for run in range(runs):
                asked, posted = len(self._blog.requests), len(arm.x.requests)
                to_aws = calls(partial(arm.post, run))
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

    def record_idle(self, table: str, at: datetime, path: str = PATH, **environment: str) -> list[Call]:
        """The calls that a tick makes at an instant at which nothing is due."""
        with self.recorded(table, path, **environment) as (arm, calls):
            return calls(lambda: arm.tick(at))

    @contextmanager
    def recorded(
        self, table: str, path: str = PATH, handler: str = "loopback.handler", **environment: str
    ) -> Iterator[tuple[Arm, Recorder]]:
        """A function, cold, and what gives the calls to AWS that a run of it makes."""
        file = self._folder / f"calls-{next(self._numbers)}"

        def calls(run: Callable[[], object]) -> list[Call]:
            file.write_text("")
            run()
            return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

        here = {"LOOPBACK_CALLS": str(file), "REPOST_SETTINGS_PATH": path, **environment}
        with self.arm(handler, table, None, **here) as arm:
            yield arm, calls


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
        """The result of a tick at an instant, and the seconds that it took."""
        self._clock.write_text(at.isoformat(), "utf-8")
        return self._invoked({"source": "repost.schedule", "scheduled": at.isoformat()})

    def ask(self, wish: Mapping[str, Any]) -> tuple[Any, float]:
        """The answer to a person's request, and the seconds that it took."""
        self._clock.write_text(START.isoformat(), "utf-8")
        return self._invoked({"source": "repost.person", **wish})

    def _invoked(self, event: Mapping[str, Any]) -> tuple[Any, float]:
        answer = self.runtime.invoke(event)
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
