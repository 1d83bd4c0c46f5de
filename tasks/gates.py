"""Gates: what must be on the record before a release may pass, as sentences.

A diagram places a gate, it cannot weaken it.  A gate looks at the record, never at the
names of steps; a step that must be over first says so itself (property ``holds``).

Source: Release Standard 3.7 to 3.9; processes.md A.2 P4 and A.3.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.ports import Context
from tasks.inbox.asked import open_steps
from tasks.release.errors import RecordRefused
from tasks.release.loaded import release_of, remembered, rows
from tasks.release.predefined import predefined


class Missing(NamedTuple):
    """One thing that is missing, in both languages."""

    en: str
    fr: str

    def in_language(self, language: str) -> str:
        """The sentence in this language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Look:
    """What a gate may look at; each table is read when asked for."""

    context: Context
    release_id: str

    @property
    def release(self) -> Mapping[str, Any]:
        """The release's own row."""
        return release_of(self.context, self.release_id)

    def rows(self, collection: str) -> Sequence[Mapping[str, Any]]:
        """A collection of the release."""
        return rows(self.context, collection, self.release_id)

    def has_document(self, state: str, *types: str) -> bool:
        """Whether one of these documents is in this state."""
        found = self.rows("documents")
        return any(d["type"] in types and d["state"] == state for d in found)

    def requires(self, need: str) -> bool:
        """Whether the release's type needs this; more than ours may be configured."""
        kind = self.release["release_type"]
        types = predefined(self.context.bundle).get("types", {})
        configured = types.get(kind, {}).get("requires", ())
        return need in NEEDS.get(kind, ()) or need in configured

    def waived(self, word: str) -> bool:
        """Whether a deviation, with its reason, waives the rule of this word."""
        return any(
            word in (d["rule"] or "").lower()
            and d["reason"]
            and d["state"] != "Rejected"
            for d in self.rows("deviations")
        )

    def held_by(self, gate: str) -> list[str]:
        """Names of the diagram's steps that are open and hold this gate shut."""
        context = self.context
        if context.instance is None or context.diagram is None:
            return []
        read = partial(open_steps, context.conn, context.instance.id)
        nodes = context.diagram.nodes
        open_nodes = [nodes[s] for s in remembered(context, "open_steps", read)]
        return [n.name for n in open_nodes if n.properties.get("holds") == gate]


#: Source: Release Standard 3.7.3, "requires" and criteria together; AMB-17.
NEEDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Significant / Large": frozenset(
            {"registered_project", "crq", "test_or_pilot"}
        ),
        "Extensive / Widespread": frozenset(
            {"registered_project", "crq", "test_or_pilot"}
        ),
    }
)

Gate = Callable[[Look], Iterator[Missing]]


def _type_gate(look: Look) -> Iterator[Missing]:
    if (
        look.requires("registered_project")
        and not look.release["registered_project_no"]
    ):
        kind = look.release["release_type"]
        yield Missing(
            f"A {kind} release needs the number of its registered project.",
            f"Une version {kind} exige le numéro de son projet enregistré.",
        )


def _kickoff(look: Look) -> Iterator[Missing]:
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


def _readiness(look: Look) -> Iterator[Missing]:
    for name in look.held_by("readiness"):
        yield Missing(f"“{name}” is still open.", f"« {name} » est encore ouverte.")


def _go_no_go_entry(look: Look) -> Iterator[Missing]:
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


def _stabilization_end(look: Look) -> Iterator[Missing]:
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


def _close_down(look: Look) -> Iterator[Missing]:
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


def _mop_final(look: Look) -> Iterator[Missing]:
    if look.release["release_type"] not in ("DE", "CX"):
        return
    if not look.has_document("Final", "MoP", "Method of Procedure"):
        yield Missing(
            "The Method of Procedure is not final.",
            "La procédure (MoP) n’est pas définitive.",
        )
    if not look.release["crq_attachment_ref"]:
        yield Missing(
            "The Method of Procedure is not attached to the CRQ.",
            "La procédure (MoP) n’est pas jointe à la CRQ.",
        )


def _tasks_confirmed(look: Look) -> Iterator[Missing]:
    if look.release["release_type"] != "SI":
        return
    # AMB-28: a walkthrough, or the e-mails of all resources.
    walked_through = look.release["walkthrough"] == "Held" and look.rows("mop_steps")
    if look.release["tasks_confirmed"] is not True and not walked_through:
        yield Missing(
            "The tasks are not confirmed by all resources.",
            "Les tâches ne sont pas confirmées par toutes les ressources.",
        )


def _thread_ready(look: Look) -> Iterator[Missing]:
    release = look.release
    if release["release_type"] not in ("SI", "DE", "CX"):
        return
    drafted = release["thread_recipients"] and release["thread_text"]
    if not drafted and release["thread_ready"] is not True:
        yield Missing(
            "The deployment e-mail thread is not prepared.",
            "Le fil de courriels du déploiement n’est pas préparé.",
        )


def _update_plan(look: Look) -> Iterator[Missing]:
    release = look.release
    parts = {
        "update_recipients": ("recipients", "destinataires"),
        "main_contact": ("main contact", "personne-ressource principale"),
    }
    for field, (en, fr) in parts.items():
        if not release[field]:
            yield Missing(
                f"The update plan has no {en}.",
                f"Le plan de mises à jour n’indique pas : {fr}.",
            )
    yield from _update_times(look)


def _update_times(look: Look) -> Iterator[Missing]:
    fields = ("update_frequency", "update_every", "update_times")
    if not any(look.release[field] for field in fields):
        yield Missing(
            "The update plan has no frequency or times.",
            "Le plan de mises à jour n’a ni fréquence ni heures.",
        )
    if look.release["recipients_confirmed"] is not True:
        yield Missing(
            "The recipients are not confirmed by the project manager.",
            "Les destinataires ne sont pas confirmés par le chef de projet.",
        )


def _uat_signed(look: Look) -> Iterator[Missing]:
    release = look.release
    if release["release_type"] not in ("SI", "DE", "CX"):
        return
    signed = release["uat_signed_off_by"] and release["uat_signed_off_on"]
    if release["uat_ok"] is not True or not signed:
        yield Missing(
            "The UAT or Pre-Prod deployment is not signed off.",
            "Le déploiement UAT ou préproduction n’est pas approuvé.",
        )


def _deployment_entry(look: Look) -> Iterator[Missing]:
    for gate in (
        _mop_final,
        _tasks_confirmed,
        _thread_ready,
        _update_plan,
        _uat_signed,
    ):
        yield from gate(look)


def _post_deployment(look: Look) -> Iterator[Missing]:
    if look.release["outcome"] in ("Backed out", "Unsuccessful"):
        return  # what follows a deployment is not done where there was none
    for row in look.rows("mop_steps"):
        if row["section"] == "post-deployment" and row["state"] != "Done":
            what = row["text"] or row["id"]
            yield Missing(
                f"The post-deployment step “{what}” is not done.",
                f"L’étape postérieure au déploiement « {what} » n’est pas terminée.",
            )


def _dcs_close_down(look: Look) -> Iterator[Missing]:
    yield from _post_deployment(look)
    updates = look.rows("updates")
    if not any(row["final"] and row["sent_at"] for row in updates):
        yield Missing(
            "The final status update has not been sent.",
            "La mise à jour finale n’a pas été envoyée.",
        )
    if not look.has_document("Final", "Final status update"):
        yield Missing(
            "The final status update is not attached to the record.",
            "La mise à jour finale n’est pas jointe au dossier.",
        )
    if not look.release["status_given_on"]:
        yield Missing(
            "The status was not given at the weekly post-deployment meeting.",
            "L’état n’a pas été présenté à la réunion hebdomadaire.",
        )
    if look.release["data_validated"] is not True:
        yield Missing(
            "The data of the record is not validated.",
            "Les données du dossier ne sont pas validées.",
        )
    if look.release["completion_confirmed"] is not True:
        yield Missing(
            "The project manager has not confirmed completion.",
            "Le chef de projet n’a pas confirmé l’achèvement.",
        )


GATES: Mapping[str, Gate] = MappingProxyType(
    {
        "type_gate": _type_gate,
        "kickoff": _kickoff,
        "readiness": _readiness,
        "go_no_go_entry": _go_no_go_entry,
        "stabilization_end": _stabilization_end,
        "close_down": _close_down,
        "deployment_entry": _deployment_entry,
        "mop_final": _mop_final,
        "tasks_confirmed": _tasks_confirmed,
        "thread_ready": _thread_ready,
        "update_plan": _update_plan,
        "uat_signed": _uat_signed,
        "post_deployment": _post_deployment,
        "dcs_close_down": _dcs_close_down,
    }
)


def missing(context: Context, release_id: str, gate: str) -> list[Missing]:
    """What the gate still asks for; empty when it is open. Raises RecordRefused."""
    if gate not in GATES:
        raise RecordRefused(f"There is no gate “{gate}”.")
    return list(GATES[gate](Look(context, release_id)))
