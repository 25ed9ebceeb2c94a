"""French, Spanish, Italian, Portuguese of both sides of the Atlantic, and Catalan."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from repost.wording.languages.language import Language

# In French a colon follows a full no-break space; the narrow one, which goes before ; ! ?, weighs two on X.
FRENCH: Final = Language(
    before=(
        "À relire sur {blog}\N{NO-BREAK SPACE}: ",
        "À (re)découvrir sur {blog}\N{NO-BREAK SPACE}: ",
        "Ressorti des archives sur {blog}\N{NO-BREAK SPACE}: ",
        "Au cas où vous l’auriez manqué, sur {blog}\N{NO-BREAK SPACE}: ",
    ),
    before_without_blog=(
        "À relire\N{NO-BREAK SPACE}: ",
        "À (re)découvrir\N{NO-BREAK SPACE}: ",
        "Ressorti des archives\N{NO-BREAK SPACE}: ",
        "Au cas où vous l’auriez manqué\N{NO-BREAK SPACE}: ",
    ),
    new="Nouveau sur {blog}\N{NO-BREAK SPACE}: ",
    new_without_blog="Nouveau\N{NO-BREAK SPACE}: ",
    date="{day} {month} {year}",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    first_day="1er",
    today="aujourd’hui",
    ages={
        "day": ("hier", "il y a {n} jours"),
        "week": ("il y a une semaine", "il y a {n} semaines"),
        "month": ("il y a un mois", "il y a {n} mois"),
        "year": ("il y a un an", "il y a {n} ans"),
    },
    uncategorized=("Non classé", "Non classée"),
)

SPANISH: Final = Language(
    before=(
        "Para releer en {blog}: ",
        "Del archivo de {blog}: ",
        "Para redescubrir en {blog}: ",
        "Por si te lo perdiste en {blog}: ",
    ),
    before_without_blog=(
        "Para releer: ",
        "Del archivo: ",
        "Para redescubrir: ",
        "Por si te lo perdiste: ",
    ),
    new="Nuevo en {blog}: ",
    new_without_blog="Nuevo: ",
    date="{day} de {month} de {year}",
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    today="hoy",
    ages={
        "day": ("ayer", "hace {n} días"),
        "week": ("hace una semana", "hace {n} semanas"),
        "month": ("hace un mes", "hace {n} meses"),
        "year": ("hace un año", "hace {n} años"),
    },
    uncategorized=("Sin categoría", "Sin categorizar"),
)

ITALIAN: Final = Language(
    before=(
        "Da rileggere su {blog}: ",
        "Dall’archivio di {blog}: ",
        "Da riscoprire su {blog}: ",
        "Se ve lo siete perso, su {blog}: ",
    ),
    before_without_blog=(
        "Da rileggere: ",
        "Dall’archivio: ",
        "Da riscoprire: ",
        "Se ve lo siete perso: ",
    ),
    new="Nuovo su {blog}: ",
    new_without_blog="Nuovo articolo: ",
    date="{day} {month} {year}",
    months=(
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
    first_day="1º",
    today="oggi",
    ages={
        "day": ("ieri", "{n} giorni fa"),
        "week": ("una settimana fa", "{n} settimane fa"),
        "month": ("un mese fa", "{n} mesi fa"),
        "year": ("un anno fa", "{n} anni fa"),
    },
    uncategorized=("Senza categoria",),
)

PORTUGUESE: Final = Language(
    before=(
        "Vale a pena reler em {blog}: ",
        "Do arquivo de {blog}: ",
        "Para redescobrir em {blog}: ",
        "Caso lhe tenha escapado, em {blog}: ",
    ),
    before_without_blog=(
        "Vale a pena reler: ",
        "Do arquivo: ",
        "Para redescobrir: ",
        "Caso lhe tenha escapado: ",
    ),
    new="Novo em {blog}: ",
    new_without_blog="Novo: ",
    date="{day} de {month} de {year}",
    months=(
        *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
        *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    ),
    today="hoje",
    ages={
        "day": ("ontem", "há {n} dias"),
        "week": ("há uma semana", "há {n} semanas"),
        "month": ("há um mês", "há {n} meses"),
        "year": ("há um ano", "há {n} anos"),
    },
    uncategorized=("Sem categoria",),
)

BRAZILIAN: Final = replace(
    PORTUGUESE,
    before=(*PORTUGUESE.before[:3], "Caso você tenha perdido em {blog}: "),
    before_without_blog=(*PORTUGUESE.before_without_blog[:3], "Caso você tenha perdido: "),
    first_day="1º",
)

CATALAN: Final = Language(
    before=(
        "Per rellegir a {blog}: ",
        "De l’arxiu, a {blog}: ",
        "Per redescobrir a {blog}: ",
        "Per si us ho vau perdre, a {blog}: ",
    ),
    before_without_blog=(
        "Per rellegir: ",
        "De l’arxiu: ",
        "Per redescobrir: ",
        "Per si us ho vau perdre: ",
    ),
    new="Nou a {blog}: ",
    new_without_blog="Nou: ",
    date="{day} {month} del {year}",
    months=(
        *("de gener", "de febrer", "de març", "d’abril", "de maig", "de juny"),
        *("de juliol", "d’agost", "de setembre", "d’octubre", "de novembre", "de desembre"),
    ),
    today="avui",
    ages={
        "day": ("ahir", "fa {n} dies"),
        "week": ("fa una setmana", "fa {n} setmanes"),
        "month": ("fa un mes", "fa {n} mesos"),
        "year": ("fa un any", "fa {n} anys"),
    },
    uncategorized=("Sense categoria", "Sense classificar"),
)
