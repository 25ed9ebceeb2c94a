"""The act function as the console calls it: what a page offers, what a click does, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.stack import LocalStack
from local.aws.template import Stack
from local.base.server import Fault
from repost.base import instants
from repost.history.reviews import Reviews
from repost.pages.look import make_look
from repost.pages.typed import fields_of
from tests.console import ACT, LOOK, Button, Console, Context, Page
from tests.e2e.test_role import LAMBDAS_OWN, Permission, covers, listed, needed
from tests.fleet import Fleet
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.emulator import LocalAws


RARELY = '[schedule]\nevery = "72h"\n'
"""Few slots to look ahead at."""


@pytest.fixture
def console(stack: LocalStack) -> Iterator[Console]:
    with World(stack, Entry("a", 40), Entry("b", 50), Entry("c", 60)) as world:
        world.account(settings=RARELY)
        world.tick()
        world.later(hours=1)
        yield Console(world)


def test_what_a_page_offers_does_what_it_says_and_the_answer_shows_the_page_with_the_way_back(
    console: Console,
) -> None:
    skip = console.open().button("Skip")
    assert (skip.endpoint, skip.question) == (ACT, "Let this slot go by without a post?")
    after = console.click(skip)
    assert "The slot of Thursday 26 November, 09:00 (UTC) will be skipped" in after.text
    assert "The next slot is skipped, as somebody asked." in after.text
    assert "Skip" not in [each.label for each in after.buttons]
    back = console.click(after.button("Don’t skip"))
    assert "The next slot will not be skipped." in back.text
    assert back.button("Skip").says["act"] == "skip"


def test_only_the_next_slot_can_be_skipped_and_every_article_that_comes_can_be_blocked(
    console: Console,
) -> None:
    labels = [each.label for each in console.open().buttons]
    assert (labels.count("Skip"), labels.count("Never again")) == (1, 2)
    assert [
        each.question for each in console.open().buttons if each.endpoint == ACT and not each.question
    ] == []


def test_after_a_click_the_tabs_go_on_through_the_function_that_has_answered(console: Console) -> None:
    after = console.click(console.open().button("Skip"))
    history = console.click(after.button("History"))
    assert "Article" in history.text
    assert {each.endpoint for each in history.buttons} == {ACT}


@pytest.mark.parametrize(
    ("context", "why"),
    [
        ({"params": {"view": "coming", "act": "skip"}}, "A dashboard can’t load an action"),
        ({"dashboardName": "somebody-elses"}, "Buttons only work on the dashboard repost-us-east-1."),
    ],
)
def test_a_foreign_dashboard_can_not_make_a_reviewer_act(
    console: Console, context: dict[str, Any], why: str
) -> None:
    skip = console.open().button("Skip")
    before = console.world.stack.items()
    refused = console.click(skip, **context)
    assert why in refused.text
    assert "Nothing was changed" in refused.text
    assert console.world.stack.items() == before


def test_an_old_page_does_nothing_and_the_answer_has_new_buttons(console: Console) -> None:
    skip = console.open().button("Skip")
    console.world.now += timedelta(hours=2)
    refused = console.click(skip)
    assert "The page was more than an hour old. Here it is again." in refused.text
    assert "will be skipped" in console.click(refused.button("Skip")).text


def test_a_forged_click_does_nothing(console: Console) -> None:
    skip = console.open().button("Skip")
    forged = Button("", ACT, "", {**skip.says, "act": "block"})
    assert "This button isn’t one of Repost’s." in console.click(forged).text


def test_what_happens_is_logged_with_the_request_and_without_the_token(console: Console) -> None:
    skip = console.open().button("Skip")
    console.click(skip)
    console.click(skip, dashboardName="elsewhere")
    did, refused = [line["clicked"] for line in console.world.lines if "clicked" in line]
    assert did == {
        "action": "skip",
        "account": "main",
        "article": did["article"],
        "slot": "2026-11-26T09:00:00Z",
        "attempt": 0,
        "reason": "",
        "by": "console",
        "aws_request_id": "00000000-0000-0000-0000-000000000001",
        "done": True,
    }
    assert len(did["article"]) == 32
    assert refused == {"refused": "elsewhere", "aws_request_id": did["aws_request_id"]}
    assert skip.says["token"] not in console.world.log.getvalue()


def test_if_aws_fails_whoever_clicked_reads_a_sentence(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip = console.open().button("Skip")

    def fails(*_: object) -> None:
        raise TimeoutError("DynamoDB keeps putting off a batch of reads")

    monkeypatch.setattr("repost.pages.act.act", fails)
    failed = console.click(skip)
    assert "under request 00000000-0000-0000-0000-000000000001." in failed.text
    assert failed.button("Skip").endpoint == ACT


def test_without_a_function_that_acts_a_page_has_no_button_that_does(console: Console) -> None:
    world = console.world
    look = make_look(lambda remaining: world.stack.outside(lambda: world.now, remaining, world.endpoints))
    page = Page(look({"view": "coming", "widgetContext": {"locale": "en"}}, Context(LOOK)))
    assert {each.endpoint for each in page.buttons} == {LOOK}


@pytest.mark.usefixtures("own_clients")
def test_the_role_allows_what_acting_does_no_more_and_no_less(aws: LocalAws) -> None:
    with Fleet(LocalStack(f"acting-{aws.port}", fleet=True), "ada", articles=8, settings=RARELY) as fleet:
        fleet.account("drawn", RARELY)
        fleet.account("of_any_age", RARELY + '[select]\nmax_age = "none"')
        fleet.account("held", RARELY + '[review]\nhold = "always"\n[select]\nspacing = "0m"')
        fleet.turn()
        console = Console(fleet)
        [held] = fleet.stack.outside(lambda: fleet.now, lambda: 9.0, {}).states.of(["held"]).values()
        review = console.open("review", account="held")
        page = console.open(account="ada")
        used: set[Permission] = set()

        def trace(model: Any, params: dict[str, Any], **_: object) -> None:
            used.update(needed(model.service_model.service_name, model.name, params))

        for client in (fleet.stack.dynamodb, fleet.stack.ssm):
            client.meta.events.register("before-parameter-build.*.*", trace)
        fleet.stack.parameters.__dict__.pop("_keys")  # as in an environment that has just started
        for label, undone in (("Skip", "Don’t skip"), ("Never again", "Allow again")):
            assert "Done." in console.click(console.click(page.button(label)).button(undone)).text
        post = held.in_review[0][0]
        fields = fields_of("held", instants.written(post))
        record = Reviews(fleet.stack.table).record("held", post)
        assert record
        typed = {fields.text: f"{record.claim.post.text} Well.", fields.reason: "tone"}
        edited = console.click(review.button("Approve my words"), typed)
        again = console.click(edited.button("Take it back"))
        declined = console.click(again.button("Decline the article"), typed)
        assert "Somebody on the dashboard declined it" in declined.text
        for view in ("history", "health", "results", "review"):
            console.call(ACT, {"view": view})
        for account in ("drawn", "of_any_age"):
            console.call(ACT, {"view": "coming", "account": account})
        role = Stack(fleet.stack.name, {"Fleet": "yes"}).resources["ActRole"]
        given = {
            (action, resource)
            for policy in role["Properties"]["Policies"]
            for statement in policy["PolicyDocument"]["Statement"]
            for action in listed(statement["Action"])
            for resource in listed(statement["Resource"])
            if action not in LAMBDAS_OWN
        }
        assert {use for use in used if not any(covers(each, use) for each in given)} == set()
        assert {each for each in given if not any(covers(each, use) for use in used)} == set()


def test_a_post_of_unknown_outcome_is_settled_on_the_page_of_its_account(console: Console) -> None:
    world = console.world
    world.now = NOW + timedelta(hours=72)
    world.x.fail_next(Fault("cut", accepted=True))
    assert world.tick_main()["state"] == "unknown"
    after = console.click(console.open("health").button("It is out"))
    assert "Settled: it was posted." in after.text
    [clicked] = [line["clicked"] for line in world.lines if "clicked" in line]
    assert (clicked["action"], len(clicked["article"])) == ("posted", 32)
    assert "It is out" not in [each.label for each in after.buttons]


def test_who_says_on_the_page_health_that_it_is_not_out_can_keep_its_article_from_going_again(
    console: Console,
) -> None:
    world = console.world
    world.now = NOW + timedelta(hours=72)
    world.x.fail_next(Fault("cut", accepted=True))
    assert world.tick_main()["state"] == "unknown"
    settled = console.click(console.open("health").button("It is not out"))
    assert "won't be posted again." in console.click(settled.button("Never again")).text
