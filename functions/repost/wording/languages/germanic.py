"""English, German, Dutch and the languages of Scandinavia."""

from __future__ import annotations

from typing import Final

from repost.wording.languages.language import Language

ENGLISH: Final = Language(
    before=(
        "Worth another read on {blog}: ",
        "From the archives of {blog}: ",
        "In case you missed it on {blog}: ",
        "Still worth reading on {blog}: ",
    ),
    before_without_blog=(
        "Worth another read: ",
        "From the archives: ",
        "In case you missed it: ",
        "Still worth reading: ",
    ),
    new="New on {blog}: ",
    new_without_blog="New: ",
    date="{day} {month} {year}",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    today="today",
    ages={
        "day": ("yesterday", "{n} days ago"),
        "week": ("a week ago", "{n} weeks ago"),
        "month": ("a month ago", "{n} months ago"),
        "year": ("a year ago", "{n} years ago"),
    },
    uncategorized=("Uncategorized", "Uncategorised"),
)

GERMAN: Final = Language(
    before=(
        "Immer noch lesenswert auf {blog}: ",
        "Aus dem Archiv von {blog}: ",
        "Wiederentdeckt auf {blog}: ",
        "Schon gelesen? Auf {blog}: ",
    ),
    before_without_blog=(
        "Immer noch lesenswert: ",
        "Aus dem Archiv: ",
        "Wiederentdeckt: ",
        "Schon gelesen? ",
    ),
    new="Neu auf {blog}: ",
    new_without_blog="Neu: ",
    date="{day}. {month} {year}",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    today="heute",
    ages={
        "day": ("gestern", "vor {n} Tagen"),
        "week": ("vor einer Woche", "vor {n} Wochen"),
        "month": ("vor einem Monat", "vor {n} Monaten"),
        "year": ("vor einem Jahr", "vor {n} Jahren"),
    },
    uncategorized=("Allgemein", "Unkategorisiert", "Nicht kategorisiert"),
)

DUTCH: Final = Language(
    before=(
        "Het herlezen waard op {blog}: ",
        "Uit het archief van {blog}: ",
        "Opnieuw ontdekt op {blog}: ",
        "Gemist op {blog}? ",
    ),
    before_without_blog=(
        "Het herlezen waard: ",
        "Uit het archief: ",
        "Opnieuw ontdekt: ",
        "Gemist? ",
    ),
    new="Nieuw op {blog}: ",
    new_without_blog="Nieuw: ",
    date="{day} {month} {year}",
    months=(
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    today="vandaag",
    ages={
        "day": ("gisteren", "{n} dagen geleden"),
        "week": ("een week geleden", "{n} weken geleden"),
        "month": ("een maand geleden", "{n} maanden geleden"),
        "year": ("een jaar geleden", "{n} jaar geleden"),
    },
    uncategorized=("Geen categorie", "Niet gecategoriseerd"),
)

SWEDISH: Final = Language(
    before=(
        "Värt att läsa igen på {blog}: ",
        "Ur arkivet på {blog}: ",
        "Om du missade det på {blog}: ",
    ),
    before_without_blog=(
        "Värt att läsa igen: ",
        "Ur arkivet: ",
        "Om du missade det: ",
    ),
    new="Nytt på {blog}: ",
    new_without_blog="Nytt: ",
    date="{day} {month} {year}",
    months=(
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    today="i dag",
    ages={
        "day": ("i går", "för {n} dagar sedan"),
        "week": ("för en vecka sedan", "för {n} veckor sedan"),
        "month": ("för en månad sedan", "för {n} månader sedan"),
        "year": ("för ett år sedan", "för {n} år sedan"),
    },
    uncategorized=("Okategoriserade", "Okategoriserad"),
)

DANISH: Final = Language(
    before=(
        "Værd at læse igen på {blog}: ",
        "Fra arkivet på {blog}: ",
        "Hvis du gik glip af det på {blog}: ",
    ),
    before_without_blog=(
        "Værd at læse igen: ",
        "Fra arkivet: ",
        "Hvis du gik glip af det: ",
    ),
    new="Nyt på {blog}: ",
    new_without_blog="Nyt: ",
    date="{day}. {month} {year}",
    months=(
        *("januar", "februar", "marts", "april", "maj", "juni"),
        *("juli", "august", "september", "oktober", "november", "december"),
    ),
    today="i dag",
    ages={
        "day": ("i går", "for {n} dage siden"),
        "week": ("for en uge siden", "for {n} uger siden"),
        "month": ("for en måned siden", "for {n} måneder siden"),
        "year": ("for et år siden", "for {n} år siden"),
    },
    uncategorized=("Ikke kategoriseret", "Ukategoriseret"),
)

BOKMAL: Final = Language(
    before=(
        "Verdt å lese igjen på {blog}: ",
        "Fra arkivet på {blog}: ",
        "Hvis du gikk glipp av det på {blog}: ",
    ),
    before_without_blog=(
        "Verdt å lese igjen: ",
        "Fra arkivet: ",
        "Hvis du gikk glipp av det: ",
    ),
    new="Nytt på {blog}: ",
    new_without_blog="Nytt: ",
    date="{day}. {month} {year}",
    months=(
        *("januar", "februar", "mars", "april", "mai", "juni"),
        *("juli", "august", "september", "oktober", "november", "desember"),
    ),
    today="i dag",
    ages={
        "day": ("i går", "for {n} dager siden"),
        "week": ("for en uke siden", "for {n} uker siden"),
        "month": ("for en måned siden", "for {n} måneder siden"),
        "year": ("for ett år siden", "for {n} år siden"),
    },
    uncategorized=("Ukategorisert",),
)

NYNORSK: Final = Language(
    before=(
        "Verd å lese om att på {blog}: ",
        "Frå arkivet på {blog}: ",
        "Om du gjekk glipp av det på {blog}: ",
    ),
    before_without_blog=(
        "Verd å lese om att: ",
        "Frå arkivet: ",
        "Om du gjekk glipp av det: ",
    ),
    new="Nytt på {blog}: ",
    new_without_blog="Nytt: ",
    date=BOKMAL.date,
    months=BOKMAL.months,
    today="i dag",
    ages={
        "day": ("i går", "for {n} dagar sidan"),
        "week": ("for ei veke sidan", "for {n} veker sidan"),
        "month": ("for ein månad sidan", "for {n} månader sidan"),
        "year": ("for eitt år sidan", "for {n} år sidan"),
    },
    uncategorized=("Ukategorisert",),
)
