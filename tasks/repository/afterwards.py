"""A release that was deployed in an emergency and is put on the record afterwards.

It does not skip its process: a request is filed, its process starts where every other
one does, and the tasks confirm what happened.  The record says from its first line that
it was made afterwards, what was deployed, when, why and by whom; going ahead without
the process is a deviation that somebody answers for.

Source: requirement SCO-16 (no release in scope may skip the process); ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.ports import Context
from tasks.filing import MayNotFile, file_release, may_file
from tasks.forms.answers import Answers, AnswersInvalid, read
from tasks.forms.definition import read_data
from tasks.forms.offered import offered
from tasks.forms.shape import Form
from tasks.people.persons import Person
from tasks.release.lifecycle import process_key_of, write
from tasks.release.records import save

if TYPE_CHECKING:
    from tasks.bootstrap import Application

RULE = "2.5 Compliance"
SOURCE = "Emergency"


def _asked(name: str, type: str, en: str, fr: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "label": {"en": en, "fr": fr}, **more}


@cache
def form() -> Form:
    """What has to be known of a deployment that is over."""
    process = [
        {"value": "smr", "label": {"en": "SMR", "fr": "SMR"}},
        {"value": "dcs", "label": {"en": "DCS", "fr": "DCS"}},
    ]
    result = [
        {"value": value, "label": {"en": value, "fr": fr}}
        for value, fr in (
            ("Successful", "Réussi"),
            ("Successful with issues", "Réussi avec problèmes"),
            ("Backed out", "Retour arrière effectué"),
            ("Unsuccessful", "Échoué"),
        )
    ]
    need = {"required": True}
    fields = [
        _asked("process", "choice", "Process", "Processus", options=process, **need),
        _asked("title", "text", "Title", "Titre", max=300, **need),
        _asked(
            "organization",
            "ref",
            "Organization",
            "Organisation",
            options_from="organizations",
        ),
        _asked("service", "ref", "Service", "Service", options_from="values:service"),
        _asked("deployed", "long", "What was deployed", "Ce qui a été déployé", **need),
        _asked("deployed_at", "datetime", "When it was deployed", "Moment", **need),
        _asked("reason", "long", "Why it could not wait", "Motif", max=4000, **need),
        _asked("deployed_by", "text", "By whom", "Par qui", **need),
        _asked("approved_by", "text", "Who approved it", "Qui l’a approuvé", **need),
        _asked("result", "choice", "Result", "Résultat", options=result, **need),
        _asked("crq_no", "text", "Change request", "Demande de changement"),
        _asked("incident", "text", "Incident", "Incident"),
    ]
    past = {
        "that": "deployed_at <= now()",
        "field": "deployed_at",
        "say": {
            "en": "It was deployed already: give a moment in the past.",
            "fr": "Le déploiement a eu lieu : indiquez un moment passé.",
        },
    }
    return read_data("afterwards", {"fields": fields, "checks": [past]})


def read_form(
    app: Application, context: Context, submitted: Mapping[str, Any], language: str
) -> Answers:
    """The answers, checked. Raises AnswersInvalid."""
    process = submitted.get("process")
    key = process_key_of(process if process in ("smr", "dcs") else "smr")
    context.bundle = app.engine.catalogue.latest(context.conn, key).bundle
    return read(
        form(),
        submitted,
        offered=offered(context, form()),
        functions=app.functions(context),
        zone=context.zone,
        language=language,
    )


def record_afterwards(
    app: Application,
    context: Context,
    person: Person,
    submitted: Mapping[str, Any],
    *,
    language: str = "en",
) -> str:
    """Put it on the record and start its process; returns its number.

    Raises: MayNotFile, AnswersInvalid, RecordRefused, StepFailed.
    """
    if not may_file(person):
        raise MayNotFile
    unknown = sorted(set(submitted) - set(form().names))
    if unknown:
        said = {name: f"“{name}” is not asked here." for name in unknown}
        raise AnswersInvalid(said)
    answers = read_form(app, context, submitted, language).values
    fields = {
        "organization": answers["organization"],
        "service": answers["service"],
        "scope": answers["deployed"],
        "crq_no": answers["crq_no"],
        "deployment_at": answers["deployed_at"],
        "urgent_unplanned": True,
        "source": SOURCE,
    }
    filed = file_release(
        app,
        context,
        person,
        process=answers["process"],
        title=answers["title"],
        fields={name: value for name, value in fields.items() if value is not None},
    )
    context.instance = context.step_id = None
    release_id: str = filed["id"]
    write(context, release_id, {"recorded_afterwards": True})
    _tell_what_happened(context, release_id, answers)
    return release_id


def _tell_what_happened(
    context: Context, release_id: str, answers: Mapping[str, Any]
) -> None:
    at = answers["deployed_at"].astimezone(context.zone).strftime("%Y-%m-%d %H:%M")
    said = (
        f"Recorded afterwards. Deployed {at} by {answers['deployed_by']}, "
        f"approved by {answers['approved_by']}: {answers['result']}.\n\n"
        f"{answers['deployed']}\n\n{answers['reason']}"
    )
    save(context, "notes", release_id, {"kind": "Emergency", "text": said})
    deviation = {
        "text": "Deployed before its process.",
        "rule": RULE,
        "reason": answers["reason"],
        "approved_by": answers["approved_by"],
        "state": "Approved",
    }
    save(context, "deviations", release_id, deviation)
    attempt = {
        "number": 1,
        "result": answers["result"],
        "activated_at": answers["deployed_at"],
        "text": answers["deployed"],
    }
    save(context, "attempts", release_id, attempt)
    if answers["incident"]:
        link = {
            "type": "Incident",
            "number": answers["incident"],
            "relation": "corrects",
        }
        save(context, "links", release_id, link)
