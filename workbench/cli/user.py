from typing import Any

import click

from workbench.cli.context import opened, print_json, print_table, settings


@click.group("user", short_help="Create, list, show and disable people.")
def command() -> None:
    """Create, list, show and disable people."""


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice(["annotator", "lead", "admin"]), help="What the person may do.")
@click.option("--project", "slug", metavar="SLUG", help="The project the role is for; an admin's is for all.")
def create(name: str, role: str | None, slug: str | None) -> None:
    """Create NAME, or give NAME a role; print an invitation link while NAME has no password."""
    from workbench import db
    from workbench.people import invitations, users
    from workbench.projects import projects

    with opened(), db.transaction() as session:
        project = projects.get(session, slug) if slug else None
        user = users.create(session, name, role=role, project=project)
        link = (
            None if user.password_hash else invitations.link(settings(), invitations.create(session, user, settings()))
        )
    if link:
        click.echo(link)
    else:
        click.echo(f"{name} has a password and can sign in.", err=True)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(as_json: bool) -> None:
    """List everybody who may sign in."""
    from workbench.people import users

    with opened() as session:
        roles = users.all_roles(session)
        found = [users.document(user, roles.get(user.id, [])) for user in users.listing(session)]
    if as_json:
        print_json({"users": found})
    else:
        print_table(("name", "state", "roles"), [(one["name"], one["state"], _roles(one)) for one in found])


@command.command()
@click.argument("name")
def show(name: str) -> None:
    """Show NAME's state and roles as JSON."""
    from workbench.people import users

    with opened() as session:
        user = users.get(session, name)
        print_json(users.document(user, users.all_roles(session).get(user.id, [])))


@command.command()
@click.argument("name")
def invite(name: str) -> None:
    """Print a new one-time link with which NAME sets a password; the links before it end."""
    from workbench import db
    from workbench.people import invitations, users

    with opened(), db.transaction() as session:
        token = invitations.create(session, users.get(session, name), settings())
    click.echo(invitations.link(settings(), token))


@command.command()
@click.argument("name")
def disable(name: str) -> None:
    """Deactivate NAME: sessions and tokens end at once; the labels stay."""
    from workbench import db
    from workbench.people import users

    with opened(), db.transaction() as session:
        users.disable(session, users.get(session, name))
    click.echo(f"{name} is deactivated.", err=True)


@command.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME sign in again."""
    from workbench import db
    from workbench.people import users

    with opened(), db.transaction() as session:
        users.enable(session, users.get(session, name))
    click.echo(f"{name} can sign in again.", err=True)


def _roles(person: dict[str, Any]) -> str:
    return ", ".join(f"{one['role']} of {one['project']}" if one["project"] else one["role"] for one in person["roles"])
