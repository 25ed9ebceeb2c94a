"""The words of the pages, in English and French. Reports keep the language they are written in: English."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from repost.base.moments import is_french
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class Words(Value, frozen=True):
    """One language: its tag, and each text; "{}" is filled in by whoever uses it."""

    tag: str
    views: Mapping[str, str]
    states: Mapping[str, str]
    members: Mapping[str, str]
    is_wrong: str
    all_well: str
    wrong: str
    comes_next: str
    nothing_comes: str
    waits: str
    nothing_waits: str
    held_posts: str
    unknown_posts: str
    for_review: str
    paused: str
    stopped: str
    dry_run: str
    skipping: str
    silent: str
    never_read: str
    no_accounts: str
    no_such_account: str
    zone: str
    goes_out: str
    slots: str
    nothing_ahead: str
    looked_until: str
    only_so_many: str
    nothing_past: str
    older: str
    newest: str
    further: str
    the_post: str
    why_held: str
    decided: str
    on_dashboard: str
    now: str
    pinned: str
    show: str
    account: str
    group: str
    state: str
    every: str
    whose_past: str
    none_like_this: str
    some_looked_at: str
    health: tuple[str, ...]
    is_well: str
    is_paused: str
    is_stopped: str
    is_overdue: str
    is_invalid: str
    is_trying: str
    not_begun: str
    no_end: str
    days_left: str
    ended: str
    spent: str
    of_budget: str
    free: str
    known: str
    asks: str
    more: str
    failed: str
    decimal: str = "."


_EN_STATES: Final = {
    "claimed": "being prepared",
    "sending": "being sent",
    "posted": "posted",
    "rejected": "refused by the network",
    "not_sent": "not sent",
    "unknown": "perhaps posted",
    "empty": "nothing to post",
    "held_back": "page failed its check",
    "dry_run": "dry run",
    "skipped": "skipped",
    "over_budget": "over budget",
    "undone": "taken back",
    "held": "waits for review",
    "approved": "approved",
    "edited": "approved, edited",
    "declined": "declined",
    "expired": "not decided in time",
    "unreviewed": "review full",
    "paused": "paused",
    "stopped": "stopped",
    "exhausted": "refused for now",
    "outdated": "earlier settings used",
    "invalid": "settings or keys can’t be used",
    "no_feed": "blog can’t be read",
    "taken": "done by another run",
    "not_reached": "no time left",
    "failed": "run failed",
}
_FR_STATES: Final = {
    "claimed": "en préparation",
    "sending": "en cours d’envoi",
    "posted": "publié",
    "rejected": "refusé par le réseau",
    "not_sent": "non envoyé",
    "unknown": "peut-être publié",
    "empty": "rien à publier",
    "held_back": "page en défaut",
    "dry_run": "essai à blanc",
    "skipped": "passé",
    "over_budget": "hors budget",
    "undone": "retiré",
    "held": "à relire",
    "approved": "approuvé",
    "edited": "approuvé, modifié",
    "declined": "refusé à la relecture",
    "expired": "sans décision à temps",
    "unreviewed": "relecture saturée",
    "paused": "en pause",
    "stopped": "arrêté",
    "exhausted": "refusé pour l’instant",
    "outdated": "anciens réglages utilisés",
    "invalid": "réglages ou clés inutilisables",
    "no_feed": "blog illisible",
    "taken": "fait par un autre passage",
    "not_reached": "manque de temps",
    "failed": "passage en échec",
}

ENGLISH: Final = Words(
    tag="en",
    views=MappingProxyType(
        {"coming": "Coming", "history": "History", "health": "Health", "results": "Results"}
    ),
    states=MappingProxyType(_EN_STATES),
    members=MappingProxyType(
        {
            "invited": "invited",
            "joined": "agreed, not connected",
            "connected": "connected, has not agreed",
            "active": "active",
            "paused": "paused",
            "left": "left",
            "reconnect": "must connect again",
        }
    ),
    is_wrong="Is anything wrong?",
    all_well="All is well.",
    wrong="Accounts that need attention: {} ({}).",
    comes_next="What comes next?",
    nothing_comes="Nothing is planned.",
    waits="What waits for me?",
    nothing_waits="Nothing.",
    held_posts="Posts that wait for a review: {}.",
    unknown_posts="Posts that may or may not be out: {}.",
    for_review="Articles that wait for a decision: {}.",
    paused="Paused in its settings: nothing is posted.",
    stopped="Stopped: {}",
    dry_run="A dry run: posts are prepared and not sent.",
    skipping="The next slot is skipped, as somebody asked.",
    silent="Nothing is posted: {}.",
    never_read="The blog hasn’t been read yet: what comes is known after the first run.",
    no_accounts="There is no account yet. ./repost put main.toml stores the settings of one.",
    no_such_account="There is no account {}.",
    zone="Times are those of {}.",
    goes_out="A post goes out at its time, or a few minutes later.",
    slots="{} slots",
    nothing_ahead="Nothing is planned for the next 14 days.",
    looked_until="There was only time to look ahead to {}.",
    only_so_many="Only the next {} slots are shown.",
    nothing_past="Nothing has gone out yet.",
    older="Older",
    newest="Newest",
    further="Next page",
    the_post="See the post",
    why_held="Why a person reads it first: {}",
    decided="{} by {} on {}.",
    on_dashboard="somebody on the dashboard",
    now="now",
    pinned="pinned",
    show="Show",
    account="Account",
    group="Group",
    state="State",
    every="all",
    whose_past="Name an account above, or choose one on the page Health.",
    none_like_this="Nobody on this page is like this.",
    some_looked_at="{} people were looked at for this page.",
    health=("Account", "State", "Next", "Last", "Access token", "Budget", "Blog", "To decide"),
    is_well="ok",
    is_paused="paused",
    is_stopped="stopped",
    is_overdue="overdue",
    is_invalid="settings have a mistake",
    is_trying="dry run",
    not_begun="not begun",
    no_end="",
    days_left="ends in {} days",
    ended="has ended",
    spent="{} this month",
    of_budget="{} of {} this month",
    free="",
    known="Articles known: {}.",
    asks="The post of {} may or may not be out.",
    more="See Health",
    failed="This page can’t be shown at the moment. The function’s log has the details, under request {}.",
)
FRENCH: Final = Words(
    tag="fr",
    views=MappingProxyType(
        {"coming": "À venir", "history": "Historique", "health": "Santé", "results": "Résultats"}
    ),
    states=MappingProxyType(_FR_STATES),
    members=MappingProxyType(
        {
            "invited": "invité",
            "joined": "d’accord, pas encore relié",
            "connected": "relié, pas encore d’accord",
            "active": "actif",
            "paused": "en pause",
            "left": "parti",
            "reconnect": "à relier de nouveau",
        }
    ),
    is_wrong="Un problème ?",
    all_well="Tout va bien.",
    wrong="Comptes à regarder : {} ({}).",
    comes_next="Et ensuite ?",
    nothing_comes="Rien n’est prévu.",
    waits="Que dois-je décider ?",
    nothing_waits="Rien.",
    held_posts="Publications en attente de relecture : {}.",
    unknown_posts="Publications dont on ignore le sort : {}.",
    for_review="Articles en attente d’une décision : {}.",
    paused="En pause dans ses réglages : rien n’est publié.",
    stopped="Arrêté : {}",
    dry_run="Essai à blanc : les publications sont préparées et non envoyées.",
    skipping="Le prochain créneau passe son tour, comme demandé.",
    silent="Rien n’est publié : {}.",
    never_read="Le blog n’a pas encore été lu : la suite sera connue après le premier passage.",
    no_accounts="Il n’y a pas encore de compte. ./repost put main.toml enregistre les réglages d’un compte.",
    no_such_account="Il n’y a pas de compte {}.",
    zone="Les heures sont celles de {}.",
    goes_out="Une publication sort à son heure, ou quelques minutes plus tard.",
    slots="{} créneaux",
    nothing_ahead="Rien n’est prévu dans les 14 prochains jours.",
    looked_until="Le temps n’a permis de voir que jusqu’au {}.",
    only_so_many="Seuls les {} prochains créneaux sont montrés.",
    nothing_past="Rien n’est encore sorti.",
    older="Plus ancien",
    newest="Le plus récent",
    further="Page suivante",
    the_post="Voir la publication",
    why_held="Pourquoi une personne la lit d’abord : {}",
    decided="{} par {} le {}.",
    on_dashboard="quelqu’un sur le tableau de bord",
    now="maintenant",
    pinned="épinglé",
    show="Montrer",
    account="Compte",
    group="Groupe",
    state="État",
    every="tous",
    whose_past="Indiquez un compte ci-dessus, ou choisissez-en un sur la page Santé.",
    none_like_this="Personne de tel sur cette page.",
    some_looked_at="{} personnes ont été regardées pour cette page.",
    health=("Compte", "État", "Prochain", "Dernier", "Jeton d’accès", "Budget", "Blog", "À décider"),
    is_well="ok",
    is_paused="en pause",
    is_stopped="arrêté",
    is_overdue="en retard",
    is_invalid="réglages à corriger",
    is_trying="essai à blanc",
    not_begun="pas encore commencé",
    no_end="",
    days_left="expire dans {} jours",
    ended="expiré",
    spent="{} ce mois",
    of_budget="{} sur {} ce mois",
    free="",
    known="Articles connus : {}.",
    asks="On ignore si la publication du {} est sortie.",
    more="Voir Santé",
    failed="Cette page ne peut pas être montrée pour l’instant. Le journal de la fonction en dit plus, "
    "sous la requête {}.",
    decimal=",",
)


def words_in(language: str | None) -> Words:
    """The words of a language, or English."""
    return FRENCH if is_french(language) else ENGLISH
