"""Signing in and out: by password in the browser, by bearer token for programs.

The browser's cookie is signed and carries a random token; whether it is worth anything
is decided by the server's own table, so that a session can be ended here.
Source: OWASP ASVS 4 V3.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect

from engine.clock import SystemClock
from engine.db import new_id
from tasks.people import persons, sessions, tokens
from tasks.people.demonstration import CAST
from tasks.people.persons import Person
from web import carrying
from web.carrying import Carried
from web.current import application, reading, settings
from web.policy import PUBLIC, WAITING, allow
from web.texts import N_
from web.throttle import Throttle

bp = Blueprint("login", __name__)
csrf = CSRFProtect()

TOKEN = "token"  # noqa: S105 - the name of a cookie's member
#: Sessions live in real time even when the product's clock is moved.
_real_time = SystemClock()

#: What each demonstration account is there to show.
SHOWS = {
    "intake": N_("Receives requests and assesses them"),
    "release_manager": N_("Decides what becomes a release, and who coordinates it"),
    "release_coordinator_smr": N_("Leads an SMR release from plan to close down"),
    "release_coordinator_dcs": N_("Coordinates the deployment, or its backout"),
    "project_manager": N_("Brings the project's content, confirms the deployment"),
    "stakeholder": N_("Tests, recommends and validates"),
    "service_owner": N_("Reviews the announcement and approves the closing"),
    "executive": N_("Decides on a backout"),
    "process_owner": N_("Changes the diagrams and publishes them"),
    "auditor": N_("Sees everything, changes nothing"),
    "admin": N_("Manages people, mends what has failed"),
}


def install(app: Flask) -> None:
    """Find out who asks before each request; refuse what no page of ours has sent."""
    app.extensions["erm_throttle"] = Throttle()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)

    @app.before_request
    def who_asks() -> None:
        g.reference, g.began = new_id()[-12:], time.perf_counter()
        if request.endpoint == "static":
            return
        bearer = _bearer()
        if bearer is not None:
            _by_token(bearer)
            return
        _by_session()
        if g.visitor is not None or not request.path.startswith("/api/"):
            csrf.protect()

    app.register_blueprint(bp)


def _bearer() -> str | None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _by_token(token: str) -> None:
    """A program: no cookie counts, so no forgery is possible."""
    if not request.path.startswith("/api/"):
        abort(401)
    with reading() as conn:
        g.visitor = tokens.person_of_token(conn, token)
    if g.visitor is None:
        abort(401, _("The bearer token is not valid. Make one with: erm token create"))


def _by_session() -> None:
    token = session.get(TOKEN)
    g.visitor = None
    if not token:
        return
    now = _real_time.now()
    with reading() as conn:
        found = sessions.session_with(conn, token, at=now)
        if found is not None:
            g.visitor = persons.person_named(conn, found.user_name)
    if g.visitor is None:
        session.pop(TOKEN, None)
    elif found is not None and sessions.is_to_be_noted(found, at=now):
        with application().database.transaction() as conn:
            sessions.note_use(conn, token, at=now)


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of ours, else the inbox."""
    home = url_for("inbox.index")
    if not target or not target.startswith("/") or len(target) > 2000:
        return home
    if target[1:2] in ("/", "\\") or any(ord(c) < 33 or c == "\\" for c in target):
        return home
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path == url_for("login.sign_in"):
        return home
    return target


def ask_to_sign_in() -> Response:
    """Send a stranger to the sign-in page and back afterwards."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    target = url_for("login.sign_in", next=wanted if wanted != "/" else None)
    if request.headers.get("HX-Request"):
        response = Response(status=401)
        response.headers["HX-Redirect"] = target
        return response
    carried = carrying.sent()
    if carried is not None:
        return make_response(_page(next=carried.to, carried=carried), 401)
    return redirect(target, code=302)  # type: ignore[return-value]


@bp.get("/login")
@allow(PUBLIC)
def sign_in_page() -> Any:
    """The page to sign in on."""
    if g.get("visitor") is not None:
        return redirect(safe_next(request.args.get("next")), code=303)
    return _page(next=safe_next(request.args.get("next")))


@bp.post("/login")
@allow(PUBLIC)
def sign_in() -> Any:
    """Sign a person in by user name and password."""
    name = request.form.get("username", "").strip()[:100]
    target = safe_next(request.form.get("next"))
    throttle, carried = _throttle(), carrying.arrived()
    address = request.remote_addr or ""
    if throttle.is_closed(name, address):
        wait = _("Too many attempts. Wait five minutes, then try again.")
        return _page(next=target, username=name, error=wait, carried=carried), 429
    person = _person_with(name, request.form.get("password", ""))
    if person is None:
        throttle.failed(name, address)
        wrong = _("The user name or the password is not right.")
        return _page(next=target, username=name, error=wrong, carried=carried), 422
    throttle.succeeded(name, address)
    begin_session(person)
    if carried is not None and safe_next(carried.to) == carried.to:
        g.visitor = person
        return render_template("login/go_on.html", carried=carried)
    return redirect(target, code=303)


@bp.post("/logout")
@allow(WAITING)
def sign_out() -> Any:
    """End the session, here and on the server."""
    token = session.get(TOKEN)
    if token:
        with application().database.transaction() as conn:
            sessions.close_session(conn, token)
    session.clear()
    return redirect(url_for("login.sign_in"), code=303)


def begin_session(person: Person) -> None:
    """A new session with a new token: an old one is never taken over."""
    language = session.get("language")
    session.clear()
    with application().database.transaction() as conn:
        session[TOKEN] = sessions.open_session(
            conn, person.user_name, at=_real_time.now()
        )
    if language:
        session["language"] = language


def _person_with(name: str, password: str) -> Person | None:
    with reading() as conn:
        return persons.check_password(conn, name, password)


def _throttle() -> Throttle:
    found: Throttle = current_app.extensions["erm_throttle"]
    return found


def refused(sentence: str) -> Any:
    """The sign-in page with the reason why somebody was not let in."""
    return _page(next=url_for("inbox.index"), error=sentence), 403


def _page(
    *,
    next: str,
    username: str = "",
    error: str | None = None,
    carried: Carried | None = None,
) -> str:
    return render_template(
        "login/sign_in.html",
        carried=carried,
        next=next,
        username=username,
        error=error,
        organization="erm_provider" in current_app.extensions,
        people=[] if settings().production else _demonstration(),
    )


def _demonstration() -> list[dict[str, Any]]:
    """The demonstration accounts that exist, in the order of the standard."""
    with reading() as conn:
        known = persons.people_named(conn, list(CAST))
    return [
        {"user_name": name, "name": CAST[name][0], "what": SHOWS[name]}
        for name in CAST
        if name in known
    ]
