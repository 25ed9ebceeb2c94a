"""When the event is over that a page is about."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.articles import Article
from repost.feeds import page_event
from repost.feeds.json_ld import things_in
from repost.feeds.page_head import head_of

ARTICLE = Article("a", "Ana Ruiz: an evening of fado", "https://blog.example.com/fado/", None)
FADO = {"@type": "MusicEvent", "name": "An evening of fado", "endDate": "2026-10-03T23:00:00+02:00"}
END = datetime(2026, 10, 3, 21, tzinfo=UTC)


def event_end(markup: str, article: Article) -> datetime | None:
    return page_event.event_end(things_in(head_of(markup, article.link).json_ld), article)


def page(*things: Any, kind: str = "application/ld+json") -> str:
    blocks = "".join(f'<script type="{kind}">{json.dumps(thing)}</script>' for thing in things)
    return f"<!doctype html><head>{blocks}</head>"


@pytest.mark.parametrize(
    ("things", "end"),
    [
        ((FADO,), END),
        (([FADO],), END),
        (({"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "Event"], **FADO, "@type ": 1}]},), END),
        (({**FADO, "name": "Else", "url": "http://www.blog.example.com/fado"},), END),
        (({**FADO, "endDate": "2026-10-03"},), datetime(2026, 10, 3, 23, 59, 59, 999999, tzinfo=UTC)),
        (({**FADO, "endDate": None, "startDate": "2026-10-03T21:00:00Z"},), END),
        (({"@type": "JobPosting", "title": "Fado", "validThrough": "2026-10-03T21:00"},), END),
        ((FADO, {**FADO, "endDate": "2027-01-01T00:00:00Z"}), datetime(2027, 1, 1, tzinfo=UTC)),
        (({**FADO, "name": "Another evening"},), None),
        (({**FADO, "@type": "Article"},), None),
        (({**FADO, "endDate": "soon"},), None),
        (({**FADO, "endDate": 20261003},), None),
        (({**FADO, "name": ""},), None),
        (("text",), None),
    ],
)
def test_the_end_of_the_pages_own_event_is_found(things: tuple[Any, ...], end: datetime | None) -> None:
    assert event_end(page(*things), ARTICLE) == end


def test_other_scripts_and_broken_ones_say_nothing() -> None:
    assert event_end(page(FADO, kind="text/javascript"), ARTICLE) is None
    assert event_end('<script type="application/ld+json">{"@type": "Event", ', ARTICLE) is None
    assert event_end('<script type="application/ld+json">' + "[" * 90_000, ARTICLE) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["@type", "name", "url", "endDate", "@graph"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_a_page_says_nothing_breaks(thing: Any) -> None:
    end = event_end(page(thing, [thing, {"@type": "Event", "name": "fado", "endDate": thing}]), ARTICLE)
    assert end is None or end.tzinfo is UTC
