"""Turns the best articles of a slot into posts: checks that each page still exists, and composes the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.base.errors import Rejected, SettingsError
from repost.base.value import Value
from repost.links.links import with_utm, wordpress_short_link
from repost.networks.protocol import Image, Post
from repost.run.brand_check import check_brand
from repost.run.copies import Copies
from repost.run.isolation import about
from repost.run.page_check import answering
from repost.wording.repetition import RECENT, Past, Said, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from repost.base.articles import Article, Blog
    from repost.feeds.liveness import Alive
    from repost.networks.credentials import AccountCredentials
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn
    from repost.wording.composition import Wording
    from repost.wording.limits import TextRules
    from repost.wording.repetition import Fingerprint


class Draft(Value, frozen=True):
    """An article as it will be posted, and what the owner should know about it.

    `fingerprint` is what will be remembered of the text, `said` what was of earlier ones. `flags` say what a
    person has to see first, and `stale` that it looks like something that doesn't last.
    """

    article: Article
    post: Post
    notes: tuple[str, ...]
    fingerprint: Fingerprint
    said: frozenset[str]
    flags: tuple[str, ...] = ()
    stale: bool = False

    @property
    def digest(self) -> str:
        """What its text has in common with those that readers take for the same."""
        return text_digest(self.post.text, self.post.facets)


def drafts(
    turn: Turn, sighting: Sighting, credentials: AccountCredentials, taken: Collection[str] = ()
) -> Iterator[Draft]:
    """The best few articles in words, best first; those that can't be put into words are skipped.

    Each is checked and composed as it is asked for. An article comes again in other words if the digest of
    its text is in `taken` by then: other accounts have that text.

    Raises
    ------
    Rejected
        If none of them can; it says why the last could not.
    FeedError
        If none of them answers at its address now.
    """
    found = False
    last: Rejected | None = None
    passed_over: list[str] = []
    rules = turn.network.text_rules(turn.outside.http())
    for article, page in answering(turn, sighting):
        compose = partial(_draft, turn, sighting, article, page, credentials, rules, taken)
        is_lost = True
        while is_lost:
            try:
                draft = about(turn, article, compose)
            except Rejected as error:
                last = error
                turn.history.pass_over(turn.account.name, article.guid, turn.now)
                passed_over.append(f"“{article.title}” was passed over: {error}")
                break
            found = True
            yield replace(draft, notes=(*passed_over, *draft.notes)) if passed_over else draft
            passed_over.clear()
            is_lost = draft.digest in taken
    if last and not found:
        raise last


def _draft(
    turn: Turn,
    sighting: Sighting,
    article: Article,
    page: Alive,
    credentials: AccountCredentials,
    rules: TextRules,
    taken: Collection[str],
) -> Draft:
    from repost.wording.composition import compose, leaves_room
    from repost.wording.variations import disclosed

    settings, blog = turn.account.settings, _blog(sighting, page)
    blog = replace(blog, title=settings.blog.title or blog.title)
    said = turn.history.said_of(turn.account.name, turn.network.name, article.guid)
    link, notes = _link(turn, sighting, article, page, credentials)
    message = settings.message
    if settings.brand.disclosure:
        message = disclosed(message, settings.brand.disclosure)
    if sighting.announces:
        message = replace(message, before=message.before_new, template=())
    if not leaves_room(message, rules, with_link=bool(link), is_new=sighting.announces):
        others = {
            "message.after": settings.message.after and not message.template,
            "brand.disclosure": settings.brand.disclosure,
        }
        together = " and ".join(name for name, words in others.items() if words)
        key = "before_new" if sighting.announces else "template" if message.template else "before"
        raise SettingsError(
            turn.account.parameter,
            f"message.{key}",
            f"is too long{' together with ' if together else ''}{together}",
            f"Shorten it so that a title fits next to it on {turn.network.name}.",
        )
    post = Post(
        text="",
        link=link,
        language=settings.language or blog.language,
        title=article.title,
        summary=_summary(article, blog) if turn.network.shows_summary else "",
        idempotency=turn.network.idempotency(turn.outside.token(), turn.now),
        image=_image(turn, article, page),
    )

    def worded(wording: Wording) -> Post:
        facets = (*((wording.link,) if wording.link else ()), *wording.hashtags)
        return replace(post, text=wording.text, facets=facets)

    copies = Copies(turn, said, taken)

    def objections(wording: Wording) -> tuple[str, str]:
        draft = worded(wording)
        brand = check_brand(settings, draft, article.link, lambda: rules)
        return brand.refusal or copies.objection(draft, wording.fingerprint), " ".join(brand.flags)

    in_words = partial(
        compose,
        article,
        blog,
        message,
        link=link,
        language=settings.language,
        now=turn.now,
        rules=rules,
        zone=settings.schedule.timezone,
        past=Past(Said.read(turn.state.recent), Said.read(said), min(RECENT, settings.select.rest)),
        is_new=sighting.announces,
    )
    wording = _best_worded(in_words, objections)
    stale = sighting.choice.why_stale.get(article.guid)
    flags = check_brand(settings, worded(wording), article.link, lambda: rules).flags
    if near := copies.note(wording.fingerprint):
        notes = (*notes, near)
    if settings.image.show == "attach" and not turn.network.attaches:
        notes = (
            *notes,
            f"Pictures can't be attached on {turn.network.name}: image.show has no effect.",
        )
    return Draft(
        article,
        worded(wording),
        notes,
        wording.fingerprint,
        said,
        flags=(*([stale] if stale else []), *flags),
        stale=bool(stale),
    )


def _best_worded(
    in_words: Callable[..., Wording], objections: Callable[[Wording], tuple[str, str]]
) -> Wording:
    """The first wording that nothing flags, else one that a person may let through.

    `objections` says what forbids a wording, and what flags it.

    Raises
    ------
    Rejected
        If every wording is forbidden.
    """
    flagged: list[str] = []

    def any_objection(wording: Wording) -> str:
        forbids, flags = objections(wording)
        if flags and not forbids:
            flagged.append(flags)
        return forbids or flags

    try:
        return in_words(objection=any_objection)
    except Rejected:
        if not flagged:
            raise
        return in_words(objection=lambda wording: objections(wording)[0])


def _blog(sighting: Sighting, page: Alive) -> Blog:
    """The blog as a post sees it: in the language of its pages, if its feed names none."""
    record = sighting.view.record
    if record.blog.language:
        return record.blog
    if page.language and page.language != record.page_language:
        sighting.archive.keep_language(page.language)
    return replace(record.blog, language=page.language or record.language)


def _summary(article: Article, blog: Blog) -> str:
    from repost.wording.excerpts import readable_excerpt

    return readable_excerpt(article.excerpt, article.title, blog.title)


def _image(turn: Turn, article: Article, page: Alive) -> Image | None:
    """The picture to show; without a description of its own it gets the article's title."""
    show = turn.account.settings.image.show
    if show == "none" or not page.image:
        return None
    alt = page.image_alt or article.title
    return Image(page.image, alt, attach=show == "attach", spare=page.image_spare)


def _link(
    turn: Turn, sighting: Sighting, article: Article, page: Alive, credentials: AccountCredentials
) -> tuple[str, tuple[str, ...]]:
    """The link to post, and notes about it."""
    wish = turn.account.settings.link
    if not wish.include:
        return "", ()
    link, notes = article.link, tuple[str, ...]()
    if wish.shortener == "wordpress":
        link, notes = _wordpress_link(article, page)
    if wish.utm:
        link = with_utm(link, source=turn.network.name, campaign=wish.utm_campaign)
    if wish.shortener in {"none", "wordpress"}:
        return link, notes
    maker = f"{wish.shortener} {wish.shortener_domain} {wish.shortener_url}"
    if kept := sighting.archive.short_link(article.guid, link, maker):
        return kept, ()
    from repost.links.shorteners import SERVICES, ShortenRequest, shorten

    server = wish.shortener_url if "url" in SERVICES[wish.shortener].needs else ""
    address = turn.outside.endpoints.get(wish.shortener, server)
    secret = turn.outside.parameters.secret_parameter(turn.account.name)
    asked = ShortenRequest(
        link, article.title, address, wish.shortener_domain, credentials.shortener_key, secret
    )
    short = shorten(wish.shortener, asked, turn.outside.http())
    if short.note:
        return short.url, (short.note,)
    sighting.archive.keep_short_link(article.guid, link, maker, short.url, short.id)
    return short.url, ()


def _wordpress_link(article: Article, page: Alive) -> tuple[str, tuple[str, ...]]:
    """The blog's own short address of an article, or the long one and a note that says so."""
    if short := wordpress_short_link(article.link, page.shortlink, article.guid):
        return short, ()
    why = "neither the feed nor the article's page gives its WordPress address (?p=…)"
    return article.link, (f"The link was not shortened: {why}.",)
