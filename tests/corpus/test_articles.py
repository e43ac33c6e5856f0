from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus import articles, ingest
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import Row
from workbench.errors import ConflictError, NotFoundError
from workbench.labeling.models import Annotation, Lease
from workbench.people.models import Annotator
from workbench.projects import projects
from workbench.projects.models import Project

SOURCE = """## Late again

The ferry was late again on Monday, and forty people waited in the rain until the harbour master came.

</div><br/><span></span>

- Tickets are paid back
- Meals are not
"""


@pytest.fixture
def project(app: Flask) -> Iterator[Project]:
    with app.app_context():
        with db.transaction() as session:
            made = projects.create(session, "ferry")
            told = Captions("Late again", "https://example.org/1", "Post", "2024-05-01", "en")
            for uid in ("a1", "a2"):
                content = SOURCE.encode() + uid.encode()
                ingest.take(session, made, Row("a.txt", None, content, SOURCE, "utf-8", uid=uid, captions=told))
        yield made


def annotator(session: Session, project: Project) -> Annotator:
    found = Annotator(project_id=project.id, user_id=None, name="Ada", number=1, seed=1)
    session.add(found)
    session.flush()
    return found


def passage(session: Session, uid: str) -> Passage:
    own = select(Passage).join(Article, Article.id == Passage.article_id).where(Article.uid == uid, Passage.labelled)
    return session.scalars(own.order_by(Passage.position)).first() or pytest.fail("no passage")


def annotate(session: Session, project: Project, uid: str, state: str) -> None:
    given = Annotation(project_id=project.id, passage_id=passage(session, uid).id, key="k", digest="d", state=state)
    given.annotator_id = annotator(session, project).id
    given.codebook, given.comment, given.evidence, given.context_opened = 1, "", [], []
    session.add(given)
    session.flush()


def test_an_article_as_its_reader_sees_it_has_no_residue(project: Project) -> None:
    document = articles.document(db.db.session(), project, "a1")
    passages = document.pop("passages")
    assert document == {
        "id": "a1",
        "title": "Late again",
        "outlet": "Post",
        "url": "https://example.org/1",
        "published_at": "2024-05-01",
        "language": "en",
    }
    assert [list(one) for one in passages] == [["id", "position", "kind", "text"]] * 3
    assert [(one["position"], one["kind"]) for one in passages] == [(0, "heading"), (1, "paragraph"), (3, "list")]
    assert all(isinstance(one["id"], str) for one in passages)


def test_passages_are_given_in_order_and_of_all_kinds(project: Project) -> None:
    found = list(articles.passages(db.db.session(), project))
    assert [(one["article"], one["position"]) for one in found] == [(uid, n) for uid in ("a1", "a2") for n in range(4)]
    assert [one["kind"] for one in found[:4]] == ["heading", "paragraph", "residue", "list"]
    keys = ["article", "passage", "position", "kind", "labelled", "start", "end", "text", "cluster"]
    assert {tuple(one) for one in found} == {tuple(keys)}
    assert found[0]["text"] == "Late again"
    assert SOURCE[found[0]["start"] : found[0]["end"]] == "## Late again"
    assert found[0]["cluster"] is None
    assert [one["labelled"] for one in found[:4]] == [False, True, False, True]


def test_passages_of_one_article_are_given_alone(project: Project) -> None:
    session = db.db.session()
    assert {one["article"] for one in articles.passages(session, project, "a2")} == {"a2"}
    with pytest.raises(NotFoundError, match="There is no article “a3”"):
        articles.passages(session, project, "a3")


def test_a_retired_passage_is_in_no_list(project: Project) -> None:
    session = db.db.session()
    gone = passage(session, "a1")
    gone.retired_at = db.now()
    session.flush()
    assert str(gone.id) not in [one["passage"] for one in articles.passages(session, project)]
    assert str(gone.id) not in [one["id"] for one in articles.document(session, project, "a1")["passages"]]
    assert gone.id not in [one.id for one in articles.cut(session, articles.get(session, project, "a1"))]
    assert articles.listing(session, project)[0].passages == {"heading": 1, "residue": 1, "list": 1}
    assert articles.totals(session, project) == {"articles": 2, "passages": 7, "labelled": 3}


def test_the_cut_shows_the_raw_text_and_why_a_passage_is_not_labelled(project: Project) -> None:
    session = db.db.session()
    pieces = articles.cut(session, articles.get(session, project, "a1"))
    assert [one.raw for one in pieces] == [SOURCE[one.start : one.end] for one in pieces]
    assert [bool(one.reason) for one in pieces] == [not one.labelled for one in pieces]


def test_articles_are_listed_with_their_counts_and_found_by_title_or_id(project: Project) -> None:
    session = db.db.session()
    first, second = articles.listing(session, project)
    assert (first.uid, second.uid, first.labelled) == ("a1", "a2", 2)
    assert first.passages == {"heading": 1, "paragraph": 1, "residue": 1, "list": 1}
    assert [one.uid for one in articles.listing(session, project, limit=1, offset=1)] == ["a2"]
    assert [one.uid for one in articles.listing(session, project, search="a2")] == ["a2"]
    assert articles.count(session, project, "LATE") == 2
    assert articles.count(session, project, "%") == 0


def test_an_article_that_nobody_was_handed_can_be_removed(project: Project) -> None:
    with db.transaction() as session:
        articles.remove(session, project, "a1")
    session = db.db.session()
    assert session.scalars(select(Article.uid)).all() == ["a2"]
    assert session.scalar(select(func.count()).select_from(Passage)) == 4
    assert session.scalar(select(func.count()).select_from(ArticleText)) == 1


@pytest.mark.parametrize("state", ["answered", "skipped"])
def test_an_article_with_an_annotation_cannot_be_removed(project: Project, state: str) -> None:
    with db.transaction() as session:
        annotate(session, project, "a1", state)
    with (
        pytest.raises(ConflictError, match="“a1” has passages that annotators hold or answered"),
        db.transaction() as s,
    ):
        articles.remove(s, project, "a1")
    assert len(articles.listing(db.db.session(), project)) == 2


def test_an_article_with_a_lease_cannot_be_removed(project: Project) -> None:
    with db.transaction() as session:
        held = passage(session, "a1")
        now = datetime.now(UTC)
        lease = Lease(
            passage_id=held.id, annotator_id=annotator(session, project).id, project_id=project.id, position=1
        )
        lease.leased_at, lease.expires_at = now, now + timedelta(minutes=30)
        held.taken = 1
        session.add(lease)
    with pytest.raises(ConflictError, match="cannot be removed"), db.transaction() as session:
        articles.remove(session, project, "a1")


def test_changed_kinds_reach_the_passages_that_are_in_already_but_none_that_is_held(project: Project) -> None:
    with db.transaction() as session:
        held = passage(session, "a1").id
        session.execute(update(Passage).where(Passage.id == held).values(taken=1))
        projects.change(session, project, labelled_kinds=["list", "heading"])
        articles.relabel(session, project)
    put = {(one.id == held, one.kind): (one.labelled, one.reason) for one in db.db.session.scalars(select(Passage))}
    assert put == {
        (True, "paragraph"): (True, ""),
        (False, "paragraph"): (False, "paragraph: context"),
        (False, "heading"): (True, ""),
        (False, "list"): (True, ""),
        (False, "residue"): (False, "broken markup"),
    }
