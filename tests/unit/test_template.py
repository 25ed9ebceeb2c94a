"""The deployment: what the template makes, protects, allows and says."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar

import botocore.session
import cfnlint.api
import pytest
from botocore import xform_name
from botocore.validate import ParamValidator
from cfnlint.config import ManualArgs

from local.aws.template import TEMPLATE, Stack, read_template
from repost.aws.messages import MOST_DELAY
from repost.aws.table import BY_POSITION, BY_PUBLISHED, BY_QUEUE
from tests.deployed import deployed_modules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROOT = TEMPLATE.parent
KEY = "arn:aws:kms:eu-west-3:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
MAKEFILE = ROOT / "packaging" / "Makefile"
STATEFUL = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"}
TRANSACTIONS = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}


@pytest.fixture
def template() -> Mapping[str, Any]:
    return read_template()


def properties(logical_name: str, stack: Stack | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (stack or Stack()).resources[logical_name]["Properties"]
    return found


def schedule() -> dict[str, Any]:
    found: dict[str, Any] = properties("RepostFunction")["Events"]["Tick"]["Properties"]
    return found


def watched(alarms_: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The metrics that alarms watch, alone or several together."""
    together = [
        each["MetricStat"]["Metric"]
        for alarm in alarms_.values()
        for each in alarm.get("Metrics", ())
        if "MetricStat" in each
    ]
    return together + [alarm for alarm in alarms_.values() if "MetricName" in alarm]


def alarms(stack: Stack | None = None) -> dict[str, dict[str, Any]]:
    """The properties of every alarm, by its name."""
    resources = (stack or Stack()).resources.items()
    return {name: each["Properties"] for name, each in resources if each["Type"] == "AWS::CloudWatch::Alarm"}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(stack: Stack | None = None, role: str = "RepostRole") -> list[dict[str, Any]]:
    policies = properties(role, stack)["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def allowed(stack: Stack | None = None, role: str = "RepostRole") -> set[tuple[str, str]]:
    """Every action the function may take, with the resource it may take it on."""
    return {
        (action, resource)
        for statement in statements(stack, role)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def actions_called() -> set[str]:
    """The IAM actions behind the calls to AWS that stand in the function's code."""
    session = botocore.session.get_session()
    called = set()
    for path in deployed_modules():
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        texts = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        for service in ("dynamodb", "sesv2", "sns", "sqs", "ssm"):
            for operation in session.get_service_model(service).operation_names:
                if xform_name(operation) in names | texts:
                    called.add(f"{service.removesuffix('v2')}:{operation}")
        if "sqs:SendMessageBatch" in called:
            called.remove("sqs:SendMessageBatch")
            called.add("sqs:SendMessage")
        if "dynamodb:TransactWriteItems" in called:
            called.remove("dynamodb:TransactWriteItems")
            called |= {f"dynamodb:{action}" for kind, action in TRANSACTIONS.items() if kind in texts}
    return called


class TestWhatAPersonReads:
    def test_cfn_lint_finds_nothing(self) -> None:
        found = cfnlint.api.lint_file(TEMPLATE, ManualArgs(include_checks=["I"]))
        assert [str(match) for match in found] == []

    @pytest.mark.parametrize("section", ["Parameters", "Outputs"])
    def test_every_parameter_and_output_is_described_in_a_sentence(
        self, template: Mapping[str, Any], section: str
    ) -> None:
        undescribed = [
            name
            for name, entry in template[section].items()
            if not re.fullmatch(r"[A-Z].{20,}[.]", entry.get("Description", ""), re.DOTALL)
        ]
        assert undescribed == []

    def test_every_parameter_has_a_default_that_it_allows(self, template: Mapping[str, Any]) -> None:
        for name, parameter in template["Parameters"].items():
            default = parameter["Default"]
            assert default in parameter.get("AllowedValues", [default]), name
            assert re.fullmatch(parameter.get("AllowedPattern", ".*"), str(default)), name

    def test_every_parameter_has_its_place_in_the_consoles_form(self, template: Mapping[str, Any]) -> None:
        groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        placed = [parameter for group in groups for parameter in group["Parameters"]]
        assert sorted(placed) == sorted(template["Parameters"])

    @pytest.mark.parametrize("path", ["", "/repost", "/teams/blog/re-post_2.0"])
    def test_a_settings_path_is_empty_or_a_path_of_parameter_store(
        self, template: Mapping[str, Any], path: str
    ) -> None:
        assert re.fullmatch(template["Parameters"]["SettingsPath"]["AllowedPattern"], path)

    @pytest.mark.parametrize(
        "path", ["/", "repost", "/repost/", "//repost", "/re post", "/aws/repost", "/SSM", "/a" * 11, "/*"]
    )
    def test_another_settings_path_is_refused_before_anything_is_made(
        self, template: Mapping[str, Any], path: str
    ) -> None:
        assert not re.fullmatch(template["Parameters"]["SettingsPath"]["AllowedPattern"], path)

    def test_the_outputs_say_where_things_are(self) -> None:
        assert Stack("blog").outputs == {
            "Settings": "/blog/settings",
            "Secrets": "/blog/secrets",
            "Function": "blog-RepostFunction",
            "Table": "blog-RepostTable",
            "LogGroup": "blog-RepostLogs",
            "FailedEventsQueue": "blog-FailedEvents",
            "AlarmTopic": "blog-Alarms",
            "Dashboard": "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1"
            "#dashboards/dashboard/blog-us-east-1",
            "ViewerPolicy": "blog-RepostViewer",
            "ActFunction": "blog-ActFunction.Arn",
            "ReviewerPolicy": "blog-RepostReviewer",
        }

    def test_the_manual_explains_every_parameter_and_names_its_default(
        self, template: Mapping[str, Any]
    ) -> None:
        manual = (ROOT / "docs" / "operating.md").read_text("utf-8")
        table = manual.split("\n## Parameters\n")[1].split("\n## ")[0]
        rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", table, re.MULTILINE))
        assert list(rows) == list(template["Parameters"])
        for name, parameter in template["Parameters"].items():
            default = str(parameter["Default"])
            assert not default or rows[name] == f"`{default}`"

    def test_the_committed_configuration_lints_asks_nothing_and_holds_no_parameter(self) -> None:
        configuration = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))["default"]
        assert configuration["validate"]["parameters"]["lint"]
        assert not configuration["deploy"]["parameters"]["confirm_changeset"]
        assert configuration["deploy"]["parameters"]["capabilities"] == "CAPABILITY_IAM"
        assert "parameter_overrides" not in configuration["deploy"]["parameters"]


class TestWhatIsKept:
    def test_what_holds_state_outlives_the_stack_and_any_replacement(
        self, template: Mapping[str, Any]
    ) -> None:
        stateful = [entry for entry in template["Resources"].values() if entry["Type"] in STATEFUL]
        assert stateful
        for resource in stateful:
            assert resource["DeletionPolicy"] == "Retain"
            assert resource["UpdateReplacePolicy"] == "Retain"

    def test_the_table_is_guarded_against_deletion_loss_and_reading_of_its_disks(self) -> None:
        table = properties("RepostTable")
        assert table["DeletionProtectionEnabled"] is True
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["SSESpecification"] == {"SSEEnabled": True}

    def test_the_table_has_no_name_that_the_next_stack_could_run_into(self) -> None:
        assert "TableName" not in properties("RepostTable")

    def test_the_table_costs_nothing_while_nothing_happens(self) -> None:
        assert properties("RepostTable")["BillingMode"] == "PAY_PER_REQUEST"

    def test_the_table_has_the_indexes_that_the_code_reads_with_all_of_every_article(self) -> None:
        indexes = properties("RepostTable")["LocalSecondaryIndexes"]
        assert [index["IndexName"] for index in indexes] == [BY_PUBLISHED, BY_POSITION]
        assert all(index["Projection"] == {"ProjectionType": "ALL"} for index in indexes)
        [sparse] = properties("RepostTable")["GlobalSecondaryIndexes"]
        assert sparse["IndexName"] == BY_QUEUE
        assert sparse["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["due_at"]}
        queried = {arn for action, arn in allowed(Stack()) if action == "dynamodb:Query"}
        table = next(arn for action, arn in allowed(Stack()) if action == "dynamodb:UpdateItem")
        indexes = [f"{table}/index/{index}" for index in (BY_PUBLISHED, BY_POSITION, BY_QUEUE)]
        assert queried == {table, *indexes}

    def test_the_table_of_an_earlier_stack_is_taken_over_instead_of_a_new_one(self) -> None:
        stack = Stack(given={"ExistingTable": "old-RepostTable-1ABC"})
        assert "RepostTable" not in stack.resources
        assert stack.outputs["Table"] == "old-RepostTable-1ABC"
        assert stack.function_settings().environment["REPOST_TABLE"] == "old-RepostTable-1ABC"
        tables = {resource for action, resource in allowed(stack) if action.startswith("dynamodb:")}
        assert {table.split("/")[1] for table in tables} == {"old-RepostTable-1ABC"}

    def test_logs_are_kept_for_a_bounded_time(self, template: Mapping[str, Any]) -> None:
        assert properties("RepostLogs")["RetentionInDays"] == 30
        assert max(template["Parameters"]["LogRetentionDays"]["AllowedValues"]) <= 365

    def test_events_that_came_to_nothing_are_kept_encrypted_for_two_weeks(self) -> None:
        queue = properties("FailedEvents")
        assert queue["SqsManagedSseEnabled"] is True
        assert queue["MessageRetentionPeriod"] == timedelta(days=14).total_seconds()


class TestWhatTheFunctionMayDo:
    def test_it_may_do_what_its_code_does_and_nothing_else(self) -> None:
        beside_the_code = {"logs:CreateLogStream", "logs:PutLogEvents"}
        mailed = {"AlarmEmail": "ada@example.com", "MailFrom": "people@example.com"}
        most = Stack(given={"RenewTokens": "yes", "Fleet": "yes", **mailed})
        every = allowed(most) | allowed(most, "WorkerRole") | allowed(most, "DoorRole")
        received = {f"sqs:{action}" for action in ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")}
        assert {action for action, _ in every} - beside_the_code - received == actions_called()

    def test_no_action_and_no_whole_resource_is_a_wildcard(self) -> None:
        for action, resource in allowed(Stack(given={"SecretsKeyArn": KEY})):
            assert "*" not in action
            assert "*" not in resource.removesuffix("/settings/*").removesuffix("/secrets/*")
            assert resource.strip("*")

    def test_everything_it_may_do_stands_in_its_own_role(self) -> None:
        assert properties("RepostFunction")["Role"] == "repost-RepostRole.Arn"
        assert "ManagedPolicyArns" not in properties("RepostRole")
        assert {statement["Effect"] for statement in statements()} == {"Allow"}

    def test_only_lambda_may_take_the_role(self) -> None:
        [statement] = properties("RepostRole")["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert statement["Action"] == "sts:AssumeRole"

    def test_it_reads_the_settings_of_its_own_path_and_secrets_one_by_one(self) -> None:
        store = "arn:aws:ssm:us-east-1:000000000000:parameter"
        assert {entry for entry in allowed(Stack("blog")) if entry[0].startswith("ssm:")} == {
            ("ssm:GetParametersByPath", f"{store}/blog/settings"),
            ("ssm:GetParametersByPath", f"{store}/blog/settings/*"),
            ("ssm:GetParameter", f"{store}/blog/secrets/*"),
        }

    def test_the_role_allows_the_very_path_that_the_function_is_told(self) -> None:
        stack = Stack(given={"SettingsPath": "/teams/blog"})
        assert stack.function_settings().environment["REPOST_SETTINGS_PATH"] == "/teams/blog"
        paths = {resource.split(":parameter")[1] for action, resource in allowed(stack) if "ssm:" in action}
        assert paths == {"/teams/blog/settings", "/teams/blog/settings/*", "/teams/blog/secrets/*"}

    def test_it_may_write_secrets_only_where_tokens_are_to_be_renewed(self) -> None:
        stack = Stack("blog", {"RenewTokens": "yes", "SecretsKeyArn": KEY})
        store = "arn:aws:ssm:us-east-1:000000000000:parameter"
        assert allowed(stack) - allowed(Stack("blog", {"SecretsKeyArn": KEY})) == {
            ("ssm:PutParameter", f"{store}/blog/secrets/*"),
            ("kms:Encrypt", KEY),
        }
        [encrypting] = [found for found in statements(stack) if found["Action"] == "kms:Encrypt"]
        [decrypting] = [found for found in statements(stack) if found["Action"] == "kms:Decrypt"]
        assert encrypting["Condition"] == decrypting["Condition"]
        assert not [action for action, _ in allowed(Stack("b", {"RenewTokens": "yes"})) if "kms:" in action]

    def test_the_function_is_told_whether_it_may_renew_tokens_and_under_which_key(self) -> None:
        stack = Stack("blog", {"RenewTokens": "yes", "SecretsKeyArn": KEY})
        told = stack.function_settings().environment
        assert (told["REPOST_RENEW_TOKENS"], told["REPOST_SECRETS_KEY"]) == ("yes", KEY)
        assert Stack("blog").function_settings().environment["REPOST_RENEW_TOKENS"] == "no"

    def test_two_stacks_can_not_share_one_settings_path(self) -> None:
        """CloudFormation refuses to create a parameter that another stack has."""
        names = {
            properties("OwnerOfSettings", Stack(name, {"SettingsPath": "/blog"}))["Name"]
            for name in ("one", "two")
        }
        assert names == {"/blog/stack"}
        assert properties("OwnerOfSettings", Stack("one"))["Name"] == "/one/stack"

    def test_two_stacks_have_nothing_in_common(self) -> None:
        resources_of_one = {resource for _, resource in allowed(Stack("one"))}
        assert resources_of_one.isdisjoint({resource for _, resource in allowed(Stack("two"))})

    def test_it_may_use_no_key_unless_the_owner_names_one(self) -> None:
        assert not [action for action, _ in allowed() if action.startswith("kms:")]

    def test_it_may_use_the_owners_key_for_its_own_secrets_only(self) -> None:
        stack = Stack("blog", {"SecretsKeyArn": KEY})
        [statement] = [found for found in statements(stack) if found["Action"] == "kms:Decrypt"]
        assert statement["Resource"] == KEY
        assert statement["Condition"] == {
            "StringEquals": {"kms:ViaService": "ssm.us-east-1.amazonaws.com"},
            "StringLike": {
                "kms:EncryptionContext:PARAMETER_ARN": (
                    "arn:aws:ssm:us-east-1:000000000000:parameter/blog/secrets/*"
                )
            },
        }


class TestHowTheFunctionRuns:
    def test_its_handler_lies_where_its_code_is(self) -> None:
        assert properties("RepostFunction")["CodeUri"] == "functions/"
        assert Stack().function_settings().handler == "repost.deployed.handler"

    def test_its_layer_is_built_for_its_runtime_and_processor(self, template: Mapping[str, Any]) -> None:
        settings = Stack().function_settings()
        layer = properties("Dependencies")
        assert layer["CompatibleRuntimes"] == [settings.runtime]
        assert layer["CompatibleArchitectures"] == [settings.architecture]
        assert template["Resources"]["Dependencies"]["Metadata"] == {
            "BuildMethod": "makefile",
            "BuildArchitecture": settings.architecture,
            "ContextPath": "packaging",
        }
        assert f"RUNTIME := {settings.runtime.removeprefix('python')}\n" in MAKEFILE.read_text("utf-8")

    def test_function_and_layer_are_made_by_targets_of_the_one_makefile(
        self, template: Mapping[str, Any]
    ) -> None:
        for name in (
            "RepostFunction",
            "LookFunction",
            "ActFunction",
            "WorkerFunction",
            "DoorFunction",
            "Dependencies",
        ):
            metadata = template["Resources"][name]["Metadata"]
            assert (metadata["BuildMethod"], metadata["ContextPath"]) == ("makefile", "packaging")
            assert re.search(rf"^build-[\w -]*\b{name}\b.*:", MAKEFILE.read_text("utf-8"), re.MULTILINE)

    def test_its_environment_holds_names_and_nothing_secret(self) -> None:
        assert Stack().function_settings().environment == {
            "REPOST_TABLE": "repost-RepostTable",
            "REPOST_SETTINGS_PATH": "/repost",
            "REPOST_RENEW_TOKENS": "no",
            "REPOST_SECRETS_KEY": "",
            "POWERTOOLS_SERVICE_NAME": "repost",
            "POWERTOOLS_METRICS_NAMESPACE": "Repost",
        }

    def test_it_logs_json_to_its_own_group(self) -> None:
        logging = properties("RepostFunction")["LoggingConfig"]
        assert logging["LogGroup"] == "repost-RepostLogs"
        assert logging["LogFormat"] == "JSON"
        assert ("logs:PutLogEvents", "repost-RepostLogs.Arn") in allowed()

    def test_the_level_of_logging_lets_reports_and_metrics_through(self) -> None:
        assert properties("RepostFunction")["LoggingConfig"]["ApplicationLogLevel"] == "INFO"

    def test_an_event_that_fails_is_tried_once_more_and_then_kept(self) -> None:
        invocation = properties("RepostFunction")["EventInvokeConfig"]
        assert invocation["MaximumRetryAttempts"] == 1
        assert invocation["DestinationConfig"]["OnFailure"] == {
            "Type": "SQS",
            "Destination": "repost-FailedEvents.Arn",
        }
        assert ("sqs:SendMessage", "repost-FailedEvents.Arn") in allowed()


class TestTheSchedule:
    def test_it_has_no_name_that_a_second_stack_could_run_into(self) -> None:
        assert schedule()["OmitName"] is True
        assert "Name" not in schedule()

    def test_a_tick_says_when_it_was_meant_to_come(self) -> None:
        paris = timezone(timedelta(hours=1))
        assert Stack().tick(datetime(2026, 11, 23, 10, 0, 0, 999, tzinfo=paris)) == {
            "source": "repost.schedule",
            "scheduled": "2026-11-23T09:00:00Z",
        }

    def test_the_example_event_is_what_the_schedule_sends(self) -> None:
        event = json.loads((ROOT / "events" / "scheduled.json").read_text("utf-8"))
        assert event == Stack().tick(datetime(2026, 11, 23, 9, tzinfo=UTC))

    def test_a_tick_that_can_not_be_delivered_is_given_up_and_kept(self) -> None:
        assert schedule()["RetryPolicy"] == {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 600}
        assert schedule()["DeadLetterConfig"] == {"Arn": "repost-FailedEvents.Arn"}

    def test_no_retry_comes_as_late_as_half_an_hour(self) -> None:
        function = properties("RepostFunction")
        waits = (
            schedule()["RetryPolicy"]["MaximumEventAgeInSeconds"],
            function["EventInvokeConfig"]["MaximumEventAgeInSeconds"],
            function["Timeout"],
        )
        assert timedelta(seconds=sum(waits)) < timedelta(minutes=30)

    def test_it_ticks_every_quarter_of_an_hour_unless_told_otherwise(self) -> None:
        assert schedule()["ScheduleExpression"] == "rate(15 minutes)"
        assert schedule()["FlexibleTimeWindow"] == {"Mode": "OFF"}

    def test_a_parameter_pauses_it(self) -> None:
        paused = properties("RepostFunction", Stack(given={"ScheduleState": "DISABLED"}))
        assert schedule()["State"] == "ENABLED"
        assert paused["Events"]["Tick"]["Properties"]["State"] == "DISABLED"


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


class TestWatching:
    def test_every_alarm_says_what_to_do_and_reaches_the_topic(self) -> None:
        assert len(alarms()) == 8
        for alarm in alarms(Stack(given={"Fleet": "yes"})).values():
            assert len(alarm["AlarmDescription"].split(".")) > 2
            assert alarm["AlarmActions"] == ["repost-Alarms"]

    def test_every_alarm_of_repost_watches_a_metric_that_is_sent_with_the_dimension_it_is_sent_with(
        self,
    ) -> None:
        own = {alarm["MetricName"] for alarm in alarms().values() if alarm["Namespace"] == "Repost"}
        assert own == {
            "Overdue",
            "CredentialsRefused",
            "TokensEnding",
            "SettingsInvalid",
            "OutcomeUnknown",
            "TurnFailed",
        }
        with_fleet = alarms(Stack(given={"Fleet": "yes"}))
        own |= {metric["MetricName"] for metric in watched(with_fleet) if metric["Namespace"] == "Repost"}
        assert {"OldestDue", "OldestHeld", "CredentialsRefused"} < own
        sources = ("app.py", "door/app.py", "fleet/dispatch.py")
        code = "".join((ROOT / "functions" / "repost" / path).read_text("utf-8") for path in sources)
        assert all(f'"{metric}"' in code for metric in own)
        service = Stack("blog").function_settings().environment["POWERTOOLS_SERVICE_NAME"]
        for fleet in ("yes", "no"):
            for metric in watched(alarms(Stack("blog", {"Fleet": fleet}))):
                if metric["Namespace"] == "Repost":
                    assert metric["Dimensions"] == [{"Name": "service", "Value": service}]

    @pytest.mark.parametrize(
        ("name", "percent"),
        [("CredentialsRefusedAlarm", 15), ("SettingsInvalidAlarm", 15), ("OutcomeUnknownAlarm", 2)],
    )
    def test_one_case_rings_for_a_blogger_and_a_share_of_the_turns_for_a_fleet(
        self, name: str, percent: int
    ) -> None:
        alone, many = alarms()[name], alarms(Stack(given={"Fleet": "yes"}))[name]
        assert (alone["Statistic"], alone["Period"], alone["Threshold"]) == ("Sum", 3600, 1)
        assert "Metrics" not in alone
        assert many["Threshold"] == percent
        assert not {"MetricName", "Namespace", "Dimensions", "Statistic", "Period"} & many.keys()
        share, cases, turns = many["Metrics"]
        assert share["Expression"] == "100 * cases / (cases + FILL(turns, 0))"
        assert cases["MetricStat"]["Metric"]["MetricName"] == alone["MetricName"]
        assert turns["MetricStat"]["Metric"]["MetricName"] == "NumberOfMessagesReceived"
        assert not cases["ReturnData"]
        assert not turns["ReturnData"]

    def test_silence_rings_unless_somebody_wants_it(self) -> None:
        assert alarms()["OverdueAlarm"]["TreatMissingData"] == "breaching"
        paused = alarms(Stack(given={"ScheduleState": "DISABLED"}))
        assert paused["OverdueAlarm"]["TreatMissingData"] == "notBreaching"

    def test_an_hour_without_a_tick_is_none_at_any_rate(self, template: Mapping[str, Any]) -> None:
        slowest = max(
            int(re.findall(r"\d+", rate)[0]) for rate in template["Parameters"]["TickRate"]["AllowedValues"]
        )
        assert alarms()["OverdueAlarm"]["Period"] > slowest * 60

    def test_a_mailbox_hears_of_alarms_where_one_is_given(self) -> None:
        assert "Subscription" not in properties("Alarms")
        mailed = properties("Alarms", Stack(given={"AlarmEmail": "ada@example.com"}))
        assert mailed["Subscription"] == [{"Protocol": "email", "Endpoint": "ada@example.com"}]

    @pytest.mark.parametrize("fleet", ["yes", "no"])
    def test_the_dashboard_shows_every_alarm_and_only_metrics_of_this_stack(self, fleet: str) -> None:
        stack = Stack("blog", {"Fleet": fleet})
        dashboard = properties("DashboardOfStack", stack)
        assert dashboard["DashboardName"] == "blog-us-east-1"
        body = json.loads(dashboard["DashboardBody"])
        [shown] = [each["properties"]["alarms"] for each in body["widgets"] if each["type"] == "alarm"]
        assert sorted(shown) == sorted(f"blog-{name}.Arn" for name in alarms(stack))
        assert "repost-" not in dashboard["DashboardBody"]

    def test_no_widget_of_the_dashboard_lies_on_another(self) -> None:
        body = json.loads(properties("DashboardOfStack", Stack(given={"Fleet": "yes"}))["DashboardBody"])
        places = [
            (x, y)
            for each in body["widgets"]
            for x in range(each["x"], each["x"] + each["width"])
            for y in range(each["y"], each["y"] + each["height"])
        ]
        assert len(places) == len(set(places))

    def test_the_operating_guide_explains_every_alarm(self) -> None:
        guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
        every = alarms(Stack(given={"Fleet": "yes"}))
        assert [name for name in every if f"`{name}`" not in guide] == []

    def test_every_check_that_is_passed_over_says_why(self, template: Mapping[str, Any]) -> None:
        skipped = [
            skip
            for resource in template["Resources"].values()
            for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", [])
        ]
        assert skipped
        assert all(len(skip["comment"].split()) > 8 for skip in skipped)


class TestThePages:
    STACK = Stack("blog")
    ONLY = (
        *("DashboardOfStack", "LookFunction", "LookRole", "RepostViewer"),
        *("ActFunction", "ActRole", "RepostReviewer"),
    )

    def test_they_come_first_in_the_dashboard_and_a_look_at_it_changes_nothing_but_the_page(self) -> None:
        body = json.loads(properties("DashboardOfStack", self.STACK)["DashboardBody"])
        assert body["widgets"][0] == {
            "type": "custom",
            "x": 0,
            "y": 0,
            "width": 24,
            "height": 14,
            "properties": {
                "title": "Repost",
                "endpoint": "blog-LookFunction.Arn",
                "params": {"view": "coming"},
                "updateOn": {"refresh": True, "resize": False, "timeRange": False},
            },
        }

    def test_what_waits_for_a_review_has_a_widget_of_its_own_that_a_refresh_leaves_alone(self) -> None:
        body = json.loads(properties("DashboardOfStack", self.STACK)["DashboardBody"])
        review = body["widgets"][1]
        assert (review["width"], review["height"], review["y"]) == (24, 8, 14)
        assert review["properties"]["params"] == {"view": "review"}
        assert not any(review["properties"]["updateOn"].values()), "what is typed would be gone"

    def test_without_a_dashboard_nothing_of_them_is_made(self) -> None:
        without = Stack("blog", {"Dashboard": "no"})
        assert self.STACK.resources.keys() - without.resources.keys() == set(self.ONLY)
        outputs = {"Dashboard", "ViewerPolicy", "ActFunction", "ReviewerPolicy"}
        assert self.STACK.outputs.keys() - without.outputs.keys() == outputs

    @pytest.mark.parametrize("fleet", ["yes", "no"])
    def test_to_look_takes_no_secret_and_writes_nothing_but_the_key_of_buttons_once(self, fleet: str) -> None:
        stack = Stack("blog", {"Fleet": fleet, "SecretsKeyArn": KEY})
        given = allowed(stack, "LookRole")
        key = "arn:aws:ssm:us-east-1:000000000000:parameter/blog/keys/pages"
        of_key = {
            ("ssm:GetParameter", key),
            ("ssm:PutParameter", key),
            ("kms:Decrypt", KEY),
            ("kms:Encrypt", KEY),
        }
        assert of_key <= given
        verbs = {action.split(":")[1] for action, _ in given - of_key if not action.startswith("logs:")}
        reads = {"BatchGetItem", "GetItem", "Query", "GetParametersByPath"}
        assert verbs == reads | ({"GetParameters"} if fleet == "yes" else set())
        assert not [resource for _, resource in given if "secrets" in resource]
        [put] = [each for each in statements(stack, "LookRole") if each["Action"] == "ssm:PutParameter"]
        assert put["Condition"] == {"StringEquals": {"ssm:Overwrite": "false"}}

    @pytest.mark.parametrize("fleet", ["yes", "no"])
    def test_to_act_takes_what_looking_takes_and_updates_of_items(self, fleet: str) -> None:
        stack = Stack("blog", {"Fleet": fleet, "SecretsKeyArn": KEY})
        look, act = allowed(stack, "LookRole"), allowed(stack, "ActRole")
        assert {action for action, _ in look - act} == {"ssm:PutParameter", "kms:Encrypt"}
        table = "arn:aws:dynamodb:us-east-1:000000000000:table/blog-RepostTable"
        assert act - look == {("dynamodb:UpdateItem", table)}

    @pytest.mark.parametrize("role", ["LookRole", "ActRole"])
    def test_the_owners_key_opens_only_what_signs_buttons(self, role: str) -> None:
        [statement] = [
            each
            for each in statements(Stack("blog", {"SecretsKeyArn": KEY}), role)
            if "kms:Decrypt" in listed(each["Action"])
        ]
        assert statement["Condition"] == {
            "StringEquals": {
                "kms:ViaService": "ssm.us-east-1.amazonaws.com",
                "kms:EncryptionContext:PARAMETER_ARN": (
                    "arn:aws:ssm:us-east-1:000000000000:parameter/blog/keys/pages"
                ),
            }
        }
        assert not [action for action, _ in allowed(Stack("blog"), role) if action.startswith("kms:")]

    def test_buttons_call_the_function_that_acts_and_work_on_this_dashboard_only(self) -> None:
        look, act = (self.STACK.function_settings(name) for name in ("LookFunction", "ActFunction"))
        assert look.environment["REPOST_ACT"] == "blog-ActFunction.Arn"
        name = properties("DashboardOfStack", self.STACK)["DashboardName"]
        assert act.environment["REPOST_DASHBOARD"] == name
        assert act.handler == "repost.deployed_act.handler"
        assert (act.runtime, act.architecture, act.memory) == (look.runtime, look.architecture, look.memory)
        assert properties("ActFunction", self.STACK)["Role"] == "blog-ActRole.Arn"

    def test_their_function_runs_in_the_world_of_the_tick_with_a_whole_processor(self) -> None:
        look, tick = self.STACK.function_settings("LookFunction"), self.STACK.function_settings()
        assert look.handler == "repost.deployed_look.handler"
        assert (look.runtime, look.architecture, look.memory) == (tick.runtime, tick.architecture, 1769)
        assert look.environment.keys() - tick.environment.keys() == {"REPOST_ACT"}
        shared = look.environment.keys() & tick.environment.keys()
        assert all(look.environment[name] == tick.environment[name] for name in shared)
        assert properties("LookFunction", self.STACK)["Role"] == "blog-LookRole.Arn"

    def test_a_viewer_may_look_and_call_no_other_function(self) -> None:
        document = properties("RepostViewer", self.STACK)["PolicyDocument"]
        given = {
            (action, resource)
            for statement in document["Statement"]
            for action in listed(statement["Action"])
            for resource in listed(statement["Resource"])
        }
        assert [entry for entry in given if entry[0].startswith("lambda:")] == [
            ("lambda:InvokeFunction", "blog-LookFunction.Arn")
        ]
        assert (
            "cloudwatch:GetDashboard",
            "arn:aws:cloudwatch::000000000000:dashboard/blog-us-east-1",
        ) in given
        assert not [action for action, _ in given if re.search("Put|Delete|Update|Create|\\*", action)]
        assert "ManagedPolicyName" not in properties("RepostViewer", self.STACK)  # CAPABILITY_IAM is enough


class TestPublishing:
    def test_the_repository_of_applications_is_told_this_version(self, template: Mapping[str, Any]) -> None:
        published = template["Metadata"]["AWS::ServerlessRepo::Application"]
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert published["SemanticVersion"] == project["version"]
        assert published["SpdxLicenseId"] == project["license"]
        assert len(published["Description"]) <= 256

    def test_the_licence_that_it_names_is_there(self, template: Mapping[str, Any]) -> None:
        assert (ROOT / template["Metadata"]["AWS::ServerlessRepo::Application"]["LicenseUrl"]).exists()


class TestReadingTheTemplate:
    def test_the_request_for_the_table_is_one_that_dynamodb_understands(self) -> None:
        dynamodb = botocore.session.get_session().get_service_model("dynamodb")
        shape = dynamodb.operation_model("CreateTable").input_shape
        assert shape
        assert ParamValidator().validate(Stack().table_request(), shape).generate_report() == ""

    def test_the_request_has_the_keys_of_the_template_under_the_name_that_the_function_is_told(self) -> None:
        request = Stack("blog").table_request()
        assert request["TableName"] == Stack("blog").function_settings().environment["REPOST_TABLE"]
        assert request["KeySchema"] == properties("RepostTable")["KeySchema"]
        assert request["LocalSecondaryIndexes"] == properties("RepostTable")["LocalSecondaryIndexes"]

    def test_a_table_made_for_a_test_can_be_thrown_away(self) -> None:
        assert "DeletionProtectionEnabled" not in Stack().table_request()

    def test_a_parameter_that_the_template_does_not_have_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="no parameter Tickrate"):
            Stack(given={"Tickrate": "rate(5 minutes)"})

    def test_parameters_reach_the_resources(self) -> None:
        paused = properties("RepostFunction", Stack(given={"TickRate": "rate(5 minutes)"}))
        assert paused["Events"]["Tick"]["Properties"]["ScheduleExpression"] == "rate(5 minutes)"

    def test_a_function_that_is_not_known_is_an_error_rather_than_a_wrong_value(self, tmp_path: Path) -> None:
        path = tmp_path / "template.yaml"
        path.write_text("Value: !Join ['-', [a, b]]", "utf-8")
        with pytest.raises(ValueError, match="Fn::Join"):
            Stack().resolve(read_template(path))

    def test_a_reference_to_nothing_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="refers to Nothing"):
            Stack().resolve({"Fn::Sub": "${Nothing}-x"})

    def test_a_substitution_knows_names_attributes_variables_and_what_to_leave(self) -> None:
        text = "${AWS::StackName} ${RepostRole} ${RepostRole.Arn} ${Own} ${!Kept}"
        resolved = Stack("blog").resolve({"Fn::Sub": [text, {"Own": {"Ref": "LogRetentionDays"}}]})
        assert resolved == "blog blog-RepostRole blog-RepostRole.Arn 30 ${Kept}"

    def test_what_has_no_value_is_left_out(self) -> None:
        nothing = {"Ref": "AWS::NoValue"}
        assert Stack().resolve({"a": nothing, "b": ["c", nothing]}) == {"b": ["c"]}
