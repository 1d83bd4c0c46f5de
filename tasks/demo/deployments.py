"""A year of deployments: what each is about, and what people decide."""

from datetime import timedelta
from typing import Any

from tasks.demo.story import Story, Tell

_OFFICE = {
    "intake": "intake",
    "release_manager": "release_manager",
    "release_coordinator_smr": "release_coordinator_smr",
    "release_coordinator_dcs": "release_coordinator_dcs",
    "project_manager": "project_manager",
    "stakeholder": "stakeholder",
    "service_owner": "service_owner",
    "executive": "executive",
}
#: Three ways in which the office shares its work.
A = _OFFICE
B = {
    **_OFFICE,
    "release_coordinator_smr": "nadia.haddad",
    "release_coordinator_dcs": "luc.desrosiers",
    "project_manager": "marc.fontaine",
    "stakeholder": "tomas.silva",
    "service_owner": "joseph.whiteduck",
    "executive": "celine.bouchard",
}
C = {
    **_OFFICE,
    "release_coordinator_smr": "nadia.haddad",
    "project_manager": "grace.adeyemi",
    "stakeholder": "amara.diallo",
    "service_owner": "ingrid.larsen",
}

#: What is decided when all goes well, by step.
WELL: dict[str, Any] = {
    "D-1.1": {"meeting_needed": False, "crq_needed": False},
    "D-2.1": {"dcs_required": True},
    "D-4.3": {"type_ok": True, "scope_confirmed": True},
    "D-6.1": {"needed": True},
    "D-6.2": {"backout_possible": True},
    "D-6.3": {"another": False},
    "D-6.4": {
        "client_comm_needed": False,
        "checkpoint_calls": False,
        "recipients_confirmed": True,
    },
    "D-7.1": {"changes_needed": False},
    "D-7.2": {"final": True},
    "D-7.2b": {"uat_ok": True},
    "D-7.4": {"outage": False},
    "D-8.W": {"state": "Approved"},
    "D-8.2": {"result": "Success"},
    "D-8.3": {"result": "Success", "mop_followed": True},
    "D-8.4": {"pass": "Pass"},
    "D-8.7": {"status": "Complete"},
    "D-9.3": {"all_complete": "Yes"},
    "D-9.4": {"applicable": True, "attended": True, "data_correct": True},
    "D-9.5": {"status_reason": "Successful"},
}

MEDIUM = {
    "impact": "3-Moderate/Limited",
    "urgency": "3-Medium",
    "priority": "Medium",
}
HIGH = {"impact": "2-Significant/Large", "urgency": "2-High", "priority": "High"}


def _dcs(
    title: str,
    days_ago: int,
    organization: str,
    service: str,
    people: dict[str, str],
    kind: str,
    *,
    known: dict[str, str] = MEDIUM,
    says: dict[str, Any] | None = None,
    **more: Any,
) -> Story:
    dates = more.pop("dates", {})
    frequency = {"SI": "At completion", "CO": "4 hours"}.get(kind, "1 hour")
    given = dict(says or {})
    if dates:
        begins = dates["deployment_date"]
        given["D-7.4"] = {
            "outage": True,
            "deployment_at": begins,
            "outage_start": begins,
            "outage_end": begins + timedelta(hours=9),
        }
    decided = {
        **WELL,
        "D-3.1": {**known, "release_type": kind},
        "D-4.1": {"coordinator": people["release_coordinator_dcs"]},
        **given,
        "D-6.4": {**WELL["D-6.4"], "frequency": frequency, **given.get("D-6.4", {})},
    }
    return Story(
        process="dcs",
        title=title,
        days_ago=days_ago,
        organization=organization,
        service=service,
        people=people,
        known=dates,
        says=decided,
        **more,
    )


_BACKOUT = {
    "D-8.3": {
        "result": "Issue",
        "mop_followed": True,
        "issue": "Validation queries fail: two indexes are missing.",
    },
    "D-8.5": {"proposal": "Decide backout"},
    "D-8.5E": {
        "decision": "Backout",
        "reason": "The window ends in an hour and data could be at risk.",
    },
    "D-8.B2": {"pass": "Pass"},
    "D-8.7": {"status": "Backed out"},
    "D-9.5": {"status_reason": "Backed out"},
}

#: Deployments that a Go of a readiness release starts.
STARTED = {
    "payroll": _dcs(
        "Provincial Payroll Portal: deployment",
        0,
        "CAC",
        "Business application",
        A,
        "DE",
        known=HIGH,
    ),
    "cameras": _dcs(
        "Highway Cameras: deployment",
        0,
        "LTC",
        "Public website",
        C,
        "DE",
        known=HIGH,
        says=_BACKOUT,
    ),
}

DEPLOYMENTS = (
    # Ended
    _dcs(
        "Security patches for the mainframe partitions",
        335,
        "ITOD",
        "Hosting",
        C,
        "SI",
        small=True,
    ),
    _dcs(
        "Data centre core switches: software upgrade",
        290,
        "ITOD",
        "Network",
        A,
        "CX",
        known=HIGH,
        says={
            "D-9.5": {"status_reason": "Successful with issues"},
            "D-8.7": {"status": "Complete with issues"},
            "D-6.4": {"checkpoint_calls": True, "checkpoint_every": "2 hours"},
        },
    ),
    _dcs(
        "Carrier maintenance on the northern ring: notices only",
        260,
        "ITOD",
        "Network",
        B,
        "CO",
        says={
            "D-8.CO": [{"complete": False}, {"complete": True, "result": "Successful"}]
        },
    ),
    _dcs(
        "Health Card System: database upgrade",
        230,
        "HSC",
        "Business application",
        B,
        "DE",
        known=HIGH,
        says=_BACKOUT,
    ),
    _dcs(
        "Fleet Management: new release of the vendor",
        200,
        "LTC",
        "Business application",
        C,
        "DE",
        tells=(
            Tell(
                "cancel_release",
                "release_manager",
                "D-6.2",
                timedelta(days=2),
                {
                    "reason": "The vendor withdrew the release.",
                    "next_steps": "Wait for the corrected release.",
                },
            ),
        ),
    ),
    _dcs(
        "Print server in one field office: restart",
        180,
        "LRC",
        "Desktop",
        A,
        "SI",
        says={
            "D-2.1": {
                "dcs_required": False,
                "reason": "One team, one server, no other application.",
                "groups": ["Technical"],
                "assessment_task_note": "No coordination needed.",
            }
        },
        small=True,
    ),
    _dcs(
        "Certificates of the public web front ends",
        150,
        "GSIC",
        "Public website",
        A,
        "SI",
        known=HIGH,
    ),
    # On their way
    _dcs(
        "Passeport jeunesse : bascule vers le nouveau portail",
        2,
        "CSC",
        "Public website",
        B,
        "DE",
        stops=frozenset({"D-1.1"}),
        small=True,
    ),
    _dcs(
        "Remote access concentrators: replacement",
        9,
        "ITOD",
        "Identity",
        A,
        "DE",
        stops=frozenset({"D-4.3"}),
        small=True,
    ),
    _dcs(
        "Environmental permits: storage migration",
        16,
        "LRC",
        "Hosting",
        A,
        "DE",
        stops=frozenset({"D-5.2"}),
        small=True,
    ),
    _dcs(
        "Directory services: forest upgrade",
        30,
        "ITOD",
        "Identity",
        C,
        "CX",
        known=HIGH,
        stops=frozenset({"D-6.3"}),
    ),
    _dcs(
        "Court Recording System: server replacement",
        29,
        "JTS",
        "Business application",
        A,
        "DE",
        stops=frozenset({"D-7.2b"}),
        drafts=frozenset({"D-7.2b"}),
        small=True,
    ),
    _dcs(
        "Vehicle registration: new interface to insurers",
        50,
        "LTC",
        "Business application",
        B,
        "SI",
        dates={"deployment_date": timedelta(days=6)},
        stops=frozenset({"D-8.W"}),
        says={
            "D-1.1": {"meeting_needed": False, "crq_needed": True},
            "D-1.2": {"crq_no": "CRQ000043118"},
        },
    ),
    _dcs(
        "Hospital Reporting: database and application upgrade",
        48,
        "HSC",
        "Business application",
        A,
        "DE",
        known=HIGH,
        stops=frozenset({"D-8.3"}),
        says={"D-7.4": {"outage": True}},
        not_before={"D-8.W": timedelta(hours=8)},
        dates={"deployment_date": timedelta(hours=-6)},
        small=True,
    ),
    _dcs(
        "Contact centre: new call routing",
        46,
        "GSIC",
        "Telephony",
        A,
        "DE",
        known=HIGH,
        stops=frozenset({"D-8.5"}),
        not_before={"D-8.W": timedelta(hours=7)},
        dates={"deployment_date": timedelta(hours=-5)},
        tells=(
            Tell(
                "issue_escalated",
                "release_coordinator_dcs",
                "D-8.3",
                timedelta(hours=2),
                {"text": "Calls in French reach the English queue."},
            ),
        ),
    ),
    _dcs(
        "Student records: move to the shared storage",
        47,
        "CSC",
        "Hosting",
        A,
        "DE",
        known=HIGH,
        stops=frozenset({"D-8.5E"}),
        not_before={"D-8.W": timedelta(hours=11)},
        dates={"deployment_date": timedelta(hours=-9)},
        says={"D-8.3": _BACKOUT["D-8.3"], "D-8.5": {"proposal": "Decide backout"}},
        small=True,
    ),
    _dcs(
        "Provincial Parks Reservations: load balancer change",
        50,
        "LRC",
        "Public website",
        A,
        "DE",
        stops=frozenset({"D-9.3"}),
        small=True,
    ),
)
