"""The fixed and predefined values of the record as a reader of a paper reads them."""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tasks.release.predefined import predefined

#: What the record keeps in English because rules ask for it.
FRENCH: Mapping[str, str] = MappingProxyType(
    {
        "Submitted": "Soumis", "Not required": "Non requis", "Draft": "Ébauche",
        "Active": "Actif", "Closed": "Fermé", "Cancelled": "Annulé",
        "Initiate": "Lancement", "Planning": "Planification", "Build": "Construction",
        "Test": "Essai", "Build/Test": "Construction et essai",
        "Deployment": "Déploiement", "Close down": "Fermeture", "Open": "Ouvert",
        "In progress": "En cours", "In remediation": "En correction", "Done": "Fait",
        "Waived": "Dispensé", "Must": "Obligatoire", "Should": "Souhaitable",
        "Final": "Final", "Requested": "Demandé", "Not started": "Non commencé",
        "Not applicable": "Sans objet", "Approved": "Approuvé", "Rejected": "Rejeté",
        "Confirmed": "Confirmé", "Declined": "Refusé", "Proposed": "Proposé",
        "Changed": "Modifié", "Planned": "Prévu", "Sent": "Envoyé", "Held": "Tenue",
        "Scheduled": "Prévue", "Pass": "Réussi", "Fail": "Échec", "Go": "Go",
        "No-Go": "No-Go", "Go with Action": "Go avec mesures", "High": "Élevé",
        "Medium": "Moyen", "Low": "Faible", "Critical": "Critique",
        "Successful": "Réussi", "Unsuccessful": "Échoué", "Backed out": "Annulé",
        "pre-deployment": "avant le déploiement", "deployment": "déploiement",
        "validation": "validation", "post-deployment": "après le déploiement",
        "back-out": "retour en arrière", "application": "application",
        "technical": "technique", "business": "affaires", "Obtained": "Obtenu",
        "Waiting": "En attente", "Rescheduled": "Reporté", "Withdrawn": "Retiré",
        "Answered": "Répondu", "Accepted": "Accepté", "New": "Nouveau",
        "Objection": "Objection", "No reply": "Sans réponse",
        "Not complete": "Incomplet", "Success": "Réussite", "Failure": "Échec",
    }
)  # fmt: skip


def said(bundle: Mapping[str, bytes], language: str) -> Mapping[str, str]:
    """Values of lists and rules in a language: ``CO`` → ``Communications-Only``."""
    content = bundle.get("values.toml", b"")
    return _said(content, language)


@functools.lru_cache(maxsize=16)
def _said(content: bytes, language: str) -> Mapping[str, str]:
    found: dict[str, str] = dict(FRENCH) if language == "fr" else {}
    lists = predefined({"values.toml": content} if content else {}).values()
    entries: list[Any] = [e for each in lists if isinstance(each, list) for e in each]
    for entry in entries:
        if isinstance(entry, Mapping) and "value" in entry:
            found[str(entry["value"])] = str(entry.get(language) or entry["value"])
    return found
