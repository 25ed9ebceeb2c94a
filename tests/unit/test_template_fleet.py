"""What a fleet adds to a stack: the worker, the queue and the door, and what these may do."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from local.aws.template import Stack
from repost.aws.messages import MOST_DELAY
from tests.template import KEY, allowed, listed, properties, statements

if TYPE_CHECKING:
    from collections.abc import Mapping


class TestAFleet:
    ONLY = (
        *("WorkerRole", "WorkerFunction", "Turns", "OldestDueAlarm", "OldestHeldAlarm", "WorkerErrorsAlarm"),
        *(
            "DoorRole",
            "DoorFunction",
            "DoorUrl",
            "DoorUrlPermission",
            "DoorInvokePermission",
            "DoorFailedAlarm",
        ),
        "RepostLead",
    )
    FLEET = Stack(given={"Fleet": "yes"})

    def test_without_one_nothing_of_it_is_made_and_the_rest_knows_of_none(self) -> None:
        alone, fleet = Stack().resources, self.FLEET.resources
        assert fleet.keys() - alone.keys() == set(self.ONLY)
        assert alone.keys() <= fleet.keys()
        differing = {name for name, resource in alone.items() if resource != fleet[name]}
        shares = {"CredentialsRefusedAlarm", "SettingsInvalidAlarm", "OutcomeUnknownAlarm"}
        of_pages = {"LookFunction", "LookRole", "ActFunction", "ActRole", "DashboardOfStack"}
        assert differing == {"RepostFunction", "RepostRole", *of_pages, *shares}
        assert not re.search(
            "Turns|Worker|Fleet|Door|door|groups", json.dumps([alone[name] for name in differing])
        )
        assert not {"TurnsQueue", "DoorUrl"} & Stack().outputs.keys()

    def test_the_tick_may_look_for_who_is_due_and_ask_for_their_turns(self) -> None:
        store = "arn:aws:ssm:us-east-1:000000000000:parameter/repost"
        assert allowed(self.FLEET) - allowed() == {
            ("sqs:SendMessage", "repost-Turns.Arn"),
            ("ssm:GetParameters", f"{store}/settings/defaults"),
            ("ssm:GetParameters", f"{store}/groups/*"),
            ("ssm:GetParametersByPath", f"{store}/groups/*"),
            ("ssm:GetParameter", f"{store}/keys/door"),
            ("ssm:PutParameter", f"{store}/keys/door"),
        }
        assert (
            properties("RepostFunction", self.FLEET)["Environment"]["Variables"]["REPOST_TURNS"]
            == "repost-Turns"
        )

    def test_the_worker_may_post_as_the_tick_may_and_reads_no_account_of_its_own_settings(self) -> None:
        stack = Stack(given={"Fleet": "yes", "RenewTokens": "yes", "SecretsKeyArn": KEY})
        worker, tick = allowed(stack, "WorkerRole"), allowed(stack)
        only = {entry for entry in worker - tick if not entry[0].startswith("sqs:")}
        store = "arn:aws:ssm:us-east-1:000000000000:parameter/repost"
        assert only == {
            ("ssm:GetParametersByPath", f"{store}/settings/defaults"),
            ("ssm:GetParametersByPath", f"{store}/settings/defaults/*"),
            ("ssm:GetParameter", f"{store}/apps/*"),
            ("ssm:GetParameter", f"{store}/chats/*"),
            ("ssm:DeleteParameter", f"{store}/secrets/*"),
        }
        assert {entry for entry in worker if entry[0].startswith("sqs:")} == {
            (f"sqs:{action}", "repost-Turns.Arn")
            for action in ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")
        }
        decrypting, _ = [
            each for each in statements(stack, "WorkerRole") if "kms:Decrypt" in listed(each["Action"])
        ]
        assert decrypting["Condition"]["StringLike"] == {
            "kms:EncryptionContext:PARAMETER_ARN": [
                f"{store}/{each}/*" for each in ("secrets", "apps", "chats")
            ]
        }

    def test_the_worker_runs_like_the_tick_in_the_same_world(self) -> None:
        worker, tick = self.FLEET.function_settings("WorkerFunction"), self.FLEET.function_settings()
        assert worker.handler == "repost.deployed_worker.handler"
        assert (worker.runtime, worker.architecture, worker.memory) == (
            tick.runtime,
            tick.architecture,
            tick.memory,
        )
        only = {("REPOST_WORKERS", 8)}
        assert worker.environment.items() | only == tick.environment.items()

    def test_messages_come_in_small_batches_to_a_limited_number_of_workers(self) -> None:
        stack = Stack(given={"Fleet": "yes", "Workers": 25})
        mapping = properties("WorkerFunction", stack)["Events"]["Turn"]["Properties"]
        assert mapping == {
            "Queue": "repost-Turns.Arn",
            "BatchSize": 5,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "ScalingConfig": {"MaximumConcurrency": 25},
        }

    def test_a_message_is_hidden_for_six_timeouts_and_after_five_tries_it_is_kept_apart(self) -> None:
        queue, worker = properties("Turns", self.FLEET), properties("WorkerFunction", self.FLEET)
        assert queue["VisibilityTimeout"] == 6 * worker["Timeout"]
        assert queue["RedrivePolicy"] == {
            "deadLetterTargetArn": "repost-FailedEvents.Arn",
            "maxReceiveCount": 5,
        }
        assert queue["SqsManagedSseEnabled"] is True

    def test_a_fleet_ticks_often_enough_for_the_longest_delay_of_a_message(
        self, template: Mapping[str, Any]
    ) -> None:
        rule = template["Rules"]["TicksOfAFleet"]
        allowed_rates, _ = rule["Assertions"][0]["Assert"]["Fn::Contains"]
        rates = template["Parameters"]["TickRate"]["AllowedValues"]
        slow = {rate for rate in rates if int(re.findall(r"\d+", rate)[0]) > MOST_DELAY.total_seconds() / 60}
        assert set(rates) - slow == set(allowed_rates)


class TestTheDoor:
    GIVEN: ClassVar = {"Fleet": "yes", "SecretsKeyArn": KEY}
    STACK = Stack(given=GIVEN)
    STORE = "arn:aws:ssm:us-east-1:000000000000:parameter/repost"

    def test_it_writes_members_secrets_and_can_not_read_them(self) -> None:
        assert {entry for entry in allowed(self.STACK, "DoorRole") if entry[0].startswith("ssm:")} == {
            ("ssm:GetParameters", f"{self.STORE}/settings/defaults"),
            ("ssm:GetParameters", f"{self.STORE}/groups/*"),
            ("ssm:GetParametersByPath", f"{self.STORE}/settings/defaults"),
            ("ssm:GetParametersByPath", f"{self.STORE}/settings/defaults/*"),
            ("ssm:GetParametersByPath", f"{self.STORE}/groups/*"),
            ("ssm:GetParameter", f"{self.STORE}/apps/*"),
            ("ssm:GetParameter", f"{self.STORE}/door/*"),
            ("ssm:GetParameter", f"{self.STORE}/keys/door"),
            ("ssm:PutParameter", f"{self.STORE}/secrets/*"),
            ("ssm:PutParameter", f"{self.STORE}/door/*"),
            ("ssm:PutParameter", f"{self.STORE}/keys/door"),
            ("ssm:DeleteParameter", f"{self.STORE}/door/*"),
        }
        [decrypting] = [
            each for each in statements(self.STACK, "DoorRole") if each["Action"] == "kms:Decrypt"
        ]
        assert decrypting["Condition"]["StringLike"] == {
            "kms:EncryptionContext:PARAMETER_ARN": [
                f"{self.STORE}/{name}" for name in ("apps/*", "door/*", "keys/door")
            ]
        }

    @pytest.mark.parametrize("role", ["DoorRole", "RepostRole", "WorkerRole"])
    def test_no_function_writes_where_a_groups_chat_is(self, role: str) -> None:
        stack = Stack(given={**self.GIVEN, "RenewTokens": "yes"})
        written = {resource for action, resource in allowed(stack, role) if action == "ssm:PutParameter"}
        assert f"{self.STORE}/secrets/*" in written
        assert not [each for each in written if fnmatchcase(f"{self.STORE}/chats/field", each)]

    @pytest.mark.parametrize("role", ["DoorRole", "RepostRole", "WorkerRole"])
    def test_the_key_that_signs_links_is_made_once_and_never_replaced(self, role: str) -> None:
        [making] = [
            each
            for each in statements(Stack(given={"Fleet": "yes"}), role)
            if each["Action"] == "ssm:PutParameter" and each["Resource"] == f"{self.STORE}/keys/door"
        ]
        assert making["Condition"] == {"StringEquals": {"ssm:Overwrite": "false"}}

    def test_it_writes_rows_states_and_counts_and_no_archive(self) -> None:
        [writing] = [
            each for each in statements(self.STACK, "DoorRole") if "dynamodb:UpdateItem" in each["Action"]
        ]
        assert writing["Action"] == ["dynamodb:PutItem", "dynamodb:UpdateItem"]
        assert writing["Condition"] == {
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["FLEET", "ACCOUNT#*", "DOOR#*", "STACK"]}
        }
        assert not [
            entry for entry in allowed(self.STACK, "DoorRole") if entry[0].startswith(("sqs:", "ses:"))
        ]

    def test_everybody_may_call_its_url_and_nothing_else_of_it(self) -> None:
        assert properties("DoorUrl", self.STACK)["AuthType"] == "NONE"
        called, invoked = (
            properties(name, self.STACK) for name in ("DoorUrlPermission", "DoorInvokePermission")
        )
        assert (called["Action"], called["FunctionUrlAuthType"]) == ("lambda:InvokeFunctionUrl", "NONE")
        assert (invoked["Action"], invoked["InvokedViaFunctionUrl"]) == ("lambda:InvokeFunction", True)
        assert "DoorUrl" not in Stack().outputs

    @pytest.mark.parametrize(
        ("function", "role"), [("RepostFunction", "RepostRole"), ("WorkerFunction", "WorkerRole")]
    )
    def test_members_are_mailed_from_the_one_address(self, function: str, role: str) -> None:
        mailing, silent = (
            Stack(given={"Fleet": "yes", "MailFrom": "people@acme.example"}),
            Stack(given={"Fleet": "yes"}),
        )
        identity = "arn:aws:ses:us-east-1:000000000000:identity"
        assert allowed(mailing, role) - allowed(silent, role) == {
            ("ses:SendEmail", f"{identity}/people@acme.example"),
            ("ses:SendEmail", f"{identity}/acme.example"),
        }
        [sending] = [each for each in statements(mailing, role) if each["Action"] == "ses:SendEmail"]
        assert sending["Condition"] == {"StringEquals": {"ses:FromAddress": "people@acme.example"}}
        assert mailing.function_settings(function).environment["REPOST_MAIL_FROM"] == "people@acme.example"
