"""The languages by tag: a further one is an entry next to its relatives and a line in `LANGUAGES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.wording.languages import eastern, germanic, romance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.wording.languages.language import Language

LANGUAGES: Final[Mapping[str, Language]] = {
    "ca": romance.CATALAN,
    "cs": eastern.CZECH,
    "da": germanic.DANISH,
    "de": germanic.GERMAN,
    "en": germanic.ENGLISH,
    "es": romance.SPANISH,
    "fi": eastern.FINNISH,
    "fr": romance.FRENCH,
    "it": romance.ITALIAN,
    "nb": germanic.BOKMAL,
    "nl": germanic.DUTCH,
    "nn": germanic.NYNORSK,
    "no": germanic.BOKMAL,
    "pl": eastern.POLISH,
    "pt": romance.PORTUGUESE,
    "pt-br": romance.BRAZILIAN,
    "sv": germanic.SWEDISH,
}

# For a blog in any other language: its name, which is in no language, and English dates and ages.
NEUTRAL: Final = replace(
    LANGUAGES["en"], before=("{blog}: ",), before_without_blog=("",), new="{blog}: ", new_without_blog=""
)


def language_for(account: str | None, blog: str) -> Language:
    """The language an account speaks: its own, else its blog's, else English.

    Parameters
    ----------
    account, blog : str
        BCP 47 tags, None or "" where unknown; "fr-CA" is taken for "fr".
    """
    tag = (account or blog or "en").replace("_", "-").lower()
    while tag:
        if tag in LANGUAGES:
            return LANGUAGES[tag]
        tag = tag.rpartition("-")[0]
    return NEUTRAL
