"""How Mastodon shows a text."""

from __future__ import annotations

import re
from html import escape


def as_html(text: str) -> str:
    """HTML in which parts of links are hidden and hashtags are links."""

    def link(match: re.Match[str]) -> str:
        scheme, rest = match[0].split("://", 1)
        hidden = rest[30:]
        return (
            f'<a href="{escape(match[0])}" target="_blank" rel="nofollow noopener" translate="no">'
            f'<span class="invisible">{scheme}://</span>'
            f'<span class="{"ellipsis" if hidden else ""}">{escape(rest[:30], quote=False)}</span>'
            f'<span class="invisible">{escape(hidden, quote=False)}</span></a>'
        )

    pieces = re.split(r"(https?://\S+|(?<![\w/&])#\w+)", text)
    shown = [
        link(match)
        if (match := re.fullmatch(r"https?://\S+", piece))
        else f'<a href="/tags/{piece[1:]}" class="mention hashtag" rel="tag">#<span>{piece[1:]}</span></a>'
        if re.fullmatch(r"#\w+", piece)
        else escape(piece, quote=False).replace("\n", "<br />")
        for piece in pieces
    ]
    return f"<p>{''.join(shown)}</p>"
