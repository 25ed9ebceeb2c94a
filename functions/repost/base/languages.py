"""The tags of languages, and what blogs and people write in place of one."""

from __future__ import annotations

import re
from typing import Final

# A text, compiled only if a language is named.
_TAG: Final = r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}"
_NONE: Final = frozenset({"und", "mul", "mis", "zxx"})  # undetermined, several, uncoded, none
_WRITTEN: Final = {
    "ar": "arabic العربية",
    "ca": "catalan català",
    "cs": "czech čeština cz",
    "da": "danish dansk dk",
    "de": "german deutsch allemand",
    "el": "greek ελληνικά gr",
    "en": "english anglais englisch",
    "es": "spanish español espanol castellano espagnol",
    "fa": "persian farsi فارسی",
    "fi": "finnish suomi",
    "fr": "french français francais französisch",
    "he": "hebrew עברית iw",
    "hi": "hindi हिन्दी",
    "hu": "hungarian magyar",
    "it": "italian italiano italien",
    "ja": "japanese 日本語 jp",
    "ko": "korean 한국어 kr",
    "nb": "norwegian norsk",
    "nl": "dutch nederlands",
    "pl": "polish polski",
    "pt": "portuguese português portugues portugais",
    "ro": "romanian română",
    "ru": "russian русский",
    "sv": "swedish svenska",
    "tr": "turkish türkçe",
    "uk": "ukrainian українська",
    "vi": "vietnamese vn",
    "zh": "chinese 中文 cn",
}
"""Names of a language, and the codes of countries that are taken for its own."""


def language_tag(name: str) -> str:
    """A language as BCP 47 writes it, in lower case; "" for anything else.

    >>> language_tag("pt_BR"), language_tag("Français"), language_tag("fr_FR.UTF-8"), language_tag("Klingon")
    ('pt-br', 'fr', 'fr-fr', '')
    """
    tag = re.split(r"[\s,;./@]", name.strip().lower().replace("_", "-"), maxsplit=1)[0]  # "fr_FR.UTF-8"
    tag = next((each for each, names in _WRITTEN.items() if tag in names.split()), tag)
    return tag if re.fullmatch(_TAG, tag) and tag not in _NONE else ""
