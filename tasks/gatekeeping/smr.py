"""The gates of Service Management Readiness.

Source: Release Standard 3.7.2.1, 3.7.3 and 3.8.
"""

from collections.abc import Iterator

from tasks.gatekeeping.look import Look, Missing


def type_gate(look: Look) -> Iterator[Missing]:
    """Before Build: what the release's type needs to be named. Source: AMB-17."""
    if (
        look.requires("registered_project")
        and not look.release["registered_project_no"]
    ):
        kind = look.release["release_type"]
        yield Missing(
            f"A {kind} release needs the number of its registered project.",
            f"Une version {kind} exige le numéro de son projet enregistré.",
        )


def kickoff(look: Look) -> Iterator[Missing]:
    """After the kick-off: involvement, deliverables and plan are agreed."""
    involved = look.rows("stakeholders")
    if not involved:
        yield Missing(
            "No stakeholder is named yet.",
            "Aucune partie prenante n’est encore nommée.",
        )
    for row in involved:
        if row["state"] == "Proposed":
            who = row["name"] or row["person"] or row["area"]
            yield Missing(
                f"The involvement of {who} is not confirmed.",
                f"La participation de {who} n’est pas confirmée.",
            )
    if not look.has_document("Final", "Release Plan", "Service Activation Checklist"):
        yield Missing(
            "The Release Plan is not final.", "Le plan de version n’est pas définitif."
        )
    if any(row["agreed"] is False for row in look.rows("deliverables")):
        yield Missing("A deliverable is not agreed.", "Un livrable n’est pas convenu.")


def readiness(look: Look) -> Iterator[Missing]:
    """Before readiness is declared: no step that holds it is open."""
    for name in look.held_by("readiness"):
        yield Missing(f"“{name}” is still open.", f"« {name} » est encore ouverte.")


def go_no_go_entry(look: Look) -> Iterator[Missing]:
    """Before the Go/No-Go: presentation, change request, test. Source: AMB-17."""
    if not look.has_document("Final", "Go/No-Go presentation"):
        yield Missing(
            "The Go/No-Go presentation is not final.",
            "La présentation Go/No-Go n’est pas définitive.",
        )
    linked = any(
        row["type"] in ("Change Request", "CRQ") and row["number"]
        for row in look.rows("links")
    )
    has_change = linked or look.release["crq_no"]
    if look.requires("crq") and not has_change and not look.waived("crq"):
        yield Missing(
            "A change request (CRQ) must be linked, or waived with a reason.",
            "Une demande de changement (CRQ) doit être liée, ou levée avec un motif.",
        )
    tested = any(row["result"] for row in look.rows("tests"))
    if look.requires("test_or_pilot") and not tested and not look.waived("test"):
        yield Missing(
            "A test or pilot result is needed, or a waiver with a reason.",
            "Il faut un résultat d’essai ou de pilote, ou une dispense motivée.",
        )


def _service_confirmed(look: Look) -> Iterator[Missing]:
    if not look.release["service"]:
        yield Missing(
            "The field Service is empty.", "Le champ Service n’est pas rempli."
        )
    elif look.release["service_confirmed"] is not True:
        yield Missing(
            "The field Service is not confirmed.",
            "Le champ Service n’est pas confirmé.",
        )


def _actions_done(look: Look) -> Iterator[Missing]:
    for row in look.rows("actions"):
        if row["state"] != "Done":
            what = row["text"] or row["id"]
            yield Missing(
                f"The action “{what}” is not done.",
                f"L’action « {what} » n’est pas terminée.",
            )


def stabilization_end(look: Look) -> Iterator[Missing]:
    """Before Close down: time, service, actions, handover. Source: AMB-42, AMB-43."""
    end = look.release["stabilization_end"]
    if end is None or look.context.at < end:
        yield Missing(
            "The stabilization period is not over.",
            "La période de stabilisation n’est pas terminée.",
        )
    yield from _service_confirmed(look)
    yield from _actions_done(look)
    if not (look.release["handover_signed_by"] and look.release["handover_on"]):
        yield Missing(
            "The handover to Operations is not signed.",
            "Le transfert à l’exploitation n’est pas signé.",
        )


def _approved(look: Look, body: str, fr: str) -> Iterator[Missing]:
    given = [row["result"] for row in look.rows("approvals") if row["body"] == body]
    if not given or given[-1] != "Approved":
        yield Missing(
            f"The {body.lower()} has not approved.", f"{fr} n’a pas approuvé."
        )


def _reviewed(look: Look) -> Iterator[Missing]:
    checks = [c for c in look.rows("checks") if c["kind"] == "Record review"]
    if not checks:
        yield Missing(
            "The record has not been reviewed.", "Le dossier n’a pas été révisé."
        )
    for check in checks:
        if check["ok"] is not True:
            yield Missing(
                f"The review found “{check['text']}” not correct.",
                f"La révision a jugé « {check['text']} » inexact.",
            )
    if look.release["data_validated"] is not True:
        yield Missing(
            "The data of the record is not validated.",
            "Les données du dossier ne sont pas validées.",
        )
    if not look.release["guide_version"]:
        yield Missing(
            "The version of the Process Procedures Guide is missing.",
            "La version du guide des procédures manque.",
        )


def close_down(look: Look) -> Iterator[Missing]:
    """Before the record is closed: reviewed, approved, complete."""
    yield from _reviewed(look)
    yield from _approved(look, "Project manager", "Le chef de projet")
    yield from _approved(look, "Service owner", "Le responsable du service")
    yield from _service_confirmed(look)
    yield from _actions_done(look)
    if not look.rows("scorecards"):
        yield Missing("There is no scorecard.", "Il n’y a pas de fiche de rendement.")
    if not look.has_document("Final", "Feedback report"):
        yield Missing(
            "The Feedback report is not final.",
            "Le rapport de rétroaction n’est pas définitif.",
        )
    if look.release["lessons_applicable"] is True and not look.rows("lessons"):
        yield Missing("No lesson is recorded.", "Aucune leçon n’est consignée.")
