"""A large upload becomes a job: its page tells how far it is and what came of it."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import Csrf, SignedIn
from workbench import db
from workbench.corpus import jobs, uploads, worker
from workbench.corpus.models import Job
from workbench.corpus.steps import Progress
from workbench.settings import Settings

HERE = "/projects/demo/articles/jobs"
BODY = "The ferry was late again on Monday, and forty people waited in the rain until the harbour master came."
ARTICLES = 300


def send(client: FlaskClient, csrf: Csrf, count: int = ARTICLES) -> str:
    """Upload so many articles of a kilobyte as the lead, and return where that leads to."""
    lines = "".join(json.dumps({"id": f"a{n}", "text": f"{n}. {BODY} " * 10}) + "\n" for n in range(count))
    lines += '{"id": "bad"}\n'
    form = {"files": (io.BytesIO(lines.encode()), "C:\\news\\n.jsonl"), "encoding": ""}
    answer = client.post("/projects/demo/articles/files", data=form, headers=csrf(client))
    assert answer.status_code == 303
    return answer.location or ""


def work(app: Flask, settings: Settings, job_id: int = 1) -> str:
    with app.app_context():
        state = worker.run(job_id, settings.instance, app.app_context, lambda: False).state
        db.db.session.remove()
    return state


def test_a_large_upload_waits_as_a_job_and_its_files_are_its_owner_s_alone(
    as_lead: FlaskClient, csrf: Csrf, settings: Settings
) -> None:
    assert send(as_lead, csrf) == f"{HERE}/1"
    page = as_lead.get(f"{HERE}/1").text
    assert "Waiting to be taken in" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert f'href="{HERE}/1"' in as_lead.get("/projects/demo/articles").text
    (folder,) = (settings.instance / "uploads").iterdir()
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_when_it_has_ended_the_page_reports_and_the_files_are_gone(
    app: Flask, as_lead: FlaskClient, csrf: Csrf, settings: Settings
) -> None:
    send(as_lead, csrf)
    assert work(app, settings) == "done"
    page = as_lead.get(f"{HERE}/1").text
    assert '<h1 id="job-title" aria-live="polite">300 articles were taken</h1>' in page
    assert "1 skipped" in page
    assert "n.jsonl</span> (row 301): text: is missing" in page
    assert "and 100 more" in page
    assert "refresh" not in page
    assert list((settings.instance / "uploads").iterdir()) == []
    assert "300 articles were taken" in as_lead.get(HERE).text
    assert "being taken in" not in as_lead.get("/projects/demo/articles").text
    send(as_lead, csrf)
    work(app, settings, 2)
    assert "Nothing new: all of it is in already" in as_lead.get(f"{HERE}/2").text


def test_the_script_is_told_how_far_it_is_with_rate_and_time_left(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    send(as_lead, csrf)
    with app.app_context():
        with db.transaction() as session:
            jobs.claim(session, 1, "w")
        with db.transaction() as session:
            jobs.beat(session, 1, "w", Progress("Reading", 0, 40_000_000), {"new": 0})
        with db.transaction() as session:
            job = session.get_one(Job, 1)
            job.done, job.report = 10_000_000, {"new": 1200, "skipped": 2}
            assert job.beat_at
            job.step_at = job.beat_at - timedelta(seconds=5)
    told = as_lead.get(f"{HERE}/1/progress").json
    assert told == {
        "is_open": True,
        "title": "Reading",
        "told": "10.0 of 40.0 MB · 1,200 new articles · 2 skipped · 2.0 MB/s · about 15 s left",
        "done": 10_000_000,
        "total": 40_000_000,
    }


def test_a_lead_cancels_a_job_and_what_waits_ends_at_once(
    app: Flask, as_lead: FlaskClient, csrf: Csrf, settings: Settings
) -> None:
    send(as_lead, csrf)
    assert as_lead.post(f"{HERE}/1/cancel", headers=csrf(as_lead)).status_code == 303
    page = as_lead.get(f"{HERE}/1").text
    assert "Cancelled: 0 articles are in" in page
    assert "nothing is taken twice" in page
    assert list((settings.instance / "uploads").iterdir()) == []


def test_a_failure_is_told_in_plain_words(app: Flask, as_lead: FlaskClient, csrf: Csrf, settings: Settings) -> None:
    send(as_lead, csrf)
    (file,) = (settings.instance / "uploads").rglob("0")
    file.unlink()
    assert work(app, settings) == "failed"
    page = as_lead.get(f"{HERE}/1").text
    assert "This did not work: 0 articles are in" in page
    assert "cannot be read" in page


def test_a_job_of_another_project_is_not_there(signed_in: SignedIn, as_lead: FlaskClient, csrf: Csrf) -> None:
    send(as_lead, csrf)
    assert signed_in("oda").get("/projects/other/articles/jobs/1").status_code == 404
    assert as_lead.get(f"{HERE}/2").status_code == 404


def test_an_upload_that_cannot_be_kept_is_told_and_leaves_nothing(
    as_lead: FlaskClient, csrf: Csrf, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads, "_write", full)
    form = {"files": (io.BytesIO(b"x" * uploads.SMALL), "a.txt"), "encoding": ""}
    answer = as_lead.post("/projects/demo/articles/files", data=form, headers=csrf(as_lead))
    assert answer.status_code == 503
    assert "No space left on device" in answer.text
    assert list((settings.instance / "uploads").iterdir()) == []


def test_an_upload_over_the_limit_gets_a_page_that_says_what_to_do(tmp_path: Path, sqlite_template: Path) -> None:
    from workbench.app import create_app

    (tmp_path / "workbench.sqlite").write_bytes(sqlite_template.read_bytes())
    app = create_app(Settings(instance=tmp_path, upload_mb=1))
    answer = app.test_client().post("/projects/demo/articles/files", data=b"x" * 1_100_000)
    assert answer.status_code == 413
    assert "larger than the 1 MB that the workbench takes at once" in answer.text
    assert "workbench ingest" in answer.text
