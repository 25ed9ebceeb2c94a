"""The social networks by name, and what an owner can set for each of them.

A further network is added here: to `NetworkName`, and if there is anything to set, with a type and a field of
`NetworkTables`. Annotations are evaluated where they are (see `types`).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct, field

from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.finding import Finding, expected
from repost.settings.web_addresses import wrong_server

NetworkName = Literal[
    "x", "mastodon", "bluesky", "webhook", "telegram", "discord", "slack", "linkedin", "facebook", "threads"
]
NETWORK_NAMES: Final[tuple[NetworkName, ...]] = get_args(NetworkName)
OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "x": ("x", "twitter", "x (twitter)", "twitter/x", "x.com", "twitter.com"),
    "mastodon": ("mastodon", "mastodon.social"),
    "bluesky": ("bluesky", "bsky", "bsky.app", "bsky.social"),
    "facebook": ("facebook", "fb", "facebook page", "facebook.com"),
    "linkedin": ("linkedin", "linked in", "linkedin.com"),
    "telegram": ("telegram", "t.me"),
    "threads": ("threads", "threads.net", "threads.com"),
}
"""What other tools and people call a network, with its name here."""


def network_name(text: str) -> NetworkName:
    """The network that a text names.

    Raises
    ------
    ValueError
        If it names none.
    """
    for name in NETWORK_NAMES:
        if name == text:
            return name
    raise ValueError("no network has this name")


class NetworkSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of a network; each has its own."""

    def findings(self) -> Iterator[Finding]:
        """Mistakes beyond the types, by key of this table; only the account's own network is checked."""
        yield from ()


class Mastodon(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For an account on Mastodon, or on any server with the same API."""

    server: Annotated[
        str, Meta(description='Your server, such as "https://mastodon.social". Required on Mastodon.')
    ] = ""
    visibility: Annotated[
        Literal["public", "unlisted", "private"],
        Meta(
            description='Who sees the posts: everyone ("public"), everyone except in public timelines '
            '("unlisted"), or your followers ("private").'
        ),
    ] = "public"
    content_warning: Annotated[
        str,
        Meta(description="A content warning that hides each post until the reader opens it.", max_length=100),
    ] = ""

    def findings(self) -> Iterator[Finding]:
        yield from wrong_server("server", self.server, "https://mastodon.social")


class Bluesky(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For an account on Bluesky."""

    server: Annotated[
        str, Meta(description="The server (PDS) that hosts your account, if it isn't Bluesky's.")
    ] = "https://bsky.social"

    def findings(self) -> Iterator[Finding]:
        yield from wrong_server("server", self.server, "https://bsky.social")


class Webhook(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For an account that posts to a webhook."""

    max_characters: Annotated[
        int, Meta(description="The maximum length of a post's text, in characters.", ge=100, le=5000)
    ] = 500


class Telegram(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For a bot on Telegram."""

    chat: Annotated[
        str,
        Meta(
            description='The channel or group: "@name", or its number in quotes, such as "-1001234567890". '
            "Required on Telegram.",
            pattern=r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-?[0-9]{1,20})?$",
        ),
    ] = ""
    topic: Annotated[
        int,
        Meta(description="The number of the topic to post in, if the group has topics; 0 for none.", ge=0),
    ] = 0
    silent: Annotated[bool, Meta(description="If true, posts arrive without a sound.")] = False
    link_preview: Annotated[bool, Meta(description="Whether the link gets a preview.")] = True

    def findings(self) -> Iterator[Finding]:
        if not self.chat:
            chat = 'the channel or group to post in, such as "@name" or "-1001234567890"'
            yield "chat", SettingsError.MISSING, expected(chat)


class Discord(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For a webhook on Discord."""

    thread: Annotated[
        str,
        Meta(
            description="The number of the thread to post in, in quotes; by default the webhook's channel.",
            pattern=r"^([0-9]{1,20})?$",
        ),
    ] = ""
    username: Annotated[
        str,
        Meta(description="The name that posts are shown under; by default the webhook's own.", max_length=80),
    ] = ""
    link_preview: Annotated[bool, Meta(description="Whether the link gets a preview.")] = True

    def findings(self) -> Iterator[Finding]:
        if any(name in self.username.casefold() for name in ("discord", "clyde")):
            yield (
                "username",
                f"is {quoted(self.username)}",
                'Discord allows no name that contains "discord" or "clyde".',
            )


class Slack(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For a webhook on Slack."""

    link_preview: Annotated[bool, Meta(description="Whether the link gets a preview.")] = True


class LinkedIn(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For an account on LinkedIn."""

    author: Annotated[
        str,
        Meta(
            description='The author of the posts: a company page, such as "urn:li:organization:1234567", '
            'or a member, such as "urn:li:person:AbC123"; by default the '
            "member that the access token belongs to.",
            pattern=r"^(urn:li:(person:[A-Za-z0-9_-]{1,50}|organization:[0-9]{1,20}))?$",
        ),
    ] = ""
    visibility: Annotated[
        Literal["public", "connections"],
        Meta(
            description='Who sees the posts: everyone ("public"), or a member\'s connections ("connections").'
        ),
    ] = "public"
    version: Annotated[
        str,
        Meta(
            description='The version of LinkedIn\'s API, such as "202609"; each works for about a year.',
            pattern=r"^20[2-9][0-9](0[1-9]|1[0-2])$",
        ),
    ] = "202609"

    def findings(self) -> Iterator[Finding]:
        if self.visibility == "connections" and ":organization:" in self.author:
            yield "visibility", 'is "connections"', 'A company page has no connections: use "public".'


class Facebook(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For a Facebook Page."""

    page: Annotated[
        str,
        Meta(
            description='The number of your Page, such as "101234567890123". Required on Facebook.',
            pattern=r"^([0-9]{5,20})?$",
        ),
    ] = ""
    version: Annotated[
        str,
        Meta(
            description='The version of Facebook\'s Graph API, such as "v25.0".',
            pattern=r"^v[0-9]{2}\.[0-9]$",
        ),
    ] = "v25.0"

    def findings(self) -> Iterator[Finding]:
        if not self.page:
            yield "page", SettingsError.MISSING, expected("the number of your Page, from its About section")


class NetworkTables(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The tables of an account's settings for one network, each under its name."""

    mastodon: Mastodon = field(default_factory=Mastodon)
    bluesky: Bluesky = field(default_factory=Bluesky)
    webhook: Webhook = field(default_factory=Webhook)
    telegram: Telegram = field(default_factory=Telegram)
    discord: Discord = field(default_factory=Discord)
    slack: Slack = field(default_factory=Slack)
    linkedin: LinkedIn = field(default_factory=LinkedIn)
    facebook: Facebook = field(default_factory=Facebook)
