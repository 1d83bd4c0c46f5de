"""What was done in a rehearsal, kept as a test of the draft, and run."""

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext as _

from engine import drafts
from tasks import drafting
from tasks.rehearsal import results, scenarios
from web.current import application, reading, visitor
from web.policy import allow
from web.rehearsing import MAY_DRAW, back, done, held, stages

bp = Blueprint("scenarios", __name__, url_prefix="/processes")


@bp.post("/<key>/rehearsal/<int:number>/scenarios")
@allow(MAY_DRAW)
def keep(key: str, number: int) -> Any:
    """Save what was done, with what it led to, as a test of the draft."""
    name = request.form.get("name", "").strip().lower()
    if scenarios.NAME.fullmatch(name) is None:
        flash(_("A name has small letters, digits, hyphens and _."), "error")
        return back(key, number)

    def work() -> None:
        title = request.form.get("title", "").strip()[:200] or name
        with held(key, number) as sandbox:
            content = scenarios.recorded(sandbox, name, title).as_bytes()
        with reading() as conn:
            revision = drafts.draft(conn, key, number).revision
        drafting.save(
            application(),
            key,
            number,
            by=visitor().user_name,
            revision=revision,
            bundle_changes={f"{scenarios.FOLDER}{name}.json": content},
            what=f"scenario {name}",
        )
        flash(_("The scenario is saved with the draft."))

    return done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/scenarios/run")
@allow(MAY_DRAW)
def run(key: str, number: int) -> Any:
    """Run all scenarios of the draft, each on a stage of its own."""

    def work() -> None:
        found = results.run_all(
            application(), stages(), key, number, by=visitor().user_name
        )
        failed = [each.name for each in found if not each.passed]
        if failed:
            flash(_("Failed: %(names)s", names=", ".join(failed)), "warning")
        else:
            flash(_("All scenarios pass."))

    return done(key, number, work)
