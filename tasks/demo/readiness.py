"""A year of readiness releases: what each is about, and what people decide."""

from datetime import timedelta
from typing import Any

from tasks.demo.deployments import STARTED, A, B, C
from tasks.demo.story import Story, Tell

#: What is decided when all goes well, by step.
WELL: dict[str, Any] = {
    "S-1.1": {"needs_smr": True, "needs_OPSSC": True, "needs_dcs": False},
    "S-1.2": {"smr_required": True},
    "S-2.1": {
        "impact_confirmed": True,
        "urgency_confirmed": True,
        "priority_confirmed": True,
    },
    "S-3.4": {"result": "Approve"},
    "S-4.1": {"send_at": None},
    "S-6.6": {"end_to_end": True, "pilot": False},
    "S-6.6b": {"result": "Pass"},
    "S-6.6c": {"retest": False},
    "S-6.7": {"pre_go_needed": False},
    "S-7.4": {"recommendation": "Ready"},
    "S-7.5": {"decision": "Go"},
    "S-8.2": {"result": "Success"},
    "S-9.2": {"extend": False},
    "S-9.3": {"service_confirmed": True, "handover_signed": True},
    "S-10.2": {"approve": "Approve"},
    "S-10.3": {"approve": "Approve"},
    "S-10.4v": {"reply": "Confirm"},
    "S-10.5": {"applicable": True, "attended": True},
    "S-10.7": {"all_correct": True},
}

MODERATE = {
    "impact": "3-Moderate/Limited",
    "urgency": "3-Medium",
    "priority": "Medium",
    "ice": "Small",
    "recommended_type": "Moderate / Limited",
}
SIGNIFICANT = {
    "impact": "2-Significant/Large",
    "urgency": "2-High",
    "priority": "High",
    "ice": "Medium",
    "recommended_type": "Significant / Large",
}
MINOR = {
    "impact": "4-Minor/Localized",
    "urgency": "4-Low",
    "priority": "Low",
    "ice": "X-Small",
    "recommended_type": "Minor / Localized",
}


def _typed(known: dict[str, str], *, dcs: bool = False, **more: Any) -> dict[str, Any]:
    """What is said at the assessment: type and effort that fit what was asked."""
    effort = {"X-Small": 6, "Small": 18, "Medium": 45}[known["ice"]]
    return {
        "release_type": known["recommended_type"],
        "effort_business_days": effort,
        "formal_release": True,
        "dcs_required": dcs,
        **more,
    }


def _planned(*people: tuple[str, str]) -> dict[str, Any]:
    """Who takes part, at the release plan."""
    return {"stakeholders": [{"person": who, "area": area} for who, area in people]}


TEAM_A = (
    ("stakeholder", "Network"),
    ("yuki.mori", "Service desk"),
    ("pavel.horak", "Database"),
    ("service_owner", "Hosting"),
)
TEAM_B = (
    ("stakeholder", "Network"),
    ("tomas.silva", "Application operations"),
    ("hannah.reid", "Business"),
    ("joseph.whiteduck", "Business applications"),
)
TEAM_C = (
    ("stakeholder", "Network"),
    ("amara.diallo", "Security"),
    ("yuki.mori", "Service desk"),
    ("ingrid.larsen", "Messaging"),
)


def _smr(
    title: str,
    days_ago: int,
    organization: str,
    service: str,
    people: dict[str, str],
    team: tuple[tuple[str, str], ...],
    *,
    known: dict[str, str] = MODERATE,
    says: dict[str, Any] | None = None,
    typed: dict[str, Any] | None = None,
    **more: Any,
) -> Story:
    decided = {
        **WELL,
        "S-1.5": {"coordinator": people["release_coordinator_smr"]},
        "S-2.2": _typed(known, dcs="then" in more, **(typed or {})),
        "S-3.1": _planned(*team),
        **(says or {}),
    }
    return Story(
        process="smr",
        title=title,
        days_ago=days_ago,
        organization=organization,
        service=service,
        people=people,
        known=known,
        says=decided,
        **more,
    )


_NO_GO = {
    "decision": "No-Go",
    "reason": "Second level is not trained, and the restore was never tested.",
    "next_steps": "Train both shifts, test the restore, decide again in two weeks.",
}
_WITH_ACTION = {
    "decision": "Go with Action",
    "actions": [
        {"text": "Train the night shift of the service desk", "owner": "yuki.mori"},
        {"text": "Publish the French guide for users", "owner": "@service_owner"},
    ],
}
_FAILED = {
    "result": "Failure",
    "text": "Mail queues stopped after the switch; the old gateway is back in service.",
}

READINESS = (
    # Ended
    _smr(
        "Provincial Payroll Portal: move to the Guelph data centre",
        345,
        "CAC",
        "Business application",
        A,
        TEAM_A,
        known=SIGNIFICANT,
        then=STARTED["payroll"],
        tells=(
            Tell(
                "feedback_submitted",
                "stakeholder",
                "S-9.5",
                timedelta(hours=5),
                {"feedback": "Much faster at the end of the month.", "rating": 5},
                instead=False,
            ),
        ),
    ),
    _smr(
        "Land Registry Search: new search index",
        325,
        "LRC",
        "Public website",
        B,
        TEAM_B,
        says={
            "S-7.4": [
                {
                    "recommendation": "Not ready",
                    "text": "Second level has not been trained yet.",
                },
                {"recommendation": "Ready"},
            ],
            "S-7.5": [_NO_GO, {"decision": "Go"}],
        },
        small=True,
    ),
    _smr(
        "E-mail encryption gateway: replacement",
        300,
        "ITOD",
        "E-mail",
        C,
        TEAM_C,
        says={"S-8.2": [_FAILED, {"result": "Success"}]},
    ),
    _smr(
        "Courthouse Wi-Fi in twelve locations",
        280,
        "JTS",
        "Network",
        B,
        TEAM_A,
        tells=(
            Tell(
                "cancel_release",
                "release_manager",
                "S-6.5",
                timedelta(days=9),
                {
                    "reason": "Funding moved to the next fiscal year.",
                    "next_steps": "A new request comes with the new budget.",
                    "status_reason": "Funding Not Available",
                },
            ),
        ),
    ),
    _smr(
        "Staff intranet: new banner for the winter campaign",
        250,
        "GSIC",
        "Public website",
        A,
        TEAM_A,
        known=MINOR,
        says={
            "S-1.1": {"needs_smr": False, "needs_OPSSC": False, "needs_dcs": False},
            "S-1.2": {
                "smr_required": False,
                "reason": "No service, support group or user changes.",
                "stakeholder_groups": [{"group": "Web content team"}],
            },
        },
        small=True,
    ),
    _smr(
        "Driver’s Licence Renewal: confirmation by text message",
        240,
        "LTC",
        "Business application",
        C,
        TEAM_B,
        says={
            "S-7.5": _WITH_ACTION,
            "S-6.7": {"pre_go_needed": True},
            "S-7.2": {"state": "Done"},
        },
    ),
    _smr(
        "Printer drivers in the regional offices",
        190,
        "LRC",
        "Desktop",
        A,
        TEAM_A,
        known=MINOR,
        typed={"formal_release": False},
    ),
    # On their way
    _smr(
        "Archives catalogue: read access for schools",
        3,
        "CSC",
        "Public website",
        A,
        TEAM_A,
        stops=frozenset({"S-1.1"}),
        drafts=frozenset({"S-1.1"}),
        small=True,
    ),
    _smr(
        "Aide financière aux étudiants : nouveau calculateur",
        15,
        "CSC",
        "Business application",
        B,
        TEAM_B,
        stops=frozenset({"S-2.2"}),
        small=True,
    ),
    _smr(
        "Tax Certificates Online: accessible forms",
        36,
        "CAC",
        "Public website",
        A,
        TEAM_A,
        stops=frozenset({"S-3.4"}),
        known=SIGNIFICANT,
        small=True,
    ),
    _smr(
        "Wildfire Map: mobile version for crews",
        66,
        "LRC",
        "Business application",
        C,
        TEAM_B,
        stops=frozenset({"S-6.6", "S-6.7"}),
        small=True,
    ),
    _smr(
        "Case Management for Family Courts: single sign-on",
        66,
        "JTS",
        "Identity",
        A,
        TEAM_C,
        known=SIGNIFICANT,
        stops=frozenset({"S-6.6b", "S-6.7"}),
        small=True,
    ),
    _smr(
        "Immunization Registry: interface to pharmacies",
        86,
        "HSC",
        "Business application",
        A,
        TEAM_A,
        known=SIGNIFICANT,
        stops=frozenset({"S-7.4:service_owner", "S-7.4:stakeholder"}),
        small=True,
    ),
    _smr(
        "Portail des permis de chasse et pêche : paiement en ligne",
        100,
        "LRC",
        "Public website",
        B,
        TEAM_B,
        stops=frozenset({"S-8.1"}),
        small=True,
    ),
    _smr(
        "Telephony: new queue for the disability benefits line",
        110,
        "CYSSC",
        "Telephony",
        A,
        TEAM_A,
        says={"S-7.5": _WITH_ACTION},
        not_before={"S-8.1": timedelta(days=18)},
        stops=frozenset({"S-9.6"}),
    ),
    _smr(
        "Child Care Licensing: document upload",
        142,
        "CYSSC",
        "Business application",
        A,
        TEAM_A,
        stops=frozenset({"S-10.3", "S-10.4v:stakeholder"}),
        small=True,
    ),
    _smr(
        "Highway Cameras: move to the new video platform",
        130,
        "LTC",
        "Public website",
        C,
        TEAM_B,
        known=SIGNIFICANT,
        then=STARTED["cameras"],
    ),
)
