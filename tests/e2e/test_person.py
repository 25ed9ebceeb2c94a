"""What a person asks for by hand, each done once however often its event comes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Response
from local.networks.x_answers import REFUSALS
from repost.aws.items import Key, Write, account_partition
from repost.base.names import blog_key
from repost.history.claims import History
from repost.wording.repetition import Said, speaker_key
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

SETTINGS = '[schedule]\nevery = "6h"\nquiet_hours = "22:00-07:00"\nmax_per_day = 3\n'
CAST = (Entry("a", 40), Entry("b", 50), Entry("c", 60), Entry("ancient", 900, category="News"))


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *CAST) as world:
        world.account(settings=SETTINGS)
        yield world


def asked(world: World) -> str:
    return world.now.isoformat()


class TestPostNow:
    def test_a_post_goes_out_at_once_even_in_quiet_hours_and_counts_as_the_slot(self, world: World) -> None:
        world.tick()
        night = world.later(hours=14)
        report = night.wish("post_now", asked=asked(world))
        assert report["state"] == "posted"
        assert report["slot"] == "2026-11-23T23:00:00Z"
        assert len(world.posts) == 2
        assert report["next"] >= "2026-11-24T07:00:00Z"

    def test_an_event_that_comes_twice_makes_one_post(self, world: World) -> None:
        first = world.wish("post_now", asked=asked(world))
        again = world.wish("post_now", asked=asked(world))
        assert (first["state"], again["state"]) == ("posted", "refused")
        hours_later = world.later(hours=4).wish("post_now", asked=NOW.isoformat())
        assert "nothing was done" in hours_later["decision"]
        assert len(world.posts) == 1

    def test_gap_and_cap_hold_and_are_told(self, world: World) -> None:
        world.tick()
        too_soon = world.later(hours=1).wish("post_now", asked=asked(world))
        assert too_soon["decision"] == "Nothing can be posted before 2026-11-23T12:00:00Z (minimum gap)."
        for _ in range(2):
            assert world.later(hours=4).wish("post_now", asked=asked(world))["state"] == "posted"
        full = world.later(hours=4).wish("post_now", asked=asked(world))
        assert "(daily cap)" in full["decision"]
        assert len(world.posts) == 3

    def test_the_article_may_be_named_whatever_its_age_but_not_within_its_rest(self, world: World) -> None:
        world.account(settings=SETTINGS + '[select]\nexclude_categories = ["News"]\n')
        link = f"{world.blog.url}/ancient"
        report = world.wish("post_now", asked=asked(world), article=link)
        assert (report["state"], report["guid"]) == ("posted", "ancient")
        assert report["why"].startswith("You named this article; it has never been posted before.")
        again = world.later(hours=6).wish("post_now", asked=asked(world), article="ancient")
        assert again["state"] == "refused"
        assert "“Article ancient” can't be posted. It was posted too recently" in again["decision"]
        unknown = world.wish("post_now", asked=asked(world), article="https://elsewhere.example/")
        assert "No known article of this blog has the address or GUID" in unknown["decision"]

    def test_its_outcome_is_counted_without_a_sign_of_life_of_the_schedule(self, world: World) -> None:
        world.wish("post_now", asked=asked(world))
        metrics = world.metrics()
        assert metrics["PostPublished"] == 1
        assert "Overdue" not in metrics

    def test_a_paused_account_stays_silent(self, world: World) -> None:
        world.account(settings="paused = true")
        assert world.wish("post_now", asked=asked(world))["state"] == "refused"
        assert not world.posts


class TestSkip:
    def test_the_next_slot_passes_and_the_one_after_it_does_not(self, world: World) -> None:
        world.tick()
        told = world.later(hours=1).wish("skip", asked=asked(world))
        assert told["decision"] == (
            "The slot of 2026-11-23T15:00:00Z will be skipped; the next post is due on 2026-11-23T21:00:00Z."
        )
        assert world.later(hours=5).tick_main()["state"] == "skipped"
        assert len(world.posts) == 1
        assert world.later(hours=6).tick_main()["state"] == "posted"

    def test_asked_twice_it_is_one_slot_even_after_it_has_passed(self, world: World) -> None:
        when = asked(world)
        world.wish("skip", asked=when)
        assert "one slot" in world.wish("skip", asked=when)["decision"]
        assert world.tick_main()["state"] == "skipped"
        assert "one slot" in world.later(minutes=10).wish("skip", asked=when)["decision"]
        assert world.later(hours=6).tick_main()["state"] == "posted"

    def test_a_wish_that_means_one_slot_does_nothing_once_another_is_next(self, world: World) -> None:
        world.tick()
        slot = "2026-11-23T15:00:00Z"
        world.later(hours=1)
        assert world.wish("skip", asked=asked(world), slot=slot)["state"] == "done"
        assert world.wish("unskip", slot=slot)["state"] == "done"
        assert world.later(hours=5).tick_main()["state"] == "posted"
        for wish, values in (("skip", {"asked": asked(world)}), ("unskip", {})):
            late = world.wish(wish, slot=slot, **values)
            assert (late["state"], late["decision"]) == (
                "refused",
                f"The slot of {slot} is no longer the next one: nothing was changed.",
            )
        assert world.later(hours=6).tick_main()["state"] == "posted"


class TestBlocking:
    def test_a_blocked_article_goes_out_no_more_until_it_is_unblocked(self, world: World) -> None:
        world.tick()
        for name in "abc":
            assert world.wish("block", article=f"{world.blog.url}/{name}/")["state"] == "done"
        assert world.later(hours=6).tick_main()["state"] == "empty"
        told = world.wish("unblock", article="b")
        assert told["decision"] == "“Article b” can be posted again when its turn comes."
        report = world.later(days=61).tick_main()
        assert report["guid"] in {"b", None}

    def test_what_may_be_over_waits_for_a_review_and_goes_out_once_it_is_approved(self, world: World) -> None:
        world.blog.entries = [Entry("w", 40, title="Join our webinar tonight")]
        world.account(settings='[select]\nevergreen = "hold"\nmax_age = "none"')
        report = world.tick_main()
        assert (report["state"], report["why_not"]) == ("empty", {"for review": 1})
        [note, *_] = report["notes"]
        assert note.startswith("“Join our webinar tonight” waits for a review. It announces an event")
        [held] = world.ask("waiting")["waiting"]
        assert world.wish("approve", slot=held["slot"], attempt=1)["state"] == "done"
        report = world.later(minutes=15).tick_main()
        assert (report["state"], report["guid"], report["for_review"]) == ("posted", "w", [])
        world.later(days=70).tick_main()
        assert len(world.posts) == 2

    def test_an_article_that_may_be_over_costs_no_slot_and_a_person_who_unblocks_it_needs_no_review(
        self, world: World
    ) -> None:
        world.blog.entries = [Entry("w", 40, title="Join our webinar tonight"), Entry("r", 41, title="Roses")]
        world.account(settings='[select]\nevergreen = "hold"')
        assert world.tick_main()["guid"] == "r"
        [held] = world.ask("waiting")["waiting"]
        told = world.wish("decline", slot=held["slot"], attempt=1, reason="off-topic")
        assert told["decision"].startswith("Somebody declined it")
        assert world.later(hours=6).tick_main()["why_not"]["blocked"] == 1
        assert world.wish("unblock", article="w")["state"] == "done"
        assert world.later(hours=6).tick_main()["guid"] == "w"

    def test_only_a_known_article_can_be_blocked(self, world: World) -> None:
        world.tick()
        assert world.wish("block", article="nothing")["state"] == "refused"


class TestUndo:
    def test_the_post_is_deleted_and_its_article_blocked(self, world: World) -> None:
        posted = world.tick_main()
        undone = world.wish("undo", slot=posted["slot"])
        assert (undone["state"], undone["guid"]) == ("done", posted["guid"])
        assert undone["remote_url"] == posted["remote_url"]
        assert not world.posts
        shown = world.ask("preview")["articles"]
        [mine] = [each for each in shown if each["guid"] == posted["guid"]]
        assert "It is blocked." in mine["why_not"]

    def test_undone_twice_deletes_one_post(self, world: World) -> None:
        slots = [world.tick_main()["slot"], world.later(hours=6).tick_main()["slot"]]
        for _ in range(2):
            assert world.wish("undo", slot=slots[1])["state"] == "done"
        assert len(world.posts) == 1

    def test_while_the_network_fails_the_article_is_blocked_and_the_answer_says_so(
        self, world: World
    ) -> None:
        posted = world.tick_main()
        world.x.fail_next(Response(503, b"{}"))
        report = world.wish("undo", slot=posted["slot"])
        assert report["state"] == "refused"
        assert "may still be there" in report["decision"]
        assert world.wish("undo", slot=posted["slot"])["state"] == "done"
        assert not world.posts

    def test_where_there_is_no_post_nothing_is_done(self, world: World) -> None:
        assert "is unknown" in world.wish("undo", slot=NOW.isoformat())["decision"]
        world.blog.entries = []
        world.tick()
        assert "ended as empty" in world.wish("undo", slot=NOW.isoformat())["decision"]


class TestReset:
    def test_the_account_begins_anew_and_nothing_is_repeated(self, world: World) -> None:
        first = world.tick_main()
        told = world.later(hours=3).wish("reset", asked=asked(world))
        assert told["state"] == "done"
        report = world.tick_main()
        assert report["state"] == "posted"
        assert report["guid"] != first["guid"]

    def test_it_lifts_a_stop(self, world: World) -> None:
        world.account(secret=world.keys.document.replace("secret", "wrong"), settings=SETTINGS)
        assert world.tick_main()["state"] in {"stopped", "invalid"}
        world.account(settings=SETTINGS)
        world.wish("reset", asked=asked(world))
        assert world.tick_main()["state"] == "posted"

    def test_asked_twice_it_is_done_once(self, world: World) -> None:
        when = asked(world)
        world.wish("reset", asked=when)
        world.tick()
        assert "already done" in world.wish("reset", asked=when)["decision"]
        assert world.later(minutes=15).tick_main()["state"] == "waiting"


class TestCheck:
    def test_it_says_who_it_is_without_posting(self, world: World) -> None:
        answer = world.ask("check")
        assert "they belong to @ada on x" in answer["reports"][0]["decision"]
        assert answer["identity"]["handle"] == "@ada"
        assert not world.posts

    def test_refused_keys_are_told(self, world: World) -> None:
        world.x.fail_next(REFUSALS["unauthorized"])
        report = world.wish("check")
        assert report["state"] == "refused"
        assert "X does not accept the keys" in report["decision"]


class TestExportAndImport:
    def test_every_slot_is_exported_newest_first_page_by_page(self, world: World) -> None:
        for _ in range(3):
            world.tick()
            world.later(hours=6)
        whole = world.ask("export")
        rows = [json.loads(line) for line in whole["export"].splitlines()]
        slots = [row["slot"] for row in rows]
        assert len(slots) == 3
        assert slots == sorted(slots, reverse=True)
        assert {row["state"] for row in rows} == {"posted"}
        assert whole["before"] is None
        pages: list[str] = []
        before: dict[str, Any] = {}
        while True:
            page = world.ask("export", most=2, **before)
            pages += [json.loads(line)["slot"] for line in page["export"].splitlines()]
            if not page["before"]:
                break
            before = {"before": page["before"]}
        assert pages == slots

    def test_a_table_holds_no_formula_of_a_blogs_making(self, world: World) -> None:
        world.blog.entries = [Entry("a", 40, title="=HYPERLINK(1)")]
        world.tick()
        table = world.ask("export", format="csv")["export"]
        assert "'=HYPERLINK(1)" in table
        assert table.startswith("slot,state,")

    def test_what_was_shared_before_rests(self, world: World) -> None:
        log = (
            "[Fri Nov 20 2026 09:00:00 GMT+0000][success] Successfully shared Article a to ada on Twitter \n"
            "[Fri Nov 20 2026 09:00:01 GMT+0000][error] Something else\n"
            "[Fri Nov 20 2026 10:00:00 GMT+0000][success] Successfully shared Article b to Ada on Facebook \n"
        )
        report = world.wish("import", document=log)
        assert report["decision"] == "1 article is now resting, each from the day it was last shared."
        assert report["notes"] == ["1 line is about other networks and ignored."]
        table = f"url,date\n{world.blog.url}/c/,2026-11-01\nhttps://elsewhere.example/,2026-11-01\n"
        report = world.wish("import", document=table)
        assert "1 article is not known yet, such as: https://elsewhere.example/" in report["notes"][0]
        assert {world.tick_main()["guid"], world.later(hours=6).tick_main()["guid"]} == {"b", None}

    def test_ones_own_export_is_understood_and_changes_nothing_that_is_newer(self, world: World) -> None:
        world.tick()
        for kind in ("jsonl", "csv"):
            text = world.ask("export", format=kind)["export"]
            assert "1 article is now resting" in world.wish("import", document=text)["decision"]
        guid = world.posts[0].text.split()[7]
        share = History(world.stack.table).shares("main", "x", [guid])[guid]
        assert (share.count, share.last) == (1, NOW)

    def test_what_is_not_known_yet_rests_as_soon_as_the_blog_shows_it(self, world: World) -> None:
        world.blog.entries = [Entry("a", 40)]
        log = f"url,date\n{world.blog.url}/late/,2026-11-20\nhttps://elsewhere.example/,2026-11-20\n"
        report = world.wish("import", document=log)
        assert report["decision"].startswith("0 articles")
        assert "2 articles are not known yet" in report["notes"][0]
        assert "Each will rest once Repost has read of it." in report["notes"][0]
        assert world.tick_main()["guid"] == "a"
        world.blog.entries = [Entry("late", 35), Entry("a", 40)]
        report = world.later(hours=6).tick_main()
        assert (report["state"], report["why_not"]["resting"]) == ("empty", 2)
        shares = History(world.stack.table).shares("main", "x", ["late"])
        assert shares["late"].count == 1

    def test_a_preview_knows_of_what_was_shared_as_soon_as_it_reads_of_it(self, world: World) -> None:
        world.blog.entries = [Entry("a", 40)]
        world.wish("import", document="titre;partagé le\nArticle b;20/11/2026\n")
        world.blog.entries += [Entry("b", 45)]
        world.later(hours=1)
        known = {each["guid"]: each["why_not"] for each in world.ask("preview")["articles"]}
        assert "rest" in known["b"][0].casefold()
        assert not known["a"]

    def test_a_renamed_account_takes_along_what_is_not_known_yet(self, world: World) -> None:
        world.blog.entries = [Entry("a", 40)]
        world.wish("import", document=f"url,date\n{world.blog.url}/b/,2026-11-20\n")
        settings = world.stack.parameters.documents()[f"{world.stack.path}/settings/main"]
        world.stack.put_settings("new", settings)
        assert world.wish("rename", account="new", old="main")["state"] == "done"
        world.blog.entries += [Entry("b", 45)]
        world.later(hours=1)
        known = {each["guid"]: each["why_not"] for each in world.ask("preview", account="new")["articles"]}
        assert "rest" in known["b"][0].casefold()

    def test_what_an_account_posted_before_it_was_renamed_is_its_own(self, world: World) -> None:
        world.blog.entries = [Entry("a", 40)]
        assert world.tick_main()["state"] == "posted"
        settings = world.stack.parameters.documents()[f"{world.stack.path}/settings/main"]
        world.stack.put_settings("new", settings)
        assert world.wish("rename", account="new", old="main")["state"] == "done"
        history = History(world.stack.table, blog=blog_key(world.blog.feed))
        assert history.shares("new", "x", ["a"])["a"].elsewhere is None

    def test_what_a_renamed_account_said_and_told_is_known_as_its_own(self, world: World) -> None:
        world.blog.entries = [Entry("a", 40)]
        assert world.tick_main()["state"] == "posted"
        table, told = world.stack.table, {"at": "2026-11-23T09:00:00Z"}
        assert table.update(Write(Key(account_partition("main"), "TOLD"), set=told))
        assert world.wish("rename", account="new", old="main")["state"] == "done"
        history = History(table, blog=blog_key(world.blog.feed))
        [said] = Said.read(history.said_of("new", "x", "a"))
        assert said.speaker == speaker_key("new")
        assert [each.speaker for each in Said.read(history.said_of("other", "x", "a"))] == [said.speaker]
        moved = table.get(Key(account_partition("new"), "TOLD")) or {}
        assert moved["at"] == told["at"]
        old, new = (
            {each["sk"] for each in table.first_in(account_partition(name), "!", "~", 99)}
            for name in ("main", "new")
        )
        assert old == new

    def test_dates_that_may_be_read_both_ways_are_asked_about(self, world: World) -> None:
        log = f"url,date\n{world.blog.url}/a/,03/04/2026\n"
        report = world.wish("import", document=log)
        assert (report["state"], "--dates day-first" in report["decision"]) == ("refused", True)
        assert world.wish("import", document=log, dates="month-first")["state"] == "done"
        last = History(world.stack.table).shares("main", "x", ["a"])["a"].last
        assert f"{last:%Y-%m-%d}" == "2026-03-04"

    def test_what_is_no_log_is_refused(self, world: World) -> None:
        assert world.wish("import", document="hello\nworld\n")["state"] == "refused"


def test_an_account_that_is_not_there_is_told_with_those_that_are(world: World) -> None:
    report = world.wish("preview", account="mian")
    assert report["state"] == "invalid"
    assert "The accounts are: main." in report["decision"]
