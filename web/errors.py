"""What people and programs are told when something is refused or goes wrong.

Pages get a page that says what happened and what may be done; the API gets
``application/problem+json`` (RFC 9457).  Nobody gets a traceback; the log has it under
the reference that is shown.
"""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from engine import drafts
from engine import errors as engine_errors
from engine.ports import OperatorRefused
from tasks import access, by_hand, cancelling, correcting, filing
from tasks.collateral import offers, template
from tasks.importing import mapping as import_mapping
from tasks.importing import run as importing
from tasks.inbox import errors as inbox_errors
from tasks.oversight import dossier
from tasks.people import organizing
from tasks.planning import errors as planning_errors
from tasks.release import errors as release_errors
from tasks.release import value_lists
from tasks.reports import executive_summary
from tasks.reports.health import kpis
from tasks.repository import improving, keeping_values, link_addresses
from web.api import requests
from web.current import visitor_or_none
from web.policy import NotAdmitted
from web.texts import N_

log = structlog.get_logger()

#: The nearest class decides.
STATUS: dict[type[Exception], int] = {
    drafts.DraftChanged: 412,
    engine_errors.NotFound: 404,
    engine_errors.Conflict: 409,
    engine_errors.StepFailed: 409,
    engine_errors.UnknownMessage: 422,
    engine_errors.UnsafeDiagram: 422,
    engine_errors.NotPublishable: 422,
    engine_errors.StateUnreadable: 500,
    engine_errors.EngineError: 422,
    inbox_errors.NotYours: 403,
    access.MayNotAsk: 403,
    by_hand.MayNotSend: 403,
    offers.MayNotKeep: 403,
    kpis.MayNotDefine: 403,
    template.NoSuchPaper: 404,
    correcting.MayNotChange: 403,
    dossier.Restricted: 403,
    filing.MayNotFile: 403,
    executive_summary.InternalReport: 403,
    planning_errors.NotYoursToPlan: 403,
    importing.MayNotImport: 403,
    import_mapping.NoSuchMapping: 404,
    improving.MayNotDecide: 403,
    keeping_values.MayNotKeep: 403,
    link_addresses.MayNotSetAddress: 403,
    value_lists.NoSuchList: 404,
    cancelling.CancellationRefused: 409,
    release_errors.NotTheirDecision: 403,
    organizing.NoSuchOrganization: 404,
    release_errors.NoSuchRelease: 404,
    release_errors.NoSuchRecord: 404,
    release_errors.ReleaseClosed: 409,
    release_errors.Stale: 412,
    OperatorRefused: 422,
    requests.Unprocessable: 422,
    requests.Stale: 412,
    requests.IfMatchMissing: 428,
}
TITLES = {
    400: N_("This request cannot be understood"),
    401: N_("Please sign in"),
    403: N_("This is not yours to do"),
    404: N_("There is no such page"),
    405: N_("This cannot be done here"),
    409: N_("Somebody was faster"),
    412: N_("This changed in the meantime"),
    413: N_("This is too large"),
    415: N_("This kind of content is not understood"),
    422: N_("Some of this is not right yet"),
    428: N_("Say which state you changed"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong"),
    503: N_("The database is busy"),
}
ADVICE = {
    400: N_("Go back, reload the page and try again."),
    403: N_("If you need this right, ask an administrator or the release manager."),
    404: N_("Check the address, or look for it under Releases or in your inbox."),
    409: N_("Reload to see where it stands now. Nothing was changed."),
    412: N_("Reload to see the newest state, then make your change again."),
    413: N_("Files may be up to 20 MB."),
    429: N_("Wait a few minutes, then try again."),
    500: N_(
        "It was written down under the reference below. Try again; if it happens"
        " again, tell an administrator the reference."
    ),
    503: N_("Nothing was changed. Try again in a moment."),
}


def wants_problem() -> bool:
    """Whether the asker is a program."""
    return request.path.startswith("/api/")


def problem(
    status: int,
    detail: str | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """An answer that a program can read. Source: RFC 9457."""
    body: dict[str, Any] = {"title": TITLES.get(status, "Error"), "status": status}
    body["detail"] = detail or ADVICE.get(status, body["title"])
    if errors is not None:
        body["errors"] = dict(errors)
    body.update(more)
    response = make_response(jsonify(body), status)
    response.mimetype = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def page(status: int, detail: str | None = None) -> Response:
    """An answer that a person can read."""
    html = render_template(
        "errors/error.html",
        status=status,
        title=_(TITLES.get(status, TITLES[500])),
        detail=_(detail) if detail else None,
        advice=_(ADVICE[status]) if status in ADVICE else None,
        reference=g.get("reference"),
    )
    return make_response(html, status)


def answer(status: int, detail: str | None = None, **more: Any) -> Response:
    """A page or a problem document, as the asker wants."""
    return problem(status, detail, **more) if wants_problem() else page(status, detail)


def status_of(error: Exception) -> int:
    """The HTTP status of a refusal: that of its nearest known class."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def handle(app: Flask, *, sign_in: Callable[[], Any]) -> None:
    """Answer every error of ``app``; ``sign_in`` is where strangers are sent."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        stranger = visitor_or_none() is None
        if error.code == 401 and stranger and not wants_problem():
            return sign_in()
        return _refusal(error)

    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _failed)


def _refusal(error: HTTPException) -> Response:
    if isinstance(error, NotAdmitted) and _is_looking():
        return make_response(redirect(url_for("access.index"), code=302))
    own_words = type(error).description != error.description
    response = answer(error.code or 500, error.description if own_words else None)
    if error.code == 429:
        response.headers["Retry-After"] = "60"
    if error.code == 405:
        response.headers.extend(error.get_headers(request.environ)[1:])
    return response


def _is_looking() -> bool:
    """Whether a person opens a page."""
    return request.method == "GET" and not wants_problem()


def _forged(error: CSRFError) -> Response:
    return answer(
        400, _("The page was too old or came from elsewhere. Reload and try again.")
    )


def _busy(error: OperationalError) -> Response:
    reference = g.get("reference")
    log.warning("database busy", reference=reference, problem=str(error.orig))
    response = answer(503)
    response.headers["Retry-After"] = "2"
    return response


def _failed(error: Exception) -> Response:
    status = status_of(error)
    if status == 500:
        log.error("request failed", reference=g.get("reference"), exc_info=error)
        return answer(500)
    if not wants_problem():
        return answer(status, str(error))
    return problem(status, str(error), **details_of(error))


def details_of(error: Exception) -> dict[str, Any]:
    """What a refusal says beside its sentence: a message a field, lint's findings."""
    details: dict[str, Any] = {}
    messages = getattr(error, "messages", None)
    if isinstance(messages, Mapping):
        details["errors"] = messages
    elif isinstance(error, release_errors.ValueRefused):
        details["errors"] = {error.name: str(error)}
    findings = getattr(error, "findings", None)
    if findings is not None:
        details["findings"] = [finding.as_dict() for finding in findings]
    return details
