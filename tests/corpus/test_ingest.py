import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus import ingest
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.readers import files
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import BadRow, Row
from workbench.projects import projects
from workbench.projects.models import Project

BODY = "The ferry was late again on Monday, and forty people waited in the rain until the harbour master came."


@pytest.fixture
def project(app: Flask) -> Iterator[Project]:
    with app.app_context():
        with db.transaction() as session:
            made = projects.create(session, "ferry")
        yield made


def row(source: str, *, uid: str | None = None, file: str = "a.txt", number: int | None = None, **told: str) -> Row:
    return Row(file, number, source.encode(), source, "utf-8", uid=uid, captions=Captions(**told))


def test_an_article_is_stored_with_its_passages_and_their_offsets(project: Project) -> None:
    source = f"## Late again\n\n{BODY}\n\n- Tickets\n- Meals\n"
    (taken,) = ingest.run(project, [row(source, outlet="Post")])
    assert isinstance(taken, ingest.Taken)
    assert (taken.title, taken.passages) == ("Late again", {"heading": 1, "paragraph": 1, "list": 1})
    session = db.db.session()
    article = session.scalars(select(Article)).one()
    assert (article.uid, article.sha256) == (hashlib.sha256(source.encode()).hexdigest(),) * 2
    assert (article.outlet, article.file, article.row, article.encoding) == ("Post", "a.txt", None, "utf-8")
    passages = session.scalars(select(Passage).order_by(Passage.position)).all()
    assert [passage.position for passage in passages] == [0, 1, 2]
    assert [source[passage.start : passage.end] for passage in passages] == [
        "## Late again",
        BODY,
        "- Tickets\n- Meals",
    ]
    assert [(passage.labelled, passage.reason) for passage in passages] == [
        (False, "heading"),
        (True, ""),
        (True, ""),
    ]


def test_the_kinds_that_are_labelled_are_the_project_s(project: Project) -> None:
    with db.transaction() as session:
        projects.change(session, project, labelled_kinds=["heading"])
    (taken,) = ingest.run(project, [row(f"## Late again\n\n{BODY}")])
    assert isinstance(taken, ingest.Taken)
    labelled = {passage.kind: (passage.labelled, passage.reason) for passage in db.db.session.scalars(select(Passage))}
    assert labelled == {"heading": (True, ""), "paragraph": (False, "paragraph: context")}


def test_the_same_bytes_again_are_nothing_new(project: Project) -> None:
    first, again = ingest.run(project, [row(BODY), row(BODY, file="b.txt")])
    (later,) = ingest.run(project, [row(BODY, file="c.txt")])
    assert isinstance(first, ingest.Taken)
    assert isinstance(again, ingest.Taken)
    assert isinstance(later, ingest.Taken)
    assert (first.is_new, again.is_new, later.is_new) == (True, False, False)
    assert (again.file, later.file, again.uid) == ("b.txt", "c.txt", first.uid)
    assert again.passages == later.passages == first.passages == {"paragraph": 1}
    assert db.db.session.scalar(select(func.count()).select_from(Passage)) == 1


def test_the_same_id_with_another_text_is_refused_and_says_where_the_first_came_from(project: Project) -> None:
    rows = [row(BODY, uid="a1", file="n.jsonl", number=3), row(f"{BODY} No.", uid="a1", file="m.jsonl", number=9)]
    for outcome in (list(ingest.run(project, rows))[1], *ingest.run(project, rows[1:])):
        reason = "the same id with another text: “a1” came from n.jsonl, row 3; give one of them another id"
        assert outcome == BadRow("m.jsonl", 9, reason)
    assert db.db.session.scalar(select(func.count()).select_from(Article)) == 1


def test_one_id_in_two_projects_is_two_articles(project: Project) -> None:
    with db.transaction() as session:
        other = projects.create(session, "rail")
    assert [isinstance(one, ingest.Taken) for one in ingest.run(project, [row(BODY, uid="a1")])] == [True]
    assert [isinstance(one, ingest.Taken) for one in ingest.run(other, [row("Rail.", uid="a1")])] == [True]


def test_blanks_alone_are_no_article(project: Project) -> None:
    assert list(ingest.run(project, [row(" \n\t\u2003\n")])) == [BadRow("a.txt", None, "holds no text, only blanks")]


@pytest.mark.parametrize(
    ("source", "odd"),
    [
        (BODY, []),
        ("## Late again", ["nothing labelled"]),
        (f"{BODY} " * 60, ["one huge passage"]),
        (f"{BODY}\n" + "<div><span></span></div>\n" * 20, ["mostly residue"]),
    ],
)
def test_an_article_that_looks_odd_says_why(project: Project, source: str, odd: list[str]) -> None:
    (taken,) = ingest.run(project, [row(source)])
    assert isinstance(taken, ingest.Taken)
    assert taken.odd == odd
    assert db.db.session.scalars(select(Article.odd)).one() == odd


def test_an_article_whose_page_the_extractor_failed_on_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    page = f"<p>{BODY}</p><p>{BODY}</p>"
    (taken,) = ingest.run(project, [Row("a.html", None, page.encode(), page, "utf-8", format="html")])
    assert isinstance(taken, ingest.Taken)
    assert taken.passages == {"paragraph": 2}
    assert taken.odd == ["the extractor failed on this page: RecursionError: too deep; judged without it"]


def test_the_original_bytes_are_kept_where_the_source_does_not_give_them_back(project: Project) -> None:
    line = json.dumps({"text": BODY}).encode()
    rows = [
        row(BODY, uid="same"),
        Row("a.txt", None, BODY.encode("utf-16"), BODY, "utf-16", uid="mark"),
        Row("a.txt", None, b"\xfe\xff" + BODY.encode("utf-16-be"), BODY, "utf-16", uid="big"),
        Row("a.txt", None, b"a\0b", "a\ufffdb", "utf-8", uid="nul"),
        Row("a.jsonl", 1, line, BODY, "utf-8", uid="line"),
    ]
    list(ingest.run(project, rows))
    kept = select(Article.uid, ArticleText.original).join(ArticleText, ArticleText.article_id == Article.id)
    found = dict(db.db.session.execute(kept).all())
    big = b"\xfe\xff" + BODY.encode("utf-16-be")
    assert found == {"same": None, "mark": None, "big": big, "nul": b"a\0b", "line": line}


def test_articles_keep_the_order_they_came_in_and_shuffle_the_same_way_each_time(project: Project) -> None:
    list(ingest.run(project, [row(f"{BODY} {number}.", uid=f"a{number}") for number in range(450)]))
    stored = db.db.session.execute(select(Article.uid, Article.shuffle).order_by(Article.id)).all()
    assert [uid for uid, _ in stored] == [f"a{number}" for number in range(450)]
    assert all(0 <= shuffle < 2**31 for _, shuffle in stored)
    assert len({shuffle for _, shuffle in stored}) > 440
    digest = hashlib.sha256(f"{project.seed}:a7".encode()).digest()
    assert stored[7].shuffle == int.from_bytes(digest[:4]) // 2


def test_strictly_all_are_taken_or_none(project: Project) -> None:
    good = [row(f"{BODY} {number}.") for number in range(3)]
    bad = BadRow("b.txt", None, "is empty")
    assert ingest.run_strictly(project, [*good, bad]) == [bad]
    assert db.db.session.scalar(select(func.count()).select_from(Article)) == 0
    assert len(ingest.run_strictly(project, good)) == 3
    assert db.db.session.scalar(select(func.count()).select_from(Article)) == 3


def test_a_run_that_breaks_off_leaves_whole_articles_and_goes_on_without_doubling(project: Project) -> None:
    rows = [row(f"{BODY} {number}.") for number in range(500)]

    def breaking() -> Iterator[Row]:
        yield from rows[:450]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(ingest.run(project, breaking()))
    session = db.db.session()
    assert session.scalar(select(func.count()).select_from(Article)) == 400
    assert session.scalar(select(func.count()).select_from(Passage)) == 400
    outcomes = list(ingest.run(project, rows))
    assert [isinstance(one, ingest.Taken) and one.is_new for one in outcomes] == [False] * 400 + [True] * 100
    assert session.scalar(select(func.count()).select_from(Passage)) == 500


def test_two_runs_at_once_do_not_double(app: Flask, project: Project) -> None:
    rows = [row(f"{BODY} {number}.") for number in range(300)]
    failures: list[BaseException] = []

    def one_run() -> None:
        try:
            with app.app_context():
                own = projects.get(db.db.session(), "ferry")
                list(ingest.run(own, rows))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=one_run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert db.db.session.scalar(select(func.count()).select_from(Passage)) == 300


def test_take_stores_one_row_in_the_caller_s_transaction(project: Project) -> None:
    with db.transaction() as session:
        outcome = ingest.take(session, project, row(BODY))
        session.rollback()
    assert isinstance(outcome, ingest.Taken)
    assert db.db.session.scalar(select(func.count()).select_from(Article)) == 0


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec=None, exclude_categories=()), min_size=1), min_size=1, max_size=4))
def test_any_texts_are_taken_and_every_letter_lies_in_a_passage(
    app: Flask, session: Session, tmp_path: Path, texts: list[str]
) -> None:
    project = projects.create(session, f"p{len(projects.listing(session))}")
    lines = "\n".join(json.dumps({"id": number, "text": text}) for number, text in enumerate(texts))
    (tmp_path / "any.jsonl").write_text(lines)
    rows = list(files.read_files([tmp_path / "any.jsonl"], "auto", None))
    assert all(isinstance(one, Row) for one in rows)
    for one in rows:
        assert isinstance(one, Row)
        outcome = ingest.take(session, project, one)
        assert isinstance(outcome, ingest.Taken) == bool(one.source.strip())
    stored = select(Article.id, ArticleText.source).join(ArticleText, ArticleText.article_id == Article.id)
    for article_id, source in session.execute(stored.where(Article.project_id == project.id)).all():
        spans = select(Passage.start, Passage.end).where(Passage.article_id == article_id).order_by(Passage.position)
        end = 0
        for start, stop in session.execute(spans):
            assert not source[end:start].strip()
            assert start < stop
            end = stop
        assert not source[end:].strip()
