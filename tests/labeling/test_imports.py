import csv
import io
from collections.abc import Iterable
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.codebook import codebooks, definition
from workbench.corpus import ingest
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.readers.rows import Row
from workbench.errors import BadInputError, ConflictError
from workbench.labeling import imports
from workbench.labeling.foreign import ForeignTable
from workbench.labeling.imports import Imported
from workbench.labeling.models import Annotation, Judgment
from workbench.people import users
from workbench.people.models import Annotator
from workbench.projects import projects
from workbench.projects.models import Project

COLUMNS = ("item", "text", "annotator", "dimension", "value")


@pytest.fixture
def project(session: Session) -> Project:
    project = projects.create(session, "demo", targets=["The Port"])
    codebooks.install(session, project, definition.default_text())
    return project


def table(*rows: Iterable[str], columns: Iterable[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode()


def take(session: Session, project: Project, content: bytes, *, format: str = "csv", **said: Any) -> Imported:
    rows = ForeignTable("labels", io.BytesIO(content), format).rows()
    return imports.take(session, project, rows, file="labels", **said)


def refused(found: Imported) -> list[tuple[int | None, str]]:
    return [(error.row, error.field) for error in found.refused]


def judged(session: Session) -> list[tuple[str, str, str | None, str | None, str]]:
    query = (
        select(Annotator.name, Judgment.dimension, Judgment.target, Judgment.value, Judgment.state)
        .join(Annotation, Annotation.id == Judgment.annotation_id)
        .join(Annotator, Annotator.id == Annotation.annotator_id)
        .where(Annotation.latest)
        .order_by(Annotator.name, Annotation.id, Judgment.id)
    )
    return [(name, dimension, target, value, state) for name, dimension, target, value, state in session.execute(query)]


def test_items_become_passages_of_articles_whose_source_holds_them(session: Session, project: Project) -> None:
    content = table(
        ("c", "Third.", "Eva", "reliability", "doubtful", "a1", "7", "A title", "Post"),
        ("a", "First, “quoted”\nin two lines.", "Eva", "reliability", "reliable", "a1", "2", "", ""),
        ("lonely", "Alone.", "Eva", "reliability", "reliable", "", "", "", ""),
        columns=(*COLUMNS, "article", "position", "title", "outlet"),
    )
    assert take(session, project, content).passages == 3
    query = select(Passage, Article, ArticleText.source).join(Article, Article.id == Passage.article_id)
    query = query.join(ArticleText, ArticleText.article_id == Article.id).order_by(Passage.article_id, Passage.position)
    found = session.execute(query).all()
    assert [(one.item, article.uid, one.position) for one, article, _ in found] == [
        ("a", "a1", 2),
        ("c", "a1", 7),
        ("lonely", "lonely", 0),
    ]
    assert all(source[one.start : one.end] == one.text for one, _, source in found)
    assert found[0][2] == "First, “quoted”\nin two lines.\n\nThird."
    assert {(one.kind, one.labelled, one.taken) for one, _, _ in found} == {("paragraph", True, 1)}
    assert (found[0][1].title, found[0][1].outlet, found[0][1].foreign) == ("A title", "Post", True)


def test_a_later_import_adds_items_to_an_article(session: Session, project: Project) -> None:
    columns = (*COLUMNS, "article")
    take(session, project, table(("a", "One.", "Eva", "reliability", "reliable", "x"), columns=columns))
    take(session, project, table(("b", "Two.", "Eva", "reliability", "reliable", "x"), columns=columns))
    source = session.scalars(select(ArticleText.source)).one()
    passages = session.scalars(select(Passage).order_by(Passage.position)).all()
    assert source == "One.\n\nTwo."
    assert [(one.item, one.position, source[one.start : one.end]) for one in passages] == [
        ("a", 0, "One."),
        ("b", 1, "Two."),
    ]


def test_rows_of_one_annotator_on_one_item_make_one_annotation_wherever_they_stand(
    session: Session, project: Project
) -> None:
    content = table(
        ("p", "Text.", "Eva", "topic", "law", ""),
        ("p", "Text.", "Bo", "topic", "economy", ""),
        ("p", "Text.", "Eva", "stance", "favor", "The Port"),
        ("p", "Text.", "Eva", "topic", "economy", ""),
        columns=(*COLUMNS, "target"),
    )
    assert take(session, project, content).annotations == 2
    assert judged(session) == [
        ("Bo", "topic", None, "economy", "answered"),
        ("Eva", "topic", None, "law", "answered"),
        ("Eva", "stance", "the-port", "favor", "answered"),
        ("Eva", "topic", None, "economy", "answered"),
    ]
    assert session.scalars(select(Passage.taken)).one() == 2


def test_an_imported_annotator_is_not_the_user_of_that_name_and_stays_one_person(
    session: Session, project: Project
) -> None:
    users.create(session, "Eva", role="annotator", project=project)
    take(session, project, table(("a", "One.", "Eva", "reliability", "reliable")))
    take(session, project, table(("b", "Two.", "Eva", "reliability", "reliable")))
    found = session.scalars(select(Annotator).order_by(Annotator.number)).all()
    assert [(one.name, one.user_id is None) for one in found] == [("Eva", False), ("Eva", True)]
    assert set(session.scalars(select(Annotation.annotator_id))) == {found[1].id}


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_the_same_file_again_is_nothing_new(session: Session, project: Project, format: str) -> None:
    rows = [
        ("a", "One.", "Eva", "topic", "law"),
        ("a", "One.", "Eva", "topic", "economy"),
        ("b", "2", "Bo", "topic", "law"),
    ]
    lines = [orjson.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows]
    content = table(*rows) if format == "csv" else b"\n".join(lines)
    first = take(session, project, content, format=format)
    before = judged(session)
    again = take(session, project, content, format=format)
    assert (first.annotations, first.same) == (2, 0)
    assert (again.annotations, again.revised, again.same, again.passages) == (0, 0, 2, 0)
    assert judged(session) == before
    assert session.scalars(select(Passage.taken).order_by(Passage.id)).all() == [1, 1]


def test_answers_to_other_questions_are_a_revision_and_other_answers_are_refused(
    session: Session, project: Project
) -> None:
    take(session, project, table(("a", "One.", "Eva", "topic", "law")))
    later = table(
        ("a", "One.", "Eva", "reliability", "doubtful"),
        ("a", "One.", "Eva", "topic", "economy"),
    )
    found = take(session, project, later)
    assert (found.annotations, found.revised, refused(found)) == (0, 1, [(3, "value")])
    assert [row[1:4] for row in judged(session)] == [("topic", None, "law"), ("reliability", None, "doubtful")]
    revisions = session.scalars(select(Annotation).order_by(Annotation.id)).all()
    assert [(one.latest, one.revises) for one in revisions] == [(False, None), (True, revisions[0].key)]
    assert session.scalars(select(Passage.taken)).one() == 1


def test_states_are_taken_as_they_stand(session: Session, project: Project) -> None:
    content = table(
        ("a", "One.", "Eva", "", "", "", "unusable"),
        ("b", "Two.", "Eva", "", "", "", "skipped"),
        ("c", "Three.", "Eva", "reliability", "doubtful", "", "unsure"),
        ("c", "Three.", "Eva", "stance", "", "the-port", "not_applicable"),
        ("c", "Three.", "Eva", "topic", "", "", ""),
        columns=(*COLUMNS, "target", "state"),
    )
    assert take(session, project, content).refused == []
    assert session.scalars(select(Annotation.state).order_by(Annotation.id)).all() == [
        "unusable",
        "skipped",
        "answered",
    ]
    assert judged(session) == [
        ("Eva", "reliability", None, "doubtful", "unsure"),
        ("Eva", "stance", "the-port", None, "not_applicable"),
        ("Eva", "topic", None, None, "answered"),
    ]
    assert session.scalars(select(Passage.taken).order_by(Passage.id)).all() == [1, 0, 1]


def test_bad_rows_are_named_and_the_good_are_kept(session: Session, project: Project) -> None:
    content = table(
        ("a", "One.", "Eva", "topic", "law"),
        ("", "One.", "Eva", "topic", "law"),
        ("a", "Another text.", "Bo", "topic", "law"),
        ("a", "One.", "", "topic", "law"),
        ("a", "One.", "Eva", "mood", "law"),
        ("a", "One.", "Eva", "topic", "weather"),
        ("a", "One.", "Eva", "stance", "favor"),
        ("a", "One.", "Eva", "reliability", ""),
        ("a", "One.", "Eva", "reliability", "reliable"),
        ("a", "One.", "Eva", "reliability", "doubtful"),
        ("b", " \n", "Eva", "topic", "law"),
        ("c", "Three.", "Eva", "topic", "law", "one cell too many"),
    )
    found = take(session, project, content)
    assert refused(found) == [
        (3, "item"),
        (4, "text"),
        (5, "annotator"),
        (6, "dimension"),
        (7, "value"),
        (8, "target"),
        (9, "value"),
        (11, "value"),
        (12, "text"),
        (13, ""),
    ]
    assert str(found.refused[0]) == "labels, row 3, item: is missing"
    assert [row[1:4] for row in judged(session)] == [("topic", None, "law"), ("reliability", None, "reliable")]


def test_a_file_without_a_good_row_is_refused_whole(session: Session, project: Project) -> None:
    with pytest.raises(BadInputError, match="labels, row 2, value: “weather” is not a label of “topic”"):
        take(session, project, table(("a", "One.", "Eva", "topic", "weather")))
    with pytest.raises(BadInputError, match="none of its rows") as caught:
        take(session, project, table(("a", "One.", "Eva", "mood", "x"), ("a", "One.", "", "topic", "law")))
    assert [problem.field for problem in caught.value.problems] == ["row 2, dimension", "row 3, annotator"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "labels, row 1, item: is missing; the first row must name"),
        (b"item,text,annotator,dimension\n", "labels, row 1, value: is missing; the first row must name"),
        (b"item,text,annotator,dimension,value,item\n", "labels, row 1, item: names two columns"),
        (b"item,text,annotator,dimension,value\n", "labels: holds no rows"),
        (b"item,text,annotator,dimension,value\na,Caf\xe9,Eva,topic,law\n", "labels, row 2: is not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_says_why(session: Session, project: Project, content: bytes, reason: str) -> None:
    with pytest.raises(BadInputError) as caught:
        take(session, project, content)
    assert str(caught.value).startswith(reason)


def test_jsonl_rows_that_are_bad_are_named_by_line(session: Session, project: Project) -> None:
    good = {"item": 7, "text": "T.", "annotator": "Eva", "dimension": "topic", "value": "law", "rank": 1}
    lines = [b"{not json", b"[1]", orjson.dumps(good | {"value": ["law"]}), b"", orjson.dumps(good)]
    stream = ForeignTable("labels", io.BytesIO(b"\n".join(lines)), "jsonl")
    found = imports.take(session, project, stream.rows(), file="labels")
    assert refused(found) == [(1, ""), (2, ""), (3, "value")]
    assert session.scalars(select(Passage.item)).one() == "7"
    assert stream.unused == ["rank"]


def test_an_article_that_was_cut_here_takes_no_items(session: Session, project: Project) -> None:
    ingest.take(session, project, Row("f", None, b"Text.", "Text.", "utf-8", uid="cut"))
    columns = (*COLUMNS, "article")
    content = table(
        ("a", "One.", "Eva", "topic", "law", "cut"), ("b", "Two.", "Eva", "topic", "law", "own"), columns=columns
    )
    assert refused(take(session, project, content)) == [(2, "article")]


def test_an_item_of_the_project_keeps_its_text_and_article(session: Session, project: Project) -> None:
    take(session, project, table(("a", "One.", "Eva", "topic", "law")))
    other_text = table(("a", "Other.", "Bo", "topic", "law"), ("b", "Two.", "Bo", "topic", "law"))
    assert refused(take(session, project, other_text)) == [(2, "text")]
    columns = (*COLUMNS, "article")
    other_article = table(
        ("a", "One.", "Bo", "topic", "law", "x"), ("c", "3", "Bo", "topic", "law", "x"), columns=columns
    )
    assert refused(take(session, project, other_article)) == [(2, "article")]


def test_an_item_stands_in_one_article_of_a_file(session: Session, project: Project) -> None:
    rows = [("a", "One.", "Eva", "topic", "law", "x"), ("a", "One.", "Bo", "topic", "law", "y")]
    found = take(session, project, table(*rows, columns=(*COLUMNS, "article")))
    assert refused(found) == [(3, "article")]
    assert str(found.refused[0]).startswith("labels, row 3, article: is not that of row 2")


def test_what_the_codebook_asks_of_some_answers_only_is_refused_beside_others(
    session: Session, project: Project
) -> None:
    codebooks.install(session, project, definition.built_in("detailed"))
    content = table(
        ("a", "One.", "Eva", "stance", "neutral", "The Port"),
        ("a", "One.", "Eva", "voice", "author", "The Port"),
        ("b", "Two.", "Eva", "stance", "favor", "The Port"),
        ("b", "Two.", "Eva", "voice", "author", "The Port"),
        ("c", "Three.", "Eva", "voice", "source", "The Port"),  # whose stance it is, and the stance left open
        columns=(*COLUMNS, "target"),
    )
    assert refused(take(session, project, content)) == [(3, "value")]
    later = table(("a", "One.", "Eva", "wording", "implied", "The Port"), columns=(*COLUMNS, "target"))
    with pytest.raises(BadInputError, match="asked only where “stance” is favor or against"):
        take(session, project, later)
    assert [one[1:4] for one in judged(session)] == [
        ("stance", "the-port", "neutral"),
        ("stance", "the-port", "favor"),
        ("voice", "the-port", "author"),
        ("voice", "the-port", "source"),
    ]


def test_a_codebook_from_data_holds_what_the_file_uses_as_it_stands(session: Session, project: Project) -> None:
    content = table(
        ("a", "One.", "Eva", "Frame?", "2", "", ""),
        ("a", "One.", "Eva", "Frame?", "1", "", ""),
        ("a", "One.", "Eva", "Haltung", "für", "Die Brücke", ""),
        ("a", "One.", "Bo", "Haltung", "", "Die Brücke", "not_applicable"),
        ("a", "One.", "Bo", "Frame?", "", "", ""),
        ("a", "One.", "Bo", "Haltung", "gegen", "", ""),
        ("a", "One.", "Bo", "score", "10", "", ""),
        columns=(*COLUMNS, "target", "state"),
    )
    found = take(session, project, content, codebook_from_data=True)
    version = codebooks.current(session, project)
    dimensions = {one.id: one for one in version.codebook.dimensions}
    assert version.number == 1
    assert set(dimensions) == {"Frame?", "Haltung", "score"}
    assert [label.id for label in dimensions["Frame?"].labels] == ["2", "1"]
    assert [label.id for label in dimensions["Haltung"].labels] == ["für", "gegen"]
    assert (dimensions["Frame?"].several, dimensions["Haltung"].several) == (True, False)
    assert (dimensions["Haltung"].per_target, dimensions["score"].per_target) == (True, False)
    assert {one.level for one in dimensions.values()} == {"nominal"}
    assert [(one.slug, one.name) for one in project.targets] == [("the-port", "The Port"), ("die-brucke", "Die Brücke")]
    assert refused(found) == [(7, "target")]
    assert ("Bo", "Frame?", None, None, "answered") in judged(session)


def test_a_codebook_from_data_is_refused_once_there_are_answers(session: Session, project: Project) -> None:
    content = table(("a", "One.", "Eva", "topic", "law"))
    take(session, project, content)
    with pytest.raises(ConflictError, match="has answers"):
        take(session, project, content, codebook_from_data=True)


def test_a_large_article_and_many_articles_are_taken_in_order(session: Session, project: Project) -> None:
    rows = [
        (f"i{n}", f"Text {n}.", f"Annotator {n % 3}", "topic", "law", "big" if n < 1_200 else f"a{n}")
        for n in range(2_500)
    ]
    found = take(session, project, table(*rows, columns=(*COLUMNS, "article")))
    assert (found.passages, found.annotations, found.annotators) == (2_500, 2_500, 3)
    items = session.scalars(select(Passage.item).order_by(Passage.article_id, Passage.position)).all()
    assert items == [row[0] for row in rows]
    assert session.scalar(select(func.count()).select_from(Judgment)) == 2_500
