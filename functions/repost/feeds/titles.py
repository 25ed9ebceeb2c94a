"""Titles that name nothing: what feeds call themselves, and what editors put in place of a missing title."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from repost.base.names import name_key
from repost.base.patterns import pattern

_MOST_LAYERS: Final = 4
# A page of a feed, or a feed of a category.
_PAGE: Final = (
    r"\A(?:(?:page|seite|página|pagina|strona|sida|side|sivu) [0-9]+"
    r"|(?:category|catégorie|kategorie|categoría|categoria|tag|schlagwort|étiquette|etiqueta): "
    r"[^|»·•:–—-]+)\Z"
)


def _key(text: str) -> str:
    """A title as it is compared; the pages of a paged feed are all alike, and so are its categories."""
    return re.sub(_PAGE, "page", name_key(text))


def _keys(names: str) -> frozenset[str]:
    return frozenset(map(_key, names.split("|")))


# Words for a feed or a page that name no blog; next to a name, only the name is kept.
_NO_NAMES: Final = _keys(
    """home|homepage|home page|welcome|page|page not found|blog feed|blog posts|all posts|posts|articles
    |all articles|feed|feeds|rss|rss feed|rss 2.0|atom|atom feed|rss2|xml|news feed|latest posts
    |latest articles|latest news|recent posts|recent articles|recent content|new posts|main feed
    |full feed|untitled|untitled blog|my blog|my site|my website|site title|website|new site
    |just another wordpress site|my wordpress blog|newest posts|newest articles|latest entries|new articles
    |mon blog|mon site|mein blog|meine website|mi blog|mi sitio|il mio blog
    |index|rss.xml|feed.xml|index.xml|atom.xml|accueil|page d'accueil|flux|flux rss|fil rss
    |flux atom|derniers articles|articles récents|tous les articles|startseite|rss-feed|feed rss
    |neueste beiträge|alle beiträge|aktuelle beiträge|beiträge|artikel|inicio|página de inicio
    |página principal|fuente rss|canal rss|últimas entradas|todas las entradas|entradas
    |pagina iniziale|pagina principale|ultimi articoli|tutti gli articoli|articoli|início
    |página inicial|últimos posts|últimas publicações|todos os artigos|artigos|startpagina
    |laatste berichten|alle berichten|berichten|inlägg|startsida|hem|senaste inlägg|alla inlägg
    |forside|hjem|seneste indlæg|siste innlegg|alle indlæg|alle innlegg|strona główna|najnowsze wpisy
    |wpisy|domů|úvod|úvodní stránka|nejnovější příspěvky|příspěvky|etusivu|inici|главная
    |главная страница|последние записи|ana sayfa|ホーム|首页|首頁|홈"""
)
_BESIDE: Final = _NO_NAMES | _keys(
    """blog|weblog|blogue|ブログ|博客|部落格|블로그|medium|substack|tumblr|hashnode|wordpress.com|news|newsroom
    |archives|blog archives|actualités|actus|aktuelles|neuigkeiten|noticias|notizie|notícias|nieuws|nyheter
    |nyheder|uutiset|最新記事|新着記事|最新文章|блог|лента|новости"""
)
_ARTICLES: Final = _keys(
    "the|a|an|my|our|your|le|la|les|mon|l'|der|die|das|mein|el|los|mi|il|lo|i|o|os|het|de|mijn"
)
_JOINT: Final = r"\s*[|»«·•›\uff5c]\s*|\s+(?:[-–—:/~>]|::)\s+"
_FEED: Final = (
    r"(?:(?:(?:rss|atom|xml)[\ -](?:2\.0\ )?)?(?:news)?(?:feed|flux)(?:\ (?:rss|atom))?"
    r"|(?:fil|canal|fuente|kanał|kanal|flöde)\ rss|(?:rss|atom)(?:-?kanal|-?flöde)?)"
)
# The words before and after a name, in the languages that blogs are made in.
_AROUND: Final = pattern(
    rf"""(?:
      stories\ by\ (?P<medium>.+)\ on\ medium
    | (?:the\ |le\ )?{_FEED}\ (?:of\ (?:all\ )?(?:posts|articles|entries)\ )?
        (?:(?:for|of|from|on|by|du|de\ la|des|del|della|dei|do|da|de|di|pour|von|der|für|voor|van|för|til)\s
          |d['’])(?P<feed>.+)
    | (?:the\ )?(?:latest|newest|recent|new|all|last)\ (?:blog\ )?
        (?:posts?|articles?|entries|stories|content)\ (?:published\ |in\ .+?\ )?
        (?:on|from|by|for|in|of|at)\ (?P<latest>.+)
    | (?:all\ )?(?:posts|articles|stories|entries)\ (?:on|by)\ (?P<hugo>.+)
    | latest\ from\ (?P<from>.+)
    | (?:derniers|récents|tous\ les|nouveaux)\ (?:articles|billets)\ (?:récents\ )?
        (?:(?:du|de\ la|des|de|sur)\s|d['’])(?P<derniers>.+)
    | (?:neueste|aktuelle|alle|letzte)\ (?:beiträge|artikel)\ (?:von|auf|bei|aus|in)\ (?P<neueste>.+)
    | (?:últimas|todas\ las|nuevas)\ (?:entradas|publicaciones|noticias)\ (?:de\ la|del|de|en)
        \ (?P<ultimas>.+)
    | (?:ultimi|tutti\ gli)\ articoli\ (?:di|da|su|del|della)\ (?P<ultimi>.+)
    | dev\ community:\ (?P<dev>.+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)

# What editors and plugins write if nobody gave a title; numbers and brackets around it don't count.
_NO_TITLES: Final = _keys(
    """null|undefined|none|nan|n/a|untitled|untitled post|untitled document|untitled page|no title|no-title
    |notitle|title|auto draft
    |post title|new post|document sans titre|unbenanntes dokument|documento sin título|documento senza titolo
    |documento sem título|無題のドキュメント
    |sans titre|brouillon auto|titre|ohne titel|kein titel|unbenannt|titel|automatischer entwurf
    |sin título|borrador automático|título|senza titolo|titolo|bozza automatica|sem título
    |rascunho automático|zonder titel|geen titel|automatisch concept|utan titel|ingen titel|namnlös
    |uden titel|uten tittel|ingen tittel|bez tytułu|brak tytułu|bez názvu|nimetön|ei otsikkoa
    |sense títol|без названия|без заголовка|без назви|başlıksız|isimsiz|cím nélkül|fără titlu
    |χωρίς τίτλο|無題|タイトルなし|无标题|無標題|未命名|제목 없음|بدون عنوان|ללא כותרת"""
)
_EDGES: Final = "()[]{}<>\"'“”„«»‹›*#.…-–—_: 0123456789"


def blog_name(title: str) -> str:
    """The name of a blog in what its feed calls itself; "" if that names nothing.

    >>> blog_name("Stories by Ada on Medium"), blog_name("Ada’s kitchen » Feed"), blog_name("RSS Feed")
    ('Ada', 'Ada’s kitchen', '')
    """
    for _ in range(_MOST_LAYERS):
        shorter = _without_no_names(_inside(title))
        if shorter == title:
            break
        title = shorter
    return title


def article_title(title: str) -> str:
    """The title of an article; "" if it has no words, or only some that stand for a missing one."""
    if not any(unicodedata.category(character)[0] in "LNS" for character in title):
        return ""
    return "" if len(title) <= 40 and _key(title.strip(_EDGES)) in _NO_TITLES else title  # noqa: PLR2004


def _inside(title: str) -> str:
    around = _AROUND.fullmatch(title)
    return next(filter(None, around.groups()), title) if around else title


def _without_no_names(title: str) -> str:
    """The title without what isn't its blog's name at its beginning or end."""
    if _key(title.strip("()[]")) in _NO_NAMES:
        return ""
    for joint in re.finditer(_JOINT, title):
        before, behind = title[: joint.start()], title[joint.end() :]
        if before and behind and _key(before) in _BESIDE:
            return behind
        if before and behind and _key(behind) in _BESIDE:
            return before
    bracketed = re.fullmatch(r"(.+?)\s*[(\[](.+)[)\]]", title)
    if bracketed and _key(bracketed[2]) in _BESIDE:
        return bracketed[1]
    feed = re.fullmatch(rf"(.+?)(?:['’]s)?\s+{_FEED}", title, re.VERBOSE | re.IGNORECASE)
    return feed[1] if feed and _key(feed[1]) not in _ARTICLES else title
