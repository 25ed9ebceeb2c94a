"""A company's stack as SAM deploys it: two groups on four networks, and the worker behind the queue."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.aws.emulator import LocalAws
from local.aws.lambda_runtime import SAM
from local.aws.template import Stack
from local.networks.registry import STAND_INS
from local.tools.project import THIS_MACHINES, Project
from repost.aws.clients import client, session
from repost.aws.table import Table
from repost.base.errors import SettingsError
from repost.door.app import HEADERS
from repost.fleet.roster import Member, Roster
from repost.history.queue import MemberQueue
from repost.history.states import AccountStates
from tests.deploy.conftest import commands
from tests.guest import Guest
from tests.patience import LONGEST
from tests.world import Blog, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.networks.social import SocialStandIn
    from repost.settings.networks import NetworkName

NETWORKS: Final[tuple[NetworkName, ...]] = ("x", "mastodon", "bluesky", "telegram")
GROUPS: Final = ("field", "office")
MEMBERS: Final = 50


@dataclass(frozen=True)
class Company:
    """A stack in an emulated AWS, the networks of its members, and what it had without a fleet."""

    project: Project
    networks: Mapping[NetworkName, SocialStandIn]
    feed: str
    without: Mapping[str, str]

    def resources(self) -> dict[str, str]:
        """The types of what the stack has, by logical name."""
        found = self.project.ask("aws cloudformation describe-stack-resources --stack-name repost")
        return {each["LogicalResourceId"]: each["ResourceType"] for each in found["StackResources"]}

    def tick(self) -> None:
        self._invoke({"source": "repost.schedule", "scheduled": datetime.now(UTC).isoformat()})

    def ask(self, wish: str, **values: Any) -> Any:
        """The answer to a person's request."""
        return self._invoke({"source": "repost.person", wish: values})

    def _invoke(self, event: Mapping[str, Any]) -> Any:
        name = self.project.outputs("repost")["Function"]
        answer = client("lambda", attempts=1).invoke(FunctionName=name, Payload=json.dumps(event))
        with closing(answer["Payload"]) as payload:
            said = payload.read()
        assert "FunctionError" not in answer, said
        return json.loads(said)

    def last_lines(self) -> str:
        """The end of what the functions logged."""
        group = self.project.outputs("repost")["LogGroup"]
        events = client("logs").filter_log_events(logGroupName=group)["events"]
        return "\n".join(event["message"][:1000] for event in events[-30:])

    def said(self) -> dict[str, int]:
        """How many posts each member has out."""
        return {name: len(self.networks[network].texts(name)) for name, (_, network) in members().items()}


def members() -> dict[str, tuple[str, NetworkName]]:
    """Group and network of each member, by name."""
    return {f"member-{number}": (GROUPS[number % 2], NETWORKS[number // 2 % 4]) for number in range(MEMBERS)}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The stack, deployed without a fleet, and then with one."""
    folder = tmp_path_factory.mktemp("company")
    entries = [Entry(f"article-{number}", 31 + number) for number in range(MEMBERS)]
    with ExitStack() as running:
        aws = running.enter_context(LocalAws(folder / "aws", keep=False, python=str(SAM / "bin" / "python")))
        blog = running.enter_context(Blog(*entries))
        networks = {
            name: running.enter_context(STAND_INS[name].of(list(members()), lambda: datetime.now(UTC)))
            for name in NETWORKS
        }
        patch = running.enter_context(pytest.MonkeyPatch.context())
        for name, value in aws.environment.items():
            patch.setenv(name, value)
        session.cache_clear()
        running.callback(session.cache_clear)
        project = Project(folder / "repost", aws.environment)
        guide = next(block for block in commands("docs/fleets.md") if "sam deploy" in block)
        build, deploy = guide.splitlines()
        project.run(build, LAYER_MACHINE=THIS_MACHINES)
        project.let_it_reach_loopback({name: server.url for name, server in networks.items()})
        project.without_metric_math()
        project.run("sam deploy --parameter-overrides ScheduleState=DISABLED")
        company = Company(project, networks, blog.feed, {})
        without = company.resources()
        assert not client("lambda").list_event_source_mappings()["EventSourceMappings"]
        documented = "AlarmEmail=you@example.com"
        assert documented in deploy
        project.run(deploy.replace(documented, "ScheduleState=DISABLED Workers=4"))
        # The emulator keeps the parameter's text, and can't compare it: AWS makes a number of it.
        [mapping] = client("lambda").list_event_source_mappings()["EventSourceMappings"]
        client("lambda").update_event_source_mapping(
            UUID=mapping["UUID"], ScalingConfig=mapping["ScalingConfig"]
        )
        yield Company(project, networks, blog.feed, without)


def test_without_a_fleet_the_stack_has_nothing_of_one(company: Company) -> None:
    queues = [name for name, kind in company.without.items() if kind == "AWS::SQS::Queue"]
    functions = [name for name, kind in company.without.items() if kind == "AWS::Lambda::Function"]
    assert queues == ["FailedEvents"]
    assert set(functions) == {"RepostFunction", "LookFunction", "ActFunction"}
    added = company.resources().keys() - company.without.keys()
    only = Stack("repost", {"Fleet": "yes"}).resources.keys() - Stack("repost").resources.keys()
    assert added == only | {"WorkerFunctionTurn"}


def test_the_mapping_hands_small_batches_to_few_workers_and_takes_back_single_messages(
    company: Company,
) -> None:
    assert company.resources()["WorkerFunctionTurn"] == "AWS::Lambda::EventSourceMapping"
    [mapping] = client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert (mapping["BatchSize"], mapping["FunctionResponseTypes"]) == (5, ["ReportBatchItemFailures"])
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 4}


def test_every_member_has_one_post_out_by_the_deployed_worker_through_the_queue(company: Company) -> None:
    hire(company)
    company.tick()
    everybody = dict.fromkeys(members(), 1)
    deadline = time.monotonic() + LONGEST
    while company.said() != everybody and time.monotonic() < deadline:
        company.networks["x"].wait_until_released(0.5)
    assert company.said() == everybody, company.last_lines()
    queue = company.project.outputs("repost")["TurnsQueue"]
    assert waiting_in(queue, deadline) == 0
    assert waiting_in(company.project.outputs("repost")["FailedEventsQueue"], deadline) == 0
    company.tick()
    assert waiting_in(queue, deadline) == 0
    assert company.said() == everybody


def test_the_command_for_an_older_table_adds_the_index_that_the_template_gives_a_new_one(
    company: Company,
) -> None:
    dynamodb = client("dynamodb")
    keys = {"pk": "HASH", "sk": "RANGE"}
    dynamodb.create_table(
        TableName="older",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
    )
    older = Table(dynamodb, "older")
    AccountStates(older).begin("ada", datetime.now(UTC), group="field")
    with pytest.raises(SettingsError) as missing:
        list(MemberQueue(older).until(datetime.now(UTC)))
    _, command = missing.value.advice.split("Add it once: ")
    company.project.run(command)
    assert [each.account for each in MemberQueue(older).until(datetime.now(UTC))] == ["ada"]
    assert index_of("older") == index_of(company.project.outputs("repost")["Table"])


def index_of(table: str) -> Any:
    """The index of a table that is shared by all partitions, without its numbers."""
    [index] = client("dynamodb").describe_table(TableName=table)["Table"]["GlobalSecondaryIndexes"]
    return index["IndexName"], index["KeySchema"], index["Projection"]


def test_a_link_takes_a_member_through_the_deployed_door_to_a_post(company: Company) -> None:
    table = Table(client("dynamodb"), company.project.outputs("repost")["Table"])
    assert Roster(table).replace(Member("eve", "field"))
    [invitation] = company.ask("invite", accounts=["eve"])["invitations"]
    door = company.project.outputs("repost")["DoorUrl"]
    assert invitation["link"].startswith(f"{door}join/")
    guest = Guest(through=company.project.environment["AWS_ENDPOINT_URL"])
    guest.open(invitation["link"])
    assert guest.heading == "Share our articles", (guest.page, company.last_lines())
    assert {name: guest.headers.get(name.lower()) for name in HEADERS} == HEADERS
    guest.answer("/agree")
    guest.choose("mastodon")
    guest.says("member-0")
    guest.answer("/confirm")
    assert guest.heading == "You take part", (guest.page, company.last_lines())
    assert "article-" in guest.page
    secret = client("ssm").get_parameter(Name="/repost/secrets/eve", WithDecryption=True)["Parameter"]
    assert secret["Value"] not in company.last_lines()
    before = len(company.networks["mastodon"].texts("member-0"))
    company.tick()
    deadline = time.monotonic() + LONGEST
    while len(company.networks["mastodon"].texts("member-0")) == before and time.monotonic() < deadline:
        company.networks["mastodon"].wait_until_released(0.5)
    assert len(company.networks["mastodon"].texts("member-0")) == before + 1, company.last_lines()


def hire(company: Company) -> None:
    """Write two groups, and rows, states and secrets of their members."""
    ssm, now = client("ssm"), datetime.now(UTC)
    table = Table(client("dynamodb"), company.project.outputs("repost")["Table"])
    own = "".join(server.settings for server in company.networks.values())
    for group in GROUPS:
        document = (
            f'network = "x"\nfeed = "{company.feed}"\n'
            '[schedule]\nevery = "6h"\njitter = "0m"\nspread = false\n'
            f'[select]\nmax_age = "none"\nspacing = "0m"\n{own}'
        )
        ssm.put_parameter(Name=f"/repost/groups/{group}", Value=document, Type="String")
    roster, states = Roster(table), AccountStates(table)
    for name, (group, network) in members().items():
        assert roster.replace(Member(name, group, network=network, consent=now, connected=now))
        states.begin(name, now - timedelta(hours=13), group=group)
        secret = company.networks[network].secret(name)
        ssm.put_parameter(Name=f"/repost/secrets/{name}", Value=secret, Type="SecureString")


def waiting_in(queue: str, deadline: float) -> int:
    """How many messages are in a queue, once none is being worked on."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    while True:
        asked: Any = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
        visible, hidden = (int(asked["Attributes"][name]) for name in names)
        if not hidden or time.monotonic() > deadline:
            return visible + hidden
        time.sleep(0.2)
