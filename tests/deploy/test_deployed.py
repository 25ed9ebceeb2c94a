"""The stack as SAM deploys it: fired by its schedule, watched by its alarms, alone with its own things."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.lambda_runtime import ROOT
from local.aws.template import Stack
from tests.console import Page
from tests.deploy.conftest import commands
from tests.patience import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.deploy.conftest import Place


def wait_for_a_post(place: Place) -> None:
    deadline = time.monotonic() + LONGEST
    while not place.x.posts and time.monotonic() < deadline:
        place.x.wait_until_released(0.2)


@pytest.fixture(scope="module")
def posted(place: Place) -> Place:
    """The place after the schedule's first tick with an account."""
    place.write_account()
    put_settings = commands("README.md", "Deploy it")[-1]
    assert "ssm put-parameter" in put_settings
    place.project.run(put_settings)
    wait_for_a_post(place)
    return place


def test_the_documented_deployment_asks_nothing_and_rewrites_no_file(place: Place) -> None:
    assert (place.project.folder / "samconfig.toml").read_text() == (ROOT / "samconfig.toml").read_text()
    assert "Successfully created/updated stack - repost" in place.said


def test_deploying_again_what_is_deployed_is_no_mistake_and_keeps_the_parameters(place: Place) -> None:
    place.project.run("sam deploy")
    [stack] = place.project.ask("aws cloudformation describe-stacks --stack-name repost")["Stacks"]
    values = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    assert (values["AlarmEmail"], values["TickRate"]) == ("ada@example.com", "rate(1 minute)")


def test_the_schedule_fires_and_an_old_article_goes_out(posted: Place) -> None:
    [post] = posted.x.posts
    assert post.username == "ada"
    assert post.text.startswith("À relire sur Le Carnet de Lison")


def test_the_secret_has_left_the_disk(posted: Place) -> None:
    assert not (posted.project.folder / "main.secret.toml").exists()


def test_a_tick_by_hand_finds_nothing_due(posted: Place) -> None:
    [by_hand] = commands("docs/operating.md", "Run it by hand")
    [report] = json.loads(posted.project.run(by_hand))["reports"]
    assert report["state"] == "waiting"
    assert len(posted.x.posts) == 1


def test_every_alarm_reaches_the_mailbox_and_watches_a_metric_of_this_stack(place: Place) -> None:
    alarms = place.project.ask("aws cloudwatch describe-alarms")["MetricAlarms"]
    mine = [alarm for alarm in alarms if alarm["AlarmName"].startswith("repost-")]
    assert len(mine) == sum(
        resource["Type"] == "AWS::CloudWatch::Alarm" for resource in Stack("repost").resources.values()
    )
    topic = place.project.outputs("repost")["AlarmTopic"]
    assert all(alarm["AlarmActions"] == [topic] for alarm in mine)
    subscribed = place.project.ask(f"aws sns list-subscriptions-by-topic --topic-arn {topic}")[
        "Subscriptions"
    ]
    assert [(each["Protocol"], each["Endpoint"]) for each in subscribed] == [("email", "ada@example.com")]


def test_the_dashboard_is_there_and_names_what_is_there(place: Place) -> None:
    [entry] = place.project.ask("aws cloudwatch list-dashboards")["DashboardEntries"]
    name = entry["DashboardName"]
    dashboard = place.project.ask(f"aws cloudwatch get-dashboard --dashboard-name {name}")["DashboardBody"]
    widgets: list[Any] = json.loads(dashboard)["widgets"]
    arns = {
        alarm["AlarmArn"] for alarm in place.project.ask("aws cloudwatch describe-alarms")["MetricAlarms"]
    }
    [shown] = [each["properties"]["alarms"] for each in widgets if each["type"] == "alarm"]
    assert set(shown) <= arns
    assert place.project.outputs("repost")["Function"] in dashboard


def test_the_dashboards_functions_answer_with_pages_and_do_what_somebody_clicks_on(posted: Place) -> None:
    dashboard = "repost-us-east-1"
    body = posted.project.ask(f"aws cloudwatch get-dashboard --dashboard-name {dashboard}")["DashboardBody"]
    pages = [each["properties"] for each in json.loads(body)["widgets"] if each["type"] == "custom"]
    assert [each["params"]["view"] for each in pages] == ["coming", "review"]

    def called(endpoint: str, says: Mapping[str, Any]) -> Page:
        context = {"dashboardName": dashboard, "params": {"view": "coming"}, "locale": "en"}
        event = posted.project.folder / "event.json"
        event.write_text(json.dumps({**says, "widgetContext": context}), "utf-8")
        posted.project.run(
            f"aws lambda invoke --function-name {endpoint} --payload file://{event.name} answer.json"
        )
        return Page(json.loads((posted.project.folder / "answer.json").read_text("utf-8")))

    coming, review = (called(each["endpoint"], each["params"]) for each in pages)
    assert "No post waits for a review." in review.text
    skip = coming.button("Skip")
    assert skip.endpoint == posted.project.outputs("repost")["ActFunction"]
    skipped = called(skip.endpoint, skip.says)
    assert "will be skipped" in skipped.text
    back = skipped.button("Don’t skip")
    assert "The next slot will not be skipped." in called(back.endpoint, back.says).text


def test_removed_and_made_again_a_stack_goes_on_with_its_history(posted: Place) -> None:
    project = posted.project
    table = project.outputs("repost")["Table"]
    project.run("sam delete --no-prompts --stack-name repost")
    assert table in project.ask("aws dynamodb list-tables")["TableNames"]
    project.run(f"sam deploy --parameter-overrides ExistingTable={table}")
    assert project.outputs("repost")["Table"] == table
    test_a_tick_by_hand_finds_nothing_due(posted)
