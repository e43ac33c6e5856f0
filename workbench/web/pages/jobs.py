from dataclasses import asdict, dataclass
from pathlib import PureWindowsPath
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.corpus import jobs, uploads
from workbench.corpus.models import Job
from workbench.corpus.schemas import Upload
from workbench.db import db, iso, transaction
from workbench.people.access import Member
from workbench.web import identity

blueprint = Blueprint("jobs", __name__, url_prefix="/projects/<slug>/articles/jobs")


@dataclass(frozen=True)
class Shown:
    """A job in words; `total` is 0 where it is not known, and `report` what came of it so far."""

    id: int
    state: str
    title: str
    told: str
    done: int
    total: int
    files: list[str]
    since: str
    why: str
    report: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in jobs.OPEN


@blueprint.get("")
def listing(slug: str) -> str:
    """List the project's latest jobs."""
    project = identity.lead(slug).project
    found = [shown(job) for job in jobs.listing(db.session(), project)]
    return render_template("jobs/list.html", page_title="Uploads", jobs=found)


@blueprint.get("/<int:job_id>")
def show(slug: str, job_id: int) -> str:
    """Show how far a job is, or what came of it."""
    project = identity.lead(slug).project
    job = shown(jobs.get(db.session(), job_id, project))
    return render_template("jobs/job.html", page_title=job.title, job=job, labelled_kinds=project.labelled_kinds)


@blueprint.get("/<int:job_id>/progress")
def progress(slug: str, job_id: int) -> ResponseReturnValue:
    """Tell the page's script how far a job is."""
    job = shown(jobs.get(db.session(), job_id, identity.lead(slug).project))
    told = {"is_open": job.is_open, "title": job.title, "told": job.told, "done": job.done, "total": job.total}
    return jsonify(told)


@blueprint.post("/<int:job_id>/cancel")
def cancel(slug: str, job_id: int) -> ResponseReturnValue:
    """Stop a job after the batch in hand."""
    project = identity.lead(slug).project
    with transaction() as session:
        job = jobs.get(session, job_id, project)
        jobs.cancel(session, job)
        session.refresh(job)
    if job.state == "cancelled":
        uploads.remove(identity.settings().instance, job.given)
    return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)


def begin(member: Member, given: Upload) -> int:
    """Keep the files of the current request, and return the id of the job that takes them in."""
    instance = identity.settings().instance
    files = [file for file in request.files.getlist("files") if file.filename]
    sent = ((PureWindowsPath(file.filename or "").name, file.stream) for file in files)
    kept = uploads.keep(instance, sent, **asdict(given))
    try:
        with transaction() as session:
            job_id = jobs.create(session, member.project, member.caller.user_id, kept, uploads.size(kept)).id
    except BaseException:
        uploads.remove(instance, kept)
        raise
    if keeper := current_app.extensions.get("workbench_keeper"):
        keeper.wake()
    return job_id


def shown(job: Job) -> Shown:
    """Put a job in words."""
    return Shown(
        id=job.id,
        state=job.state,
        title=_title(job),
        told=_told(job),
        done=job.done,
        total=job.total,
        files=[one["name"] for one in job.given["files"]],
        since=iso(job.created_at) or "",
        why=job.why,
        report=job.report,
    )


def _title(job: Job) -> str:
    counts = job.report
    new = counts.get("new", 0)
    articles, are, were = ("1 article", "is", "was") if new == 1 else (f"{new:,} articles", "are", "were")
    if job.state == "done":
        nothing = "Nothing new: all of it is in already" if counts.get("again") else "Nothing was taken"
        return f"{articles} {were} taken" if new else nothing
    if job.state == "running":
        return "Stopping after the batch in hand" if job.is_cancelled else job.step or "Beginning"
    ended = {"failed": "This did not work", "cancelled": "Cancelled"}
    return f"{ended[job.state]}: {articles} {are} in" if job.state in ended else "Waiting to be taken in"


def _told(job: Job) -> str:
    counts = job.report
    again, skipped = counts.get("again", 0), counts.get("skipped", 0)
    parts = [f"{counts.get('new', 0):,} new articles"] if job.state in jobs.OPEN and job.step else []
    parts += [f"{again:,} in already"] if again else []
    parts += [f"{skipped:,} skipped"] if skipped else []
    if job.state == "running" and job.step:
        parts = [_amount(job), *parts, *_pace(job)]
    return " · ".join(parts)


def _amount(job: Job) -> str:
    if job.unit == "bytes":
        return f"{job.done / 1e6:,.1f} of {job.total / 1e6:,.1f} MB"
    return f"{job.done:,} of {job.total:,} {job.unit}"


def _pace(job: Job) -> list[str]:
    """Tell rate and time left, once there is enough to tell them from."""
    if job.step_at is None or job.beat_at is None or not job.done:
        return []
    seconds = (job.beat_at - job.step_at).total_seconds()
    if seconds < 1:
        return []
    rate = job.done / seconds
    left = round((job.total - job.done) / rate)
    time = f"about {left} s left" if left < 90 else f"about {round(left / 60)} min left"
    return [f"{rate / 1e6:.1f} MB/s" if job.unit == "bytes" else f"{rate:,.0f} {job.unit}/s", time]
