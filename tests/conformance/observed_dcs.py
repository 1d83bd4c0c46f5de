"""What is seen of each core requirement of DCS on a release that went through it.

One line a requirement: the story, and what must be true of its release.
"""

from tests.conformance.observed_smr import Observed
from tests.conformance.observing import Run
from tests.conformance.told_dcs import READERS

READER = READERS[0]["email"]
PHASES = ["Initiate", "Planning", "Build/Test", "Deployment", "Close down"]


def sections(run: Run) -> set[str]:
    """The sections of the MoP that have steps."""
    return {step.section for step in run.rows("mop_steps")}


def carried_out(run: Run, section: str) -> bool:
    """Whether the steps of a section have a result with its times."""
    found = run.rows("mop_steps", section=section)
    return bool(found) and any(s.result and s.actual_start for s in found)


ENGAGE: Observed = {
    "INP-02": (
        "DCS not required",
        lambda r: r.release.source == "CRQ assessment task" and bool(r.release.crq_no),
    ),
    "INP-04": ("detailed", lambda r: "Release Committee" in r.release.source),
    "DCS-1.01": (
        "detailed",
        lambda r: r.by("D-1.1") == {"release_manager"} and bool(r.release.source),
    ),
    "DCS-1.02": (
        "detailed",
        lambda r: len(r.rows("meetings", type="Scope confirmation")) == 1,
    ),
    "DCS-1.03": (
        "detailed",
        lambda r: (
            r.release.crq_no == "CRQ000001"
            and r.by("D-1.2") <= {"project_manager", "service_owner"}
        ),
    ),
    "DCS-2.01": (
        "detailed",
        lambda r: ("D-2.G", "D-2.2") in r.came_from and r.has("D-2.1", "reason"),
    ),
    "DCS-2.02": (
        "DCS not required",
        lambda r: (
            r.told("dcs-not-required", "intake") and r.release.status == "Not required"
        ),
    ),
    "DCS-2.03": (
        "DCS not required",
        lambda r: (
            r.release.assessment_task_state == "Closed"
            and "One team only" in r.release.assessment_task_note
        ),
    ),
    "DCS-2.04": (
        "DCS not required",
        lambda r: r.by("D-2.N3") == {"intake"} and bool(r.release.crm_ref),
    ),
    "DCS-2.05": (
        "detailed",
        lambda r: bool(r.release.impact_text) and bool(r.release.scope),
    ),
    "DCS-2.06": (
        "detailed",
        lambda r: (
            [c.new for c in r.changes if c.field == "assessment_task_state"]
            == ["Assigned", "WIP", "Closed"]
        ),
    ),
    "DCS-3.01": (
        "detailed",
        lambda r: (
            r.rows("decisions", kind="Type")[0].value == "DE"
            and bool(r.rows("decisions", kind="Type")[0].by)
        ),
    ),
    "DCS-3.02": (
        "detailed",
        lambda r: r.by("D-3.2") == {"intake"} and r.before("D-3.2", "D-5.0"),
    ),
    "DCS-3.03": ("detailed", lambda r: r.release.schedule_reviewed is True),
    "DCS-4.01": (
        "detailed",
        lambda r: (
            r.told("dcs-assigned", "release_coordinator_dcs")
            and r.by("D-4.1") == {"release_manager"}
        ),
    ),
    "DCS-4.02": (
        "detailed",
        lambda r: (
            any(
                c.field == "assessment_task_state" and c.new == "WIP" for c in r.changes
            )
            and r.before("D-4.1", "D-4.1w")
        ),
    ),
    "DCS-4.03": (
        "detailed",
        lambda r: r.release.recorded_at is not None and r.before("D-4.1", "D-4.2"),
    ),
    "PRN-3.03": (
        "detailed",
        lambda r: bool(r.release.impact and r.release.urgency and r.release.priority),
    ),
    "MS-D-1": (
        "detailed",
        lambda r: r.before("D-2.1", "D-3.1") and r.before("D-3.1", "D-4.1"),
    ),
    "TYPE-D-0": ("detailed", lambda r: r.before("D-3.1", "D-4.1")),
    "TYPE-D-M7": (
        "complex",
        lambda r: "D-3.1c" in r.path and r.release.best_effort is True,
    ),
    "TYPE-D-M8": ("complex", lambda r: r.release.best_effort is True),
    "TYPE-D-P1": (
        "complex",
        lambda r: len(r.release.projects) == 2 and len(r.release.applications) == 2,
    ),
}

PREPARE: Observed = {
    "MS-D-2": (
        "detailed",
        lambda r: r.before("D-5.0", "D-5.1") and r.before("D-5.3", "D-6.0e"),
    ),
    "DCS-5.01": (
        "detailed",
        lambda r: (
            {d.type for d in r.rows("documents")}
            >= {
                "Release Questionnaire",
                "Method of Procedure",
                "Resource Contact List",
                "Release Deployment Status Updates",
            }
        ),
    ),
    "DCS-5.02": (
        "detailed",
        lambda r: (
            {x.kind for x in r.rows("resources")}
            == {"application", "technical", "business"}
            and r.told("dcs-resource-request", "stakeholder")
        ),
    ),
    "DCS-5.03": ("detailed", lambda r: "Planning" in r.milestones),
    "DCS-6.01": (
        "detailed",
        lambda r: (
            r.by("D-5.2") == {"project_manager"} and r.document("Resource Contact List")
        ),
    ),
    "DCS-6.02": (
        "detailed",
        lambda r: (
            len(r.done("D-6.3")) == 2
            and len(r.rows("meetings", type="Walkthrough")) >= 3
        ),
    ),
    "DCS-6.03": ("detailed", lambda r: r.before("D-6.4", "D-7.1")),
    "DCS-7.01": (
        "detailed",
        lambda r: bool(r.answers("D-7.1")["verified"]) and r.before("D-7.1", "D-7.2"),
    ),
    "DCS-7.02": (
        "detailed",
        lambda r: (
            r.before("D-7.2", "D-7.4")
            and r.document("Release Deployment Status Updates")
        ),
    ),
    "DCS-7.03": (
        "detailed",
        lambda r: (
            r.release.mop_attached is True
            and bool(r.release.crq_attachment_ref)
            and r.document("Method of Procedure")
        ),
    ),
    "DCS-7.04": (
        "detailed",
        lambda r: (
            bool(r.rows("documents", type="Deployment e-mail thread"))
            and r.release.thread_ready is True
        ),
    ),
    "DCS-7.05": (
        "detailed",
        lambda r: (
            len(r.rows("statuses", kind="Weekly")) == 1
            and r.told("dcs-weekly-status", "release_manager")
        ),
    ),
    "MS-D-3": (
        "complex",
        lambda r: r.before("D-6.0e", "D-6.1") and r.before("D-6.2", "D-6.3"),
    ),
    "COL-D-01": (
        "complex",
        lambda r: (
            len(
                {d.type for d in r.rows("documents")}
                & {
                    "Kick Off Presentation",
                    "Release Questionnaire",
                    "Method of Procedure",
                    "Resource Contact List",
                    "Release Deployment Status Updates",
                }
            )
            == 5
        ),
    ),
    "COL-D-02": (
        "detailed",
        lambda r: (
            max(d.version or 0 for d in r.rows("documents")) >= 2
            and r.before("D-6.3", "D-7.1")
        ),
    ),
    "COL-D-03": (
        "detailed",
        lambda r: (
            r.document("Executive summary status update") and r.before("D-7.4", "D-8.0")
        ),
    ),
    "OUT-02": (
        "detailed",
        lambda r: r.document("Method of Procedure") and len(r.rows("mop_steps")) == 5,
    ),
    "TYPE-D-0N": ("detailed", lambda r: r.has("D-5.1", "draft_mop")),
    "TYPE-D-M1": ("simplified", lambda r: r.never("D-6.2", "D-7.2")),
    "TYPE-D-M2": (
        "complex",
        lambda r: r.document("Kick Off Presentation") and "D-6.1a" in r.path,
    ),
    "TYPE-D-M3": ("communications", lambda r: r.never("D-6.3", "D-6.5", "D-7.1")),
    "TYPE-D-A1": ("communications", lambda r: bool(r.release.update_parts)),
    "TYPE-D-A2": ("communications", lambda r: r.release.update_frequency == "1 hour"),
    "TYPE-D-A3": (
        "communications",
        lambda r: (
            r.release.update_recipients == READERS
            or READER in str(r.release.update_recipients)
        ),
    ),
    "TYPE-D-A4": ("communications", lambda r: bool(r.release.main_contact)),
    "TYPE-D-A5": (
        "detailed",
        lambda r: "release_coordinator_dcs" in r.answers("D-6.3")["attendance"],
    ),
    "TYPE-D-S1": (
        "simplified",
        lambda r: len(r.rows("mop_steps", confirmed=True)) == 1,
    ),
    "TYPE-D-S2": (
        "simplified",
        lambda r: r.never("D-6.2") and "Deployment" in r.milestones,
    ),
    "TYPE-D-S3": (
        "simplified",
        lambda r: (
            r.told("dcs-task-confirmation", "stakeholder")
            and r.answers("D-6.5")["walkthrough"] == "Not required"
        ),
    ),
    "TYPE-D-D1": (
        "detailed",
        lambda r: len(r.done("D-6.2")) == 2 and r.before("D-6.2", "D-6.3"),
    ),
    "TYPE-D-D2": ("detailed", lambda r: len(sections(r)) == 5),
    "TYPE-D-D3": ("detailed", lambda r: ("D-6.3G", "D-6.2m") in r.came_from),
    "TYPE-D-P2": ("complex", lambda r: r.answers("D-6.1")["needed"] is True),
    "TYPE-D-P3": (
        "complex",
        lambda r: (
            {s.source_crq for s in r.rows("mop_steps")} == {"CRQ000001"}
            and len(r.rows("links", type="Change Request")) == 2
        ),
    ),
    "TYPE-D-P4": ("complex", lambda r: r.before("D-6.1b", "D-6.3")),
}

DEPLOY: Observed = {
    "DCS-8.01": (
        "detailed",
        lambda r: r.release.crq_state == "Approved" and r.before("D-8.Wa", "D-8.2"),
    ),
    "DCS-8.02": ("detailed", lambda r: r.release.actual_deployment is not None),
    "DCS-8.03": ("detailed", lambda r: carried_out(r, "pre-deployment")),
    "DCS-8.04": (
        "detailed",
        lambda r: ("D-8.2G", "D-8.3m") in r.came_from and r.before("D-8.2", "D-8.3"),
    ),
    "DCS-8.05": ("detailed", lambda r: carried_out(r, "deployment")),
    "DCS-8.06": (
        "detailed",
        lambda r: (
            bool(r.rows("meetings", type="Triage")[0].attendance)
            and ("D-8.3G", "D-8.3I") in r.came_from
        ),
    ),
    "DCS-8.07": (
        "detailed",
        lambda r: len(r.rows("statuses", kind="Checkpoint")) >= 1,
    ),
    "DCS-8.08": (
        "detailed",
        lambda r: r.told("dcs-status-update", READER) and len(r.done("D-8.b")) >= 1,
    ),
    "DCS-8.09": (
        "detailed",
        lambda r: len(r.rows("validations", kind="Deployment", result="Pass")) == 3,
    ),
    "DCS-8.10": (
        "detailed",
        lambda r: (
            len(r.rows("updates", kind="Final", final=True)) == 1
            and r.before("D-8.7a", "D-9.0")
        ),
    ),
    "DCS-8.11": ("detailed", lambda r: ("D-8.R", "D-8.Rt") in r.came_from),
    "DCS-8.12": (
        "backed out",
        lambda r: (
            r.by("D-8.5E") == {"executive"} and ("D-8.5EG", "D-8.B0") in r.came_from
        ),
    ),
    "DCS-8.13": (
        "detailed",
        lambda r: all(u.summary for u in r.rows("updates")),
    ),
    "DCS-8.14": (
        "detailed",
        lambda r: all(v.sign_off_name and v.at for v in r.rows("validations")),
    ),
    "DCS-8.15": (
        "detailed",
        lambda r: (
            r.answers("D-8.5")["management_answer"] == "Go on"
            and r.told("dcs-escalation", "executive")
        ),
    ),
    "DCS-8.16": ("detailed", lambda r: carried_out(r, "post-deployment")),
    "DCS-8.17": ("detailed", lambda r: ("D-8.0G", "D-8.0b") in r.came_from),
    "OUT-05": (
        "detailed",
        lambda r: r.told("dcs-thread", READER) and r.told("dcs-status-update", READER),
    ),
    "MS-D-4": (
        "backed out",
        lambda r: (
            len(r.rows("updates", final=True)) == 1
            and r.told("dcs-status-update", READER, "executive", "stakeholder")
        ),
    ),
    "TYPE-D-M4": ("communications", lambda r: r.never("D-8.2", "D-8.3", "D-8.4")),
    "TYPE-D-M5": ("communications", lambda r: r.never("D-8.5", "D-8.5E", "D-8.B1")),
    "TYPE-D-M6": ("communications", lambda r: r.told("dcs-status-update", "executive")),
    "TYPE-D-C1": (
        "communications",
        lambda r: r.before("D-8.CO", "D-8.7") and r.before("D-7.4", "D-8.CO"),
    ),
    "TYPE-D-C2": (
        "communications",
        lambda r: r.told("dcs-status-update", "executive", "release_manager"),
    ),
    "TYPE-D-S4": ("simplified", lambda r: r.told("dcs-thread", READER)),
    "TYPE-D-S5": (
        "simplified",
        lambda r: len(r.rows("updates", final=True)) == 1,
    ),
    "TYPE-D-X1": (
        "backed out",
        lambda r: r.before("D-8.5", "D-8.5E") and len(r.rows("issues")) >= 1,
    ),
    "TYPE-D-D4": ("detailed", lambda r: len(r.mails("dcs-thread")) >= 3),
    "TYPE-D-D5": (
        "detailed",
        lambda r: len([u for u in r.rows("updates") if u.sent_at]) >= 2,
    ),
    "TYPE-D-P5": (
        "complex",
        lambda r: r.told("dcs-thread", READER) and r.told("dcs-status-update", READER),
    ),
    "BO-01": (
        "backed out",
        lambda r: (
            r.rows("decisions", kind="Backout")[0].value == "Backout"
            and r.before("D-8.5E", "D-8.B1")
        ),
    ),
    "BO-02": (
        "backed out",
        lambda r: (
            r.has("D-8.5E", "call_at", "attendees")
            and len(r.rows("meetings", type="Triage")) == 2
        ),
    ),
    "BO-03": ("backed out", lambda r: carried_out(r, "back-out")),
    "BO-04": (
        "backed out",
        lambda r: (
            {v.result for v in r.rows("validations", kind="Backout")}
            == {"Fail", "Pass"}
        ),
    ),
    "BO-05": (
        "backed out",
        lambda r: (
            ("D-8.BG", "D-8.BS") in r.came_from and r.release.outcome == "Backed out"
        ),
    ),
    "BO-06": (
        "backed out",
        lambda r: (
            r.by("D-8.B4") == {"project_manager"}
            and r.release.workaround == "Serve the old site"
        ),
    ),
    "BO-07": (
        "backed out",
        lambda r: (
            r.told("dcs-backout-result", "executive", "release_manager")
            and len({m.subject for m in r.mails("dcs-backout-result")}) >= 2
        ),
    ),
    "BO-08": ("backed out", lambda r: r.release.backout_possible is True),
    "CAN-03": (
        "simplified",
        lambda r: r.before("D-8.5", "D-8.5E") and r.release.status == "Closed",
    ),
}

CLOSE: Observed = {
    "MS-D-5": (
        "detailed",
        lambda r: r.before("D-9.0", "D-9.3") and "applicable" in r.answers("D-9.4"),
    ),
    "DCS-9.01": (
        "detailed",
        lambda r: r.document("Final status update") and r.before("D-9.1", "D-9.5"),
    ),
    "DCS-9.02": (
        "detailed",
        lambda r: (
            len(r.rows("meetings", type="Team")) == 1
            and r.release.status_given_on is not None
        ),
    ),
    "DCS-9.03": (
        "detailed",
        lambda r: (
            ("D-9.4G", "D-9.5") in r.came_from
            and all(
                s.state == "Done"
                for s in r.rows("mop_steps", section="post-deployment")
            )
        ),
    ),
    "DCS-9.04": (
        "backed out",
        lambda r: (
            r.release.status == "Closed" and r.release.status_reason == "Backed out"
        ),
    ),
    "DCS-9.05": (
        "detailed",
        lambda r: (
            r.release.completion_confirmed is True
            and r.by("D-9.3") == {"project_manager"}
        ),
    ),
    "PRN-4.01": (
        "detailed",
        lambda r: list(dict.fromkeys(r.milestones)) == PHASES,
    ),
    "CAN-02": ("DCS cancelled", lambda r: r.told("dcs-cancelled", "project_manager")),
}

OBSERVED: Observed = {**ENGAGE, **PREPARE, **DEPLOY, **CLOSE}
