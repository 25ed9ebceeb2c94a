"""The social networks by name, and what an owner can set for one of them alone.

A further network is added here: to `NetworkName`, and if there is anything to set, with a type and a field of
`NetworkTables`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field

from repost.base.quoting import quoted
from repost.settings.web_addresses import wrong_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.finding import Finding

NetworkName = Literal[
    "x", "mastodon", "bluesky", "webhook", "telegram", "discord", "slack", "linkedin", "facebook", "threads"
]


class NetworkSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is set for a network; each has its own."""

    def findings(self) -> Iterator[Finding]:
        """What is wrong beyond the types, by key of this table; asked of the account's network alone."""
        yield from ()


class Mastodon(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where and how an account on Mastodon posts; any server that speaks Mastodon's API will do."""

    server: Annotated[
        str, Meta(description='Your server, such as "https://mastodon.social"; without it nothing goes out.')
    ] = ""
    visibility: Annotated[
        Literal["public", "unlisted", "private"],
        Meta(description='Who sees the posts: all, all but not in timelines, or followers ("private").'),
    ] = "public"
    content_warning: Annotated[
        str, Meta(description="A warning behind which the posts are hidden.", max_length=100)
    ] = ""

    def findings(self) -> Iterator[Finding]:
        yield from wrong_server("server", self.server, "https://mastodon.social")


class Bluesky(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where an account on Bluesky posts."""

    server: Annotated[
        str, Meta(description="The server (PDS) that hosts your account, if you have one of your own.")
    ] = "https://bsky.social"

    def findings(self) -> Iterator[Finding]:
        yield from wrong_server("server", self.server, "https://bsky.social")


class Webhook(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an account delivers to a webhook."""

    max_characters: Annotated[
        int, Meta(description="The most characters of a post's text.", ge=100, le=5000)
    ] = 500


class Telegram(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where and how a bot posts on Telegram."""

    chat: Annotated[
        str,
        Meta(
            description='The channel or group, as "@name" or by its number, such as "-1001234567890"; '
            "without it nothing goes out.",
            pattern=r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-?[0-9]{1,20})?$",
        ),
    ] = ""
    topic: Annotated[
        int, Meta(description="The number of a topic in a group that has some; 0 for none.", ge=0)
    ] = 0
    silent: Annotated[bool, Meta(description="true: posts arrive without a sound.")] = False
    link_preview: Annotated[bool, Meta(description="Whether the link is shown with a preview.")] = True

    def findings(self) -> Iterator[Finding]:
        if not self.chat:
            yield "chat", "missing", 'the channel or group to post in, such as "@name" or "-1001234567890"'


class Discord(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where and how a webhook posts on Discord."""

    thread: Annotated[
        str,
        Meta(
            description="The number of a thread to post in; by default the webhook's channel.",
            pattern=r"^([0-9]{1,20})?$",
        ),
    ] = ""
    username: Annotated[
        str, Meta(description="The name that posts bear; by default the webhook's own.", max_length=80)
    ] = ""
    link_preview: Annotated[bool, Meta(description="Whether the link is shown with a preview.")] = True

    def findings(self) -> Iterator[Finding]:
        if any(name in self.username.casefold() for name in ("discord", "clyde")):
            yield "username", quoted(self.username), 'a name without "discord" and "clyde" in it'


class Slack(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a webhook posts on Slack."""

    link_preview: Annotated[bool, Meta(description="Whether the link is shown with a preview.")] = True


class LinkedIn(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """As whom an account posts on LinkedIn, and for whom."""

    author: Annotated[
        str,
        Meta(
            description='Who speaks: a company page, such as "urn:li:organization:1234567", or a member, '
            'such as "urn:li:person:AbC123"; by default the member whose access token it is.',
            pattern=r"^(urn:li:(person:[A-Za-z0-9_-]{1,50}|organization:[0-9]{1,20}))?$",
        ),
    ] = ""
    visibility: Annotated[
        Literal["public", "connections"],
        Meta(description='Who sees the posts: all, or the connections of a member ("connections").'),
    ] = "public"
    version: Annotated[
        str,
        Meta(
            description="The month of LinkedIn's API that is spoken; each is understood for about a year.",
            pattern=r"^20[2-9][0-9](0[1-9]|1[0-2])$",
        ),
    ] = "202609"

    def findings(self) -> Iterator[Finding]:
        if self.visibility == "connections" and ":organization:" in self.author:
            yield "visibility", '"connections"', '"public", since a company page has no connections'


class Facebook(NetworkSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which Page an account posts on at Facebook."""

    page: Annotated[
        str,
        Meta(
            description="The number of your Page; without it nothing goes out.", pattern=r"^([0-9]{5,20})?$"
        ),
    ] = ""
    version: Annotated[
        str,
        Meta(
            description="The version of Facebook's Graph API that is spoken.",
            pattern=r"^v[0-9]{2}\.[0-9]$",
        ),
    ] = "v25.0"

    def findings(self) -> Iterator[Finding]:
        if not self.page:
            yield "page", "missing", "the number of your Page, which stands in its About section"


class NetworkTables(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The tables of an account's settings that are of one network alone, each under its name."""

    mastodon: Mastodon = field(default_factory=Mastodon)
    bluesky: Bluesky = field(default_factory=Bluesky)
    webhook: Webhook = field(default_factory=Webhook)
    telegram: Telegram = field(default_factory=Telegram)
    discord: Discord = field(default_factory=Discord)
    slack: Slack = field(default_factory=Slack)
    linkedin: LinkedIn = field(default_factory=LinkedIn)
    facebook: Facebook = field(default_factory=Facebook)
