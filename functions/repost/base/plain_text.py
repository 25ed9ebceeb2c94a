"""From what feeds contain, however it is wrapped, to the text that a reader of the blog sees.

The rule: entities are decoded until none is left, and markup is taken out once, at the first layer
that holds any. What counts as markup is decided for a text as a whole, since a title may be about
markup: "The <video> element" and "Ampersands & <angles>" are words, "<b>Bold</b>" is not.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

from repost.base.characters import normal
from repost.base.html_tags import attributes_of, unescaped
from repost.base.patterns import pattern

_LONGEST: Final = 100_000  # characters that are looked at, and of markup no more than may be needed:
_MARKUP_FOR_TEXT: Final = 40  # characters of it for one of text
_LEAST_MARKUP: Final = 4_000
_LAYERS: Final = 4  # "&amp;amp;amp;" was escaped three times; nobody does it more often

_SIGNS: Final = frozenset("<&[")  # with which markup, entities and shortcodes begin
_ENTITY: Final = pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Attributes never run over a "<" outside quotes, which keeps the search linear for any input.
_TAG: Final = pattern(
    r"""<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*(?:[:-][a-zA-Z][\w.:-]*+)?)
        (?P<attributes>[\s/](?:[^<>"']|"[^"]*+"|'[^']*+')*+ | [\s/][^<>]*+)?>""",
    re.VERBOSE,
)
_EMBEDDED: Final = pattern(r"data:[a-z]{1,20}/[^\"'\s>]*+", re.IGNORECASE)  # a picture within its address
_UNSEEN: Final = pattern(
    r"<!--(?!\s*-->).*?(?:-->|\Z) | <!doctype[^<>]*> | <(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_NOTHING: Final = pattern(r"<!--\s*-->")  # what some makers of pages put within a sentence
_CDATA: Final = pattern(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)

_INLINE_NAMES: Final = """
    a abbr acronym annotation b bdi bdo big blink cite code data del dfn em font i img ins kbd label mark math
    menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle
    msub msubsup msup mtable mtd mtext mtr munder munderover nobr q rb rp rt ruby s samp semantics small span
    strike strong sub sup time tt u var wbr
"""
_ASIDE_NAMES: Final = """
    annotation annotation-xml audio button canvas del figcaption head iframe noscript object rp rt s select
    strike svg template textarea video
"""
_BLOCK_NAMES: Final = """
    address applet area article aside base blockquote body br caption center col colgroup dd details dialog
    dir div dl dt embed fieldset figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html
    input legend li link main map marquee menu meta meter nav noframes ol optgroup option output p param
    picture pre progress script search section slot source style summary table tbody td tfoot th thead title
    tr track ul
"""
_INLINE: Final = frozenset(_INLINE_NAMES.split())
_ASIDE: Final = frozenset(_ASIDE_NAMES.split())  # parts of an article that aren't its text, or not any more
# What is only to be looked at, and references to notes.
_UNREAD: Final = pattern(
    r"aria-hidden\s*=\s*[\"']?true|doc-(?:noteref|backlink)|footnote-?(?:ref|back)"
    r"|#_?(?:fn|ftn|footnote|cite_note)[:_.-]?(?:ref)?[:_.-]?[0-9]",
    re.IGNORECASE,
)
# The last of a formula's powers, indices and fractions, as far as each is a single sign or number.
_OPERAND: Final = r"<(?:\w+:)?m[ino]\b[^<>]*>[^<>]{0,40}</(?:\w+:)?m[ino]>"
_RAISED: Final = pattern(rf"({_OPERAND})\s*(</(?:\w+:)?ms(up|ub)>)")
_FRACTION: Final = pattern(rf"(<(?:\w+:)?mfrac\b[^<>]*>\s*{_OPERAND})")
# Where one text ends and another begins, whatever the style sheet does: a heading, an item, a paragraph, a
# cell.
_SEAM_NAMES: Final = """
    address article aside blockquote caption dd dl dt figure footer h1 h2 h3 h4 h5 h6 header hr legend li ol p
    pre section summary table td th tr ul
"""
_SEAMS: Final = frozenset(_SEAM_NAMES.split())
_SEAM: Final = "\ufdd1"  # not a character: it is removed from everything foreign
# Where a text ends unless the next begins in lower case; what stands for them counts as two ends of lines.
_LOOSE_SEAMS: Final = frozenset(
    ("center", "details", "dialog", "div", "fieldset", "form", "main", "menu", "nav")
)
_LINE_END: Final = "\ufdd2"  # nor is this a character
_LONGEST_LINE: Final = 50  # in characters: an author's name, a caption; a longer one may be wrapped prose
_BLANK: Final = f" \t\r\n\u00a0{_SEAM}{_LINE_END}"
_BOUNDARY: Final = pattern(rf"([{_SEAM}{_LINE_END}][\s{_SEAM}{_LINE_END}]*+)")
_ENDS_A_SENTENCE: Final = pattern(r"[.!?…:;,·|。！？：；、،؟।][»”\"’')\]」』）]*\Z")  # noqa: RUF001
# A single letter is a variable, unless it may be the end of an ordinal or an abbreviation: "1er", "Me", "St".
_SUPERSCRIPT: Final = str.maketrans("0123456789+-\u2212=()kmnxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵏᵐⁿˣʸᶻ")
_SUBSCRIPT: Final = str.maketrans("0123456789+-\u2212=()ijkmnx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ᵢⱼₖₘₙₓ")
_RAISED_FORMULA: Final = pattern(
    r"[kmnxyz](?:[+\u2212-][kmnxyz])?|[kmnxyz+\u2212=()-]{0,40}+[0-9][0-9kmnxyz+\u2212=()-]{0,40}"
)
_LOWERED_FORMULA: Final = pattern(
    r"[ijkmnx](?:[+\u2212-][ijkmnx])?|[ijkmnx+\u2212=()-]{0,40}+[0-9][0-9ijkmnx+\u2212=()-]{0,40}"
)
_REFERENCE: Final = pattern(  # to a note that isn't there
    r"\s*(?:(?:\[[^\[\]]{1,40}\]\s*)+|[*†‡]|[0-9]{1,3}(?:\s*,\s*[0-9]{1,3})+)\s*"
)
_SPACES: Final = pattern(r"\s+")
_NO_BREAK_SPACES: Final = frozenset("\u00a0\u202f")
_VOID: Final = frozenset({"br", "hr", "img", "wbr"})
_ELEMENTS: Final = _INLINE | _ASIDE | frozenset(_BLOCK_NAMES.split())

_CAPTION: Final = pattern(
    r"\[(caption|wp_caption|embed|audio|video|playlist)\b[^\[\]]*\].{0,2000}?\[/\1\]",
    re.IGNORECASE | re.DOTALL,
)
_SHORTCODE: Final = pattern(
    r"\[(?P<slash>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>\s+[\w-]+\s*=[^\[\]]*)?/?\]"
)
_READ_MORE: Final = pattern(r"(?<!\s)\s*\[(?:…|\.\.\.)\]\s*\Z")

# Control characters, invisible joints, direction overrides, half a surrogate pair, noncharacters.
# Kept as text: printable input has none of them, and never needs it compiled.
_UNFIT: Final = (
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LONGEST_CHARACTER: Final = 50  # code points of one that readers see: a letter with its marks, a family


def plain_text(markup: str, limit: int, *, seam: str = " ") -> str:
    """Plain text without markup, entities, shortcodes or invisible characters, in single spaces.

    Single no-break spaces stay: French puts them before its punctuation.

    Parameters
    ----------
    markup : str
        HTML, escaped HTML or text: feeds say one and mean the other.
    limit : int
        The most characters; a longer text is cut between words where it can be and ends in "…".
    seam : str
        What goes between two blocks of a text, such as a heading and a paragraph, if the first doesn't end
        as a sentence does.

    Returns
    -------
    str
        In Unicode's composed form (NFC).

    >>> plain_text("<b>Caf&eacute;</b> &amp;amp; <angles>", 100)
    'Café & <angles>'
    """
    if markup.isprintable() and not _SIGNS.intersection(markup):
        return _cut(normal(" ".join(markup[:_LONGEST].split())), limit)  # most titles are no more
    text = _CDATA.sub(r"\1", markup[:_LONGEST]).replace(_SEAM, "").replace(_LINE_END, "")
    for _ in range(_LAYERS):
        if holds_markup(text):
            text = _decoded_fully(_without_markup(_beginning(text, limit)))
            break
        decoded = _decoded(text)
        if decoded == text:
            break
        text = decoded
    text = _with_seams(_without_shortcodes(text.strip(_BLANK)), seam)
    if not text.isprintable():
        text = re.sub(_UNFIT, "", text)
    text = _SPACES.sub(_one_space, text).strip()
    return _cut(normal(text), limit)


def holds_markup(text: str) -> bool:
    """Whether the tags in a text are markup, rather than words it is about.

    They are if one of them closes an element, has attributes, is one that nobody closes, or opens
    the text with a paragraph.
    """
    if "<!--" in text or _UNSEEN.search(text):
        return True
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if (name in _ELEMENTS or (tag["slash"] and _is_foreign(name))) and (
            tag["slash"]
            or name in _VOID
            or "=" in (tag["attributes"] or "")
            or (name in {"p", "div"} and not text[: tag.start()].strip())
        ):
            return True
    return False


def _beginning(markup: str, limit: int) -> str:
    """As much of the markup as a text of this length may need: removing tags is what takes time."""
    longest = max(_LEAST_MARKUP, _MARKUP_FOR_TEXT * limit)
    if len(markup) <= longest:
        return markup
    markup = _UNSEEN.sub(" ", _EMBEDDED.sub("", markup))
    cut = markup.rfind("<", 0, longest) if len(markup) > longest else len(markup)
    return markup[: cut if cut > longest - _LEAST_MARKUP else longest]


def _with_seams(text: str, seam: str) -> str:
    """The text with its seams: a space where a sentence ended or a line goes on, the seam elsewhere."""
    if _SEAM not in text and _LINE_END not in text:
        return text
    pieces = _BOUNDARY.split(text)
    joined: list[str] = []
    for boundary, piece in zip(("", *pieces[1::2]), map(str.rstrip, pieces[::2]), strict=True):
        if not piece:
            continue
        if joined:
            is_wrapped = boundary.count(_LINE_END) == 1 and len(joined[-1]) > _LONGEST_LINE
            goes_on = _SEAM not in boundary and (piece[0].islower() or is_wrapped)
            joined.append(" " if goes_on or _ENDS_A_SENTENCE.search(joined[-1]) else seam)
        joined.append(piece)
    return "".join(joined)


def _one_space(spaces: re.Match[str]) -> str:
    return spaces[0] if spaces[0] in _NO_BREAK_SPACES else " "


def _is_foreign(name: str) -> bool:
    """Whether an element has a name of somebody's own: "o:p" by Word, "amp-img", "my-widget"."""
    return ":" in name or "-" in name


def _is_unread(tag: re.Match[str]) -> bool:
    attributes = tag["attributes"] or ""
    return "=" in attributes and not attributes.endswith("/") and bool(_UNREAD.search(attributes))


def _without_markup(text: str) -> str:
    text = _UNSEEN.sub(" ", _NOTHING.sub("", text))
    if "math" in text:
        text = _FRACTION.sub(r"\1/", _RAISED.sub(r"<s\3>\1</s\3>\2", text))
    names = ((tag, tag["name"].lower()) for tag in _TAG.finditer(text))
    tags = [tag for tag, name in names if name in _ELEMENTS or _is_foreign(name)]
    last_close = {tag["name"].lower(): tag.start() for tag in tags if tag["slash"]}
    pieces: list[str] = []
    position = 0
    inside, depth = "", 0  # the element whose content is left out, if any, and how many of its name are open
    raised: list[int] = []  # where raised or lowered text begins
    for tag in tags:
        name = tag["name"].lower()
        if inside:
            if name == inside:
                depth += -1 if tag["slash"] else inside not in _ASIDE
                if depth < 1:
                    position, inside = tag.end(), ""
            continue
        pieces.append(text[position : tag.start()])
        position = tag.end()
        pieces.append(_in_place_of(name, tag[0]))
        if name in {"sup", "sub"}:
            if not tag["slash"]:
                raised.append(len(pieces))
            elif raised:
                start = raised.pop()
                pieces[start:] = [_set_off("".join(pieces[start:]), name)]
        is_aside = name in _ASIDE or (name in _INLINE and _is_unread(tag))
        if is_aside and not tag["slash"] and last_close.get(name, -1) > tag.start():
            inside, depth = name, 1
    return "".join([*pieces, text[position:]])


def _in_place_of(name: str, tag: str) -> str:
    """What a tag leaves in the text."""
    if name == "img":
        return _emoji(tag)
    if name in _SEAMS:
        return _SEAM
    if name == "br":
        return _LINE_END
    if name in _LOOSE_SEAMS:
        return 2 * _LINE_END
    return "" if name in _INLINE or _is_foreign(name) else " "


def _set_off(text: str, name: str) -> str:
    """Raised or lowered text in superscript or subscript characters, if there are any."""
    if name == "sub":
        return text.strip().translate(_SUBSCRIPT) if _LOWERED_FORMULA.fullmatch(text.strip()) else text
    if _REFERENCE.fullmatch(text):
        return ""
    if _RAISED_FORMULA.fullmatch(text.strip()):
        return text.strip().translate(_SUPERSCRIPT)
    return f"^{text}" if text[:1].isdecimal() else text  # not an ordinal, such as 1er


def _emoji(image: str) -> str:
    """The emoji that an image represents, as WordPress writes them; "" for any other image."""
    attributes = attributes_of(image)
    alt = attributes.get("alt", "")
    is_emoji = not {"wp-smiley", "emoji"}.isdisjoint(attributes.get("class", "").lower().split())
    return alt if is_emoji and len(alt) <= 20 else ""  # noqa: PLR2004 - a flag of tags has 14


def _decoded(text: str) -> str:
    return text if "&" not in text else _ENTITY.sub(lambda entity: unescaped(entity[0]), text)


def _decoded_fully(text: str) -> str:
    for _ in range(_LAYERS):
        decoded = _decoded(text)
        if decoded == text:
            break
        text = decoded
    return text


def _without_shortcodes(text: str) -> str:
    """WordPress's own language in brackets, known by its form: "[Update] New post" stays as it is."""
    if "[" not in text:
        return text
    text = _CAPTION.sub(" ", text)
    closed = {code["name"] for code in _SHORTCODE.finditer(text) if code["slash"]}

    def kept(code: re.Match[str]) -> str:
        return "" if code["attributes"] or code["name"] in closed or code[0] == "[gallery]" else code[0]

    return _READ_MORE.sub("…", _SHORTCODE.sub(kept, text))


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    space = text.rfind(" ", 0, end + 1)
    if space >= end // 2:
        end = space
    else:  # a script without spaces: at least no character that readers see is torn
        import regex

        ends = accumulate(map(len, regex.findall(r"\X", text[: end + _LONGEST_CHARACTER])))
        end = max((each for each in ends if each <= end), default=0)
    return (text[:end].rstrip(" \u00a0\u202f,;:·-\u2013\u2014") + "…")[:limit]
