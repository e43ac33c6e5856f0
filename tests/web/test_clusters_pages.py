from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.corpus.wire import FERRY, NEARLY, QUAY, add, found, grow
from workbench import db
from workbench.corpus.duplicates import clusters
from workbench.labeling import queue, submissions
from workbench.labeling.schemas import Judged, Submission
from workbench.people import users
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.web.pages import clusters as pages

HERE = "/projects/demo/clusters"


@pytest.fixture
def copied(app: Flask, project: Project) -> str:
    """The id of a cluster: a paragraph in the Post, the Herald and, changed, in a third outlet."""
    with app.app_context(), db.transaction() as session:
        add(session, project, FERRY, QUAY, uid="a 1", outlet="Post", title="Late")
        add(session, project, FERRY, uid="a2", outlet="Herald", title="<b>Later</b>")
        add(session, project, NEARLY, uid="a3", outlet="Bote")
    grow(app, project)
    (cluster,) = found(app, project)
    return cluster


def answer(app: Flask, name: str, *topics: str) -> None:
    """Answer the first passages of the project, one topic for each."""
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "demo")
        annotator = users.annotator(session, users.get(session, name), project)
        assert annotator
        leased = queue.lease(session, annotator, project, 10, minutes=30)
        for number, topic in enumerate(topics):
            said = [
                Judged("stance", "byd", "none"),
                Judged("topic", value=topic),
                Judged("reliability", value="reliable"),
            ]
            passage = str(leased[number].passage_id)
            submission = Submission(passage=passage, state="answered", codebook=1, judgments=tuple(said))
            submissions.submit(session, annotator, project, f"{name}{number}", submission, minutes=30)


def test_a_project_without_near_duplicates_says_what_is_shown_here(as_lead: FlaskClient) -> None:
    page = as_lead.get(HERE).text
    assert "No near-duplicates yet" in page
    assert 'href="/projects/demo/articles/upload"' in page
    assert f'href="{HERE}" aria-current="page"' in page


def test_the_list_tells_copies_articles_outlets_and_the_threshold(as_lead: FlaskClient, copied: str) -> None:
    page = as_lead.get(HERE).text
    assert "1 cluster of near-duplicates" in page
    assert "Jaccard index of 0.7 or more" in page
    assert f'<a href="{HERE}/{copied}" dir="auto">The ferry was late again' in page
    assert "Post, Herald, Bote" in page
    assert "1 cluster" in as_lead.get(f"{HERE}?q=harbour+MASTER&order=newest").text
    assert "No passage of a cluster holds" in as_lead.get(f"{HERE}?q=crane").text


def test_a_cluster_marks_what_each_copy_has_otherwise_and_links_to_its_article(
    as_lead: FlaskClient, copied: str
) -> None:
    page = as_lead.get(f"{HERE}/{copied}").text
    assert "One passage, 3 times" in page
    assert "word for word" in page
    assert '<del><span class="out-of-sight" lang="en">left out: </span>came.</del>' in page
    assert '<ins><span class="out-of-sight" lang="en">added: </span>left.</ins>' in page
    assert 'href="/projects/demo/articles/cut?id=a+1#at-0"' in page
    assert "&lt;b&gt;Later&lt;/b&gt;" in page
    assert "<b>Later" not in page
    assert 'id="answers"' not in page


def test_a_copy_that_is_not_near_to_the_first_says_to_which_it_is(
    app: Flask, as_lead: FlaskClient, project: Project
) -> None:
    words = [f"word{number}" for number in range(40)]
    with app.app_context(), db.transaction() as session:
        add(session, project, " ".join(words[:34]), " ".join(words[3:37]), " ".join(words[6:]))
    grow(app, project)
    (cluster,) = found(app, project)
    page = as_lead.get(f"{HERE}/{cluster}").text
    assert "Jaccard 0.83 with the first<" in page
    assert "Jaccard 0.68 with the first, 0.83 with copy 2<" in page


def test_where_answers_on_copies_differ_is_said_on_both_pages(app: Flask, as_lead: FlaskClient, copied: str) -> None:
    answer(app, "ann", "economy", "economy", "law")
    assert "One copy" not in as_lead.get(HERE).text
    assert "differ: Topic" in as_lead.get(HERE).text
    page = as_lead.get(f"{HERE}/{copied}").text
    assert "Answers differ: Topic" in page
    row = page.split("Topic</th>")[1].split("</tr>")[0]
    assert [told for told in ("copy 1", "copy 2", "copies") if told in row] == ["copy 1", "copy 2"]


def test_long_lists_come_in_pages(
    app: Flask, as_lead: FlaskClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 1)
    monkeypatch.setattr(pages, "COPIES", 2)
    with app.app_context(), db.transaction() as session:
        add(session, project, FERRY, FERRY, NEARLY, QUAY, QUAY)
    grow(app, project)
    assert "Page 1 of 2" in as_lead.get(HERE).text
    assert "A vote on the quay" in as_lead.get(f"{HERE}?page=2").text
    largest = next(iter(found(app, project)))
    page = as_lead.get(f"{HERE}/{largest}?page=2").text
    assert '<ol class="copies" start="3">' in page
    assert "left." in page


def test_a_cluster_that_is_not_there_is_not_found(as_lead: FlaskClient, copied: str) -> None:
    for unknown in ("999", "x", "0"):
        assert as_lead.get(f"{HERE}/{unknown}").status_code == 404


def test_a_changed_threshold_is_said_until_the_clusters_are_made_anew(
    app: Flask,
    as_lead: FlaskClient,
    csrf: Callable[[FlaskClient], dict[str, str]],
    project: Project,
    copied: str,
) -> None:
    form = {"name": "A demo", "overlap": "2", "order": "reading", "targets": "BYD", "labelled_kinds": "paragraph"}
    settings = "/projects/demo/settings"
    assert 'name="duplicate_threshold" value="0.7"' in as_lead.get(settings).text
    refused = as_lead.post(settings, data=form | {"duplicate_threshold": "0.3"}, headers=csrf(as_lead))
    assert (refused.status_code, "choose 0.5 to 1" in refused.text) == (422, True)
    answer = as_lead.post(settings, data=form | {"duplicate_threshold": "0.95"}, headers=csrf(as_lead))
    assert answer.status_code == 303
    assert "made with another threshold" in as_lead.get(HERE).text
    with app.app_context():
        changed = projects.get(db.db.session(), "demo")
    grow(app, changed)
    page = as_lead.get(HERE).text
    assert "Jaccard index of 0.95 or more" in page
    assert "made with another threshold" not in page
    with app.app_context():
        assert clusters.totals(db.db.session(), changed).passages == 2
