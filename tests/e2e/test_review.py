"""Posts that wait for a person: what holds them, what is decided, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import EndpointConnectionError

from repost.aws.table import Table
from repost.base.errors import RetryLater
from repost.history.claims import History
from repost.history.queue import MemberQueue
from repost.history.records import Claim, Terms
from repost.history.states import AccountStates
from repost.networks.mastodon.network import Mastodon
from repost.networks.protocol import Post
from repost.run import claiming, delivery
from tests.fleet import Fleet
from tests.reviewing import ALWAYS, OLDEST, decide, waits
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="Tulips")) as world:
        yield world


def test_a_held_post_is_shown_as_it_will_look_and_goes_out_once_it_is_approved(world: World) -> None:
    world.account(settings=ALWAYS)
    report = world.tick_main()
    assert (report["state"], report["title"]) == ("held", "Roses")
    assert report["decision"].startswith("It waits for a review until 2026-11-24T09:00:00Z. Every post")
    assert world.metrics()["InReview"] == 1
    assert not world.posts
    [held] = waits(world)
    assert (held["text"], held["network"], held["decide_by"]) == (report["text"], "x", "2026-11-24T09:00:00Z")
    assert held["trust"] == {"in_a_row": 0, "approved": 0, "declined": 0}
    assert waits(world, account="main") == [held]
    assert world.later(minutes=15).tick_main()["state"] == "waiting"
    told = decide(world, "approve", held)
    assert (told["state"], told["decision"]) == ("done", "grace approved it on 2026-11-23T09:15:00Z.")
    assert waits(world) == []
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["in_review"]) == ("posted", [])
    assert [post.text for post in world.posts] == [held["text"]]
    assert decide(world, "approve", held)["decision"] == told["decision"]
    other = decide(world, "decline", held, reason="tone", by="bob")
    assert (other["state"], other["decision"]) == ("refused", told["decision"])
    assert world.later(hours=3).tick_main()["state"] == "waiting"
    assert world.later(hours=3).tick_main()["title"] == "Tulips"
    assert len(world.posts) == 1


def test_a_declined_post_does_not_go_out_and_is_not_put_up_in_the_same_words(world: World) -> None:
    world.account(settings=f'{ALWAYS}[message]\nbefore = ["Again:", "Look:"]\n')
    world.tick()
    [held] = waits(world)
    told = decide(world, "decline", held, reason="tone", note="We  don't\nshout.")
    assert told["decision"].endswith("(tone: We don't shout).")
    report = world.later(hours=6).tick_main()
    assert (report["state"], report["title"]) == ("held", "Roses")
    assert {held["text"][:5], report["text"][:5]} == {"Again", "Look:"}
    lessons = world.ask("lessons", account=None)
    assert lessons["reasons"] == {"tone": 1}
    assert [(each["account"], each["note"]) for each in lessons["last"]] == [("main", "We don't shout.")]
    assert world.ask("lessons")["last"] == lessons["last"]


def test_a_declined_article_is_blocked_until_that_is_taken_back(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    [held] = waits(world)
    decide(world, "decline", held, reason="legal", blocks=True)
    assert world.later(hours=6).tick_main()["title"] == "Tulips"
    assert world.later(hours=6).tick_main()["why_not"]["blocked"] == 1
    assert "may be posted again" in decide(world, "take_back", held, attempt=None)["decision"]
    assert world.ask("lessons")["last"] == []


def test_an_approval_can_be_taken_back_before_the_post_is_out_and_not_after_it(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    [held] = waits(world)
    decide(world, "approve", held)
    told = decide(world, "take_back", held, attempt=None)
    assert told["decision"] == "It waits for a review until 2026-11-24T09:00:00Z."
    assert world.later(minutes=15).tick_main()["state"] == "waiting"
    assert "changed since you saw it" in decide(world, "approve", held)["decision"]
    decide(world, "approve", waits(world)[0])
    world.later(minutes=15).tick()
    assert len(world.posts) == 1
    told = decide(world, "take_back", held, attempt=None)
    assert (told["state"], told["decision"]) == (
        "refused",
        "This can't be taken back any more: the post is posted.",
    )


def test_what_nobody_decides_on_is_dropped_and_frees_its_article(world: World) -> None:
    world.blog.entries = world.blog.entries[:1]
    world.account(settings=f'{ALWAYS}within = "2h"\n')
    world.tick()
    [held] = waits(world)
    report = world.later(hours=2).tick_main()
    assert (report["state"], report["in_review"]) == ("expired", [])
    assert report["decision"] == "Nobody decided on “Roses” by 2026-11-23T11:00:00Z."
    assert world.metrics()["ReviewExpired"] == 1
    assert "Nobody decided" in decide(world, "approve", held)["decision"]
    assert world.later(hours=4).tick_main()["title"] == "Roses"
    assert not world.posts


def test_what_nobody_decides_on_can_go_out_unless_something_flags_it(world: World) -> None:
    send = f'{ALWAYS}within = "2h"\nunreviewed = "send"\n[brand]\nhold_on = ["tulip*"]\n'
    world.account(settings=send)
    world.tick()
    assert world.later(hours=2).tick_main()["state"] == "posted"
    assert world.later(hours=4).tick_main()["title"] == "Tulips"
    assert world.later(hours=2).tick_main()["state"] == "expired"
    assert len(world.posts) == 1


def test_after_the_time_to_decide_nobody_can(world: World) -> None:
    world.account(settings=f'{ALWAYS}within = "2h"\n')
    world.tick()
    [held] = waits(world)
    world.later(hours=2)
    told = decide(world, "approve", held)
    assert told["decision"] == "It was to be decided on by 2026-11-23T11:00:00Z, which is over."
    assert waits(world) == []


def test_an_edit_keeps_the_link_and_the_brands_rules_and_goes_out_word_for_word(world: World) -> None:
    world.account(
        settings=f'{ALWAYS}[brand]\ndisclosure = "#Acme"\nhold_on = ["merger"]\nnever_say = ["sure*"]\n'
    )
    world.tick()
    [held] = waits(world)
    link = next(target for _, _, target in held["facets"] if target.startswith("http"))

    def edit(text: str) -> str:
        return str(decide(world, "edit", held, text=text)["decision"])

    assert edit(f"Our roses {link}") == 'It lacks "#Acme", the brand.disclosure.'
    assert edit("Our roses #Acme") == f"Its link has to stay in it, once and as it is: {link}"
    assert edit(f"Surely roses {link} #Acme").startswith("Its text says “Surely”")
    assert edit(f"A merger {link} #Acme").startswith("Its text says “merger”")
    assert edit(f"{'word ' * 60}{link} #Acme") == "It is longer than x allows: shorten it."
    assert edit(held["text"]) == "These are the same words: approve the post instead."
    assert [each["attempt"] for each in waits(world)] == [1]
    text = f"Our roses, a year on #Acme\n\n{link} #Garden"
    assert edit(f"  {text} ").startswith("grace edited it on")
    assert world.later(minutes=15).tick_main()["text"] == text
    assert [post.text for post in world.posts] == [text]
    assert AccountStates(world.stack.table).of(["main"])["main"].approvals == 0


def test_the_words_of_an_edit_are_not_said_again_and_those_that_it_replaced_may_be(world: World) -> None:
    world.blog.entries = [Entry("a", 62, title="Roses")]
    settings = ALWAYS.replace("[review]", 'rest = "5h"\n[review]')
    world.account(settings=f'{settings}[message]\nbefore = ["Again:", "Look:"]\n')
    world.tick()
    [held] = waits(world)
    now, then = sorted(("Again:", "Look:"), key=lambda words: words not in held["text"])
    decide(world, "edit", held, text=held["text"].replace(now, then))
    assert world.later(minutes=15).tick_main()["state"] == "posted"
    assert world.later(hours=6).tick_main()["text"].startswith(now)
    assert [post.text.split()[0] for post in world.posts] == [then]


def test_an_edit_counts_and_the_log_says_so_if_aws_fails_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1")

    world.blog.entries = [Entry("a", 62, title="Roses")]
    world.account(settings=ALWAYS)
    world.tick()
    [held] = waits(world)
    with monkeypatch.context() as patch:
        patch.setattr(Table, "update", fail)
        decide(world, "edit", held, text=f"Look: {held['text']}")
    assert "The words that an edit has replaced for main stay taken, since AWS failed" in caplog.text
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_an_edit_in_nearly_the_words_of_another_account_is_refused_as_any_wording_would_be(
    world: World,
) -> None:
    world.blog.entries = [Entry("a", 62, title="Ten things nobody tells you about roses")]
    crowd = ALWAYS.replace("[review]", 'spacing = "0m"\n[brand]\nunlike = "30d"\n[review]')
    for name in ("main", "other"):
        world.account(name, settings=f'{crowd}[message]\nbefore = ["Again:", "Look:"]\n')
    world.tick()
    held = {each["account"]: each for each in waits(world)}
    words = {name: each["text"].split()[0] for name, each in held.items()}
    assert set(words.values()) == {"Again:", "Look:"}
    text = held["other"]["text"].replace(words["other"], words["main"].upper())
    told = decide(world, "edit", held["other"], text=text)
    assert told["decision"].startswith("1 other account on x posted nearly the same words")
    assert {each["account"] for each in waits(world)} == {"main", "other"}


def test_a_new_account_is_trusted_after_approvals_in_a_row(world: World) -> None:
    world.blog.entries = [Entry(name, 90 - number) for number, name in enumerate("abcde")]
    world.account(settings=f'{OLDEST}[review]\nhold = "new"\ntrusted_after = 2\nmost = 9\n')
    told = []
    for what in ("approve", "decline", "approve", "approve"):
        told.append(world.tick_main()["decision"].partition("are reviewed ")[2])
        decide(world, what, waits(world)[0], **({"reason": "fact"} if what == "decline" else {}))
        world.later(minutes=15).tick()
        world.later(hours=5, minutes=45)
    until = "until 2 in a row are approved"
    assert told == [f"{until} ({number} so far)." for number in (0, 1, 0, 1)]
    assert world.tick_main()["state"] == "posted"


def test_while_as_many_posts_wait_as_may_slots_pass_and_what_is_not_flagged_goes_out(world: World) -> None:
    world.account(settings=f"{ALWAYS}most = 1\n")
    world.tick()
    report = world.later(hours=6).tick_main()
    assert report["state"] == "unreviewed"
    assert report["decision"] == "1 post waits for a review, and review.most allows no more."
    assert world.later(minutes=15).tick_main()["state"] == "waiting"
    flagged = f'{OLDEST}[brand]\nhold_on = ["article c", "tulips"]\n[review]\nmost = 1\n'
    world.blog.entries = [Entry("c", 64), Entry("d", 63)]
    world.account(settings=flagged)
    assert world.later(hours=6).tick_main()["title"] == "Article d"
    assert world.later(hours=6).tick_main()["state"] == "unreviewed"


def test_an_unflagged_wording_is_preferred_to_one_that_a_person_would_have_to_see(world: World) -> None:
    world.account(settings=f'{OLDEST}[brand]\nhold_on = ["merger"]\n[message]\nbefore = ["Merger:", "Hi:"]\n')
    report = world.tick_main()
    assert (report["state"], report["text"][:3]) == ("posted", "Hi:")


def test_an_announcement_can_be_held_and_is_announced_once(world: World) -> None:
    world.account(settings=f"announce = true\n{ALWAYS}")
    world.tick()
    decide(world, "decline", waits(world)[0], reason="off-topic")
    world.later(hours=1).tick()
    world.blog.entries = [*world.blog.entries, Entry("n", -2 / 24, title="News")]
    report = world.later(hours=2).tick_main()
    assert (report["state"], report["title"]) == ("held", "News")
    [held] = [each for each in waits(world) if each["announces"]]
    note = world.later(minutes=15).tick_main()["notes"]
    assert any("“News” is new but not announced yet." in each for each in note)
    decide(world, "approve", held)
    assert world.later(minutes=15).tick_main()["decision"] == "A new article was announced."
    assert len(world.posts) == 1


def test_an_announcement_that_may_not_wait_takes_no_slot_from_the_schedule(world: World) -> None:
    flagged = '[brand]\nhold_on = ["roses", "news"]\n[review]\nmost = 1\n'
    world.account(settings=f"announce = true\n{OLDEST}{flagged}")
    assert world.tick_main()["state"] == "held"
    world.later(hours=1).tick()
    world.blog.entries = [*world.blog.entries, Entry("n", -2 / 24, title="News")]
    waits_too = (
        "“News” is new but not announced yet: 1 post waits for a review, and review.most allows no more."
    )
    assert world.later(hours=2).tick_main()["notes"] == [waits_too]
    assert world.later(minutes=15).tick_main()["next"] == "2026-11-23T15:00:00Z"


def test_a_post_that_a_person_asks_for_waits_as_well_and_previews_say_so(world: World) -> None:
    world.account(settings=ALWAYS)
    preview = world.wish("preview")
    assert preview["state"] == "preview"
    assert preview["decision"] == (
        "This will wait for a review from 2026-11-23T09:00:00Z until 2026-11-24T09:00:00Z. "
        "Every post of this account is reviewed."
    )
    assert waits(world) == []
    now = f"{world.now:%Y-%m-%dT%H:%M:%SZ}"
    assert world.wish("post_now", asked=now)["state"] == "held"
    foreseen = world.ask("simulate", days=1)["posts"]
    assert [each["title"] for each in foreseen if each["state"] == "posted"] == ["Tulips"]
    assert not world.posts


def test_a_dry_run_says_what_would_wait(world: World) -> None:
    world.account(settings=f"dry_run = true\n{ALWAYS}")
    report = world.tick_main()
    assert report["state"] == "dry_run"
    assert "It would wait for a review first. Every post of this account is reviewed." in report["notes"]
    assert waits(world) == []


def test_a_slot_that_loses_its_article_to_another_account_holds_the_next_best(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account(settings=ALWAYS)
    take, losses = claiming.take, ["article"]
    monkeypatch.setattr(
        delivery, "take", lambda *given, **more: losses.pop() if losses else take(*given, **more)
    )
    report = world.tick_main()
    assert (report["state"], report["title"]) == ("held", "Tulips")


def test_only_what_waits_can_be_decided_on(world: World) -> None:
    world.account(settings=ALWAYS)
    told = world.wish("approve", slot="2026-11-23T09:00:00Z", attempt=1)
    assert told["decision"] == "main has no post of 2026-11-23T09:00:00Z to review."


def test_what_an_earlier_run_claimed_does_not_go_out_once_every_post_is_reviewed(world: World) -> None:
    world.account(settings=OLDEST)
    states, history = AccountStates(world.stack.table), History(world.stack.table)
    world.tick()
    world.later(hours=6)
    state, gap = states.of(["main"])["main"], timedelta(hours=3)
    claim = Claim("main", "x", world.now, "gone", 1, "b", Post("Tulips", title="Tulips"))
    terms = Terms(gap, timedelta(days=60), gap)
    assert history.claim(state, claim, now=world.now, terms=terms, cycle=state.cycle) is None
    world.account(settings=ALWAYS)
    report = world.later(minutes=15).tick_main()
    assert report["state"] == "not_sent"
    assert "By now every post of this account waits for a review." in report["decision"]
    assert len(world.posts) == 1


class TestAFleet:
    @pytest.fixture
    def fleet(self, fleet_stack: LocalStack) -> Iterator[Fleet]:
        with Fleet(fleet_stack, "ada", "bob", articles=4, settings='[review]\nhold = "always"\n') as fleet:
            yield fleet

    def test_a_groups_reviewers_see_its_members_posts_and_an_approved_one_goes_out_at_once(
        self, fleet: Fleet
    ) -> None:
        fleet.turn()
        held = waits(fleet, group="field")
        assert {each["account"] for each in held} == {"ada", "bob"}
        assert waits(fleet) == []
        fleet.later(minutes=30).turn()
        decide(fleet, "approve", next(each for each in held if each["account"] == "ada"))
        assert fleet.waiting()["ada"].at == fleet.now
        fleet.turn()
        assert fleet.said() == {"ada": 1, "bob": 0}

    def test_what_the_network_cannot_take_now_is_looked_at_again_soon(
        self, fleet: Fleet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fleet.turn()
        decide(
            fleet, "approve", next(each for each in waits(fleet, group="field") if each["account"] == "ada")
        )

        def busy(*_: object) -> None:
            raise RetryLater("Nothing was sent.")

        with monkeypatch.context() as patched:
            patched.setattr(Mastodon, "post", busy)
            fleet.later(minutes=30).turn()
        assert fleet.said() == {"ada": 0, "bob": 0}
        assert fleet.waiting()["ada"].at <= fleet.now + timedelta(minutes=30)
        fleet.later(hours=4).turn()
        assert fleet.said() == {"ada": 1, "bob": 0}

    def test_an_approval_during_a_members_turn_is_not_forgotten(self, fleet: Fleet) -> None:
        fleet.turn()
        queue = MemberQueue(fleet.stack.table)
        before = fleet.waiting()["ada"]
        queue.look_sooner("ada", fleet.now)
        queue.look_at("ada", fleet.now + timedelta(days=1), seen=f"{before.at:%Y-%m-%dT%H:%M:%SZ}")
        assert fleet.waiting()["ada"].at == fleet.now

    def test_nobody_decides_on_a_post_of_their_own(self, fleet: Fleet) -> None:
        fleet.rewrite("ada", mail="ada.l@example.com")
        fleet.turn()
        own = next(each for each in waits(fleet, group="field") if each["account"] == "ada")
        session = "arn:aws:sts::000000000000:assumed-role/Reviewer/Ada.L@example.com"
        for by in ("ada", session):
            for what, more in (
                ("approve", {}),
                ("decline", {"reason": "tone"}),
                ("take_back", {"attempt": None}),
            ):
                told = decide(fleet, what, own, by=by, **more)
                assert told["decision"] == "Nobody decides on a post of their own account."
        assert decide(fleet, "approve", own, by="bob")["state"] == "done"

    def test_own_words_wait_where_edited_posts_do(self, fleet: Fleet) -> None:
        fleet.put_group('[review]\nhold = "edited"\n')
        fleet.rewrite("ada", voice=("From me: {title}",))
        fleet.turn()
        [held] = waits(fleet, group="field")
        assert (held["account"], held["why"]) == ("ada", ["It is in the member's own words."])
        assert fleet.said() == {"ada": 0, "bob": 1}

    def test_whoever_leaves_leaves_nothing_to_review(self, fleet: Fleet) -> None:
        fleet.turn()
        fleet.wish("staff_leave", account="ada")
        fleet.turn()
        assert {each["account"] for each in waits(fleet, group="field")} == {"bob"}
        state = AccountStates(fleet.stack.table).of(["ada"])["ada"]
        assert (state.in_review, state.approved) == ((), ())


def test_an_account_is_renamed_once_none_of_its_posts_waits_for_anybody(world: World) -> None:
    world.account(settings=ALWAYS)
    world.tick()
    [held] = waits(world)
    assert "posts that wait for a review" in world.wish("rename", account="new", old="main")["decision"]
    decide(world, "decline", held, reason="tone")
    assert world.wish("rename", account="new", old="main")["state"] == "done"
    [lesson] = world.ask("lessons", account=None)["last"]
    assert (lesson["account"], lesson["by"]) == ("new", "grace")
    assert world.ask("lessons", account="new")["last"] == [lesson]
