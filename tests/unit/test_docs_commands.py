"""Every command that the documentation prints is one that can be typed as it is printed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Final

import pytest

from repost.cli.main import main
from tests.patience import LONGEST

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK: Final = re.compile(r"^ *```(?:sh|text)?\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
INLINE: Final = re.compile(r"(?<!`)`((?:\./repost|make) [^`]+)`(?!`)")


class Stop(Exception):
    """The command line was understood."""


def printed(text: str, program: str) -> list[str]:
    """The command lines in blocks that start with a program, without their comments."""
    lines = "\n".join(BLOCK.findall(text)).splitlines()
    return [line.strip() for line in lines if line.strip().startswith(f"{program} ")]


def understood(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repost.cli.main.Session", lambda *_: (_ for _ in ()).throw(Stop))
    with pytest.raises(Stop):
        main(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_printed_command_is_understood(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.read_text("utf-8")
    for line in printed(text, "./repost"):
        words = shlex.split(line.replace("<network>", "x"), comments=True)[1:]
        try:
            understood(words, monkeypatch)
        except SystemExit as refused:
            raise AssertionError(f"{page.name}: {line}") from refused


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_in_a_sentence_exists_with_its_options(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in INLINE.findall(page.read_text("utf-8")):
        _, *typed = shlex.split(words)
        if not words.startswith("./repost") or typed == ["--help"]:
            continue
        for command in (typed[:2], typed[:1]):
            with pytest.raises(SystemExit) as exit_:
                main([*command, "--help"])
            if not exit_.value.code:
                break
        said = capsys.readouterr().out
        assert said, f"{page.name}: {words}"
        for option in (word for word in typed if re.match(r"--?[a-z]", word)):
            assert f"{option} " in said or f"{option}," in said, f"{page.name}: {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_exists_and_knows_its_variables(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    text = page.read_text("utf-8")
    for line in [*printed(text, "make"), *(each for each in INLINE.findall(text) if each.startswith("make"))]:
        target, *variables = shlex.split(line, comments=True)[1:]
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), f"{page.name}: {line}"
        for name in (each.partition("=")[0] for each in variables if "=" in each):
            assert f"$({name})" in makefile or f"$({name}," in makefile, f"{page.name}: {line}"


def test_an_address_without_its_name_starts_nothing_and_is_told() -> None:
    typed = ["make", "-n", "run", "https://blog.example/feed/"]
    # As somebody types it, whatever `make` runs these tests.
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        typed, cwd=ROOT, env=outside, capture_output=True, check=False, text=True, timeout=LONGEST
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Put FEED= before the address: make run FEED=https://blog.example/feed/." in done.stderr
