"""The pages of a training round as plain forms, which work without any script."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.labeling.world import submitted
from tests.web.conftest import Csrf, SignedIn
from workbench import db
from workbench.codebook import codebooks
from workbench.corpus import articles, ingest
from workbench.corpus.readers.rows import Row
from workbench.labeling import queue, submissions
from workbench.people import users
from workbench.projects import projects

# What differs between databases is asked in tests/labeling/test_training.py.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

TEXT = "BYD sells many cars.\n\nA minister praises the plant.\n\nNobody has counted the jobs.\n"
LEAD, ROUND = "/projects/demo/training", "/projects/demo/training/round"
# The questions of the built-in codebook for one target, in order: stance, topic, reliability.
KNOWN = {"question-0": "favor", "question-1": ["economy", "society"], "question-2": "reliable"}
OTHER = KNOWN | {"question-0": "against", "question-1": "economy"}
DEPENDING = """
[[dimension]]
id = "tone"
[[dimension.label]]
id = "warm"
[[dimension.label]]
id = "cold"

[[dimension]]
id = "means"
asked_when = "tone"
asked_for = ["cold"]
[[dimension.label]]
id = "irony"
[[dimension.label]]
id = "attack"
"""
Use = Callable[..., TestResponse]


@pytest.fixture
def ids(app: Flask, as_lead: FlaskClient) -> list[str]:
    """The passages of an article of the project."""
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "demo")
        ingest.take(session, project, Row("a.txt", None, TEXT.encode(), TEXT, "utf-8", uid="a"))
        return [one["passage"] for one in articles.passages(session, project)]


@pytest.fixture
def use(as_lead: FlaskClient, csrf: Csrf) -> Use:
    """Use a passage for training as the lead; the fields are those of the form."""

    def use(passage: str, **fields: object) -> TestResponse:
        data = {"passage": passage, "reason-0": "“Many” is praise.", **(fields or KNOWN)}
        return as_lead.post(f"{LEAD}/passage", data=data, headers=csrf(as_lead))

    return use


def answer(client: FlaskClient, csrf: Csrf, number: int, **fields: object) -> TestResponse:
    return client.post(f"{ROUND}/{number}", data=fields or KNOWN, headers=csrf(client))


def test_a_round_holds_back_what_the_desk_does(
    app: Flask, as_annotator: FlaskClient, as_lead: FlaskClient, ids: list[str], use: Use
) -> None:
    use(ids[1])
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "demo")
        articles.get(session, project, "a").outlet = "The Secret Post"
    assert "The Secret Post" in as_annotator.get(f"{ROUND}/1").text
    assert "Nobody has counted" in as_annotator.get(f"{ROUND}/1").text
    with app.app_context(), db.transaction() as session:
        projects.change(session, projects.get(session, "demo"), outlet="after", later_passages="hidden")
    page = as_annotator.get(f"{ROUND}/1").text
    assert "BYD sells many cars" in page
    assert "The Secret Post" not in page
    assert "Nobody has counted" not in page
    assert "The Secret Post" in as_lead.get(f"{LEAD}/passage?passage={ids[1]}").text


def chosen(page: str) -> list[str]:
    return re.findall(r'data-label="([^"]+)"[^>]* checked', page)


def test_a_lead_chooses_a_passage_on_its_article_and_gives_the_known_answers(
    as_lead: FlaskClient, ids: list[str], use: Use
) -> None:
    assert "No training round" in as_lead.get(LEAD).text
    link = f"{LEAD}/passage?passage={ids[1]}"
    assert link in as_lead.get("/projects/demo/articles/cut?id=a").text
    assert 'id="now"' in as_lead.get(link).text
    assert use(ids[1]).location == LEAD
    page = as_lead.get(LEAD).text
    assert "1 passage to train on" in page
    assert "Economy, Society" in page
    assert "A minister praises the plant." in page
    assert sorted(chosen(as_lead.get(link).text)) == ["economy", "favor", "reliable", "society"]
    assert "“Many” is praise." in as_lead.get(link).text
    assert "Known answers" in as_lead.get("/projects/demo/articles/cut?id=a").text


def test_what_is_wrong_is_said_beside_what_was_sent(as_lead: FlaskClient, ids: list[str], use: Use) -> None:
    page = use(ids[1], **{"question-0": "favor", "question-2": "reliable", "reason-0": ""})
    assert page.status_code == 422
    assert "say what counts here and why" in page.text
    assert sorted(chosen(page.text)) == ["favor", "reliable"]
    assert use("9999").status_code == 404
    assert as_lead.get(f"{LEAD}/passage?passage=x").status_code == 404
    assert "No training round" in as_lead.get(LEAD).text


def test_an_annotator_goes_from_the_desk_through_the_round_to_the_desk(
    app: Flask, as_annotator: FlaskClient, csrf: Csrf, ids: list[str], use: Use
) -> None:
    use(ids[0])
    use(ids[1])
    assert "A training round comes first." in as_annotator.get("/").text
    assert as_annotator.get("/projects/demo/desk").location == ROUND
    assert as_annotator.get(ROUND).location == f"{ROUND}/1"
    page = as_annotator.get(f"{ROUND}/1").text
    assert "“Many” is praise." not in page
    assert answer(as_annotator, csrf, 1, **{"question-0": "favor"}).status_code == 422
    answer(as_annotator, csrf, 1, **OTHER)
    told = as_annotator.get(f"{ROUND}/1").text
    assert "1 of 3 agree" in told
    assert "“Many” is praise." in told
    assert 'You said: <span dir="auto">Against</span>' in told
    answer(as_annotator, csrf, 2)
    assert "4 of 6 answers agree with the known ones: 66%" in as_annotator.get(ROUND).text
    assert as_annotator.get("/projects/demo/desk").location == ROUND
    as_annotator.post(ROUND, headers=csrf(as_annotator))
    for number in (1, 2):
        answer(as_annotator, csrf, number)
    assert "The training is done" in as_annotator.get(ROUND).text
    assert as_annotator.get("/projects/demo/desk").status_code == 200
    left = as_annotator.get("/api/v1/projects/demo/queue").json
    assert left
    assert [one["id"] for one in left["passages"]] == ids[2:]


def test_an_absent_target_can_be_told_without_a_script(
    as_annotator: FlaskClient, csrf: Csrf, ids: list[str], use: Use
) -> None:
    absent = {"state-0": "not_applicable", "question-1": "economy", "question-2": "reliable"}
    use(ids[0], **absent, **{"reason-0": "Nobody is named."})
    answer(as_annotator, csrf, 1, **absent)
    assert "3 of 3 agree" in as_annotator.get(f"{ROUND}/1").text


def test_a_question_that_depends_on_an_answer_is_asked_for_only_where_it_is_put(
    app: Flask, as_annotator: FlaskClient, csrf: Csrf, ids: list[str], use: Use
) -> None:
    with app.app_context(), db.transaction() as session:
        codebooks.install(session, projects.get(session, "demo"), DEPENDING)
    assert use(ids[0], **{"question-0": "cold"}).status_code == 422
    assert use(ids[0], **{"question-0": "cold", "question-1": "irony", "reason-1": "It mocks."}).status_code == 303
    assert answer(as_annotator, csrf, 1, **{"question-0": "warm"}).status_code == 303
    assert "0 of 2 agree" in as_annotator.get(f"{ROUND}/1").text


def test_the_queue_says_why_it_is_empty_and_one_who_has_labelled_is_told_at_the_desk(
    app: Flask, as_annotator: FlaskClient, ids: list[str], use: Use
) -> None:
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "demo")
        ann = users.annotator(session, users.get(session, "ann"), project)
        assert ann
        first = queue.lease(session, ann, project, 1, minutes=30)[0].passage_id
        submission = submitted(first, state="unusable")
        submissions.submit(session, ann, project, "k", submission, minutes=30)
    use(ids[1])
    document = as_annotator.get("/api/v1/projects/demo/queue").json
    assert document
    assert (document["passages"], document["why_empty"]) == ([], "training")
    page = as_annotator.get("/projects/demo/desk").text
    assert '<section class="empty" data-why="training">' in page
    assert "has 1 answer" in use(ids[0]).text


def test_a_passage_is_taken_out_and_the_mark_is_set(as_lead: FlaskClient, csrf: Csrf, ids: list[str], use: Use) -> None:
    use(ids[0])
    headers = csrf(as_lead)
    as_lead.post(f"{LEAD}/remove", data={"passage": ids[0]}, headers=headers)
    assert "It is put to annotators again." in as_lead.get(LEAD).text
    as_lead.post(LEAD, data={"pass_mark": "65"}, headers=headers)
    assert 'value="65"' in as_lead.get(LEAD).text
    refused = as_lead.post(LEAD, data={"pass_mark": "101"}, headers=headers)
    assert (refused.status_code, "choose 0 to 100 per cent" in refused.text) == (422, True)


def test_the_lead_sees_everyone_by_name_and_an_annotator_nobody_else(
    as_lead: FlaskClient, signed_in: SignedIn, csrf: Csrf, ids: list[str], use: Use
) -> None:
    use(ids[0])
    ben = signed_in("ben")
    answer(ben, csrf, 1)
    page = as_lead.get(LEAD).text
    assert re.findall(r'<th scope="row" dir="auto">(\w+)</th>', page) == ["ann", "ben"]
    assert "100%" in page
    for path in (f"{ROUND}/1", ROUND):
        own = signed_in("ann").get(path, follow_redirects=True).text
        assert not re.search(r"\bben\b|100%", own)
    assert signed_in("ann").get(LEAD).status_code == 403


def test_one_who_has_nothing_to_train_on_is_led_to_the_desk(as_annotator: FlaskClient, ids: list[str]) -> None:
    assert as_annotator.get(ROUND).location == "/projects/demo/desk"
    assert as_annotator.get(f"{ROUND}/1").status_code == 404
