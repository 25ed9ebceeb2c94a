"""The page of what waits for a review: hostile texts are only text, and a full page isn't too long."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given
from hypothesis import strategies as st

from repost.base.secret import Secret
from repost.pages.acts import act_words
from repost.pages.buttons import Buttons
from repost.pages.frame import framed
from repost.pages.model import Frame
from repost.pages.review import LONGEST_TEXT, MOST_SHOWN, rows
from repost.pages.typed import fields_of
from repost.pages.words import FRENCH
from tests.effort import examples
from tests.pages import Seen

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ACT: Final = "arn:aws:lambda:eu-west-3:012345678901:function:repost-ActFunction-ABCDEFGHIJKL"
POST: Final[Mapping[str, Any]] = {
    "account": "an-account-with-a-name-of-its-own",
    "group": "communications",
    "slot": "2026-11-23T09:00:00Z",
    "attempt": 1,
    "guid": "guid",
    "decide_by": "2026-11-24T09:00:00Z",
    "title": "A title as long as titles are, with some sixty letters in it",
    "link": "https://blog.example.com/2026/11/a-title-as-long-as-titles-are/",
    "image": "https://blog.example.com/wp-content/uploads/2026/11/picture.jpg",
    "why": ["It says “merger”, which has to be looked at.", "The account is new: 3 so far."],
    "text": "x" * 280,
    "trust": {"approved": 3, "declined": 1},
}
hostile = st.text(max_size=40) | st.sampled_from(
    [
        "</textarea><script>window.ran=1</script>",
        '"><img src=x onerror=window.ran=2>',
        "</cwdb-action><cwdb-action action=call endpoint=arn:evil>{}</cwdb-action>",
        "</style><form action=//evil.example><input name=repost-reason>",
        "\u202eevil\u0000",
        "javascript:window.ran=3",
        "\n\nlines\r\nof text",
    ]
)


class Areas(HTMLParser):
    """What stands in the text areas of a page, by their names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._name = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._name = dict(attrs)["name"] or "" if tag == "textarea" else ""
        if self._name:
            self.texts[self._name] = ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.texts[self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._name = ""


def page(*posts: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> str:
    says = act_words(FRENCH)
    buttons = Buttons(Secret("k" * 43), ACT, NOW, {"view": "review", "language": "fr"}, says)
    return framed(
        "review",
        Frame(tabs=(), cells=()),
        FRENCH,
        "light",
        waits=rows(posts, {}, FRENCH, says, buttons, typed or {}),
        says=says,
        nothing="",
        longest_text=LONGEST_TEXT,
        longest_note=200,
    )


@examples(60)
@given(title=hostile, link=hostile, image=hostile, why=hostile, text=hostile, note=hostile, reason=hostile)
def test_hostile_texts_are_text_and_what_is_typed_stays_as_it_is(**given: str) -> None:
    fields = fields_of(POST["account"], POST["slot"])
    typed = {fields.note: given["note"], fields.reason: given["reason"]}
    named = {name: given[name] for name in ("title", "link", "image", "text")}
    html = page({**POST, **named, "why": [given["why"]]}, typed=typed)
    seen = Seen(html)
    assert [call["act"] for call in seen.calls] == ["approve", "edit", "decline", "never"]
    assert all(seen.confirmations)
    # A parser takes away the line break after the tag; so does a browser.
    assert Areas(html).texts == {fields.text: f"\n{given['text']}", fields.note: f"\n{given['note']}"}


def test_a_full_page_of_long_posts_has_less_than_150_kilobytes() -> None:
    html = page(*({**POST, "slot": f"2026-11-23T09:{minute:02}:00Z"} for minute in range(MOST_SHOWN)))
    assert html.count("<textarea") == 2 * MOST_SHOWN
    assert 100_000 < len(html.encode()) < 150_000
