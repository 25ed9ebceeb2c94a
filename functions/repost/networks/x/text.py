"""What X allows in a text."""

from __future__ import annotations

from typing import Final

from repost.networks.x.weight import weighted_length, weighted_length_at_most
from repost.wording.limits import Limit, TextRules
from repost.wording.signs import DOMAIN_DOT, TAG_SIGN

# Signs as in twitter-text; a mail address has no mention in it, "RT@name" has one, ASP.NET is a URL.
TEXT: Final = TextRules(
    limits=(Limit(280, weighted_length, weighted_length_at_most),),
    live_sign=(
        r"(?:(?<![A-Za-z0-9_])|(?<=[Rr][Tt]))[@\uff20](?=[A-Za-z0-9_])"
        rf"|{TAG_SIGN}"
        r"|\$(?=[A-Za-z])"
        rf"|{DOMAIN_DOT}"
    ),
    most_cashtags=1,
)
