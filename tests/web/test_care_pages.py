"""What a project asks for in care of its people, and that nobody is compared or blamed."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.labeling.world import submitted
from tests.web.conftest import Csrf, SignedIn
from workbench import db
from workbench.corpus import ingest
from workbench.corpus.readers.rows import Row
from workbench.labeling import queue, submissions
from workbench.people import users
from workbench.projects import projects

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

TEXT = "".join(f"The paragraph of number {number} is here.\n\n" for number in range(40))
SETTINGS = {"name": "A demo", "overlap": "2", "order": "reading", "targets": "BYD", "labelled_kinds": ["paragraph"]}


@pytest.fixture(autouse=True)
def _article(app: Flask, as_lead: FlaskClient) -> None:
    with app.app_context(), db.transaction() as session:
        ingest.take(session, projects.get(session, "demo"), Row("a.txt", None, TEXT.encode(), TEXT, "utf-8", uid="a"))


def skip(app: Flask, name: str, count: int) -> None:
    """Skip passages, which leaves no trace in any count but that of skips."""
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "demo")
        annotator = users.annotator(session, users.get(session, name), project)
        assert annotator
        for one in queue.lease(session, annotator, project, count, minutes=30):
            submission = submitted(one.passage_id, state="skipped")
            submissions.submit(session, annotator, project, f"k{one.passage_id}", submission, minutes=30)


def test_a_lead_sets_the_note_and_the_blur_and_annotators_get_them(
    as_lead: FlaskClient, as_annotator: FlaskClient, csrf: Csrf
) -> None:
    assert '"care": null' in as_annotator.get("/projects/demo/desk").text
    sent = SETTINGS | {"content_note": " War, in detail.\r\nTalk to <us>. ", "blurred": "yes"}
    as_lead.post("/projects/demo/settings", data=sent, headers=csrf(as_lead))
    page = as_annotator.get("/projects/demo/desk").text
    assert "War, in detail.\nTalk to &lt;us&gt;.</p>" in page
    assert re.search(r'"care": {"blurred": true, "note": "[0-9a-f]{16}"}', page)
    as_lead.post("/projects/demo/settings", data=SETTINGS, headers=csrf(as_lead))
    assert '"care": null' in as_annotator.get("/projects/demo/desk").text


def test_a_note_that_is_too_long_is_refused(as_lead: FlaskClient, csrf: Csrf) -> None:
    sent = SETTINGS | {"content_note": "x" * 2001}
    refused = as_lead.post("/projects/demo/settings", data=sent, headers=csrf(as_lead))
    assert (refused.status_code, "at most 2,000 characters" in refused.text) == (422, True)


def test_an_article_is_marked_as_hard_to_read_and_only_then_is_there_a_key_for_it(
    as_lead: FlaskClient, as_annotator: FlaskClient, csrf: Csrf
) -> None:
    paths = ("/api/v1/projects/demo/queue?limit=1", "/api/v1/projects/demo/articles/a")
    assert not any("content_note" in as_annotator.get(path).text for path in paths)
    for sent, told in (({"is_hard": "yes", "content_note": "Killing."}, "Killing."), ({"is_hard": "yes"}, "")):
        as_lead.post("/projects/demo/articles/mark", data={"id": "a", **sent}, headers=csrf(as_lead))
        assert all(f'"content_note":"{told}"' in as_annotator.get(path).text for path in paths)
    assert '"care": {"blurred": false, "note": ""}' in as_annotator.get("/projects/demo/desk").text
    as_lead.post("/projects/demo/articles/mark", data={"id": "a"}, headers=csrf(as_lead))
    assert not any("content_note" in as_annotator.get(path).text for path in paths)


def test_an_annotator_sees_the_numbers_of_nobody_else(app: Flask, as_lead: FlaskClient, signed_in: SignedIn) -> None:
    skip(app, "ben", 37)
    assert ">37<" in as_lead.get("/projects/demo/progress").text
    ann = signed_in("ann")
    assert ann.get("/projects/demo/progress").status_code == 403
    paths = ("/", "/account", "/projects/demo/desk", "/projects/demo/labels", "/projects/demo/codebook")
    for path in (*paths, "/api/v1/projects/demo", "/api/v1/projects/demo/queue?limit=1"):
        # Addresses of static files hold hashes, and passages have numbers of their own.
        page = re.sub(
            r'\?v=[0-9a-f]+|"lease_expires_at":"[^"]*"|number \d+|"(id|position)": ?"?\d+', "", ann.get(path).text
        )
        assert not re.search(r"\bben\b|\b37\b", page.split('"csrf"')[0]), path


def test_people_stand_by_name_wherever_they_are_listed(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    with app.app_context(), db.transaction() as session:
        users.create(session, "Abe", role="annotator", project=projects.get(session, "demo"))
    skip(app, "ben", 1)
    names = r"<th scope=\"row\"[^>]*>\s*(?:<bdi>)?(\w+)"
    assert re.findall(names, as_lead.get("/projects/demo/progress").text)[:3] == ["Abe", "ann", "ben"]
    assert re.findall(names, as_lead.get("/projects/demo/people").text) == ["Abe", "ann", "ben", "lena"]


def test_no_page_blames_or_ranks_anybody() -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    found = {
        str(path.relative_to(templates)): words
        for path in templates.rglob("*.html")
        if (
            words := re.findall(
                r"(?i)\b(?:best|worst|slow(?:est)?|fail(?:ed|ure)?|lazy|careless|rank(?:ing|ed)?|score|behind)\b",
                re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.S),
            )
        )
    }
    assert found == {}
