"""A filled-in template: one text, and where its link and hashtags are."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.wording.cleaning import WORD_JOINER
from repost.wording.facet import Facet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from repost.wording.limits import TextRules
    from repost.wording.templates import Template

_ARTICLE: Final = ("title", "excerpt")
_NOT_OF_THE_FRAME: Final = frozenset((*_ARTICLE, "link", "hashtags"))
_CASHTAG: Final = pattern(r"(?<!\S)\$(?=[A-Za-z])")
_SENTENCE_BEGINS: Final = pattern(r"(?:\A|\n|[.!?…]\s)\W*\Z")


class LaidOut(Value, frozen=True):
    """A text, where its link and its hashtags are, and its words: the article's, and those around them."""

    text: str
    link: Facet | None
    hashtags: tuple[Facet, ...]
    article: str
    frame: str


class Layout(Value, frozen=True):
    """A template, its values except the words that may be cut, and its link."""

    template: Template
    values: Mapping[str, str]
    link: str
    rules: TextRules

    def fits(self, title: str, excerpt: str, tags: tuple[str, ...]) -> bool:
        """Whether the text is within every limit."""
        return self.rules.fits(self.laid_out(title, excerpt, tags).text)

    def laid_out(self, title: str, excerpt: str, tags: tuple[str, ...]) -> LaidOut:
        """The whole text: on one line except for the line breaks of the template, in NFC, in single spaces.

        Link and hashtags have spaces around them, even if the template has none.
        """
        values = {
            **self.values,
            "title": title,
            "excerpt": excerpt,
            "link": self.link,
            "hashtags": " ".join(tags),
        }
        template = self.template.without({name for name, value in values.items() if not value})
        text, spans = template.words[0].lstrip(), list[tuple[int, int, str]]()
        for name, words in zip(template.names, template.words[1:], strict=True):
            if name == "age" and _SENTENCE_BEGINS.search(text):
                values[name] = values[name][:1].upper() + values[name][1:]
            for shown, target in self._shown(name, values[name], tags):
                text = _followed_by(text, shown, apart=bool(target))
                if target:
                    spans.append((len(text) - len(shown), len(text), target))
            is_apart = name in {"link", "hashtags"} and words[:1] not in {"", " ", "\n"}
            text = _followed_by(text, words, apart=is_apart)
        frame = [name for name in template.names if name not in _NOT_OF_THE_FRAME]
        return self._with_few_cashtags(
            text.rstrip(),
            spans,
            article=" ".join(values[name] for name in _ARTICLE if name in template.names),
            frame=" ".join([*template.words, *(values[name] for name in frame)]),
        )

    def _shown(self, name: str, value: str, tags: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """The pieces that a placeholder becomes, each with what it leads to, or ""."""
        if name == "link":
            yield self.rules.shown_link(value), value
        elif name == "hashtags":
            yield from ((tag, tag) for tag in tags)
        else:
            yield value, ""

    def _with_few_cashtags(
        self, text: str, spans: list[tuple[int, int, str]], *, article: str, frame: str
    ) -> LaidOut:
        """The text with no more live cashtags than a post may have."""
        signs = [sign.end() for sign in _CASHTAG.finditer(text)]
        most = self.rules.most_cashtags
        dead = [] if most is None else signs[most:]
        for place in reversed(dead):
            text = text[:place] + WORD_JOINER + text[place:]
        facets = [
            Facet(start + bisect_left(dead, start + 1), end + bisect_left(dead, start + 1), target)
            for start, end, target in spans
        ]
        links = [facet for facet in facets if facet.target == self.link]
        tags = [facet for facet in facets if facet.target != self.link]
        return LaidOut(text, links[0] if links else None, tuple(tags), article, frame)


def _followed_by(text: str, piece: str, *, apart: bool = False) -> str:
    """The text with a piece after it, in single spaces and still in NFC."""
    if apart and text and text[-1] not in " \n":
        text += " "
    if not text or text[-1] == "\n":
        piece = piece.lstrip(" ") if text else piece.lstrip()
    elif text[-1] == " ":
        piece = piece.lstrip(" ")
    if piece[:1] == "\n":
        text = text.rstrip(" ")
        breaks = len(text) - len(text.rstrip("\n"))
        piece = piece[min(breaks, len(piece) - len(piece.lstrip("\n"))) :] if breaks else piece
    if text and piece and not unicodedata.is_normalized("NFC", text + piece):
        return f"{text}{WORD_JOINER}{piece}"
    return text + piece
