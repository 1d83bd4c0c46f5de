"""The schema of the database."""

import click

import web.blueprints  # noqa: F401 - knows every table
from engine import schema
from engine.errors import EngineError
from web.opening import opened


class SchemaDiffers(EngineError):
    """The tables of the code are not those of the migrations."""


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
def upgrade() -> None:
    """Apply the migrations that are missing."""
    with opened(migrated=False) as app:
        click.echo(f"The database is at {schema.upgrade(app.database)}.")


@db.command()
def check() -> None:
    """Say whether the database is up to date and the migrations complete."""
    with opened() as app:
        found = schema.differences(app.database)
    if found:
        listed = "; ".join(str(each) for each in found[:5])
        raise SchemaDiffers(f"The tables differ from the migrations: {listed}.")
    click.echo("The database has every table that the code knows.")
