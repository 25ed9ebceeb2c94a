"""The deployment: what the template makes, keeps, runs and says."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from local.aws.template import Stack, read_template
from repost.aws.table import BY_POSITION, BY_PUBLISHED, BY_QUEUE
from tests.template import ROOT, allowed, properties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAKEFILE = ROOT / "packaging" / "Makefile"
STATEFUL = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"}


def schedule() -> dict[str, Any]:
    found: dict[str, Any] = properties("RepostFunction")["Events"]["Tick"]["Properties"]
    return found


class TestWhatAPersonReads:
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
