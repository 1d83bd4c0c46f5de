"""Calendar feeds: the schedule in one's own calendar program."""

from datetime import timedelta
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

from tasks.planning import feeds
from tasks.planning.blackouts import all_between
from tasks.planning.ical import calendar_of
from tasks.reports import forward_schedule as forward
from tasks.reports.words import word
from web import exports, report_files, report_filters
from web.current import application, reading, settings, visitor
from web.policy import PUBLIC, SIGNED_IN, allow

bp = Blueprint("feeds", __name__, url_prefix="/calendar/feeds")

#: A feed holds so much of the past and of the future.
BACK, AHEAD = timedelta(days=60), timedelta(days=400)


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """One's feeds, and how to open another."""
    return _page()


def _page(**more: Any) -> str:
    with reading() as conn:
        mine = feeds.feeds_of(conn, visitor().user_name)
    return render_template("planning/feeds.html", feeds=mine, **more)


@bp.post("")
@allow(SIGNED_IN)
def open_feed() -> Any:
    """A new feed; its address is shown this once."""
    with application().command(by=visitor().user_name) as context:
        secret = feeds.open_feed(
            context,
            visitor(),
            request.form.get("name", ""),
            request.form.get("content", feeds.ALL),
        )
    address = settings().base_url + url_for("feeds.feed", secret=secret)
    return _page(address=address, webcal=f"webcal://{address.partition('://')[2]}")


@bp.post("/<feed_id>/revoke")
@allow(SIGNED_IN)
def revoke(feed_id: str) -> Any:
    """Make the address of a feed worthless."""
    with application().command(by=visitor().user_name) as context:
        feeds.revoke(context, visitor(), feed_id)
    flash(_("The feed is revoked; its address opens nothing any more."))
    return redirect(url_for("feeds.index"), code=303)


@bp.get("/<secret>.ics")
@allow(PUBLIC)
def feed(secret: str) -> Response:
    """What a calendar program reads; the address is the key."""
    taken_at = application().snapshots.ensure()
    today = report_filters.today()
    zone = application().zone
    with reading() as conn:
        found = feeds.feed_with(conn, secret)
        if found is None:
            abort(404)
        row, person = found
        only = person.user_name if row.content == feeds.MINE else None
        lines = forward.for_calendar(conn, today - BACK, today + AHEAD, of=only)
        shut = all_between(conn, today - BACK, today + AHEAD, zone)
    name = f"{word('schedule', person.language)} – {row.name}"
    content = calendar_of(
        report_files.feed_named(name, taken_at, person.language), lines, shut
    )
    response = exports.as_file(content, exports.ICS, "schedule.ics")
    response.headers["Content-Disposition"] = "inline"
    response.add_etag()
    response.make_conditional(request)
    return response
