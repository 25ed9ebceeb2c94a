"""Posts that a stand-in keeps in a file, so that the next run starts with them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from local.base.files import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from _typeshed import DataclassInstance

    P = TypeVar("P", bound=DataclassInstance)
else:
    P = TypeVar("P")


def kept(file: Path | None, kind: type[P]) -> list[P]:
    """The posts in a file; none if it isn't there yet."""
    if not file or not file.exists():
        return []
    return [kind(**post) for post in json.loads(file.read_text("utf-8"))]


def keep(file: Path | None, posts: Sequence[P]) -> None:
    """Write the posts, all at once."""
    if file:
        write(file, json.dumps([asdict(post) for post in posts], ensure_ascii=False, indent=1))
