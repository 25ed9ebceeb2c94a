"""A fleet's members: who is due is asked for through the queue, and posts once, however messages come."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError

from local.aws.proxy import AwsProxy, ConflictingAws
from local.aws.stack import LocalStack
from local.aws.template import Stack
from local.base.server import Fault, Response
from local.networks.mastodon_answers import REFUSALS
from repost.aws.clients import client
from repost.aws.messages import TurnMessage
from repost.aws.table import Table
from repost.base import instants
from repost.feeds.archive import Archive
from repost.fleet.dispatch import LEASE, dispatch
from repost.fleet.groups import Groups
from repost.history.claims import History
from repost.history.queue import MemberQueue
from repost.history.records import state_key
from repost.history.states import AccountStates
from repost.run import account_turn
from repost.run.account_turn import take_turn
from repost.run.queued_turns import handle_message
from tests.fleet import Fleet
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.emulator import LocalAws

NAMES = ("ada", "bob", "cyd")
ONE_EACH = dict.fromkeys(NAMES, 1)
LOST_MESSAGE = LEASE + timedelta(minutes=1)


@pytest.fixture
def stack(fleet_stack: LocalStack) -> LocalStack:
    return fleet_stack


@pytest.fixture
def fleet(stack: LocalStack) -> Iterator[Fleet]:
    with Fleet(stack, *NAMES, articles=6) as fleet:
        yield fleet


def message(name: str) -> str:
    return TurnMessage(name).as_text()


def test_a_tick_asks_for_the_turns_that_are_due_and_the_worker_takes_each_of_them_once(fleet: Fleet) -> None:
    assert fleet.tick() == {}
    assert fleet.metrics() == {"Queued": 3, "OldestDue": 0, "Overdue": 0}
    assert fleet.deliver() == 3
    assert fleet.said() == ONE_EACH
    assert fleet.metrics() == {"PostPublished": 3}
    assert {each.at for each in fleet.waiting().values()} == {NOW + timedelta(hours=6)}
    assert fleet.turn() == 0
    assert fleet.later(hours=6).turn() == 3
    assert fleet.said() == dict.fromkeys(NAMES, 2)


def test_an_articles_page_is_asked_for_once_in_ten_minutes_by_all_members(stack: LocalStack) -> None:
    with Fleet(stack, *NAMES, articles=1, settings='[select]\nspacing = "0m"') as fleet:
        for name in NAMES:
            assert fleet.work(message(name)) == []
        assert fleet.said() == ONE_EACH
        asked = Counter(request.path for request in fleet.blog.requests)
        assert asked["/article-0/"] == 1


def test_what_readers_did_is_read_an_hour_after_a_turn_and_then_the_next_slot_is_waited_for(
    fleet: Fleet,
) -> None:
    fleet.put_group("[results]\nread = true")
    fleet.turn()
    fleet.later(days=8).turn()
    assert {each.at for each in fleet.waiting().values()} == {fleet.now + timedelta(hours=1)}
    fleet.later(hours=1).turn()
    assert {each.at for each in fleet.waiting().values()} == {fleet.now + timedelta(hours=5)}
    state = fleet.stack.table.get(state_key("ada")) or {}
    assert state["heard"]["after"] > instants.written(fleet.now)


def test_messages_that_come_twice_and_in_any_order_make_one_post_each(fleet: Fleet) -> None:
    bodies = [message(name) for name in NAMES]
    assert fleet.work(*bodies, *reversed(bodies)) == []
    assert fleet.later(minutes=1).work(*bodies) == []
    assert fleet.said() == ONE_EACH


def test_a_message_that_gets_lost_comes_back_by_its_lease(fleet: Fleet, stack: LocalStack) -> None:
    assert stack.queue
    fleet.tick()
    while stack.queue.receive():
        pass  # received, and never handed to anybody
    fleet.tick()
    assert stack.queue.receive() == []
    fleet.now += LOST_MESSAGE
    fleet.tick()
    assert fleet.metrics()["OldestDue"] == LOST_MESSAGE.total_seconds()
    assert fleet.deliver() == 3
    assert fleet.said() == ONE_EACH


def test_a_message_that_comes_days_late_makes_no_second_post(fleet: Fleet) -> None:
    fleet.turn()
    assert fleet.later(hours=5).work(message("ada")) == []
    assert fleet.said() == ONE_EACH
    assert fleet.waiting()["ada"].at == NOW + timedelta(hours=6)


def test_messages_that_nothing_can_be_done_with_are_dropped_with_a_reason_and_stop_no_other(
    fleet: Fleet,
) -> None:
    shapeless = ["", "no JSON", "[1, 2]", "[" * 100_000, "{}", '{"account": ["ada"]}', None]
    hostile = ["../ada", "a" * 3_000, "ada bob", ""]
    assert fleet.work(*shapeless, *map(message, hostile), message("nobody"), message("ada")) == []
    assert fleet.said()["ada"] == 1
    unusable = len(shapeless) + len(hostile) + 1
    assert fleet.metrics() == {"PostPublished": 1, "MessagesUnusable": unusable}
    said = [line["message"] for line in fleet.lines if line.get("level") == "WARNING"]
    assert Counter(said) == {
        "The message doesn't ask for a member's turn.": unusable - 1,
        "nobody is not a member.": 1,
    }


@pytest.mark.parametrize("row", [{"left": NOW}, {"paused": True}, {"consent": None}, {"reconnect": True}])
def test_nothing_is_posted_for_a_member_who_may_not_post_and_no_turn_is_asked_for(
    fleet: Fleet, row: dict[str, Any]
) -> None:
    fleet.tick()
    fleet.rewrite("ada", **row)
    assert fleet.deliver() == 3
    assert fleet.said() == {"ada": 0, "bob": 1, "cyd": 1}
    assert "ada" not in fleet.waiting()


def test_a_member_whose_keys_are_refused_posts_again_once_they_connect_again(fleet: Fleet) -> None:
    fleet.stack.put_secret("ada", fleet.mastodon.secret("nobody"))
    assert fleet.work(message("ada")) == []
    assert fleet.metrics() == {"CredentialsRefused": 1}
    [shown] = fleet.ask("staff_show", account="ada")["members"]
    assert shown["state"] == "reconnect"
    assert fleet.later(hours=7).turn() == 2
    assert fleet.said() == {"ada": 0, "bob": 1, "cyd": 1}
    fleet.stack.put_secret("ada", fleet.mastodon.secret("ada"))
    assert fleet.wish("check", account="ada")["state"] == "done"
    fleet.turn()
    assert fleet.said() == ONE_EACH


def test_keys_that_work_again_need_not_be_new_ones(fleet: Fleet) -> None:
    fleet.mastodon.fail_next(Fault(accepted=True), REFUSALS["disabled"])
    fleet.work(message("ada"))
    assert "ada" not in fleet.waiting()
    fleet.wish("check", account="ada")
    fleet.later(hours=7).turn()
    assert fleet.said() == ONE_EACH


def test_who_connects_again_while_their_old_keys_are_being_refused_stays_active(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn_with_a_connect(*given: Any) -> Any:
        report = take_turn(*given)
        fleet.rewrite("ada", connected=NOW + timedelta(seconds=1))
        return report

    monkeypatch.setattr(account_turn, "take_turn", turn_with_a_connect)
    fleet.stack.put_secret("ada", fleet.mastodon.secret("nobody"))
    fleet.work(message("ada"))
    assert fleet.waiting()["ada"].at == NOW + LEASE


def test_a_paused_group_posts_nothing_and_goes_on_when_it_is_paused_no_more(fleet: Fleet) -> None:
    fleet.put_group("paused = true")
    fleet.turn()
    assert fleet.said() == dict.fromkeys(NAMES, 0)
    fleet.put_group()
    assert fleet.later(hours=1).turn() == 3
    assert fleet.said() == ONE_EACH


def test_a_mistake_in_a_group_is_reported_and_its_members_go_on_when_it_is_corrected(fleet: Fleet) -> None:
    fleet.put_group("langage = 'en'")
    fleet.turn()
    assert fleet.metrics() == {"SettingsInvalid": 3}
    fleet.put_group()
    assert fleet.later(minutes=30).turn() == 3
    assert fleet.said() == ONE_EACH


@pytest.mark.usefixtures("own_clients")
def test_a_group_is_read_once_a_minute(fleet: Fleet, stack: LocalStack) -> None:
    read: list[object] = []
    stack.ssm.meta.events.register(
        "provide-client-params.ssm.GetParameters", lambda params, **_: read.append(params)
    )
    fleet.work(*map(message, NAMES))
    fleet.later(seconds=59).work(message("ada"))
    assert len(read) == 1
    fleet.later(seconds=2).work(message("ada"))
    assert len(read) == 2


def test_a_turn_for_which_there_is_no_time_comes_back_in_a_minute_and_is_no_dead_letter(
    fleet: Fleet, stack: LocalStack
) -> None:
    fleet.tick()
    with asked(stack, "ChangeMessageVisibility") as hidden:
        deliver_once(fleet, stack, remaining_seconds=30)
    assert [each["VisibilityTimeout"] for each in hidden] == [61] * 3
    assert fleet.said() == dict.fromkeys(NAMES, 0)
    assert fleet.metrics() == {"TurnsReturned": 3}
    assert fleet.work(message("ada"), receives=4, remaining_seconds=30) == []
    assert fleet.waiting()["ada"].at == NOW + LEASE


def test_a_turn_that_finds_another_run_reading_the_blog_for_the_first_time_comes_back(fleet: Fleet) -> None:
    archive = Archive(fleet.stack.table, fleet.blog.feed)
    assert archive.may_refresh(archive.record(), NOW)
    assert fleet.work(message("ada")) == [message("ada")]
    assert fleet.later(minutes=10).work(message("ada")) == []
    assert fleet.said()["ada"] == 1


def test_a_turn_that_aws_fails_comes_back_and_the_others_are_taken(
    fleet: Fleet, stack: LocalStack, aws: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.turn()
    fleet.later(hours=6)
    with AwsProxy(f"http://127.0.0.1:{aws.port}") as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        stack.table = Table(client("dynamodb", attempts=1), stack.table_name)
        refused = Response(500, b'{"__type": "InternalServerError"}')
        proxy.fail("BatchGetItem", Fault(accepted=True), Fault(instead=refused))
        assert fleet.work(*map(message, NAMES)) == [message("ada")]
    assert fleet.said() == {"ada": 1, "bob": 2, "cyd": 2}
    assert fleet.metrics() == {"PostPublished": 2, "TurnFailed": 1, "TurnsReturned": 1}


def test_a_post_is_reported_although_its_members_next_time_could_not_be_written(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1")

    fleet.tick()
    monkeypatch.setattr(MemberQueue, "look_at", fail)
    assert fleet.work(message("ada")) == []
    assert fleet.metrics() == {"PostPublished": 1}
    assert fleet.waiting()["ada"].at == NOW + LEASE
    assert "The lease brings ada back, since AWS failed: Could not connect" in caplog.text


def test_a_post_whose_outcome_is_unknown_is_looked_for_after_the_lease(fleet: Fleet) -> None:
    fleet.mastodon.fail_next(*[Fault("cut", accepted=True)] * 2)
    fleet.work(message("ada"))
    assert fleet.waiting()["ada"].at == NOW + LEASE
    fleet.now += LEASE
    fleet.work(message("ada"))
    assert fleet.said()["ada"] == 1
    assert fleet.metrics() == {"PostPublished": 1}
    assert fleet.waiting()["ada"].at == NOW + timedelta(hours=6)


def test_a_message_is_delayed_until_its_member_is_due_and_none_is_sent_further_ahead(
    fleet: Fleet, stack: LocalStack
) -> None:
    fleet.turn()
    fleet.later(hours=5, minutes=44)
    with asked(stack, "SendMessageBatch") as sent:
        fleet.tick()
        assert sent == []
        fleet.later(minutes=8)
        fleet.tick()
    [batch] = sent
    assert [each["DelaySeconds"] for each in batch["Entries"]] == [8 * 60 + 1] * 3


def test_who_has_waited_longest_goes_first_and_the_rest_is_told(fleet: Fleet, stack: LocalStack) -> None:
    assert stack.queue
    queue, states = MemberQueue(stack.table), AccountStates(stack.table)
    for number in range(25):
        states.begin(f"member-{number}", NOW - timedelta(minutes=number + 1), group="field")
    batches = iter([True, False])
    told = dispatch(queue, stack.queue.messages, lambda: NOW, workers=8, has_time=lambda: next(batches))
    assert (told.queued, told.not_reached, told.oldest) == (10, 18, timedelta(minutes=25))
    leased = {name for name, each in fleet.waiting().items() if each.at > NOW}
    assert leased == {f"member-{number}" for number in range(15, 25)}


def test_two_ticks_at_once_ask_for_each_turn_once(fleet: Fleet, stack: LocalStack) -> None:
    assert stack.queue
    seen = list(MemberQueue(stack.table).until(NOW))
    fleet.tick()
    assert not any(MemberQueue(stack.table).lease(each, NOW + LEASE) for each in seen)


def test_a_tick_that_can_not_ask_for_turns_says_so_and_serves_the_other_accounts(
    fleet: Fleet, stack: LocalStack
) -> None:
    fleet.account("solo")
    stack.dynamodb.delete_table(TableName=stack.table_name)
    request = Stack(stack.name).table_request()
    del request["GlobalSecondaryIndexes"]
    request["AttributeDefinitions"] = [
        each for each in request["AttributeDefinitions"] if not each["AttributeName"].startswith("queue")
    ]
    stack.dynamodb.create_table(**request)
    reports = fleet.tick()
    assert reports["solo"]["state"] == "posted"
    said = reports["the fleet"]["decision"]
    assert said.startswith(f"ExistingTable is {stack.table_name}, which has no index by_queue, and reviews")
    assert f"aws dynamodb update-table --table-name {stack.table_name} --attribute-definitions" in said
    assert fleet.metrics()["SettingsInvalid"] == 1


def test_without_a_fleet_a_tick_asks_for_nothing(aws: LocalAws) -> None:
    with World(LocalStack(f"no-fleet-{aws.port}"), Entry("a", 40)) as world:
        world.account()
        assert world.tick_main()["state"] == "posted"
        assert "OldestDue" not in world.metrics()


def test_sixteen_workers_on_one_article_and_one_text_lose_no_turn_and_copy_nobody(
    aws: LocalAws, stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Transactions that meet on an item are refused, as DynamoDB does and the emulator does not."""
    names = [f"member-{number}" for number in range(16)]
    words = [f"{name} says: {{title}}" for name in names]
    settings = f'[select]\nspacing = "0m"\n[message]\nhashtags = "none"\ntemplate = {json.dumps(words)}\n'
    with Fleet(stack, *names, articles=1, settings=settings) as fleet:
        with ConflictingAws(f"http://127.0.0.1:{aws.port}") as proxy:
            monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
            stack.table = Table(client("dynamodb"), stack.table_name, proxy.pause)
            fleet.work(message(names[0]))  # reads the blog, and posts
            proxy.let_some_meet()
            groups = Groups(stack.path, stack.parameters.of_group)
            outside = stack.outside(lambda: fleet.now, lambda: 100.0, fleet.endpoints)
            with ThreadPoolExecutor(16) as pool:
                handled = pool.map(lambda name: handle_message(message(name), 1, groups, outside), names)
            states = Counter(each.report.state for each in handled if each.report)
        assert proxy.conflicts > 0
        assert states == {"posted": 15, "waiting": 1}
        assert fleet.said() == dict.fromkeys(names, 1)
        assert len({text for name in names for text in fleet.mastodon.texts(name)}) == 16


def test_sixteen_workers_spend_no_more_than_the_stack_allows_and_all_of_that(stack: LocalStack) -> None:
    names = [f"member-{number}" for number in range(16)]
    budget = "[budget]\nprice_with_link = 0.1\nprice_without_link = 0.1\nstack_per_month = 0.5"
    with Fleet(stack, *names, settings=f'[select]\nspacing = "0m"\n{budget}') as fleet:
        fleet.work(message(names[0]))
        groups = Groups(stack.path, stack.parameters.of_group)
        outside = stack.outside(lambda: fleet.now, lambda: 100.0, fleet.endpoints)
        with ThreadPoolExecutor(8) as pool:
            handled = pool.map(lambda name: handle_message(message(name), 1, groups, outside), names)
        states = Counter(each.report.state for each in handled if each.report)
        assert sum(fleet.said().values()) == 5
        assert states["posted"] == 4
        assert states["over_budget"] + states["taken"] == 11
        assert History(stack.table).spent("main", f"{NOW:%Y-%m}").stack == 500_000


def deliver_once(fleet: Fleet, stack: LocalStack, **context: Any) -> None:
    """Hand one batch over to a worker in a context."""
    assert stack.queue
    stack.queue.hand_over(stack.queue.receive(), lambda event: fleet.worked(event, **context))


@contextmanager
def asked(stack: LocalStack, operation: str) -> Iterator[list[dict[str, Any]]]:
    """What SQS is asked to do, within the block."""
    assert stack.queue
    found: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_: object) -> None:
        found.append(params)

    name = f"provide-client-params.sqs.{operation}"
    stack.queue.sqs.meta.events.register(name, note)
    yield found
    stack.queue.sqs.meta.events.unregister(name, note)
