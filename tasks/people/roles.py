"""The roles there are, and what people read for each.

Source: GO-ITS 240PRS 3.5 and the lanes of the diagrams; process owner, auditor and
administrator from processes.md E.2.
"""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "intake": {"en": "Intake", "fr": "Réception des demandes"},
        "release_manager": {
            "en": "Release manager",
            "fr": "Gestionnaire des versions",
        },
        "release_coordinator_smr": {
            "en": "SMR release coordinator",
            "fr": "Coordonnateur de version (SMR)",
        },
        "release_coordinator_dcs": {
            "en": "DCS release coordinator",
            "fr": "Coordonnateur de version (DCS)",
        },
        "project_manager": {"en": "Project manager", "fr": "Chef de projet"},
        "stakeholder": {"en": "Stakeholder", "fr": "Intervenant"},
        "service_owner": {"en": "Service owner", "fr": "Responsable du service"},
        "executive": {"en": "Executive", "fr": "Cadre supérieur"},
        "process_owner": {
            "en": "Process owner",
            "fr": "Responsable du processus",
        },
        "auditor": {"en": "Auditor", "fr": "Vérificateur"},
        "admin": {"en": "Administrator", "fr": "Administrateur"},
    }
)

ROLES = tuple(NAMES)

#: Roles that the diagrams' lanes may name; ``system`` is the product itself.
WORKING_ROLES = ROLES[:8]
SYSTEM = "system"

#: Roles that an office fills: while nobody holds one on the release, its pool is meant.
#: Source: AMB-25, "inform the coordinator pool".
POOLED = frozenset(
    {
        "intake",
        "release_manager",
        "release_coordinator_smr",
        "release_coordinator_dcs",
        "executive",
        "process_owner",
    }
)

#: Roles that one person at a time holds on a release; a new holder takes over.
ONE_HOLDER = frozenset(
    {
        "release_manager",
        "release_coordinator_smr",
        "release_coordinator_dcs",
        "project_manager",
    }
)


def role_name(role: str, language: str = "en") -> str:
    """What people read for a role; its id if it is none of ours."""
    return NAMES[role][language] if role in NAMES else role.replace("_", " ")
