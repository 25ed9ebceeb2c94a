"""Variations that take turns, and texts that are not said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.base.articles import Article, Blog
from repost.base.errors import Rejected
from repost.networks.x.text import TEXT as X
from repost.settings.types import Message
from repost.wording.composition import Wording, compose
from repost.wording.repetition import RECENT, Past, Said

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BLOG = Blog(title="A blog", link="https://blog.example.com/", language="en")
ARTICLE = Article(
    guid="1",
    title="Ten things about mail servers",
    link="https://blog.example.com/mail/",
    published=datetime(2026, 9, 12, tzinfo=UTC),
    categories=("Servers",),
    excerpt="Nobody tells you these. We learnt them the hard way.",
)
LINK = "https://blog.example.com/mail/"
TEMPLATES = ("Read: {title}", "{title} \u2014 {excerpt}", "{age} we wrote on {blog}: {title}")
NONE = Past()


def word(
    message: Message | None = None,
    past: Past = NONE,
    *,
    article: Article = ARTICLE,
    now: datetime = NOW,
    link: str | None = LINK,
) -> Wording:
    message = message or Message(template=TEMPLATES, hashtags="none")
    return compose(article, BLOG, message, link=link, language=None, now=now, rules=X, past=past)


def said(wording: Wording, at: datetime) -> Said:
    return Said(at, wording.fingerprint)


def titled(number: int) -> Article:
    title = f"{number} {['alpha', 'beta', 'gamma', 'delta'][number % 4]} story number {number * 7919}"
    return replace(ARTICLE, guid=str(number), title=title)


def test_variations_take_turns_in_the_owners_order() -> None:
    past, texts = NONE, []
    for number in range(6):
        now = NOW + timedelta(hours=6 * number)
        wording = word(past=past, article=titled(number), now=now)
        past = Past(account=(*past.account, said(wording, now)))
        texts.append(wording.text)
    assert [text.split()[0] for text in texts] == ["Read:", "1", "2", "Read:", "4", "2"]


def test_phrases_of_the_language_take_turns_where_the_owner_gives_none() -> None:
    past, texts = NONE, []
    for number in range(4):
        now = NOW + timedelta(hours=6 * number)
        wording = word(Message(), past, article=titled(number), now=now)
        past = Past(account=(*past.account, said(wording, now)))
        texts.append(wording.text.partition(titled(number).title)[0])
    assert len(set(texts)) == 4
    assert texts[0] == "Worth another read on A blog: "


def test_an_article_is_not_said_in_the_same_words_again_while_there_are_others() -> None:
    past, texts = NONE, set[str]()
    for number in range(3):
        now = NOW + timedelta(days=60 * number)
        wording = word(
            Message(template=("Read: {title}", "From 2026: {title}", "Still good: {title}")), past, now=now
        )
        past = Past(article=(*past.article, said(wording, now)))
        texts.add(wording.text)
    assert len(texts) == 3


def test_when_all_were_said_of_an_article_the_one_said_longest_ago_comes_again() -> None:
    message = Message(template=("Read: {title}", "Still good: {title}"))
    first = word(message)
    second = word(message, Past(article=(said(first, NOW - timedelta(days=200)),)))
    past = Past(article=(said(second, NOW - timedelta(days=130)), said(first, NOW - timedelta(days=60))))
    assert word(message, past).text == second.text


def test_a_text_like_one_that_was_said_lately_gives_way_to_the_next_variation() -> None:
    series = replace(ARTICLE, title="Photo of the day in the old harbour and its ships")
    first = word(Message(template="Read: {title}"), article=series)
    message = Message(template=("Read: {title}", "Look what we found: {title} ({age})"))
    again = word(
        message,
        Past(account=(said(first, NOW - timedelta(hours=6)),)),
        article=replace(series, guid="2", title="Photo of the day in the old harbour, and its ship"),
    )
    assert again.text.startswith("Look what we found: Photo")


def test_when_every_variation_is_like_something_said_lately_the_article_has_to_wait() -> None:
    message = Message(template="Read: {title}")
    first = word(message)
    with pytest.raises(Rejected, match="Its only wording is too much like"):
        word(message, Past(account=(said(first, NOW - timedelta(days=2)),)))
    assert word(message, Past(account=(said(first, NOW - RECENT - timedelta(days=1)),))).text == first.text


def test_another_link_or_other_hashtags_make_no_other_text() -> None:
    first = word(Message(template="Read: {title}"))
    with pytest.raises(Rejected, match="too much like"):
        word(
            Message(template="Read: {title}", hashtags_fixed=("#new",)),
            Past(account=(said(first, NOW),)),
            link="https://sho.rt/x",
        )


def test_a_variation_that_asks_for_what_the_article_lacks_is_left_to_others() -> None:
    message = Message(
        template=("By {author}: {title}", "{title} \u2014 {excerpt}", "Read: {title}"), hashtags="none"
    )
    bare = replace(ARTICLE, excerpt="", authors=())
    assert word(message, article=bare).text == f"Read: {ARTICLE.title} {LINK}"
    only = Message(template="{title} \u2014 {excerpt} ({author})", hashtags="none")
    assert word(only, article=bare).text == f"{ARTICLE.title} {LINK}"


def test_the_category_of_what_has_no_category_is_not_said() -> None:
    message = Message(template=("{category}: {title}", "Read: {title}"), hashtags="none")
    uncategorized = replace(ARTICLE, categories=("Uncategorized",))
    assert word(message, article=uncategorized).text == f"Read: {ARTICLE.title} {LINK}"
    filed = replace(ARTICLE, categories=("Uncategorized", "Servers"))
    assert word(message, article=filed).text == f"Servers: {ARTICLE.title} {LINK}"


def test_a_variation_without_room_is_left_to_others() -> None:
    message = Message(template=("x" * 275 + " {title}", "Read: {title}"))
    assert word(message).text.startswith("Read: ")
    with pytest.raises(Rejected, match="no room"):
        word(Message(template="x" * 275 + " {title}"))


def test_a_template_puts_link_hashtags_and_line_breaks_where_it_says() -> None:
    message = Message(template="{hashtags}\n{age}:\n\n\n{title}\n{link}\nEnjoy!")
    found = word(message)
    assert found.text == f"#Servers\n2 months ago:\n\n{ARTICLE.title}\n{LINK}\nEnjoy!"
    assert found.link
    assert found.text[found.link.start : found.link.end] == LINK


def test_an_age_that_begins_a_sentence_begins_with_a_capital() -> None:
    message = Message(template="{age} on {blog}: {title}", hashtags="none")
    french = compose(ARTICLE, BLOG, message, link=None, language="fr", now=NOW, rules=X)
    assert french.text == f"Il y a 2 mois on A blog: {ARTICLE.title}"


@given(
    st.lists(st.sampled_from((*TEMPLATES, "{title}", "Again: {title}", "{excerpt}")), min_size=1, max_size=5),
    st.lists(st.integers(0, 3), max_size=14),
)
def test_no_account_ever_says_what_is_like_one_of_its_recent_texts(
    templates: list[str], articles: list[int]
) -> None:
    message = Message(template=tuple(templates), hashtags="none")
    told: list[Said] = []
    for turn, number in enumerate(articles):
        now = NOW + timedelta(days=turn)
        try:
            wording = word(message, Past(account=tuple(told)), article=titled(number), now=now)
        except Rejected:
            continue
        assert not any(wording.fingerprint.is_like(each.fingerprint) for each in told)
        told.append(said(wording, now))
    assert len({each.fingerprint.exact for each in told}) == len(told)
