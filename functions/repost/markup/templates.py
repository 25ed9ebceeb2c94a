"""Jinja templates that lie beside the module that fills them in. Whatever is filled in is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from repost.markup.foreign import address, shown

if TYPE_CHECKING:
    from pathlib import Path


def filled(template: Path, **values: object) -> str:
    """The template with the values filled in.

    Two filters are there for what comes from outside: `shown` makes one short line of a text, `address`
    gives "" for what may not be the target of a link.

    Raises
    ------
    jinja2.UndefinedError
        If the template names a value that isn't given.
    """
    return _environment(template.parent).get_template(template.name).render(values)


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": shown, "address": address}
    return environment
