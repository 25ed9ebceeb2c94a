"""Writes docs/settings.md and docs/settings.schema.json from the settings types: `make docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args
from zoneinfo import ZoneInfo

import msgspec

from repost.accounts.fields import allowed_texts, may_be_number
from repost.cli.stored_settings import written
from repost.settings.networks import NetworkTables
from repost.settings.types import Settings
from repost.settings.values import ZONE_EXPECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_ONE_NETWORK: Final = NetworkTables.__struct_fields__

DOCS: Final = Path(__file__).parents[2] / "docs"

_HEAD: Final = """\
# Settings

<!-- Made by `make docs` from functions/repost/settings/types.py and networks.py: edit those. -->

Each account has one document in Parameter Store, `<path>/settings/<account>`, in TOML or JSON. Settings
that all accounts share go into `<path>/settings/defaults`. An account overrides them key by key; a list is
replaced as a whole. Parameter Store limits a document to 4 KB. If you need more, add documents named
`<path>/settings/<account>/<part>`; they are merged.

An edit takes effect at the next tick; you don't deploy again. A mistake stops only the account it concerns.
It is reported in the log, in a sentence or two, and counted by the metric SettingsInvalid. `./repost check`
lists every mistake at once. Editors that complete and check settings can use [the JSON
Schema](settings.schema.json).
"""


def schema() -> dict[str, Any]:
    """The JSON Schema of one account's document."""
    return msgspec.json.schema(Settings, schema_hook=_schema_of_value)


def pages() -> Iterator[tuple[Path, str]]:
    """Each file to be written, and its text."""
    yield DOCS / "settings.schema.json", json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    yield DOCS / "settings.md", "\n".join([_HEAD, *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    fields = sorted(msgspec.structs.fields(Settings), key=lambda field: field.name in _OF_ONE_NETWORK)
    yield from _section("The account", [field for field in fields if not _is_table(field.type)])
    for field in fields:
        if _is_table(field.type):
            title = f"\\[{field.name}] {(field.type.__doc__ or '').rstrip('.')}"
            yield from _section(title, msgspec.structs.fields(field.type))


def _section(title: str, fields: Any) -> Iterator[str]:
    yield f"## {title}\n\n| Key | Default | Description |\n|---|---|---|"
    for field in fields:
        [meta] = [extra for extra in get_args(field.type) if isinstance(extra, msgspec.Meta)][:1]
        description = (meta.description or "").replace("|", "\\|")
        yield f"| `{field.name}` | {_default(field)} | {description}{_choices(field.type)} |"
    yield ""


def _default(field: Any) -> str:
    if field.required:
        return "*required*"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return f"`{written(value)}`" if value is not None else "none"


def _choices(annotation: Any) -> str:
    texts = () if may_be_number(annotation) else allowed_texts(annotation)
    return f" One of {', '.join(f'`{text}`' for text in texts)}." if texts else ""


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, msgspec.Struct)


def _schema_of_value(kind: type[Any]) -> dict[str, Any]:
    return {"type": "string", "description": ZONE_EXPECTED if kind is ZoneInfo else kind.expected}


if __name__ == "__main__":
    for file, text in pages():
        file.write_text(text, "utf-8")
