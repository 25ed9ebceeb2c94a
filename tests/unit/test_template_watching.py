"""How a stack is watched: alarms, the dashboard, and the functions behind its pages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.template import Stack
from tests.template import KEY, ROOT, allowed, listed, properties, statements

if TYPE_CHECKING:
    from collections.abc import Mapping


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
