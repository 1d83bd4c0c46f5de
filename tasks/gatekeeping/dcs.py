"""The gates of Deployment Coordination.

Source: Release Standard 3.7.2.2, 3.7.4 and 3.9.
"""

from collections.abc import Iterator

from tasks.gatekeeping.look import Look, Missing


def mop_final(look: Look) -> Iterator[Missing]:
    """The Method of Procedure is final and attached (Detailed, Complex)."""
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


def tasks_confirmed(look: Look) -> Iterator[Missing]:
    """The resources have confirmed their tasks (Simplified). Source: AMB-28."""
    if look.release["release_type"] != "SI":
        return
    # AMB-28: a walkthrough, or the e-mails of all resources.
    walked_through = look.release["walkthrough"] == "Held" and look.rows("mop_steps")
    if look.release["tasks_confirmed"] is not True and not walked_through:
        yield Missing(
            "The tasks are not confirmed by all resources.",
            "Les tâches ne sont pas confirmées par toutes les ressources.",
        )


def thread_ready(look: Look) -> Iterator[Missing]:
    """The deployment's e-mail thread is drafted (all but Communications-Only)."""
    release = look.release
    if release["release_type"] not in ("SI", "DE", "CX"):
        return
    drafted = release["thread_recipients"] and release["thread_text"]
    if not drafted and release["thread_ready"] is not True:
        yield Missing(
            "The deployment e-mail thread is not prepared.",
            "Le fil de courriels du déploiement n’est pas préparé.",
        )


def update_plan(look: Look) -> Iterator[Missing]:
    """Who is told, by whom and when, is confirmed with the project manager."""
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


def uat_signed(look: Look) -> Iterator[Missing]:
    """UAT or Pre-Prod is signed off (all but Communications-Only)."""
    release = look.release
    if release["release_type"] not in ("SI", "DE", "CX"):
        return
    signed = release["uat_signed_off_by"] and release["uat_signed_off_on"]
    if release["uat_ok"] is not True or not signed:
        yield Missing(
            "The UAT or Pre-Prod deployment is not signed off.",
            "Le déploiement UAT ou préproduction n’est pas approuvé.",
        )


def deployment_entry(look: Look) -> Iterator[Missing]:
    """Before deployment: all that the release's type asks for."""
    for gate in (
        mop_final,
        tasks_confirmed,
        thread_ready,
        update_plan,
        uat_signed,
    ):
        yield from gate(look)


def post_deployment(look: Look) -> Iterator[Missing]:
    """Before Close down ends: what follows the deployment is done. AMB-37."""
    if look.release["outcome"] in ("Backed out", "Unsuccessful"):
        return  # what follows a deployment is not done where there was none
    for row in look.rows("mop_steps"):
        if row["section"] == "post-deployment" and row["state"] != "Done":
            what = row["text"] or row["id"]
            yield Missing(
                f"The post-deployment step “{what}” is not done.",
                f"L’étape postérieure au déploiement « {what} » n’est pas terminée.",
            )


def dcs_close_down(look: Look) -> Iterator[Missing]:
    """Before the record is closed: final update, status, confirmations."""
    yield from post_deployment(look)
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
