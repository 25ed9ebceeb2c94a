"""The length of a text on X, held against the library that passes X's own conformance suite."""

from __future__ import annotations

import subprocess
import sys
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.networks.x.weight import KNOWN_DOMAINS, twitter_text, weighted_length, weighted_length_at_most
from tests.effort import examples

# Pieces that mean something to X, so that a chance text of them is full of near misses.
PIECES = (
    *(
        "a",
        "é",
        "e\u0301",
        "Z",
        "1",
        "日本",
        "…",
        "→",
        "\u2019",
        "\u2013",
        "©",
        "®",
        "™",
        "ß",
        "\u1100",
        "\u10ff",
        "\u017f",
    ),
    *(
        "😀",
        "❤\ufe0f",
        "👨\u200d👩\u200d👧",
        "🇫🇷",
        "#\ufe0f\u20e3",
        "1\u20e3",
        "👍🏽",
        "\u200d",
        "\ufe0f",
        "🏽",
        "🇫",
    ),
    *(".", ".", ".com", ".fr", ".日本", "example", "example.com", "http://", "https://", "HTTPS://", "t.co/"),
    *("/", "?", "a=b", "&", "#", "@", "$", "-", "_", "(", ")", ",", "«", "\u00ad", "xn--"),
    *(" ", " ", "\n", "\r\n", "\u00a0", "\u2009", "\u200f", "\u202a"),
)
NEARLY_URLS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
LABELS = st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?\Z")
URLS = st.builds(
    lambda scheme, labels, domain, path: f"{scheme}://{'.'.join(labels)}.{domain}{path}",
    st.sampled_from(("http", "https")),
    st.lists(LABELS, min_size=1, max_size=4),
    st.sampled_from(KNOWN_DOMAINS.split("|")),
    st.from_regex(r"\A(/[A-Za-z0-9/_@#.,:%~+=&-]{0,12})?(\?[A-Za-z0-9/_@#.,:%~+=&-]{0,12})?\Z"),
)


def length_by_library(text: str) -> int:
    return int(twitter_text().parse_tweet(text).weightedLength)


@given(st.one_of(NEARLY_URLS, st.text(max_size=40)))
@examples(100)
def test_a_text_weighs_what_the_library_says(text: str) -> None:
    assert weighted_length(text) == length_by_library(text.encode("utf-8", "replace").decode())


@given(st.one_of(NEARLY_URLS, st.text(max_size=40)))
@examples(100)
def test_the_cheap_bound_is_never_below_the_length(text: str) -> None:
    assert weighted_length_at_most(text) >= weighted_length(text)


@given(URLS)
@examples(100)
def test_what_is_taken_for_a_url_without_the_library_is_one(url: str) -> None:
    assert weighted_length(url) == length_by_library(url)
    if weighted_length_at_most(url) == 23:
        assert twitter_text().extract_urls(url) == [url]


@given(
    st.lists(
        st.sampled_from(("Un mot", "l\u2019été", "C++", "v1.2.3", "…", "😀", "©", "(.NET)", "日本")),
        max_size=9,
    )
)
def test_without_domains_and_sequences_of_emoji_the_bound_is_exact(words: list[str]) -> None:
    text = " ".join(words)
    assert weighted_length_at_most(text) == weighted_length(text) == length_by_library(text)


@pytest.mark.parametrize("edge", [0, 4351, 8192, 8205, 8208, 8223, 8242, 8247])
def test_the_ranges_of_light_characters_end_where_they_should(edge: int) -> None:
    for code_point in range(max(0, edge - 2), edge + 3):
        assert weighted_length(chr(code_point)) == length_by_library(chr(code_point))


def test_every_emoji_weighs_two() -> None:
    twitter_text()
    emoji = sys.modules["twitter_text.regexp.emoji"].emoji_dict
    assert len(emoji) > 3000
    assert {weighted_length(each) for each in list(emoji)[::20]} == {2}
    # Those of one code point are counted without the library.
    assert {weighted_length_at_most(each) for each in emoji if len(each) == 1} == {2}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("ASP.NET", 23),
        ("node.js", 7),
        ("me@example.com", 14),
        ("\u00e9toile.fr", 24),
        (" \u00e9toile.fr", 24),
        ("https://blog.example.com/" + "x" * 300, 23),
        ("https://blog.invalidtld/", 24),
        ("e\u0301", 1),
        ("\ud800", 2),
        ("example.com \ud800\u2764\ufe0f", 28),
    ],
)
def test_well_known_cases(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_composed_and_decomposed_texts_weigh_the_same() -> None:
    text = "À relire : l\u2019été à Orléans"
    assert weighted_length(normalize("NFD", text)) == weighted_length(text) == len(text)


@pytest.mark.parametrize(
    "hostile", ["a." * 1500 + "com", "日." * 1500 + "com", "https://" + "a." * 1500, "日" * 3000 + ".com"]
)
def test_a_hostile_word_weighs_too_much_rather_than_taking_forever(hostile: str) -> None:
    assert weighted_length(hostile) > 280


def run(script: str) -> None:
    """Runs a script in an interpreter that has imported nothing yet."""
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_an_ordinary_post_is_weighed_without_the_library() -> None:
    run(
        "import sys; from repost.networks.x.weight import weighted_length;"
        "weighted_length('À relire : un titre ! https://blog.example.com/un-titre.html?utm_source=x #Été');"
        "assert not {'twitter_text', 'regex', 'msgspec'} & set(sys.modules)"
    )


def test_the_library_works_without_setuptools() -> None:
    run(
        "import sys; sys.modules['setuptools'] = None;"
        "from repost.networks.x.weight import weighted_length;"
        "assert weighted_length('example.com ❤\\ufe0f') == 26;"
        "assert 'pkg_resources' not in sys.modules"
    )


def test_another_users_pkg_resources_is_left_as_it_was() -> None:
    run(
        "import sys; sys.modules['pkg_resources'] = other = type(sys)('pkg_resources');"
        "from repost.networks.x.weight import weighted_length;"
        "assert weighted_length('example.com') == 23;"
        "assert sys.modules['pkg_resources'] is other"
    )
