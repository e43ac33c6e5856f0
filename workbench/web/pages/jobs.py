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
from workbench.web.language import decimal, gettext, mark, mark_forms, ngettext, number
from workbench.web.words import named

blueprint = Blueprint("jobs", __name__, url_prefix="/projects/<slug>/articles/jobs")

_BEGINNING = mark("Beginning")
_STATES = {
    "waiting": mark("waiting"),
    "running": mark("running"),
    "done": mark("done"),
    "failed": mark("failed"),
    "cancelled": mark("cancelled"),
}
_ENDED = {
    "failed": mark_forms("This did not work: %(num)s article is in", "This did not work: %(num)s articles are in"),
    "cancelled": mark_forms("Cancelled: %(num)s article is in", "Cancelled: %(num)s articles are in"),
}
_AMOUNTS = {
    "articles": mark("%(done)s of %(total)s articles"),
    "passages": mark("%(done)s of %(total)s passages"),
}
_PACES = {
    "bytes": mark("%(rate)s MB/s"),
    "articles": mark("%(rate)s articles/s"),
    "passages": mark("%(rate)s passages/s"),
}


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
    state_name: str

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in jobs.OPEN


@blueprint.get("")
def listing(slug: str) -> str:
    """List the project's latest jobs."""
    project = identity.lead(slug).project
    found = [shown(job) for job in jobs.listing(db.session(), project)]
    return render_template("jobs/list.html", page_title=gettext("Uploads"), jobs=found)


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
        state_name=named(_STATES, job.state),
    )


def _title(job: Job) -> str:
    new = job.report.get("new", 0)
    if job.state == "running":
        return gettext("Stopping after the batch in hand") if job.is_cancelled else gettext(job.step or _BEGINNING)
    if job.state in _ENDED:
        return ngettext(*_ENDED[job.state], new)
    if job.state != "done":
        return gettext("Waiting to be taken in")
    if new:
        return ngettext("%(num)s article was taken", "%(num)s articles were taken", new)
    return gettext("Nothing new: all of it is in already") if job.report.get("again") else gettext("Nothing was taken")


def _told(job: Job) -> str:
    counts = job.report
    again, skipped = counts.get("again", 0), counts.get("skipped", 0)
    new = ngettext("%(num)s new article", "%(num)s new articles", counts.get("new", 0))
    parts = [new] if job.state in jobs.OPEN and job.step else []
    parts += [ngettext("%(num)s in already", "%(num)s in already", again)] if again else []
    parts += [ngettext("%(num)s skipped", "%(num)s skipped", skipped)] if skipped else []
    if job.state == "running" and job.step:
        parts = [_amount(job), *parts, *_pace(job)]
    return " · ".join(parts)


def _amount(job: Job) -> str:
    if job.unit == "bytes":
        done, total = decimal(job.done / 1e6, 1), decimal(job.total / 1e6, 1)
        return gettext("%(done)s of %(total)s MB", done=done, total=total)
    return gettext(_AMOUNTS[job.unit], done=job.done, total=job.total)


def _pace(job: Job) -> list[str]:
    """Tell rate and time left, once there is enough to tell them from."""
    if job.step_at is None or job.beat_at is None or not job.done:
        return []
    seconds = (job.beat_at - job.step_at).total_seconds()
    if seconds < 1:
        return []
    rate = job.done / seconds
    left = round((job.total - job.done) / rate)
    seconds_left = gettext("about %(seconds)s s left", seconds=left)
    time = seconds_left if left < 90 else gettext("about %(minutes)s min left", minutes=round(left / 60))
    pace = decimal(rate / 1e6, 1) if job.unit == "bytes" else number(round(rate))
    return [gettext(_PACES[job.unit], rate=pace), time]
