"""The documentation of the settings says what their types say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import local
from local.tools.settings_docs import pages, schema


def test_the_documentation_is_what_the_types_say() -> None:
    for file, text in pages():
        assert file.read_text("utf-8") == text, "`make docs` writes it anew"


def test_the_schema_knows_every_key_of_the_example() -> None:
    [folder] = local.__path__
    text = (Path(folder) / "example.toml").read_text("utf-8")
    example = tomllib.loads(re.sub(r"= \{\w+\}", "= []", text))  # each language has categories of its own
    known = schema()["$defs"]
    for name, value in example.items():
        assert name in known["Settings"]["properties"]
        if isinstance(value, dict):
            assert value.keys() <= known[name.capitalize()]["properties"].keys()
