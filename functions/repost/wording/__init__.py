"""What a post says, within what its network allows: pure functions of values.

Names are fetched when first asked for: an idle run checks placeholders and composes nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repost.wording.composition import Wording, compose, has_words, leaves_room
    from repost.wording.facet import Facet
    from repost.wording.hashtags import hashtag
    from repost.wording.limits import Limit, TextRules, X
    from repost.wording.placeholders import PLACEHOLDERS, unknown_placeholders
    from repost.wording.weight import weighted_length
else:
    _HOMES = {
        "composition": ("Wording", "compose", "has_words", "leaves_room"),
        "facet": ("Facet",),
        "hashtags": ("hashtag",),
        "limits": ("Limit", "TextRules", "X"),
        "placeholders": ("PLACEHOLDERS", "unknown_placeholders"),
        "weight": ("weighted_length",),
    }

    def __getattr__(name: str) -> object:
        from importlib import import_module

        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{home}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "PLACEHOLDERS",
    "Facet",
    "Limit",
    "TextRules",
    "Wording",
    "X",
    "compose",
    "has_words",
    "hashtag",
    "leaves_room",
    "unknown_placeholders",
    "weighted_length",
]
