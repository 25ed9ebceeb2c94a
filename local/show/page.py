"""The page of the local run: an article as it looks on every network, why it was chosen, what comes next.

One self-contained file: styles and pictures are in it, there is no script, and everything from a
feed is text.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.show.marks import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from local.show.looks import Look
    from repost.networks.pictures import Picture
    from repost.networks.protocol import Post

PAGE: Final = "timeline.html"
"""The file that the local run writes."""

_STYLE: Final = Path(__file__).parent / "page.css"
_NOTHING_ELSE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_FOOTER: Final = (
    "Texts, links and lengths are exactly what each network receives, counted the way it counts; how it "
    "displays them may differ. None of this left your machine."
)
_TIGHT: Final = 0.9
_OPEN: Final = 3
"""How many networks a narrow window shows at once; the rest are folded."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """What surrounds the posts.

    Attributes
    ----------
    handle : str
        Who posts.
    out_on : str
        The network to which it was posted, or "".
    facts : sequence of (str, str)
        The facts by label; "" continues the label before.
    earlier : sequence of str
        Earlier posts on that network's timeline, newest first.
    """

    handle: str
    out_on: str
    facts: Sequence[tuple[str, str]]
    earlier: Sequence[str] = ()


def page(title: str, looks: Sequence[Look], scenery: Scenery) -> str:
    """The whole document."""
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)} · Repost</title>",
            f"<style>\n{_STYLE.read_text('utf-8')}</style></head>",
            '<body class="repost-local">',
            f'<header><p class="quiet">Local run</p><h1>{escape(title)}</h1></header>',
            _facts(scenery.facts),
            "<main>",
            *(_article(look, scenery) for look in looks[:_OPEN]),
            *_folded(looks[_OPEN:], scenery),
            "</main>",
            *_earlier(scenery),
            f"<footer>{_FOOTER}</footer>",
            "</body></html>\n",
        )
    )


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    """A list of labels, each with all that belongs to it."""
    merged: dict[str, list[str]] = {}
    label = ""
    for name, value in facts:
        label = name or label
        merged.setdefault(label, []).append(value)
    rows = (
        f"<dt>{escape(name)}</dt><dd>{''.join(f'<p>{_linked(value)}</p>' for value in values)}</dd>"
        for name, values in merged.items()
    )
    return f"<dl>{''.join(rows)}</dl>"


def _folded(looks: Sequence[Look], scenery: Scenery) -> Iterator[str]:
    """What only a wide window shows at once; there, the style opens it."""
    if looks:
        names = ", ".join(MARKS[look.network].name for look in looks)
        yield f"<details><summary>{len(looks)} more: {names}</summary>"
        yield from (_article(look, scenery) for look in looks)
        yield "</details>"


def _article(look: Look, scenery: Scenery) -> str:
    is_out = look.network == scenery.out_on
    mark = MARKS[look.network]
    who = f'<div><h2>{mark.name}</h2><span class="quiet">@{escape(scenery.handle)}</span></div>'
    badge = '<span class="badge">posted</span>' if is_out else ""
    trouble = f'<p class="trouble">{escape(look.trouble)}</p>'
    return "\n".join(
        (
            f'<article id="{look.network}" style="--mark: {mark.colour}"{" class=out" if is_out else ""}>',
            f'<div class="who">{mark.svg}{who}{badge}</div>',
            *(_parts(look, look.post) if look.post else [trouble]),
            "</article>",
        )
    )


def _parts(look: Look, post: Post) -> Iterator[str]:
    yield f'<p class="text"{_language(post)}>{_text(post)}</p>'
    picture = look.picture
    if picture and post.image and post.image.attach:
        caption = f'<figcaption class="quiet">{escape(picture.alt)}</figcaption>'
        yield f"<figure>{_img(picture, picture.alt)}{caption}</figure>"
    elif _is_address(post.link):
        yield _card(post, look.host, picture)
    if look.notes:
        yield f'<ul class="notes">{"".join(f"<li>{escape(note)}</li>" for note in look.notes)}</ul>'
    yield _room(look)


def _text(post: Post) -> str:
    """The text, with its links."""
    pieces, at = [], 0
    for facet in sorted(post.facets, key=lambda facet: facet.start):
        if facet.start >= at:
            pieces.append(escape(post.text[at : facet.start]))
            pieces.append(_live(post.text[facet.start : facet.end], facet.target))
            at = facet.end
    return "".join((*pieces, escape(post.text[at:])))


def _live(shown: str, target: str) -> str:
    return _anchor(shown, target) if _is_address(target) else f'<span class="live">{escape(shown)}</span>'


def _linked(text: str) -> str:
    return _anchor(text, text) if _is_address(text) and " " not in text else escape(text)


def _anchor(shown: str, address: str) -> str:
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(shown)}</a>'


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _card(post: Post, host: str, picture: Picture | None) -> str:
    summary = f'<p class="quiet summary">{escape(post.summary)}</p>' if post.summary else ""
    words = f'<p class="quiet">{escape(host)}</p><p><strong>{escape(post.title)}</strong></p>{summary}'
    drawn = _img(picture, picture.alt or "The article’s picture") if picture else ""
    inside = f"{drawn}<div{_language(post)}>{words}</div>"
    return f'<a class="card" href="{escape(post.link)}" rel="noreferrer">{inside}</a>'


def _img(picture: Picture, alt: str) -> str:
    data = b64encode(picture.body).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="data:{picture.kind};base64,{data}" {size} alt="{escape(alt)}">'


def _room(look: Look) -> str:
    """How much room the text takes and what is left, by the limit that is nearest."""
    used, most = look.used_and_allowed
    left = most - used
    kind = "over" if left < 0 else "tight" if used > _TIGHT * most else "good"
    scale = f'max="{most}" high="{int(_TIGHT * most)}" value="{min(used, most)}"'
    meter = f'<meter {scale} aria-label="Characters">{used}</meter>'
    room = f'{used:,} of {most:,} characters, <strong class="{kind}">{left:,} left</strong>'
    return f'<p class="room">{meter}{room}</p>'


def _language(post: Post) -> str:
    return f' lang="{escape(post.language_tag)}"' if post.language_tag else ""


def _earlier(scenery: Scenery) -> Iterator[str]:
    if scenery.earlier:
        items = "".join(f"<li>{escape(text)}</li>" for text in scenery.earlier)
        yield f'<section><h2>Earlier on this timeline</h2><ol class="quiet">{items}</ol></section>'
