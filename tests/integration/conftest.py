"""The history of an account that has just begun."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from repost.history.claims import History
from repost.history.states import AccountStates
from tests.claims import NOW

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.history.account_state import AccountState


@pytest.fixture
def history(stack: LocalStack) -> History:
    return History(stack.table)


@pytest.fixture
def states(stack: LocalStack) -> AccountStates:
    return AccountStates(stack.table)


@pytest.fixture
def state(states: AccountStates) -> AccountState:
    return states.begin("main", NOW - timedelta(days=1))
