"""Which entries of a release its page shows where, and which of their fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.texts import N_


@dataclass(frozen=True, slots=True)
class Column:
    """A field of an entry and how it is shown: ``text``, ``person``, ``badge`` …"""

    name: str
    label: str
    kind: str = "shown"


def _columns(*pairs: tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*pair) for pair in pairs)


#: The parts of the page, in order.
PARTS = {
    "overview": N_("Overview"),
    "plan": N_("Plan and people"),
    "documents": N_("Documents"),
    "work": N_("Issues and actions"),
    "deployment": N_("Deployment"),
    "closing": N_("Close down"),
    "mail": N_("Mail"),
    "history": N_("History"),
}

TITLES = {
    "decisions": N_("Decisions"),
    "notes": N_("Notes"),
    "links": N_("Links"),
    "deliverables": N_("Deliverables"),
    "stakeholders": N_("Stakeholders"),
    "resources": N_("Resources"),
    "meetings": N_("Meetings"),
    "communications": N_("Communication plan"),
    "training": N_("Training"),
    "checks": N_("Checks"),
    "approvals": N_("Approvals"),
    "issues": N_("Issues"),
    "risks": N_("Risks"),
    "deviations": N_("Deviations"),
    "actions": N_("Actions"),
    "questions": N_("Questions"),
    "statuses": N_("Status reports"),
    "mop_steps": N_("Method of procedure"),
    "updates": N_("Status updates"),
    "activities": N_("Activities"),
    "attempts": N_("Deployment attempts"),
    "tests": N_("Tests and pilots"),
    "validations": N_("Validations"),
    "recommendations": N_("Readiness recommendations"),
    "feedback": N_("Feedback"),
    "lessons": N_("Lessons learned"),
    "improvements": N_("Improvements"),
    "extensions": N_("Extensions of the stabilization"),
    "scorecards": N_("Scorecard"),
}

SHOWN_IN = {
    "overview": ("decisions", "notes", "links"),
    "plan": (
        "deliverables", "stakeholders", "resources", "meetings", "communications",
        "training", "checks",
    ),
    "documents": ("documents", "approvals"),
    "work": ("issues", "actions", "risks", "deviations", "questions", "statuses"),
    "deployment": (
        "mop_steps", "updates", "activities", "attempts", "tests", "validations",
        "recommendations",
    ),
    "closing": ("feedback", "scorecards", "lessons", "improvements", "extensions"),
    "mail": (),
    "history": (),
}  # fmt: skip

#: What is read as a plan, from first to last; everything else newest first.
IN_ORDER = frozenset(
    {
        *("deliverables", "stakeholders", "resources", "communications", "training"),
        *("checks", "approvals", "mop_steps", "meetings"),
    }
)
SECTIONS = ("pre-deployment", "deployment", "validation", "post-deployment", "back-out")


def sorted_entries(found: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Entries as they are to be read: a method of procedure by its sections."""
    shown = dict(found)
    if "mop_steps" in shown:
        order = {section: place for place, section in enumerate(SECTIONS)}
        shown["mop_steps"] = sorted(
            shown["mop_steps"], key=lambda step: order.get(step.section, len(order))
        )
    return shown


COLUMNS = {
    "decisions": _columns(
        ("kind", N_("Kind")), ("value", N_("Decision"), "badge"),
        ("reason", N_("Reason")), ("next_steps", N_("Next steps")),
        ("decided_by", N_("Decided by"), "person"), ("at", N_("When"), "moment"),
    ),
    "notes": _columns(
        ("kind", N_("Kind")), ("text", N_("Text")), ("by", N_("By"), "person"),
        ("at", N_("When"), "moment"),
    ),
    "links": _columns(
        ("type", N_("Type")), ("number", N_("Number")), ("relation", N_("Relation")),
        ("state", N_("State"), "badge"), ("text", N_("Text")),
    ),
    "deliverables": _columns(
        ("text", N_("Deliverable")), ("milestone", N_("Milestone")),
        ("level", N_("Level")), ("owner", N_("Owner"), "person"),
        ("due_on", N_("Due"), "day"), ("state", N_("State"), "badge"),
    ),
    "stakeholders": _columns(
        ("person", N_("Person"), "person"), ("name", N_("Name")),
        ("organization", N_("Organization")), ("area", N_("Area")),
        ("role", N_("Role")), ("state", N_("State"), "badge"),
    ),
    "resources": _columns(
        ("kind", N_("Kind")), ("person", N_("Person"), "person"), ("name", N_("Name")),
        ("task", N_("Task")), ("state", N_("State"), "badge"),
        ("confirmed", N_("Confirmed")),
    ),
    "meetings": _columns(
        ("type", N_("Meeting")), ("at", N_("When"), "moment"),
        ("attendance", N_("Attended"), "people"), ("minutes", N_("Minutes")),
        ("state", N_("State"), "badge"),
    ),
    "communications": _columns(
        ("text", N_("What")), ("audience", N_("Audience")), ("channel", N_("Channel")),
        ("due_on", N_("Date"), "day"), ("state", N_("State"), "badge"),
    ),
    "training": _columns(
        ("text", N_("What")), ("audience", N_("Audience")), ("kind", N_("Kind")),
        ("date", N_("Date"), "day"), ("state", N_("State"), "badge"),
    ),
    "checks": _columns(
        ("kind", N_("Kind")), ("text", N_("Text")), ("ok", N_("In order")),
        ("reason", N_("Reason")),
    ),
    "approvals": _columns(
        ("body", N_("Body")), ("result", N_("Result"), "badge"),
        ("person", N_("By"), "person"), ("date", N_("Date"), "day"),
        ("reason", N_("Reason")), ("required", N_("Required")),
    ),
    "issues": _columns(
        ("text", N_("Issue")), ("severity", N_("Severity")),
        ("impacted", N_("Impacted"), "people"), ("owner", N_("Owner"), "person"),
        ("corrective_action", N_("Corrective action")), ("due_on", N_("Due"), "day"),
        ("state", N_("State"), "badge"),
    ),
    "actions": _columns(
        ("text", N_("Action")), ("origin", N_("From")),
        ("owner", N_("Owner"), "person"),
        ("due_on", N_("Due"), "day"), ("comment", N_("Comment")),
        ("state", N_("State"), "badge"),
    ),
    "risks": _columns(
        ("text", N_("Risk")), ("application", N_("Application")),
        ("level", N_("Level")),
        ("response", N_("Response")), ("owner", N_("Owner"), "person"),
        ("state", N_("State"), "badge"),
    ),
    "deviations": _columns(
        ("text", N_("Deviation")), ("rule", N_("Rule")), ("reason", N_("Reason")),
        ("approved_by", N_("Approved by"), "person"), ("state", N_("State"), "badge"),
    ),
    "questions": _columns(
        ("text", N_("Question")), ("to", N_("To"), "person"), ("answer", N_("Answer")),
        ("state", N_("State"), "badge"),
    ),
    "statuses": _columns(
        ("kind", N_("Kind")), ("text", N_("Status")), ("risks", N_("Risks")),
        ("person", N_("By"), "person"), ("at", N_("When"), "moment"),
    ),
    "mop_steps": _columns(
        ("section", N_("Section"), "word"), ("text", N_("Step")),
        ("owner", N_("Owner"), "person"), ("planned_start", N_("Planned"), "moment"),
        ("actual_start", N_("Started"), "moment"),
        ("actual_end", N_("Ended"), "moment"),
        ("result", N_("Result")), ("state", N_("State"), "badge"),
    ),
    "updates": _columns(
        ("status", N_("Status")), ("summary", N_("Summary")), ("outage", N_("Outage")),
        ("final", N_("Final")), ("sent_at", N_("Sent"), "moment"),
        ("state", N_("State"), "badge"),
    ),
    "activities": _columns(
        ("text", N_("Activity")), ("owner", N_("Owner"), "person"),
        ("started_at", N_("Started"), "moment"), ("ended_at", N_("Ended"), "moment"),
        ("result", N_("Result")),
    ),
    "attempts": _columns(
        ("number", N_("Attempt")), ("result", N_("Result"), "badge"),
        ("activated_at", N_("Activated"), "moment"), ("text", N_("Text")),
        ("at", N_("When"), "moment"),
    ),
    "tests": _columns(
        ("kind", N_("Kind")), ("group", N_("Group")), ("result", N_("Result"), "badge"),
        ("findings", N_("Findings")), ("person", N_("By"), "person"),
        ("at", N_("When"), "moment"),
    ),
    "validations": _columns(
        ("kind", N_("Kind")), ("result", N_("Result"), "badge"),
        ("evidence", N_("Evidence")), ("sign_off_name", N_("Signed off by")),
        ("person", N_("By"), "person"), ("at", N_("When"), "moment"),
    ),
    "recommendations": _columns(
        ("person", N_("Person"), "person"), ("value", N_("Recommendation"), "badge"),
        ("text", N_("Text")), ("at", N_("When"), "moment"),
    ),
    "feedback": _columns(
        ("kind", N_("Kind")), ("text", N_("Feedback")), ("rating", N_("Rating")),
        ("person", N_("By"), "person"), ("at", N_("When"), "moment"),
    ),
    "lessons": _columns(
        ("text", N_("Lesson")), ("category", N_("Category")), ("action", N_("Action")),
        ("owner", N_("Owner"), "person"), ("state", N_("State"), "badge"),
    ),
    "improvements": _columns(
        ("text", N_("Improvement")), ("priority", N_("Priority")),
        ("person", N_("By"), "person"), ("state", N_("State"), "badge"),
    ),
    "extensions": _columns(
        ("old_end", N_("Old end"), "moment"), ("new_end", N_("New end"), "moment"),
        ("reason", N_("Reason")), ("person", N_("By"), "person"),
    ),
    "scorecards": _columns(
        ("text", N_("Text")), ("rating", N_("Rating")),
        ("dates_kept", N_("Dates kept")), ("issues", N_("Issues")),
        ("deliverables_done", N_("Deliverables done")), ("at", N_("When"), "moment"),
    ),
}  # fmt: skip
