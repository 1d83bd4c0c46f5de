"""The shapes of what the API gives, by name."""

from typing import Any

from web.api.describe import (
    ANY_OBJECT,
    BOOLEAN,
    INTEGER,
    MOMENT,
    STRING,
    list_of,
    nullable,
    ref,
)


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found | ({"required": list(required)} if required else {})


_OPTION = _object("value", "label", value=STRING, label=STRING)

SCHEMAS: dict[str, Any] = {
    "Problem": _object(
        "title",
        "status",
        "detail",
        title=STRING,
        status=INTEGER,
        detail=STRING,
        errors={"type": "object", "additionalProperties": STRING},
        findings=list_of(ref("Finding")),
    ),
    "Release": {
        **_object(
            "id",
            "process",
            "title",
            "status",
            "milestone",
            "instance_id",
            "linked",
            id=STRING,
            process={"enum": ["smr", "dcs"]},
            title=STRING,
            status={
                "enum": [
                    *("Submitted", "Draft", "Active", "Closed"),
                    *("Not required", "Cancelled"),
                ]
            },
            status_reason=nullable(STRING),
            milestone=nullable(STRING),
            instance_id=nullable(STRING),
            linked=list_of(STRING),
            organization=nullable(STRING),
            impact=nullable(STRING),
            urgency=nullable(STRING),
            priority=nullable(STRING),
            release_type=nullable(STRING),
            service=nullable(STRING),
            roles={"type": "object", "additionalProperties": list_of(STRING)},
            created_at=MOMENT,
            changed_at=MOMENT,
        ),
        "additionalProperties": True,
    },
    "Entry": {**_object("id", id=STRING), "additionalProperties": True},
    "Option": _OPTION,
    "Fields": _object("fields", fields=list_of(ref("Field"))),
    "Field": _object(
        "name",
        "type",
        "label",
        "required",
        name=STRING,
        type={
            "enum": [
                *("text", "long", "date", "datetime", "bool", "int", "number"),
                *("choice", "choices", "user", "ref", "file", "rows"),
            ]
        },
        label=STRING,
        help=STRING,
        required=BOOLEAN,
        required_when=STRING,
        shown_when=STRING,
        min={"type": "number"},
        max={"type": "number"},
        options=list_of(ref("Option")),
        options_url=STRING,
        fields=list_of(ref("Field")),
    ),
    "TaskLine": _object(
        "id",
        "name",
        "step",
        "kind",
        "process",
        "instance_id",
        "role",
        "state",
        id=STRING,
        name=STRING,
        step=STRING,
        kind={"enum": ["step", "item"]},
        process=STRING,
        version=INTEGER,
        instance_id=STRING,
        release_id=nullable(STRING),
        role=STRING,
        roles=list_of(STRING),
        state={"enum": ["open", "done", "withdrawn"]},
        assignee=nullable(STRING),
        opened_at=MOMENT,
        due_at=nullable(MOMENT),
        priority=INTEGER,
        completed_at=nullable(MOMENT),
        completed_by=nullable(STRING),
    ),
    "Task": {
        "allOf": [
            ref("TaskLine"),
            _object(
                "form",
                form=_object("fields", fields=list_of(ref("Field"))),
                values=ANY_OBJECT,
                draft=nullable(ANY_OBJECT),
                answers=nullable(ANY_OBJECT),
                instructions=STRING,
                missing=list_of(STRING),
                consulted=list_of(STRING),
                informed=list_of(STRING),
                may_complete=BOOLEAN,
            ),
        ]
    },
    "Completed": _object(
        "id",
        "state",
        "next",
        id=STRING,
        state=STRING,
        next=list_of(ref("TaskLine")),
        warnings=list_of(STRING),
    ),
    "InstanceLine": _object(
        "id",
        "process",
        "version",
        "state",
        id=STRING,
        process=STRING,
        version=INTEGER,
        state={"enum": ["running", "suspended", "completed", "cancelled", "failed"]},
        release_id=nullable(STRING),
        business_key=nullable(STRING),
        started_at=MOMENT,
        started_by=nullable(STRING),
        changed_at=MOMENT,
        ended_at=nullable(MOMENT),
    ),
    "Instance": {
        "allOf": [
            ref("InstanceLine"),
            _object(
                "waiting",
                "path",
                waiting=list_of(
                    _object(
                        "step",
                        "name",
                        "kind",
                        "since",
                        step=STRING,
                        name=STRING,
                        kind={"enum": ["task", "timer", "message"]},
                        since=MOMENT,
                        due_at=nullable(MOMENT),
                        task_id=nullable(STRING),
                        message=nullable(STRING),
                    )
                ),
                path=list_of(
                    _object(
                        "step",
                        "name",
                        "at",
                        step=STRING,
                        name=STRING,
                        how=STRING,
                        at=MOMENT,
                        by=nullable(STRING),
                        note=nullable(STRING),
                    )
                ),
                incidents=list_of(ANY_OBJECT),
            ),
        ]
    },
    "Message": _object(
        "state", state={"enum": ["taken", "kept"]}, name=STRING, instance_id=STRING
    ),
    "Process": _object(
        "key",
        "name",
        "version",
        key=STRING,
        name=STRING,
        version=INTEGER,
        published_at=MOMENT,
        published_by=nullable(STRING),
        sha256=STRING,
    ),
    "Finding": _object(
        "severity",
        "rule",
        "message",
        severity={"enum": ["error", "warning"]},
        rule=STRING,
        element=nullable(STRING),
        line=nullable(INTEGER),
        message=STRING,
    ),
    "Draft": {
        **_object(
            "draft",
            "findings",
            draft=INTEGER,
            key=STRING,
            revision=INTEGER,
            based_on=nullable(INTEGER),
            changed_at=MOMENT,
            changed_by=nullable(STRING),
            findings=list_of(ref("Finding")),
        ),
        "additionalProperties": True,
    },
    "AuditEntry": _object(
        "id",
        "entity",
        "entity_id",
        "field",
        "at",
        id=INTEGER,
        entity=STRING,
        entity_id=STRING,
        field=STRING,
        old={},
        new={},
        by=nullable(STRING),
        at=MOMENT,
        why=nullable(STRING),
        instance_id=nullable(STRING),
        step=nullable(STRING),
    ),
}
