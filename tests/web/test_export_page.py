import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import SignedIn
from workbench import db
from workbench.corpus.readers.captions import Captions
from workbench.datasets.rows import KEYS
from workbench.labeling import imports
from workbench.labeling.foreign import ForeignRow
from workbench.people import tokens, users
from workbench.projects import projects
from workbench.projects.models import Project

PAGE = "/projects/demo/export"
API = "/api/v1/projects/demo/export"


@pytest.fixture
def answered(app: Flask, project: Project) -> Project:
    """Two passages of Eva's, the text of one of them hostile."""
    texts = ["<script>alert(1)</script> and more.", "Plain."]
    with app.app_context(), db.transaction() as session:
        rows = [
            ForeignRow(
                row=number,
                item=f"i{number}",
                text=text,
                annotator="Eva",
                dimension="topic",
                value="law",
                target=None,
                article="a",
                position=None,
                state="answered",
                at=None,
                captions=Captions(),
            )
            for number, text in enumerate(texts)
        ]
        imports.take(session, projects.get(session, "demo"), rows, file="labels")
    return project


def test_the_page_tells_what_is_in_it_shows_a_line_and_leads_to_the_file(
    answered: Project, as_lead: FlaskClient
) -> None:
    page = as_lead.get(PAGE).text
    assert "2 passages are ready to export" in page
    assert 'href="/api/v1/projects/demo/export?format=jsonl"' in page
    assert "load_dataset" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert 'href="/projects/demo/codebook/source.toml"' in page


def test_without_answers_the_page_says_what_to_do(project: Project, as_lead: FlaskClient) -> None:
    page = as_lead.get(PAGE).text
    assert "Nothing to export yet" in page
    assert 'href="/projects/demo/progress"' in page


def test_the_api_streams_jsonl_to_keep(answered: Project, as_lead: FlaskClient) -> None:
    response = as_lead.get(f"{API}?format=jsonl")
    assert response.is_streamed
    assert response.headers["Content-Disposition"] == 'attachment; filename="demo.jsonl"'
    lines = response.text.split("\n")
    assert lines.pop() == ""
    assert [tuple(json.loads(line)) for line in lines] == [KEYS] * 2
    assert [json.loads(line)["item"] for line in lines] == ["i0", "i1"]


def test_a_format_that_is_none_is_refused(answered: Project, as_lead: FlaskClient) -> None:
    assert as_lead.get(f"{API}?format=nonsense").status_code == 400
    assert as_lead.get(f"{API}?format=parquet").status_code == 501
    assert as_lead.get(f"{API}?format=jsonl&all=1").status_code == 200


@pytest.mark.parametrize("path", [PAGE, API])
def test_export_is_for_leads_and_admins(project: Project, signed_in: SignedIn, path: str) -> None:
    statuses = {name: signed_in(name).get(path).status_code for name in ("ann", "oda", "sam", "lena", "root")}
    assert statuses == {"ann": 403, "oda": 404, "sam": 404, "lena": 200, "root": 200}


def test_a_leads_token_that_may_export_does_and_one_that_may_label_does_not(app: Flask, answered: Project) -> None:
    with app.app_context(), db.transaction() as session:
        secrets = {may: tokens.create(session, users.get(session, "lena"), may) for may in ("all", "export", "label")}
    client = app.test_client()
    statuses = {
        may: client.get(API, headers={"Authorization": f"Bearer {secret}"}).status_code
        for may, secret in secrets.items()
    }
    assert statuses == {"all": 200, "export": 200, "label": 403}
    assert client.get(API).status_code == 401
