from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, and_, bindparam, func, join, select
from sqlalchemy.orm import Session

from workbench.corpus import passages
from workbench.corpus.models import Article, Passage
from workbench.labeling.models import SKIPPED, Annotation, Judgment
from workbench.people.models import Annotator
from workbench.projects.models import Project

_COUNTING: tuple[ColumnExpressionArgument[bool], ...] = (
    Annotation.latest,
    ~Annotation.late,
    Annotation.state != SKIPPED,
)
_DONE = select(func.count(Annotation.id)).where(Annotation.annotator_id == bindparam("annotator"), *_COUNTING)
# Retired passages are few and have an index: to look at the passage of every answer would cost each request.
_DONE_ON_RETIRED = _DONE.join(Passage, Passage.id == Annotation.passage_id).where(
    Passage.project_id == bindparam("project"), Passage.retired_at.is_not(None)
)


@dataclass(frozen=True)
class ArticleProgress:
    """How far an article is: `complete` of its `labelled` passages have as many answers as overlap asks for."""

    uid: str
    title: str | None
    labelled: int
    answers: int
    complete: int


@dataclass(frozen=True)
class PersonProgress:
    """What an annotator has done on passages not retired. Late answers and skips are not among those done."""

    annotator: Annotator
    done: int
    late: int
    skipped: int
    last_at: datetime | None


def of_annotator(session: Session, annotator: Annotator, project: Project) -> dict[str, int]:
    """Count the passages that an annotator is done with, answered or unusable and not late, and all labelled ones.

    What was answered on a passage that is retired since does not count.
    """
    told = {"annotator": annotator.id, "project": project.id}
    return {
        "done": session.scalars(_DONE, told).one() - session.scalars(_DONE_ON_RETIRED, told).one(),
        "total": passages.labelled_count(session, project),
    }


def by_article(session: Session, project: Project) -> list[ArticleProgress]:
    """Tell how far each article is, in reading order."""
    answers = func.count(Annotation.id)
    by_passage = (
        select(Passage.article_id, answers.label("answers"))
        .outerjoin(Annotation, and_(Annotation.passage_id == Passage.id, *_COUNTING))
        .where(Passage.project_id == project.id, Passage.labelled, Passage.retired_at.is_(None))
        .group_by(Passage.id)
        .subquery()
    )
    complete = func.count().filter(by_passage.c.answers >= project.overlap)
    query = (
        select(Article.uid, Article.title, func.count(by_passage.c.answers), func.sum(by_passage.c.answers), complete)
        .outerjoin(by_passage, by_passage.c.article_id == Article.id)
        .where(Article.project_id == project.id)
        .group_by(Article.id)
        .order_by(Article.id)
    )
    return [
        ArticleProgress(uid, title, labelled, int(total or 0), done)
        for uid, title, labelled, total, done in session.execute(query)
    ]


def complete_by_article(session: Session, project: Project, article_ids: Sequence[int]) -> dict[int, int]:
    """Count for each of some articles the labelled passages that have as many answers as overlap asks for."""
    complete = (
        select(Passage.id, Passage.article_id)
        .join(Annotation, and_(Annotation.passage_id == Passage.id, *_COUNTING))
        .where(Passage.article_id.in_(article_ids), Passage.labelled, Passage.retired_at.is_(None))
        .group_by(Passage.id, Passage.article_id)
        .having(func.count() >= project.overlap)
        .subquery()
    )
    counted = select(complete.c.article_id, func.count().label("complete")).group_by(complete.c.article_id)
    return {row.article_id: row.complete for row in session.execute(counted)}


def by_person(session: Session, project: Project) -> list[PersonProgress]:
    """Tell what each annotator of the project has done, by name: this is no ranking."""
    counts = func.count(Annotation.id)
    query = (
        select(
            Annotator,
            counts.filter(*_COUNTING),
            counts.filter(Annotation.late),
            counts.filter(Annotation.state == SKIPPED),
            func.max(Annotation.at),
        )
        .outerjoin(
            join(Annotation, Passage, and_(Passage.id == Annotation.passage_id, Passage.retired_at.is_(None))),
            and_(Annotation.annotator_id == Annotator.id, Annotation.latest),
        )
        .where(Annotator.project_id == project.id)
        .group_by(Annotator.id)
        .order_by(func.lower(Annotator.name), Annotator.number)
    )
    return [PersonProgress(*row) for row in session.execute(query)]


def labels_in_use(session: Session, project: Project) -> set[tuple[str, str]]:
    """List the labels that answers stand on, late and revised ones too: pairs of dimension and label."""
    query = (
        select(Judgment.dimension, Judgment.value)
        .join(Annotation, Annotation.id == Judgment.annotation_id)
        .where(Annotation.project_id == project.id, Judgment.value.is_not(None))
        .distinct()
    )
    return {(dimension, value) for dimension, value in session.execute(query) if value is not None}


def targets_in_use(session: Session, project: Project) -> set[str]:
    """List the targets that answers stand on, late and revised ones too."""
    query = (
        select(Judgment.target)
        .join(Annotation, Annotation.id == Judgment.annotation_id)
        .where(Annotation.project_id == project.id, Judgment.target.is_not(None))
        .distinct()
    )
    return {target for target in session.scalars(query) if target is not None}
