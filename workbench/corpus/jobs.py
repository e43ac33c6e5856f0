"""Jobs: who works on each, how far it is, and how it ended. One worker at a time has a job, on both databases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Session

from workbench.corpus.models import Job
from workbench.corpus.steps import Progress
from workbench.db import Base, now
from workbench.errors import ConflictError, NotFoundError
from workbench.projects.models import Project

_JOBS = Base.metadata.tables[Job.__tablename__]
OPEN = ("waiting", "running")
STALE_SECONDS = 20
"""A worker that has not said for so long that it lives is taken for dead."""
TRIES = 5
"""So many workers may die of a job before it is given up."""
_DIED = (
    f"The process that worked on this ended {TRIES} times without a word: perhaps this machine is out of memory. What "
    "is in stays; send the files in smaller parts."
)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is told when it says how far it is: it no longer has the job, or a person wants it to stop."""

    is_lost: bool
    is_cancelled: bool


def create(session: Session, project: Project, user_id: int | None, given: Mapping[str, Any], total: int) -> Job:
    """Note that the files given are to be ingested; a worker takes it up."""
    values = {"project_id": project.id, "user_id": user_id, "work": "ingest", "given": dict(given), "total": total}
    return get(session, session.scalars(insert(_JOBS).values(values).returning(_JOBS.c.id)).one())


def get(session: Session, job_id: int, project: Project | None = None) -> Job:
    """Return a job, of a project if one is named. Raises NotFoundError."""
    job = session.get(Job, job_id, populate_existing=True)
    if job is None or (project is not None and job.project_id != project.id):
        raise NotFoundError("job", str(job_id))
    return job


def listing(session: Session, project: Project, limit: int = 50) -> Sequence[Job]:
    """List a project's jobs, the newest first."""
    query = select(Job).where(Job.project_id == project.id).order_by(Job.id.desc()).limit(limit)
    return session.scalars(query).all()


def under_way(session: Session, project: Project) -> Job | None:
    """Return the oldest job of a project that has not ended."""
    query = select(Job).where(Job.project_id == project.id, Job.state.in_(OPEN)).order_by(Job.id).limit(1)
    return session.scalars(query).first()


def unattended(session: Session) -> Sequence[Job]:
    """List the jobs that nobody works on: those that wait, and those whose worker is taken for dead."""
    return session.scalars(select(Job).where(_is_free()).order_by(Job.id)).all()


def all_open(session: Session) -> Sequence[Job]:
    """List the jobs of all projects that have not ended."""
    return session.scalars(select(Job).where(Job.state.in_(OPEN)).order_by(Job.id)).all()


def claim(session: Session, job_id: int, worker: str) -> Job:
    """Give a job that nobody works on to a worker. Raises NotFoundError, ConflictError.

    One that killed TRIES workers is returned as failed.
    """
    change = {"state": "running", "worker": worker, "beat_at": now(), "step_at": None, "tries": Job.tries + 1}
    if not _changed(session, update(Job).where(Job.id == job_id, _is_free()).values(change)):
        job = get(session, job_id)
        told = "is being worked on" if job.state == "running" else f"has ended ({job.state})"
        raise ConflictError(f"Job {job_id} {told}.")
    job = get(session, job_id)
    if job.tries > TRIES:
        end(session, job_id, worker, "failed", job.report, why=_DIED)
    return get(session, job_id)


def beat(session: Session, job_id: int, worker: str, progress: Progress | None, report: Mapping[str, Any]) -> Orders:
    """Note that a worker lives, and how far it is; return what it is told."""
    job = get(session, job_id)
    values: dict[str, Any] = {"beat_at": now()}
    if progress is not None:
        values |= {"step": progress.step, "unit": progress.unit, "done": progress.done, "total": progress.total}
        values |= {"report": dict(report)}
        if job.step_at is None or job.step != progress.step:
            values["step_at"] = now()
    is_own = _changed(session, update(Job).where(*_had_by(job_id, worker)).values(values))
    return Orders(is_lost=not is_own, is_cancelled=job.is_cancelled)


def end(session: Session, job_id: int, worker: str, state: str, report: Mapping[str, Any], *, why: str = "") -> bool:
    """End a job as `done`, `failed` or `cancelled`, unless another worker has it now; return whether it was so."""
    values = {"state": state, "report": dict(report), "why": why, "ended_at": now()}
    return _changed(session, update(Job).where(*_had_by(job_id, worker)).values(values))


def give_back(session: Session, job_id: int, worker: str, *, died: bool = False) -> None:
    """Let another worker go on with a job; `worker` may be the beginning of the word of one that died."""
    is_own = Job.worker.startswith(worker, autoescape=True)
    values = {"state": "waiting", "tries": Job.tries if died else Job.tries - 1}
    session.execute(update(Job).where(Job.id == job_id, Job.state == "running", is_own).values(values))


def cancel(session: Session, job: Job) -> None:
    """Ask for a job to stop: after the batch in hand, or at once where nobody works on it. One that ended stays."""
    waiting = update(Job).where(Job.id == job.id, Job.state == "waiting")
    if not _changed(session, waiting.values(state="cancelled", is_cancelled=True, ended_at=now())):
        session.execute(update(Job).where(Job.id == job.id, Job.state == "running").values(is_cancelled=True))


def _is_free() -> Any:
    stale = Job.beat_at < now() - timedelta(seconds=STALE_SECONDS)
    return or_(Job.state == "waiting", and_(Job.state == "running", stale))


def _had_by(job_id: int, worker: str) -> tuple[Any, ...]:
    return Job.id == job_id, Job.state == "running", Job.worker == worker


def _changed(session: Session, statement: Any) -> bool:
    found: Any = session.execute(statement.execution_options(synchronize_session=False))
    return bool(found.rowcount)
