"""What the function answers to a person's wish."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.run.report import Report


class Answer(Value, frozen=True):
    """What became of a wish.

    `more` is what was asked for beyond reports, as JSON can hold it; `counts` says whether the reports are
    about something that was posted, as a tick's are.
    """

    reports: tuple[Report, ...]
    more: Mapping[str, Any] = MappingProxyType({})
    counts: bool = False

    def as_dict(self) -> dict[str, Any]:
        """What the function returns."""
        return {"reports": [report.as_dict() for report in self.reports], **self.more}
