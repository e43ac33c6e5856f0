"""The page on which a lead mends an article's cut, without any script."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.labeling.world import submitted
from workbench import db
from workbench.corpus import ingest
from workbench.corpus.models import Article, Mending
from workbench.corpus.readers.rows import Row
from workbench.labeling import queue, submissions
from workbench.people import users
from workbench.projects import projects

# What differs between databases is asked in tests/labeling/test_retiring.py.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

TEXT = "One is here. It goes on.\r\n\r\nTwo is here, and a < b.\r\n\r\nADVERTISEMENT\r\n"
UID = "a 1/2&x"
HERE = "/projects/demo/articles/cut"


@pytest.fixture
def mend(
    app: Flask, as_lead: FlaskClient, csrf: Callable[[FlaskClient], dict[str, str]]
) -> Callable[..., TestResponse]:
    """Take the article in, and send acts on it as the lead."""
    row = Row("a.txt", None, TEXT.encode(), TEXT, "utf-8", uid=UID)
    with app.app_context(), db.transaction() as session:
        ingest.take(session, projects.get(session, "demo"), row)

    def send(act: str, **fields: object) -> TestResponse:
        data = {"act": act, **fields}
        return as_lead.post(HERE, query_string={"id": UID}, data=data, headers=csrf(as_lead))

    return send


def passages(page: str) -> dict[int, tuple[str, str]]:
    """Read the passages on a page: kind and source, by id."""
    found = re.findall(r'data-passage="(\d+)" data-kind="(\w+)".*?<pre[^>]*>(.*?)</pre>', page, re.S)
    return {int(one): (kind, unescape(raw).replace("\r\n", "\n")) for one, kind, raw in found}


def usable(page: str) -> set[str]:
    """List the acts whose buttons can be pressed."""
    buttons = re.findall(r'<button name="act" value="([^"]+)"([^>]*)>', page)
    return {act for act, attributes in buttons if "disabled" not in attributes}


def shown(client: FlaskClient, **query: object) -> str:
    return client.get(HERE, query_string={"id": UID, **query}).text


def answer(app: Flask, name: str) -> int:
    """Let somebody answer the first passage they are handed."""
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "demo")
        annotator = users.annotator(session, users.get(session, name), project)
        assert annotator
        (leased,) = queue.lease(session, annotator, project, 1, minutes=30)
        said = submitted(leased.passage_id, state="unusable")
        submissions.submit(session, annotator, project, f"{name}-1", said, minutes=30)
        return leased.passage_id


def test_every_act_is_a_form_that_comes_back_to_the_passage(
    app: Flask, as_lead: FlaskClient, mend: Callable[..., TestResponse]
) -> None:
    first, second, third = passages(shown(as_lead))
    assert "merge previous" not in usable(shown(as_lead, passage=first))
    assert {"merge previous", "merge next", "split"} <= usable(shown(as_lead, passage=second))
    assert "merge next" not in usable(shown(as_lead, passage=third))
    place = re.search(r'<option value="(\d+)"[^>]*>It goes on', shown(as_lead, passage=first))
    assert place
    back = mend("split", passage=first, place=place[1])
    assert back.status_code == 303
    assert re.fullmatch(r".*/articles/cut\?id=a\+1/2%26x&passage=(\d+)#p-\1", back.location or "")
    page = as_lead.get(back.location or "").text
    assert "Split in two." in page
    one, two, *_ = passages(page)
    assert passages(page)[two] == ("paragraph", "It goes on.")
    assert f'id="p-{two}" data-passage="{two}" data-kind="paragraph" data-labelled aria-current="true"' in page
    assert mend("merge next", passage=one, next=two).status_code == 303
    (whole, *_) = passages(shown(as_lead))
    assert mend("kind heading", passage=whole).status_code == 303
    assert mend("exclude", passage=second).status_code == 303
    assert mend("include", passage=third).status_code == 303
    page = shown(as_lead)
    assert [kind for kind, _ in passages(page).values()] == ["heading", "paragraph", "paragraph"]
    assert "1 of 3 passages are labelled" in page
    assert "left out by a lead" in page
    assert "A passage was put to annotators · <bdi>lena</bdi>" in page


def test_undo_goes_back_step_by_step_also_on_another_day(
    app: Flask, as_lead: FlaskClient, mend: Callable[..., TestResponse]
) -> None:
    before = passages(shown(as_lead))
    first, second, _ = before
    mend("merge previous", passage=second, previous=first)
    assert len(passages(shown(as_lead))) == 2
    assert usable(shown(as_lead)) & {"undo", "redo"} == {"undo"}
    (step,) = re.findall(r'name="undo" value="(\d+)"', shown(as_lead))
    assert mend("undo", undo=step).status_code == 303
    assert passages(shown(as_lead)) == before
    assert usable(shown(as_lead)) & {"undo", "redo"} == {"redo"}
    assert "Two passages were merged · <bdi>lena</bdi> · undone" in shown(as_lead)
    assert mend("undo", undo=step).status_code == 409
    assert mend("redo", redo=step).status_code == 303
    with app.app_context():
        (stored,) = db.db.session.scalars(select(Mending))
        assert (stored.act, stored.user_id is not None, stored.undone_at) == ("merge", True, None)


def test_what_it_costs_is_said_before_answers_are_taken_out_of_the_count(
    app: Flask, as_lead: FlaskClient, mend: Callable[..., TestResponse]
) -> None:
    passage = answer(app, "ann")
    assert "1 answer</small>" in shown(as_lead)
    asked = mend("kind quote", passage=passage)
    assert asked.status_code == 409
    assert (
        "1 person has answered here. The answer is kept, but no longer counts. What comes in goes to everyone again."
        in asked.text
    )
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.text.split('id="confirm"')[1])
    )
    assert (fields["act"], fields["passage"], fields["confirmed"]) == ("kind quote", str(passage), "1")
    answer(app, "ben")
    again = mend("kind quote", passage=passage, confirmed=1)
    assert again.status_code == 409
    assert "2 people have answered here. The 2 answers are kept, but no longer count." in again.text
    assert mend("kind quote", passage=passage, confirmed=2).status_code == 303
    assert passage not in passages(shown(as_lead))


@pytest.mark.parametrize(
    ("act", "fields", "status", "sentence"),
    [
        ("split", {"place": 0}, 422, "with text on both sides"),
        ("kind paragraph", {}, 422, "of the kind paragraph already"),
        ("kind poem", {}, 400, "“poem” is no kind of passage"),
        ("", {}, 422, "is no way to mend"),
        ("merge next", {"next": 0}, 409, "mended meanwhile"),
        ("exclude", {"passage": 77}, 409, "mended meanwhile"),
        ("exclude", {"passage": 2**70}, 400, "malformed"),
        ("undo", {}, 409, "mended meanwhile"),
    ],
)
def test_what_cannot_be_done_changes_nothing_and_says_why_on_the_page(
    as_lead: FlaskClient,
    mend: Callable[..., TestResponse],
    act: str,
    fields: dict[str, int],
    status: int,
    sentence: str,
) -> None:
    before = passages(shown(as_lead))
    refused = mend(act, **({"passage": min(before)} | fields))
    assert (refused.status_code, passages(refused.text)) == (status, before)
    assert sentence in refused.text


def test_passages_that_came_with_labels_stay_as_they_came(
    app: Flask, as_lead: FlaskClient, mend: Callable[..., TestResponse]
) -> None:
    with app.app_context(), db.transaction() as session:
        session.scalars(select(Article)).one().foreign = True
    page = shown(as_lead)
    assert "came with labels from elsewhere" in page
    assert 'name="act"' not in page
    assert mend("exclude", passage=min(passages(page))).status_code == 422


def test_an_article_that_is_not_there_is_not_found(mend: Callable[..., TestResponse], as_lead: FlaskClient) -> None:
    assert as_lead.get(HERE, query_string={"id": "none"}).status_code == 404
