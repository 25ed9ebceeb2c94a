"""What many tests share: one emulator of AWS for the whole run, and a stack of its own for each test."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import pty
import sys
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from local.aws.emulator import LocalAws
from tests import leaks
from tests.effort import USUAL
from tests.patience import be_patient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.aws.stack import LocalStack
    from tests.house import House
    from tests.sitting import Sitting

# Tests start a hundred processes, which would compile all of Repost each.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# How wide and colourful whoever runs the tests likes their terminal decides nothing.
for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "REPOST_STACK"):
    os.environ.pop(name, None)

be_patient()
# Always the same examples: a change doesn't fail by chance, nor because the machine is busy.
same: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("repost", max_examples=USUAL, **same)
settings.register_profile("thorough", max_examples=2 * USUAL, **same)
settings.load_profile("repost")

stack_numbers = itertools.count(1)


def pytest_collection_finish() -> None:
    """Leave what the tests are made of out of the search for garbage, and search seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests found worth telling."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "told" and report.when == "call":
                terminalreporter.write_line(str(value))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins are ready at once: nothing waits for them."""
    monkeypatch.setattr("repost.networks.exchange.sleep", lambda _: None)


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """DynamoDB and Parameter Store on loopback; the SDK reaches nothing else."""
    with (
        LocalAws(tmp_path_factory.mktemp("aws"), keep=False) as running,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in running.environment.items():
            patch.setenv(name, value)
        ear = StringIO()
        handler = logging.StreamHandler(ear)
        logging.getLogger().addHandler(handler)
        yield running
        logging.getLogger().removeHandler(handler)
        leaks.heard.append(ear.getvalue())
        look_for_leaks()


def look_for_leaks() -> None:
    """Fail the run if a secret of any test is in a log, a report or an item of any test."""
    from local.aws.stack import LocalStack
    from repost.aws.clients import dynamodb_client

    for document in LocalStack.secrets:
        leaks.plant(document)
    found = leaks.found_in(*leaks.heard, *leaks.items(dynamodb_client()))
    assert not found, f"secrets lie open: {found}"


@pytest.fixture
def own_clients() -> Iterator[None]:
    """Clients for this test alone, which listens to them."""
    from local.aws.stack import shared

    shared.cache_clear()
    yield
    shared.cache_clear()


@pytest.fixture
def template() -> Mapping[str, Any]:
    """The template as it is written."""
    from local.aws.template import read_template

    return read_template()


@contextmanager
def new_stack(*, fleet: bool = False) -> Iterator[LocalStack]:
    """A stack whose parameters go with it: the emulator looks through all there are to read some."""
    from local.aws.stack import LocalStack

    stack = LocalStack(f"test-{next(stack_numbers)}", fleet=fleet)
    yield stack
    pages = stack.ssm.get_paginator("get_parameters_by_path").paginate(Path=stack.path, Recursive=True)
    names = [each["Name"] for page in pages for each in page["Parameters"]]
    for ten in (names[start : start + 10] for start in range(0, len(names), 10)):
        stack.ssm.delete_parameters(Names=ten)


@pytest.fixture
def stack(aws: LocalAws) -> Iterator[LocalStack]:  # noqa: ARG001 - the emulator has to run
    """A stack that nobody else uses."""
    with new_stack() as stack:
        yield stack


@pytest.fixture
def fleet_stack(aws: LocalAws) -> Iterator[LocalStack]:  # noqa: ARG001 - the emulator has to run
    """A stack with a fleet that nobody else uses."""
    with new_stack(fleet=True) as stack:
        yield stack


@pytest.fixture
def house(fleet_stack: LocalStack) -> Iterator[House]:
    """A fleet with a door, at which a member is expected."""
    from tests.house import House

    with House(fleet_stack) as house:
        yield house


@pytest.fixture
def sitting(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    """A person who is about to connect an account."""
    from tests.sitting import sitting_at

    with sitting_at(stack, monkeypatch) as sitting:
        yield sitting


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of the terminal at which a person sits."""
    there, here = pty.openpty()
    with os.fdopen(here) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield there
    os.close(there)
