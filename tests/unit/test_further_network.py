"""A further network is a folder: what belongs to it is found by its name, and what it lacks is told."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from local.networks.social import SocialStandIn
from repost.networks.credentials import AccountCredentials
from repost.networks.registry import home, kind_of
from repost.settings.networks import NetworkName, NetworkSettings, NetworkTables

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NETWORKS: tuple[NetworkName, ...] = get_args(NetworkName)


def missing_of(name: str, root: Path = ROOT) -> Iterator[str]:
    """What a network still lacks, each in a sentence that says where it belongs."""
    folder = root / "functions" / Path(*home(name).split("."))
    for file, what in (
        (folder / "network.py", "the class that posts, named NETWORK"),
        (folder / "text.py", "what a text may be: TEXT or text_rules"),
        (root / "docs" / "networks" / f"{name}.md", "its guide for owners"),
        (root / "local" / "networks" / f"{name}.py", "its stand-in, named STAND_IN"),
        (root / "tests" / "integration" / f"test_{name}.py", "its tests"),
    ):
        if not file.is_file():
            yield f"The network {name} has no {file.relative_to(root)}: {what}."


def unnamed(root: Path = ROOT) -> Iterator[str]:
    """The folders of networks that the settings don't name."""
    for module in sorted((root / "functions" / "repost" / "networks").rglob("network.py")):
        name = module.parent.name
        if name not in NETWORKS:
            yield f"networks/{name} is not registered: add {name!r} to NetworkName in settings/networks.py."


def test_no_network_lacks_its_text_its_guide_its_stand_in_or_its_tests() -> None:
    assert [sentence for name in NETWORKS for sentence in missing_of(name)] == []


def test_no_folder_of_a_network_is_without_its_name_in_the_settings() -> None:
    assert list(unnamed()) == []


def test_a_folder_alone_is_told_what_it_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "functions" / "repost" / "networks" / "lemmy"
    folder.mkdir(parents=True)
    (folder / "network.py").write_text("")
    inside = folder.relative_to(tmp_path)
    assert list(unnamed(tmp_path)) == [
        "networks/lemmy is not registered: add 'lemmy' to NetworkName in settings/networks.py."
    ]
    assert list(missing_of("lemmy", tmp_path)) == [
        f"The network lemmy has no {inside}/text.py: what a text may be: TEXT or text_rules.",
        "The network lemmy has no docs/networks/lemmy.md: its guide for owners.",
        "The network lemmy has no local/networks/lemmy.py: its stand-in, named STAND_IN.",
        "The network lemmy has no tests/integration/test_lemmy.py: its tests.",
    ]


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_found_by_a_networks_name_is_that_networks(name: NetworkName) -> None:
    kind: Any = kind_of(name)
    assert kind.name == name, f"NETWORK in {home(name)}.network calls itself {kind.name!r}"
    assert kind.__module__ == f"{home(name)}.network"
    assert issubclass(importlib.import_module(f"local.networks.{name}").STAND_IN, SocialStandIn)
    text = importlib.import_module(f"{home(name)}.text")
    assert hasattr(text, "TEXT") != hasattr(text, "text_rules")
    credentials: Any = kind.credentials
    assert issubclass(credentials, AccountCredentials)


def test_each_table_of_the_settings_is_of_a_network_whose_fields_are_its_keys() -> None:
    for name in NetworkTables.__struct_fields__:
        assert name in NETWORKS, f"NetworkTables has a field {name}, which is no network"
        table: Any = getattr(NetworkTables(), name)
        assert isinstance(table, NetworkSettings)
        fields: Any = kind_of(name)
        missing = set(table.__struct_fields__) - set(fields.__struct_fields__)
        assert not missing, f"{fields.__name__} has no field for {name}.{', '.join(missing)} of the settings"
