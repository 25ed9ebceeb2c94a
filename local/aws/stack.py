"""What a deployment makes in AWS, made in the emulator: table, settings, secrets, and its handler."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import uuid4

from botocore import UNSIGNED

from local.aws.template import Stack
from local.aws.turns_queue import LocalQueue
from local.aws.wire import Wire
from repost.app import make_handler, make_worker
from repost.aws.clients import dynamodb_client, sqs_client, ssm_client
from repost.aws.parameters import Parameters
from repost.aws.table import Table
from repost.fleet.roster import Roster
from repost.history.states import AccountStates
from repost.run.collaborators import Collaborators
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_ssm import SSMClient

    from repost.app import Handler
    from repost.fleet.roster import Member

REGION: Final = "us-east-1"
LOOK: Final = f"arn:aws:lambda:{REGION}:000000000000:function:look"
ACT: Final = f"arn:aws:lambda:{REGION}:000000000000:function:act"
DOOR: Final = "https://door.example/"


@cache
def shared(make: Callable[[], Any], endpoint: str) -> Any:  # noqa: ARG001 - which it finds itself
    """A client of all stacks at this address: to make one takes longer than most tests."""
    made, wire = make(), Wire()
    _ = made.exceptions  # made at first use, and not made for several threads at once
    made.meta.events.register("choose-signer", lambda **_: UNSIGNED)  # nobody checks what takes this long
    made.meta.events.register("before-send", wire.send)
    os.register_at_fork(after_in_child=wire.close)
    return made


@dataclass(frozen=True, slots=True)
class LocalContext:
    """What Lambda passes to a handler, with enough time for anything."""

    function_name: str = "repost"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = f"arn:aws:lambda:{REGION}:000000000000:function:repost"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"
    remaining_seconds: float = 120

    def get_remaining_time_in_millis(self) -> int:
        return int(self.remaining_seconds * 1000)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard: its name, and what each function of its widgets does with an event, by ARN."""

    name: str
    functions: Mapping[str, Callable[[Mapping[str, Any]], str]]


class LocalStack:
    """One stack in the emulator that the environment points at; stacks of different names share nothing.

    Parameters
    ----------
    name : str
        The stack's.
    fleet : bool
        Whether it has the queue and the worker of a fleet.

    Attributes
    ----------
    table : Table
        Made from the template if it isn't there yet.
    parameters : Parameters
        Below the path that the template gives the function.
    queue : LocalQueue or None
        The one between tick and worker.
    mail : callable or None
        What mails to the owner, given a subject and a text, and says why if it can't.
    letter : callable or None
        What mails to a member, given an address, a subject and a text, and says why if it can't.
    door : str
        Where members join.
    """

    secrets: ClassVar[list[str]] = []
    """Every document of credentials that was put: the tests look for them in all output."""

    def __init__(self, name: str = "repost", *, fleet: bool = False) -> None:
        self.name = name
        self.mail: Callable[[str, str], str] | None = None
        self.letter: Callable[[str, str, str], str] | None = None
        self.door = DOOR if fleet else ""
        self._stack = Stack(name, {"Fleet": "yes" if fleet else "no"})
        environment = self._stack.function_settings().environment
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self.dynamodb: DynamoDBClient = shared(dynamodb_client, endpoint)
        self.ssm: SSMClient = shared(ssm_client, endpoint)
        self.path = environment["REPOST_SETTINGS_PATH"]
        self.table_name = environment["REPOST_TABLE"]
        self.table = Table(self.dynamodb, self.table_name)
        self.parameters = Parameters(self.ssm, self.path)
        self._workers = int(environment.get("REPOST_WORKERS", 0))
        self._have_table()
        self.queue = LocalQueue(shared(sqs_client, endpoint), self._stack) if fleet else None

    def _have_table(self) -> None:
        wanted = self._stack.table_request()
        try:
            self.dynamodb.create_table(**wanted)
        except self.dynamodb.exceptions.ResourceInUseException:
            found = self.dynamodb.describe_table(TableName=self.table_name)["Table"]
            if _indexes(found) != _indexes(wanted):
                raise RuntimeError(
                    "The local table is of an earlier version, without all indexes: run make clean."
                ) from None

    @property
    def turns(self) -> LocalQueue:
        """The queue of a stack that certainly has one."""
        if self.queue is None:
            raise ValueError(f"The stack {self.name} has no fleet.")
        return self.queue

    def items(self) -> list[Any]:
        """Everything in the table, in DynamoDB's notation."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table_name)
        return [item for page in pages for item in page["Items"]]

    def put_settings(self, name: str, document: str) -> None:
        """Write a settings document as ``aws ssm put-parameter --overwrite`` does."""
        self._put(f"settings/{name}", document)

    def put_group(self, name: str, document: str) -> None:
        """Write the document of a group of members."""
        self._put(f"groups/{name}", document)

    def _put(self, name: str, document: str) -> None:
        self.ssm.put_parameter(Name=f"{self.path}/{name}", Value=document, Type="String", Overwrite=True)

    def put_member(self, member: Member, now: datetime) -> None:
        """Write the row of a new member, who waits for a first turn from now on."""
        Roster(self.table).replace(member)
        AccountStates(self.table).begin(member.name, now, group=member.group)

    def put_secret(self, account: str, document: str) -> None:
        """Write an account's credentials, encrypted."""
        self.secrets.append(document)
        self.ssm.put_parameter(
            Name=f"{self.path}/secrets/{account}", Value=document, Type="SecureString", Overwrite=True
        )

    def tick(self, now: datetime) -> Mapping[str, Any]:
        """The event that the template's schedule sends at an instant."""
        return self._stack.tick(now)

    def outside(
        self, clock: Callable[[], datetime], remaining: Callable[[], float], endpoints: Mapping[str, str]
    ) -> Collaborators:
        """Collaborators that reach the emulator, and this machine's stand-ins at the given endpoints."""
        return Collaborators(
            table=self.table,
            parameters=self.parameters,
            clock=clock,
            remaining=remaining,
            token=lambda: str(uuid4()),
            http=lambda: Http(allow_loopback=True),
            endpoints=endpoints,
            messages=self.queue.messages if self.queue else None,
            workers=self._workers,
            mail=self.mail,
            door=self.door,
            letter=self.letter,
        )

    def handler(self, clock: Callable[[], datetime], endpoints: Mapping[str, str]) -> Handler:
        """The deployed handler over those collaborators."""
        return make_handler(lambda remaining: self.outside(clock, remaining, endpoints))

    def dashboard(self, clock: Callable[[], datetime], endpoints: Mapping[str, str]) -> Dashboard:
        """The dashboard's functions over those collaborators."""
        from repost.pages.act import make_act
        from repost.pages.look import make_look

        def compose(remaining: Callable[[], float]) -> Collaborators:
            return self.outside(clock, remaining, endpoints)

        name = self._stack.resources["DashboardOfStack"]["Properties"]["DashboardName"]
        look, act = make_look(compose, ACT), make_act(compose, name)
        return Dashboard(
            name,
            {
                LOOK: lambda event: look(event, LocalContext(invoked_function_arn=LOOK)),
                ACT: lambda event: act(event, LocalContext(invoked_function_arn=ACT)),
            },
        )

    def worker(self, clock: Callable[[], datetime], endpoints: Mapping[str, str]) -> Handler:
        """The deployed worker over those collaborators."""
        return make_worker(lambda remaining: self.outside(clock, remaining, endpoints))

    def door_handler(self, clock: Callable[[], datetime], endpoints: Mapping[str, str]) -> Handler:
        """The deployed door over those collaborators."""
        from repost.door.app import make_door

        return make_door(lambda remaining: self.outside(clock, remaining, endpoints))


def _indexes(table: Mapping[str, Any]) -> set[str]:
    kinds = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
    return {index["IndexName"] for kind in kinds for index in table.get(kind, ())}
