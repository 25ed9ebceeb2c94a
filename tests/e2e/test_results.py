"""What readers did with the posts is read a week later, and the best go out once more."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault
from local.links.counting import Visits
from local.links.shorteners import ShortenerStandIn
from local.networks.x_answers import REFUSALS
from repost.aws.items import Key
from repost.history.results import Results, name_of
from repost.results.encores import Known
from repost.results.score import Heard
from tests.desk import Desk
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.aws.stack import LocalStack
    from repost.settings.networks import NetworkName

ALL = [f"a{number:02}" for number in range(12)]
DAILY = '[schedule]\nevery = "1d"\n'
READ = f"{DAILY}[results]\nread = true\n[link]\nutm = false\n"
ENCORES = f'{DAILY}[select]\nmax_age = "none"\nrest = "10d"\nencores = 3\n[link]\nutm = false\n'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *(Entry(name, 40 + number) for number, name in enumerate(ALL))) as world:
        yield world


def slots(world: World) -> list[dict[str, Any]]:
    """The slots that are posted, oldest first."""
    items = world.stack.table.first_in("ACCOUNT#main", "SLOT#", "SLOT#~", 1000)
    return [item for item in items if item["state"] == "posted"]


def a_day(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """The reports of a tick in which a slot is due, and of one an hour later, in which none is."""
    due = world.tick_main()
    quiet = world.later(hours=1).tick_main()
    world.later(hours=23)
    return due, quiet


def a_week_later(world: World) -> dict[str, Any]:
    """The report of a quiet tick a week after a post; in the meantime only one more post has gone out."""
    assert world.tick_main()["state"] == "posted"
    world.later(days=7).tick()
    return world.later(hours=1).tick_main()


def gets(world: World, network: NetworkName = "x") -> int:
    return sum(request.method == "GET" for request in world.network(network).requests)


def test_a_post_is_read_once_a_week_after_it_went_out(world: World) -> None:
    world.account(settings=READ)
    for _ in range(7):
        due, _ = a_day(world)
        assert due["state"] == "posted"
    assert not gets(world)
    first = world.posts[0]
    world.x.acts[first.id] = 7
    assert world.tick_main()["state"] == "posted"
    assert not gets(world), "a slot was due in this run"
    assert world.later(hours=1).tick_main()["state"] == "waiting"
    assert gets(world) == 1
    for _ in range(10):
        world.later(hours=1).tick()
    assert gets(world) == 1, "once a day"
    [read] = [each for each in slots(world) if "measured" in each]
    assert (read["remote_id"], read["acts"], read["measure"]) == (first.id, 7, "link_clicks")


def test_posts_that_there_was_no_time_for_are_read_the_next_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account(settings=READ, network="threads")  # tells of one post at a time
    for _ in range(10):
        assert world.tick_main()["state"] == "posted"
        world.later(days=1)
    world.tick()
    before = gets(world, "threads")
    with monkeypatch.context() as short:
        short.setattr(
            "local.aws.stack.LocalContext.get_remaining_time_in_millis",
            lambda _: 100_000 if gets(world, "threads") == before else 49_000,
        )
        world.later(hours=1).tick()
    assert sum("measured" in each for each in slots(world)) == 1
    world.later(hours=23).tick()
    world.later(hours=1).tick()
    first = slots(world)[:4]
    assert all("measured" in each for each in first)
    assert all(each["acts"] is not None for each in first), "none was given up for want of time"


def test_an_account_that_did_not_ask_for_results_reads_none(world: World) -> None:
    world.account(settings=DAILY)
    a_week_later(world)
    assert not gets(world)
    assert "heard" not in (world.stack.table.get(Key("ACCOUNT#main", "STATE")) or {})


def test_no_account_is_read_in_a_run_in_which_another_has_a_slot_due(world: World) -> None:
    world.account(settings=READ)
    world.account("other", settings=f'[schedule]\nevery = "1h"\n{READ.removeprefix(DAILY)}', network="slack")
    for day in (0, 8, 1):
        world.later(days=day)
        a_day(world)
    assert not gets(world)


def test_a_missing_permission_is_one_note_and_never_zero(world: World) -> None:
    world.account(settings=READ, network="threads")
    world.network("threads").shows_insights = False  # type: ignore[attr-defined]
    notes = []
    for _ in range(10):
        due, quiet = a_day(world)
        assert due["state"] == "posted"
        assert quiet["state"] == "waiting"
        notes += quiet["notes"]
    [note] = notes
    assert "threads_manage_insights" in note
    assert not [each for each in slots(world) if "acts" in each]
    world.network("threads").shows_insights = True  # type: ignore[attr-defined]
    a_day(world)
    assert len([each for each in slots(world) if "acts" in each]) == 4, "what was missed is made up for"


@pytest.mark.parametrize(
    ("network", "switch", "scope"),
    [("linkedin", "shows_statistics", "rw_organization_admin")],
)
def test_a_missing_permission_is_named(world: World, network: NetworkName, switch: str, scope: str) -> None:
    world.account(settings=READ, network=network)
    setattr(world.network(network), switch, False)
    [note] = a_week_later(world)["notes"]
    assert scope in note


@pytest.mark.parametrize("network", ["facebook", "mastodon", "bluesky", "threads", "discord"])
def test_a_post_that_is_gone_hides_no_other(world: World, network: NetworkName) -> None:
    world.account(settings=READ, network=network)
    stand_in = world.network(network)
    world.tick()
    world.later(days=1).tick()
    stand_in.remove(stand_in.posts[0])
    stand_in.acts = {each.id: 5 for each in stand_in.posts}
    world.later(days=8).tick()
    assert world.later(hours=1).tick_main()["notes"] == []
    assert [each.get("acts") for each in slots(world)] == [None, 5, None]


def test_facebook_tells_clicks_with_one_more_permission(world: World) -> None:
    world.account(settings=READ, network="facebook")
    facebook = world.network("facebook")
    facebook.shows_clicks = True  # type: ignore[attr-defined]
    world.tick()
    facebook.acts = {each.id: 5 for each in facebook.posts}
    world.later(days=8).tick()
    world.later(hours=1).tick()
    assert slots(world)[0]["measure"] == "link_clicks"


def test_a_network_that_gives_no_answer_costs_no_post_and_is_asked_again_the_next_day(world: World) -> None:
    world.account(settings=READ)
    for _ in range(7):
        a_day(world)
    world.tick()
    world.x.fail_next(Fault(delivery="cut"))
    report = world.later(hours=1).tick_main()
    assert report["state"] == "waiting"
    assert "X gave no answer" in report["notes"][0]
    world.later(hours=23)
    due, quiet = a_day(world)
    assert (due["state"], quiet["state"], quiet["notes"]) == ("posted", "waiting", [])
    assert len([each for each in slots(world) if "acts" in each]) == 2


def test_a_post_that_is_gone_says_nothing(world: World) -> None:
    world.account(settings=READ)
    world.tick()
    world.x.remove(world.posts[0])
    world.later(days=1).tick()
    world.later(days=8).tick()
    world.later(hours=1).tick()
    first, second, *_ = slots(world)
    assert "measured" in first
    assert "acts" not in first
    assert "acts" in second


def test_what_x_bills_for_a_reading_counts_towards_the_budget(world: World) -> None:
    world.account(settings=READ)
    world.tick()
    world.later(days=7).tick()
    spent = Key("ACCOUNT#main", "BUDGET#2026-11")
    before = (world.stack.table.get(spent) or {})["spent"]
    world.later(hours=1).tick()
    assert (world.stack.table.get(spent) or {})["spent"] - before == 1_000, "one post of one's own"


def test_a_reading_that_the_budget_does_not_cover_is_not_made(world: World) -> None:
    world.account(settings=f"{READ}[budget]\nper_month = 0.401")
    [note] = a_week_later(world)["notes"]
    assert "budget has no room" in note
    assert not gets(world)


@pytest.mark.parametrize(
    "network", ["x", "mastodon", "bluesky", "threads", "facebook", "linkedin", "discord"]
)
def test_every_network_that_tells_is_heard(world: World, network: NetworkName) -> None:
    world.account(settings=READ, network=network)
    stand_in = world.network(network)
    world.tick()
    stand_in.acts[stand_in.posts[0].id] = 12
    world.later(days=7).tick()
    world.later(hours=1).tick()
    assert slots(world)[0]["acts"] == 12


@pytest.mark.slow
def test_one_post_in_three_is_an_encore_of_what_readers_liked(world: World) -> None:
    world.account(settings=ENCORES)
    told = []
    found: set[str] = set()
    for _ in range(30):
        for post, slot in zip(world.posts, slots(world), strict=False):
            if slot["guid"] in {"a03", "a11", "a07"}:
                world.x.acts[post.id] = 9
                found.add(slot["guid"])
            else:
                world.x.acts[post.id] = 1
        due, _ = a_day(world)
        told.append((due["guid"], due["why"]))
    encores = [(day, guid) for day, (guid, why) in enumerate(told) if why.startswith("An encore:")]
    assert encores
    assert {guid for _, guid in encores} <= found
    days = [day for day, _ in encores]
    assert all(later - earlier >= 3 for earlier, later in pairwise(days))
    assert {guid for guid, _ in told} == set(ALL)
    last: dict[str, int] = {}
    for day, (guid, _) in enumerate(told):
        assert day - last.get(guid, -99) >= 10, "each rests"
        last[guid] = day
    first = told[days[0]][1]
    assert " times the usual in 1 post, " in first
    shares = world.stack.table.first_in("ACCOUNT#main", "SHARE#", "SHARE#~", 1000)
    for share in (each for each in shares if "encored" in each):
        assert share["turn"] != share["encored"], "an encore is no turn"
        assert share["last"] == max(share["turn"], share["encored"])


def liked(world: World, *guids: str) -> None:
    """Let some articles be known as liked, and the next slot be an encore's."""
    for _ in range(2):
        world.tick()
        world.later(days=1)
    heard, long_ago = Heard(world.now, 30.0, 10.0, 30, 3), world.now - timedelta(days=99)
    known = [Known(name_of(guid), heard, long_ago) for guid in guids]
    Results(world.stack.table, "main").keep_best(known, world.now)


def test_preview_and_simulate_know_the_next_encore(world: World) -> None:
    world.account(settings=ENCORES)
    liked(world, *ALL)
    [foretold, *_] = [each for each in world.ask("simulate", days=3)["posts"] if each["guid"]]
    preview = world.wish("preview")
    due = world.tick_main()
    assert due["why"].startswith(
        "An encore: 2.5 times the usual in 3 posts, the longest rested of your best 4"
    )
    assert (due["guid"], due["why"]) == (preview["guid"], preview["why"])
    assert due["guid"] == foretold["guid"]
    shares = world.stack.table.first_in("ACCOUNT#main", "SHARE#", "SHARE#~", 100)
    [encored] = [share for share in shares if "encored" in share]
    assert encored["guid"] == due["guid"]
    assert encored.get("turn") != encored["encored"] == encored["last"], "an encore is no turn"


def test_a_best_article_that_may_never_go_out_again_makes_room_for_another(world: World) -> None:
    world.account(settings=ENCORES)
    liked(world, "a03", "a11", "gone")
    out = {slot["guid"] for slot in slots(world)}
    for guid in {"a03", "a11"} - out:
        world.wish("block", article=guid)
    assert not world.tick_main()["why"].startswith("An encore")
    best = (world.stack.table.get(Key("ACCOUNT#main", "BEST#")) or {})["best"]
    assert {each.split()[0] for each in best} == set(map(name_of, {"a03", "a11"} & out))


def test_the_refusal_of_an_encore_lets_a_turn_go_out(world: World) -> None:
    world.account(settings=ENCORES)
    liked(world, *ALL)
    world.x.fail_next(REFUSALS["duplicate"])
    due = world.tick_main()
    assert due["state"] == "posted"
    assert not due["why"].startswith("An encore")


def test_clicks_of_people_on_a_short_link_are_the_best_count(world: World) -> None:
    with ShortenerStandIn("shlink", "planted-shlink-key") as shlink:
        world.endpoints["shlink"] = shlink.url
        secret = world.keys.document + 'shortener_key = "planted-shlink-key"\n'
        own = 'shortener = "shlink"\nshortener_url = "https://go.example.com"\n'
        world.account(settings=f"{READ}{own}", secret=secret)
        world.tick()
        shlink.visits["s1"] = Visits(people=4, machines=9)
        world.later(days=8).tick()
        world.later(hours=1).tick()
    first = slots(world)[0]
    assert (first["acts"], first["measure"]) == (4, "clicks")


def test_preview_says_if_the_settings_allow_no_encore(world: World) -> None:
    world.account(settings=f"{DAILY}[select]\nencores = 3\n")
    assert any(
        "encores has no effect: an article is within" in note for note in world.wish("preview")["notes"]
    )


def test_the_results_of_articles_are_shown_with_their_titles(world: World) -> None:
    world.account(settings=READ)
    for _ in range(11):
        for number, post in enumerate(world.posts):
            world.x.acts[post.id] = 2 + 10 * (number == 1)
        a_day(world)
    answer = world.ask("results")
    assert answer["reports"][0]["decision"] == "The results of 4 articles are known."
    results = {each["title"]: each for each in answer["results"]}
    best = results[f"Article {slots(world)[1]['guid']}"]
    assert (best["times"], best["posts"], best["acts"]) == (1, 1, 12)
    assert best["score"] == max(each["score"] for each in results.values())
    exported = world.ask("export", format="csv")["export"].splitlines()
    assert ",acts,measure,measured,error," in exported[0]
    assert ",12,link_clicks,2026-12-" in exported[-2]


def test_the_command_shows_results_in_the_terminal_and_as_a_page(world: World, tmp_path: Path) -> None:
    world.account(settings=f'language = "fr"\n{READ}')
    for _ in range(11):
        world.x.acts = {post.id: 40 * (number == 2) for number, post in enumerate(world.posts)}
        a_day(world)
    page = tmp_path / "results.html"
    said = Desk(world).run("results", "--html", str(page))
    assert said.code == 0
    assert "The results of 4 articles are known." in said.out
    assert f"Article {slots(world)[2]['guid']}\t1\t40\t" in said.out
    assert "<h1>Résultats de main</h1>" in page.read_text("utf-8")
    told = Desk(world).run("results", "--json").json
    assert {each["acts"] for each in told["results"]} == {0, 40}


def test_without_readings_the_results_say_how_to_get_some(world: World) -> None:
    world.account(settings=DAILY)
    assert "set results.read" in world.wish("results")["decision"]
