"""Early service activation, and what people think of documents.

Source: processes.md E.1 "ESARequest"; requirements ESA-01 to ESA-04, ROLE-ST-06.
"""

from tasks.release.columns import DATE, INT, LONGTEXT, MOMENT, TEXT, one_of
from tasks.release.entries.kind import Collection, open_while

_RESULT = one_of("Pass", "Fail", "Not applicable")

ENTRIES = (
    Collection(
        "esa_requests",
        "text",
        {
            "text": LONGTEXT,
            "onrequest_no": TEXT,
            "esmt_ref": TEXT,
            "consultation": LONGTEXT,
            "testing": _RESULT,
            "tested_by": TEXT,
            "tested_on": DATE,
            "validation": _RESULT,
            "validated_by": TEXT,
            "validated_on": DATE,
            "compliance": _RESULT,
            "checked_by": TEXT,
            "checked_on": DATE,
            "owner": TEXT,
            "state": one_of(
                "Logged", "In consultation", "Assured", "Refused", default="Logged"
            ),
            "reason": LONGTEXT,
        },
        open_while("Logged", "In consultation"),
        searched=("onrequest_no",),
    ),
    Collection(
        "safeguards",
        "text",
        {
            "kind": one_of("error", "conflict", "security"),
            "text": LONGTEXT,
            "owner": TEXT,
            "state": one_of("Planned", "In place", default="Planned"),
        },
        open_while("Planned"),
    ),
    Collection(
        "reviews",
        "text",
        {
            "document_id": TEXT,
            "version": INT,
            "result": one_of("Comment", "Approve", "Change"),
            "text": LONGTEXT,
            "person": TEXT,
            "at": MOMENT,
        },
        by="person",
        at="at",
    ),
)
