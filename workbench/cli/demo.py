import socket
import sys
from dataclasses import replace

import click

from workbench.errors import StorageError
from workbench.settings import DEFAULT_PORT


@click.command("demo", short_help="Serve a workbench with sample articles and print sign-in links.")
@click.option("--port", metavar="N", default=DEFAULT_PORT, show_default=True, help="A busy port: the next free one.")
def command(port: int) -> None:
    """Serve a workbench with sample articles, three sample annotators and part of their work done.

    Prints a one-time sign-in link for an annotator and one for the lead, each on a line of its own. The project is
    called `demo`; a second run goes on with it.
    """
    from workbench import db, demo
    from workbench.app import create_app, open_database
    from workbench.cli.serve import serve
    from workbench.corpus import steps
    from workbench.people import invitations
    from workbench.projects import projects
    from workbench.settings import load

    listener, port = _next_free(port)
    settings = replace(load(), url=f"http://127.0.0.1:{port}")
    app = create_app(settings)
    open_database(app)
    with app.app_context():
        with db.transaction() as session:
            people = demo.build(session)
            links = {role: invitations.create(session, user, settings, signs_in=True) for role, user in people.items()}
        for _ in steps.follow(projects.get(db.db.session(), demo.SLUG)):
            pass
        for role, token in links.items():
            click.echo(f"{role} {invitations.link(settings, token)}")
        db.db.session.remove()
    sys.stdout.flush()
    click.echo("Open a link in a browser. Each signs in once; Ctrl+C stops the workbench.", err=True)
    serve(app, listener, settings)


def _next_free(port: int) -> tuple[socket.socket, int]:
    from workbench.cli.serve import listen

    last = min(port + 100, 65535)
    for candidate in range(port, last):
        try:
            return listen("127.0.0.1", candidate), candidate
        except StorageError:
            continue
    return listen("127.0.0.1", last), last
