"""The page of a fleet's day: a lane for each person over 24 hours, every post, and what was refused."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.fleet.summary import refused, reviewed, said, sums
from local.show.marks import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from local.fleet.day import Day
    from local.fleet.summary import Said

_STYLE: Final = Path(__file__).parents[1] / "show" / "page.css"
_NOTHING_ELSE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_OWN: Final = """
table { width: 100%; border-collapse: collapse; }
td, th { padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; }
th, td.short { white-space: nowrap; }
td { border-top: 1px solid var(--line); }
.mark { width: 1.25rem; height: 1.25rem; vertical-align: -0.25rem; }
.lanes { width: 100%; height: auto; margin: 1rem 0; }
.lanes text { font: 11px system-ui, sans-serif; fill: var(--quiet); }
.lanes line { stroke: var(--line); }
section { margin: 2rem 0; }
@media (max-width: 40rem) {
  th { display: none; }
  tr, td { display: block; }
  tr { border-top: 1px solid var(--line); padding: 0.5rem 0; }
  td { border: 0; padding: 0.1rem 0; }
}
"""
_FOOTER: Final = (
    "The company, its people and their followers are invented; the texts are exactly what each network "
    "received. None of this left your machine."
)
_LEFT: Final = 110
_WIDTH: Final = 1000
_LANE: Final = 16
_TOP: Final = 22
_MINUTES: Final = timedelta(days=1) / timedelta(minutes=1)


def page(day: Day) -> str:
    """The whole document."""
    posts = said(day)
    facts = "".join(f"<dt>{escape(name)}</dt><dd><p>{escape(value)}</p></dd>" for name, value in sums(day))
    title = f"A day of {len(day.people)} people"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title} · Repost</title>",
            f"<style>\n{_STYLE.read_text('utf-8')}{_OWN}</style></head>",
            '<body class="repost-local">',
            f'<header><p class="quiet">Local run, {day.start:%d %B %Y}</p><h1>{title}</h1></header>',
            f"<dl>{facts}</dl>",
            f"<section>{_lanes(day, posts)}</section>",
            "<section><h2>Who, when, in which words</h2><table>",
            "<tr><th>UTC</th><th>there</th><th>who</th><th>words</th><th>followers</th><th>why</th></tr>",
            *map(_row, posts),
            "</table></section>",
            *_section("Read by the team first", reviewed(day)),
            *_section("Not posted, and why", [(each.when, each.who, each.why) for each in refused(day)]),
            f"<footer>{_FOOTER}</footer>",
            "</body></html>\n",
        )
    )


def _section(title: str, rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    if shown := [_cells(*row) for row in rows]:
        yield from (f"<section><h2>{title}</h2><table>", *shown, "</table></section>")


def _cells(when: str, who: str, why: str) -> str:
    short = "".join(f"<td class='short'>{escape(value)}</td>" for value in (when, who))
    return f"<tr>{short}<td>{escape(why)}</td></tr>"


def _row(post: Said) -> str:
    mark = MARKS[post.who.network]
    who = f"{mark.svg} {escape(post.who.name)}<br><span class='quiet'>{escape(mark.name)}</span>"
    return (
        f"<tr><td class='short'>{post.at:%H:%M}</td><td class='short quiet'>{post.there}</td>"
        f"<td class='short'>{who}</td><td>{escape(post.text)}</td><td>{post.who.followers}</td>"
        f"<td class='quiet'>{escape(post.why)}</td></tr>"
    )


def _lanes(day: Day, posts: list[Said]) -> str:
    """A lane for each person, and a dot for each post in the colour of its network."""
    height = _TOP + _LANE * len(day.people) + 4
    label = f"{len(posts)} posts over the day, a lane for each person"
    return "\n".join(
        (
            f'<svg class="lanes" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">',
            *_hours(height),
            *_people(day),
            *(_dot(day, post) for post in posts),
            "</svg>",
        )
    )


def _hours(height: int) -> Iterator[str]:
    for hour in range(0, 25, 3):
        x = _x(hour * 60)
        yield f'<line x1="{x}" y1="{_TOP - 6}" x2="{x}" y2="{height}"/>'
        yield f'<text x="{x}" y="{_TOP - 10}" text-anchor="middle">{hour:02}:00</text>'


def _people(day: Day) -> Iterator[str]:
    for place, each in enumerate(day.people):
        y = _TOP + _LANE * place + 12
        yield f'<text x="0" y="{y}">{escape(each.name)}</text>'


def _dot(day: Day, post: Said) -> str:
    place = [each.name for each in day.people].index(post.who.name)
    minutes = (post.at - day.start) / timedelta(minutes=1)
    mark = MARKS[post.who.network]
    title = f"{post.at:%H:%M} {post.who.name}, {mark.name}: {post.text}"
    return (
        f'<circle cx="{_x(minutes)}" cy="{_TOP + _LANE * place + 8}" r="5.5" fill="{mark.colour}">'
        f"<title>{escape(title)}</title></circle>"
    )


def _x(minutes: float) -> int:
    return round(_LEFT + (_WIDTH - _LEFT - 20) * minutes / _MINUTES)
