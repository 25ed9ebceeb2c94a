"""Words from outside made harmless."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.networks.x.text import TEXT as X
from repost.networks.x.weight import twitter_text, weighted_length
from repost.wording.cleaning import WORD_JOINER, clean, disarm, has_unreadable, is_visible

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)
SIGNS = st.lists(
    st.sampled_from(
        (
            "@",
            "\uff20",
            "#",
            "\uff03",
            "$",
            "RT",
            "a",
            "é",
            "1",
            "_",
            "·",
            " ",
            ".",
            "&",
            "日",
            "\u200d",
            "/",
            "b",
        )
    ),
    max_size=10,
).map("".join)

# As in twitter-text's own patterns.
MENTION = re.compile(
    r"(?:^|[^a-zA-Z0-9_!#$%&*@\uff20]|(?:^|[^a-zA-Z0-9_+~.-])[Rr][Tt]:?)[@\uff20][a-zA-Z0-9_]"
)
CASHTAG = re.compile(r"(?:^|\s)\$[a-z]", re.IGNORECASE)
TAG_SIGN = re.compile(r"[#\uff03][\w·\u200c\u200d]*[^\W\d]")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \t\n b\u2028c\x85d ", "a b c d"),
        ("nul\x00 esc\x1b[0m", "nul esc[0m"),
        ("e\u0301te\u0301", "été"),
        ("Quoi\u00a0? Oui\u202f!", "Quoi\u00a0? Oui\u202f!"),
        ("a \u00a0 b", "a b"),
        ("abc\u202edcba\u202c \u2066x\u2069", "abcdcba x"),
        ("\u200fשל\u05d5ם\u200e", "\u200fשל\u05d5ם\u200e"),
        ("\ufeffa\ufffeb\uffffc\U0001ffff", "abc"),
        ("a\ud800b", "ab"),
        ("co\u00adopé\u00adra\u00adtive", "coopérative"),
        ("hid\U000e0068\U000e0069den", "hidden"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_what_can_not_be_read_goes_and_the_rest_stays(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ANYTHING)
def test_a_clean_text_is_in_nfc_trimmed_and_can_be_sent(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned).strip()
    assert "  " not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069\ufffe\ufeff\uffff]", cleaned)
    assert not cleaned or twitter_text().parse_tweet(cleaned).weightedLength == weighted_length(cleaned)


@pytest.mark.parametrize(
    "unseen", ["", " ", "\u200b", "\u2060\u200d", "\ufe0f", "\u0301", "\u200f", "\ud800", "\x07"]
)
def test_what_nobody_sees_is_not_visible(unseen: str) -> None:
    assert not is_visible(unseen)


@pytest.mark.parametrize("seen", ["a", "😀", "?", "日", "\u200fש", "\U0001faef", "\ue000"])
def test_what_is_seen_is_visible(seen: str) -> None:
    assert is_visible(seen)


@pytest.mark.parametrize(
    "unfit", ["https://a.fr/ b", "https://a.fr/\u00a0", "https://a.fr/\x00", "https://a.fr/\u202e"]
)
def test_spaces_and_controls_of_a_link_are_noticed(unfit: str) -> None:
    assert has_unreadable(unfit)
    assert not has_unreadable("https://a.fr/été?a=b#c")


@given(SIGNS)
def test_a_disarmed_text_mentions_nobody_and_makes_no_tags_and_no_links(text: str) -> None:
    disarmed = disarm(text, X.live_sign)
    assert not MENTION.search(disarmed)
    assert not CASHTAG.search(disarmed)
    assert not TAG_SIGN.search(disarmed)
    assert twitter_text().extract_urls(disarmed) == []
    assert disarmed.replace(WORD_JOINER, "") == text
    assert disarm(disarmed, X.live_sign) == disarmed


@pytest.mark.parametrize(
    "harmless",
    [
        "C# et F#",
        "5 $ et 10 $",
        "$5",
        "#1",
        "@",
        "Mr. X, e.g. v1.2.3",
        "me@localhost",
        "a #- b",
    ],
)
def test_signs_that_do_nothing_stay_as_they_are(harmless: str) -> None:
    assert disarm(harmless, X.live_sign) == harmless


@pytest.mark.parametrize(
    "live",
    ["@jean", "RT@jean", "rt:@jean", "\uff20jean", "#tag", "\uff031er", "$tsla", "ASP.NET", "https://t.co"],
)
def test_signs_that_do_something_do_nothing_any_more(live: str) -> None:
    assert disarm(live, X.live_sign) != live
