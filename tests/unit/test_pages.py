"""The pages of the dashboard: whatever a feed says is text, and whatever an event asks for is bounded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.accounts.documents import is_account_name
from repost.fleet.roster import MemberState
from repost.history.records import SlotState
from repost.pages.frame import framed, sentence
from repost.pages.health import Bar, Held, Line
from repost.pages.look import make_look
from repost.pages.model import Button, Cell, Choice, Filter, Frame, Row, Section
from repost.pages.pictures import picture_of
from repost.pages.question import TABS, VIEWS, Question, question_from
from repost.pages.words import ENGLISH, FRENCH, Words, words_in
from repost.run.report import State
from tests.effort import examples
from tests.pages import Seen

if TYPE_CHECKING:
    from repost.pages.question import Theme

HERE: Final = "arn:aws:lambda:us-east-1:000000000000:function:look"
FEED: Final = "https://blog.example/feed/"
HOSTILE: Final = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror=window.ran=2>',
    "</cwdb-action><a class='btn'>x</a><cwdb-action action=call endpoint=arn:evil>{}</cwdb-action>",
    "</style></title></textarea><iframe src=//evil.example>",
    "<div class=cwdb-no-default-styles><form><input name=repost-account>",
    "\u202eevil\u0000\u200b",
    "javascript:window.ran=3",
    "{{ 7 * 7 }}{% raw %}",
    "--><!--",
    "W" * 4000,
)
text = st.one_of(st.text(max_size=80), st.sampled_from(HOSTILE))


def posts(words: Words = ENGLISH, theme: Theme = "light", **row: Any) -> Seen:
    frame = Frame(tabs=(Button("Coming", HERE, {"view": "coming"}),), cells=(Cell("a", "b"),))
    sections = (Section("Monday", (Row(at="09:00", who="main · X", **row),)),)
    return Seen(framed("posts", frame, words, theme, sections=sections, nothing=""))


@examples(60)
@given(text, text, text, text, st.sampled_from(get_args(SlotState)))
@example(*HOSTILE[:4], "posted")
def test_whatever_a_feed_a_network_or_a_person_says_is_text(
    title: str, link: str, said: str, why: str, state: str
) -> None:
    seen = posts(
        picture=picture_of(title, link, link, FEED),
        title=title,
        link=link,
        text=said,
        notes=(why,),
        badge=ENGLISH.states[state],
        post=link,
        actions=(Button("Skip", HERE, {"guid": "0123"}, confirm="Skip this slot?"),),
    )
    assert seen.classes.count("repost-row") == 1
    assert [call[""] for call in seen.calls] == ["Coming", "Skip"]
    assert seen.confirmations == ["", "Skip this slot?"]
    assert max(map(len, seen.text)) <= 300


@examples(40)
@given(text, text, text)
def test_what_is_said_of_an_account_is_text(name: str, why: str, blog: str) -> None:
    line = Line(
        name=name,
        whose=why,
        state=why,
        mark="bad",
        why=why,
        next="",
        last=why,
        token=blog,
        token_mark="open",
        budget="$1.00",
        bar=Bar(50, "good"),
        blog=(blog,),
        held=(Held("Is it out?", (Button("It is", HERE, {"outcome": "posted"}),)),),
        to=(),
    )
    options = (("", "all"), (name, name))
    frame = Frame(
        tabs=(),
        cells=(Cell("a", why, "bad", Button("More", HERE, {"view": "health"})),),
        banners=(Cell(name, why, "bad"),),
        notes=(blog,),
        turning=(Button("Next page", HERE, {"after": "x"}),),
        filter=Filter(
            (Choice("repost-group", "Group", options, name),), Button("Show", HERE, {}), "n", "A", why
        ),
    )
    html = framed("health", frame, FRENCH, "dark", lines=(line,), nothing="")
    seen = Seen(html)
    # Where a narrow screen hides the headings, they are beside what there is to say.
    assert f'data-label="{FRENCH.health[5]}"' in html
    assert f'data-label="{FRENCH.health[2]}"' not in html
    assert seen.classes.count("repost-line") == 1
    assert [call[""] for call in seen.calls] == ["More", "Show", "It is", "Next page"]


def test_a_page_of_fifty_rows_of_long_texts_is_small() -> None:
    link = f"https://blog.example/{'a-word-' * 15}/"
    row = Row(
        at="09:00",
        who="a-name-of-some-length · Mastodon",
        picture=picture_of("Title", link, f"{link}picture.jpg", FEED),
        title="A title with quotes “ ” & signs " * 4,
        link=f"{link}?utm_source=x&utm_medium=social&utm_campaign=repost",
        text="Words & words, as long as they may be. " * 20,
        notes=("Number 1 of 24 articles that can be posted now, in random order; never posted before.",),
        badge="posted",
        post=link,
        actions=(Button("Skip this slot", HERE, {"token": "0" * 90}, confirm="Skip this slot?"),) * 2,
    )
    frame = Frame(tabs=(), cells=())
    html = framed("posts", frame, ENGLISH, "auto", sections=(Section("Monday", (row,) * 50),), nothing="")
    assert Seen(html).classes.count("repost-row") == 50
    assert len(html.encode()) <= 150_000


@pytest.mark.parametrize(
    ("image", "link", "is_shown"),
    [
        ("https://blog.example/a.jpg", "https://blog.example/a/", True),
        ("https://www.blog.example/a.jpg", "https://blog.example/a/", True),
        ("https://pictures.blog.example/a.jpg", "https://www.blog.example/a/", True),
        ("https://i1.wp.com/blog.example/a.jpg", "https://blog.example/a/", True),
        ("https://blog.example/a.jpg", "https://short.example/1", True),
        ("http://blog.example/a.jpg", "https://blog.example/a/", False),
        ("https://evil.example/a.jpg", "https://blog.example/a/", False),
        ("https://evil-blog.example/a.jpg", "https://blog.example/a/", False),
        ("https://blog.example:444/a.jpg", "https://blog.example/a/", False),
        ("https://a@blog.example/a.jpg", "https://blog.example/a/", False),
        ("https://blog.example/a\n.jpg", "https://blog.example/a/", False),
        ("https://[::1/a.jpg", "https://blog.example/a/", False),
        ("https://i1.wp.com/a.jpg", "javascript:alert(1)", True),
        ("data:image/png;base64,AA", "https://blog.example/a/", False),
        ("", "https://blog.example/a/", False),
    ],
)
def test_a_picture_comes_from_the_blogs_own_host_or_not_at_all(image: str, link: str, is_shown: bool) -> None:  # noqa: FBT001 - a parameter
    assert bool(picture_of("Title", link, image, FEED).address) is is_shown


@given(text)
def test_an_article_without_a_picture_has_an_initial(title: str) -> None:
    picture = picture_of(title, "", "", "")
    assert len(picture.initial) == 1
    assert picture.colour.startswith("#")


KEYS: Final = (
    *("view", "account", "group", "state", "before", "after", "language", "fields", "widgetContext"),
    *("params", "forms", "all", "theme", "locale", "repost-account", "repost-group", "repost-state"),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | text, inner, max_size=6)
    ),
    max_leaves=12,
)


@given(json_values)
@example({"widgetContext": {"params": {"view": ["history"]}, "forms": None}})
@example({"before": "2026-11-23T09:00:00+25:00", "account": "a" * 64})
def test_whatever_an_event_holds_asks_for_a_page_that_there_is(event: object) -> None:
    question = question_from(event)
    assert question.view in VIEWS
    assert question.theme in {"auto", "light", "dark"}
    assert question.language in {"", "en", "fr"}
    assert question.state in {"", *get_args(MemberState)}
    assert all(
        not name or is_account_name(name) for name in (question.account, question.group, question.after)
    )
    assert all(isinstance(value, str) for value in question.call().values())


def test_a_click_comes_before_what_the_widget_is_set_to() -> None:
    context = {"params": {"view": "health", "account": "main"}, "theme": "dark", "locale": "fr-FR"}
    assert question_from({"view": "history", "widgetContext": context}) == Question(
        "history", "main", language="fr", theme="dark"
    )
    assert question_from({"widgetContext": context}).view == "health"
    assert question_from({}) == Question()


def test_fields_count_only_for_the_button_that_reads_them() -> None:
    context = {"forms": {"all": {"repost-account": " ada ", "repost-group": ""}}}
    event = {"group": "field", "widgetContext": context}
    assert question_from(event).account == ""
    assert question_from({**event, "fields": "yes"}) == Question(account="ada")


def test_an_older_page_is_asked_for_by_an_instant_as_a_button_names_it() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert question_from({"before": "2026-11-23T09:00:00Z"}).before == at
    assert question_from({"before": "2026-11-23"}).before is None


def test_a_button_keeps_what_narrows_the_page_down_and_begins_at_its_beginning() -> None:
    question = Question("history", "main", "field", before=datetime(2026, 11, 23, tzinfo=UTC), after="ada")
    assert question.call(view="health") == {"view": "health", "account": "main", "group": "field"}


@pytest.mark.parametrize("language", [None, "", "en-GB", "de", "fr", "fr_CA", "FR-ca"])
def test_the_words_are_french_or_english(language: str | None) -> None:
    is_french = (language or "").casefold().startswith("fr")
    assert words_in(language) is (FRENCH if is_french else ENGLISH)


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_every_state_and_view_has_a_word(words: Words) -> None:
    answers = {"waiting", "preview", "done", "refused"}  # to a person or to nobody, and not about a slot
    assert set(words.states) == {*get_args(SlotState), *get_args(State)} - answers
    assert set(words.members) == set(get_args(MemberState))
    assert tuple(words.views) == TABS


class Context:
    invoked_function_arn = HERE
    aws_request_id = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def test_documentation_is_markdown_whose_first_block_sets_the_parameters() -> None:
    def never(_: object) -> Any:
        raise AssertionError("nothing is read for it")

    described = make_look(never)({"describe": True}, Context())
    assert described.partition("``` yaml\n")[2].startswith("view: coming\n```")


def test_a_fault_is_a_sentence_that_names_the_request(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: object) -> Any:
        raise ValueError("<b>what it was</b>")

    event = {"widgetContext": {"locale": "fr", "theme": "dark"}}
    html = make_look(broken)(event, Context())
    assert "request-1" in Seen(html).all_text
    assert "what it was" not in html
    assert "what it was" in caplog.text


def test_a_sentence_is_a_page_of_its_own() -> None:
    assert Seen(sentence("<b>No</b>", ENGLISH, "auto")).text == ["<b>No</b>"]
