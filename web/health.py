"""For those who run the product: is it alive, is it ready, what does it count."""

from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from engine.schema import is_current
from web.api.requests import plain
from web.current import application
from web.metrics import registry
from web.policy import PUBLIC, allow

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@allow(PUBLIC)
def alive() -> Any:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@allow(PUBLIC)
def ready() -> Any:
    """The database answers and has all migrations; ``now`` as the product sees it."""
    try:
        current = is_current(application().database)
        now = plain(application().clock.now())
    except SQLAlchemyError:
        return jsonify(status="no database"), 503
    if not current:
        return jsonify(status="migrations are missing", now=now), 503
    return jsonify(status="ready", now=now, simulated=application().simulated)


@bp.get("/metrics")
@allow(PUBLIC)
def metrics() -> Response:
    """Figures for Prometheus; no names of people or releases are among them."""
    text = generate_latest(registry(application()))
    return Response(text, content_type=CONTENT_TYPE_LATEST)
