import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import SignedIn
from workbench import db
from workbench.corpus.readers.captions import Captions
from workbench.labeling import imports
from workbench.labeling.foreign import ForeignRow
from workbench.projects import projects
from workbench.projects.models import Project

PAGE = "/projects/demo/agreement"
API = "/api/v1/projects/demo/agreement"


@pytest.fixture
def answered(app: Flask, project: Project) -> Project:
    """Twelve passages of six articles that Eva and Bo answered; they differ on the reliability of three."""
    rows = []
    for number in range(12):
        for name in ("Eva", "<b>Bo</b>"):
            differs = name != "Eva" and number % 4 == 0
            for dimension, value, target in (
                ("reliability", "doubtful" if differs else ("reliable", "unreliable")[number % 2], None),
                ("topic", ("law", "economy")[number % 2], None),
                ("stance", "favor", "BYD"),
            ):
                rows.append(_row(len(rows) + 1, number, name, dimension, value, target))
    with app.app_context(), db.transaction() as session:
        imports.take(session, projects.get(session, "demo"), rows, file="labels")
    return project


def _row(row: int, number: int, name: str, dimension: str, value: str, target: str | None) -> ForeignRow:
    return ForeignRow(
        row=row,
        item=f"i{number}",
        text=f"Text {number}.",
        annotator=name,
        dimension=dimension,
        value=value,
        target=target,
        article=f"a{number // 2}",
        position=None,
        state="answered",
        at=None,
        captions=Captions(),
    )


def test_the_page_says_first_what_can_be_relied_on(answered: Project, as_lead: FlaskClient) -> None:
    page = as_lead.get(PAGE).text
    heading = page[page.index("<h1>") : page.index("</h1>")]
    assert "Reliability is close." in heading
    assert "Stance toward BYD cannot be told yet." in heading
    assert "12 passages with two answers or more" in page


def test_the_page_shows_what_the_document_says(answered: Project, as_lead: FlaskClient) -> None:
    page = as_lead.get(PAGE).text
    document = as_lead.get(API).json
    assert document is not None
    for one in document["dimensions"]:
        for name in ("percent", "krippendorff_alpha", "gwet_ac"):
            if (value := one[name]["value"]) is not None:
                assert f"{value:.2f}" in page
    assert "Reliable and Doubtful: 3 pairs, 100% of all disagreement" in page
    assert "Whether the target is there at all: 100% of pairs agree" in page
    assert "undefined" in page


def test_names_from_elsewhere_are_escaped_and_nothing_is_styled_inline(answered: Project, as_lead: FlaskClient) -> None:
    page = as_lead.get(PAGE).text
    assert "&lt;b&gt;Bo&lt;/b&gt; and Eva" in page
    assert "<b>Bo</b>" not in page
    assert "style=" not in page


def test_without_two_answers_the_page_says_what_to_do(project: Project, as_lead: FlaskClient) -> None:
    page = as_lead.get(PAGE).text
    assert "No passage has two answers yet" in page
    assert 'href="/projects/demo/progress"' in page


def test_a_project_that_asks_one_person_is_told_to_raise_its_overlap(
    app: Flask, project: Project, as_lead: FlaskClient
) -> None:
    with app.app_context(), db.transaction() as session:
        projects.change(session, projects.get(session, "demo"), overlap=1)
    assert "raise its overlap" in as_lead.get(PAGE).text


def test_the_api_gives_the_document_of_the_command_line(answered: Project, as_lead: FlaskClient) -> None:
    response = as_lead.get(API)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert list(response.json or {}) == ["project", "codebook", "dimensions"]


@pytest.mark.parametrize("path", [PAGE, API])
def test_agreement_is_for_leads_and_admins(project: Project, signed_in: SignedIn, path: str) -> None:
    statuses = {name: signed_in(name).get(path).status_code for name in ("ann", "oda", "sam", "lena", "root")}
    assert statuses == {"ann": 403, "oda": 404, "sam": 404, "lena": 200, "root": 200}
