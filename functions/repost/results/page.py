"""The results as HTML: one table, without scripts, pictures or addresses of its own.

Titles and links come from a feed. They are text, or the address of a link, and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from markupsafe import Markup

from repost.markup.foreign import shown
from repost.markup.templates import filled
from repost.results.words import number

if TYPE_CHECKING:
    from repost.results.overview import Overview
    from repost.results.words import Words

_TEMPLATE: Final = Path(__file__).with_name("page.html")
Theme = Literal["auto", "light", "dark"]

MOST_SHOWN: Final = 200
_LONGEST_NOTE: Final = 300
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


def page(overview: Overview, words: Words) -> str:
    """A document of its own, which follows the reader's choice of light or dark."""
    return _filled(overview, words, "auto", is_whole=True)


def fragment(overview: Overview, words: Words, theme: Theme = "auto") -> str:
    """What a dashboard can hold: the table with its style."""
    return _filled(overview, words, theme, is_whole=False)


def _filled(overview: Overview, words: Words, theme: Theme, *, is_whole: bool) -> str:
    return filled(
        _TEMPLATE,
        is_whole=is_whole,
        words=words,
        title=words.results.format(shown(overview.account)),
        trouble=words.trouble.format(shown(overview.note, _LONGEST_NOTE)) if overview.note else "",
        results=overview.results[:MOST_SHOWN],
        style=Markup(_colours(theme) + _STYLE),  # noqa: S704 # our own
        width=lambda score: f"{min(score / _FULL, 1.0):.0%}",
        usual=lambda score: words.usual.format(number(score, words)),
    )


def _colours(theme: Theme) -> str:
    light, dark = f".repost-results{{{_LIGHT}}}", f".repost-results{{{_DARK}}}"
    if theme == "auto":
        return f"{light}@media (prefers-color-scheme:dark){{{dark}}}:root{{color-scheme:light dark}}"
    return dark if theme == "dark" else light
