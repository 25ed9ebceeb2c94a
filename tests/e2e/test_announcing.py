"""What the blog publishes is announced once, where the settings ask for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Response
from local.networks.x_answers import REFUSALS
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

OLD = tuple(Entry(name, 40 + place) for place, name in enumerate("abcdefgh"))
FRESH = Entry("fresh", 1 / 24, title="Fresh bread")
DAILY = 'announce = true\n[schedule]\nevery = "1d"\n'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, FRESH, *OLD) as world:
        yield world


def publish(world: World, name: str = "news", title: str = "News of the oven", **entry: Any) -> None:
    """Let the blog publish an article now."""
    age = (NOW - world.now).total_seconds() / 86_400
    world.blog.entries.insert(0, Entry(name, age, title=title, **entry))


def news_of(world: World) -> list[str]:
    return [post.text for post in world.posts if "News of the oven" in post.text]


def announced(world: World) -> list[str]:
    return [post.text for post in world.posts if post.text.startswith("New on ")]


def tick_for(world: World, hours: int) -> list[dict[str, Any]]:
    """What the account reports in the ticks of the coming hours, one in each."""
    return [world.later(hours=1).tick_main() for _ in range(hours)]


def posted(reports: list[dict[str, Any]]) -> dict[int, str]:
    """The articles that went out, by the number of the report."""
    return {number: report["guid"] for number, report in enumerate(reports) if report["state"] == "posted"}


def begun(world: World, settings: str = DAILY) -> None:
    """The account after its first day, in which one old article went out."""
    world.account(settings=settings)
    world.tick()
    world.later(hours=18)
    world.tick()


def test_what_is_there_at_first_is_never_announced(world: World) -> None:
    world.account(settings=DAILY)
    assert world.tick_main()["state"] == "posted"
    assert {report["state"] for report in tick_for(world, 23)} == {"waiting"}
    assert len(world.posts) == 1
    assert announced(world) == []


def test_an_article_is_announced_at_the_next_tick_and_once(world: World) -> None:
    begun(world)
    publish(world)
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["guid"]) == ("posted", "news")
    assert report["decision"] == "A new article was announced."
    assert report["why"] == "The blog published it on 2026-11-24, and new articles are announced."
    assert report["text"].startswith("New on A blog: News of the oven http")
    world.tick()  # the event comes twice
    world.handler = world.stack.handler(lambda: world.now, world.endpoints)  # as after a deployment
    world.later(minutes=15).tick()
    tick_for(world, 14)
    assert len(announced(world)) == 1


def test_the_old_ones_keep_their_times(world: World) -> None:
    begun(world)
    publish(world)
    # The slot of 09:00 comes half of `every` after the announcement at 04:00, and the next at its own time.
    assert list(posted(tick_for(world, 30))) == [0, 12, 29]


def test_a_preview_tells_what_the_next_tick_announces(world: World) -> None:
    def told() -> list[str]:
        return [note for note in world.wish("preview")["notes"] if "announce" in note]

    world.account(settings=DAILY)
    assert told() == ["announce is on: articles published after the next run are announced."]
    begun(world)
    assert told() == []
    publish(world)
    world.later(hours=1)
    posts = len(world.posts)
    [note] = told()
    assert note.startswith("“News of the oven” is new: the next run announces it as “New on ")
    assert len(world.posts) == posts
    assert world.tick_main()["text"] in note
    assert told() == []


def test_a_preview_promises_no_announcement_that_the_next_tick_would_not_make(world: World) -> None:
    def told() -> list[str]:
        return [note for note in world.wish("preview")["notes"] if "announce" in note]

    begun(world)
    publish(world)
    world.later(hours=1)
    world.account(settings="paused = true\n" + DAILY)
    assert told() == []
    world.account(settings=DAILY)
    world.blog.gone.add("news")
    [note] = told()
    assert note.startswith("“News of the oven” is new but not announced yet: “News of the oven” can't be ")
    world.x.fail_next(Response(401))
    world.blog.gone.clear()
    assert world.tick_main()["state"] == "stopped"
    world.later(hours=13)
    [note] = told()
    assert note.startswith("“News of the oven” is new but not announced yet: ")


def test_an_announcement_counts_for_no_cap_and_no_cap_holds_it(world: World) -> None:
    begun(world, 'announce = true\n[schedule]\nevery = "6h"\nmax_per_day = 1\n')
    publish(world)
    assert list(posted(tick_for(world, 4)).values()) == ["news"]
    publish(world, "more", "Something else entirely")
    assert list(posted(tick_for(world, 10)).values()) == ["more"]
    publish(world, "third", "Quite another matter")
    after_midnight = list(posted(tick_for(world, 10)).values())
    assert after_midnight[0] == "third"
    assert after_midnight[1] in "abcdefgh"


def test_an_article_too_close_to_another_post_waits(world: World) -> None:
    world.account(settings=DAILY)
    world.tick()
    world.later(hours=1)
    publish(world)
    assert posted(tick_for(world, 12)) == {10: "news"}


def test_articles_published_together_are_announced_one_after_the_other_the_oldest_first(
    world: World,
) -> None:
    begun(world, 'announce = true\n[schedule]\nevery = "2h"\nquiet_hours = "03:30-02:00"\n')
    publish(world, "first", "The first of them")
    world.later(minutes=1)
    publish(world, "second", "Another one altogether")
    world.later(minutes=14)
    assert list(posted([world.tick_main(), *tick_for(world, 24)]).values())[:2] == ["first", "second"]


def test_what_was_published_while_the_account_was_paused_is_announced_if_it_is_still_news(
    world: World,
) -> None:
    begun(world)
    world.account(settings="paused = true\n" + DAILY)
    publish(world, "stale", "Stale bread")
    world.later(days=3)
    publish(world)
    assert world.later(hours=2).tick_main()["state"] == "paused"
    world.account(settings=DAILY)
    assert world.later(minutes=15).tick_main()["guid"] == "news"
    tick_for(world, 14)
    assert not any("Stale" in text for text in announced(world))


def test_what_was_published_while_announcements_were_off_is_not_announced(world: World) -> None:
    begun(world)
    world.account(settings='[schedule]\nevery = "1d"')
    tick_for(world, 1)
    publish(world)
    tick_for(world, 1)
    world.account(settings=DAILY)
    tick_for(world, 12)
    assert announced(world) == []


def test_two_accounts_of_a_network_announce_a_day_apart_and_in_words_of_their_own(world: World) -> None:
    world.account("main", DAILY)
    own_words = f'{DAILY}\n[message]\nbefore_new = "Fresh from the oven: "'
    world.account("other", own_words, secret=world.keys.document)
    world.tick()
    world.later(hours=18).tick()
    publish(world)
    reports = world.later(minutes=15).tick()
    assert sorted((report["guid"] or "", report["state"]) for report in reports.values()) == [
        ("", "waiting"),
        ("news", "posted"),
    ]
    [waiting] = (report for report in reports.values() if report["state"] == "waiting")
    assert waiting["notes"] == [
        "“News of the oven” is new but won't be announced: posted by another account."
    ]
    world.later(hours=23).tick()
    assert len(news_of(world)) == 1
    for _ in range(16):
        world.later(hours=1).tick()
    assert [text.partition(":")[0] for text in news_of(world)].count("Fresh from the oven") == 1
    assert len(news_of(world)) == 2


def test_an_announcement_whose_answer_was_lost_is_looked_for_and_not_repeated(world: World) -> None:
    begun(world)
    publish(world)
    world.x.fail_next(Fault("cut", accepted=True))
    assert world.later(minutes=15).tick_main()["state"] == "unknown"
    assert list(posted(tick_for(world, 1)).values()) == ["news"]
    tick_for(world, 14)
    assert len(announced(world)) == 1


def test_one_that_the_network_did_not_take_is_announced_later(world: World) -> None:
    begun(world)
    publish(world)
    world.x.fail_next(Response(429))
    assert world.later(minutes=15).tick_main()["state"] == "not_sent"
    assert "news" in posted(tick_for(world, 13)).values()
    assert len(announced(world)) == 1


def test_one_that_the_network_refuses_is_not_tried_again_and_the_next_takes_its_place(world: World) -> None:
    begun(world)
    publish(world)
    world.later(minutes=1)
    publish(world, "more", "Something else entirely")
    world.x.fail_next(REFUSALS["not permitted"])
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["guid"]) == ("posted", "more")
    tick_for(world, 14)
    assert len(announced(world)) == 1


def test_one_whose_page_does_not_answer_yet_waits_and_is_told(world: World) -> None:
    begun(world)
    publish(world)
    world.blog.fail_next(Fault(accepted=True), Response(503))  # its feed does answer
    report = world.later(minutes=15).tick_main()
    assert report["state"] == "waiting"
    assert report["notes"][0].startswith(
        "“News of the oven” is new but not announced yet: The article's page could"
    )
    assert world.later(minutes=15).tick_main()["guid"] == "news"


def test_one_that_its_brand_refuses_is_told_and_takes_no_slot(world: World) -> None:
    begun(world, f'{DAILY}[brand]\nnever_say = ["oven"]\n')
    publish(world)
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["known"]) == ("empty", 10)
    assert "brand.never_say" in report["decision"]
    assert list(posted(tick_for(world, 14)))


def test_a_clock_that_was_wrong_silences_nobody(world: World) -> None:
    world.account(settings=DAILY)
    world.now = NOW.replace(year=2027)
    world.tick()
    world.now = NOW
    world.tick()
    world.later(hours=1)
    publish(world)
    assert "news" in posted(tick_for(world, 30)).values()


def test_what_the_budget_does_not_bear_waits_and_is_told(world: World) -> None:
    begun(world, DAILY + "[budget]\nper_month = 0.3\n")
    publish(world)
    report = world.later(minutes=15).tick_main()
    assert report["state"] == "waiting"
    [note] = report["notes"]
    assert note == (
        "“News of the oven” is new but not announced yet: This account's budget of $0.30 a month "
        "doesn't allow another post at $0.20: $0.20 is already spent."
    )
    world.account(settings=DAILY + "[budget]\nper_month = 0.5\n")
    report = world.later(minutes=15).tick_main()
    assert (report["guid"], report["spent"]) == ("news", 0.4)


def test_quiet_hours_and_days_off_hold_it(world: World) -> None:
    begun(world, DAILY + 'quiet_hours = "23:00-07:00"\ndays = ["mon", "wed"]\n')  # it is Tuesday
    publish(world)
    assert all(report["state"] == "waiting" for report in tick_for(world, 19))
    assert posted(tick_for(world, 9)) == {8: "news"}


def test_a_dry_run_shows_each_once_and_sends_none(world: World) -> None:
    begun(world, "dry_run = true\n" + DAILY)
    publish(world)
    reports = tick_for(world, 5)
    assert [report["guid"] for report in reports if report["state"] == "dry_run"] == ["news"]
    assert reports[0]["text"].startswith("New on A blog: ")
    world.account(settings=DAILY)
    tick_for(world, 13)
    assert announced(world) == []


def test_categories_and_never_hold_for_new_articles_too(world: World) -> None:
    begun(world, DAILY + '[select]\nexclude_categories = ["Ads"]\nnever = ["title:*private*"]\n')
    publish(world, category="Ads")
    publish(world, "private", "A private party")
    report = world.later(minutes=15).tick_main()
    assert report["notes"] == ["“A private party” is new but won't be announced: listed in never."]
    tick_for(world, 4)
    assert announced(world) == []


def test_an_old_article_with_a_new_date_is_no_news(world: World) -> None:
    begun(world)
    world.blog.entries[3] = Entry("c", -18 / 24)
    tick_for(world, 4)
    assert announced(world) == []


@pytest.mark.parametrize("age", [2, 5, 12])
def test_an_article_that_appears_days_after_its_date_is_announced(world: World, age: float) -> None:
    begun(world)
    world.blog.entries[2:2] = [Entry("late", age, title="Late bread")]
    report = world.later(minutes=15).tick_main()
    assert (report["state"], report["guid"]) == ("posted", "late")
    tick_for(world, 14)
    assert len(announced(world)) == 1


def test_one_that_appears_months_after_its_date_is_not_and_the_report_says_why(world: World) -> None:
    world.blog.entries += [Entry("oldest", 300)]
    begun(world)
    world.blog.entries[-1:-1] = [Entry("late", 100, title="Late bread")]
    report = world.later(minutes=15).tick_main()
    assert report["notes"] == ["“Late bread” is new but won't be announced: its date is 2026-08-15."]
    tick_for(world, 14)
    assert announced(world) == []


def test_one_that_a_feed_shows_again_below_what_was_known_is_no_news(world: World) -> None:
    oldest = max(world.blog.entries, key=lambda entry: entry.age)
    world.blog.entries.remove(oldest)
    begun(world)
    world.blog.entries.append(oldest)
    tick_for(world, 14)
    assert announced(world) == []


def test_own_words_go_before_it_and_a_template_does_not(world: World) -> None:
    words = '[message]\ntemplate = "Old: {title}"\nbefore_new = ["Just out: ", "Hot: "]\n'
    begun(world, DAILY + words)
    publish(world)
    assert world.later(minutes=15).tick_main()["text"].startswith("Just out: News of the oven http")
    publish(world, "more", "Something else entirely")
    texts = [report["text"] or "" for report in tick_for(world, 13)]
    assert any(text.startswith("Hot: Something else entirely") for text in texts)


def test_an_announced_article_rests_and_then_goes_out_as_an_old_one(world: World) -> None:
    begun(world, DAILY + '[select]\ntitle = "News*"\nmin_age = "2d"\nrest = "10d"\nshare_once = true\n')
    publish(world)
    assert world.later(hours=1).tick_main()["guid"] == "news"
    assert {report["state"] for report in (world.later(days=1).tick_main() for _ in range(9))} == {"empty"}
    went_out = [world.later(days=1).tick_main() for _ in range(3)]
    assert list(posted(went_out).values()) == ["news"]  # which share_once counts as the first time
    assert "it was last posted on 2026-11-24" in went_out[min(posted(went_out))]["why"]


def test_old_ones_pause_after_an_announcement_as_the_settings_say(world: World) -> None:
    begun(world, 'announce = true\n[schedule]\nevery = "2h"\npause_after_new = "12h"\n')
    publish(world)
    reports = posted(tick_for(world, 12))
    assert list(reports) == [0, 11]
    assert reports[0] == "news"
    assert reports[11] in "abcdefgh"


def test_a_preview_shows_the_old_one_of_the_slot(world: World) -> None:
    begun(world)
    publish(world)
    report = world.later(minutes=15).wish("preview")
    assert (report["state"], report["guid"] in "abcdefgh") == ("preview", True)
    assert world.tick_main()["guid"] == "news"


def test_nobody_asks_the_blog_for_an_account_that_announces_nothing(world: World) -> None:
    begun(world, '[schedule]\nevery = "1d"\n')
    world.blog.asked.clear()
    tick_for(world, 2)
    assert not world.blog.asked.is_set()


def test_a_simulation_goes_on_with_old_ones(world: World) -> None:
    begun(world)
    answer = world.ask("simulate", days=4)
    assert {post["guid"] for post in answer["posts"]} < set("abcdefgh")
    assert len(answer["posts"]) == 4
    publish(world)
    assert world.later(minutes=15).tick_main()["guid"] == "news"
