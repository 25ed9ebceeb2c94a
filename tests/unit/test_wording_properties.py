"""What holds of any text on every network: whatever the article is called, and however its owner says it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace

from repost.base.articles import Article, Blog
from repost.base.errors import Rejected
from repost.networks.discord.text import escaped as discord_escaped
from repost.networks.linkedin.text import escaped as linkedin_escaped
from repost.networks.meta.threads.text import threads_length
from repost.networks.registry import network
from repost.networks.slack.text import escaped as slack_escaped
from repost.networks.x.weight import twitter_text
from repost.settings.networks import NetworkName
from repost.settings.types import Message, Settings
from repost.web.failures import NotSent
from repost.web.http import Http
from repost.wording.composition import compose
from repost.wording.cutting import graphemes
from repost.wording.limits import Limit
from tests.effort import costing_less_than, examples
from tests.unit.test_networks_chat_limits import utf16_units
from tests.unit.test_networks_limits import LINKS, WORDS, counted_by_mastodon

if TYPE_CHECKING:
    from repost.wording.composition import Wording
    from repost.wording.limits import TextRules

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BLOG = Blog("Carnet {title}", "https://blog.example.com/", "fr")


class Offline(Http):
    """Nobody is reached: a network that would ask its server has its usual rules."""

    def request(self, *_: Any, **__: Any) -> Any:
        raise NotSent("There is no network.")


def rules_of(name: str) -> TextRules:
    account = convert({"network": name, "feed": "https://blog.example.com/feed/"}, Settings)
    return network(account).text_rules(Offline())


NAMES: tuple[NetworkName, ...] = get_args(NetworkName)
RULES = {name: rules_of(name) for name in NAMES}

# As each network counts by its own description, and the most that it takes.
COUNTS: dict[str, list[tuple[Any, int]]] = {
    "x": [(lambda text: twitter_text().parse_tweet(text).weightedLength, 280)],
    "mastodon": [(counted_by_mastodon, 500)],
    "bluesky": [(lambda text: len(graphemes(text)), 300), (lambda text: len(text.encode()), 3000)],
    "webhook": [(len, 5000)],
    "telegram": [(utf16_units, 4096)],
    "discord": [(lambda text: utf16_units(discord_escaped(text)), 2000)],
    "slack": [(lambda text: utf16_units(slack_escaped(text)), 4000)],
    "linkedin": [(lambda text: utf16_units(linkedin_escaped(text)), 3000)],
    "facebook": [(utf16_units, 5000)],
    "threads": [(threads_length, 500)],
}

OWN = [f"mot{letter}" for letter in "ABCDEFGH"]
HIS = st.sampled_from(OWN)
BETWEEN = st.sampled_from([" ", "\n", "\n\n", " : ", " — ", " (", ") ", " « ", " »", "! ", "🎈 ", "{ ", "} "])
VALUES = st.sampled_from(["{blog}", "{author}", "{date}", "{age}", "{category}", "{title}", "{excerpt}"])


@st.composite
def templates(draw: st.DrawFn) -> str:
    """A template with title or excerpt, and link and hashtags somewhere or nowhere."""
    places = [*draw(st.lists(HIS | VALUES, max_size=6)), draw(st.sampled_from(["{title}", "{excerpt}"]))]
    places += draw(st.lists(st.sampled_from(["{link}", "{hashtags}"]), unique=True))
    return "".join(draw(BETWEEN) + place for place in draw(st.permutations(places)))


ARTICLE = Article("1", "", "https://blog.example.com/1", None)
# Signs of several code points, without a space to end at.
UNBROKEN = st.lists(st.sampled_from(["👩‍👩‍👧‍👦", "🇫🇷", "க்ஷி", "x\u0335", "é"]), max_size=300).map("".join)
CATEGORIES = st.sampled_from(["Médias sociaux", "C++", "2026", "日本語", "x" * 120])
SENTENCES = st.lists(st.sampled_from(["Une phrase.", "mot", "{title}"]), max_size=900).map(" ".join)
ARTICLES = st.builds(
    replace,
    st.just(ARTICLE),
    title=WORDS | UNBROKEN,
    excerpt=WORDS | SENTENCES | UNBROKEN,
    published=st.sampled_from([None, datetime(2026, 9, 1, tzinfo=UTC)]),
    authors=st.sampled_from([(), ("Jeanne {blog}",)]),
    categories=st.lists(CATEGORIES, max_size=3).map(tuple),
)


def said(article: Article, message: Message, link: str, rules: TextRules) -> Wording:
    return compose(article, BLOG, message, link=link, language=None, now=NOW, rules=rules)


def test_every_network_is_counted() -> None:
    assert set(COUNTS) == set(NAMES)


@examples(250)
@given(
    st.sampled_from(NAMES), ARTICLES, st.lists(templates(), min_size=1, max_size=3), LINKS, st.integers(0, 3)
)
def test_any_text_is_within_its_network_and_whole_but_for_the_articles_words(
    name: NetworkName, article: Article, written: list[str], link: str, tags: int
) -> None:
    message = Message(template=tuple(written), hashtags_fixed=("#blog",), max_hashtags=tags)
    rules = RULES[name]
    try:
        found = said(article, message, link, rules)
    except Rejected:
        return
    for count, most in COUNTS[name]:
        assert 0 < count(found.text) <= most
    # The owner's words of one of the variations are all there, in their order.
    parts = [re.findall(r"mot[A-H]", template) for template in written]
    assert re.findall(r"mot[A-H]", found.text) in parts
    assert found.link
    assert found.link.target == link
    assert found.text[found.link.start : found.link.end] == rules.shown_link(link)
    for facet in found.hashtags:
        assert found.text[facet.start : facet.end] == facet.target
    for facet in (found.link, *found.hashtags):
        around = found.text[: facet.start][-1:] + found.text[facet.end :][:1]
        assert not around.strip()
    assert not re.search(r"  |\n ?\n ?\n", found.text)


@examples(250)
@given(st.sampled_from(NAMES), ARTICLES, LINKS, st.integers(150, 500))
def test_title_and_excerpt_alone_are_cut_between_two_signs_and_never_in_an_address(
    name: NetworkName, article: Article, link: str, most: int
) -> None:
    assume(article.title.strip() and article.excerpt.strip())
    message = Message(template="motA {title} motB\n{excerpt} motC {link} motD {hashtags}")
    rules = RULES[name]
    roomy = replace(rules, limits=(Limit(10**6, len),))
    tight = replace(rules, limits=tuple(replace(limit, most=min(limit.most, most)) for limit in rules.limits))
    try:
        found = said(article, message, link, tight)
    except Rejected:
        return
    assert tight.fits(found.text)
    whole, part = (_own_words(wording.text) for wording in (said(article, message, link, roomy), found))
    assert found.is_cut == (part != whole)
    for all_of_it, kept in zip(whole, part, strict=True):
        if kept in {all_of_it, ""}:
            continue
        words = kept.removesuffix("…").rstrip()
        assert all_of_it.startswith(words)
        assert len(words) in {0, *accumulate(map(len, graphemes(all_of_it)))}
        for address in re.finditer(r"https?://\S+", all_of_it):
            assert not address.start() < len(words) < address.end()


def _own_words(text: str) -> tuple[str, str]:
    """The title and the excerpt in a text of the template above."""
    found = re.fullmatch(r"(?s)motA ?(.*?) ?motB(?:\n(.*?))? ?motC .+ motD ?.*", text)
    assert found, text
    return found[1], found[2] or ""


@pytest.mark.parametrize("name", NAMES)
def test_words_of_a_megabyte_are_quickly_said(name: NetworkName) -> None:
    endless = "mot{title} " * 100_000
    article = Article("1", endless, "https://a.fr/", NOW, (endless,) * 9, authors=(endless,), excerpt=endless)
    with costing_less_than(1):
        found = said(article, Message(template="{title} ({author})\n{excerpt}"), "https://a.fr/", RULES[name])
    assert found.text.startswith("mot{title} mot{title}")
