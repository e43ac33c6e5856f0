import io
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from workbench import db
from workbench.codebook import codebooks, definition
from workbench.corpus.models import Article, Passage
from workbench.projects import projects

SOURCE = "## Late again\n\nThe ferry was late again on Monday, and forty people waited in the rain until it came.\n"
HERE = "/projects/demo/articles"

Post = Callable[..., TestResponse]


@pytest.fixture
def post(as_lead: FlaskClient, csrf: Callable[[FlaskClient], dict[str, str]]) -> Post:
    """Send a form as the lead."""

    def send(path: str, **data: object) -> TestResponse:
        return as_lead.post(path, data=data, headers=csrf(as_lead))

    return send


def upload(post: Post, content: bytes, name: str, **more: object) -> TestResponse:
    return post(f"{HERE}/files", files=(io.BytesIO(content), name), **more)


def uids(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.db.session.scalars(select(Article.uid).order_by(Article.id)))


@pytest.mark.parametrize("path", [HERE, f"{HERE}/upload", f"{HERE}/cut?id=a1", "/projects/demo/settings"])
def test_the_pages_are_the_lead_s(
    as_annotator: FlaskClient, as_stranger: FlaskClient, client: FlaskClient, path: str
) -> None:
    assert as_annotator.get(path).status_code == 403
    assert as_stranger.get(path).status_code == 404
    assert client.get(path).status_code == 303


@pytest.mark.parametrize("path", [f"{HERE}/files", f"{HERE}/text", f"{HERE}/remove", "/projects/demo/settings"])
def test_nobody_else_sends_their_forms(
    as_annotator: FlaskClient, csrf: Callable[[FlaskClient], dict[str, str]], path: str
) -> None:
    assert as_annotator.post(path, data={"text": SOURCE}, headers=csrf(as_annotator)).status_code == 403


def test_an_empty_list_says_what_to_do_next(as_lead: FlaskClient) -> None:
    page = as_lead.get(HERE)
    assert "Upload the first articles" in page.text
    assert f'href="{HERE}/upload"' in page.text


def test_an_uploaded_file_is_taken_and_reported(app: Flask, post: Post, as_lead: FlaskClient) -> None:
    page = upload(post, b'{"id": "a 1/2", "text": "One is here."}\n{"id": "a2"}\n', "C:\\news\\n.jsonl")
    assert page.status_code == 200
    assert "1 article was taken" in page.text
    assert "1 row was skipped" in page.text
    assert "n.jsonl</span> (row 2): text: is missing (keys here: id)" in page.text
    assert uids(app) == ["a 1/2"]
    assert f'href="{HERE}/cut?id={quote("a 1/2", safe="/").replace("%20", "+")}"' in as_lead.get(HERE).text


def test_the_same_upload_again_is_nothing_new(app: Flask, post: Post) -> None:
    upload(post, SOURCE.encode(), "a.txt")
    assert "Nothing new: all of it is in already" in upload(post, SOURCE.encode(), "b.txt").text
    assert len(uids(app)) == 1


def test_a_file_that_is_not_text_is_named(app: Flask, post: Post) -> None:
    page = upload(post, b"%PDF-1.7", "a.pdf")
    assert "Nothing was taken" in page.text
    assert "a.pdf</span>: is not text (it looks like a PDF)" in page.text
    assert uids(app) == []


def test_an_encoding_can_be_told_and_a_wrong_name_is_shown_beside_its_field(app: Flask, post: Post) -> None:
    page = upload(post, "Ça va déjà mieux.".encode("latin-1"), "a.txt", encoding="no-such")
    assert page.status_code == 400
    assert "“no-such” is not an encoding" in page.text
    upload(post, "Ça va déjà mieux.".encode("mac-roman"), "a.txt", encoding="mac-roman")
    with app.app_context():
        assert db.db.session.scalars(select(Passage.text)).all() == ["Ça va déjà mieux."]


def test_every_field_of_an_upload_that_is_wrong_says_so_beside_itself(post: Post) -> None:
    page = upload(post, b"a", "a.txt", format="docx", encoding="no-such", columns="body")
    assert page.status_code == 400
    for name, reason in {
        "format": "“docx” is not a format; give one of auto",
        "encoding": "“no-such” is not an encoding",
        "columns": "“body” does not say which column holds what",
    }.items():
        assert reason in page.text.split(f'id="{name}-error">')[1].split("</p>")[0]


def test_an_upload_is_read_by_the_map_told_and_the_report_says_how(app: Flask, post: Post) -> None:
    page = upload(post, b"id;a;b\nx1;Late;The ferry was late.\n", "n.csv", columns="text=b, title=a").text
    assert "text=b, id=id, title=a" in page
    assert 'csv</span> <span class="quiet-text">1</span>' in page
    assert uids(app) == ["x1"]
    again = upload(post, b"headline,body\nLate,It came at last on Monday.\n", "m.csv").text
    assert "text=body, title=headline (guessed)" in again


def test_the_report_says_why_lines_are_not_put_to_annotators(post: Post) -> None:
    page = upload(post, f"{SOURCE}\nADVERTISEMENT\n".encode(), "a.txt").text
    assert "Why lines are not put to annotators" in page
    assert '<th scope="row">advert</th>' in page
    assert '<span dir="auto">ADVERTISEMENT</span>' in page


def test_a_pasted_article_is_taken_with_what_is_known_of_it(app: Flask, post: Post) -> None:
    told = {
        "title": "Late",
        "outlet": "Post",
        "url": "https://example.org/1",
        "published_at": "2026",
        "language": "en",
        "author": "M",
    }
    page = post(f"{HERE}/text", text=SOURCE.replace("\n", "\r\n"), **told)
    assert "1 article was taken" in page.text
    with app.app_context():
        article = db.db.session.scalars(select(Article)).one()
        assert {name: getattr(article, name) for name in told} == told
        assert article.file == "pasted"
        assert db.db.session.scalars(select(Passage.end).order_by(Passage.end.desc())).first() == len(SOURCE) - 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"text": " \r\n "}, "Paste the article"),
        ({"text": "a", "title": "x" * 2001}, "It has 2001 characters"),
        ({"text": "a", "read_as": "pdf"}, "Give one of auto, text and html."),
    ],
)
def test_a_pasted_article_that_cannot_be_taken_is_shown_again(post: Post, form: dict[str, str], sentence: str) -> None:
    page = post(f"{HERE}/text", **form)
    assert page.status_code == 400
    assert sentence in page.text
    assert 'aria-invalid="true"' in page.text


def test_the_cut_shows_each_passage_with_its_offsets_over_the_source(
    app: Flask, post: Post, as_lead: FlaskClient
) -> None:
    upload(post, SOURCE.encode(), "a.txt")
    page = as_lead.get(f"{HERE}/cut?id={uids(app)[0]}").text
    assert '<pre class="raw" dir="auto">## Late again</pre>' in page
    assert '<bdi dir="ltr">0–13</bdi>' in page
    assert '<bdi dir="ltr">15–101</bdi>' in page


def test_what_an_article_says_of_itself_is_escaped_everywhere(post: Post, as_lead: FlaskClient) -> None:
    evil = '<script>alert("x")</script>'
    content = f'{{"id": "<b>", "text": "<script>alert(1)</script> is what the page said.", "title": "{evil}'
    content = content.replace('"x"', "'x'") + '", "url": "javascript:alert(1)", "more": "<img src=x>"}'
    report = upload(post, content.encode(), "<i>.jsonl")
    assert report.status_code == 200
    for page in (report.text, as_lead.get(HERE).text, as_lead.get(f"{HERE}/cut?id=%3Cb%3E").text):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<i>.jsonl" not in page
        assert 'href="javascript:' not in page


def test_an_unknown_article_is_not_found(as_lead: FlaskClient) -> None:
    assert as_lead.get(f"{HERE}/cut?id=none").status_code == 404
    assert as_lead.get(f"{HERE}/cut").status_code == 404


def test_a_lead_removes_an_article_that_nobody_was_handed_and_no_other(
    app: Flask, post: Post, as_lead: FlaskClient
) -> None:
    upload(post, b'{"id": "a1", "text": "One."}\n{"id": "a2", "text": "Two."}', "n.jsonl")
    with app.app_context(), db.transaction() as session:
        held = select(Passage.id).join(Article, Article.id == Passage.article_id).where(Article.uid == "a2")
        session.execute(update(Passage).where(Passage.id.in_(held)).values(taken=1))
    assert "Remove this article" in as_lead.get(f"{HERE}/cut?id=a1").text
    assert "so it cannot be removed" in as_lead.get(f"{HERE}/cut?id=a2").text
    assert post(f"{HERE}/remove", id="a1").status_code == 303
    assert post(f"{HERE}/remove", id="a2").status_code == 409
    assert uids(app) == ["a2"]


def test_the_list_comes_in_pages_and_can_be_searched(post: Post, as_lead: FlaskClient) -> None:
    lines = "\n".join(f'{{"id": "a{n}", "title": "Title {n}", "text": "Text {n}."}}' for n in range(120))
    upload(post, lines.encode(), "n.jsonl")
    first, second = as_lead.get(HERE).text, as_lead.get(f"{HERE}?page=2").text
    assert "Title 99<" in first
    assert "Title 100<" not in first
    assert "Page 1 of 2" in first
    assert "Title 100<" in second
    assert "120 articles" in second
    found = as_lead.get(f"{HERE}?q=title+11").text
    assert "Title 11<" in found
    assert "Title 12<" not in found
    assert "No title or id holds" in as_lead.get(f"{HERE}?q=%25").text
    assert as_lead.get(f"{HERE}?page=-3").status_code == as_lead.get(f"{HERE}?page=x").status_code == 200


def test_a_lead_changes_the_settings(app: Flask, post: Post, as_lead: FlaskClient) -> None:
    assert 'value="A demo"' in as_lead.get("/projects/demo/settings").text
    form = {"name": "Ferries", "overlap": "3", "order": "shuffled", "targets": "BYD\r\nUnion\r\n"}
    answer = post("/projects/demo/settings", **form, labelled_kinds=["paragraph", "table"])
    assert answer.status_code == 303
    with app.app_context():
        project = projects.get(db.db.session(), "demo")
        assert (project.name, project.overlap, project.order) == ("Ferries", 3, "shuffled")
        assert [target.name for target in project.targets] == ["BYD", "Union"]
        assert project.labelled_kinds == ["paragraph", "table"]
    assert "The settings are saved." in as_lead.get("/projects/demo/settings").text


@pytest.mark.parametrize(
    ("field", "value"), [("overlap", "0"), ("overlap", "x"), ("name", " "), ("order", "random"), ("targets", "A\nA")]
)
def test_a_setting_that_cannot_be_changes_nothing_and_is_shown_again(
    app: Flask, post: Post, field: str, value: str
) -> None:
    form = {"name": "Ferries", "overlap": "3", "order": "reading", "targets": "Union"} | {field: value}
    answer = post("/projects/demo/settings", **form, labelled_kinds="paragraph")
    assert answer.status_code in {400, 422}
    assert f'id="{field}-error"' in answer.text
    with app.app_context():
        project = projects.get(db.db.session(), "demo")
        assert (project.name, project.overlap, [target.name for target in project.targets]) == ("A demo", 2, ["BYD"])


def test_an_admin_makes_a_project_and_nobody_else(
    app: Flask, as_admin: FlaskClient, as_lead: FlaskClient, csrf: Callable[[FlaskClient], dict[str, str]]
) -> None:
    form = {"slug": "ferry", "name": "", "overlap": "2", "targets": "Union"}
    assert as_lead.post("/projects/new", data=form, headers=csrf(as_lead)).status_code == 403
    assert as_admin.get("/projects/new").status_code == 200
    unknown = as_admin.post("/projects/new", data=form | {"codebook": "../x"}, headers=csrf(as_admin))
    assert unknown.status_code == 400
    assert 'id="codebook-error"' in unknown.text
    answer = as_admin.post("/projects/new", data=form | {"codebook": "detailed"}, headers=csrf(as_admin))
    assert (answer.status_code, answer.location) == (303, "/projects/ferry/articles/upload")
    again = as_admin.post("/projects/new", data=form, headers=csrf(as_admin))
    assert again.status_code == 409
    assert "There is a project “ferry” already" in again.text
    with app.app_context():
        project = projects.get(db.db.session(), "ferry")
        assert [target.name for target in project.targets] == ["Union"]
        assert codebooks.current(db.db.session(), project).source == definition.built_in("detailed")
