"""Polish, Czech and Finnish, whose nouns are inflected."""

from __future__ import annotations

from typing import Final

from repost.wording.languages.language import Language

_FEW: Final = range(2, 5)
_TEENS: Final = range(12, 15)


def polish_form(number: int) -> int:
    """1; 2-4, 22-24 and so on, but not 12-14; all the rest (CLDR's plural rules for "pl")."""
    if number == 1:
        return 0
    return 1 if number % 10 in _FEW and number % 100 not in _TEENS else 2


POLISH: Final = Language(
    before=(
        "Warto przeczytać na blogu {blog}: ",
        "Z archiwum bloga {blog}: ",
        "Jeśli Ci to umknęło na blogu {blog}: ",
    ),
    before_without_blog=(
        "Warto przeczytać: ",
        "Z archiwum: ",
        "Jeśli Ci to umknęło: ",
    ),
    new="Nowość na blogu {blog}: ",
    new_without_blog="Nowość: ",
    date="{day} {month} {year}",
    months=(
        *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
        *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
    ),
    today="dzisiaj",
    ages={
        "day": ("wczoraj", "{n} dni temu", "{n} dni temu"),
        "week": ("tydzień temu", "{n} tygodnie temu", "{n} tygodni temu"),
        "month": ("miesiąc temu", "{n} miesiące temu", "{n} miesięcy temu"),
        "year": ("rok temu", "{n} lata temu", "{n} lat temu"),
    },
    form=polish_form,
    uncategorized=("Bez kategorii",),
)

CZECH: Final = Language(
    before=(
        "Stojí za přečtení na blogu {blog}: ",
        "Z archivu blogu {blog}: ",
        "Pokud vám to uniklo, na blogu {blog}: ",
    ),
    before_without_blog=(
        "Stojí za přečtení: ",
        "Z archivu: ",
        "Pokud vám to uniklo: ",
    ),
    new="Nově na blogu {blog}: ",
    new_without_blog="Nově: ",
    date="{day}. {month} {year}",
    months=(
        *("ledna", "února", "března", "dubna", "května", "června"),
        *("července", "srpna", "září", "října", "listopadu", "prosince"),
    ),
    today="dnes",
    ages={
        "day": ("včera", "před {n} dny"),
        "week": ("před týdnem", "před {n} týdny"),
        "month": ("před měsícem", "před {n} měsíci"),
        "year": ("před rokem", "před {n} lety"),
    },
    uncategorized=("Nezařazené", "Nezařazeno"),
)

FINNISH: Final = Language(
    before=(
        "Lukemisen arvoista – {blog}: ",
        "Arkiston helmiä – {blog}: ",
        "Jos tämä meni ohi – {blog}: ",
    ),
    before_without_blog=(
        "Lukemisen arvoista: ",
        "Arkiston helmiä: ",
        "Jos tämä meni ohi: ",
    ),
    new="Uutta – {blog}: ",
    new_without_blog="Uutta: ",
    date="{day}. {month} {year}",
    months=(
        *("tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta"),
        *("heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"),
    ),
    today="tänään",
    ages={
        "day": ("eilen", "{n} päivää sitten"),
        "week": ("viikko sitten", "{n} viikkoa sitten"),
        "month": ("kuukausi sitten", "{n} kuukautta sitten"),
        "year": ("vuosi sitten", "{n} vuotta sitten"),
    },
    uncategorized=("Yleinen", "Luokittelematon"),
)
