"""Which articles may go out, in which order, and why the others may not."""

from __future__ import annotations

from repost.selection.candidates import Candidates, InMemory
from repost.selection.choice import Choice, choose, has_words
from repost.selection.eligibility import Reason, Share
from repost.selection.selectors import comparable

__all__ = [
    "Candidates",
    "Choice",
    "InMemory",
    "Reason",
    "Share",
    "choose",
    "comparable",
    "has_words",
]
