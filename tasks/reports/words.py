"""The words of the reports in both languages; papers and mails have no page around.

Codes that lines carry are said here too, so that a page, a file and a mail call a thing
by one name.
"""

from collections.abc import Mapping
from types import MappingProxyType

#: What is said → English, French.
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # the reports
        "schedule": (
            "Forward Schedule of Releases",
            "Calendrier prévisionnel des versions",
        ),
        "summary": ("Executive Summary", "Sommaire exécutif"),
        "internal": ("For internal use", "À usage interne"),
        "as_of": ("As of {at}", "En date du {at}"),
        "period": ("{begins} to {ends}", "Du {begins} au {ends}"),
        "ahead": ("Looking Forward", "Regard vers l’avant"),
        "back": ("Looking Back", "Regard vers l’arrière"),
        "page": ("Page", "Page"),
        # numbers
        "this_week": ("Go live this week", "Mises en service cette semaine"),
        "at_risk": ("At risk", "À risque"),
        "late": ("Late", "En retard"),
        "on_track": ("On track", "En bonne voie"),
        "went_wrong": ("Went wrong", "Ont mal tourné"),
        "with_issues": ("Successful with issues", "Réussies avec problèmes"),
        "successful": ("Successful", "Réussies"),
        "success": ("Success rate", "Taux de réussite"),
        "total": ("Releases in the period", "Versions de la période"),
        "undated": ("Without a date yet", "Sans date encore"),
        # volumes
        "service": ("Service", "Service"),
        "jurisdiction": ("Impacted jurisdiction", "Ressort touché"),
        "status": ("Status", "Statut"),
        "release_type": ("Release type", "Type de version"),
        "by_service": ("Volume by service", "Volume par service"),
        "by_jurisdiction": (
            "Volume by impacted jurisdiction",
            "Volume par ressort touché",
        ),
        "by_status": ("Releases by status", "Versions par statut"),
        "by_release_type": ("Releases by type", "Versions par type"),
        "releases": ("Releases", "Versions"),
        "not_given": ("Not given", "Non précisé"),
        "others": ("All others", "Toutes les autres"),
        # columns
        "day": ("Day", "Jour"),
        "release": ("Release", "Version"),
        "organization": ("Organization", "Organisation"),
        "coordinator": ("Coordinator", "Coordonnateur"),
        "director": ("Accountable director", "Directeur responsable"),
        "date_time": ("Date and time", "Date et heure"),
        "outage": ("Outage", "Interruption"),
        "crq": ("Change request", "Demande de changement"),
        "overall": ("Overall status", "État général"),
        "milestone": ("Milestone", "Jalon"),
        "trouble": ("To watch", "À surveiller"),
        "planned": ("planned", "prévu"),
        "none": ("No release.", "Aucune version."),
        "blackout_title": ("Blackout", "Période d’interdiction"),
        "more": (
            "{number} more releases are in the application.",
            "{number} autres versions se trouvent dans l’application.",
        ),
        # how releases stand
        "Late": ("Late", "En retard"),
        "At risk": ("At risk", "À risque"),
        "On track": ("On track", "En bonne voie"),
        "Went wrong": ("Went wrong", "A mal tourné"),
        "Successful": ("Successful", "Réussi"),
        "Successful with issues": ("Successful with issues", "Réussi avec problèmes"),
        "Called off": ("Called off", "Abandonné"),
        # why
        "date_passed": ("its date has passed", "sa date est passée"),
        "crq_rejected": (
            "change request not approved",
            "demande de changement non approuvée",
        ),
        "crq_waits": ("change request still waits", "demande de changement en attente"),
        "open_issues": ("open issues", "problèmes ouverts"),
        "overdue_tasks": ("overdue tasks", "tâches en retard"),
        "bad_update": ("its last update says so", "selon sa dernière mise à jour"),
        "conflict": ("collides with others", "entre en conflit avec d’autres"),
        "blackout": ("in a blackout", "dans une période d’interdiction"),
        "short_lead_time": ("shorter than the lead time", "délai d’avis trop court"),
        "coordinator_away": ("its coordinator is away", "son coordonnateur est absent"),
        # what collides
        "item": ("same configuration item", "même élément de configuration"),
        "same_service": ("same service", "même service"),
        "same_coordinator": ("same coordinator", "même coordonnateur"),
        "same_outage": ("outages overlap", "interruptions simultanées"),
        "window": ("same time, same organization", "même moment, même organisation"),
        # states of the record
        "Submitted": ("Submitted", "Soumis"),
        "Not required": ("Not required", "Non requis"),
        "Draft": ("Draft", "Ébauche"),
        "Active": ("Active", "Actif"),
        "Closed": ("Closed", "Clos"),
        "Cancelled": ("Cancelled", "Annulé"),
        "Initiate": ("Initiate", "Démarrage"),
        "Planning": ("Planning", "Planification"),
        "Build": ("Build", "Construction"),
        "Test": ("Test", "Essais"),
        "Build/Test": ("Build/Test", "Construction et essais"),
        "Deployment": ("Deployment", "Déploiement"),
        "Close down": ("Close down", "Clôture"),
        "CO": ("Communications-Only", "Communications seulement"),
        "SI": ("Simplified", "Simplifié"),
        "DE": ("Detailed", "Détaillé"),
        "CX": ("Complex", "Complexe"),
        "Minor / Localized": ("Minor / Localized", "Mineur / localisé"),
        "Moderate / Limited": ("Moderate / Limited", "Modéré / limité"),
        "Significant / Large": ("Significant / Large", "Important / vaste"),
        "Extensive / Widespread": ("Extensive / Widespread", "Étendu / généralisé"),
    }
)

#: Kinds of conflicts that are called like columns.
_KINDS = {
    "service": "same_service",
    "coordinator": "same_coordinator",
    "outage": "same_outage",
}


def word(key: str | None, language: str, **values: object) -> str:
    """A word or sentence in a language; what is not known is said as it is."""
    if not key:
        return ""
    english, french = WORDS.get(key, (key, key))
    return (french if language == "fr" else english).format(**values)


def kind_of_conflict(kind: str, language: str) -> str:
    """What two deployments at the same time share."""
    return word(_KINDS.get(kind, kind), language)
