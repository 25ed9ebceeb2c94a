"""What an owner can set, with every default: the types that decode, check and document the settings."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

# Defaults that JSON can't hold are made by factories: the JSON Schema leaves those out.
from msgspec import Meta, Struct, field

from repost.settings.networks import NetworkName, NetworkTables
from repost.settings.values import Age, Duration, Interval, LocalTime, QuietHours, Until, zone

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Schedule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When this account speaks."""

    every: Annotated[
        Interval, Meta(description='Time between posts, such as "6h" or "2d". Not together with `at`.')
    ] = field(default_factory=lambda: Interval(hours=6))
    at: Annotated[
        tuple[LocalTime, ...],
        Meta(description='Times of day instead of an interval, such as ["09:00", "17:30"].', max_length=48),
    ] = ()
    days: Annotated[
        tuple[Day, ...], Meta(description='Days on which posts go out, such as ["mon", "fri"].', min_length=1)
    ] = DAYS
    jitter: Annotated[
        Duration,
        Meta(description="How far a post may move before or after its time; less than half of `every`."),
    ] = field(default_factory=Duration)
    timezone: Annotated[
        ZoneInfo, Meta(description='The zone of all times and days, such as "Europe/Paris".')
    ] = field(default_factory=lambda: zone("UTC"))
    quiet_hours: Annotated[
        QuietHours | None, Meta(description='When nothing goes out, such as "22:00-07:00".')
    ] = None
    pause_after_new: Annotated[
        Duration,
        Meta(description='How long nothing old goes out after the blog has published, such as "12h".'),
    ] = field(default_factory=Duration)
    max_per_day: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | Literal["auto"] | None,
        Meta(
            description='The most posts in one calendar day of the zone; "auto" goes by the account\'s own '
            "talk: one a day, and two or three where it posts more than five times a day by itself."
        ),
    ] = None


class Select(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which articles may go out, and in which order."""

    min_age: Annotated[Duration, Meta(description="How old an article must be.")] = field(
        default_factory=lambda: Duration(days=30)
    )
    max_age: Annotated[
        Age, Meta(description='How old an article may be, or "none" for any age above `min_age`.')
    ] = field(default_factory=lambda: Age(days=90))
    exclude_categories: Annotated[
        tuple[str, ...],
        Meta(description="Articles in any of these never go out; case is no matter."),
    ] = ()
    include_categories: Annotated[
        tuple[str, ...], Meta(description="When given, only articles in one of these go out.")
    ] = ()
    require_categories: Annotated[
        tuple[str, ...], Meta(description="When given, only articles in all of these go out.")
    ] = ()
    title: Annotated[
        str, Meta(description='Only articles with such a title go out, such as "*recipe*"; * is anything.')
    ] = "*"
    authors: Annotated[
        tuple[str, ...], Meta(description='When given, only articles by these go out, such as ["Ada*"].')
    ] = ()
    never: Annotated[
        tuple[str, ...],
        Meta(
            description="Articles that never go out: addresses, GUIDs, or patterns such as "
            '"/2019/*", "title:*webinar*", "category:News", "author:Ada*".'
        ),
    ] = ()
    stop_after: Annotated[
        dict[str, Until],
        Meta(
            description="When articles stop going out, by the same patterns: "
            '{ "category:Tests" = "400d", "/summer/*" = "2026-09-01" }.'
        ),
    ] = {}
    weight: Annotated[
        dict[str, float],
        Meta(
            description="How much likelier than others articles come next, in random order, by the same "
            'patterns: { "category:Guides" = 3, "title:*draft*" = 0.5 }.'
        ),
    ] = {}
    pins: Annotated[
        dict[str, str],
        Meta(
            description="Articles that go out first on a day, once, whatever their age: "
            '{ "2026-12-24" = "https://blog.example.com/snow/" }.'
        ),
    ] = {}
    max_shares: Annotated[
        Annotated[int, Meta(ge=1, le=1000)] | None,
        Meta(description="How often an article goes out at the most."),
    ] = None
    order: Annotated[
        Literal["random", "oldest-first", "longest-rested"],
        Meta(description="How one is picked; all that may go out do so once before one goes again."),
    ] = "random"
    rest: Annotated[
        Duration, Meta(description="An article never goes out again before this, whatever else holds.")
    ] = field(default_factory=lambda: Duration(days=60))
    spacing: Annotated[
        Duration,
        Meta(description="What one account said, no other account of the same network says before this."),
    ] = field(default_factory=lambda: Duration(hours=24))
    evergreen: Annotated[
        Literal["skip", "hold", "ignore"],
        Meta(
            description="What becomes of promotions, events, job offers and notices that are over: skip "
            "leaves them out, hold leaves them to your review, ignore shares them like any other."
        ),
    ] = "skip"
    share_once: Annotated[
        bool, Meta(description="true: each article goes out once only, and then no more.")
    ] = False


class Message(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a post says."""

    content: Annotated[
        Literal["title", "excerpt", "title-and-excerpt"],
        Meta(description="Which words of the article are said."),
    ] = "title"
    before: Annotated[
        str | tuple[str, ...] | None,
        Meta(
            description='Words before it, or a list of such that take turns; "" for none. By default phrases '
            "in the language of the blog. docs/wording.md tells of {blog}, {age} and other placeholders."
        ),
    ] = None
    before_new: Annotated[
        str | tuple[str, ...] | None,
        Meta(description="The same before an article that is announced as new; `template` is not for those."),
    ] = None
    after: Annotated[str, Meta(description="Words after it, with the same placeholders.")] = ""
    template: Annotated[
        str | tuple[str, ...],
        Meta(
            description="The whole post in your own words, instead of `content`, `before` and `after`: "
            '"{title} ({age})", or a list of such that take turns.'
        ),
    ] = ()
    hashtags: Annotated[
        Literal["categories", "tags", "categories-and-tags", "none"],
        Meta(description="What becomes hashtags; a blog that doesn't tell tags apart gives both."),
    ] = "categories"
    hashtags_fixed: Annotated[
        tuple[str, ...], Meta(description='Hashtags of every post, such as ["#blog"].')
    ] = ()
    hashtags_for: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description='Hashtags for a category or tag instead of its name; "Category" = [] for none.'),
    ] = {}
    max_hashtags: Annotated[int, Meta(description="The most hashtags in one post.", ge=0, le=10)] = 2


class Link(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The link of a post."""

    include: Annotated[
        bool, Meta(description="false: no link; on X a post with a link costs $0.20, without $0.015.")
    ] = True
    shortener: Annotated[
        Literal[
            "none",
            "wordpress",
            "bitly",
            "tinyurl",
            "is.gd",
            "v.gd",
            "rebrandly",
            "short.io",
            "dub",
            "yourls",
            "shlink",
        ],
        Meta(description="What shortens the link; docs/shorteners.md says what each needs."),
    ] = "none"
    shortener_url: Annotated[
        str, Meta(description='Where your own YOURLS or Shlink answers, such as "https://sho.rt".')
    ] = ""
    shortener_domain: Annotated[
        str, Meta(description='The domain of your short links, such as "go.example.com", if you have one.')
    ] = ""
    utm: Annotated[bool, Meta(description="Whether utm_source and the like are added to the link.")] = True
    utm_campaign: Annotated[
        str, Meta(description="The value of utm_campaign.", pattern=r"^[a-z0-9_-]{1,50}$")
    ] = "repost"


class Image(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The picture of an article, as its feed or its page names it."""

    show: Annotated[
        Literal["card", "attach", "none"],
        Meta(
            description="How it is shown: in the card of the link, attached to the post with what is to be "
            "seen on it, or not at all."
        ),
    ] = "card"


class Blog(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the blog is read."""

    contact: Annotated[
        str,
        Meta(
            description="An address at which the blog's operator finds you; by default the blog itself.",
            pattern=r"^(https?://[!-~]{1,200})?$",
        ),
    ] = ""
    ghost_key: Annotated[
        str,
        Meta(
            description="The key of Ghost's Content API, with which a Ghost blog shows all its articles.",
            pattern=r"^([0-9a-f]{26})?$",
        ),
    ] = ""


class Budget(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What posts may cost, in US dollars and calendar months (UTC); what would cost more is not sent."""

    per_month: Annotated[
        float | None, Meta(description="What this account's posts may cost in a month; none: any amount.")
    ] = None
    stack_per_month: Annotated[
        float | None,
        Meta(description="What the posts of all accounts may cost together; best given in the defaults."),
    ] = None
    price_with_link: Annotated[
        float | None,
        Meta(description="What a post with a link costs; by default $0.20 on X and nothing elsewhere."),
    ] = None
    price_without_link: Annotated[
        float | None, Meta(description="The same without a link; by default $0.015 on X.")
    ] = None


class Settings(NetworkTables, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One account: a network, a blog, and how the one speaks of the other.

    What a network needs to be told stands in the table of its own name, where it needs anything.
    """

    network: Annotated[NetworkName, Meta(description="The social network.")]
    feed: Annotated[str, Meta(description="The address of the blog's feed: RSS, Atom, RDF or JSON Feed.")]
    language: Annotated[
        str | None,
        Meta(
            description='The language of the words around an article, such as "fr" or "pt-BR"; by default '
            "that of the feed."
        ),
    ] = None
    paused: Annotated[bool, Meta(description="true: nothing happens for this account.")] = False
    dry_run: Annotated[
        bool, Meta(description="true: everything but the sending; what would have been said is shown.")
    ] = False
    announce: Annotated[
        bool,
        Meta(description="true: each article that the blog publishes from now on is announced, once."),
    ] = False
    on: Annotated[
        dict[NetworkName, dict[str, Any]],
        Meta(
            description="Settings of accounts on one network alone, which go before the others of the same "
            "document: [on.mastodon.message] and the like, for defaults of several networks."
        ),
    ] = field(default_factory=dict)
    blog: Blog = field(default_factory=Blog)
    schedule: Schedule = field(default_factory=Schedule)
    select: Select = field(default_factory=Select)
    budget: Budget = field(default_factory=Budget)
    message: Message = field(default_factory=Message)
    link: Link = field(default_factory=Link)
    image: Image = field(default_factory=Image)
