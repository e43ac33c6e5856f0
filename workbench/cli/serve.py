import errno
import ipaddress
import socket
from typing import TYPE_CHECKING

import click

from workbench.errors import MissingExtraError, StorageError, UsageError
from workbench.settings import DEFAULT_PORT

if TYPE_CHECKING:
    from flask import Flask

    from workbench.settings import Settings


@click.command("serve", short_help="Serve the workbench to browsers.")
@click.option("--host", metavar="H", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", metavar="N", default=DEFAULT_PORT, show_default=True, help="The port to listen on.")
@click.option("--workers", metavar="N", default=1, show_default=True, help="Processes; more than 1 wants PostgreSQL.")
@click.option("--insecure", is_flag=True, help="Listen on an address that others reach without https.")
def command(host: str, port: int, workers: int, insecure: bool) -> None:
    """Serve the workbench to browsers until it is told to stop.

    SQLite is served by one process. An address that is not loopback wants an https WORKBENCH_URL, or --insecure.
    """
    from workbench.app import create_app, open_database
    from workbench.settings import load

    settings = load()
    _refuse_exposure(host, settings, insecure)
    if workers > 1:
        serve_processes(settings, host, port, workers)
        return
    listener = listen(host, port)
    app = create_app(settings)
    open_database(app)
    click.echo(f"Workbench is served at {settings.url or f'http://{host}:{port}'}", err=True)
    serve(app, listener, settings)


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises StorageError, in one line, where it is busy or may not be taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        busy = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "is in use; choose another with --port" if busy else f"cannot be taken ({error})"
        raise StorageError(f"Port {port} of {host} {why}.") from error
    return listener


def serve(app: "Flask", listener: socket.socket, settings: "Settings") -> None:
    """Answer requests on the listener, `settings.threads` at a time, until the process is told to stop."""
    import signal

    import waitress

    from workbench.app import keep_jobs

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    keeper = keep_jobs(app, settings)
    # A reverse proxy on this machine is believed about the caller's address; nobody else is.
    proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for"}} if settings.url else {}
    try:
        waitress.serve(
            app,
            sockets=[listener],
            threads=settings.threads,
            connection_limit=1000,
            channel_timeout=60,
            # More than the application takes: it says so on a page of its own, which waitress has not.
            max_request_body_size=2 * settings.upload_mb * 1024 * 1024,
            clear_untrusted_proxy_headers=True,
            ident=None,
            _quiet=True,
            **proxy,
        )
    except KeyboardInterrupt:
        click.echo("Workbench has stopped.", err=True)
    finally:
        keeper.stop()


def serve_processes(settings: "Settings", host: str, port: int, workers: int) -> None:
    """Answer requests in several processes, which PostgreSQL alone keeps apart.

    Raises UsageError on SQLite, or where the extra that brings gunicorn is absent.
    """
    import importlib.util
    import os
    import sys

    if settings.database.startswith("sqlite"):
        raise UsageError("SQLite is served by one process: leave --workers out, or use PostgreSQL.")
    if importlib.util.find_spec("gunicorn") is None:
        raise MissingExtraError("--workers", "postgres")
    listen(host, port).close()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = [
        "--bind",
        bind,
        "--workers",
        str(workers),
        "--worker-class",
        "gthread",
        "--threads",
        str(settings.threads),
    ]
    # This Python's own gunicorn, also where its folder is not on the PATH.
    command = [sys.executable, "-m", "gunicorn", *options, "workbench.wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606  no shell; our own words


def _refuse_exposure(host: str, settings: "Settings", insecure: bool) -> None:
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if not (is_loopback or insecure or settings.url.startswith("https://")):
        raise UsageError(
            f"{host} can be reached by others, and passwords would travel in the open. Set WORKBENCH_URL to the https "
            "address that people use, or say --insecure."
        )
