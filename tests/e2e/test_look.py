"""The pages over a real past: what they show of accounts and members, and what looking at them takes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest

from local.aws.stack import LocalContext, LocalStack
from local.aws.template import Stack
from local.base.server import Fault
from repost.aws.table import BY_QUEUE
from repost.base import instants
from repost.base.moments import moment_in
from repost.history.account_state import Stop
from repost.pages.look import make_look
from repost.run.last_report import last_key
from tests.console import Console
from tests.e2e.test_role import LAMBDAS_OWN, Permission, covers, listed, needed
from tests.fleet import Fleet
from tests.pages import Seen
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.emulator import LocalAws

HOSTILE: Final = "<script>alert(1)</script>"
SETTINGS: Final = """
[schedule]
timezone = "Europe/Paris"
"""


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    entries = (Entry(f"a{age}", age, title=f"About {age}") for age in range(40, 52))
    with World(stack, *entries) as world:
        yield world


def looked(world: World, view: str, *, results: bool = False, locale: str = "en", **params: Any) -> Seen:
    """The page that somebody sees."""
    return Seen(html_of(world, view, locale=locale, **params), results=results)


def html_of(world: World, view: str, *, locale: str = "en", act: str = "", **params: Any) -> str:
    context = {"params": {"view": "coming"}, "locale": locale, "theme": "light"}

    def outside(remaining: Any) -> Any:
        return world.stack.outside(lambda: world.now, remaining, world.endpoints)

    look = make_look(outside, act)
    return look({"view": view, **params, "widgetContext": context}, LocalContext())


def test_the_coming_posts_are_a_calendar_in_the_accounts_own_zone(world: World) -> None:
    world.account(settings=f'{SETTINGS}\n[select]\norder = "oldest-first"\npins."2026-11-24" = "a40"')
    world.tick()
    seen = looked(world, "coming")
    days = [text for text in seen.text if text.startswith(("Monday", "Tuesday", "Wednesday"))]
    assert days[:2] == ["Monday 23 November, 16:00 (Europe/Paris), main · X", "Monday 23 November"]
    assert "Times are those of Europe/Paris." in seen.text
    [pinned] = [place for place, text in enumerate(seen.text) if text == "pinned"]
    assert "About 40" in seen.text[pinned - 2 : pinned]
    assert "16:00" in seen.text
    assert any(text.startswith("No article can be posted now") for text in seen.text)
    titles = Counter(text for text in seen.text if text.startswith("About"))
    assert len(titles) == 11  # one is out
    assert set(titles.values()) == {1}


def test_a_coming_post_has_the_same_time_wherever_it_is_shown(world: World) -> None:
    world.account(settings='[schedule]\nevery = "7h"\njitter = "80m"\ntimezone = "Europe/Paris"')
    world.tick()
    [slot, *_] = world.ask("preview", account="main")["slots"]
    day, _, time = moment_in(instants.read(slot["at"]), ZoneInfo("Europe/Paris"), "en").rpartition(", ")
    assert int(time[-2:]) % 15, "a tick's own time says nothing"
    seen = looked(world, "coming").text
    assert f"{day}, {time} (Europe/Paris), main · X" in seen
    assert seen[seen.index(day) + 1] == time
    assert f"{day}, {time}" in looked(world, "health").text
    assert world.ask("simulate", account="main", days=14)["posts"][0]["at"] == slot["at"]


def test_slots_that_pass_for_one_reason_are_one_row_a_day(world: World) -> None:
    world.account()
    world.tick()
    seen = looked(world, "coming")
    assert any(text.startswith("main · X, 4 slots") for text in seen.text)
    assert seen.classes.count("repost-row") == 11 + 12


def test_what_keeps_an_account_from_posting_is_said_above_all(world: World) -> None:
    world.account("early", "dry_run = true")
    world.account("late", "paused = true")
    world.account("lost")
    world.tick()
    world.stack.outside(lambda: world.now, lambda: 60.0, {}).states.stop("lost", Stop(HOSTILE, 1, None))
    seen = looked(world, "coming")
    assert seen.classes.count("repost-banner") == 3
    assert "A dry run: posts are prepared and not sent." in seen.all_text
    assert "Paused in its settings: nothing is posted." in seen.all_text
    assert f"Stopped: {HOSTILE}" in seen.all_text
    assert "Accounts that need attention: 1 (lost)." in seen.text


def test_the_history_has_what_went_out_and_why_nothing_did_page_by_page(world: World) -> None:
    world.account()
    for _ in range(56):
        world.tick()
        world.later(hours=6)
    seen = looked(world, "history")
    assert seen.classes.count("repost-row") == 50
    assert any(text.startswith("No article can be posted now") for text in seen.text)
    [older] = [call for call in seen.calls if call[""] == "Older"]
    further = looked(world, "history", before=older["before"])
    assert further.classes.count("repost-row") == 6
    assert [call[""] for call in further.calls][-1] == "Newest"
    assert sum(text == "posted" for text in further.text + seen.text) == len(world.posts) == 12
    assert [link for link in further.links if "/status/" in link]


def test_the_history_says_when_a_post_went_out_not_when_it_was_due(world: World) -> None:
    world.account()
    world.later(minutes=8).tick()
    assert "09:08" in looked(world, "history").text


def test_nobody_looks_older_because_accounts_share_an_instant(world: World) -> None:
    for name in ("a", "b", "c"):
        world.account(name)
    for _ in range(20):
        world.tick()
        world.later(hours=6)
    first = looked(world, "history")
    [older] = [call for call in first.calls if call[""] == "Older"]
    second = looked(world, "history", before=older["before"])
    assert first.classes.count("repost-row") + second.classes.count("repost-row") == 60


def test_the_health_page_says_how_each_account_is_and_what_is_to_decide(world: World) -> None:
    world.account(settings="[budget]\nper_month = 1")
    world.account("wrong", "[schedule]\nevry = '6h'")
    world.tick()
    seen = looked(world, "health")
    assert seen.classes.count("repost-line") == 2
    assert "$0.20 of $1.00 this month" in seen.text
    assert any("12 articles" in text for text in seen.text)
    assert "settings have a mistake" in seen.text
    assert any("schedule.evry" in text for text in seen.text)
    assert {"ok", "Monday 23 November, 15:00", "Times are those of UTC."} <= set(seen.text)


def test_a_post_of_which_nobody_knows_waits_for_a_decision(world: World) -> None:
    world.account()
    world.x.fail_next(Fault("cut", accepted=False))
    world.tick()
    seen = looked(world, "health")
    assert "The post of Monday 23 November, 09:00 may or may not be out." in seen.text
    assert "Posts that may or may not be out: 1." in seen.text


def test_results_have_a_page_of_their_own(world: World) -> None:
    world.account()
    world.tick()
    seen = looked(world, "results", results=True)
    assert "Results of main" in seen.text
    assert "Nothing is known yet: a post is read a week after it went out." in seen.text


def test_a_viewers_language_counts_and_then_the_accounts(world: World) -> None:
    world.account(settings='language = "fr"')
    world.tick()
    assert "À venir" in [call[""] for call in looked(world, "coming", locale="").calls]
    assert "Coming" in [call[""] for call in looked(world, "coming", locale="en-GB").calls]
    assert "Coming" in [call[""] for call in looked(world, "coming", locale="fr", language="en").calls]


@pytest.mark.parametrize("view", ["coming", "history", "health", "results"])
def test_an_event_without_anything_else_is_answered_as_well(world: World, view: str) -> None:
    world.account()
    world.tick()
    look = make_look(lambda remaining: world.stack.outside(lambda: world.now, remaining, {}))
    seen = Seen(look({"view": view}, LocalContext()), results=view == "results")
    assert "repost-auto" in seen.classes
    named = Seen(look({"view": view, "account": "nobody"}, LocalContext()), results=view == "results")
    assert "There is no account nobody." in named.text


def test_a_stack_without_an_account_says_how_to_begin(world: World) -> None:
    for view in ("coming", "history", "health", "results"):
        assert any("./repost put main.toml" in text for text in looked(world, view).text)


def test_hostile_titles_are_text_on_every_page(world: World) -> None:
    world.blog.entries = [Entry(f"h{age}", age, title=f"{HOSTILE} {age}") for age in range(40, 44)]
    world.account()
    world.tick()
    for view in ("coming", "history", "results"):
        assert "<script" not in html_of(world, view)


def test_the_last_report_is_kept_and_what_it_does_not_say_stays(world: World) -> None:
    world.account(settings="[budget]\nper_month = 0.3")
    world.tick()
    first = world.stack.table.get(last_key("main")) or {}
    assert (first["state"], first["known"]) == ("posted", 12)
    world.later(hours=6).tick()
    last = world.stack.table.get(last_key("main")) or {}
    assert last["state"] == "over_budget"
    assert (last["coverage"], last["capacity"]) == (first["coverage"], first["capacity"])


def test_an_idle_tick_keeps_no_report(world: World) -> None:
    world.account()
    world.tick()
    before = world.stack.table.get(last_key("main"))
    world.later(minutes=15).tick()
    assert world.stack.table.get(last_key("main")) == before


@pytest.fixture
def fleet(fleet_stack: LocalStack) -> Iterator[Fleet]:
    with Fleet(fleet_stack, *(f"m{number:03}" for number in range(3)), articles=9) as fleet:
        yield fleet


def test_in_a_fleet_whoever_comes_next_is_shown_and_each_has_pages(fleet: Fleet) -> None:
    fleet.turn()
    seen = looked(fleet, "coming")
    assert seen.classes.count("repost-row") == 3
    assert any(text.startswith("m001 · Mastodon · field") for text in seen.text)
    [show] = [call for call in seen.calls if call.get("account") == "m001"]
    own = looked(fleet, "coming", account=show["account"])
    assert own.classes.count("repost-row") > 3
    assert looked(fleet, "coming", group="another").classes.count("repost-row") == 0
    past = looked(fleet, "history", account="m001")
    assert past.classes.count("repost-row") == 1


def test_a_group_has_its_members_and_no_account_of_its_own_settings(fleet: Fleet) -> None:
    fleet.account("drawn")
    fleet.turn()
    for view in ("coming", "history", "health"):
        assert any(text.startswith("drawn") for text in looked(fleet, view).text)
        assert not [text for text in looked(fleet, view, group="field").text if text.startswith("drawn")]


def test_members_are_filtered_by_group_and_state_and_paged(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.turn()
    fleet.rewrite("m001", paused=True)
    assert looked(fleet, "health").classes.count("repost-line") == 3
    assert looked(fleet, "health", state="paused").classes.count("repost-line") == 1
    assert looked(fleet, "health", group="nobody").classes.count("repost-line") == 0
    monkeypatch.setattr("repost.pages.seen.MOST_SHOWN", 2)
    first = looked(fleet, "health")
    assert first.classes.count("repost-line") == 2
    [further] = [call for call in first.calls if call[""] == "Next page"]
    assert further["after"] == "m001"
    second = looked(fleet, "health", after="m001")
    assert second.classes.count("repost-line") == 1
    assert "Next page" not in [call[""] for call in second.calls]


def test_a_member_in_trouble_is_found_without_looking_at_the_others(fleet: Fleet) -> None:
    fleet.turn()
    assert "All is well." in looked(fleet, "coming").text
    fleet.stack.put_secret("m002", '{"token": "wrong"}')
    fleet.later(hours=6).turn()
    assert "Accounts that need attention: 1 (m002)." in looked(fleet, "coming").text
    fleet.stack.put_secret("m002", fleet.mastodon.secret("m002"))
    fleet.rewrite("m002", reconnect=False)
    fleet.later(hours=6).turn()
    assert "All is well." in looked(fleet, "coming").text


@pytest.mark.usefixtures("own_clients")
def test_the_role_allows_what_looking_does_no_more_and_no_less(aws: LocalAws) -> None:
    with Fleet(LocalStack(f"looking-{aws.port}", fleet=True), "ada", articles=3) as fleet:
        fleet.account("drawn")
        fleet.account("of_any_age", '[select]\nmax_age = "none"')
        fleet.turn()
        used: set[Permission] = set()

        def trace(model: Any, params: dict[str, Any], **_: object) -> None:
            used.update(needed(model.service_model.service_name, model.name, params))

        for client in (fleet.stack.dynamodb, fleet.stack.ssm):
            client.meta.events.register("before-parameter-build.*.*", trace)
        for view in ("coming", "history", "health", "results"):
            for account in ("", "drawn", "of_any_age", "ada"):
                assert "request" not in html_of(fleet, view, account=account, act="arn:act")
        role = Stack(fleet.stack.name, {"Fleet": "yes"}).resources["LookRole"]
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


@pytest.mark.usefixtures("own_clients")
def test_a_look_reads_at_half_the_price_and_a_click_what_is_true_now(aws: LocalAws) -> None:
    reads: list[bool] = []

    def note(model: Any, params: dict[str, Any], **_: object) -> None:
        asked = next(iter(params["RequestItems"].values())) if "RequestItems" in params else params
        if model.name in {"GetItem", "BatchGetItem", "Query"} and asked.get("IndexName") != BY_QUEUE:
            reads.append(asked["ConsistentRead"])

    with World(LocalStack(f"cheap-{aws.port}"), Entry("a", 40), Entry("b", 50)) as world:
        world.account(settings='[review]\nhold = "always"')
        assert world.tick_main()["state"] == "held"
        console = Console(world)
        world.stack.dynamodb.meta.events.register("before-parameter-build.dynamodb.*", note)
        for view in ("coming", "history", "health", "results"):
            console.open(view)
        page = console.open("review")
        assert reads
        assert not any(reads)
        reads.clear()
        assert "Somebody on the dashboard approved it" in console.click(page.button("Approve")).text
        assert reads
        assert all(reads)


@pytest.mark.usefixtures("own_clients")
def test_looking_reads_no_more_requests_with_ten_times_the_members(fleet: Fleet) -> None:
    asked = 0

    def count(**_: object) -> None:
        nonlocal asked
        asked += 1

    def requests() -> int:
        nonlocal asked
        asked = 0
        for view in ("coming", "history", "health"):
            looked(fleet, view)
        return asked

    fleet.turn()
    for number in range(3, 30):
        fleet.stack.put_member(fleet.member(f"m{number:03}"), NOW + timedelta(days=1))
    fleet.stack.dynamodb.meta.events.register("before-call.*.*", count)
    before = requests()
    for number in range(30, 300):
        fleet.stack.put_member(fleet.member(f"m{number:03}"), NOW + timedelta(days=1))
    assert requests() <= before + 3  # a batch of fifty needs two requests, one of thirty needs one
