"""The page of what waits for a review: what it shows, and what its buttons decide, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import TYPE_CHECKING

import pytest

from local.aws.stack import LocalStack
from repost.base import instants
from repost.history.reviews import Reviews
from repost.pages.typed import fields_of
from tests.console import ACT, Button, Console
from tests.fleet import Fleet
from tests.pages import Seen
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.emulator import LocalAws
    from repost.history.records import SlotRecord

HOSTILE = "</textarea><script>alert(1)</script>"
FIELDS = fields_of("main", instants.written(NOW))


@pytest.fixture
def console(stack: LocalStack) -> Iterator[Console]:
    """Somebody in front of a post that waits."""
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        world.account(settings='[review]\nhold = "always"')
        assert world.tick_main()["state"] == "held"
        yield Console(world)


def state(console: Console) -> str:
    return held_post(console).state


def held_post(console: Console) -> SlotRecord:
    record = Reviews(console.world.stack.table).record("main", NOW)
    assert record
    return record


def test_a_page_shows_what_waits_as_it_will_go_out_why_and_until_when(console: Console) -> None:
    page = Seen(console.open("review").html)
    assert "Every post of this account is reviewed." in page.text
    assert [each for each in page.text if each.startswith("Worth another read on A blog: Article ")]
    assert "main · X · decide by Tuesday 24 November, 09:00 (UTC)" in page.text
    labels = [call[""] for call in page.calls if "act" in call]
    assert labels == ["Approve", "Approve my words", "Decline", "Decline the article"]


def test_the_first_row_of_the_other_pages_says_that_something_waits(console: Console) -> None:
    assert "Posts that wait for a review: 1." in console.open("history").text
    assert "Publications en attente de relecture : 1." in console.open("history", language="fr").text


def test_what_is_approved_goes_out_and_until_then_it_can_be_taken_back(console: Console) -> None:
    approved = console.click(console.open("review").button("Approve"))
    assert "Somebody on the dashboard approved it on Monday 23 November, 09:00 (UTC)." in approved.text
    assert "No post waits for a review." in approved.text
    waits = console.click(approved.button("Take it back"))
    assert "It waits for a review until" in waits.text
    console.click(waits.button("Approve"))
    assert console.world.later(minutes=15).tick_main()["state"] == "posted"
    history = Seen(console.open("history").html).text
    assert history[history.index("Monday 23 November") + 1] == "09:15", "when it was held, or due"


def test_the_history_says_why_a_post_waited_and_who_decided_what(console: Console) -> None:
    decline = console.open("review").button("Decline")
    console.click(decline, {FIELDS.note: HOSTILE, FIELDS.reason: "tone"})
    seen = Seen(console.open("history").html).text
    assert "Why a person reads it first: Every post of this account is reviewed." in seen
    [told] = [each for each in seen if "dashboard" in each]
    when = "Declined by somebody on the dashboard on Monday 23 November, 09:00 (UTC)."
    assert told == f"{when} The tone isn’t ours. {HOSTILE}"
    assert any(
        text.startswith("Refusé à la relecture par quelqu’un sur le tableau de bord le lundi 23 novembre")
        for text in Seen(console.open("history", language="fr").html).text
    )


def test_other_words_go_out_if_that_is_what_was_clicked(console: Console) -> None:
    page = console.open("review")
    words = held_post(console).claim.post.text.replace("Article", "A good article")
    typed = {FIELDS.text: words.replace("\n", "\r\n")}
    refused = console.click(page.button("Approve"), typed)
    assert "You changed the text" in refused.text
    assert escape(words.split("\n", maxsplit=1)[0]) in refused.html, "what was typed is lost"
    assert state(console) == "held"
    edited = console.click(refused.button("Approve my words"), typed)
    assert "Somebody on the dashboard edited it" in edited.text
    assert console.world.later(minutes=15).tick_main()["state"] == "posted"
    [post] = console.world.posts
    assert "A good article" in post.text


def test_words_that_are_missing_or_as_they_were_are_no_edit(console: Console) -> None:
    page, edit = console.open("review"), "Approve my words"
    assert "The text is empty." in console.click(page.button(edit), {FIELDS.text: " "}).text
    same = {FIELDS.text: held_post(console).claim.post.text}
    assert "The text is as it was" in console.click(page.button(edit), same).text
    assert state(console) == "held"


def test_a_decline_needs_a_reason_of_the_list_and_keeps_what_was_typed_without_one(console: Console) -> None:
    page = console.open("review")
    typed = {FIELDS.note: HOSTILE, FIELDS.reason: "whim"}
    refused = console.click(page.button("Decline"), typed)
    assert "Choose a reason" in refused.text
    assert escape(HOSTILE, quote=False) in refused.html.replace("&#39;", "'")
    Seen(refused.html)
    assert state(console) == "held"
    declined = console.click(refused.button("Decline"), typed | {FIELDS.reason: "tone"})
    assert "Somebody on the dashboard declined it" in declined.text
    assert state(console) == "declined"
    back = console.click(declined.button("Take it back"))
    assert "Its article may be posted already; this post doesn't come back." in back.text
    line = [each["clicked"] for each in console.world.lines if "clicked" in each][-2]
    assert (line["action"], line["reason"], line["by"]) == ("decline", "tone", "console")
    assert HOSTILE not in console.world.log.getvalue()


def test_an_article_that_was_declined_can_be_allowed_again(console: Console) -> None:
    declined = console.click(console.open("review").button("Decline the article"), {FIELDS.reason: "fact"})
    assert "may be posted again" in console.click(declined.button("Take it back")).text


def test_of_sixteen_people_who_decide_at_once_one_decides_and_the_others_read_what(console: Console) -> None:
    page = console.open("review")
    approve, decline = page.button("Approve"), page.button("Decline")
    with ThreadPoolExecutor(16) as people:
        answers = list(
            people.map(
                lambda number: console.click((approve, decline)[number % 2], {FIELDS.reason: "tone"}).text,
                range(16),
            )
        )
    decided = f"Somebody on the dashboard {state(console)} it"
    assert all(decided in answer for answer in answers)
    console.world.later(minutes=15).tick()
    assert len(console.world.posts) == (state(console) == "posted")


def test_a_click_on_what_has_changed_meanwhile_decides_nothing(console: Console) -> None:
    page = console.open("review")
    approved = console.click(page.button("Approve"))
    console.click(approved.button("Take it back"))
    typed = {FIELDS.text: held_post(console).claim.post.text.replace("Article", "An article")}
    edited = console.click(console.open("review").button("Approve my words"), typed)
    console.click(edited.button("Take it back"))
    stale = console.click(page.button("Approve"))
    assert "It has changed since you saw it" in stale.text
    assert state(console) == "held"


def test_a_dashboard_that_loads_a_decision_decides_nothing(console: Console) -> None:
    approve = console.open("review").button("Approve")
    loaded = console.call(ACT, approve.says, params=approve.says)
    assert "A dashboard can’t load an action" in loaded.text
    elsewhere = console.click(Button("", ACT, "", approve.says), dashboardName="mine")
    assert "Buttons only work on the dashboard" in elsewhere.text
    assert state(console) == "held"


def test_a_fleets_page_has_all_groups_or_one_and_what_has_least_time_first(aws: LocalAws) -> None:
    settings = '[review]\nhold = "always"\n[select]\nspacing = "0m"\n'
    with Fleet(LocalStack(f"review-{aws.port}", fleet=True), "ada", "bob", settings=settings) as fleet:
        fleet.group("other", f'network = "mastodon"\nfeed = "{fleet.blog.feed}"')
        fleet.work('{"account": "ada", "due": "2026-11-23T09:00:00Z"}')
        fleet.later(hours=1).work('{"account": "bob", "due": "2026-11-23T09:00:00Z"}')
        console = Console(fleet)
        assert "Posts that wait for a review: 2." in console.open("health").text
        text = console.open("review").text
        assert 0 < text.index("ada · Mastodon · field") < text.index("bob · Mastodon · field")
        assert "No post waits" in console.open("review", group="other").text
        done = console.click(console.open("review", account="bob").button("Approve"))
        assert "Somebody on the dashboard approved it" in done.text


@pytest.mark.parametrize(("name", "value"), [("MOST_SHOWN", 1), ("LARGEST", 11_000)])
def test_a_page_has_so_many_posts_and_so_many_bytes_and_the_next_one_the_rest(
    aws: LocalAws, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    monkeypatch.setattr(f"repost.pages.review.{name}", value)
    settings = '[review]\nhold = "always"\n[select]\nspacing = "0m"\n'
    stack = LocalStack(f"paged-{name}-{aws.port}", fleet=True)
    with Fleet(stack, "ada", "bob", "eve", settings=settings) as fleet:
        for member in ("ada", "bob", "eve"):
            fleet.later(minutes=1).work(f'{{"account": "{member}", "due": "2026-11-23T09:00:00Z"}}')
        console = Console(fleet)
        first = console.open("review")
        second = console.click(first.button("Next page"))
        third = console.click(second.button("Next page"))
        shown = [
            [member for member in ("ada", "bob", "eve") if f"{member} · Mastodon" in page.text]
            for page in (first, second, third)
        ]
        assert shown == [["ada"], ["bob"], ["eve"]]
        assert all(len(page.html.encode()) < 18_000 for page in (first, second, third))
        assert "Next page" not in third.text
        assert "First page" not in first.text
        assert "bob · Mastodon" in console.click(second.button("Load again")).text
        assert "eve · Mastodon" in console.click(second.button("Approve")).text
        assert "ada · Mastodon" in console.click(third.button("Approve")).text, "the page has nothing left"
        assert "ada · Mastodon" in console.click(third.button("First page")).text
