"""The results as HTML: one table, without scripts, pictures or addresses of its own.

Titles and links come from a feed. They are text, or the address of a link, and nothing else.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import category

from repost.results.words import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.results.overview import Overview, Result
    from repost.results.words import Words

Theme = Literal["auto", "light", "dark"]

MOST_SHOWN: Final = 200
_LONGEST: Final = 120
_LONGEST_LINK: Final = 2000
_FULL: Final = 4.0
"""The score of a full bar."""

_LIGHT: Final = "--sheet:#fffefb;--line:#dcd7cd;--ink:#1d1b18;--quiet:#6a655c;--live:#0b62b8;--good:#23734a"
_DARK: Final = "--sheet:#201f1c;--line:#3a3732;--ink:#eeebe4;--quiet:#a39d92;--live:#7ab7f5;--good:#6fc596"
_STYLE: Final = """\
.repost-results{background:var(--sheet);color:var(--ink);font:1rem/1.45 system-ui,"Noto Sans",sans-serif;\
padding:1rem;overflow-wrap:anywhere;box-sizing:border-box}
.repost-results h1{font-size:1.25rem;line-height:1.25;margin:0 0 .75rem;color:inherit}
.repost-results table{border-collapse:collapse;width:100%;color:inherit}
.repost-results caption,.repost-results th{text-align:left;color:var(--quiet);font-weight:400}
.repost-results th,.repost-results td{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);\
vertical-align:top;background:none}
.repost-results .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.repost-results a{color:var(--live)}
.repost-results .quiet{color:var(--quiet)}
.repost-results .best{color:var(--good);font-weight:600;white-space:nowrap}
.repost-results .bar{display:block;position:relative;height:.6rem;min-width:6rem;margin:.3rem 0;\
background:var(--line);border-radius:.3rem;overflow:hidden}
.repost-results .bar i{display:block;height:100%;background:var(--live)}
.repost-results .bar b{position:absolute;top:0;left:25%;width:2px;height:100%;background:var(--ink)}
@media (max-width:40rem){.repost-results thead{display:none}
.repost-results tr{display:grid;grid-template-columns:1fr 1fr;border-bottom:1px solid var(--line);\
padding:.5rem 0}
.repost-results td{border:0;padding:.1rem 0}
.repost-results td:first-child,.repost-results td:last-child{grid-column:1/-1}
.repost-results .number{text-align:left}
.repost-results .number::before{content:attr(data-label) " ";color:var(--quiet)}}
"""
_NOTHING_ELSE: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(overview: Overview, words: Words) -> str:
    """A document of its own, which follows the reader's choice of light or dark."""
    title = escape(words.results.format(shown(overview.account)))
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{words.tag}">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{title} · Repost</title>",
            "<style>body{margin:0}.repost-results{min-height:100vh;max-width:75rem;margin:auto}</style></head>",
            f"<body>{fragment(overview, words)}</body></html>\n",
        )
    )


def fragment(overview: Overview, words: Words, theme: Theme = "auto") -> str:
    """What a dashboard can hold: the table with its style."""
    title = escape(words.results.format(shown(overview.account)))
    trouble = escape(words.trouble.format(shown(overview.note, 300))) if overview.note else ""
    return "".join(
        (
            f"<style>{_colours(theme)}{_STYLE}</style>",
            f'<section class="repost-results" lang="{words.tag}"><h1>{title}</h1>',
            f"<p>{trouble}</p>" if trouble else "",
            *(_table(overview, words) if overview.results else [f"<p>{escape(words.nothing_yet)}</p>"]),
            "</section>",
        )
    )


def shown(text: str, longest: int = _LONGEST) -> str:
    """A foreign text on one line, without what controls its display, and not too long."""
    line = " ".join("".join(" " if category(each)[0] == "C" else each for each in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _colours(theme: Theme) -> str:
    light, dark = f".repost-results{{{_LIGHT}}}", f".repost-results{{{_DARK}}}"
    if theme == "auto":
        return f"{light}@media (prefers-color-scheme:dark){{{dark}}}:root{{color-scheme:light dark}}"
    return dark if theme == "dark" else light


def _table(overview: Overview, words: Words) -> Iterator[str]:
    yield f"<table><caption>{escape(words.explained)}</caption><thead><tr>"
    yield f'<th scope="col">{words.article}</th>'
    yield from (f'<th scope="col" class="number">{name}</th>' for name in (words.times, words.acts))
    yield f'<th scope="col">{words.score}</th></tr></thead><tbody>'
    yield from (_row(each, words) for each in overview.results[:MOST_SHOWN])
    yield "</tbody></table>"


def _row(each: Result, words: Words) -> str:
    name = escape(shown(each.title or each.link))
    link = f'<a href="{escape(each.link)}" rel="noreferrer">{name}</a>' if _is_address(each.link) else name
    return (
        f"<tr><td>{link}</td>"
        f'<td class="number" data-label="{words.times}">{each.times}</td>'
        f'<td class="number" data-label="{words.acts}">{each.acts}</td>'
        f"<td>{_score(each, words)}</td></tr>"
    )


def _score(each: Result, words: Words) -> str:
    if each.says_little:
        return f'<span class="quiet">{words.too_few}</span>'
    width = min(each.score / _FULL, 1.0)
    best = f' <span class="best">★ {words.best}</span>' if each.is_best else ""
    said = words.usual.format(number(each.score, words))
    return f'<span class="bar"><i style="width:{width:.0%}"></i><b></b></span>{said}{best}'


def _is_address(text: str) -> bool:
    return (
        text.startswith(("https://", "http://"))
        and len(text) <= _LONGEST_LINK
        and text.isprintable()
        and " " not in text
    )
