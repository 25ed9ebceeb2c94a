"""How `make mutants` tries a change and judges what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from local.tools.mutants.__main__ import report
from local.tools.mutants.mutant import CODE, EQUIVALENT, ROOT, TESTS, Mutant, equivalent, files

KILLER = "tests/unit/test_schedule.py::test_jitter_is_the_same_for_everyone_and_spread_around_the_slot"
LINE = "    seconds = max(reach // timedelta(seconds=1) - 1, 0)"
START = (CODE / "schedule" / "jitter.py").read_text("utf-8").splitlines().index(LINE)


def changed(to: str) -> Mutant:
    return Mutant("schedule/jitter.py", "offset", START, (LINE,), (to,))


HARMFUL = changed(LINE.replace("- 1", "+ 3600"))
HARMLESS = changed(f"{LINE}  # as before")


def test_a_harmful_change_fails_a_test_and_a_harmless_one_none_and_no_file_is_touched() -> None:
    before = (CODE / HARMFUL.file).read_bytes()
    code = (
        "import json\nfrom local.tools.mutants.mutant import Mutant\n"
        "from local.tools.mutants import trial\n"
        "from local.tools.mutants.swapping import Swapping\n"
        f"changes, tests = {[HARMFUL, HARMLESS]}, { {KILLER: 1} }\n"
        f"with Swapping([{KILLER.partition('::')[0]!r}]) as swapping:\n"
        "    found = [swapping.killed(each, tests) for each in changes]\n"
        "print(json.dumps([found, [trial.killed(each, tests) for each in changes]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}"},
        text=True,
    )
    assert json.loads(done.stdout) == [[KILLER, ""], [KILLER, ""]]
    assert (CODE / HARMFUL.file).read_bytes() == before


def test_a_mutant_keeps_its_name_when_other_lines_come_before_it() -> None:
    assert HARMFUL._replace(start=START + 40).name == HARMFUL.name


def test_too_many_survivors_fail_and_an_equivalent_one_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    nineteen = {changed(f"{LINE} - {number}"): "a test" for number in range(19)}
    assert report({**nineteen, HARMLESS: ""}, (), ()) == 0
    assert report({**nineteen, HARMLESS: "", HARMFUL: ""}, (), ()) == 1
    assert report({**nineteen, HARMLESS: "", HARMFUL: ""}, [HARMLESS.name], ()) == 0
    assert "95.0%" in capsys.readouterr().out


@pytest.mark.parametrize("by", ["a test", ""])
def test_a_list_that_is_not_true_any_more_fails(by: str) -> None:
    missing = () if by else (HARMLESS.name,)
    assert report({HARMFUL: "a test", HARMLESS: by}, [HARMLESS.name], missing) == 1


def test_what_was_not_tried_is_not_a_success() -> None:
    assert report({HARMFUL: "a test", HARMLESS: None}, (), ()) == 1


def test_each_equivalent_mutant_has_a_reason_and_is_a_change_to_what_the_file_says() -> None:
    reasons = equivalent()
    assert all(len(reason) > 20 for reason in reasons.values())
    for name in reasons:
        file, _, rest = name.partition(" ")
        old = rest.partition(": ")[2].rpartition(" -> ")[0]
        assert old in " ".join((CODE / file).read_text("utf-8").split()), f"{EQUIVALENT.name}: {name}"


def test_every_room_has_files_and_tests_that_exist() -> None:
    for room, tests in TESTS.items():
        assert all((CODE / file).is_file() for file in files(room))
        assert all((ROOT / "tests" / f"{test}.py").is_file() for test in tests)
