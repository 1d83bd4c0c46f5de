"""Which entries of a release its page shows where."""

from collections.abc import Mapping, Sequence
from typing import Any

from web.texts import N_

#: The parts of the page, in order.
PARTS = {
    "overview": N_("Overview"),
    "record": N_("Record"),
    "plan": N_("Plan"),
    "people": N_("People"),
    "documents": N_("Documents"),
    "meetings": N_("Meetings"),
    "work": N_("Issues and actions"),
    "decisions": N_("Decisions"),
    "assurance": N_("Tests and assurance"),
    "deployment": N_("Deployment"),
    "closing": N_("Close down"),
    "links": N_("Links"),
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
    "contacts": N_("Contacts"),
    "esa_requests": N_("Early service activation"),
    "safeguards": N_("Safeguards"),
    "reviews": N_("Reviews"),
    "documents": N_("Documents"),
}

SHOWN_IN = {
    "overview": ("notes",),
    "record": ("checks",),
    "plan": ("deliverables", "communications", "training"),
    "people": ("stakeholders", "resources", "contacts"),
    "documents": ("documents", "reviews"),
    "meetings": ("meetings",),
    "work": ("issues", "actions", "risks", "deviations", "questions", "statuses"),
    "decisions": ("decisions", "recommendations", "approvals"),
    "assurance": ("tests", "validations", "esa_requests", "safeguards"),
    "deployment": ("mop_steps", "updates", "activities", "attempts"),
    "closing": ("feedback", "scorecards", "lessons", "improvements", "extensions"),
    "links": ("links",),
    "mail": (),
    "history": (),
}  # fmt: skip


def part_of(collection: str) -> str:
    """The part of the page that shows a kind of entry."""
    return next(part for part, names in SHOWN_IN.items() if collection in names)


#: What is read as a plan, from first to last; everything else newest first.
IN_ORDER = frozenset(
    {
        *("deliverables", "stakeholders", "resources", "communications", "training"),
        *("checks", "approvals", "mop_steps", "meetings", "contacts", "safeguards"),
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
