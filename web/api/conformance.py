"""The proof of a release to programs: each requirement with its state and evidence."""

from typing import Any

from flask import Blueprint, Response, jsonify

from engine import drafts
from tasks.conformance.evidence import Evidence
from tasks.conformance.proof import Judged, State
from tasks.conformance.waivers import waive
from tasks.conformance.waiving import waive_in_draft
from web.api.describe import (
    PAGING,
    STRING,
    Query,
    body,
    describe,
    list_of,
    page_of,
    ref,
)
from web.api.requests import Unprocessable, json_body, one_of, paging, plain, text_of
from web.current import application, visitor
from web.pages.conformance import proven
from web.policy import SIGNED_IN, allow, roles
from web.texts import locale

bp = Blueprint(
    "api_conformance", __name__, url_prefix="/api/v1/releases/<release_id>/conformance"
)


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "Prove a release: each requirement of the standard with its state and evidence",
    query=(
        Query("state", {"enum": ["met", "not_yet", "not_applicable", "waived"]}),
        *PAGING,
    ),
    answers={200: page_of(ref("Conformance"))},
    refuses=(404, 422),
)
def index(release_id: str) -> Response:
    """The clauses in the order of the standard."""
    asked = paging(per_page=200)
    state = one_of("state", ("", *State), "")
    with proven(release_id) as found:
        proof, chain = found.proof, found.chain
    items = [item for item in proof.items if state in ("", item.state)]
    page = items[asked.offset : asked.offset + asked.per_page]
    return jsonify(
        items=[_told(item) for item in page],
        total=len(items),
        counts={each.value: count for each, count in proof.counts.items()},
        version=proof.version,
        seal=None if chain is None else chain.seal,
    )


@bp.post("/<clause_id>/waiver")
@allow(roles("process_owner", "release_manager"))
@describe(
    "Waive a requirement for a release, with a reason; it cannot be taken back",
    body=body({"reason": STRING}),
    answers={201: ref("Conformance")},
    refuses=(404, 422),
)
def add_waiver(release_id: str, clause_id: str) -> Any:
    """The requirement as it now stands."""
    reason = text_of(json_body(), "reason")
    with proven(release_id) as found:
        clause = found.clause(clause_id).clause
    with application().command(by=visitor().user_name, why=reason) as context:
        waive(context, visitor(), release_id, clause, reason)
    with proven(release_id) as found:
        return jsonify(_told(found.clause(clause_id))), 201


def _told(item: Judged) -> dict[str, Any]:
    language, clause = locale(), item.clause
    return {
        "id": clause.id,
        "section": clause.section,
        "level": clause.level,
        "priority": clause.priority,
        "milestone": clause.milestone,
        "text": clause.text.in_language(language),
        "state": item.state.value,
        "evidence": [_evidence(each, language) for each in item.evidence],
        "why": None if item.why is None else item.why.in_language(language),
        "missing": [each.in_language(language) for each in item.missing],
        "waiver": None
        if item.waiver is None
        else {
            "by": item.waiver.by,
            "at": plain(item.waiver.at),
            "reason": item.waiver.reason,
            "version": item.waiver.version,
        },
    }


def _evidence(evidence: Evidence, language: str) -> dict[str, Any]:
    return {
        "kind": evidence.kind,
        "what": evidence.what.in_language(language),
        "by": evidence.by,
        "at": plain(evidence.at),
        "step": evidence.step,
    }


drafts_bp = Blueprint(
    "api_requirements", __name__, url_prefix="/api/v1/processes/<key>/drafts"
)


@drafts_bp.post("/<int:number>/waivers")
@allow(roles("process_owner"))
@describe(
    "Waive requirements that a draft leaves without an element, with a reason",
    body=body({"clauses": list_of(STRING), "reason": STRING}),
    answers={201: ref("Draft")},
    refuses=(404, 409, 422),
)
def waive_in(key: str, number: int) -> Any:
    """The draft's findings afterwards."""
    sent = json_body()
    reason, clauses = text_of(sent, "reason"), sent.get("clauses")
    if not isinstance(clauses, list) or not all(isinstance(c, str) for c in clauses):
        raise Unprocessable({"clauses": "“clauses” must be a list of ids."})
    with application().command(by=visitor().user_name, why=reason) as context:
        waive_in_draft(application(), context, visitor(), key, number, clauses, reason)
    with application().read() as conn:
        row = drafts.draft(conn, key, number)
    told = {"draft": row.number, "key": key, "revision": row.revision}
    return jsonify(**told, findings=row.findings), 201
