"""Lets a run go on when AWS fails at what the run can do without, and says so in the log."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_log: Final = logging.getLogger(__name__)


@contextmanager
def unless_aws_fails(otherwise: str) -> Iterator[None]:
    """Do what is in the block; `otherwise` is what the log says if AWS fails, without a full stop."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, TimeoutError) as error:
        _log.warning("%s, since AWS failed: %s", otherwise, error)
