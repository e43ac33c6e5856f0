"""Who has a job, and what becomes of it: one worker at a time, whatever dies."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from workbench import db
from workbench.corpus import jobs, steps, uploads, worker
from workbench.corpus.models import Article, Job
from workbench.corpus.steps import Progress
from workbench.errors import ConflictError, NotFoundError, StorageError
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.settings import Settings

FAR = Progress("Reading", 10, 100)
LINES = "".join(f'{{"id": "a{n}", "text": "The ferry was late again on day {n}."}}\n' for n in range(500))


@pytest.fixture
def project(app: Flask) -> Iterator[Project]:
    with app.app_context():
        with db.transaction() as session:
            made = projects.create(session, "ferry")
        yield made


@pytest.fixture
def job_id(project: Project, settings: Settings) -> int:
    given = uploads.keep(settings.instance, [("n.jsonl", BytesIO(LINES.encode()))], encoding=None)
    with db.transaction() as session:
        return jobs.create(session, project, None, given, uploads.size(given)).id


def claim(job_id: int, name: str) -> Job:
    with db.transaction() as session:
        return jobs.claim(session, job_id, name)


def beat(job_id: int, name: str) -> jobs.Orders:
    with db.transaction() as session:
        return jobs.beat(session, job_id, name, FAR, {})


def state(job_id: int) -> str:
    return jobs.get(db.db.session(), job_id).state


def fall_silent(job_id: int) -> None:
    with db.transaction() as session:
        silent = db.now() - timedelta(seconds=jobs.STALE_SECONDS + 1)
        session.execute(update(Job).where(Job.id == job_id).values(beat_at=silent))


def articles() -> int:
    return db.db.session.scalar(select(func.count()).select_from(Article)) or 0


def test_of_workers_that_come_at_once_one_has_the_job(app: Flask, job_id: int) -> None:
    had: list[str] = []

    def come(name: str) -> None:
        with app.app_context():
            try:
                claim(job_id, name)
                had.append(name)
            except ConflictError:
                pass
            finally:
                db.db.session.remove()

    threads = [threading.Thread(target=come, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(had) == 1
    assert jobs.get(db.db.session(), job_id).worker == had[0]


def test_a_worker_that_falls_silent_loses_the_job_and_is_told_so(job_id: int) -> None:
    claim(job_id, "first")
    with pytest.raises(ConflictError, match="is being worked on"):
        claim(job_id, "second")
    fall_silent(job_id)
    assert [job.id for job in jobs.unattended(db.db.session())] == [job_id]
    assert claim(job_id, "second").worker == "second"
    assert beat(job_id, "first").is_lost
    assert not beat(job_id, "second").is_lost
    with db.transaction() as session:
        assert not jobs.end(session, job_id, "first", "done", {})
    assert state(job_id) == "running"


def test_a_job_that_kills_its_workers_is_given_up_with_a_reason(job_id: int) -> None:
    for number in range(jobs.TRIES):
        assert claim(job_id, f"w{number}").state == "running"
        with db.transaction() as session:
            jobs.give_back(session, job_id, f"w{number}", died=True)
    job = claim(job_id, "last")
    assert job.state == "failed"
    assert "out of memory" in job.why


def test_a_worker_that_is_told_to_stop_gives_the_job_back_and_it_counts_as_no_failure(
    app: Flask, job_id: int, settings: Settings
) -> None:
    for _ in range(jobs.TRIES + 1):
        assert worker.run(job_id, settings.instance, app.app_context, lambda: True).state == "waiting"
    assert 0 < articles() < 500  # a batch, and nothing of it twice
    job = worker.run(job_id, settings.instance, app.app_context, lambda: False)
    assert (job.state, job.step, job.unit) == ("done", steps.AFTER[-1].says, "articles")
    assert (job.done, job.total) == (500, 500)
    assert (job.report["new"], job.report["again"], job.report["skipped"]) == (500, 0, 0)
    assert articles() == 500


def test_a_cancelled_job_stops_after_the_batch_in_hand_and_tells_what_is_in(
    app: Flask, job_id: int, settings: Settings
) -> None:
    def cancel() -> bool:
        with db.transaction() as session:
            jobs.cancel(session, jobs.get(session, job_id))
        return False

    claim(job_id, "dead")
    cancel()
    fall_silent(job_id)
    job = worker.run(job_id, settings.instance, app.app_context, lambda: False)
    assert job.state == "cancelled"
    assert articles() == job.report["new"] == 200
    assert not uploads.are_here(settings.instance, job.given)


def test_what_has_ended_is_not_run_again(app: Flask, job_id: int, settings: Settings) -> None:
    given = jobs.get(db.db.session(), job_id).given
    worker.run(job_id, settings.instance, app.app_context, lambda: False)
    with pytest.raises(ConflictError, match=r"has ended \(done\)"):
        claim(job_id, "late")
    with db.transaction() as session:
        jobs.cancel(session, jobs.get(session, job_id))
    assert state(job_id) == "done"
    assert not uploads.are_here(settings.instance, given)


def test_a_job_whose_files_are_elsewhere_is_left_to_the_machine_that_has_them(
    app: Flask, job_id: int, settings: Settings
) -> None:
    uploads.remove(settings.instance, jobs.get(db.db.session(), job_id).given)
    with pytest.raises(StorageError, match="another machine"):
        worker.run(job_id, settings.instance, app.app_context, lambda: False)
    assert state(job_id) == "waiting"
    with pytest.raises(NotFoundError):
        jobs.get(db.db.session(), 99)


def test_files_that_no_job_wants_are_swept_away_after_a_day(job_id: int, settings: Settings) -> None:
    import os

    wanted = jobs.get(db.db.session(), job_id).given
    old, new = (uploads.keep(settings.instance, [("a", BytesIO(b"a"))], encoding=None) for _ in range(2))
    for given in (old, wanted):
        os.utime(settings.instance / "uploads" / given["folder"], (0, 0))
    uploads.sweep(settings.instance, [job.given for job in jobs.all_open(db.db.session())])
    here = [uploads.are_here(settings.instance, given) for given in (wanted, old, new)]
    assert here == [True, False, True]
