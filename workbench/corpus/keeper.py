"""A server's keeper of jobs: a thread that starts a worker process for each job that nobody works on, one at a time.

A worker outlives the request and, if the server is killed, the server. A server that is told to stop tells its worker
so, which gives its job back after the batch in hand; the next server goes on with it.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.exc import SQLAlchemyError

from workbench import db
from workbench.corpus import jobs, uploads, worker
from workbench.errors import WorkbenchError
from workbench.settings import Settings, variable

LOOK_SECONDS = 5.0
"""How often it is looked whether a worker died; a new job is taken up at once."""
_PATIENCE_SECONDS = 60
_log = logging.getLogger(__name__)


class Keeper:
    """Keeps the jobs of one instance; `opened` gives a database session to this thread."""

    def __init__(self, opened: Callable[[], AbstractContextManager[object]], settings: Settings) -> None:
        self._opened, self._settings = opened, settings
        self._wanted, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper of jobs", daemon=True)

    def start(self) -> "Keeper":
        """Begin to look after jobs."""
        self._thread.start()
        return self

    def wake(self) -> None:
        """Look at once: there is a new job."""
        self._wanted.set()

    def stop(self) -> None:
        """Have the worker give its job back, and wait for it."""
        self._stopped.set()
        self._wanted.set()
        self._thread.join(_PATIENCE_SECONDS)

    def _run(self) -> None:
        with self._opened():
            self._sweep()
            while not self._stopped.is_set():
                job_id = self._next()
                if job_id is None or not self._work(job_id):
                    self._wanted.wait(LOOK_SECONDS)
                    self._wanted.clear()

    def _sweep(self) -> None:
        try:
            uploads.sweep(self._settings.instance, [job.given for job in jobs.all_open(db.db.session())])
        except (SQLAlchemyError, OSError) as error:
            _log.warning("forgotten uploads were not removed: %s", error)
        finally:
            db.db.session.remove()

    def _next(self) -> int | None:
        try:
            free = jobs.unattended(db.db.session())
            return next((job.id for job in free if uploads.are_here(self._settings.instance, job.given)), None)
        except SQLAlchemyError as error:
            _log.warning("jobs cannot be looked at: %s", error)
            return None
        finally:
            db.db.session.remove()

    def _work(self, job_id: int) -> bool:
        """Have a process work on a job, and return whether it came to an end of its own."""
        told = {variable("instance"): str(self._settings.instance)}
        told[variable("database_url")] = self._settings.database_url
        process = subprocess.Popen(  # noqa: S603  our own words
            [sys.executable, "-m", "workbench", "job", "run", str(job_id)],
            env=os.environ | told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the server's terminal is for the server
        )
        while process.poll() is None:
            if self._stopped.wait(0.1):
                process.terminate()
                process.wait()
        if process.returncode < 0:
            self._give_back(job_id, process.pid)
        return process.returncode == 0

    def _give_back(self, job_id: int, pid: int) -> None:
        _log.warning("the worker of job %s was killed; another goes on with it", job_id)
        try:
            with db.transaction() as session:
                jobs.give_back(session, job_id, worker.word(pid), died=True)
        except WorkbenchError as error:
            _log.warning("job %s waits until its worker is taken for dead: %s", job_id, error.message)
        finally:
            db.db.session.remove()
