"""What a brand has against a post, and where it says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.accounts.brand import findings
from repost.base.articles import Article, Blog
from repost.base.errors import Rejected
from repost.brand.domains import is_allowed
from repost.brand.judgement import LONGEST, Verdict, discloses, judged
from repost.networks.bluesky.text import TEXT as BLUESKY
from repost.networks.mastodon.text import text_rules as mastodon_rules
from repost.networks.protocol import Image, Post
from repost.networks.x.text import TEXT as X
from repost.run.brand_check import BrandCheck, check_brand
from repost.settings.types import Brand, Message, Review, Settings
from repost.wording.composition import compose
from repost.wording.facet import Facet
from repost.wording.repetition import text_digest
from repost.wording.variations import disclosed

if TYPE_CHECKING:
    from repost.wording.limits import TextRules

MASTODON = mastodon_rules(500, 23)
BRAND = Brand(never_say=("guarantee*", "risk free"), hold_on=("merger",))


def settings_of(brand: Brand) -> Settings:
    return Settings(network="x", feed="https://blog.example/feed/", brand=brand)


def verdict(brand: Brand, text: str = "Hello", *links: str, mentions: bool = True, **parts: str) -> Verdict:
    return judged(brand, {"text": text, **parts}, links, mentions=mentions)


def is_held(said: Verdict) -> bool:
    return bool(said.objections) and not said.is_refused


def test_a_clean_post_is_neither_refused_nor_held() -> None:
    said = verdict(BRAND, "A calm post about a warranty")
    assert (said.objections, said.sentence) == ((), "")


def test_what_is_never_said_is_refused_with_the_very_words_and_where() -> None:
    said = verdict(BRAND, "A calm post", title="Guaránteed income", summary="all risk-free")
    assert said.is_refused
    assert [(each.words, each.where) for each in said.objections] == [
        ("Guaránteed", "title"),
        ("risk-free", "summary"),
    ]
    assert said.sentence.startswith(
        'Its title says “Guaránteed”, which brand.never_say lists as "guarantee*". Its summary'
    )


def test_what_a_person_should_read_first_is_held_unless_something_else_refuses_it() -> None:
    assert is_held(verdict(BRAND, "The merger"))
    both = verdict(BRAND, "The merger is guaranteed")
    assert both.is_refused
    assert "merger" not in both.sentence


def test_a_text_too_long_to_be_read_is_refused_unread() -> None:
    assert verdict(BRAND, "a" * 10_000_000).sentence == "Its text is too long to be checked."
    assert verdict(BRAND, "a" * LONGEST).objections == ()


def test_a_post_without_its_disclosure_is_refused() -> None:
    brand = Brand(disclosure="#AcmeEmployee")
    assert verdict(brand, "Hello #AcmeEmployee https://a.example").objections == ()
    for text in ("Hello", "Hello #AcmeEmployees", "Hello AcmeEmployee", "Hello #AcmeEmploye\u0301e"):
        assert verdict(brand, text).is_refused


@pytest.mark.parametrize(
    "address",
    [
        "https://acme.com.evil.com/",
        "https://acme.com@evil.com/",
        "https://evil.com\\@acme.com/",
        "https://notacme.com/",
        "https://blog.other.com/acme.com",
        "https://\N{CYRILLIC SMALL LETTER A}cme.com/",
        "https://[broken/",
        "//evil.com",
    ],
)
def test_a_link_elsewhere_is_held(address: str) -> None:
    assert is_held(verdict(Brand(links=("acme.com", "*.acme.com")), "Hello", address))


def test_links_to_a_domain_and_those_below_it_are_allowed_each_by_its_own_entry() -> None:
    assert is_allowed("HTTPS://Blog.ACME.com:443/a?b#c", ("*.acme.com",))
    assert is_allowed("https://acme.com./", ("ACME.com",))
    assert not is_allowed("https://acme.com/", ("*.acme.com",))
    assert not is_allowed("https://blog.acme.com/", ("acme.com",))
    assert is_allowed("https://bücher.example/", ("xn--bcher-kva.example",))


def test_a_link_in_the_words_counts_and_one_that_was_disarmed_does_not() -> None:
    brand = Brand(links=("acme.com",))
    for text in ("see http://evil.com/a", "see www.evil.com", "see evil.com, or so", "see a.evil.co"):
        assert is_held(verdict(brand, text)), text
    for text in (
        "see evil.\u2060com",
        "see http:\u2060//evil.\u2060com",
        "ASP.NET and Node.js",
        "ada@evil.com",
    ):
        assert verdict(brand, text).objections == (), text


def test_mentions_are_refused_where_the_network_makes_any() -> None:
    brand = Brand(mentions="none")
    assert verdict(brand, "with @ada and @ada").sentence.startswith("It mentions @ada,")
    assert verdict(brand, "with @ada", mentions=False).objections == ()
    assert verdict(brand, "with @\u2060ada, ada@example.com, 3 @ 4").objections == ()
    assert verdict(Brand(), "with @ada").objections == ()


def test_of_a_shortened_link_the_address_behind_it_counts() -> None:
    post = Post("Hello https://is.gd/a", "https://is.gd/a", facets=(Facet(6, 21, "https://is.gd/a"),))
    settings = settings_of(Brand(links=("acme.com",)))
    assert check_brand(settings, post, "https://acme.com/a", lambda: X) == BrandCheck()
    [flag] = check_brand(settings, post, "https://evil.com/a", lambda: X).flags
    assert "evil.com" in flag


def test_what_would_be_held_is_refused_if_nothing_is_held() -> None:
    post = Post("The merger")
    told = 'Its text says “merger”, which brand.hold_on lists as "merger".'
    assert check_brand(settings_of(BRAND), post, "", lambda: X) == BrandCheck(flags=(told,))
    silent = replace(settings_of(BRAND), review=Review(hold="never"))
    assert check_brand(silent, post, "", lambda: X) == BrandCheck(told)


def test_the_words_of_a_link_and_of_its_picture() -> None:
    post = Post("Hello https://acme.com/guarantee", "https://acme.com/guarantee")
    post = replace(post, facets=(Facet(6, 32, post.link),), image=Image("https://acme.com/a.png", "A merger"))
    [said] = check_brand(settings_of(BRAND), post, post.link, lambda: X).flags
    assert said == 'Its picture\'s description says “merger”, which brand.hold_on lists as "merger".'


@pytest.mark.parametrize(
    ("template", "disclosed_template"),
    [
        ("{title}", "{title} #Us"),
        ("{title} {link}", "{title} #Us {link}"),
        ("{title}\n\n{link}\n{hashtags}", "{title} #Us\n\n{link}\n{hashtags}"),
        ("{link} {title}", "{link} {title} #Us"),
        ("#Us: {title}", "#Us: {title}"),
        ("#Usual: {title}", "#Usual: {title} #Us"),
    ],
)
def test_a_disclosure_comes_before_the_link_and_once(template: str, disclosed_template: str) -> None:
    message = disclosed(Message(template=template, after=template), "#Us")
    assert message.template == (disclosed_template,)
    assert message.after == disclosed_template


@pytest.mark.parametrize(
    ("brand", "key", "advice"),
    [
        (Brand(never_say=("*",)), "never_say", "Expected a word or a phrase"),
        (Brand(hold_on=("a" * 101,)), "hold_on", "Expected at most 100 characters"),
        (Brand(links=("https://acme.com/",)), "links", 'Did you mean "acme.com"?'),
        (Brand(links=("acme",)), "links", "Expected a domain"),
        (Brand(disclosure="{title}"), "disclosure", "Expected plain words"),
        (Brand(disclosure="a\nb"), "disclosure", "Expected plain words"),
        (Brand(disclosure="#Insider", never_say=("insider",)), "disclosure", "Every post would be refused"),
    ],
)
def test_what_can_not_work_is_a_mistake(brand: Brand, key: str, advice: str) -> None:
    [(where, _, found)] = findings(brand)
    assert where == f"brand.{key}"
    assert found.startswith(advice)


def test_what_can_work_is_none() -> None:
    links = ("acme.com", "*.acme.com")
    brand = Brand(disclosure="#Us", never_say=("guarantee*",), hold_on=("merger",), links=links)
    assert list(findings(brand)) == []


@given(
    title=st.text(min_size=1, max_size=400),
    excerpt=st.text(max_size=400),
    template=st.sampled_from(
        ["{title}", "{title} — {excerpt}", "{link}\n{title}\n{hashtags}", "« {title} » {link}"]
    ),
    rules=st.sampled_from([X, MASTODON, BLUESKY]),
)
def test_no_title_is_so_long_that_the_disclosure_goes(
    title: str, excerpt: str, template: str, rules: TextRules
) -> None:
    article = Article(
        guid="1", title=title, link="https://acme.com/a", published=None, excerpt=excerpt, categories=("Web",)
    )
    message = disclosed(Message(template=template), "#AcmeEmployee")
    try:
        found = compose(
            *(article, Blog("A blog", "https://acme.com/", "en"), message),
            link=article.link,
            language="en",
            now=datetime(2026, 11, 24, tzinfo=UTC),
            rules=rules,
        )
    except Rejected:
        return
    assert discloses(found.text, "#AcmeEmployee")
    assert rules.fits(found.text)


@given(st.text(max_size=80))
def test_what_readers_take_for_the_same_has_one_digest(words: str) -> None:
    plain = f"x {words.replace('#', '')}"
    tag, link = "#web", "https://a.example"
    tagged = f"{plain} {tag} {link}"
    start = len(plain) + 1
    facets = (Facet(start, start + 4, tag), Facet(start + 5, len(tagged), link))
    assert text_digest(tagged, facets) == text_digest(f"{plain} …", ())
    assert text_digest(f"{plain} a", ()) != text_digest(f"{plain} b", ())


def test_texts_differ_by_their_words_alone() -> None:
    same = (
        "Risk-free, again!",
        "risk free again",
        "RISK\u200b FR\u00c9E: again",
        "risk fr\N{CYRILLIC SMALL LETTER IE}e again",
    )
    assert len({text_digest(text, ()) for text in same}) == 1
    assert len({text_digest(text, ()) for text in ("🌹", "🌷", "risk", "free risk", "risk free")}) == 5
