"""How a text is put together for Telegram, Discord, Slack and a webhook, whatever the article is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from local.networks.discord import read_by_discord
from local.networks.slack import read_by_slack
from repost.networks.discord.text import TEXT as DISCORD
from repost.networks.discord.text import escaped as discord_escaped
from repost.networks.slack.text import TEXT as SLACK
from repost.networks.slack.text import escaped as slack_escaped
from repost.networks.telegram.text import TEXT as TELEGRAM
from repost.networks.webhook.text import text_rules as webhook
from repost.settings.types import Message
from repost.wording.composition import compose
from tests.unit.test_networks_limits import BLOG, LINKS, NOW, WORDS, article

if TYPE_CHECKING:
    from repost.wording.composition import Wording
    from repost.wording.limits import TextRules

# Titles beyond any limit, and of signs that take two or more units each.
LONG = st.tuples(WORDS, st.integers(1, 40)).map(lambda drawn: (drawn[0] + " *🎈* ") * drawn[1])
CONTENTS = st.sampled_from(["title", "excerpt", "title-and-excerpt"])
BEFORE = "À *relire* <!here> @you : "


def said(title: str, link: str, content: Any, rules: TextRules, before: str = BEFORE) -> Wording:
    message = Message(content=content, before=before, hashtags_fixed=("#blog",))
    found = compose(article(f"m{title}", link), BLOG, message, link=link, language="fr", now=NOW, rules=rules)
    assert found.link
    assert found.text[found.link.start : found.link.end] == link
    return found


def utf16_units(text: str) -> int:
    return sum(1 + (ord(character) > 0xFFFF) for character in text)


@given(LONG, LINKS, CONTENTS)
def test_any_article_fits_telegram(title: str, link: str, content: Any) -> None:
    found = said(title, link, content, TELEGRAM)
    assert utf16_units(found.text) <= 4096
    assert [tag.target for tag in found.hashtags] == ["#blog", "#MédiasSociaux"]


@given(LONG, LINKS, CONTENTS)
def test_any_article_fits_discord_as_it_is_sent_and_reads_as_it_was_written(
    title: str, link: str, content: Any
) -> None:
    found = said(title, link, content, DISCORD)
    sent = discord_escaped(found.text)
    assert utf16_units(sent) <= 2000
    assert read_by_discord(sent) == found.text
    assert link in sent
    assert [tag.target for tag in found.hashtags] == ["#blog"]


@given(LONG, LINKS, CONTENTS)
def test_any_article_fits_slack_as_it_is_sent_and_reads_as_it_was_written(
    title: str, link: str, content: Any
) -> None:
    found = said(title, link, content, SLACK)
    sent = slack_escaped(found.text)
    assert utf16_units(sent) <= 4000
    assert read_by_slack(sent) == found.text
    assert [tag.target for tag in found.hashtags] == ["#blog"]


@given(LONG, LINKS, CONTENTS, st.integers(400, 5000))
def test_any_article_fits_a_webhook(title: str, link: str, content: Any, most: int) -> None:
    assert len(said(title, link, content, webhook(most)).text) <= most


@given(WORDS, LINKS, CONTENTS)
def test_the_only_link_of_a_post_is_the_articles(title: str, link: str, content: Any) -> None:
    for rules in (TELEGRAM, DISCORD, SLACK):
        text = said(title, link, content, rules, before="").text
        assert re.findall(r"https?://\S+", text) == [link]
