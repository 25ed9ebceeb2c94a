"""Excerpts as clean sentences: without what feeds and plugins put around them, and cut between sentences."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.wording.cutting import cut

if TYPE_CHECKING:
    from collections.abc import Callable

# "The post … appeared first on …": WordPress itself and its plugins, in the languages of most blogs. It
# takes longer to compile than everything else here, so that is only done if one of its words occurs.
_APPEARED_FIRST: Final = r"""(?:\A|(?<=[\s.…!?»”"]))(?:
      (?:The\ |This\ )?(?:post|article)\ .{1,400}[ ]
        (?:(?:first\ )?appeared\ (?:first\ )?|was\ first\ published\ )(?:on|in|at)
    | (?:L['’]article|Cet\ article|Le\ billet)\ .{1,400}\ est\ apparue?\ en\ premier\ sur
    | (?:Der\ )?(?:Beitrag|Artikel)\ .{1,400}\ (?:erschien|ist)\ zuerst\ (?:erschienen\ )?(?:auf|bei|in)
    | (?:La\ entrada|El\ artículo)\ .{1,400}\ (?:se\ publicó|aparece|apareció)\ primero\ en
    | L['’]articolo\ .{1,400}\ (?:proviene\ da|sembra\ essere\ il\ primo\ su|è\ apparso\ prima\ su)
    | O\ (?:post|conteúdo|artigo)\ .{1,400}\ (?:apareceu|aparece)\ primeiro\ (?:em|no|na)
    | (?:Het\ )?(?:bericht|artikel)\ .{1,400}\ verscheen\ (?:als\ )?eerste?\ op
    | (?:Artykuł|Wpis)\ .{1,400}\ pochodzi\ z\ serwisu
    | Inlägget\ .{1,400}\ dök\ först\ upp\ på
    | Indlægget\ .{1,400}\ (?:blev\ først\ udgivet|vises\ først|dukkede\ først\ op)\ på
    | Innlegget\ .{1,400}\ dukket\ først\ opp\ på
    | (?:Artikkeli|Artikkelin)\ .{1,400}\ (?:julkaistiin\ ensimmäisen\ kerran|ilmestyi\ ensin)
    | L['’]entrada\ .{1,400}\ (?:ha\ aparegut|va\ aparèixer|apareix)\ (?:primer|en\ primer\ lloc)\ a
    | Příspěvek\ .{1,400}\ pochází\ z
    )\ .{1,200}\Z"""
_POSTS: Final = frozenset(
    "post article billet beitrag artikel entrada artículo articolo conteúdo artigo bericht artykuł wpis "  # noqa: SIM905
    "inlägget indlægget innlegget artikkeli příspěvek".split()
)

# What leads to the rest of an article; it opens with a capital, as prose about reading more does not.
_READ_MORE: Final = pattern(
    r"""(?:\A|(?<=[\s.…!?»”"\]。।]))[\[(→»]?\s*(?:(?=[A-ZÀ-Þ])(?i:
      (?:(?:Click\ here\ to\ )?Read|Learn|Find\ out|See)\ more | (?:Continue|Keep)\ reading | Read\ on
    | Read\ (?:the\ )?(?:full|rest|whole|entire)\b | (?:View|Full)\ (?:post|article|story)\W*\Z
    | Lire\ (?:la\ suite|plus|l['’]article) | (?:Continuer|Poursuivre)\ la\ lecture | En\ savoir\ plus
    | Weiterlesen | Mehr\ (?:lesen|erfahren) | Weiter\ lesen | (?:Den\ )?ganzen\ (?:Artikel|Beitrag)\ lesen
    | Leer\ más | (?:Seguir|Continuar|Sigue|Continúa)\ leyendo
    | Leggi\ (?:tutto|di\ più|l['’]articolo|ancora) | Continua\ a\ leggere
    | (?:Leia|Ler|Saiba)\ mais | (?:Continue|Continuar)\ (?:lendo|a\ ler|a\ leitura)
    | Lees\ (?:meer|verder) | (?:Verder|Meer)\ lezen
    | Czytaj\ (?:dalej|więcej) | Läs\ (?:mer|vidare) | Fortsätt\ läsa
    | Læs\ (?:mere|videre) | Fortsæt\ med\ at\ læse | Les\ (?:mer|videre) | Fortsett\ å\ lese
    | Lue\ lisää | Jatka\ lukemista | (?:Llegeix|Llegir)[-\ ]?(?:ne)?\ més | Continua\ llegint
    | Číst\ dál(?:e)? | Celý\ článek | Citește\ mai\ (?:mult|departe) | Tovább\ olvas | Devamını\ oku)
    | Читать\ (?:далее|дальше|полностью) | Читати\ далі | Διαβάστε\ περισσότερα
    | 続きを読む | もっと読む | [阅閱][读讀](?:更多|全文) | [继繼][续續][阅閱][读讀] | 더\ ?보기 | 계속\ 읽기
    | اقرأ\ المزيد | \(?more…\)?\s*\Z | (?<=\()more\.\.\.\)
    )(?:(?!\.\s)[^!?]){0,200}\Z""",
    re.VERBOSE,
)

_READING_TIME: Final = pattern(
    r"""\A(?:[^\w\s]\s?){0,3}(?:
      (?:(?:Estimated\ )?Reading\ time|(?:Temps|Durée)\ de\ lecture(?:\ estimé)?
      |(?:Geschätzte\ )?Lese(?:zeit|dauer)|Tiempo\ de\ lectura|Tempo\ di\ lettura|Tempo\ de\ leitura|Leestijd
      |Czas\ czytania|Lästid|Læsetid|Lesetid|Temps\ de\ lectura)
      \s*:?\s*(?:(?:[<~≈]|ca\.|env\.|environ|about|circa|etwa)\s*)?
      \d{1,3}\s*(?:minut\w*|mins?\b|min)\.?\s*
    |\d{1,3}[\ -](?:min(?:ute)?s?)\.?\ read\b\s*[·|]?\s*)""",
    re.VERBOSE | re.IGNORECASE,
)
_CLIPPED: Final = pattern(r"(?:\s*(?:\[(?:…|\.\.\.)\]?|\(\.\.\.\)|\.\.\.|…))+\s*\Z")
_OPEN_SHORTCODE: Final = pattern(r"\s*\[/?[a-z][\w-]*(?:\s[^\[\]]*)?\Z")

_SENTENCE_END: Final = pattern(
    r"(?:[.!?…]+[»”\"’')\]]*(?=\s+[«“\"‘(¿¡]?\s?[^\W_a-zà-öø-ÿ])|[。！？]+[」』）]*|[।۔؟]+(?=\s))"  # noqa: RUF001
)
_WHOLE_END: Final = pattern(r"[.!?。！？।۔؟][»”\"’')\]」』）]*\Z")  # noqa: RUF001
_ABBREVIATION: Final = pattern(
    r"""(?:\b(?:[^\W\d_]|\d+|[A-Z][a-z]|Mme|Mlle|Mrs|Prof|Ing|Sra|Srta|Sig|Dott|vgl|bzw|bspw|usw|evtl|ggf|inkl|zzgl
    |etc|resp|env|chap|art|cap|vol|fig|approx|dept|est|min|max|nr|ca|ex|vs|bl|a|mr|ms|dr|st|jr|sr|no|tel|str|tzn|tzw
    |jan|feb|febr|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|janv|févr|avr|juil|déc)|\b\w\.\s?\w)\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_LOOSE: Final = " \t\n\u00a0\u202f·"  # what is left of a seam if one side was removed
_FEWEST: Final = 30
_MOST_SENTENCES: Final = 60
_MOST_LAYERS: Final = 10


def readable_excerpt(excerpt: str, title: str, blog: str) -> str:
    """An excerpt in whole sentences if it has any, without invitations to read on elsewhere.

    Examples
    --------
    >>> readable_excerpt("Docker is slow. Here is why. It all be… Read more", "Docker", "Example")
    'Docker is slow. Here is why.'
    """
    text = excerpt
    for _ in range(_MOST_LAYERS):  # what is left out may have hidden more of it
        shorter = _READING_TIME.sub("", text).lstrip(_LOOSE)
        shorter = _OPEN_SHORTCODE.sub("", _READ_MORE.sub("", _without_appearance(shorter))).rstrip(_LOOSE)
        shorter = _whole(_without_source(shorter, title, blog)).strip()
        if shorter == text:
            break
        text = shorter
    return text


def _whole(text: str) -> str:
    """A text without the sentence at its end that the feed broke off, if enough is left."""
    if not _CLIPPED.search(text):
        return text
    bare = _CLIPPED.sub("", text)
    if _ends_whole(bare):
        return bare
    text = f"{bare}…"
    whole = next(iter(reversed(sentence_ends(text))), 0)
    return text[:whole] if whole >= max(_FEWEST, len(text) // 3) else text


def _without_appearance(text: str) -> str:
    folded = text.casefold()
    if not any(word in folded for word in _POSTS):
        return text
    return re.sub(_APPEARED_FIRST, "", text, flags=re.VERBOSE | re.DOTALL | re.IGNORECASE)


def cut_to_sentences(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning that fits: whole sentences if they make up half of it, else words and "…"."""
    words = cut(text, fits)
    for end in reversed(sentence_ends(text)):
        if end < max(_FEWEST, len(words) // 2):
            break
        if fits(text[:end]):
            return text[:end]
    return words


def sentence_ends(text: str) -> list[int]:
    """Where sentences end before the end of a text; not after "Mr.", "z. B.", "1." or an initial."""
    return [
        end.end()
        for end in islice(_SENTENCE_END.finditer(text), _MOST_SENTENCES)
        if end[0] != "." or not _ABBREVIATION.search(text[max(0, end.start() - 12) : end.start()])
    ]


def _ends_whole(text: str) -> bool:
    """Whether the last sentence of a text is complete."""
    end = _WHOLE_END.search(text)
    if end is None:
        return False
    return end[0][0] != "." or not _ABBREVIATION.search(text[max(0, end.start() - 12) : end.start()])


def _without_source(text: str, title: str, blog: str) -> str:
    """Without a last sentence that names both article and blog, as lines about the source do."""
    start = next(iter(reversed(sentence_ends(text.rstrip(" .")))), 0)
    last = text[start:]
    is_source = len(title) > 3 and len(blog) > 2 and title in last and last.rstrip(" .").endswith(blog)  # noqa: PLR2004
    return text[:start].rstrip() if is_source else text
