"""People and their tokens."""

import sys

import click

from tasks.people import admission, persons, sessions, tokens
from tasks.people.roles import ROLES
from web.opening import opened

role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help=f"One of: {', '.join(ROLES)}. May be given several times.",
)


@click.group()
def user() -> None:
    """Who may sign in."""


@user.command()
@click.argument("user_name", metavar="NAME")
@click.option("--name", required=True, help="Full name.")
@click.option("--email", required=True)
@role_option
@click.option("--organization")
@click.option("--unit", help="Where they work, to be read.")
@click.option(
    "--language", type=click.Choice(persons.LANGUAGES), default="en", show_default=True
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
def add(
    user_name: str,
    name: str,
    email: str,
    roles: tuple[str, ...],
    organization: str | None,
    unit: str | None,
    language: str,
    password_stdin: bool,
) -> None:
    """Let somebody in."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with opened() as app, app.command() as context:
        admission.add_person(
            context,
            user_name,
            name=name,
            email=email,
            organization=organization,
            unit=unit,
            language=language,
            roles=roles,
            password=password,
        )
    click.echo(f"{user_name} may sign in." if password else f"{user_name} is added.")


@user.command()
@click.argument("user_name", metavar="NAME")
@click.argument("positional", metavar="[ROLE]...", nargs=-1)
@role_option
def role(user_name: str, positional: tuple[str, ...], roles: tuple[str, ...]) -> None:
    """Give somebody exactly these roles."""
    wanted = [*positional, *roles]
    if not wanted:
        raise click.UsageError("Name at least one role.")
    with opened() as app, app.command() as context:
        admission.set_roles(context, user_name, wanted)
    click.echo(f"{user_name} has the roles: {', '.join(wanted)}.")


@user.command()
@click.argument("user_name", metavar="NAME")
def disable(user_name: str) -> None:
    """Let somebody in no more, and end their sessions."""
    with opened() as app, app.command() as context:
        admission.disable(context, user_name)
        sessions.close_all(context.conn, user_name)
    click.echo(f"{user_name} may no longer sign in.")


@user.command()
@click.argument("user_name", metavar="NAME")
def password(user_name: str) -> None:
    """Give somebody a new password, read from standard input."""
    new = sys.stdin.readline().rstrip("\r\n")
    with opened() as app, app.command() as context:
        admission.set_password(context, user_name, new)
        sessions.close_all(context.conn, user_name)
    click.echo(f"{user_name} has a new password.")


@click.group()
def token() -> None:
    """Bearer tokens of the interface."""


@token.command()
@click.argument("user_name", metavar="USER")
def create(user_name: str) -> None:
    """Make a token for a person; it is shown once, on the last line."""
    with opened() as app, app.command() as context:
        made = tokens.create(context, user_name)
    click.echo(f"A bearer token for {user_name}. Keep it: it is not shown again.")
    click.echo(made)
