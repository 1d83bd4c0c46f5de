"""Who takes part, approves and is to learn.  Source: processes.md E.1."""

from tasks.release.columns import DATE, LONGTEXT, TEXT, YESNO, one_of
from tasks.release.entries.kind import Collection, open_while

ENTRIES = (
    Collection(
        "contacts",
        "name",
        {
            "name": TEXT,
            "email": TEXT,
            "organization": TEXT,
            "role": TEXT,
            "person": TEXT,
            "phone": TEXT,
        },
    ),
    Collection(
        "stakeholders",
        "name",
        {
            "person": TEXT,
            "name": TEXT,
            "email": TEXT,
            "organization": TEXT,
            "area": TEXT,
            "role": TEXT,
            "state": one_of(
                "Proposed", "Confirmed", "Changed", "Declined", default="Proposed"
            ),
            "readiness": TEXT,
            "comment": LONGTEXT,
        },
        open_while("Proposed"),
    ),
    Collection(
        "resources",
        "name",
        {
            "kind": one_of("application", "technical", "business"),
            "person": TEXT,
            "name": TEXT,
            "email": TEXT,
            "task": LONGTEXT,
            "state": one_of("Requested", "Obtained", default="Requested"),
            "confirmed": YESNO,
        },
        open_while("Requested"),
    ),
    Collection(
        "training",
        "text",
        {
            "text": TEXT,
            "audience": TEXT,
            "kind": TEXT,
            "date": DATE,
            "owner": TEXT,
            "state": one_of("Planned", "Done", "Cancelled", default="Planned"),
            "reason": LONGTEXT,
        },
        open_while("Planned"),
    ),
    Collection(
        "approvals",
        "body",
        {
            "body": TEXT,
            "result": one_of(
                "Requested",
                "Approved",
                "Not complete",
                "Rejected",
                "Confirmed",
                "Objection",
                "No reply",
                "Waived",
                "Not required",
                default="Requested",
            ),
            "person": TEXT,
            "role": TEXT,
            "date": DATE,
            "reason": LONGTEXT,
            "reference": TEXT,
            "required": YESNO,
        },
    ),
)
