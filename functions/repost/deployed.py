"""The function as AWS runs it: composed once, while its environment starts.

The only module that does anything when it is imported. AWS advises so: what is made here serves every event
that the environment gets, and a start has a whole processor, of which 512 MB get less than a third later (see
https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from repost.app import make_handler
from repost.clients import dynamodb_client, ssm_client
from repost.outside import Outside
from repost.parameters import Parameters
from repost.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.http import Http

_TABLE: Final = Table(dynamodb_client(), os.environ["REPOST_TABLE"])
_PARAMETERS: Final = Parameters(ssm_client(), os.environ["REPOST_SETTINGS_PATH"])


def outside(remaining: Callable[[], float]) -> Outside:
    """The collaborators of a run in AWS, to which so many seconds are left."""
    return Outside(
        table=_TABLE,
        parameters=_PARAMETERS,
        clock=lambda: datetime.now(UTC),
        remaining=remaining,
        token=lambda: str(uuid4()),
        http=_http,
    )


@cache
def _http() -> Http:
    from repost.http import Http

    return Http()


handler: Final = make_handler(outside)
