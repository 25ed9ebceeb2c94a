"""The handler that runs in Lambda, from a tick to a post, with real servers on all sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.aws.stack import LocalContext
from local.base.server import Fault, Response
from local.links.shorteners import ShortenerStandIn
from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.mastodon import MastodonStandIn, Member
from local.networks.x_answers import REFUSALS
from repost.base.errors import EventError
from tests.world import NOW, Entry, World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

CAST = (
    Entry("new", 3),
    Entry("young", 29),
    Entry("a", 40),
    Entry("b", 50),
    Entry("news", 55, category="News"),
    Entry("c", 60),
    Entry("old", 95),
)
ELIGIBLE = {"a", "b", "c"}
SELECT = '[select]\nexclude_categories = ["news"]'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *CAST) as world:
        world.account(settings=SELECT)
        yield world


def test_an_old_article_goes_out_and_is_reported(world: World) -> None:
    report = world.tick_main()
    [post] = world.posts
    assert report["state"] == "posted"
    assert report["guid"] in ELIGIBLE
    assert report["text"] == post.text
    assert post.text.startswith(f"Worth another read on A blog: Article {report['guid']} ")
    link = f"{world.blog.url}/{report['guid']}/?utm_source=x&utm_medium=social&utm_campaign=repost"
    assert report["link"] == link
    assert link in post.text
    assert post.text.endswith(" #Tech")
    assert report["remote_url"] == f"https://x.com/i/web/status/{post.id}"
    assert (report["known"], report["eligible"]) == (7, 3)
    assert sum(report["why_not"].values()) == 4
    assert report["next"] == "2026-11-23T15:00:00Z"


def test_the_next_slot_brings_another_article_and_nothing_comes_between(world: World) -> None:
    shared = [world.tick_main()["guid"]]
    for _ in range(2):
        assert world.later(hours=3).tick_main()["state"] == "waiting"
        shared.append(world.later(hours=3).tick_main()["guid"])
    assert set(shared) == ELIGIBLE
    assert len(world.posts) == 3


def test_when_all_rest_the_slot_closes_empty(world: World) -> None:
    for _ in range(3):
        world.tick()
        world.later(hours=6)
    report = world.tick_main()
    assert report["state"] == "empty"
    assert report["next"] == "2026-11-24T09:00:00Z"
    assert world.metrics()["NothingEligible"] == 1
    assert len(world.posts) == 3


def test_an_article_that_has_left_the_feed_stays_eligible(world: World) -> None:
    world.tick()
    world.blog.entries = [Entry("newest", 0)]
    guids = {world.later(hours=6).tick_main()["guid"] for _ in range(2)}
    assert len(guids) == 2
    assert guids < ELIGIBLE


def test_articles_come_of_age(world: World) -> None:
    world.blog.entries = [Entry("young", 29)]
    assert world.tick_main()["state"] == "empty"
    world.later(days=1, hours=6)
    assert world.tick_main()["guid"] == "young"


def test_an_article_goes_out_again_after_its_rest_in_a_new_cycle(world: World) -> None:
    world.account(settings='[select]\nmax_age = "none"\nrest = "10d"')
    world.blog.entries = [Entry("only", 40)]
    assert world.tick_main()["guid"] == "only"
    assert world.later(days=9).tick_main()["state"] == "empty"
    assert world.later(days=1).tick_main()["guid"] == "only"


def test_shared_once_means_once(world: World) -> None:
    world.account(settings='[select]\nmax_age = "none"\nrest = "10d"\nshare_once = true')
    world.blog.entries = [Entry("only", 40)]
    assert world.tick_main()["state"] == "posted"
    assert world.later(days=300).tick_main()["state"] == "empty"


def test_the_same_event_twice_makes_one_post_and_a_day_later_none(world: World) -> None:
    event_time = world.now
    assert world.tick_main()["state"] == "posted"
    assert world.tick_main()["state"] == "waiting"
    world.now = event_time
    event = world.stack.tick(event_time)
    world.later(days=1)
    answer = world.handler(event, LocalContext())
    assert answer["reports"] == []
    assert len(world.posts) == 1


@pytest.mark.parametrize(
    "event",
    [{}, {"source": "repost.schedule"}, {"source": "repost.schedule", "scheduled": "soon"}, {"a": 1}, []],
)
def test_an_event_of_another_shape_does_nothing(world: World, event: Any) -> None:
    with pytest.raises(EventError, match=r"Expected a tick|Expected a time"):
        world.handler(event, LocalContext())
    assert not world.posts


def test_a_broken_account_is_told_in_one_sentence_and_stops_only_itself(world: World) -> None:
    world.account("other", "[schedule]\nevry = 1")
    reports = world.tick()
    assert reports["main"]["state"] == "posted"
    assert reports["other"]["state"] == "invalid"
    assert "schedule.evry in" in reports["other"]["decision"]
    assert world.metrics()["SettingsInvalid"] == 1


def test_words_that_leave_no_room_for_a_title_are_a_mistake_of_the_settings(world: World) -> None:
    world.account(settings=f'[message]\nbefore = "{"word " * 60}"')
    report = world.tick_main()
    assert report["state"] == "invalid"
    assert "message.before in" in report["decision"]
    assert not world.x.requests


def test_an_article_that_can_not_be_put_into_words_keeps_no_cycle_from_ending(world: World) -> None:
    world.account(settings='[select]\nmax_age = "none"\nrest = "10d"')
    world.blog.entries = [Entry("a", 40), Entry("too-long-for-X" * 30, 50)]
    states = [world.later(hours=6).tick_main()["state"] for _ in range(2)]
    assert sorted(states) == ["empty", "posted"]
    assert world.later(days=11).tick_main()["state"] == "posted" or world.later(hours=6).tick_main()["guid"]


def test_a_missing_or_broken_secret_stops_its_account_before_anything_is_claimed(world: World) -> None:
    world.account(settings=SELECT, secret='api_key = "k"')
    report = world.tick_main()
    assert report["state"] == "invalid"
    assert "api_key_secret in" in report["decision"]
    world.account(settings=SELECT)
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_a_paused_account_does_nothing_at_all(world: World) -> None:
    world.account(settings="paused = true")
    assert world.tick_main()["state"] == "paused"
    assert not world.blog.requests
    assert not world.posts


def test_a_dry_run_does_everything_but_the_sending(world: World) -> None:
    world.account(settings=f"dry_run = true\n{SELECT}")
    report = world.tick_main()
    assert report["state"] == "dry_run"
    assert report["guid"] in ELIGIBLE
    assert report["text"].startswith("Worth another read")
    assert world.later(hours=1).tick_main()["state"] == "waiting"
    assert not world.posts
    world.account(settings=SELECT)
    assert world.later(hours=5).tick_main()["state"] == "posted"


def test_the_short_link_is_asked_for_once_and_kept_with_its_article(world: World) -> None:
    settings = '[link]\nshortener = "is.gd"\n[select]\nrest = "1h"\nmax_age = "none"'
    world.account(settings=settings)
    world.blog.entries = [Entry("only", 40)]
    first = world.tick_main()
    assert first["link"].startswith(world.shortener.url)
    assert first["link"] in world.posts[0].text
    world.account(settings=f'{settings}\n[message]\nbefore = "Again:"')
    assert world.later(hours=6).tick_main()["link"] == first["link"]
    assert len(world.shortener.requests) == 1


def test_another_shortener_is_asked_though_one_has_shortened_the_link_before(world: World) -> None:
    select = '[select]\nrest = "1h"\nmax_age = "none"'
    world.blog.entries = [Entry("only", 40)]
    with ShortenerStandIn("bitly", "planted-bitly-token") as bitly:
        world.endpoints["bitly"] = bitly.url
        secret = world.keys.document + 'shortener_key = "planted-bitly-token"\n'
        links: list[str] = []
        for service in ("is.gd", "bitly", "is.gd"):
            settings = f'[message]\nbefore = "{len(links)}:"\n[link]\nshortener = "{service}"\n{select}'
            world.account(settings=settings, secret=secret)
            links.append(world.later(hours=6).tick_main()["link"])
    assert links == [f"{world.shortener.url}/s1", "https://bit.ly/s1", f"{world.shortener.url}/s1"]
    assert (len(world.shortener.requests), len(bitly.requests)) == (1, 1)


def test_the_short_address_of_a_wordpress_costs_no_request(world: World) -> None:
    world.account(settings=f'[link]\nshortener = "wordpress"\n{SELECT}')
    world.blog.head = "<link rel='shortlink' href='/?p=7' />"
    report = world.tick_main()
    expected = f"{world.blog.url}/?p=7&utm_source=x&utm_medium=social&utm_campaign=repost"
    assert (report["link"], report["notes"]) == (expected, [])


def test_where_a_blog_has_no_short_addresses_the_long_link_goes_out_with_the_reason(world: World) -> None:
    world.account(settings=f'[link]\nshortener = "wordpress"\n{SELECT}')
    report = world.tick_main()
    assert report["link"].startswith(world.blog.url)
    assert "utm_source=x" in report["link"]
    assert [note.split(":")[0] for note in report["notes"]] == ["The link was not shortened"]


def test_without_a_shortener_that_answers_the_long_link_goes_out(world: World) -> None:
    world.account(settings=f'[link]\nshortener = "is.gd"\n{SELECT}')
    world.shortener.fail_next(Response(503))
    report = world.tick_main()
    assert report["link"].startswith(world.blog.url)
    assert any("not shortened" in note for note in report["notes"])
    assert report["state"] == "posted"


def test_a_feed_that_is_down_does_not_keep_the_archive_from_serving(world: World) -> None:
    world.tick()
    world.blog.fail_next(Response(503))
    report = world.later(hours=6).tick_main()
    assert report["state"] == "posted"
    assert any("503" in note for note in report["notes"])


def test_a_feed_that_was_never_seen_leaves_the_slot_open(world: World) -> None:
    world.blog.fail_next(Response(500))
    report = world.tick_main()
    assert report["state"] == "no_feed"
    assert world.metrics()["FeedFailed"] == 1
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_a_web_page_in_place_of_the_feed_is_an_error_and_not_an_empty_blog(world: World) -> None:
    page = b"<!doctype html><html><body>Hi</body></html>"
    world.blog.fail_next(Response(200, page, {"Content-Type": "text/html"}))
    assert world.tick_main()["state"] == "no_feed"


def test_a_refused_article_makes_room_for_the_next_best(world: World) -> None:
    world.x.fail_next(REFUSALS["not permitted"])
    report = world.tick_main()
    assert report["state"] == "posted"
    assert len(world.posts) == 1
    assert len(world.x.requests) == 2
    others = {world.later(hours=6).tick_main()["guid"] for _ in range(2)}
    assert report["guid"] not in others
    assert None in others, "the refused one rests too"


def test_after_three_refused_articles_the_slot_is_given_up_and_nothing_is_lost(world: World) -> None:
    world.account(settings='[select]\nrest = "10d"\nmax_age = "none"\ninclude_categories = ["Tech"]')
    world.x.fail_next(*[REFUSALS["duplicate"]] * 3)
    report = world.tick_main()
    assert report["state"] == "rejected"
    assert world.metrics()["PostRejected"] == 1
    refused = {post.body for post in world.x.requests}
    assert len(refused) == 3
    for _ in range(4):
        assert world.later(days=10).tick_main()["state"] == "posted"


def test_a_rate_limit_gives_the_slot_up_without_a_backlog(world: World) -> None:
    world.x.fail_next(Response(429))
    assert world.tick_main()["state"] == "not_sent"
    assert world.later(minutes=15).tick_main()["state"] == "waiting"
    assert world.later(hours=6).tick_main()["state"] == "posted"
    assert len(world.posts) == 1


def test_refused_credentials_pause_the_account_until_its_secret_changes(world: World) -> None:
    world.x.fail_next(REFUSALS["unauthorized"])
    assert world.tick_main()["state"] == "stopped"
    assert world.metrics()["CredentialsRefused"] == 1
    assert world.later(hours=6).tick_main()["state"] == "stopped"
    assert len(world.x.requests) == 1
    world.account(settings=SELECT)
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_used_up_credits_pause_the_account_for_a_day(world: World) -> None:
    world.x.fail_next(REFUSALS["credits depleted"])
    assert world.tick_main()["state"] == "exhausted"
    assert world.later(hours=12).tick_main()["state"] == "exhausted"
    assert world.later(hours=12).tick_main()["state"] == "posted"


@pytest.mark.parametrize(
    ("fault", "is_out"),
    [
        (Fault("cut", accepted=True), 1),
        (Fault("cut", accepted=False), 0),
        (Fault(instead=Response(500, b"<html>Over capacity</html>")), 0),
        (Fault(instead=Response(503)), 0),
    ],
)
def test_an_unknown_outcome_is_found_out_before_anything_else_happens_to_its_article(
    world: World, fault: Fault, is_out: int
) -> None:
    world.x.fail_next(fault)
    report = world.tick_main()
    assert report["state"] == "unknown"
    assert world.metrics()["OutcomeUnknown"] == 1
    assert world.later(minutes=1).tick_main()["state"] == "waiting"
    found = world.later(minutes=14).tick_main()
    assert found["guid"] == report["guid"]
    if is_out:
        [post] = world.posts
        assert found["state"] == "posted"
        assert found["remote_url"] == f"https://x.com/i/web/status/{post.id}"
    else:
        assert found["state"] == "not_sent"
    for _ in range(4):
        world.later(hours=6).tick()
    assert sorted(shared_in(world)) == sorted(ELIGIBLE)


def shared_in(world: World) -> list[str]:
    return [name for post in world.posts for name in ELIGIBLE if f"Article {name} " in post.text]


def test_while_the_network_does_not_tell_the_article_is_held_and_others_go_on(world: World) -> None:
    slot = "2026-11-23T09:00:00Z"
    world.x.fail_next(Fault("cut", accepted=True), *[Response(503)] * 3)
    held = world.tick_main()["guid"]
    asked = world.later(minutes=15).tick_main()
    assert (asked["state"], asked["held"]) == ("waiting", [slot])
    assert world.metrics()["PostsHeld"] == 1
    assert world.later(minutes=1).tick_main()["held"] == [slot]
    assert len(world.x.requests) == 2, "it is not asked again at once"
    world.later(minutes=45).tick()
    world.later(minutes=125).tick()
    assert len(world.x.requests) == 4
    world.now = NOW.replace(hour=15)
    other = world.tick_main()
    assert (other["state"], other["held"]) == ("posted", [slot])
    found = world.later(hours=6).tick_main()
    assert (found["state"], found["guid"], found["held"]) == ("posted", held, [])
    for _ in range(3):
        world.later(hours=6).tick()
    assert sorted(shared_in(world)) == sorted(ELIGIBLE)


def test_a_reply_that_breaks_off_after_saying_that_the_post_was_made_says_enough(world: World) -> None:
    world.x.fail_next(Fault("half", accepted=True))
    report = world.tick_main()
    assert (report["state"], report["remote_url"]) == ("posted", "")
    assert len(world.posts) == 1


def test_the_feed_is_asked_once_however_many_accounts_share_it(world: World) -> None:
    world.account("second", SELECT)
    reports = world.tick()
    assert [report["state"] for report in reports.values()] == ["posted", "posted"]
    assert reports["main"]["guid"] != reports["second"]["guid"]
    assert [request.path for request in world.blog.requests].count("/feed/") == 1


def test_without_time_for_a_send_nothing_is_claimed(world: World) -> None:
    assert world.tick(remaining_seconds=20)["main"]["state"] == "not_reached"
    assert not world.x.requests
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_with_time_for_one_turn_the_account_that_is_longest_overdue_has_it(world: World) -> None:
    world.account("a-late-one", '[schedule]\nevery = "5h"\njitter = "0m"')
    world.account("z-later-one", '[schedule]\nevery = "1h"\njitter = "0m"')
    world.account(settings="paused = true")
    world.tick()
    before = len(world.posts)

    class Context(LocalContext):
        def get_remaining_time_in_millis(self) -> int:
            return 120_000 if len(world.posts) == before else 10_000

    world.later(hours=5, minutes=30)
    answer = world.handler(world.stack.tick(world.now), Context())
    states = {report["account"]: report["state"] for report in answer["reports"]}
    assert states == {"main": "paused", "a-late-one": "not_reached", "z-later-one": "posted"}
    assert world.tick()["a-late-one"]["state"] == "posted"


def test_silence_for_longer_than_the_settings_ask_is_overdue(world: World) -> None:
    world.tick()
    assert world.metrics()["Overdue"] == 0
    world.x.fail_next(REFUSALS["unauthorized"])
    world.later(hours=6).tick()
    world.later(hours=13).tick()
    assert world.metrics()["Overdue"] == 1


def test_after_an_outage_there_is_one_post_and_no_backlog(world: World) -> None:
    world.account(settings='[select]\nmax_age = "none"')
    world.tick()
    world.later(days=3)
    assert world.tick_main()["state"] == "posted"
    assert world.later(minutes=15).tick_main()["state"] == "waiting"
    assert len(world.posts) == 2


def test_no_secret_shows_up_in_logs_or_reports(world: World) -> None:
    world.x.fail_next(REFUSALS["unauthorized"])
    reports = world.tick()
    world.account(settings=SELECT, secret=f"{world.keys.document}oops = 1")
    reports |= world.later(hours=6).tick()
    everything = world.log.getvalue() + str(reports)
    planted = [
        value.strip('"')
        for value in world.keys.document.replace("=", " ").split()
        if len(value.strip('"')) > 20
    ]
    assert len(planted) == 4
    assert not [secret for secret in planted if secret in everything]


def test_each_account_has_one_log_line_with_its_report(world: World) -> None:
    world.tick()
    [line] = [line for line in world.lines if "report" in line]
    assert line["report"]["state"] == "posted"
    assert line["message"] == line["report"]["decision"]
    assert line["level"] == "INFO"


def test_an_edit_counts_at_the_next_tick(world: World) -> None:
    world.tick()
    world.account(settings=f'{SELECT}\n[schedule]\nevery = "1h"')
    assert world.later(hours=1).tick_main()["state"] == "posted"


def test_twenty_accounts_on_three_networks_share_one_request_and_speak_once_each(world: World) -> None:
    members = [Member(f"member-{number}", f"token-{number}") for number in range(7)]
    residents = [Resident(f"user-{number}.bsky.example", "abcd-efgh") for number in range(6)]
    mastodon = MastodonStandIn(members, clock=lambda: world.now)
    bluesky = BlueskyStandIn(residents, clock=lambda: world.now)
    world.blog.entries = [Entry(f"number-{number}", 40 + number) for number in range(10)]
    world.account("main", "paused = true")
    with mastodon, bluesky:
        world.endpoints.update({"mastodon": mastodon.url, "bluesky": bluesky.url})
        feed = f'feed = "{world.blog.feed}"\n'
        for number in range(7):
            world.account(f"x{number}")
        for number, member in enumerate(members):
            there = '[mastodon]\nserver = "https://social.example"\n'
            world.stack.put_settings(f"m{number}", four_a_day(f'network = "mastodon"\n{feed}{there}'))
            world.stack.put_secret(f"m{number}", member.document)
        for number, resident in enumerate(residents):
            world.stack.put_settings(f"b{number}", four_a_day(f'network = "bluesky"\n{feed}'))
            world.stack.put_secret(f"b{number}", resident.document)
        reports = [report for report in world.tick().values() if report["account"] != "main"]
        assert len(reports) == 20
        assert {report["state"] for report in reports} == {"posted"}
        for network in "xmb":
            said = [report["guid"] for report in reports if report["account"].startswith(network)]
            assert len(set(said)) == len(said), "no article twice on a network within the spacing"
        assert [len(mastodon.posts), len(bluesky.posts), len(world.posts)] == [7, 6, 7]
    assert len([request for request in world.blog.requests if request.path == "/feed/"]) == 1
