import click

from workbench.cli.context import NUMBER, opened, print_json, print_table, settings


@click.group("job", short_help="List, show, cancel and run jobs.")
def command() -> None:
    """List, show, cancel and run jobs: what goes on when its page in the browser is closed."""


@command.command("list")
@click.argument("slug")
def list_(slug: str) -> None:
    """List the jobs of project SLUG, the newest first."""
    from workbench.corpus import jobs
    from workbench.db import iso
    from workbench.projects import projects

    with opened() as session:
        found = jobs.listing(session, projects.get(session, slug))
    rows = [
        (str(job.id), job.state, f"{_percent(job.done, job.total)}", iso(job.created_at) or "", _files(job.given))
        for job in found
    ]
    print_table(("job", "state", "done", "since", "files"), rows)


@command.command()
@click.argument("job_id", metavar="JOB", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(job_id: int, as_json: bool) -> None:
    """Show how far JOB is, or what came of it."""
    from workbench.corpus import jobs

    with opened() as session:
        job = jobs.get(session, job_id)
    names = ("id", "state", "step", "unit", "done", "total", "why", "report")
    if as_json:
        print_json({name: getattr(job, name) for name in names})
        return
    told = [f"{job.report[name]} {name}" for name in ("new", "again", "skipped") if job.report.get(name)]
    click.echo(f"{job.state}: {job.step or 'not begun'} {_percent(job.done, job.total)}. {', '.join(told)}".rstrip())
    if job.why:
        click.echo(job.why)


@command.command()
@click.argument("job_id", metavar="JOB", type=NUMBER)
def cancel(job_id: int) -> None:
    """Stop JOB after the batch in hand; what is in stays."""
    from workbench import db
    from workbench.corpus import jobs

    with opened(), db.transaction() as session:
        job = jobs.get(session, job_id)
        jobs.cancel(session, job)
        session.refresh(job)
    told = "is cancelled" if job.state == "cancelled" else "is told to stop" if job.is_cancelled else f"is {job.state}"
    click.echo(f"Job {job_id} {told}.", err=True)


@command.command()
@click.argument("job_id", metavar="JOB", type=NUMBER)
def run(job_id: int) -> None:
    """Work on JOB here, where nobody does; `serve` starts this by itself.

    Told to stop (Ctrl-C), it ends after the batch in hand, and the job waits for the next worker.
    """
    import os

    from flask import current_app

    from workbench.cli.bars import stopping
    from workbench.corpus import worker

    if hasattr(os, "nice"):
        os.nice(5)  # those who label come first
    with stopping() as is_asked, opened():
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the context of another thread
        job = worker.run(job_id, settings().instance, app.app_context, is_asked)
    click.echo(f"Job {job_id} is {job.state}. {job.why}".rstrip(), err=True)


def _percent(done: int, total: int) -> str:
    return f"{100 * done // total}%" if total else "0%"


def _files(given: dict[str, object]) -> str:
    files = given.get("files")
    names = [str(one["name"]) for one in files] if isinstance(files, list) else []
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
