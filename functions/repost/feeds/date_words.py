"""The names of months and weekdays, of zones and of the halves of a day, as dates in feeds are written."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

# English, French, German, Spanish, Italian, Portuguese, Catalan, Dutch, Swedish, Danish, Norwegian, Polish,
# Czech, Finnish, Russian, Ukrainian, Turkish, Greek, Hungarian, Romanian, Arabic, Hebrew and Hindi. Three
# letters or more of its beginning name a month if they begin no other: "okt", "juil". The rest is listed.
_MONTHS: Final = (
    """january janvier januar januari enero gennaio janeiro gener styczeń stycznia leden ledna tammikuuta
    январь января січень січня ocak ιανουάριος ιανουαρίου ianuarie jänner يناير جانفي ינואר जनवरी""",
    """february février februar februari febrero febbraio fevereiro febrer luty lutego únor února
    helmikuuta февраль февраля лютий лютого şubat φεβρουάριος φεβρουαρίου februarie فبراير فيفري פברואר
    फरवरी""",
    """march mars märz marzo março març maart mar mrt mrz mrc marts marzec marca březen března maaliskuuta
    март марта березень березня mart μάρτιος μαρτίου martie március مارس מרץ मार्च""",
    """april avril abril aprile kwiecień kwietnia duben dubna huhtikuuta апрель апреля квітень квітня nisan
    απρίλιος απριλίου aprilie április أبريل ابريل أفريل אפריל अप्रैल""",
    """may mai mayo maggio maio maig mei maj maja květen května toukokuuta май мая травень травня mayıs
    μάιος μαΐου május مايو ماي מאי मई""",
    """june juin juni junio giugno junho juny czerwiec czerwca červen června čvn kesäkuuta июнь июня
    червень червня haziran ιούνιος ιουνίου iunie június يونيو يونيه جوان יוני जून""",
    """july juillet juli julio luglio julho juliol lipiec lipca červenec července čvc heinäkuuta июль июля
    липень липня temmuz ιούλιος ιουλίου iulie július يوليو يوليه جويلية יולי जुलाई""",
    """august août agosto agost ag augustus augusti sierpień sierpnia srpen srpna elokuuta август августа
    серпень серпня ağustos αύγουστος αυγούστου augusztus أغسطس اغسطس أوت אוגוסט अगस्त""",
    """september septembre septiembre setiembre settembre setembro setembre set wrzesień września září
    syyskuuta сентябрь сентября вересень вересня eylül σεπτέμβριος σεπτεμβρίου septembrie szeptember
    سبتمبر ספטמבר सितंबर सितम्बर""",
    """october octobre oktober octubre ottobre outubro oktobra październik października říjen října
    lokakuuta октябрь октября жовтень жовтня ekim οκτώβριος οκτωβρίου octombrie október أكتوبر اكتوبر
    אוקטובר अक्टूबर अक्तूबर""",
    """november novembre noviembre novembro listopad listopadu listopada marraskuuta ноябрь ноября листопад
    листопада kasım νοέμβριος νοεμβρίου noiembrie نوفمبر נובמבר नवंबर नवम्बर""",
    """december décembre dezember diciembre dicembre dezembro desembre desember grudzień grudnia prosinec
    prosince joulukuuta декабрь декабря грудень грудня aralık δεκέμβριος δεκεμβρίου decembrie ديسمبر
    דצמבר दिसंबर दिसम्बर""",
)

# Two letters may name a weekday, as in German, Dutch or Czech.
_WEEKDAYS: Final = (
    """monday lundi montag lunes lunedì segunda maandag måndag mandag poniedziałek pondělí maanantai пн
    понедельник""",
    "tuesday mardi dienstag martes martedì terça dinsdag tisdag tirsdag wtorek úterý tiistai вт вторник",
    """wednesday mercredi mittwoch miércoles mercoledì quarta woensdag onsdag środa středa keskiviikko ср
    среда""",
    """thursday jeudi donnerstag jueves giovedì quinta donderdag torsdag czwartek čtvrtek torstai чт
    четверг""",
    "friday vendredi freitag viernes venerdì sexta vrijdag fredag piątek pátek perjantai пт пятница",
    "saturday samedi samstag sonnabend sábado sabato zaterdag lördag lørdag sobota lauantai сб суббота",
    """sunday dimanche sonntag domingo domenica zondag söndag søndag niedziela neděle sunnuntai вс
    воскресенье""",
)

# Minutes ahead of UTC, as RFC 5322 has them where a name has several meanings. One that isn't here, such as
# IST, is Ireland's, Israel's or India's: its clock is taken for UTC, which keeps the day.
_ZONES: Final = {
    name: minutes
    for names, minutes in (
        ("z ut utc gmt wet", 0),
        ("bst west cet met mez", 60),
        ("cest mest mesz eet sast cat", 120),
        ("eest msk trt eat", 180),
        ("pkt", 300),
        ("wib", 420),
        ("sgt hkt awst", 480),
        ("jst kst", 540),
        ("acst", 570),
        ("aest", 600),
        ("acdt", 630),
        ("aedt", 660),
        ("nzst", 720),
        ("nzdt", 780),
        ("ndt", -150),
        ("brt adt", -180),
        ("nst", -210),
        ("edt", -240),
        ("est cdt", -300),
        ("cst mdt", -360),
        ("mst pdt", -420),
        ("pst akdt", -480),
        ("akst", -540),
        ("hst", -600),
    )
    for name in names.split()
}

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "\u2212": "-", "\u2013": "-"})
_FEWEST: Final = {"month": 3, "weekday": 2}


def folded(text: str) -> str:
    """A text in the form in which names are compared: in lower case without accents, its digits in ASCII."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS))
    kept = (character for character in bare if unicodedata.category(character) != "Mn")
    digits = (str(unicodedata.decimal(each, each)) for each in kept)
    return unicodedata.normalize("NFC", "".join(digits))


@lru_cache(maxsize=512)
def months_of(word: str) -> frozenset[int]:
    """The months (1 to 12) that a folded word may name."""
    return _named(word, "month")


@lru_cache(maxsize=512)
def weekdays_of(word: str) -> frozenset[int]:
    """The weekdays (Monday 0) that a folded word may name."""
    return _named(word, "weekday")


def zone_of(word: str) -> int | None:
    """How many minutes a zone is ahead of UTC, by its folded short name; None if it isn't known."""
    return _ZONES.get(word)


def _named(word: str, kind: str) -> frozenset[int]:
    names = _table(kind)
    if word in names:
        return names[word]
    if len(word) < _FEWEST[kind]:
        return frozenset()
    return frozenset[int]().union(*(numbers for name, numbers in names.items() if name.startswith(word)))


@cache
def _table(kind: str) -> dict[str, frozenset[int]]:
    lines = enumerate(_MONTHS, 1) if kind == "month" else enumerate(_WEEKDAYS)
    table: dict[str, frozenset[int]] = {}
    for number, names in lines:
        for name in folded(names).split():
            table[name] = table.get(name, frozenset()) | {number}
    return table
