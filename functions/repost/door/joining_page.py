"""The pages of the door: what a member sees where they are. They work without scripts, and on a phone."""

from __future__ import annotations

import base64
import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.door.first_look import first_look
from repost.door.networks import NAMES, offers, typed_fields, way_of
from repost.markup.templates import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.door.joining import Visit
    from repost.door.opened import Opened
    from repost.door.words import Words

_TEMPLATE: Final = Path(__file__).with_name("joining.html")
# No quotes and no angle brackets: the template escapes them.
STYLE: Final = """
:root{color-scheme:light dark;--ground:#f4f2ec;--sheet:#fffefb;--line:#dcd7cd;--ink:#1d1b18;--quiet:#6a655c;\
--live:#0b62b8;--on-live:#ffffff;--notice:#fbe9c8}
@media (prefers-color-scheme:dark){:root{--ground:#161513;--sheet:#201f1c;--line:#3a3732;--ink:#eeebe4;\
--quiet:#a39d92;--live:#7ab7f5;--on-live:#10151b;--notice:#4a3a16}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif;\
overflow-wrap:anywhere}
main{background:var(--sheet);max-width:36rem;margin:0 auto;padding:1.5rem;min-height:100vh}
@media (min-width:40rem){main{margin:2rem auto;padding:2rem 2.5rem;min-height:0;border:1px solid var(--line);\
border-radius:.75rem}}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1.125rem;margin:2rem 0 .25rem}
ul{padding-left:1.25rem}
li{margin:.5rem 0}
a{color:var(--live)}
form{margin:1rem 0}
label{display:block;margin:.75rem 0 .25rem}
input:not([type=hidden]){display:block;width:100%;font:inherit;color:inherit;background:var(--ground);\
border:1px solid var(--quiet);border-radius:.5rem;padding:.75rem}
button,a.main{display:block;width:100%;font:inherit;font-weight:600;text-align:center;text-decoration:none;\
border:0;border-radius:.5rem;padding:.875rem 1rem;margin:.75rem 0 0;cursor:pointer;background:var(--live);\
color:var(--on-live)}
button.other,a.other{background:none;color:var(--live);border:1px solid var(--line)}
button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.quiet{color:var(--quiet);font-size:.9375rem}
.notice{background:var(--notice);border-radius:.5rem;padding:.75rem 1rem}
.who{font-size:1.25rem;font-weight:600}
blockquote{margin:.75rem 0;padding:.75rem 1rem;border-left:4px solid var(--live);background:var(--ground)}
dl{margin:.5rem 0}
dt{margin-top:.75rem;font-weight:600}
dd{margin:0}
.wrong{color:var(--ink);background:var(--notice);border-radius:.5rem;padding:.5rem .75rem;margin:.25rem 0}
"""
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What the Content-Security-Policy knows the style by: no other style counts, and no script at all."""


def ending(words: Words, key: str, account: str = "") -> str:
    """A page without a way on."""
    heading, text = words.endings[key]
    return page_of(words, heading, step="ending", text=text, account=account)


def current(visit: Visit, field: Callable[[str], str], said: str) -> str:
    """The page of where a member is; `field` signs a form's hidden field, `said` is the key of a notice.

    Raises
    ------
    SettingsError
        If the group's settings can't be used.
    """
    words, member = visit.words, visit.member
    page = partial(page_of, words, account=member.name, field=field, notice=words.notices.get(said, ""))
    if not member.consent:
        sentences, version = visit.terms()
        return page(words.title, step="terms", sentences=sentences, version=version)
    if opened := visit.opened:
        return begun(visit, opened, page)
    if visit.is_done:
        return page(words.done, step="done", handle=member.handle, look=first_look(visit))
    notice = said or ("already" if member.may_post else "")
    return page(
        words.choose,
        step="choose",
        offers=offers(visit.outside, member, visit.groups),
        notice=words.notices.get(notice, ""),
    )


def begun(visit: Visit, opened: Opened, page: Callable[..., str]) -> str:
    """The page of an account that is just being connected."""
    words, label = visit.words, NAMES[opened.unfinished.network]
    if opened.secret:
        return page(words.whose, step="whose", label=label, handle=opened.handle, page=opened.page)
    settings = visit.settings(opened)
    way = way_of(visit.outside, settings)
    if started := opened.unfinished.started:
        is_code = started.redirect == getattr(way, "shown", None)
        heading = words.go.format(label)
        return page(heading, step="go", label=label, target=started.address, is_code=is_code)
    return page(
        words.keys.format(label),
        step="keys",
        fields=typed_fields(settings.network),
        hint=words.keys_hint.get(settings.network, ""),
        made_at=getattr(way, "page", ""),
    )


def page_of(words: Words, heading: str, **values: Any) -> str:
    given = {"account": "", "notice": "", "field": None, "site": words.title} | values
    return filled(_TEMPLATE, words=words, heading=heading, style=STYLE, **given)
