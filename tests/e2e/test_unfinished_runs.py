"""A run that ends in the middle: what the next one makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from local.base.server import Response
from local.networks.x_answers import REFUSALS
from local.networks.x_timeline import Stored
from repost.history.budget import Price
from repost.history.claims import History
from repost.history.records import LEASE, Claim, SlotRecord, Terms
from repost.history.states import AccountStates
from repost.networks.meta.threads.network import Threads
from repost.networks.protocol import Post, Posted
from tests.world import NOW, Blog, Entry, World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.history.account_state import AccountState

AFTER_THE_LEASE = LEASE + timedelta(seconds=1)
TEXT = "Word for word what the first run had decided to say."


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        world.account()
        yield world


@pytest.fixture
def claim(world: World) -> Claim:
    """What a run left that claimed the article and ended."""
    return left_in(world)


def left_in(world: World, network: str = "x", text: str = TEXT) -> Claim:
    """The same, on a network and in words."""
    history = History(world.stack.table)
    state = AccountStates(world.stack.table).begin("main", NOW)
    claim = Claim("main", network, NOW, str(uuid4()), 1, "a", Post(text, title="Article a"))
    gap, rest = timedelta(hours=3), timedelta(days=60)
    assert history.claim(state, claim, now=NOW, terms=Terms(gap, rest, gap), cycle=state.cycle) is None
    return claim


def test_while_the_lease_holds_nobody_touches_the_claim(world: World, claim: Claim) -> None:
    world.now += LEASE - timedelta(seconds=1)
    assert world.tick_main()["state"] == "waiting"
    assert not world.posts
    world.now += timedelta(seconds=1)
    assert world.tick_main()["guid"] == claim.guid


def test_an_abandoned_claim_is_sent_word_for_word_by_the_next_run(world: World, claim: Claim) -> None:
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"], report["text"]) == ("posted", claim.guid, TEXT)
    assert [post.text for post in world.posts] == [TEXT]
    assert world.later(minutes=15).tick_main()["state"] == "waiting"
    assert world.later(hours=6).tick_main()["guid"] == "b"


def test_a_claim_abandoned_long_ago_is_given_up_and_its_article_is_free_again(
    world: World, claim: Claim
) -> None:
    world.later(days=2)
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    guids = {world.later(hours=6).tick_main()["guid"] for _ in range(2)}
    assert guids == {"a", "b"}
    assert TEXT not in {post.text for post in world.posts}


def test_a_claim_abandoned_while_it_was_being_sent_is_looked_for_and_free_if_it_is_not_out(
    world: World, claim: Claim
) -> None:
    assert History(world.stack.table).start_sending(claim, NOW)
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    assert {world.later(hours=6).tick_main()["guid"] for _ in range(2)} == {"a", "b"}
    assert len(world.posts) == 2


def test_a_claim_abandoned_while_it_was_being_sent_is_found_with_its_address_if_it_is_out(
    world: World, claim: Claim
) -> None:
    assert History(world.stack.table).start_sending(claim, NOW)
    world.x.add(Stored("1", "ada", TEXT, NOW.isoformat()))
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"], report["remote_id"]) == ("posted", claim.guid, "1")
    assert report["remote_url"].endswith("/status/1")
    assert len(world.posts) == 1


def test_a_claim_abandoned_while_it_was_being_sent_is_held_while_the_network_does_not_tell(
    world: World, claim: Claim
) -> None:
    assert History(world.stack.table).start_sending(claim, NOW)
    world.x.fail_next(Response(503))
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("unknown", claim.guid)
    assert report["held"] == ["2026-11-23T09:00:00Z"]
    assert not world.posts


def test_a_network_that_refuses_an_abandoned_claim_ends_it(world: World, claim: Claim) -> None:
    world.x.fail_next(REFUSALS["duplicate"])
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("rejected", claim.guid)
    assert world.later(hours=6).tick_main()["guid"] == "b"


def test_what_a_person_settles_as_posted_rests_and_counts(world: World, claim: Claim) -> None:
    history = History(world.stack.table)
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "no way to tell", until=NOW + timedelta(days=1000))
    report = world.settle("main", NOW, "posted")
    assert (report["state"], report["guid"], report["text"]) == ("posted", "a", TEXT)
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.count, share.pending) == (1, False)
    assert {world.later(hours=6).tick_main()["guid"] for _ in range(2)} == {"b", None}


def test_what_a_person_settles_as_not_sent_is_free_again(world: World, claim: Claim) -> None:
    history = History(world.stack.table)
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "no way to tell", until=NOW + timedelta(days=1000))
    assert world.settle("main", NOW, "not_sent")["state"] == "not_sent"
    assert {world.later(hours=6).tick_main()["guid"] for _ in range(2)} == {"a", "b"}


def test_only_what_is_held_can_be_settled_and_the_answer_says_what_is(world: World, claim: Claim) -> None:
    history = History(world.stack.table)
    assert "; held slots: none" in world.settle("main", NOW, "posted")["decision"]
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "no way to tell", until=NOW)
    other = world.settle("main", NOW + timedelta(hours=6), "posted")
    assert other["state"] == "refused"
    assert "; held slots: 2026-11-23T09:00:00Z" in other["decision"]
    assert "The accounts are: main." in world.settle("nobody", NOW, "posted")["decision"]


def test_what_is_settled_twice_is_settled_once(world: World, claim: Claim) -> None:
    history = History(world.stack.table)
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "no way to tell", until=NOW)
    assert world.settle("main", NOW, "posted")["state"] == "posted"
    assert world.settle("main", NOW, "posted")["decision"] == "This was already settled."
    assert world.settle("main", NOW, "not_sent")["state"] == "refused"
    assert history.shares("main", "x", ["a"])["a"].count == 1


def test_an_abandoned_claim_waits_for_the_end_of_quiet_hours(world: World, claim: Claim) -> None:
    world.account(settings='[schedule]\nquiet_hours = "09:01-09:40"')
    world.now += AFTER_THE_LEASE
    assert world.tick_main()["state"] == "waiting"
    world.now = NOW + timedelta(minutes=40)
    assert (world.tick_main()["state"], claim.guid) == ("posted", "a")


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("dry_run = true", "before it sent this. dry_run is on now."),
        ('[select]\nnever = ["title:Article a"]', "never"),
        ('[select]\nexclude_categories = ["Tech"]', "exclude_categories"),
        ('[select]\nmin_age = "45d"', "min_age"),
        ('[select]\nmax_age = "35d"', "max_age"),
    ],
)
def test_an_abandoned_claim_that_the_settings_no_longer_allow_is_given_back(
    world: World, claim: Claim, settings: str, why: str
) -> None:
    world.account(settings=settings)
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    assert why in report["decision"]
    assert not world.posts
    share = History(world.stack.table).shares("main", "x", ["a"])["a"]
    assert (share.pending, share.last, share.count) == (False, None, 0)


@pytest.mark.parametrize(("language", "state"), [("en", "posted"), ("fr", "not_sent")])
def test_an_abandoned_claim_is_given_back_if_its_title_is_an_offer_in_the_language_of_its_blog(
    world: World, claim: Claim, language: str, state: str
) -> None:
    world.blog.entries[0] = Entry("a", 40, title="Offre de rentrée")
    world.account(settings=f'language = "{language}"')
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == (state, claim.guid)


def test_an_abandoned_claim_whose_article_a_person_blocked_is_given_back(world: World, claim: Claim) -> None:
    world.ask("preview")  # reads the blog
    world.wish("block", article=f"{world.blog.url}/a/")
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    assert not world.posts


def test_an_abandoned_claim_whose_page_does_not_answer_is_given_back_too(
    world: World, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = world.blog.answer
    monkeypatch.setattr(
        world.blog, "answer", lambda request: Response(503) if request.path == "/a/" else answer(request)
    )
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    assert "answers with status 503" in report["decision"]
    assert not world.posts


def test_an_abandoned_claim_whose_page_is_gone_is_given_back(world: World, claim: Claim) -> None:
    world.blog.gone.add("a")
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    assert not world.posts


def test_an_abandoned_claim_of_another_feed_is_given_back(world: World, claim: Claim) -> None:
    with Blog(Entry("c", 40)) as other:
        world.stack.put_settings("main", four_a_day(f'network = "x"\nfeed = "{other.feed}"'))
        world.now += AFTER_THE_LEASE
        report = world.tick_main()
        assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
        assert "The blog no longer has its article." in report["decision"]
        assert not world.posts


def test_an_abandoned_claim_of_an_account_that_is_paused_now_is_not_sent(world: World, claim: Claim) -> None:
    world.account(settings="paused = true")
    world.now += AFTER_THE_LEASE
    assert world.tick_main()["state"] == "paused"
    assert claim.guid == "a"
    assert not world.posts


@pytest.mark.parametrize(("limit", "outcome"), [(0.19, "not_sent"), (0.2, "posted")])
def test_an_abandoned_claim_that_the_budget_has_no_room_for_any_more_is_given_back(
    world: World, limit: float, outcome: str
) -> None:
    world.account(settings="[budget]\nper_month = 10")
    history, states = History(world.stack.table), AccountStates(world.stack.table)
    state = states.begin("main", NOW)
    priced = Claim("main", "x", NOW, str(uuid4()), 1, "a", Post(TEXT, title="A"), Price(200_000, "2026-11"))
    hour = timedelta(hours=1)
    assert history.claim(state, priced, now=NOW, terms=Terms(hour, hour, hour), cycle=state.cycle) is None
    world.account(settings=f"[budget]\nper_month = {limit}")
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == (outcome, "a")
    is_out = outcome == "posted"
    assert len(world.posts) == is_out
    assert history.spent("main", "2026-11").account == 200_000 * is_out


def test_after_an_outage_an_abandoned_claim_and_the_next_slot_do_not_both_go_out(world: World) -> None:
    world.account(settings='[schedule]\nevery = "1h"\njitter = "0m"')
    other = "b" if world.tick_main()["guid"] == "a" else "a"
    first_slot = world.later(minutes=61)
    history, states = History(world.stack.table), AccountStates(world.stack.table)
    state = states.of(["main"])["main"]
    left = Claim(
        "main", "x", NOW + timedelta(hours=1), str(uuid4()), 1, other, Post(TEXT, title="An article")
    )
    gap = timedelta(minutes=30)
    assert (
        history.claim(state, left, now=first_slot.now, terms=Terms(gap, gap, gap), cycle=state.cycle) is None
    )
    said = len(world.posts)
    world.later(minutes=55)
    assert (world.tick_main()["state"], len(world.posts)) == ("posted", said + 1)
    for _ in range(5):  # the slot of 11:00 falls into the gap after what was sent at 10:56
        assert world.later(minutes=5).tick_main()["state"] != "posted"
    assert world.later(minutes=10).tick_main()["state"] in {"posted", "empty"}


@pytest.mark.parametrize(("minutes", "state"), [(65, "posted"), (66, "not_sent")])
def test_an_abandoned_claim_is_sent_until_an_hour_after_its_lease_and_never_later(
    world: World, claim: Claim, minutes: int, state: str
) -> None:
    world.later(minutes=minutes)
    report = world.tick_main()
    assert (report["state"], report["guid"]) == (state, claim.guid)


def test_an_abandoned_claim_for_another_network_is_given_back(world: World, claim: Claim) -> None:
    world.account(network="mastodon")
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", claim.guid)
    assert "It was worded for x" in report["decision"]
    assert not world.network("mastodon").texts("ada")


def test_what_may_be_out_on_another_network_is_held_for_a_person(world: World, claim: Claim) -> None:
    assert History(world.stack.table).start_sending(claim, NOW)
    world.account(network="mastodon")
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("unknown", claim.guid)
    assert not any("statuses" in request.path for request in world.network("mastodon").requests)
    assert world.settle("main", NOW, "not_sent")["state"] == "not_sent"


def test_an_account_waits_for_a_person_once_ten_posts_have_an_unknown_outcome(world: World) -> None:
    history, states = History(world.stack.table), AccountStates(world.stack.table)
    state = states.begin("main", NOW)
    for number in range(10):
        slot, no_gap = NOW - timedelta(days=20 - number), timedelta()
        held = Claim("main", "x", slot, str(uuid4()), 1, f"held-{number}", Post(TEXT))
        assert (
            history.claim(state, held, now=slot, terms=Terms(no_gap, no_gap, no_gap), cycle=state.cycle)
            is None
        )
        assert history.start_sending(held, slot)
        assert history.hold(held, "no way to tell", until=NOW + timedelta(days=365))
        state = states.of(["main"])["main"]
    report = world.tick_main()
    assert (report["state"], len(report["held"])) == ("unknown", 10)
    assert "10 posts have an unknown outcome: settle some of them" in report["decision"]
    assert not world.posts
    assert world.settle("main", NOW - timedelta(days=20), "not_sent")["state"] == "not_sent"
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_what_a_run_found_out_while_a_person_settled_it_stays_true(
    world: World, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(world.stack.table)
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "no way to tell", until=NOW)
    read = History.unresolved

    def and_then_a_run_finds_it(self: History, state: AccountState) -> list[SlotRecord]:
        records = read(self, state)
        assert History(world.stack.table).record_posted(claim, Posted("7", "https://x.example/7"), NOW)
        return records

    monkeypatch.setattr(History, "unresolved", and_then_a_run_finds_it)
    report = world.settle("main", NOW, "not_sent")
    assert (report["state"], report["decision"]) == (
        "refused",
        "The outcome of 2026-11-23T09:00:00Z is known: it was posted.",
    )
    assert history.shares("main", "x", ["a"])["a"].count == 1


@pytest.mark.parametrize("path", ["a/", "a", "a/?utm_source=mail"])
def test_an_abandoned_claim_of_an_article_that_is_pinned_to_today_is_sent_whatever_its_age(
    world: World, claim: Claim, path: str
) -> None:
    pins = f'pins = {{ "2026-11-23" = "{world.blog.url}/{path}" }}'
    world.account(settings=f'[select]\nmax_age = "35d"\n{pins}')
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("posted", claim.guid)


@pytest.mark.parametrize(("step", "outcome"), [("take_over", None), ("record_not_sent", False)])
def test_a_claim_that_another_run_gives_up_first_is_not_reported_again(
    world: World, claim: Claim, monkeypatch: pytest.MonkeyPatch, step: str, outcome: object
) -> None:
    monkeypatch.setattr(History, step, lambda *_, **__: outcome)
    report = world.later(minutes=70).tick_main()
    assert (report["state"], claim.guid) == ("waiting", "a")


@pytest.mark.parametrize(
    ("since", "pause"),
    [
        (timedelta(minutes=6), timedelta(minutes=15)),
        (timedelta(minutes=20), timedelta(minutes=40)),
        (timedelta(hours=20), timedelta(days=1)),
    ],
)
def test_a_network_that_does_not_tell_is_asked_again_after_twice_the_time_and_within_a_day(
    world: World, claim: Claim, since: timedelta, pause: timedelta
) -> None:
    history = History(world.stack.table)
    assert history.start_sending(claim, NOW)
    world.x.fail_next(Response(503))
    world.now += since
    assert world.tick_main()["state"] == "unknown"
    [record] = history.unresolved(AccountStates(world.stack.table).of(["main"])["main"])
    assert record.lease == world.now + pause


@pytest.mark.parametrize(("spare", "state"), [(5, "posted"), (4.99, "not_sent")])
def test_an_abandoned_claim_is_sent_if_there_is_time_for_the_longest_send_and_its_record(
    world: World, spare: float, state: str
) -> None:
    world.account(network="threads")
    left_in(world, "threads")
    world.now += AFTER_THE_LEASE
    longest = Threads("https://threads.example").post_seconds
    assert world.tick(remaining_seconds=longest + spare)["main"]["state"] == state


@pytest.mark.parametrize(
    ("brand", "why"),
    [
        (
            'hold_on = ["somebody", "decided"]',
            (
                'Its text says “somebody”, which brand.hold_on lists as "somebody". '
                'Its text says “decided”, which brand.hold_on lists as "decided".'
            ),
        ),
        ('mentions = "none"', "It mentions @somebody, and brand.mentions allows no mention."),
    ],
)
def test_an_abandoned_claim_that_its_brand_would_hold_or_refuse_by_now_is_given_back(
    world: World, brand: str, why: str
) -> None:
    left_in(world, text="What @somebody decided.")
    world.account(settings=f"[brand]\n{brand}")
    world.now += AFTER_THE_LEASE
    report = world.tick_main()
    assert (report["state"], report["guid"]) == ("not_sent", "a")
    assert report["decision"] == f"An earlier run ended before it sent this. {why}"
