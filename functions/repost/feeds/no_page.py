"""Pages that answer as if all were well, and whose title says that they aren't the article.

A page of the article nearly always has the article's title in its own. Only where it has not, and one of its
title's parts is a sentence that errors, bot walls, logins and closed sites use, is it taken for one of them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from repost.base.names import name_key
from repost.base.patterns import pattern
from repost.base.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 200
_JOINT: Final = pattern(
    r"\s+[|\u2013\u2014\u00b7\u2022\u00bb\u00ab\u2039\u203a:/\uff5c~-]+\s+|:\s+|\s*\uff5c\s*"
)
_WORD: Final = pattern(r"[^\W\d_]+")
_NUMBER: Final = pattern(r"\W*(?:40[134]|410|50[0234])\W*")


def _words(title: str) -> str:
    return " ".join(_WORD.findall(name_key(title)))


_NO_PAGES: Final = """
    not found| page not found| page not found error| error page not found| error not found| not found error|
    error| file not found| file or directory not found| post not found| article not found|
    content not found| site not found| resource not found| object not found| nothing found|
    page could not be found| page cannot be found| this page could not be found| the page cannot be found|
    the page could not be found| page can't be found| this page can't be found| that page can't be found|
    oops that page can't be found| page doesn't exist| page does not exist| this page doesn't exist|
    this page does not exist| page unavailable| this page isn't available| this page is not available|
    sorry this page isn't available| page no longer available|
    the requested url was not found on this server| http error page not found| oops page not found|
    bad request| page introuvable| page non trouvée| erreur| erreur page introuvable|
    erreur page non trouvée| cette page n'existe pas| cette page est introuvable| page inexistante|
    article introuvable| seite nicht gefunden| die seite wurde nicht gefunden| seite wurde nicht gefunden|
    nicht gefunden| fehler| fehler seite nicht gefunden| seite existiert nicht| página no encontrada|
    no se encontró la página| no se ha encontrado la página| no encontrado| error página no encontrada|
    la página no existe| esta página no existe| pagina non trovata| non trovato| errore|
    errore pagina non trovata| la pagina non esiste| página não encontrada| não encontrado| erro|
    erro página não encontrada| página não existe| pagina niet gevonden| niet gevonden| sidan hittades inte|
    sidan kunde inte hittas| siden blev ikke fundet| siden findes ikke| siden ble ikke funnet|
    fant ikke siden| sivua ei löydy| sivua ei löytynyt| nie znaleziono strony| nie znaleziono|
    strona nie istnieje| strona nie została znaleziona| stránka nenalezena| stránka nebyla nalezena|
    stránka sa nenašla| страница не найдена| сторінку не знайдено| sayfa bulunamadı| pàgina no trobada|
    no s'ha trobat la pàgina| pagina nu a fost găsită| az oldal nem található| oldal nem található|
    η σελίδα δεν βρέθηκε| الصفحة غير موجودة| לא נמצא| הדף לא נמצא| העמוד לא נמצא| ページが見つかりません|
    ページが見つかりませんでした| 页面未找到| 找不到页面| 找不到頁面| 页面不存在| 페이지를 찾을 수 없습니다|
    log in| login| sign in| private site| this blog is private| password protected| se connecter| connexion|
    anmelden| anmeldung| iniciar sesión| accedi| iniciar sessão| inloggen| logga in| zaloguj się|
    account suspended| this account has been suspended| site suspended| website suspended| site unavailable|
    maintenance| maintenance mode| site maintenance| under maintenance| site under maintenance|
    down for maintenance| under construction| site under construction| coming soon| en maintenance|
    site en maintenance| wartungsmodus| wartungsarbeiten| en mantenimiento| in manutenzione| em manutenção|
    parked domain| domain for sale| this domain is for sale| welcome to nginx|
    apache ubuntu default page it works| default web site page
"""
_WALLS: Final = """
    forbidden| access denied| access forbidden| permission denied| unauthorized| service unavailable|
    internal server error| server error| bad gateway| gateway timeout| application error| database error|
    accès refusé| zugriff verweigert| acceso denegado| accesso negato| acesso negado| just a moment|
    one moment please| please wait| attention required| checking your browser|
    checking your browser before accessing| making sure you're not a bot| are you a robot| are you human|
    human verification| verify you are human| verifying you are human| robot check| bot verification|
    captcha| security check| security verification| security checkpoint| ddos guard| un instant|
    nur einen moment
"""
"""What stands before a page for now: a guard against robots, or an error of the server."""


def stands_in_for(titles: Iterable[str], title: str) -> str:
    """The title of a page, if it says that it isn't the article of another title; "" if it may be it.

    Parameters
    ----------
    titles : iterable of str
        What the page calls itself, in each of the ways that it does.
    title : str
        The article's own.

    >>> stands_in_for(["Page not found – Ada's kitchen"], "Rye"), stands_in_for(["Error | Ada"], "Error")
    ("Page not found – Ada's kitchen", '')
    """
    wanted = _words(title)
    said = [plain for each in titles if (plain := plain_text(each, _LONGEST))]
    if wanted and any(wanted in _words(each) for each in said):
        return ""
    return next((each for each in said if _says(each, f"{_NO_PAGES}|{_WALLS}") or _is_numbered(each)), "")


def is_wall(title: str) -> bool:
    """Whether a title is that of what stands before a page for now: a bot wall, an error of the server."""
    return _says(plain_text(title, _LONGEST), _WALLS)


def _says(title: str, phrases: str) -> bool:
    """Whether a title, or one of its parts, is one of these phrases."""
    return not _phrases(phrases).isdisjoint(map(_words, (title, *_JOINT.split(title))))


def _is_numbered(title: str) -> bool:
    return any(map(_NUMBER.fullmatch, _JOINT.split(title)))


@cache
def _phrases(text: str) -> frozenset[str]:
    return frozenset(map(_words, text.split("|"))) - {""}
