"""What an owner can set, with every default: the types that decode, check and document the settings.

Annotations are evaluated where they are: msgspec needs them at every start, and would have to compile each
from text.
"""

from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

# Defaults that JSON can't express are made by factories: the JSON Schema leaves those out.
from msgspec import Meta, Struct, field

from repost.settings.networks import NetworkName, NetworkTables
from repost.settings.values import Age, Duration, Interval, LocalTime, QuietHours, Until, Within, zone

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Schedule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the account posts."""

    every: Annotated[
        Interval, Meta(description='Time between posts, such as "6h" or "2d". Can\'t be combined with `at`.')
    ] = field(default_factory=lambda: Interval(days=1))
    at: Annotated[
        tuple[LocalTime, ...],
        Meta(
            description='Times of day to post at, instead of an interval, such as ["09:00", "17:30"].',
            max_length=48,
        ),
    ] = ()
    days: Annotated[
        tuple[Day, ...], Meta(description='The days to post on, such as ["mon", "fri"].', min_length=1)
    ] = DAYS
    jitter: Annotated[
        Duration,
        Meta(
            description="How far a post may move before or after its time; less than half of `every`. The "
            "default is never more than a quarter of `every`, and zero with `at`."
        ),
    ] = field(default_factory=lambda: Duration(minutes=45))
    spread: Annotated[
        bool,
        Meta(
            description="Whether the account's name decides when it posts, so that many accounts with the "
            "same settings are spread evenly over the open hours. Members of groups are spread unless this "
            "is false. It has no effect with `at`."
        ),
    ] = False
    timezone: Annotated[
        ZoneInfo, Meta(description='The time zone of all times and days, such as "Europe/Paris".')
    ] = field(default_factory=lambda: zone("UTC"))
    quiet_hours: Annotated[
        QuietHours | None, Meta(description='When nothing is posted, such as "22:00-07:00".')
    ] = None
    pause_after_new: Annotated[
        Duration,
        Meta(
            description='How long to post nothing old after the blog has published something, such as "12h".'
        ),
    ] = field(default_factory=Duration)
    max_per_day: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | Literal["auto"] | None,
        Meta(
            description='The maximum number of posts a day, in the time zone above. "auto" follows how '
            "much the account posts by itself: one, or two or three if it posts more than five times a day."
        ),
    ] = None


class Select(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which articles may be posted, and in which order."""

    min_age: Annotated[Duration, Meta(description="How old an article must be at least.")] = field(
        default_factory=lambda: Duration(days=30)
    )
    max_age: Annotated[Age, Meta(description='How old an article may be at most; "none" for no limit.')] = (
        field(default_factory=lambda: Age(days=90))
    )
    exclude_categories: Annotated[
        tuple[str, ...],
        Meta(description="Articles in any of these categories are never posted; case is ignored."),
    ] = ()
    include_categories: Annotated[
        tuple[str, ...],
        Meta(description="If set, only articles in at least one of these categories are posted."),
    ] = ()
    require_categories: Annotated[
        tuple[str, ...], Meta(description="If set, only articles in all of these categories are posted.")
    ] = ()
    title: Annotated[
        str,
        Meta(description='Only articles with such a title are posted: "*recipe*", where * matches anything.'),
    ] = "*"
    authors: Annotated[
        tuple[str, ...],
        Meta(description='If set, only articles by these authors are posted, such as ["Ada*"].'),
    ] = ()
    never: Annotated[
        tuple[str, ...],
        Meta(
            description="Articles that are never posted: addresses, GUIDs, or patterns such as "
            '"/2019/*", "title:*webinar*", "category:News", "author:Ada*".'
        ),
    ] = ()
    stop_after: Annotated[
        dict[str, Until],
        Meta(
            description="When to stop posting articles, by the same patterns: "
            '{ "category:Tests" = "400d", "/summer/*" = "2026-09-01" }.'
        ),
    ] = {}
    weight: Annotated[
        dict[str, float],
        Meta(
            description="How much more likely than others articles come next in random order, by the same "
            'patterns: { "category:Guides" = 3, "title:*draft*" = 0.5 }.'
        ),
    ] = {}
    pins: Annotated[
        dict[str, str],
        Meta(
            description="Articles to post first on a certain day, once, at any age: "
            '{ "2026-12-24" = "https://blog.example.com/snow/" }.'
        ),
    ] = {}
    max_shares: Annotated[
        Annotated[int, Meta(ge=1, le=1000)] | None,
        Meta(description="How often an article is posted at most."),
    ] = None
    order: Annotated[
        Literal["random", "oldest-first", "longest-rested"],
        Meta(
            description="How the next article is chosen. Every article is posted once before any is repeated."
        ),
    ] = "random"
    rest: Annotated[
        Duration,
        Meta(
            description="How long after a post the same article isn't posted again. Nothing overrides this."
        ),
    ] = field(default_factory=lambda: Duration(days=60))
    spacing: Annotated[
        Duration,
        Meta(description="After one account has posted an article, how long others on its network can't."),
    ] = field(default_factory=lambda: Duration(hours=24))
    evergreen: Annotated[
        Literal["skip", "hold", "ignore"],
        Meta(
            description="What to do with promotions, events, job offers and notices that are over: leave "
            'them out ("skip"), put them up for review ("hold"), or post them like any other ("ignore").'
        ),
    ] = "skip"
    share_once: Annotated[bool, Meta(description="If true, each article is posted only once.")] = False
    encores: Annotated[
        Annotated[int, Meta(ge=2, le=20)] | None,
        Meta(
            description="One post in how many is an encore: of the articles that readers liked best, the one "
            "that has rested longest. 3 is a good choice. docs/results.md explains it."
        ),
    ] = None


class Message(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the post says."""

    content: Annotated[
        Literal["title", "excerpt", "title-and-excerpt"],
        Meta(description="What the post quotes from the article."),
    ] = "title"
    before: Annotated[
        str | tuple[str, ...] | None,
        Meta(
            description='Text before it, or a list of texts that take turns; "" for none. By default '
            "a phrase in the blog's language. docs/wording.md explains the placeholders, such as {blog}."
        ),
    ] = None
    before_new: Annotated[
        str | tuple[str, ...] | None,
        Meta(description="The same for an article announced as new, which `template` doesn't apply to."),
    ] = None
    after: Annotated[str, Meta(description="Text after it, with the same placeholders.")] = ""
    template: Annotated[
        str | tuple[str, ...],
        Meta(
            description="The whole post in your own words, instead of `content`, `before` and `after`: "
            '"{title} ({age})", or a list of such texts that take turns.'
        ),
    ] = ()
    hashtags: Annotated[
        Literal["categories", "tags", "categories-and-tags", "none"],
        Meta(description="What is made into hashtags. Some blogs don't separate tags from categories."),
    ] = "categories"
    hashtags_fixed: Annotated[
        tuple[str, ...], Meta(description='Hashtags to add to every post, such as ["#blog"].')
    ] = ()
    hashtags_for: Annotated[
        dict[str, tuple[str, ...]],
        Meta(
            description='Hashtags to use for a category or tag instead of its name; "Category" = [] for none.'
        ),
    ] = {}
    max_hashtags: Annotated[
        int, Meta(description="The maximum number of hashtags in a post.", ge=0, le=10)
    ] = 2


class Link(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The link to the article."""

    include: Annotated[
        bool,
        Meta(description="Whether to post the link. On X a post costs $0.20 with a link, $0.015 without."),
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
        Meta(description="The service that shortens the link; docs/shorteners.md says what each one needs."),
    ] = "none"
    shortener_url: Annotated[
        str, Meta(description='The address of your own YOURLS or Shlink, such as "https://sho.rt".')
    ] = ""
    shortener_domain: Annotated[
        str,
        Meta(description='The domain of your short links, if you have your own, such as "go.example.com".'),
    ] = ""
    utm: Annotated[bool, Meta(description="Whether to add utm_source and the like to the link.")] = True
    utm_campaign: Annotated[
        str,
        Meta(
            description="The value of utm_campaign, in lower-case letters, digits, - and _.",
            pattern=r"^[a-z0-9_-]{1,50}$",
        ),
    ] = "repost"


class Image(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The article's picture, from its feed or its page."""

    show: Annotated[
        Literal["card", "attach", "none"],
        Meta(
            description='How it is shown: in the link\'s card ("card"), attached to the post with its alt '
            'text ("attach"), or not at all ("none").'
        ),
    ] = "card"


class Blog(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the blog is read."""

    contact: Annotated[
        str,
        Meta(
            description="A web address that tells the blog's operator who you are; by default the blog's.",
            pattern=r"^(https?://[!-~]{1,200})?$",
        ),
    ] = ""
    title: Annotated[
        str,
        Meta(description="The name of the blog in posts, if the feed's title isn't it.", max_length=100),
    ] = ""
    undated: Annotated[
        Literal["never", "first-seen"],
        Meta(
            description="What to do with articles that the feed gives no date for: never post them "
            '("never"), or count their age from when Repost first saw them ("first-seen").'
        ),
    ] = "never"
    user_agent: Annotated[
        str,
        Meta(
            description="The User-Agent for reading the blog; by default it names Repost and `contact`.",
            pattern=r"^[ -~]{0,300}$",
        ),
    ] = ""
    check_page: Annotated[
        bool,
        Meta(description="false: posts articles without checking their pages; for blogs that refuse robots."),
    ] = True
    ghost_key: Annotated[
        str,
        Meta(
            description="The Content API key of a Ghost blog, in 26 characters, to read all its articles.",
            pattern=r"^([0-9a-f]{26})?$",
        ),
    ] = ""


class Budget(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What posts may cost, in US dollars a calendar month (UTC); beyond that nothing is posted."""

    per_month: Annotated[
        float | None, Meta(description="What this account's posts may cost in a month; none: no limit.")
    ] = None
    stack_per_month: Annotated[
        float | None,
        Meta(description="What the posts of all accounts may cost together; best set in the defaults."),
    ] = None
    price_with_link: Annotated[
        float | None,
        Meta(description="The price of a post with a link; by default $0.20 on X and nothing elsewhere."),
    ] = None
    price_without_link: Annotated[
        float | None,
        Meta(description="The price of a post without a link; by default $0.015 on X and nothing elsewhere."),
    ] = None


class Brand(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every post must say, and what none may."""

    disclosure: Annotated[
        str,
        Meta(
            description='Words that are in every post and never shortened, such as "#AcmeEmployee".',
            max_length=60,
        ),
    ] = ""
    never_say: Annotated[
        tuple[str, ...],
        Meta(
            description="Words and phrases that no post may contain, in whatever disguise: "
            '["guarantee*", "risk free", "Q? results"]. docs/wording.md says what counts.',
            max_length=1000,
        ),
    ] = ()
    hold_on: Annotated[
        tuple[str, ...],
        Meta(
            description="The same for what a person has to read first: such posts wait for a review. "
            'With `review.hold` "never" they don\'t go out.',
            max_length=1000,
        ),
    ] = ()
    links: Annotated[
        tuple[str, ...],
        Meta(
            description='If set, the domains that links may lead to: ["acme.com", "*.acme.com"]. Posts with '
            "other links wait for a review. For a shortened link, the article's own address counts.",
            max_length=100,
        ),
    ] = ()
    mentions: Annotated[
        Literal["any", "none"],
        Meta(
            description='Whether posts may mention other accounts; "none" refuses those with a live @name. '
            "Names in titles never mention anyone."
        ),
    ] = "any"
    unlike: Annotated[
        Duration,
        Meta(
            description='How long no other account on the network posts the same text; "0m" for not at all.'
        ),
    ] = field(default_factory=lambda: Duration(days=30))


class Review(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which posts wait until a person has approved them."""

    hold: Annotated[
        Literal["never", "flagged", "edited", "new", "always"],
        Meta(
            description='Which posts wait: none ("never"); those that `brand.hold_on`, `brand.links` or '
            '`select.evergreen` flag ("flagged"); also those in a member\'s own words ("edited"); also every '
            'post until the account is trusted ("new"); or every post ("always").'
        ),
    ] = "flagged"
    trusted_after: Annotated[
        int,
        Meta(
            description='With "new", how many approvals in a row make an account trusted. A decline starts '
            "the count again.",
            ge=1,
            le=1000,
        ),
    ] = 10
    within: Annotated[
        Within,
        Meta(description='How long there is to decide, from "15m" to "30d".'),
    ] = field(default_factory=lambda: Within(hours=24))
    unreviewed: Annotated[
        Literal["drop", "send"],
        Meta(
            description='What happens to a post that nobody decides on in time: it doesn\'t go out ("drop"), '
            'or it goes out unless something flagged it ("send").'
        ),
    ] = "drop"
    most: Annotated[
        int,
        Meta(
            description="How many posts of an account may wait at once. While so many do, its slots pass.",
            ge=1,
            le=20,
        ),
    ] = 3
    notify: Annotated[
        bool,
        Meta(
            description="Whether a chat hears that posts wait, at most once an hour. `./repost group chat` "
            "sets a group's; a single account's is `digest_webhook` in its secret."
        ),
    ] = False


class Results(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What readers did with the posts."""

    read: Annotated[
        bool,
        Meta(
            description="Whether to read, a week after each post, what readers did with it. `select.encores` "
            "reads it, too. On X a reading costs up to $0.005 a post."
        ),
    ] = False
    digest: Annotated[
        Day | None,
        Meta(
            description='The day of the weekly digest, such as "mon", from 8:00: by email to the stack\'s '
            "AlarmEmail, or to the chat whose webhook is `digest_webhook` in the secret."
        ),
    ] = None


class Settings(NetworkTables, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One account: a network, a blog, and how the blog's articles are posted there.

    What only one network needs is set in the table with its name.
    """

    network: Annotated[NetworkName, Meta(description="The social network.")]
    feed: Annotated[str, Meta(description="The address of the blog's feed (RSS, Atom, RDF or JSON Feed).")]
    language: Annotated[
        str | None,
        Meta(
            description='The language of the text around an article, such as "fr" or "pt-BR"; by default the '
            "feed's."
        ),
    ] = None
    paused: Annotated[bool, Meta(description="If true, the account does nothing.")] = False
    dry_run: Annotated[
        bool,
        Meta(description="If true, nothing is posted; the report shows what would have been posted."),
    ] = False
    announce: Annotated[
        bool,
        Meta(description="If true, each article that the blog publishes from now on is announced once."),
    ] = False
    keep: Annotated[
        Age,
        Meta(
            description='How long the history keeps the slot of a post, "90d" at least; "none" for ever. How '
            "often an article was posted is kept longer."
        ),
    ] = field(default_factory=lambda: Age(days=3 * 365))
    on: Annotated[
        dict[NetworkName, dict[str, Any]],
        Meta(
            description="Settings for the accounts on one network, such as [on.mastodon.message]. They "
            "override the others in the same document, and are most useful in the defaults."
        ),
    ] = field(default_factory=dict)
    blog: Blog = field(default_factory=Blog)
    schedule: Schedule = field(default_factory=Schedule)
    select: Select = field(default_factory=Select)
    results: Results = field(default_factory=Results)
    budget: Budget = field(default_factory=Budget)
    message: Message = field(default_factory=Message)
    link: Link = field(default_factory=Link)
    image: Image = field(default_factory=Image)
    brand: Brand = field(default_factory=Brand)
    review: Review = field(default_factory=Review)

    @property
    def wants_results(self) -> bool:
        """Whether to read what readers did with the posts."""
        return self.results.read or self.select.encores is not None
