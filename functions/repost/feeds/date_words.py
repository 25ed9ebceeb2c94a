"""The names of months and weekdays, of zones and of the halves of a day, as dates in feeds are written."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each of these is the same month wherever it is used: in English, French, German, Spanish, Italian,
# Portuguese, Catalan, Basque, Welsh, Dutch, Swedish, Danish, Norwegian, Finnish, Russian, Serbian, Bulgarian,
# Slovak, Slovene, Albanian, Turkish, Greek, Hungarian, Romanian, Galician, Maltese, Esperanto, Afrikaans,
# Estonian, Latvian, Lithuanian, Azeri, Uzbek, Kazakh, Georgian, Armenian, Arabic from Morocco to Iraq,
# Persian, Pashto, Urdu, Sindhi, Hebrew, Hindi, Marathi, Nepali, Bengali, Assamese, Odia, Gujarati, Punjabi,
# Tamil, Telugu, Kannada, Malayalam, Sinhala, Thai, Lao, Burmese, Khmer, Indonesian, Malay, Filipino, Amharic,
# Zulu, Xhosa and Swahili. Three letters or more of its start name a month if they begin no other: "okt",
# "juil"; two, if their script isn't an alphabet. The rest is listed. A name of two words is joined into one.
_MONTHS: Final = (
    """january janvier januar januari enero gennaio janeiro gener tammikuuta январь января ocak ιανουάριος
    ιανουαρίου ianuarie jänner يناير جانفي ינואר जनवरी január januára januarja januara јануар јануара
    јануари януари jaanuar janvāris sausis sausio ژانویه جنوری जानेवारी জানুয়ারি ஜனவரி జనవరి มกราคม
    januarie xaneiro yanvar જાન્યુઆરી ಜನವರಿ ജനുവരി ਜਨਵਰੀ มค كانونالثاني janar urtarrilaren urtarrilak ionawr
    eanáir jannar იანვარი հունվարի հունվար հնվ қаңтар ဇန်နဝါရီ មករា ມັງກອນ ມກ ጃንዋሪ ජනවාරි ଜାନୁଆରୀ জানুৱাৰী
    جنوري januaro januwari janyuwari""",
    """february février februar februari febrero febbraio fevereiro febrer helmikuuta февраль февраля şubat
    φεβρουάριος φεβρουαρίου februarie فبراير فيفري פברואר फरवरी február februára februarja februara фебруар
    фебруара фебруари февруари veebruar februāris vasaris vasario فوریه فروری फेब्रुवारी ফেব্রুয়ারি
    பிப்ரவரி ఫిబ్రవరి กุมภาพันธ์ pebrero febreiro fevral ફેબ્રુઆરી ಫೆಬ್ರವರಿ ഫെബ്രുവരി ਫ਼ਰਵਰੀ กพ شباط shkurt
    otsailaren otsailak chwefror feabhra frar თებერვალი փետրվարի փետրվար փտվ ақпан फेब्रुअरी ဖေဖော်ဝါရီ
    កុម្ភៈ ກຸມພາ ກພ ፌብሩዋሪ පෙබරවාරි ଫେବୃଆରୀ ফেব্ৰুৱাৰী فيبروري فبروري februaro februwari""",
    """march mars märz marzo março març maart mar mrt mrz mrc marts maaliskuuta март марта mart μάρτιος
    μαρτίου martie március مارس מרץ मार्च marec marca marta märts maerz kovas kovo مارچ মার্চ மார்ச் మార్చి
    มีนาคม maret mac marso machi માર્ચ ಮಾರ್ಚ್ മാർച്ച് ਮਾਰਚ มีค آذار martxoaren martxoak mawrth marzu მარტი
    մարտի մարտ մրտ наурыз မတ် មីនា ມີນາ ມນ ማርች මාර්තු ମାର୍ଚ୍ଚ মাৰ্চ marto mae mashi matshi""",
    """april avril abril aprile huhtikuuta апрель апреля nisan απρίλιος απριλίου aprilie április أبريل ابريل
    أفريل אפריל अप्रैल apríl apríla aprila април априла aprill aprīlis balandis balandžio آوریل اپریل एप्रिल
    এপ্রিল ஏப்ரல் ఏప్రిల్ เมษายน aprili aprel એપ્રિલ ಏಪ್ರಿಲ್ ഏപ്രിൽ ਅਪ੍ਰੈਲ เมย نيسان prill apirilaren
    apirilak ebrill aibreán აპრილი ապրիլի ապրիլ сәуір अप्रिल ဧပြီ មេសា ເມສາ ມສ ኤፕሪል අප්රේල් ଅପ୍ରେଲ এপ্ৰিল
    اپريل aprilo ephreli epreli""",
    """may mai mayo maggio maio maig mei maj toukokuuta май мая mayıs μάιος μαΐου május مايو ماي מאי मई máj
    mája maja мај маја maijs maijā gegužė gegužės مه مئی मे মে மே మే พฤษภาคม મે ಮೇ മേയ് ਮਈ พค أيار
    maiatzaren maiatzak bealtaine mejju მაისი մայիսի մայիս մյս мамыр မေ ឧសភា ພຶດສະພາ ພພ ሜይ මැයි ମଇ مئي مۍ
    majo meyi mae""",
    """june juin juni junio giugno junho juny kesäkuuta июнь июня haziran ιούνιος ιουνίου iunie június يونيو
    يونيه جوان יוני जून jún júna juna junij junija јун јуна јуни юни juuni jūnijs birželis birželio ژوئن جون
    জুন ஜூன் జూన్ มิถุนายน hunyo junie xuño iyun iyn જૂન ಜೂನ್ ജൂൺ ਜੂਨ มิย حزيران qershor ekainaren ekainak
    mehefin meitheamh ġunju ივნისი հունիսի հունիս հնս маусым जुन ဇွန် មិថុនា ມິຖຸນາ ມິຖ ጁን ජූනි ଜୁନ""",
    """july juillet juli julio luglio julho juliol heinäkuuta июль июля temmuz ιούλιος ιουλίου iulie július
    يوليو يوليه جويلية יולי जुलाई júl júla jula julij julija јул јула јули юли juuli jūlijs liepa liepos
    ژوئیه جولائی जुलै জুলাই ஜூலை జులై జూలై กรกฎาคม julai hulyo julie xullo iyul iyl જુલાઈ ಜುಲೈ ജൂലൈ ਜੁਲਾਈ กค
    تموز يوليوز korrik uztailaren uztailak gorffennaf iúil lulju ივლისი հուլիսի հուլիս հլս шілде ဇူလိုင်
    កក្កដា ກໍລະກົດ ກລ ጁላይ ජූලි ଜୁଲାଇ جولاءِ جولای julayi""",
    """august août agosto agost ag augustus augusti elokuuta август августа ağustos αύγουστος αυγούστου
    augusztus أغسطس اغسطس أوت אוגוסט अगस्त augusta avgust avgusta augusts rugpjūtis rugpjūčio اگست ऑगस्ट
    আগস্ট ஆகஸ்ட் ఆగస్టు สิงหาคม agustus ogos agosti avqust ઑગસ્ટ ಆಗಸ್ಟ್ ഓഗസ്റ്റ് ਅਗਸਤ สค آب غشت gusht
    abuztuaren abuztuak awst awwissu აგვისტო օգոստոսի օգոստոս тамыз अगस्ट ဩဂုတ် សីហា ສິງຫາ ສຫ ኦገስት අගෝස්තු
    ଅଗଷ୍ଟ আগষ্ট آگسٽ اګست aŭgusto agasti agt""",
    """september septembre septiembre setiembre settembre setembro setembre set syyskuuta сентябрь сентября
    eylül σεπτέμβριος σεπτεμβρίου septembrie szeptember سبتمبر ספטמבר सितंबर सितम्बर septembra septembar
    септембар септембра септември septembris rugsėjis rugsėjo سپتامبر ستمبر सप्टेंबर সেপ্টেম্বর செப்டம்பர்
    సెప్టెంబర్ กันยายน setyembre septemba sentyabr sentabr સપ્ટેમ્બર ಸೆಪ್ಟೆಂಬರ್ സെപ്റ്റംബർ ਸਤੰਬਰ กย أيلول
    شتنبر shtator irailaren irailak medi meánfómhair mfómh settembru სექტემბერი սեպտեմբերի սեպտեմբեր
    қыркүйек सेप्टेम्बर စက်တင်ဘာ កញ្ញា ກັນຍາ ກຍ ሴፕቴምበር සැප්තැම්බර් ସେପ୍ଟେମ୍ବର ছেপ্তেম্বৰ سيپٽمبر سپتمبر
    septembro septhemba""",
    """october octobre oktober octubre ottobre outubro oktobra lokakuuta октябрь октября ekim οκτώβριος
    οκτωβρίου octombrie október أكتوبر اكتوبر אוקטובר अक्टूबर अक्तूबर októbra oktobar октобар октобра
    октомври oktoober oktobris spalis spalio اکتبر اکتوبر ऑक्टोबर অক্টোবর அக்டோபர் అక్టోబర్ ตุลาคม oktubre
    oktoba oktyabr oktabr ઑક્ટોબર ಅಕ್ಟೋಬರ್ ഒക്ടോബർ ਅਕਤੂਬਰ ตค تشرينالأول tetor urriaren urriak hydref
    deireadhfómhair dfómh ottubru ოქტომბერი հոկտեմբերի հոկտեմբեր қазан अक्टोबर အောက်တိုဘာ តុលា ຕຸລາ ຕລ ኦክቶበር
    ඔක්තෝබර් ଅକ୍ଟୋବର অক্টোবৰ آڪٽوبر oktobro okthoba okthobha""",
    """november novembre noviembre novembro marraskuuta ноябрь ноября kasım νοέμβριος νοεμβρίου noiembrie
    نوفمبر נובמבר नवंबर नवम्बर novembra novembar новембар новембра ноември novembris lapkritis lapkričio
    نوامبر نومبر नोव्हेंबर নভেম্বর நவம்பர் నవంబర్ พฤศจิกายน nobyembre novemba noyabr નવેમ્બર ನವೆಂಬರ್ നവംബർ
    ਨਵੰਬਰ พย تشرينالثاني نونبر nëntor azaroaren azaroak tachwedd novembru ნოემბერი նոյեմբերի նոյեմբեր қараша
    नोभेम्बर နိုဝင်ဘာ វិច្ឆិកា ພະຈິກ ພຈ ኖቬምበር නොවැම්බර් ନଭେମ୍ବର নৱেম্বৰ""",
    """december décembre dezember diciembre dicembre dezembro desembre desember joulukuuta декабрь декабря
    aralık δεκέμβριος δεκεμβρίου decembrie ديسمبر דצמבר दिसंबर दिसम्बर decembra decembar децембар децембра
    декември detsember decembris gruodis gruodžio دسامبر دسمبر डिसेंबर ডিসেম্বর டிசம்பர் డిసెంబర్ ธันวาคม
    disember disyembre desemba decembro dekabr ડિસેમ્બર ಡಿಸೆಂಬರ್ ഡിസംബർ ਦਸੰਬਰ ธค كانونالأول دجنبر dhjetor
    abenduaren abenduak rhagfyr nollaig diċembru დეკემბერი դեկտեմբերի դեկտեմբեր желтоқсан डिसेम्बर ဒီဇင်ဘာ
    ធ្នូ ທັນວາ ທວ ዲሴምበር දෙසැම්බර් ଡିସେମ୍ବର ডিচেম্বৰ ڊسمبر disemba""",
)

_ENGLISH: Final = tuple(names.split()[0] for names in _MONTHS)

# Names that other languages give to other months: "listopad" is October in Croatian and November in Czech.
_MONTHS_OF: Final = {
    "be": """студзень студзеня|люты лютага|сакавік сакавіка|красавік красавіка|травень траўня
        |чэрвень чэрвеня|ліпень ліпеня|жнівень жніўня|верасень верасня|кастрычнік кастрычніка
        |лістапад лістапада|снежань снежня""",
    "cs": """leden ledna|únor února|březen března|duben dubna|květen května|červen června čvn
        |červenec července čvc|srpen srpna|září|říjen října|listopad listopadu|prosinec prosince""",
    "hr": """siječanj siječnja|veljača veljače|ožujak ožujka|travanj travnja|svibanj svibnja|lipanj lipnja
        |srpanj srpnja|kolovoz kolovoza|rujan rujna|listopad listopada|studeni studenoga studenog
        |prosinac prosinca""",
    "mk": """коложег|сечко|цутар|тревен|косар|жетвар|златец|житар|гроздобер|листопад|студен|снежник""",
    "pl": """styczeń stycznia|luty lutego|marzec|kwiecień kwietnia|maj|czerwiec czerwca|lipiec lipca
        |sierpień sierpnia|wrzesień września|październik października|listopad listopada
        |grudzień grudnia""",
    "sl": "prosinec prosinca|svečan|sušec|||rožnik|||kimavec|vinotok|listopad listopada|gruden grudna",
    "uk": """січень січня|лютий лютого|березень березня|квітень квітня|травень травня|червень червня
        |липень липня|серпень серпня|вересень вересня|жовтень жовтня|листопад листопада|грудень грудня""",
}

# Two letters may name a weekday, as in German, Dutch or Czech.
_WEEKDAYS: Final = (
    """monday lundi luni montag lunes lunedì segunda maandag måndag mandag poniedziałek pondělí maanantai
    пн понедельник ponedjeljak ponedeljak ponedeljek pondelok dilluns понеділок понедељак понеделник""",
    """tuesday mardi marți dienstag martes martedì terça dinsdag tisdag tirsdag wtorek úterý tiistai utorak
    utorok torek dimarts вт вторник вівторок уторак""",
    """wednesday mercredi miercuri mittwoch miércoles mercoledì quarta woensdag onsdag środa středa
    keskiviikko srijeda sreda streda dimecres ср среда середа сряда""",
    """thursday jeudi joi donnerstag jueves giovedì quinta donderdag torsdag czwartek čtvrtek torstai
    četvrtak četrtek štvrtok dijous чт четверг четвер четвртак четвъртък четврток""",
    """friday vendredi vineri freitag viernes venerdì sexta vrijdag fredag piątek pátek perjantai petak
    petek piatok pt divendres пт пятница петък петак""",
    """saturday samedi sâmbătă samstag sonnabend sábado sabato zaterdag lördag lørdag sobota lauantai
    subota dissabte сб суббота субота събота сабота""",
    """sunday dimanche duminică sonntag domingo domenica zondag söndag søndag niedziela neděle sunnuntai
    nedjelja nedelja nedeľa diumenge вс нд воскресенье неділя недеља неделя недела""",
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

_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", **dict.fromkeys("\u2010\u2012\u2013\u2014\u2212", "-")}
)
_WEEKDAY: Final = "weekday"
_FEWEST_OF_MONTH: Final = 3
_FEWEST: Final = 2  # of a weekday, and of a month where syllables are written
_OTHER_SCRIPTS: Final = "\u0900"  # from here on in Unicode vowels are marks, and none of them may be left out
_PAIRS: Final = pattern(
    r"\b(تشرين|كانون|mean|deireadh|dydd) (?=ال|fomhair|mawrth)"
)  # "تشرين الأول" is one name
_THAI_DOT: Final = pattern(r"(?<=[\u0e01-\u0e4e\u0e81-\u0ecd])\.")  # within a short name, and behind it
# "2026年10月14日"; and "14 10月 2026", where software puts the name of a month into the order of the West.
_EASTERN: Final = pattern(r"([0-9]{4})\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日일]?")
_EASTERN_MONTH: Final = pattern(r"(?<![0-9/.:-])(0?[1-9]|1[0-2])\s?[月월](?!曜)(?:\s*([0-9]{1,2})\s*[日일])?")
_EASTERN_NUMBER: Final = pattern(r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])(?=\s?月)")
_EASTERN_NUMBERS: Final = "一二三四五六七八九十"
_VIETNAMESE: Final = pattern(
    r"([0-9]{1,2})\s*(?:thang\s*|thg\s*|th(?=[0-9]))([0-9]{1,2})\s*,?\s*(?:nam\s*)?([0-9]{4})(?![0-9])"
)
_VIETNAMESE_WEEKDAY: Final = pattern(r"\b(?:t|thu )[2-7]\b")
_NUKTAS: Final = frozenset("\u093c\u09bc\u0a3c\u0abc\u0b3c")  # the dots of borrowed sounds
_HEBREW_IN: Final = "ב"


def folded(text: str) -> str:
    """A text in the form in which names are compared: in lower case without accents, its digits in ASCII."""
    if text.isascii():
        return _PAIRS.sub(r"\1", text.lower())
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS))
    digits = (str(unicodedata.decimal(each, each)) for each in bare if not _is_dropped(each))
    return _PAIRS.sub(r"\1", unicodedata.normalize("NFC", "".join(digits)))


def in_usual_order(text: str) -> str:
    """A folded text whose day is written as in East Asia, Vietnam or Thailand, as dates are elsewhere."""
    if text.isascii():
        text = _VIETNAMESE_WEEKDAY.sub(" ", text) if "th" in text else text
        return _VIETNAMESE.sub(r"\3-\2-\1 ", text)
    text = _EASTERN_NUMBER.sub(lambda it: str(sum(map(_EASTERN_NUMBERS.index, it[0])) + len(it[0])), text)
    text = _EASTERN.sub(r"\1-\2-\3 ", _THAI_DOT.sub("", text))
    return _EASTERN_MONTH.sub(lambda it: f" {_ENGLISH[int(it[1]) - 1]} {it[2] or ''} ", text)


def _is_dropped(character: str) -> bool:
    """Whether it is an accent, or isn't seen."""
    category = unicodedata.category(character)
    is_accent = category[0] == "M" and (character < _OTHER_SCRIPTS or character in _NUKTAS)
    return is_accent or category == "Cf"


@lru_cache(maxsize=512)
def months_of(word: str) -> Mapping[str, frozenset[int]]:
    """The months (1 to 12) that a folded word may name, by language; "" where all mean the same."""
    found = {language: _named(word, language) for language in ("", *_MONTHS_OF)}
    return {language: months for language, months in found.items() if months}


@lru_cache(maxsize=512)
def weekdays_of(word: str) -> frozenset[int]:
    """The weekdays (Monday 0) that a folded word may name."""
    return _named(word, _WEEKDAY)


def is_weekday(word: str) -> bool:
    """Whether a folded word is the whole name of a weekday."""
    return word in _table(_WEEKDAY)


def zone_of(word: str) -> int | None:
    """How many minutes a zone is ahead of UTC, by its folded short name; None if it isn't known."""
    return _ZONES.get(word)


def _named(word: str, table: str) -> frozenset[int]:
    names = _table(table)
    if word in names:
        return names[word]
    is_short = table == _WEEKDAY or word >= _OTHER_SCRIPTS
    if len(word) < (_FEWEST if is_short else _FEWEST_OF_MONTH):
        return frozenset()
    return frozenset[int]().union(*(numbers for name, numbers in names.items() if name.startswith(word)))


@cache
def _table(table: str) -> dict[str, frozenset[int]]:
    """The folded names of the weekdays, of a language's months, or of months everywhere ("")."""
    if table == _WEEKDAY:
        lines = enumerate(_WEEKDAYS)
    else:
        lines = enumerate(_MONTHS_OF[table].split("|") if table else _MONTHS, 1)
    found: dict[str, frozenset[int]] = {}
    for number, names in lines:
        for name in folded(names).split():
            for form in (name, f"{_HEBREW_IN}{name}") if "א" <= name[0] <= "ת" else (name,):
                found[form] = found.get(form, frozenset()) | {number}
    return found
