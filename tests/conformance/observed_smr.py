"""What is seen of each core requirement of SMR on a release that went through it.

One line a requirement: the story, and what must be true of its release.
"""

from collections.abc import Callable, Mapping

from tests.conformance.observing import Run

Observed = Mapping[str, tuple[str, Callable[[Run], bool]]]

ALL = ("stakeholder", "service_owner", "project_manager", "release_manager")
MILESTONES = ("Initiate", "Planning", "Build", "Test", "Deployment", "Close down")

ENGAGE: Observed = {
    "INP-01": ("SMR not required", lambda r: r.answers("S-1.1")["source"] == "SPIM"),
    "INP-03": ("whole", lambda r: r.release.source == "SM-CAFE"),
    "SMR-1.01": (
        "whole",
        lambda r: (
            r.by("S-1.1") == {"intake"}
            and r.document("Project Charter")
            and r.document("Opportunity Assessment")
            and r.before("S-1.1", "S-1.2")
        ),
    ),
    "SMR-1.02": (
        "whole",
        lambda r: (
            r.by("S-1.2") == {"release_manager"}
            and r.has("S-1.2", "reason")
            and ("S-1.G", "S-1.4") in r.came_from
        ),
    ),
    "SMR-1.03": (
        "whole",
        lambda r: (
            r.changes[0].new is not None
            and "Draft" in [c.new for c in r.changes if c.field == "status"]
            and r.milestones[0] == "Initiate"
        ),
    ),
    "SMR-1.04": (
        "whole",
        lambda r: (
            r.told("coordinator-assigned", "release_coordinator_smr")
            and r.by("S-1.7") == {"release_coordinator_smr"}
        ),
    ),
    "SMR-1.05": (
        "whole",
        lambda r: r.by("S-1.6") == {"intake"} and bool(r.release.crm_ref),
    ),
    "SMR-1.06": (
        "SMR not required",
        lambda r: (
            r.told("smr-not-required", "intake")
            and "Facilities" in r.text("smr-not-required")
        ),
    ),
    "SMR-1.07": (
        "SMR not required",
        lambda r: (
            r.has("S-1.N2", "crm_ref", "date")
            and r.release.status == "Not required"
            and r.release.recorded_at is None
        ),
    ),
    "SMR-1.08": (
        "whole",
        lambda r: (
            r.rows("meetings", type="Scope confirmation")[0].invitees
            == ["project_manager"]
            and r.before("S-1.7", "S-3.0")
        ),
    ),
    "SMR-2.01": (
        "whole",
        lambda r: (
            r.release.impact == "2-Significant/Large"
            and r.has("S-2.2", "release_type", "ice", "cost")
            and r.before("S-2.1", "S-2.2")
        ),
    ),
    "MS-S-1": (
        "whole",
        lambda r: (
            r.release.oa_date is not None and r.document("Opportunity Assessment")
        ),
    ),
    "PRN-3.01": (
        "whole",
        lambda r: (
            r.release.impact == "2-Significant/Large"
            and r.release.priority in ("Critical", "High", "Medium", "Low")
        ),
    ),
    "PRN-3.02": (
        "whole",
        lambda r: r.release.effort_business_days == 45 and "S-2.T" in r.path,
    ),
    "PRN-3.04": (
        "whole",
        lambda r: (
            any(
                c.field == "impact" and c.old != c.new and c.step_id == "S-2.1"
                for c in r.changes
            )
            and "More ministries joined" in str([n.text for n in r.rows("notes")])
        ),
    ),
    "TYPE-S-1": (
        "minor",
        lambda r: r.answers("S-2.2")["criteria_minor"] == ["Few users affected"],
    ),
    "TYPE-S-1E": (
        "informal",
        lambda r: (
            r.release.cost == 0
            and r.release.status_reason == "No formal release activities"
            and r.never("S-3.0")
        ),
    ),
    "TYPE-S-1N": (
        "minor",
        lambda r: len(r.rows("links", number="SMR-2025-0001")) == 1,
    ),
    "TYPE-S-2": (
        "moderate",
        lambda r: (
            r.has("S-2.2", "criteria_moderate")
            and any("Service Design Package" in d.text for d in r.rows("deliverables"))
        ),
    ),
    "TYPE-S-2E": ("moderate", lambda r: r.release.effort_business_days == 20),
    "TYPE-S-3": (
        "whole",
        lambda r: (
            {"ITSML"} <= {a.body for a in r.rows("approvals")}
            and r.has("S-2.2", "criteria_significant")
        ),
    ),
    "TYPE-S-3E": (
        "whole",
        lambda r: (
            len(r.rows("links", type="Change Request")) == 1
            and len(r.rows("tests", result="Pass")) >= 1
            and ("S-7.E", "S-7.5") in r.came_from
        ),
    ),
    "TYPE-S-4": (
        "extensive",
        lambda r: any("xecutive" in a.body for a in r.rows("approvals")),
    ),
    "TYPE-S-4E": (
        "extensive",
        lambda r: (
            r.release.registered_project_no == "RP-7"
            and ("S-4.G", "S-5.0") in r.came_from
        ),
    ),
    "TYPE-S-4N": (
        "extensive",
        lambda r: len(r.rows("links", relation="supersedes")) == 1,
    ),
    "TYPE-S-5": (
        "whole",
        lambda r: (
            r.release.recommended_type == "Significant / Large"
            and r.has("S-2.2", "type_reason")
            and len(r.rows("decisions", kind="Type")) == 1
        ),
    ),
}

PLANNING: Observed = {
    "MS-S-2": (
        "whole",
        lambda r: (
            r.answers("S-3.1")["participants_confirmed"] is True
            and r.answers("S-3.1")["timelines_confirmed"] is True
            and r.before("S-3.1", "S-3.2")
        ),
    ),
    "SMR-3.01": (
        "whole",
        lambda r: len(r.done("S-3.3")) == 2 and r.document("Release Announcement"),
    ),
    "SMR-3.02": (
        "whole",
        lambda r: (
            r.release.planned_build is not None
            and r.release.planned_close_down is not None
        ),
    ),
    "SMR-3.03": (
        "whole",
        lambda r: (
            ("S-3.G", "S-3.3m") in r.came_from
            and [a.result for a in r.rows("approvals", body="Release Announcement")][-1]
            == "Approved"
            and r.before("S-3.4", "S-3.5")
        ),
    ),
    "SMR-3.04": (
        "whole",
        lambda r: (
            r.role("S-3.5") == "release_coordinator_smr"
            and r.document("Kick-off presentation")
        ),
    ),
    "SMR-3.05": (
        "whole",
        lambda r: len(r.rows("deliverables")) > 1 and r.document("Release Plan"),
    ),
    "SMR-4.01": (
        "whole",
        lambda r: (
            r.told("release-announcement", "itod.management@ontario.example")
            and r.release.announcement_sent_at is not None
        ),
    ),
    "OUT-01": ("whole", lambda r: r.document("Release Plan")),
    "OUT-03": (
        "whole",
        lambda r: (
            r.document("Release Announcement")
            and len(r.mails("release-announcement")) >= 1
        ),
    ),
    "PRN-4.04": (
        "whole",
        lambda r: all(d.milestone and d.due_on for d in r.rows("deliverables")),
    ),
}

BUILD: Observed = {
    "MS-S-3": (
        "whole",
        lambda r: (
            r.before("S-5.3", "S-6.1") and all(d.agreed for d in r.rows("deliverables"))
        ),
    ),
    "SMR-5.01": (
        "whole",
        lambda r: r.by("S-5.1") == {"project_manager"} and r.before("S-5.1", "S-5.2"),
    ),
    "SMR-5.02": (
        "whole",
        lambda r: (
            r.rows("meetings", type="Kick-off")[0].state == "Held"
            and r.told("meeting-invitation", "project_manager", "stakeholder")
            and bool(r.rows("meetings", type="Kick-off")[0].agenda)
        ),
    ),
    "SMR-5.03": (
        "whole",
        lambda r: (
            {s.state for s in r.rows("stakeholders")} == {"Confirmed"}
            and ("S-5.G", "S-6.0m") in r.came_from
        ),
    ),
    "SMR-5.04": (
        "whole",
        lambda r: r.release.plan_final is True and r.document("Release Plan"),
    ),
    "SMR-5.05": (
        "whole",
        lambda r: (
            bool(r.release.workshop_next_steps)
            and len(r.rows("meetings", type="Workshop")) == 1
        ),
    ),
    "SMR-5.06": (
        "whole",
        lambda r: (
            {"plan_final"} <= {c.field for c in r.changes if c.step_id == "S-5.3"}
        ),
    ),
    "SMR-6.01": (
        "whole",
        lambda r: (
            len(r.done("S-6.3")) == 2
            and r.told("status-meetings", "project_manager", "stakeholder")
        ),
    ),
    "SMR-6.02": (
        "whole",
        lambda r: (
            r.role("S-6.6b") == "stakeholder"
            and r.before("S-6.6a", "S-6.6s")
            and all(t.person == "stakeholder" for t in r.rows("tests", result="Pass"))
            and len(r.rows("tests", result="Pass")) == 3
        ),
    ),
    "SMR-6.03": (
        "whole",
        lambda r: r.before("S-6.5", "S-7.3") and r.document("Go/No-Go presentation"),
    ),
    "SMR-6.04": (
        "whole",
        lambda r: (
            r.told("meeting-minutes", "stakeholder")
            and ("S-6.3", "S-6.4") in r.came_from
        ),
    ),
    "SMR-6.05": (
        "whole",
        lambda r: "Done" in {d.state for d in r.rows("deliverables")},
    ),
    "SMR-6.06": (
        "whole",
        lambda r: (
            len(r.rows("issues", text="Reports are slow")) == 1
            and len(r.rows("links", number="INC000042")) == 1
            and str(r.release.planned_deployment) == "2026-09-30"
        ),
    ),
    "SMR-6.07": (
        "whole",
        lambda r: (
            ("S-5.G", "S-6.0m") in r.came_from
            and len(r.done("S-6.1")) == 3
            and ("S-7.No", "S-6.0m") in r.came_from
        ),
    ),
}

DECIDE: Observed = {
    "OUT-04": (
        "whole",
        lambda r: all(
            d.decided_by and d.attendance for d in r.rows("decisions", kind="Go/No-Go")
        ),
    ),
    "MS-S-4": (
        "whole",
        lambda r: r.milestones.index("Test") > r.milestones.index("Build"),
    ),
    "PRN-2.06": (
        "whole",
        lambda r: all(
            d.decided_by and d.at for d in r.rows("decisions", kind="Go/No-Go")
        ),
    ),
    "SMR-7.01": (
        "whole",
        lambda r: r.document("Go/No-Go presentation") and r.before("S-7.3", "S-7.5"),
    ),
    "SMR-7.02": (
        "whole",
        lambda r: (
            [d.value for d in r.rows("decisions", kind="Go/No-Go")]
            == ["No-Go", "Go with Action", "Go with Action"]
            and len(r.rows("recommendations")) >= 3
        ),
    ),
    "SMR-7.03": (
        "linked",
        lambda r: ("S-7.G", "S-7.Gm") in r.came_from and "Deployment" in r.milestones,
    ),
    "SMR-7.04": (
        "whole",
        lambda r: (
            r.told("action-assigned", "stakeholder")
            and all(a.owner and a.due_on for a in r.rows("actions"))
        ),
    ),
    "SMR-7.05": (
        "whole",
        lambda r: (
            ("S-7.No", "S-6.0m") in r.came_from
            and r.milestones[3:5] == ["Test", "Build"]
        ),
    ),
    "SMR-7.06": (
        "whole",
        lambda r: (
            "Not trained" in r.rows("notes", kind="Work Info")[0].text
            and "Train" in r.rows("notes", kind="Work Info")[0].text
        ),
    ),
    "SMR-7.07": (
        "whole",
        lambda r: (
            r.told("go-no-go-outcome", *ALL)
            and len({m.subject for m in r.mails("go-no-go-outcome")}) >= 2
        ),
    ),
    "SMR-7.08": (
        "whole",
        lambda r: (
            len(r.rows("meetings", type="Pre-Go/No-Go")) == 1
            and r.before("S-7.1", "S-7.5")
        ),
    ),
}

DEPLOY: Observed = {
    "SMR-8.01": (
        "linked",
        lambda r: ("S-8.G", "S-8.D0") in r.came_from and r.never("S-8.1"),
    ),
    "SMR-8.02": (
        "linked",
        lambda r: r.role("S-8.D2") == "project_manager",
    ),
    "SMR-8.03": (
        "whole",
        lambda r: (
            r.by("S-8.1") == {"project_manager"} and ("S-8.G", "S-8.1") in r.came_from
        ),
    ),
    "SMR-8.04": (
        "whole",
        lambda r: r.told("deployment-confirmed", "release_coordinator_smr"),
    ),
    "SMR-8.05": (
        "linked",
        lambda r: "S-8.D1" in r.path and "S-8.DPg" in r.path,
    ),
    "SMR-8.06": (
        "linked",
        lambda r: (
            r.told("dcs-result", "release_coordinator_smr")
            and r.release.outcome == "Successful"
        ),
    ),
    "SMR-8.07": (
        "whole",
        lambda r: (
            r.told("deployment-result", *ALL)
            and "Failure" in r.text("deployment-result")
        ),
    ),
    "SMR-8.08": (
        "whole",
        lambda r: ("S-8.F", "S-6.0m") in r.came_from and "S-8.F" in r.path,
    ),
    "SMR-8.09": (
        "whole",
        lambda r: [a.result for a in r.rows("attempts")] == ["Failure", "Success"],
    ),
    "SMR-8.10": (
        "whole",
        lambda r: (
            r.release.activated_at is not None
            and r.release.stabilization_start is not None
        ),
    ),
    "MS-S-5": (
        "whole",
        lambda r: (
            {a.state for a in r.rows("actions")} == {"Done"}
            and ("S-9.3G", "S-9.4") in r.came_from
        ),
    ),
    "SMR-9.01": (
        "linked",
        lambda r: (r.release.stabilization_end - r.release.activated_at).days >= 30,
    ),
    "SMR-9.02": ("whole", lambda r: len(r.done("S-9.5")) >= 1),
    "SMR-9.03": (
        "whole",
        lambda r: (
            r.told("feedback-received", "release_coordinator_smr")
            and r.rows("feedback", kind="Post-activation")[0].text == "Fast"
        ),
    ),
    "SMR-9.04": (
        "whole",
        lambda r: (
            r.told("issue-impact", "stakeholder")
            and "Labels are small" in r.text("issue-impact")
        ),
    ),
    "SMR-9.05": (
        "whole",
        lambda r: r.told("action-digest", "stakeholder") and len(r.done("S-9.6")) >= 1,
    ),
    "SMR-9.06": (
        "whole",
        lambda r: (
            r.document("Stabilization report")
            and len(r.rows("statuses", kind="Stabilization")) == 1
        ),
    ),
    "SMR-9.07": (
        "whole",
        lambda r: (
            r.milestones[-1] == "Close down" and r.release.actual_close_down is not None
        ),
    ),
    "SMR-9.08": (
        "whole",
        lambda r: bool(r.release.service) and r.release.service_confirmed is True,
    ),
    "SMR-9.09": (
        "whole",
        lambda r: (
            r.rows("extensions")[0].new_end > r.rows("extensions")[0].old_end
            and r.rows("extensions")[0].reason == "Month end"
        ),
    ),
}

CLOSE: Observed = {
    "MS-S-6": (
        "whole",
        lambda r: r.before("S-9.8", "S-10.2") and len(r.rows("lessons")) == 1,
    ),
    "SMR-10.01": (
        "whole",
        lambda r: (
            r.told("completion-request", "project_manager")
            and r.answers("S-10.2")["approve"] == "Approve"
        ),
    ),
    "SMR-10.02": (
        "whole",
        lambda r: (
            r.told("closure-validation", "stakeholder", "service_owner")
            and all(
                a.result == "Confirmed"
                for a in r.rows("approvals", body="Closure Validation")
            )
        ),
    ),
    "SMR-10.03": (
        "whole",
        lambda r: (
            len(r.rows("checks", kind="Record review", ok=True)) >= 8
            and bool(r.release.guide_version)
        ),
    ),
    "SMR-10.04": (
        "whole",
        lambda r: r.release.status == "Closed" and r.release.closed_at is not None,
    ),
    "SMR-10.05": (
        "whole",
        lambda r: (
            r.document("Feedback report")
            and r.told("feedback-report", "release_manager", "project_manager")
        ),
    ),
    "OUT-06": (
        "whole",
        lambda r: {f.rating for f in r.rows("feedback", kind="Process")} != {None},
    ),
    "PRN-1.01": ("whole", lambda r: r.has("S-10.7", "guide_version", "all_correct")),
    "PRN-4.01": (
        "linked",
        lambda r: list(dict.fromkeys(r.milestones)) == list(MILESTONES),
    ),
    "PRN-4.03": (
        "whole",
        lambda r: r.path[0] == "S-0" and r.before("S-1.4", "S-3.0"),
    ),
    "PRN-4.05": (
        "whole",
        lambda r: (
            len(r.rows("documents", type="Meeting minutes")) >= 1
            and r.document("Meeting minutes")
        ),
    ),
    "PRN-1.02": ("whole", lambda r: r.path[0] == "S-0"),
    "PRN-2.02": ("whole", lambda r: r.document("Opportunity Assessment")),
    "PRN-2.05": (
        "whole",
        lambda r: (
            all(c.at and (c.by or c.step_id) for c in r.changes)
            and len(r.changes) > 100
        ),
    ),
    "PRN-2.09": (
        "whole",
        lambda r: (
            {li.type for li in r.rows("links")}
            >= {"Incident", "Change Request", "Configuration Item"}
        ),
    ),
    "COL-S-01": (
        "whole",
        lambda r: all(
            r.document(kind)
            for kind in (
                "Project Charter",
                "Opportunity Assessment",
                "Release Announcement",
                "Release Plan",
                "Kick-off presentation",
                "Go/No-Go presentation",
                "Meeting minutes",
            )
        ),
    ),
    "CAN-01": (
        "SMR cancelled",
        lambda r: (
            r.release.status == "Cancelled"
            and r.rows("decisions", kind="Cancel")[0].reason == "No funding"
        ),
    ),
    "CAN-02": (
        "SMR cancelled",
        lambda r: r.told("smr-cancelled", "intake", "stakeholder", "project_manager"),
    ),
}

OBSERVED: Observed = {**ENGAGE, **PLANNING, **BUILD, **DECIDE, **DEPLOY, **CLOSE}
