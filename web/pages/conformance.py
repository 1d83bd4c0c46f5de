"""What a release shows of the standard: its proof, as a page, a paper and a waiver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from engine import audit
from tasks.conformance.paper import Setting, paper_of
from tasks.conformance.proof import Judged, Proof, State, proof_of
from tasks.conformance.waivers import may_waive, waive
from tasks.oversight.access import require_release
from tasks.people.persons import everybody
from tasks.release.errors import ReasonMissing
from web.current import application, reading, settings, visitor
from web.pages.lists import word
from web.pages.release import frame
from web.pages.seen import seen
from web.papers import paper_file
from web.policy import SIGNED_IN, allow, roles
from web.texts import N_, locale

bp = Blueprint("conformance", __name__, url_prefix="/releases/<release_id>/conformance")

STATES = {
    State.MET: N_("Met"),
    State.NOT_YET: N_("Not yet"),
    State.NOT_APPLICABLE: N_("Not applicable"),
    State.WAIVED: N_("Waived"),
}
COLOURS = {State.MET: "green", State.NOT_YET: "amber", State.WAIVED: "blue"}


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof that the visitor may read, with the newest seal of the audit trail."""

    proof: Proof
    chain: Any

    def clause(self, clause_id: str) -> Judged:
        """One judged clause. Answers 404 for one that is none of this release's."""
        for item in self.proof.items:
            if item.clause.id == clause_id:
                return item
        abort(404)


@contextmanager
def proven(release_id: str) -> Iterator[Proven]:
    """Prove a release. Raises NoSuchRelease for who may not read it."""
    with application().looking(by=visitor().user_name) as context:
        require_release(context.conn, visitor(), release_id)
        proof = proof_of(application(), context, release_id)
        yield Proven(proof, audit.head(context.conn))


@bp.get("")
@allow(SIGNED_IN)
def show(release_id: str) -> Any:
    """Counts first, then the clauses by milestone; ``state`` chooses which."""
    wanted = word("state", ("", *STATES), "")
    priority = word("priority", ("", "core", "supporting", "context"), "")
    with proven(release_id) as found:
        items = [
            item
            for item in found.proof.items
            if wanted in ("", item.state) and priority in ("", item.clause.priority)
        ]
    return render_template(
        "release/conformance.html",
        **{**frame(seen(release_id), "history"), "part": "conformance"},
        proof=found.proof,
        chain=found.chain,
        groups=found.proof.by_milestone(items),
        shown=len(items),
        states=STATES,
        colours=COLOURS,
        state=wanted,
        priority=priority,
        may_waive=may_waive(visitor()),
    )


@bp.get("/paper.pdf")
@allow(SIGNED_IN)
def paper(release_id: str) -> Response:
    """The proof for auditors."""
    with reading() as conn:
        names = {row.user_name: str(row.name) for row in everybody(conn)}
    with proven(release_id) as found:
        setting = Setting(
            language=locale(),
            at=application().clock.now(),
            zone=settings().zone,
            by=visitor().user_name,
            names=names,
        )
        printed = paper_of(
            setting, found.proof, chain=found.chain, called=lambda text: _(text)
        )
    return paper_file(printed, "pdf", f"{release_id}-conformance")


@bp.get("/<clause_id>/waiver")
@allow(roles("process_owner", "release_manager"))
def waiver_page(release_id: str, clause_id: str) -> Any:
    """Ask for the reason."""
    with proven(release_id) as found:
        return _waiver(found, clause_id, "", "")


@bp.post("/<clause_id>/waiver")
@allow(roles("process_owner", "release_manager"))
def add_waiver(release_id: str, clause_id: str) -> Any:
    """Set a requirement aside for this release; it cannot be taken back."""
    reason = request.form.get("reason", "")
    with proven(release_id) as found:
        item = found.clause(clause_id)
    try:
        with application().command(by=visitor().user_name, why=reason) as context:
            waive(context, visitor(), release_id, item.clause, reason)
    except ReasonMissing as missing:
        return _waiver(found, clause_id, reason, str(missing)), 422
    flash(_("%(clause)s is waived for this release.", clause=clause_id))
    return redirect(
        url_for("conformance.show", release_id=release_id, state=State.WAIVED), 303
    )


def _waiver(found: Proven, clause_id: str, reason: str, error: str) -> str:
    return render_template(
        "release/waiver.html",
        release=found.proof.release,
        item=found.clause(clause_id),
        reason=reason,
        errors={"reason": error} if error else {},
    )
