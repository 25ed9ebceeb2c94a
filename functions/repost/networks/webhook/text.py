"""What a webhook allows in a text."""

from __future__ import annotations

from repost.wording.limits import Limit, TextRules


def text_rules(most: int) -> TextRules:
    """As many characters as the owner wants, and nothing in them is live."""
    return TextRules(limits=(Limit(most, len),), live_sign="(?!)")
