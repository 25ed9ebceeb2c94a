"""From what feeds hold to what a reader sees."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.base.plain_text import plain_text
from tests.effort import costing_less_than
from tests.servers import SAMPLES

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


def test_the_titles_of_wordpress_are_read_as_they_were_written() -> None:
    posts = json.loads((SAMPLES / "feeds/wordpress/rest-posts-p1.json").read_text("utf-8"))
    titles = [plain_text(post["title"]["rendered"], 1_000) for post in posts]
    assert titles[:3] == ["Same title", "Bold & & entity 118", ""]
    assert titles[3].startswith("A very long title that goes on")
    assert titles[3].endswith("title number 116, and it ends only here, at last.")
    assert titles[4:11] == [
        "عنوان عربي 115",
        "日本語のタイトル 114",
        f"Emoji \N{PARTY POPPER}{FAMILY} title 113",
        "With password",
        "“Curly quotes” — and dashes 112",
        "Ampersands & 111",
        "Plain title 110",
    ]
    assert len(titles) == 100


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Tom & Jerry", "Tom & Jerry"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("It&#8217;s &#x2019;ere &rsquo;t is &eacute;t&eacute;", "It\u2019s \u2019ere \u2019t is été"),
        ("Q&A, R&D, AT&amp;T and ?a=1&copy=2", "Q&A, R&D, AT&T and ?a=1&copy=2"),
        ("&nosuchthing; &#99999999;", "&nosuchthing; &#99999999;"),
    ],
)
def test_entities_are_decoded_until_none_is_left(markup: str, text: str) -> None:
    assert plain_text(markup, 100) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Bold</b> and <em class='x'>soft</em>", "Bold and soft"),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; more", "Bold & more"),
        ("<![CDATA[<i>Inside</i>]]>", "Inside"),
        ("W<b>or</b>d", "Word"),
        ("one<br>two<br/>three", "one two three"),
        ("<p>one</p><p>two</p>", "one two"),
        ("<p>never closed", "never closed"),
        ('<a href="/x" title="a > b">link</a>', "link"),
        ("<a title=it's href=/x>link</a>", "link"),
        ("before<!-- hidden -->after", "before after"),
        ("a<!--more", "a"),
        ("<style>p { color: red }</style>text", "text"),
        ("<script>document.write('<b>no</b>')</script>text", "text"),
        ("text<script>never closed <b>x</b>", "text"),
        ("<figure><img src='a.jpg' alt='A cat'><figcaption>By Ann</figcaption></figure><p>Text</p>", "Text"),
        ("<iframe src='x'>Old browser</iframe>Text", "Text"),
        ("<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です", "漢字です"),
        ("10<!-- --> likes for <!-- -->5<!-- -->.", "10 likes for 5."),
        ("10<!-- --> likes", "10 likes"),
        ('<p class="MsoNormal">Bread<o:p></o:p></p>', "Bread"),
        ("<p>Up <g-emoji class=x>🎈</g-emoji></p><amp-img src=a></amp-img>", "Up 🎈"),
        ("<my-note>Bread</my-note>", "Bread"),
        ('<h2><a href="#a" aria-hidden="true"><span>#</span></a>Bread</h2>', "Bread"),
        ("Now <del>€20</del> <ins>€10</ins>, <s>never</s> rarely", "Now €10, rarely"),
        ('Bread<a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a>.', "Bread."),
        ("<p>Let <math><mi>x</mi><mo>=</mo><mn>2</mn></math> be.</p>", "Let x=2 be."),
    ],
)
def test_markup_is_taken_out(markup: str, text: str) -> None:
    assert plain_text(markup, 100) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Ampersands &#038; &lt;angles&gt; 5", "Ampersands & <angles> 5"),
        ("Ampersands &amp;amp; &amp;lt;angles&amp;gt;", "Ampersands & <angles>"),
        ("Why &lt;video&gt; won", "Why <video> won"),
        ("Why the <video> element won", "Why the <video> element won"),
        ("vector<int> or List<String>?", "vector<int> or List<String>?"),
        ("a < b, b > c, I <3 you, x<y", "a < b, b > c, I <3 you, x<y"),
        ("<p>Write &lt;b&gt;bold&lt;/b&gt; for bold</p>", "Write <b>bold</b> for bold"),
        ("<b>Mind</b> the <gap>", "Mind the <gap>"),
        ("Use <my-element> now", "Use <my-element> now"),
        ("<b>See</b> <https://blog.example>", "See <https://blog.example>"),
    ],
)
def test_angles_that_are_words_stay(markup: str, text: str) -> None:
    assert plain_text(markup, 100) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('[caption id="a" width="300"]<img src="a.jpg"/> A cat[/caption]Text', "Text"),
        ("[caption id=&quot;a&quot;]A cat[/caption] Text", "Text"),
        ('[gallery ids="1,2"]Text', "Text"),
        ("[gallery] Text", "Text"),
        ("[dropcap]T[/dropcap]ext", "Text"),
        ('[vc_row el_class="x"]Text[/vc_row]', "Text"),
        ('Text [contact-form-7 id="3" /]', "Text"),
        ("The beginning [&#8230;]", "The beginning…"),
        ("The beginning [...]", "The beginning…"),
        ("[Update] New post", "[Update] New post"),
        ("[Video] How to", "[Video] How to"),
        ("He said […] and left [sic]", "He said […] and left [sic]"),
        ("Array[i] = [a, b]", "Array[i] = [a, b]"),
    ],
)
def test_shortcodes_are_taken_out_and_other_brackets_stay(markup: str, text: str) -> None:
    assert plain_text(markup, 100) == text


def test_an_emoji_that_became_an_image_is_an_emoji_again() -> None:
    smiley = '<img src="https://s.w.org/1f388.png" alt="🎈" class="wp-smiley" style="height: 1em" />'
    assert plain_text(f"<p>Up {smiley}.</p>", 100) == "Up 🎈."
    assert plain_text('<p>Up <img src="a.jpg" alt="A cat">.</p>', 100) == "Up ."


def test_invisible_characters_go_and_white_space_is_single() -> None:
    assert plain_text("\ufeffa\x00b\u200bc\u00add\u202ee\ud83df\uffffg", 100) == "abcdefg"
    assert plain_text("  a\t\n b \u00a0c\u2028d\u3000e\u00a0 ", 100) == "a b c d e"


def test_a_no_break_space_stays_where_it_stands_alone() -> None:
    for space in ("\u00a0", "\u202f", "&nbsp;", "&#160;", "&amp;nbsp;"):
        kept = "\u202f" if space == "\u202f" else "\u00a0"
        assert plain_text(f"<p>Pourquoi{space}?</p>", 100) == f"Pourquoi{kept}?"
        assert plain_text(f"Pourquoi{space}?", 100) == f"Pourquoi{kept}?"
    assert plain_text("One two\u00a0three", 9) == "One two…"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>6</sup> bytes", "10⁶ bytes"),
        ("10<sup>-6</sup> m", "10⁻⁶ m"),
        ("x<sup>n</sup>", "xⁿ"),
        ("CO<sub>2</sub> and H<sub><b>2</b></sub>O", "CO₂ and H₂O"),
        ("le 1<sup>er</sup> mai, the 2<sup>nd</sup>", "le 1er mai, the 2nd"),
        ('so it is<sup id="a"><a href="#fn1">[1]</a></sup>.', "so it is."),
        ("<p>never closed<sup>2", "never closed2"),
        ("10<sup>2 or 3</sup>", "10^2 or 3"),
        ("closed twice<sup>2</sup></sup>", "closed twice²"),
        ('so it is<sup><a href="#fn1">1</a></sup>, is it?<sup>2,3</sup>', "so it is, is it?"),
        ("so it is<sup>[1][2]</sup><sup>[citation needed]</sup>.", "so it is."),
        ("<math><msup><mn>10</mn><mn>6</mn></msup></math>", "10⁶"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2"),
    ],
)
def test_what_is_set_higher_or_lower_stays_apart(markup: str, text: str) -> None:
    assert plain_text(markup, 100) == text


PROSE = "What is wrapped by hand goes on in the next line in"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<h2>What it is</h2><p>Rye is a grain.</p><p>It grows.</p>",
            "What it is | Rye is a grain. It grows.",
        ),
        ("<p>By Ada</p>\n<p>14 October</p> <p>Rye is a grain</p>", "By Ada | 14 October | Rye is a grain"),
        ("<ul>\n<li>flour</li>\n<li>water</li>\n</ul>\n<p>Mix.</p>", "flour | water | Mix."),
        (
            "<h2>What is rye?</h2><p>“A grain.”</p><p>Good: </p><p>yes</p>",
            "What is rye? “A grain.” Good: yes",
        ),
        ("<table><tr><th>Name</th><td>Rye</td></tr></table>", "Name | Rye"),
        ("<div><div><p>One</p></div></div><div><p>Two</p></div>", "One | Two"),
        ("One <b>bold</b> <div>word</div><br>more", "One bold word more"),
        ("<h2></h2><p> &nbsp; </p><p>Alone</p><hr/>", "Alone"),
        ("<div>By Tom</div><div>Code reviews can take long.</div>", "By Tom | Code reviews can take long."),
        ("<i>By Ada</i><br>Rye is a grain", "By Ada | Rye is a grain"),
        ("Rye<br/>is a grain", "Rye is a grain"),
        (f"{PROSE}<br>August, as before", f"{PROSE} August, as before"),
        (f"{PROSE}<br><br>Another paragraph", f"{PROSE} | Another paragraph"),
        ("submitted by /u/ada<br/> <span>[link]</span>", "submitted by /u/ada | [link]"),
        ("<h3>日本語。</h3><p>次</p>", "日本語。 次"),
        ("no markup at all", "no markup at all"),
    ],
)
def test_one_block_does_not_run_into_the_next(markup: str, text: str) -> None:
    assert plain_text(markup, 100, seam=" | ") == text


def test_a_picture_within_its_address_hides_no_text() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 60_000}">'
    assert plain_text(f"<p>{picture}</p><p>Text</p>", 100) == "Text"


def test_no_tag_is_cut_in_two() -> None:
    paragraphs = '<p class="a">w</p>' * 3_000
    assert set(plain_text(paragraphs, 2_000)) == {"w", " ", "…"}
    assert set(plain_text(paragraphs, 100)) == {"w", " ", "…"}


def test_what_joins_emoji_and_letters_stays() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert plain_text(f"{FAMILY} {persian} \N{BLACK HEART SUIT}\ufe0f", 100) == f"{FAMILY} {persian} ♥\ufe0f"


def test_text_is_composed() -> None:
    assert plain_text("E\u0301te\u0301", 100) == "Été"


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (20, "The quick brown fox"),
        (19, "The quick brown fox"),
        (18, "The quick brown…"),
        (10, "The quick…"),
        (9, "The quic…"),
        (8, "The…"),
        (3, "Th…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_long_text_is_cut_between_words_unless_that_costs_half_of_it(limit: int, text: str) -> None:
    assert plain_text("The quick brown fox", limit) == text


def test_a_cut_leaves_no_comma_hanging() -> None:
    assert plain_text("One, two, three", 10) == "One, two…"


def test_a_cut_in_a_script_without_spaces_tears_no_character_apart() -> None:
    assert plain_text("日本語のタイトル", 5) == "日本語の…"
    assert plain_text("abc" + FAMILY + "def", 6) == "abc…"
    assert plain_text("xyz\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}abc", 5) == "xyz…"
    assert plain_text("🇫🇷🇩🇪🇮🇹", 4) == "🇫🇷…", "no flag is halved"


# --- properties

WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=1, max_size=8).map(" ".join).map(lambda s: unicodedata.normalize("NFC", s))
INGREDIENTS = """
    < > & amp; &lt; <b> </b> <p " ' = [ ] [/a] a=b <!-- --> <script> <svg> </svg> <![CDATA[ ]]>
    &#38; &#xD800; é 日
"""
SOUP = st.lists(st.sampled_from([*INGREDIENTS.split(), " ", "\u0301", "\u200d"]), max_size=40).map("".join)


@given(st.one_of(st.text(), SOUP), st.integers(0, 60))
@example("\ud800<b", 1)
def test_whatever_comes_in_what_comes_out_is_plain(markup: str, limit: int) -> None:
    text = plain_text(markup, limit)
    assert len(text) <= limit
    assert text == " ".join(text.split())
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


@given(SENTENCE)
def test_words_pass_unchanged_in_every_wrapping(sentence: str) -> None:
    import html

    escaped = html.escape(f"<em>{sentence}</em>")
    for wrapping in (
        sentence,
        f"<p>{sentence}</p>",
        escaped,
        html.escape(escaped),
        f"<![CDATA[{sentence}]]>",
    ):
        assert plain_text(wrapping, 1_000) == sentence


@given(SENTENCE, st.integers(2, 40))
def test_a_cut_text_is_the_beginning_of_the_whole(sentence: str, limit: int) -> None:
    text = plain_text(sentence, limit)
    assert text == sentence or (text.endswith("…") and sentence.startswith(text[:-1]))


REPEATED = """
    < <a| <a|" <a|"' <!-- <!doctype| <svg> <script| <![CDATA[ & &amp; [ [a|b= [caption] [/a <img|a a &lt;
    <b> […
"""


@pytest.mark.parametrize(
    "piece", [*(word.replace("|", " ") for word in REPEATED.split()), " ", " [", "\u0301"]
)
def test_no_repetition_makes_it_slow(piece: str) -> None:
    text = piece * (90_000 // len(piece))
    with costing_less_than(2):  # seconds; a quadratic search takes minutes
        plain_text(text, 500)
        plain_text(f"<b>x</b><img {text}>", 500)
