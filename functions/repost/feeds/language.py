"""In which language a blog is written, by the small words of its titles, if nothing else says so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST: Final = 20_000  # characters that are looked at
_FEWEST: Final = 2.0  # points: two words of one language alone, or more of several
_LEAD: Final = 2  # over the next language, counted in words that only one of the two has
_FEW_LETTERS: Final = 0.3  # the part of all letters that a script must make up to be the text's own
_WORD: Final = pattern(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")

# The smallest words, and letters that few languages have. Languages that Repost doesn't speak are here so
# that they aren't mistaken for those it does.
_WORDS: Final = {
    "en": """the and of to in is for with your how what you are this from why on that it not my our we be can
        an at by as about when their has have was will all new into more without using should don't it's
        i""",
    "fr": """le la les des du et en un une pour dans est sur que qui avec pas au aux ce cette ces vous votre
        nous notre plus comment pourquoi par ne se son sa ses ou où à l'on c'est quand sans être tout
        mon ma mes il j'ai""",
    "de": """der die das und ist ein eine nicht mit für auf den dem des von zu im wie sie ich wir auch sich
        bei als aus nach um oder kann wird sind über warum was man zur zum einen einer werden mein ihr
        unser ohne vom""",
    "es": """el la los las de del y en un una para con que por es se su al cómo como más lo qué tu mi sin
        sobre nuestro tus sus no desde entre cuando este esta son muy ser hay sobre todo año años por
        qué""",
    "it": """il lo la i gli le di del della dei delle e è un una per con che in non si da al alla nel nella
        come più sono tuo mio perché cosa dal questo questa anche senza su tra quando nostro fare dell'""",
    "pt": """o a os as de do da dos das e é em um uma para com que não no na nos nas por se mais como ao à
        seu sua você são pelo pela sem sobre quando meu minha nosso este esta isso ou foi também até""",
    "ca": """el la els les de del dels i és en un una per amb que no al als com més es seu seva què pel sobre
        aquest aquesta són ha hi ens teu sense quan també des fer tot anys l'any d'un""",
    "nl": """de het een en van in is op te dat voor met zijn niet aan er om ook als bij naar uit dan wat je
        hoe maar door over waarom worden wordt ik wij we mijn jouw ons deze dit zonder geen kun tot""",
    "sv": """och att det som en ett är för på av med den till inte om har från så kan vi du jag hur vad
        varför men din min vår utan när eller alla ska blir till nya mer över efter detta något några
        mig dig gör mellan genom nu bli vecka bara deras också fler år bättre hos""",
    "da": """og at det som en et er for på af med den til ikke om har fra så kan vi du jeg hvordan hvad
        hvorfor men din min vores uden når eller alle skal bliver nye mere over efter dette ud blev hvis
        meget noget nogle mig dig gør bliver mellem gennem hvornår uge ugen kun deres også flere år
        bedre hos""",
    "nb": """og å det som en et er for på av med den til ikke om har fra så kan vi du jeg hvordan hva hvorfor
        men din min vår uten når eller alle skal blir nye mer over etter dette ut ble hvis mye ei noe
        noen meg deg gjør mellom gjennom nå bli uke uken kun deres også flere år bedre hos bare""",
    "nn": """og å det som ein er for på av med den til ikkje om har frå så kan vi du eg korleis kva kvifor
        men din min vår utan når eller alle skal blir nye meir over etter dette ut vart viss mykje ei noko
        nokon meg deg gjer mellom gjennom no bli veke veka berre deira også fleire år betre hos vere eit""",
    "pl": """i w z na do nie się jest że jak o dla co to po od czy przez są za oraz ale tym jego dlaczego ten
        ta może tylko bez przy kiedy które który naszej naszych mój moja już być wszystko czyli u ze we""",
    "cs": """a v na se je že s z do o jak pro co to za k od po by ale jsou nebo ve proč tak při bez když už
        jako můj které který své není být jsme jsem byl ke aby svůj náš""",
    "fi": """ja on ei se että en kun mitä miten miksi myös oli mutta tai joka niin kuin voi ole vai sekä ovat
        ilman tämä minun sinun meidän nyt jo vain sen mukaan uusi kaikki kanssa mistä missä milloin kuka
        uuden hyvä jos vaan sinä minä jotka vuoden kuinka näin sitä siitä tästä ennen jälkeen aina olla
        tai eri saa pitää kaikki""",
    "sk": """a v na sa je že s z do o ako pre čo to za k od po by ale sú alebo vo prečo tak pri bez keď už
        môj ktoré ktorý svoje nie byť sme som bol ku aby""",
    "hr": """i u na je se da za od sa su koji kako što ne o iz po ali ili bez kao biti ćete vaš zašto može
        nije više smo sam ovo""",
    "sl": """in je na se da za so ki v z od ne pri kako kaj ali bo bi po tudi pa ni kot brez zakaj lahko vaš
        več ta""",
    "hu": """a az és hogy nem is egy van meg de ez mi ha mint csak el már vagy kell miért hogyan lehet között
        még volt minden után""",
    "ro": """de și în la cu pe nu este un o care din pentru ce să mai sunt cum lui al ale sau prin despre
        fără când are fi""",
    "tr": """ve bir bu için ile de da ne nasıl mi çok daha en olarak gibi var sonra kadar ama neden değil
        olan her ya""",
    "id": """yang dan di untuk dengan ini dari ke tidak pada adalah cara apa anda itu dalam akan bisa atau
        juga ada oleh saya kita""",
    "vi": """và của là cho không một có các với những được trong khi người để này cách như tôi bạn""",
    "et": """ja on ei et see kui mis ka oli aga või kuidas miks ole oma ning selle kõik ilma mida""",
    "lt": """ir yra kad su į iš ne kaip tai apie bet ar po per jo už kai arba nuo labai""",
    "lv": """un ir ka ar no uz par kā nav arī pie vai to bet ko pēc bez kas""",
    "gl": """o a os as de do da dos das e é en un unha para con que non no na por se máis como ao á seu súa
        sen sobre cando este esta ou tamén""",
    "eu": """eta da ez bat du dira izan baina zer nola ere egin hau edo bere""",
    "cy": """yn yr y ar i'r gyda eich hwn ddim mae wedi neu o a am""",
    "ga": """an na agus ar i is ní le do don an't ag go sa""",
    "sq": """dhe të në me për një si nga është që nuk i e""",
    "is": """og að í á er sem við um ekki til með fyrir af en""",
    "af": """die en van is in 'n nie het om te vir op wat met dat jy ek ons hoe hoekom aan by sal""",
}
_LETTERS: Final = {
    "es": "ñ",
    "gl": "ñ",
    "eu": "ñ",
    "de": "ßäü",
    "sv": "äå",
    "fi": "ä",
    "et": "äüõ",
    "sk": "äľô",
    "tr": "üçğış",
    "hu": "üőű",
    "da": "åøæ",
    "nb": "åøæ",
    "nn": "åøæ",
    "pt": "ãõçôê",
    "vi": "ãõôđăơưạ",
    "fr": "çôêœ",
    "ca": "çŀ",
    "pl": "łąęż",
    "lt": "ąęėų",
    "cs": "řěů",
    "hr": "đ",
    "ro": "şățș",
    "lv": "āē",
}
_LETTER: Final = "letter "  # before one, to tell it from a word of one letter
# Languages by letters that are theirs, and by which share of all letters these are at least.
_SCRIPTS: Final = tuple(
    (language, share, pattern(letters, re.IGNORECASE))
    for language, share, letters in (
        ("ja", 0.1, "[\u3041-\u30ff]"),
        ("ko", _FEW_LETTERS, "[\uac00-\ud7a3]"),
        ("zh", _FEW_LETTERS, "[\u4e00-\u9fff]"),
        ("kk", 0.02, "[әғқңұһ]"),
        ("be", 0.005, "[ў]"),
        ("uk", 0.02, "[іїєґ]"),
        ("mk", 0.005, "[ѓќѕ]"),
        ("sr", 0.02, "[јљњђћџ]"),
        ("bg", 0.01, "ъ(?![еёюя])"),
        ("ru", _FEW_LETTERS, "[\u0400-\u04ff]"),
        ("el", _FEW_LETTERS, "[\u0370-\u03ff]"),
        ("ur", 0.02, "[ٹڈڑںے]"),
        ("fa", 0.01, "[پچژگ]"),
        ("ar", _FEW_LETTERS, "[\u0600-\u06ff]"),
        ("he", _FEW_LETTERS, "[\u0590-\u05ff]"),
        ("hi", _FEW_LETTERS, "[\u0900-\u097f]"),
        ("bn", _FEW_LETTERS, "[\u0980-\u09ff]"),
        ("pa", _FEW_LETTERS, "[\u0a00-\u0a7f]"),
        ("gu", _FEW_LETTERS, "[\u0a80-\u0aff]"),
        ("ta", _FEW_LETTERS, "[\u0b80-\u0bff]"),
        ("te", _FEW_LETTERS, "[\u0c00-\u0c7f]"),
        ("kn", _FEW_LETTERS, "[\u0c80-\u0cff]"),
        ("ml", _FEW_LETTERS, "[\u0d00-\u0d7f]"),
        ("si", _FEW_LETTERS, "[\u0d80-\u0dff]"),
        ("th", _FEW_LETTERS, "[\u0e00-\u0e7f]"),
        ("lo", _FEW_LETTERS, "[\u0e80-\u0eff]"),
        ("my", _FEW_LETTERS, "[\u1000-\u109f]"),
        ("ka", _FEW_LETTERS, "[\u10a0-\u10ff]"),
        ("am", _FEW_LETTERS, "[\u1200-\u137f]"),
        ("km", _FEW_LETTERS, "[\u1780-\u17ff]"),
        ("hy", _FEW_LETTERS, "[\u0530-\u058f]"),
    )
)


def language_of(texts: Iterable[str]) -> str:
    """The language that texts are written in, such as "fr"; "" if that isn't certain."""
    text = " ".join(texts)[:_LONGEST]
    letters = sum(map(str.isalpha, text)) or 1
    for language, share, script in () if text.isascii() else _SCRIPTS:
        if len(script.findall(text)) / letters > share:
            return language
    found = Counter[str]()
    for word in _WORD.findall(text.casefold().replace("’", "'")):
        found.update({word, *(word.split("'") if "'" in word else ()), *map(_LETTER.__add__, word)})
    points = defaultdict[str, float](float)
    for key, number in found.items():
        for language in _languages().get(key, ()):
            points[language] += _points(key, number)
    best, other = [*sorted(points, key=points.__getitem__, reverse=True), "", ""][:2]
    lead, behind = _apart(found, best, other), _apart(found, other, best)
    return best if points[best] >= _FEWEST and lead >= max(_FEWEST / 2, _LEAD * behind) else ""


def _apart(found: Mapping[str, int], language: str, other: str) -> float:
    """The points of a language for what another lacks: Danish and Norwegian have most words in common."""
    return sum(
        _points(key, number)
        for key, number in found.items()
        if language in (names := _languages().get(key, frozenset())) and other not in names
    )


def _points(key: str, number: int) -> float:
    """The points for a word, or a letter, that was found: the fewer the more languages have it."""
    return float(number) / len(_languages()[key])


@cache
def _languages() -> Mapping[str, frozenset[str]]:
    """The languages that have a word, or a letter."""
    languages: dict[str, set[str]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            languages.setdefault(word, set()).add(language)
    for language, letters in _LETTERS.items():
        for letter in letters:
            languages.setdefault(_LETTER + letter, set()).add(language)
    return {key: frozenset(names) for key, names in languages.items()}
