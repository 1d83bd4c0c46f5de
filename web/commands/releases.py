"""Releases from other tools."""

from pathlib import Path

import click

from tasks.importing.mapping import DEFAULT, mapping_named
from tasks.importing.run import run, try_out
from tasks.people.errors import NoSuchPerson
from tasks.people.persons import people_with, person_named
from web.opening import opened


@click.group()
def release() -> None:
    """Releases of other tools."""


@release.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default=DEFAULT, show_default=True, metavar="NAME")
@click.option("--by", "user", metavar="USER", help="Else the first release manager.")
@click.option("--dry-run", is_flag=True, help="Say what would happen.")
def import_file(file: Path, mapping: str, user: str | None, *, dry_run: bool) -> None:
    """Import a CSV export; numbers that are here already are left alone."""
    content = file.read_bytes()
    with opened() as app:
        with app.read() as conn:
            known = mapping_named(conn, mapping)
            names = [each.user_name for each in people_with(conn, "release_manager")]
            name = user or next(iter(names), "release_manager")
            person = person_named(conn, name)
        if person is None:
            raise NoSuchPerson(name)
        if dry_run:
            report = try_out(app, file.name, content, known)
        else:
            report = run(app, person, file.name, content, known, mapping_name=mapping)
    for each in report.outcomes:
        number = each.release_id or "-"
        click.echo(
            f"{each.row}\t{each.external_no}\t{each.outcome}\t{number}\t{each.why}"
        )
    counts = ", ".join(
        f"{report.count(outcome)} {outcome}"
        for outcome in ("imported", "skipped", "refused")
    )
    click.echo(f"{counts}{' (nothing was written)' if dry_run else ''}")
