"""A job whose worker, and then whose server, is ended or killed in the middle: it goes on, and nothing is in twice."""

import os
import signal
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.server import Server, Workbench
from workbench import db
from workbench.corpus import jobs, uploads
from workbench.corpus.models import Article, ArticleText, Job, Passage
from workbench.projects import projects
from workbench.settings import Settings, variable

ARTICLES = 1_200
BODY = "The ferry was late again on Monday, and forty people waited in the rain until the harbour master came.\n"
LINES = "".join(
    f'{{"id": "a{n}", "text": "Day {n}.\\n{(BODY * 14).replace(chr(10), chr(92) + "n")}"}}\n' for n in range(ARTICLES)
)


class Watched:
    """The job as the database tells it."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        with app.app_context():
            with db.transaction() as session:
                project = projects.create(session, "ferry")
            given = uploads.keep(settings.instance, [("n.jsonl", BytesIO(LINES.encode()))], encoding=None)
            with db.transaction() as session:
                self.id = jobs.create(session, project, None, given, uploads.size(given)).id

    def job(self) -> Job:
        with self.app.app_context():
            try:
                return jobs.get(db.db.session(), self.id)
            finally:
                db.db.session.remove()

    def articles(self) -> int:
        with self.app.app_context():
            try:
                return db.db.session.scalar(select(func.count()).select_from(Article)) or 0
            finally:
                db.db.session.remove()

    def wait(self, until: Callable[[], bool], what: str) -> None:
        for _ in range(3000):
            if until() or self.job().state in {"done", "failed"}:
                return
            time.sleep(0.02)
        raise TimeoutError(f"{what}: {self.job().state}, {self.articles()} articles, {self.job().why}")

    def wait_for_more(self) -> None:
        before = self.articles()
        self.wait(lambda: self.job().state == "running" and self.articles() > before, "nothing more came in")

    @property
    def worker(self) -> int:
        return int(self.job().worker.split(":")[1])

    def fall_silent(self) -> None:
        with self.app.app_context(), db.transaction() as session:
            session.execute(update(Job).values(beat_at=db.now().replace(year=2020)))


def children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rpartition(")")[2].split()[1]
        except OSError:  # gone meanwhile
            continue
        if int(parent) == pid:
            found.append(int(status.parent.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_job_goes_on_whatever_is_killed_and_takes_no_article_twice(app: Flask, settings: Settings) -> None:
    watched = Watched(app, settings)
    workbench = Workbench(settings.instance, {variable("database_url"): settings.database_url})
    with Server(workbench) as server:
        watched.wait_for_more()
        server.stop()
        assert watched.job().state == "waiting", "a server that is told to stop has its job given back"
    with Server(workbench) as server:
        watched.wait_for_more()
        first, cutters = watched.worker, children(watched.worker)
        os.kill(first, signal.SIGKILL)
        watched.wait(lambda: watched.job().state == "running" and watched.worker != first, "nobody went on")
        assert watched.job().tries == 2
        server.stop(signal.SIGKILL)
        assert is_alive(watched.worker), "the worker outlives its server"
        os.kill(watched.worker, signal.SIGKILL)
    watched.fall_silent()
    with Server(workbench):
        watched.wait(lambda: False, "the job did not come to an end")
        job = watched.job()
    assert (job.state, job.why, job.done) == ("done", "", job.total)
    assert (job.report["new"], job.report["again"], job.report["skipped"]) == (ARTICLES, 0, 0)
    assert list((settings.instance / "uploads").iterdir()) == []
    assert [pid for pid in cutters if is_alive(pid)] == [], "processes that cut are gone with the one that was killed"
    with app.app_context():
        session = db.db.session()
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Article, ArticleText)]
        assert counts == [ARTICLES] * 2
        whole = select(func.count(Passage.id)).group_by(Passage.article_id).distinct()
        assert session.scalars(whole).all() == [15]
