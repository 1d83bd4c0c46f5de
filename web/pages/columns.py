"""Which fields of each kind of entry its table shows, and how."""

from dataclasses import dataclass

from web.texts import N_


@dataclass(frozen=True, slots=True)
class Column:
    """A field of an entry and how it is shown: ``text``, ``person``, ``badge`` …"""

    name: str
    label: str
    kind: str = "shown"


def _columns(*pairs: tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*pair) for pair in pairs)


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
        ("number", N_("Number"), "link"), ("type", N_("Type")),
        ("subtype", N_("Kind")), ("relation", N_("Relation")),
        ("state", N_("State"), "badge"), ("text", N_("Text")),
    ),
    "deliverables": _columns(
        ("text", N_("Deliverable")), ("milestone", N_("Milestone")),
        ("level", N_("Level")), ("owner", N_("Owner"), "person"),
        ("due_on", N_("Due"), "day"), ("state", N_("State"), "badge"),
        ("agreed_by", N_("Agreed by"), "person"),
        ("validated_by", N_("Validated by"), "person"),
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
        ("type", N_("Meeting")), ("title", N_("Title")), ("at", N_("When"), "moment"),
        ("attendance", N_("Attended"), "people"), ("minutes", N_("Minutes")),
        ("sent_at", N_("Minutes sent"), "moment"), ("state", N_("State"), "badge"),
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
        ("person", N_("By"), "person"), ("role", N_("Role")),
        ("date", N_("Date"), "day"),
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
        ("level", N_("Level")), ("probability", N_("Probability")),
        ("effect", N_("Effect")),
        ("response", N_("Response")), ("owner", N_("Owner"), "person"),
        ("state", N_("State"), "badge"),
    ),
    "deviations": _columns(
        ("text", N_("Deviation")), ("rule", N_("Rule")), ("reason", N_("Reason")),
        ("corrective_action", N_("Corrective action")),
        ("owner", N_("Owner"), "person"), ("due_on", N_("Due"), "day"),
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
        ("planned_end", N_("Planned end"), "moment"),
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
        ("kind", N_("Kind")), ("group", N_("Group")),
        ("starts_on", N_("Begins"), "day"), ("ends_on", N_("Ends"), "day"),
        ("result", N_("Result"), "badge"),
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
    "contacts": _columns(
        ("name", N_("Name")), ("organization", N_("Organization")),
        ("role", N_("Role")), ("email", N_("E-mail")), ("phone", N_("Telephone")),
        ("person", N_("Account"), "person"),
    ),
    "esa_requests": _columns(
        ("text", N_("What is activated early")),
        ("onrequest_no", N_("ONRequest number")), ("esmt_ref", N_("eSMT reference")),
        ("testing", N_("Testing"), "badge"), ("validation", N_("Validation"), "badge"),
        ("compliance", N_("Compliance"), "badge"), ("state", N_("State"), "badge"),
    ),
    "safeguards": _columns(
        ("text", N_("Safeguard")), ("kind", N_("Against"), "word"),
        ("owner", N_("Owner"), "person"), ("state", N_("State"), "badge"),
    ),
    "reviews": _columns(
        ("text", N_("Comment")), ("result", N_("Result"), "badge"),
        ("version", N_("Version")), ("person", N_("By"), "person"),
        ("at", N_("When"), "moment"),
    ),
}  # fmt: skip
