"""Diagrams: lint, import, list, publish, export."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from engine import drafts
from engine.errors import EngineError, NotFound, NotPublishable
from engine.model import read
from tasks import publishing
from tasks.changes import submitting
from tasks.messages import CATALOGUE
from tasks.migrating import batches, goal, impact
from tasks.migrating.tables import NOW, WHEN_IT_CAN
from tasks.rehearsal import scenarios
from tasks.rehearsal.stage import Stages
from web.opening import opened
from web.settings import settings


class DiagramWrong(EngineError):
    """Lint found errors."""


file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group()
def process() -> None:
    """The diagrams that releases follow."""


@process.command()
@file_argument
def lint(file: Path) -> None:
    """Say what is wrong with a diagram; exit 1 if anything is an error."""
    xml = file.read_bytes()
    files = publishing.folder_bundle(_folder(file))
    bundle = publishing.bundle_for(read(xml), files)
    with opened(migrated=False) as app:
        found = [f.as_dict() for f in publishing.findings(app, xml, bundle)]
    errors = _tell(str(file), found)
    if errors:
        things = "1 error" if errors == 1 else f"{errors} errors"
        raise DiagramWrong(f"{file}: {things}.")
    click.echo(f"{file}: in order.")


def _folder(file: Path) -> Path:
    """Where the forms and tables of a diagram lie."""
    beside = file.resolve().parent
    return beside if (beside / CATALOGUE).exists() else settings().diagrams


def _tell(where: str, found: Sequence[Mapping[str, Any]]) -> int:
    for each in found:
        place = f"{where}:{each['line']}" if each["line"] else where
        element = f" {each['element']}:" if each["element"] else ""
        said = f"{place}: {each['severity']}:{element} {each['message']}"
        click.echo(f"{said} [{each['rule']}]")
    return sum(each["severity"] == "error" for each in found)


@process.command("import")
@file_argument
def import_file(file: Path) -> None:
    """Keep a BPMN file as a draft, however wrong."""
    xml = file.read_bytes()
    key = read(xml).process_id
    with opened() as app, app.command(why=f"from {file.name}") as context:
        number, found = publishing.keep_draft(app, context, key, xml)
    errors = _tell(str(file), found)
    state = f"{errors} to be mended before it" if errors else "It"
    click.echo(f"Draft {number} of {key} is kept. {state} can be published.")


@process.command("list")
def list_all() -> None:
    """The latest version of every process."""
    with opened() as app, app.read() as conn:
        rows = publishing.processes(conn)
    for row in rows:
        at = row.published_at.isoformat(timespec="minutes")
        click.echo(f"{row.process_key}\t{row.number}\t{at}\t{row.name}")
    if not rows:
        click.echo("No process is published.")


@process.command()
@click.argument("key")
@click.option("--draft", "number", type=int, help="Default: the newest draft.")
@click.option("--reason", help="What changed and why.")
def publish(key: str, number: int | None, reason: str | None) -> None:
    """Publish a draft, or what the folder of diagrams has."""
    with opened() as app:
        with app.read() as conn:
            number = number or drafts.newest_draft(conn, key)
        if number is None:
            _publish_folder(app, key)
            return
        try:
            with app.command(why=reason) as context:
                row = submitting.publish_unreviewed(app, context, key, number)
        except NotPublishable as refusal:
            _tell(f"draft {number}", [f.as_dict() for f in refusal.findings])
            raise
    click.echo(f"{key} version {row.number} is published.")


def _publish_folder(app: Any, key: str) -> None:
    sentences = [s for s in publishing.publish_folder(app, app.diagrams) if key in s]
    if not sentences:
        raise NotFound(
            f"“{key}” has no draft, and its file in the folder is published."
        )
    click.echo("\n".join(sentences))


@process.command()
@click.argument("key")
@click.argument("version", type=int, required=False)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path))
def export(key: str, version: int | None, output: Path | None) -> None:
    """Write the very bytes of a version to standard output, or to a file."""
    with opened() as app, app.read() as conn:
        if version is None:
            version = app.engine.catalogue.latest(conn, key).number
        content = publishing.bytes_of(conn, key, version)
    if output is not None:
        output.write_bytes(content)
        click.echo(f"{key} version {version} is written to {output}.")
        return
    sys.stdout.buffer.write(content)


@process.command()
@click.argument("key")
@click.argument("version", type=int)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--map", "pairs", multiple=True, metavar="OLD=NEW", help="Step for step.")
@click.option("--later", is_flag=True, help="Also those that cannot yet, later on.")
@click.option("--reason", default="", help="Why; needed unless it is a dry run.")
def migrate(
    key: str,
    version: int,
    dry_run: bool,
    pairs: tuple[str, ...],
    later: bool,
    reason: str,
) -> None:
    """Move the running instances of a process to another version."""
    mapping = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(mapping) != len(pairs):
        raise click.UsageError("Write --map OLD=NEW.")
    if not (dry_run or reason):
        raise click.UsageError("Say why with --reason, or try it with --dry-run.")
    with opened() as app:
        if dry_run:
            _tell_impact(app, key, version, mapping)
            return
        with app.read() as conn:
            chosen = [row.id for row in impact.running(conn, key)]
        batch_id = batches.begin(
            app,
            key,
            version,
            instances=chosen,
            mapping=mapping,
            moment=WHEN_IT_CAN if later else NOW,
            by="system",
            why=reason,
        )
        app.work_due()
        with app.read() as conn:
            counts = batches.counts(conn, batch_id)
    told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
    click.echo(f"Batch {batch_id}: {told}.")


def _tell_impact(app: Any, key: str, version: int, mapping: Mapping[str, str]) -> None:
    with app.looking() as context:
        target = goal.published(app.engine, context.conn, key, version, mapping)
        found = impact.impact(app.engine, context, target)
    for group in found.groups:
        fate = "stays" if group.stays else "can move" if group.can_move else "cannot"
        where = ", ".join(group.steps)
        click.echo(f"{len(group.rows)} of version {group.version} {fate} ({where})")
        for each in (*group.obstacles, *group.changes):
            click.echo(f"    {each}")
    click.echo(
        f"{found.total} instances: {found.count('can')} can move, "
        f"{found.count('cannot')} cannot, {found.count('stay')} are there."
    )


@process.command()
@file_argument
def test(file: Path) -> None:
    """Run the scenarios of a diagram, each on a stage of its own; exit 1 if one fails.

    FILE is the BPMN file; its scenarios lie in the folder ``scenarios`` beside it, or
    are those of the version in force.
    """
    xml = file.read_bytes()
    diagram = read(xml)
    files = publishing.folder_bundle(_folder(file))
    with opened() as app:
        bundle = publishing.bundle_for(diagram, files)
        found = _scenarios(app, file, diagram.process_id)
        piece, stages = (diagram.process_id, xml, bundle), Stages(app)
        outcomes = [scenarios.run(stages, piece, each) for each in found]
    for outcome in outcomes:
        click.echo(f"{outcome.name}: {outcome.problem or 'passed'}")
    failed = sum(not outcome.passed for outcome in outcomes)
    if failed:
        raise DiagramWrong(f"{file}: {failed} of {len(outcomes)} scenarios failed.")
    if not outcomes:
        click.echo(f"{file}: no scenarios.")


def _scenarios(app: Any, file: Path, key: str) -> list[scenarios.Scenario]:
    folder = file.resolve().parent / "scenarios"
    paths = sorted(folder.glob("*.json"))
    if paths:
        return [scenarios.read(path.stem, path.read_bytes()) for path in paths]
    with app.read() as conn:
        bundle = app.engine.catalogue.latest(conn, key).bundle
    return scenarios.of_bundle(bundle)
