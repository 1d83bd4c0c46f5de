"""Signing in with the organization's account."""

from typing import Any

import structlog
from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _

from tasks.people.identities import person_vouched_for
from web.current import application, settings
from web.login import begin_session, refused, safe_next
from web.policy import PUBLIC, allow
from web.provider import Asked, Provider, ProviderFailed
from web.settings import Settings

bp = Blueprint("single_sign_on", __name__, url_prefix="/login/organization")
log = structlog.get_logger()

#: The cookie's member that remembers a sign-in under way.
UNDER_WAY = "signing_in"


def install(app: Flask, asked: Settings) -> None:
    """Offer it if a provider is set."""
    if asked.oidc_issuer and asked.oidc_client_id:
        app.extensions["erm_provider"] = Provider(
            asked.oidc_issuer, asked.oidc_client_id, asked.oidc_client_secret
        )
    app.register_blueprint(bp)


@bp.get("")
@allow(PUBLIC)
def leave() -> Any:
    """Send the person to the provider."""
    provider, asked = _provider(), Asked.fresh()
    if provider is None:
        return redirect(url_for("login.sign_in_page"), code=303)
    try:
        target = provider.address(asked, _back())
    except ProviderFailed as problem:
        return _failed(problem)
    session[UNDER_WAY] = {
        "state": asked.state,
        "nonce": asked.nonce,
        "verifier": asked.verifier,
        "next": safe_next(request.args.get("next")),
    }
    return redirect(target, code=302)


@bp.get("/return")
@allow(PUBLIC)
def come_back() -> Any:
    """The person comes back from the provider, with a code or without."""
    provider, kept = _provider(), session.pop(UNDER_WAY, None)
    if provider is None or kept is None or request.args.get("state") != kept["state"]:
        return refused(_("This sign-in has ended or is not yours. Begin again."))
    code = request.args.get("code")
    if not code:
        return refused(
            _("You were not signed in. Try again, or ask your organization.")
        )
    asked = Asked(kept["state"], kept["nonce"], kept["verifier"])
    try:
        claims = provider.claims(asked, code, _back())
    except ProviderFailed as problem:
        return _failed(problem)
    with application().command(
        why="signed in with the organization’s account"
    ) as context:
        person = person_vouched_for(context, provider.issuer, claims)
    if person is None:
        return refused(_("Your account is closed here. Ask an administrator."))
    begin_session(person)
    return redirect(safe_next(kept["next"]), code=303)


def _provider() -> Provider | None:
    found: Provider | None = current_app.extensions.get("erm_provider")
    return found


def _back() -> str:
    """Where the provider sends people back to: told by settings, not by a header."""
    return f"{settings().base_url}{url_for('single_sign_on.come_back')}"


def _failed(problem: ProviderFailed) -> Any:
    log.warning("sign-in failed", problem=str(problem))
    return refused(
        _("Your organization’s sign-in does not answer as it should. Try again later.")
    )
