"""What the process of a job does: it takes the job, works, says that it lives, and tells how it ended."""

import logging
import os
import platform
import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import TracebackType

from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus import jobs, steps, uploads
from workbench.corpus.jobs import Orders
from workbench.corpus.models import Job
from workbench.corpus.report import Report
from workbench.corpus.steps import Progress
from workbench.errors import StorageError, WorkbenchError
from workbench.projects.models import Project

BEAT_SECONDS = 1.0
_log = logging.getLogger(__name__)


def word(pid: int) -> str:
    """Return how the word of a worker begins, by which it is known whose job it is."""
    return f"{platform.node()}:{pid}:"


def run(
    job_id: int,
    instance: Path,
    opened: Callable[[], AbstractContextManager[object]],
    is_told_to_stop: Callable[[], bool],
) -> Job:
    """Work on a job until it ends or this process is told to stop, and return it as it then is.

    Stopped, it is given back, and the next worker goes on with it. Raises ConflictError where another worker has it,
    StorageError where its files are not on this machine.
    """
    own = word(os.getpid()) + secrets.token_hex(4)
    session: Session = db.db.session()
    if not uploads.are_here(instance, jobs.get(session, job_id).given):
        raise StorageError(f"The files of job {job_id} are not in {instance}: they were sent to another machine.")
    with db.transaction() as session:
        job = jobs.claim(session, job_id, own)
    report = Report()
    state, why = job.state, job.why
    if state == "running":
        with _Heart(job_id, own, opened, report) as heart:
            state, why = _told(job, instance, heart, is_told_to_stop)
        with db.transaction() as session:
            if state == "waiting":
                jobs.give_back(session, job_id, own)
            else:
                jobs.end(session, job_id, own, state, report.document(), why=why)
    found = jobs.get(db.db.session(), job_id)
    if found.state not in jobs.OPEN:
        uploads.remove(instance, found.given)
    return found


def _told(job: Job, instance: Path, heart: "_Heart", is_told_to_stop: Callable[[], bool]) -> tuple[str, str]:
    try:
        return _work(job, instance, heart, is_told_to_stop), ""
    except WorkbenchError as error:
        return "failed", error.message
    except Exception:  # a fault of ours ends this job, and not its worker
        _log.exception("job %s failed", job.id)
        return "failed", f"Something went wrong here, and was noted under “job {job.id}”."


def _work(job: Job, instance: Path, heart: "_Heart", is_told_to_stop: Callable[[], bool]) -> str:
    project = db.db.session().get(Project, job.project_id)
    if project is None:
        raise WorkbenchError("The project is gone.")
    rows = uploads.rows(instance, job.given)
    since, size = job.created_at, uploads.size(job.given)
    with closing(steps.take_in(project, rows, size, since=since)) as progress:
        for one in progress:
            heart.tell(one)
            if is_told_to_stop() or heart.orders.is_lost:
                return "waiting"
            if heart.orders.is_cancelled:
                return "cancelled"
    return "done"


class _Heart:
    """Says in a thread of its own that the worker lives and how far it is, however long the batch in hand takes."""

    def __init__(
        self, job_id: int, worker: str, opened: Callable[[], AbstractContextManager[object]], report: Report
    ) -> None:
        self.orders = Orders(is_lost=False, is_cancelled=False)
        self._job_id, self._worker, self._opened, self._report = job_id, worker, opened, report
        self._progress: Progress | None = None
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "_Heart":
        self._beat()  # also tells at once whether a person has cancelled it meanwhile
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._say()

    def tell(self, progress: Progress) -> None:
        """Note how far the work is; it is said with the next beat."""
        with self._lock:
            self._progress = progress
            for outcome in progress.outcomes:
                self._report.add(outcome)

    def _run(self) -> None:
        with self._opened():
            while not self._ended.wait(BEAT_SECONDS):
                self._say()
            db.db.session.remove()

    def _say(self) -> None:
        try:
            self._beat()
        except StorageError as error:
            _log.warning("job %s cannot say how far it is: %s", self._job_id, error.message)

    def _beat(self) -> None:
        with self._lock:
            progress = self._progress
            counts = {"new": self._report.new, "again": self._report.again, "skipped": self._report.skipped}
        with db.transaction() as session:
            self.orders = jobs.beat(session, self._job_id, self._worker, progress, counts)
