"""The Flask application: put together once, from parts that know only themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from web import (
    errors,
    login,
    policy,
    security,
    single_sign_on,
    steps,
    texts,
    uploads,
    values,
)
from web.blueprints import API, PAGES
from web.forms import inputs
from web.navigation import install as install_navigation
from web.settings import Settings

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: A request's body, unless a route that takes files allows more.
MOST_BYTES = 2 * 1024 * 1024
MOST_PARTS = 2000


def create_app(application: Application, settings: Settings) -> Flask:
    """Everything people and programs can reach over HTTP."""
    app = Flask("web", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-erm" if settings.https else "erm",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=MOST_PARTS,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["erm"] = application
    app.extensions["erm_settings"] = settings
    uploads.install(app)
    login.install(app)
    single_sign_on.install(app, settings)
    policy.enforce(app)
    texts.install(app)
    values.install(app)
    inputs.install(app)
    app.jinja_env.filters.update(step_kind=steps.kind_of, step_when=steps.when_of)
    app.jinja_env.filters["numbers_of"] = steps.numbers_of
    install_navigation(app)
    errors.handle(app, sign_in=login.ask_to_sign_in)
    security.protect(app, https=settings.https)
    for blueprint in (*PAGES, *API):
        app.register_blueprint(blueprint)
    return app
