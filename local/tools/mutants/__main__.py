"""`make mutants`: how many of the changes that break the code make a test fail.

What is known is kept in `.local/mutants`, so that a run that was stopped goes on where it was. A killed
mutant stays killed until its file changes; a survivor is tried again if a test of its room has changed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from local.tools.mutants import trial
from local.tools.mutants.mutant import CODE, ROOT, TESTS, digest, equivalent, files, mutants, places, users
from local.tools.mutants.swapping import Swapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from local.tools.mutants.mutant import Mutant

_KEPT: Final = ROOT / ".local" / "mutants"
_KNOWN: Final = _KEPT / "known.jsonl"
_WANTED: Final = 0.95
_SECONDS: Final = 60
"""How long the tests of one mutant may take: those of whole runs come after others, and slow ones last."""
_SLOW: Final = 3.0
_HOPE: Final = 20.0
"""How much a hint says: as much as that a test killed so many mutants of the same function."""
_KINDS: Final = ("killed", "survive", "equivalent", "not run")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is not known yet, and say what came of it; 1 if too many survive or the list is wrong."""
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("--only", default="", help="a room (schedule) or a file (schedule/times.py)")
    parser.add_argument("--sample", type=int, help="try so many, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="the same seed chooses the same ones")
    asked = parser.parse_args(arguments)
    _KEPT.mkdir(parents=True, exist_ok=True)
    wanted = [file for room in TESTS for file in files(room) if file.startswith(asked.only)]
    if not wanted:
        parser.error(f"no file is called {asked.only}; the rooms are {', '.join(TESTS)}")
    everything = [each for file in wanted for each in mutants(file, _KEPT)]
    chosen = everything
    if asked.sample and asked.sample < len(everything):
        chosen = sorted(random.Random(asked.seed).sample(everything, asked.sample))  # noqa: S311 - a sample, no secret
    known = _Known()
    try:
        for room in TESTS:
            known.learn(room, [each for each in chosen if each.file in files(room)])
    except KeyboardInterrupt:
        print("\nStopped. The next call goes on here.")
    named = {name: why for name, why in equivalent().items() if name.partition(" ")[0] in wanted}
    missing = named.keys() - {each.name for each in everything}
    return report({each: known.by(each) for each in chosen}, named, missing)


class _Found(NamedTuple):
    """What came of a mutant: the test that failed, or "", with the contents of the file and of the tests."""

    by: str
    file: str
    tests: str


class _Known:
    """What came of each mutant, from this run and earlier ones."""

    def __init__(self) -> None:
        self._found: dict[str, _Found] = {}
        self._killers: Counter[tuple[str, str]] = Counter()
        self._equivalent = equivalent()
        lines = _KNOWN.read_text("utf-8").splitlines() if _KNOWN.exists() else ()
        for line in lines:
            name, *found = json.loads(line)
            self._found[name] = _Found(*found)
            self._killers[name.partition(":")[0], found[0]] += 1

    def by(self, mutant: Mutant) -> str | None:
        """The test that kills it, "" if none does, None if that isn't known."""
        found = self._found.get(mutant.name)
        if not found or found.file != digest(CODE / mutant.file):
            return None
        is_final = found.by or mutant.name in self._equivalent
        return found.by if is_final or found.tests == _tests_of(mutant.file) else None

    def learn(self, room: str, chosen: Sequence[Mutant]) -> None:
        """Try those of a room that nothing is known of."""
        open_ones = [each for each in chosen if self.by(each) is None]
        if not open_ones:
            return
        reach = _Reach(room)
        with Swapping(_test_files(room)) as swapping:
            for number, mutant in enumerate(open_ones, 1):
                by = self._tried(mutant, reach, swapping)
                found = _Found(by, digest(CODE / mutant.file), _tests_of(mutant.file))
                self._found[mutant.name] = found
                self._killers[_place(mutant), by] += 1
                with _KNOWN.open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps([mutant.name, *found]) + "\n")
                if not by:
                    print(f"  survives: {mutant.name}", flush=True)
                if number % 20 == 0 or number == len(open_ones):
                    print(f"{room}: {number} of {len(open_ones)}", flush=True)

    def _tried(self, mutant: Mutant, reach: _Reach, swapping: Swapping) -> str:
        place = _place(mutant)
        tests = reach.tests(mutant)
        # What has killed others here, alone speaks of the same or alone runs the lines around it, probably
        # kills this one, too.
        hopes = Counter({test: float(self._killers[place, test]) for test in tests})
        for word in set(re.findall(r"[a-z]{4,6}", " ".join(mutant.old).lower())):
            hopes.update(_shared(test for test in tests if word in test))
        for near in reach.around(mutant):
            hopes.update(_shared(test for test in near if test in tests))
        likely = {test: reach.seconds[test] / (1 + hopes[test]) for test in tests}
        spent, affordable = 0.0, {}
        for test in sorted(
            likely, key=lambda test: (reach.seconds[test] > _SLOW, "/e2e/" in test, likely[test])
        ):
            spent += reach.seconds[test]
            if spent <= _SECONDS:
                affordable[test] = reach.seconds[test]
        if not affordable:
            return ""
        by = swapping.killed(mutant, affordable) if mutant.function else None
        return trial.killed(mutant, affordable) if by is None else by


def _shared(tests: Iterable[str]) -> dict[str, float]:
    """A hint that is shared by some tests: the fewer they are, the more it says of each."""
    of_it = list(tests)
    return dict.fromkeys(of_it, _HOPE / len(of_it)) if of_it else {}


def _place(mutant: Mutant) -> str:
    """The function that is changed; the file if it is none."""
    return f"{mutant.file} {mutant.function}"


class _Reach:
    """Which tests of a room run which statements."""

    def __init__(self, room: str) -> None:
        self.seconds: dict[str, float] = {}
        self._tests: dict[str, set[str]] = {}
        for test_file in _test_files(room):
            found = _surveyed(test_file)
            trial.warm(found["modules"])
            for test, reached in found["reached"].items():
                for place in (*reached, *{each.partition(" ")[0] for each in reached}):
                    self._tests.setdefault(place, set()).add(test)
            self.seconds |= found["seconds"]

    def tests(self, mutant: Mutant) -> set[str]:
        """The tests that run the statement that is changed, or the functions that use the value."""
        if not mutant.function:
            found = (self._tests.get(f"{mutant.file} {each}", set()) for each in users(mutant))
            return set().union(*found) or self._tests.get(mutant.file, set())
        function, statement = places(mutant.file)[mutant.start]
        place = f"{mutant.file} {function}"
        for known in (f"{place}: {statement}", place):
            if known in self._tests:
                return self._tests[known]
        return self._tests.get(mutant.file, set())  # the function is new since the tests were looked at

    def around(self, mutant: Mutant) -> Iterator[set[str]]:
        """For each statement of the functions that are concerned, the tests that run it."""
        functions = {mutant.function} if mutant.function else users(mutant)
        for place, tests in self._tests.items():
            function, colon, _ = place.removeprefix(f"{mutant.file} ").partition(": ")
            if colon and function in functions:
                yield tests


def _surveyed(test_file: str) -> dict[str, Any]:
    # What a test runs changes little from day to day: it isn't looked at again for a change of the code.
    kept = _KEPT / f"survey-{digest(ROOT / test_file)}.json"
    if kept.exists():
        found: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        return found
    print(f"{test_file}: what its tests run", flush=True)
    return trial.survey(test_file, [file for room in TESTS for file in files(room)], kept)


def _test_files(room: str) -> list[str]:
    return [f"tests/{name}.py" for name in TESTS[room]]


def _tests_of(file: str) -> str:
    return digest(*(ROOT / each for each in _test_files(file.partition("/")[0])))


def report(found: Mapping[Mutant, str | None], equal: Collection[str], missing: Collection[str]) -> int:
    """Print what came of each file's mutants, and judge it: 1 if too many survive or the list is wrong.

    Parameters
    ----------
    found : mapping
        The test that kills a mutant, "" if none does, None if it wasn't tried.
    equal : collection of str
        The names of those that change nothing.
    missing : collection of str
        Those among them that don't exist.
    """
    counts: dict[str, Counter[str]] = {}
    wrong = [f"There is no such mutant any more: {name}" for name in missing]
    for mutant, by in found.items():
        unseen = "equivalent" if mutant.name in equal else "survive"
        kind = "not run" if by is None else "killed" if by else unseen
        counts.setdefault(mutant.file, Counter())[kind] += 1
        if by and mutant.name in equal:
            wrong.append(f"Not equivalent, since {by} kills it: {mutant.name}")
        if kind == "survive":
            print(f"survives: {mutant.name}")
    total = sum(counts.values(), Counter[str]())
    print(f"{'':32}" + "".join(f"{kind:>12}" for kind in _KINDS))
    for name, count in [*counts.items(), ("all", total)]:
        print(f"{name:32}" + "".join(f"{count[kind]:12}" for kind in _KINDS))
    tried = total["killed"] + total["survive"]
    share = total["killed"] / tried if tried else 0.0
    print(f"{share:.1%} of the mutants that change something are killed; at least {_WANTED:.0%} are wanted.")
    print("".join(f"{line}\n" for line in wrong), end="")
    return int(bool(wrong) or share < _WANTED or bool(total["not run"]))


if __name__ == "__main__":
    sys.exit(main())
