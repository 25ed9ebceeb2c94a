"""The whole text of a post."""

from __future__ import annotations

import contextlib
import itertools
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from repost.base.articles import Article, Blog
from repost.base.errors import Rejected
from repost.networks.x.text import TEXT as X
from repost.networks.x.weight import twitter_text, weighted_length
from repost.settings.types import Message
from repost.settings.values import zone
from repost.wording.cleaning import WORD_JOINER
from repost.wording.composition import Wording, compose, has_words, leaves_room
from repost.wording.cutting import graphemes
from repost.wording.hashtags import hashtags
from repost.wording.limits import Limit, TextRules
from tests.effort import costing_less_than

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LINK = (
    "https://blog.example.com/2026/09/les-medias-sociaux/?utm_source=x&utm_medium=social&utm_campaign=repost"
)
BLOG = Blog(title="Mon blog", link="https://blog.example.com/", language="fr")
ARTICLE = Article(
    guid="1",
    title="Dix ans de m\u00e9dias sociaux",
    link="https://blog.example.com/2026/09/les-medias-sociaux/",
    published=datetime(2026, 9, 11, 23, tzinfo=UTC),
    categories=("M\u00e9dias sociaux", "Web"),
    authors=("Jeanne",),
    excerpt="Ce qui a chang\u00e9, ce qui reste, et ce que personne n'avait vu venir.",
)
LONG = " ".join(f"mot{number}" for number in range(90))


def wording(
    message: Message | None = None,
    *,
    article: Article = ARTICLE,
    blog: Blog = BLOG,
    link: str | None = LINK,
    language: str | None = None,
    rules: TextRules = X,
    timezone: str = "UTC",
) -> Wording:
    return compose(
        *(article, blog, message or Message()),
        link=link,
        language=language,
        now=NOW,
        rules=rules,
        zone=zone(timezone),
    )


def text(message: Message | None = None, **others: object) -> str:
    return wording(message, **others).text  # type: ignore[arg-type] # the same arguments


def said(**fields: object) -> str:
    """A post of nothing but an article's own words."""
    message = Message(before="", hashtags="none")
    return text(message, article=replace(ARTICLE, **fields), link=None)


def test_a_post_is_before_title_after_link_and_hashtags() -> None:
    found = wording(Message(after="Bonne lecture\u00a0!"))
    assert found.text == (
        "\u00c0 relire sur Mon blog\u00a0: Dix ans de m\u00e9dias sociaux Bonne lecture\u00a0! "
        f"{LINK} #M\u00e9diasSociaux #Web"
    )
    assert not found.is_cut


def test_the_language_of_the_account_goes_before_that_of_the_blog() -> None:
    assert text(language="en").startswith("Worth another read on Mon blog: Dix ans")
    assert text(language="de").startswith("Immer noch lesenswert auf Mon blog: Dix ans")
    assert text(language="eu").startswith("Mon blog: Dix ans")


def test_a_blog_without_a_name_is_not_named() -> None:
    nameless = Blog(title=" \u200b", link="", language="fr-ca")
    assert text(blog=nameless).startswith("\u00c0 relire\u00a0: Dix ans")
    assert text(blog=replace(nameless, language="eu")).startswith("Dix ans")


def test_an_owner_may_want_no_words_before_and_no_link() -> None:
    assert text(Message(before="", hashtags="none"), link=None) == ARTICLE.title


def test_placeholders_tell_of_the_article_on_the_owners_calendar() -> None:
    message = Message(before="{blog}, {author}, {date}, {age} ({title})", content="excerpt", hashtags="none")
    assert text(message, link=None, timezone="Europe/Paris") == (
        f"Mon blog, Jeanne, 12 septembre 2026, il y a 2 mois ({ARTICLE.title}) {ARTICLE.excerpt}"
    )
    assert "11 septembre 2026" in text(message, link=None)


def test_empty_placeholders_leave_no_gap() -> None:
    message = Message(before="Lire {author} ({date}) encore {age} :", hashtags="none")
    nobody = replace(ARTICLE, authors=(), published=None)
    assert text(message, article=nobody, link=None) == f"Lire encore : {ARTICLE.title}"


def test_title_and_excerpt_are_told_apart() -> None:
    found = text(Message(before="", hashtags="none", content="title-and-excerpt"), link=None)
    assert found == f"{ARTICLE.title} \u2014 {ARTICLE.excerpt}"


def test_an_excerpt_that_begins_with_the_title_is_enough() -> None:
    message = Message(before="", hashtags="none", content="title-and-excerpt")
    article = replace(ARTICLE, excerpt=f"{ARTICLE.title}, un bilan.")
    assert text(message, article=article, link=None) == f"{ARTICLE.title} \u2014 un bilan."
    article = replace(ARTICLE, title="L\u2019été \u2013 suite", excerpt="L'ÉTÉ - SUITE \u00b7 Un bilan.")
    assert text(message, article=article, link=None) == "L\u2019été \u2013 suite \u2014 Un bilan."
    article = replace(ARTICLE, title="Dix", excerpt="Dixit\u00a0: un bilan.")
    assert text(message, article=article, link=None) == "Dix \u2014 Dixit\u00a0: un bilan."


@pytest.mark.parametrize(
    ("content", "title", "excerpt", "words"),
    [
        ("title", "", "Extrait", "Extrait"),
        ("excerpt", "Titre", " ", "Titre"),
        ("title-and-excerpt", "", "Extrait", "Extrait"),
        ("title-and-excerpt", "Titre", "\u200b", "Titre"),
    ],
)
def test_where_one_is_missing_the_other_is_said(content: str, title: str, excerpt: str, words: str) -> None:
    message = Message(before="", hashtags="none", content=content)  # type: ignore[arg-type] # one of the three
    article = replace(ARTICLE, title=title, excerpt=excerpt)
    assert text(message, article=article, link=None) == words
    assert has_words(article)


@pytest.mark.parametrize("nothing", ["", " ", "\u200b\u2060", "\x00", "\ufeff", "\u200b" * 5000])
def test_an_article_without_words_is_rejected(nothing: str) -> None:
    article = replace(ARTICLE, title=nothing, excerpt=nothing)
    assert not has_words(article)
    with pytest.raises(Rejected, match="neither a title nor an excerpt"):
        wording(article=article)


def test_words_of_the_feed_mention_nobody_and_make_no_tags_and_no_links() -> None:
    found = said(title="@everyone achetez $TSLA #promo {author} sur evil.com")
    assert found == "@\u2060everyone achetez $\u2060TSLA #\u2060promo {author} sur evil.\u2060com"
    named = text(
        Message(before="{blog} {author} : "),
        blog=replace(BLOG, title="@a"),
        article=replace(ARTICLE, authors=("#b",)),
    )
    assert named.startswith(f"@{WORD_JOINER}a #{WORD_JOINER}b : ")


def test_the_owners_own_mentions_and_tags_stay_but_for_a_second_cashtag() -> None:
    message = Message(before="$ACME $TSLA via @moi #relecture :", after="$XYZ", hashtags="none")
    assert text(message, link=None) == (
        f"$ACME ${WORD_JOINER}TSLA via @moi #relecture : {ARTICLE.title} ${WORD_JOINER}XYZ"
    )


def test_a_cashtag_made_by_a_placeholder_counts_too() -> None:
    message = Message(before="$ACME ${title}", hashtags="none")
    assert (
        text(message, article=replace(ARTICLE, title="TSLA"), link=None) == f"$ACME ${WORD_JOINER}TSLA TSLA"
    )


@pytest.mark.parametrize(
    "link", ["https://a.fr/ #tag", "https://a.fr/\u202e", "javascript:x", "a.fr", "https://a.fr/\n@b"]
)
def test_a_link_that_is_more_than_a_link_is_rejected(link: str) -> None:
    with pytest.raises(Rejected, match="link"):
        wording(link=link)


def test_category_hashtags_go_before_the_title_is_cut() -> None:
    message = Message(hashtags_fixed=("#blog",), before="", max_hashtags=3)
    title = ("x" * 9 + " ") * 24 + "y" * 7
    found = wording(message, article=replace(ARTICLE, title=title), link="https://a.fr/")
    assert found.text == f"{title} https://a.fr/ #blog"
    assert not found.is_cut
    found = wording(message, article=replace(ARTICLE, title=title + " fin"), link="https://a.fr/")
    assert found.text == f"{title}\u2026 https://a.fr/ #blog"
    assert found.is_cut


def test_an_excerpt_is_cut_before_hashtags_go() -> None:
    found = wording(Message(content="excerpt"), article=replace(ARTICLE, excerpt=LONG))
    assert found.is_cut
    assert found.text.endswith(f"\u2026 {LINK} #M\u00e9diasSociaux #Web")
    assert weighted_length(found.text) > 270


def test_an_excerpt_is_cut_before_a_title() -> None:
    found = wording(Message(content="title-and-excerpt"), article=replace(ARTICLE, excerpt=LONG))
    assert f"{ARTICLE.title} \u2014 mot0 mot1 " in found.text
    assert found.is_cut


def test_a_stub_of_an_excerpt_is_not_said() -> None:
    title = "x" * 180
    message = Message(content="title-and-excerpt", hashtags="none", before="b" * 60)
    assert text(message, article=replace(ARTICLE, title=title)) == f"{'b' * 60} {title} {LINK}"


def test_fixed_hashtags_go_only_where_next_to_nothing_would_be_said() -> None:
    message = Message(before="b" * 215, hashtags_fixed=("#" + "x" * 25, "#yy"))
    assert text(message) == f"{'b' * 215} {ARTICLE.title} {LINK}"
    assert (
        text(structs.replace(message, before="b" * 185))
        == f"{'b' * 185} {ARTICLE.title} {LINK} #{'x' * 25} #yy"
    )


def test_words_of_the_owner_that_leave_no_room_are_told() -> None:
    message = Message(before="b" * 255)
    with pytest.raises(Rejected, match="no room"):
        wording(message)
    assert not leaves_room(message, X, with_link=True)
    assert leaves_room(message, X, with_link=False)
    assert leaves_room(Message(before="b" * 200, after="{blog}" * 9), X, with_link=True)


def test_facets_tell_where_link_and_hashtags_stand() -> None:
    found = wording()
    assert found.link
    assert found.link.target == LINK
    for facet in (found.link, *found.hashtags):
        assert found.text[facet.start : facet.end] == facet.target
    assert [tag.target for tag in found.hashtags] == ["#M\u00e9diasSociaux", "#Web"]
    assert wording(link="").link is None


def test_another_network_is_only_other_rules() -> None:
    facets_only = TextRules(
        limits=(Limit(80, lambda words: len(graphemes(words))), Limit(90, lambda words: len(words.encode()))),
        live_sign="(?!)",
        shown_link=lambda link: link[8:32] + "\u2026",
    )
    found = wording(article=replace(ARTICLE, title="@\u00e9t\u00e9 " * 30), rules=facets_only)
    assert found.link
    assert found.link.target == LINK
    assert found.text[found.link.start : found.link.end] == "blog.example.com/2026/09\u2026"
    assert "@\u00e9t\u00e9 @\u00e9t\u00e9" in found.text
    assert found.is_cut
    assert 80 < len(found.text.encode()) <= 90


ANY = st.text(st.characters(exclude_categories=()), max_size=40)
PIECES = st.sampled_from(
    (
        *(
            "Un",
            "titre",
            "d\u2019\u00e9t\u00e9",
            "\u65e5\u672c\u8a9e\u306e\u984c",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\u2764\ufe0f",
            "\u2026",
            "\u00a9",
        ),
        *(
            "ASP.NET",
            "example.community",
            "https://a.fr/b?c=d",
            "@jean",
            "#tag",
            "$TSLA",
            "{author}",
            "\u202e",
            "mot" * 30,
        ),
    )
)
SENTENCES = st.lists(PIECES, max_size=60).map(" ".join)
WORDS = st.one_of(ANY, SENTENCES, SENTENCES)
TEMPLATES = st.lists(
    st.one_of(ANY, st.sampled_from(("{blog}", "{title}", "{date}", "{author}", "{age}", "lu :"))), max_size=4
).map(" ".join)
ARTICLES = st.builds(
    replace,
    st.just(ARTICLE),
    title=WORDS,
    excerpt=WORDS,
    authors=ANY.map(lambda name: (name,)),
    categories=st.lists(st.one_of(ANY, PIECES), max_size=4).map(tuple),
)
MESSAGES = st.builds(
    Message,
    content=st.sampled_from(("title", "excerpt", "title-and-excerpt")),
    before=st.none() | TEMPLATES,
    after=TEMPLATES,
    hashtags_fixed=st.lists(PIECES, max_size=2).map(tuple),
    max_hashtags=st.integers(0, 4),
)
LINKS = st.sampled_from((None, LINK, "https://example.invalidtld/" + "x" * 60, "http://127.0.0.1:8000/p/1"))
OWN_WORDS = st.lists(
    st.sampled_from(("\u00c0 relire", "via @moi", "\u2764\ufe0f", "#blog :", "mot" * 20)), max_size=3
).map(" ".join)
RULES = st.integers(60, 400).map(lambda most: replace(X, limits=(replace(X.limits[0], most=most),)))


@given(ARTICLES, MESSAGES, LINKS, RULES)
def test_whatever_the_words_a_post_fits_and_is_valid(
    article: Article, message: Message, link: str | None, rules: TextRules
) -> None:
    try:
        found = wording(message, article=article, link=link, rules=rules)
    except Rejected:
        return
    parsed = twitter_text().parse_tweet(found.text)
    assert 0 < parsed.weightedLength <= rules.limits[0].most
    assert parsed.valid or parsed.weightedLength > 280
    assert unicodedata.normalize("NFC", found.text) == found.text == found.text.strip()
    assert "  " not in found.text
    for facet in (*found.hashtags, *filter(None, [found.link])):
        assert found.text[facet.start : facet.end] == facet.target
    urls = twitter_text().extract_urls(found.text)
    assert urls in ([link], []) or "." in f"{message.before} {message.after}"


@given(ARTICLES, MESSAGES, OWN_WORDS, OWN_WORDS, LINKS, RULES)
def test_only_the_articles_own_words_are_cut_and_only_in_need(
    article: Article, message: Message, before: str, after: str, link: str | None, rules: TextRules
) -> None:
    message = structs.replace(message, before=before, after=after)
    roomy = replace(X, limits=(Limit(100_000, len),))
    bare = structs.replace(message, before="", after="", max_hashtags=0)

    def post(words: str, tags: tuple[str, ...]) -> str:
        return " ".join(filter(None, (before, words, after, link, *tags)))

    assume(has_words(article))
    whole = wording(bare, article=article, link=None, rules=roomy).text
    try:
        found = wording(message, article=article, link=link, rules=rules)
    except Rejected:
        assert not rules.fits(post(whole, ()))
        return

    wanted = hashtags(message, article, rules)
    all_tags = wanted.fixed + wanted.categories
    tags = tuple(tag.target for tag in found.hashtags)
    assert tags == all_tags[: len(tags)]

    frame_before, frame_after = post("\0", tags).split("\0")
    assert found.text.startswith(frame_before)
    assert found.text.endswith(frame_after)
    words = found.text[len(frame_before) : len(found.text) - len(frame_after)]
    if found.is_cut:
        assert not rules.fits(post(whole, tags))
        assert whole.startswith(words.removesuffix("\u2026").removesuffix(" "))
    else:
        assert words == whole
    if tags != all_tags:
        assert not rules.fits(post(whole, all_tags))


@given(SENTENCES.filter(str.strip), MESSAGES, LINKS)
def test_nothing_is_cut_or_dropped_when_everything_fits(
    title: str, message: Message, link: str | None
) -> None:
    article = replace(ARTICLE, title=title)
    roomy = replace(X, limits=(replace(X.limits[0], most=10_000),))
    whole = wording(message, article=article, link=link, rules=roomy)
    exact = replace(X, limits=(replace(X.limits[0], most=weighted_length(whole.text)),))
    tight = replace(X, limits=(replace(X.limits[0], most=weighted_length(whole.text) - 1),))
    assert not whole.is_cut
    assert wording(message, article=article, link=link, rules=exact) == whole
    with contextlib.suppress(Rejected):
        assert wording(message, article=article, link=link, rules=tight) != whole


@given(st.integers(1, 280), st.sampled_from((LINK, None)))
def test_the_owners_words_stand_byte_for_byte_however_little_room_there_is(
    length: int, link: str | None
) -> None:
    before = "Relire \u00ab\u00a0" + "b" * length
    message = Message(before=before, after="apr\u00e8s.", hashtags_fixed=("#fixe",))
    try:
        found = wording(message, article=replace(ARTICLE, title=LONG), link=link)
    except Rejected:
        assert weighted_length(" ".join(filter(None, (before, "m\u2026", "apr\u00e8s.", link)))) > 280
        return
    assert found.text.startswith(before + " ")
    assert " apr\u00e8s. " in found.text + " "
    assert not link or f" {link}" in found.text


@pytest.mark.parametrize(
    "hostile",
    [
        "a." * 3000,
        "\u65e5." * 3000,
        "@a" * 3000,
        "\u0301" * 5000,
        "#" * 5000,
        "https://" * 800,
        "a\u200d" * 3000,
        "{title}" * 900,
    ],
)
def test_hostile_words_take_no_time(hostile: str) -> None:
    article = replace(ARTICLE, title=hostile, excerpt=hostile, authors=(hostile,), categories=(hostile,) * 50)
    with costing_less_than(2):
        for message in (Message(), Message(content="title-and-excerpt")):
            try:
                wording(message, article=article)
            except Rejected:
                continue


def test_the_same_words_make_the_same_post() -> None:
    assert len({text() for _ in itertools.repeat(None, 3)}) == 1
