"""An annotator's own labels: found again, with the revisions that each went through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workbench.corpus.models import Article, Passage
from workbench.errors import NotFoundError
from workbench.labeling.models import Annotation, Judgment
from workbench.people.models import Annotator

_TAKEN_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words of the passage or of its article's title, and what was answered. Empty: anything."""

    words: str = ""
    state: str = ""
    dimension: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One annotation as it was given."""

    id: int
    key: str
    state: str
    is_late: bool
    comment: str
    evidence: list[list[int]]
    at: datetime
    judgments: tuple[Judgment, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with the annotator's latest annotation and those before it, newest first."""

    passage: Passage
    article: Article
    latest: Revision
    earlier: tuple[Revision, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether the annotation can still be revised at the desk: the passage is put to annotators."""
        return self.passage.labelled and self.passage.retired_at is None


def find(
    session: Session, annotator: Annotator, search: Search, *, before: int | None = None
) -> tuple[list[Labelled], int | None]:
    """Return the annotator's labels that fit, newest first, from below the annotation id `before`.

    Also returns the `before` of the next ones, None where these are the last.
    """
    query = _matching(annotator, search).order_by(Annotation.id.desc()).limit(_TAKEN_AT_ONCE + 1)
    if before is not None:
        query = query.where(Annotation.id < before)
    rows = session.execute(query).all()
    shown = rows[:_TAKEN_AT_ONCE]
    return _labelled(session, annotator, shown), shown[-1][0].id if len(rows) > _TAKEN_AT_ONCE else None


def get(session: Session, annotator: Annotator, passage_id: int) -> Labelled:
    """Return what the annotator said of one passage. Raises NotFoundError where that is nothing."""
    rows = session.execute(_matching(annotator, Search()).where(Passage.id == passage_id)).all()
    if not rows:
        raise NotFoundError("label of yours on passage", str(passage_id))
    return _labelled(session, annotator, rows)[0]


def _matching(annotator: Annotator, search: Search) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(Annotation, Passage, Article)
        .join(Passage, Passage.id == Annotation.passage_id)
        .join(Article, Article.id == Passage.article_id)
        .where(Annotation.annotator_id == annotator.id, Annotation.latest)
    )
    if search.words:
        holds = Passage.text.icontains(search.words, autoescape=True)
        query = query.where(holds | Article.title.icontains(search.words, autoescape=True))
    if search.state:
        query = query.where(Annotation.state == search.state)
    if search.dimension:
        judged = select(Judgment.id).where(
            Judgment.annotation_id == Annotation.id,
            Judgment.dimension == search.dimension,
            Judgment.value == search.value,
        )
        query = query.where(judged.exists())
    return query


def _labelled(session: Session, annotator: Annotator, rows: Sequence[Any]) -> list[Labelled]:
    earlier: dict[int, list[Revision]] = {passage.id: [] for _, passage, _ in rows}
    query = select(Annotation).where(
        Annotation.annotator_id == annotator.id, Annotation.passage_id.in_(earlier), ~Annotation.latest
    )
    for one in session.scalars(query.order_by(Annotation.id.desc())) if rows else ():
        earlier[one.passage_id].append(_revision(one))
    return [
        Labelled(passage, article, _revision(annotation), tuple(earlier[passage.id]))
        for annotation, passage, article in rows
    ]


def _revision(one: Annotation) -> Revision:
    return Revision(one.id, one.key, one.state, one.late, one.comment, one.evidence, one.at, tuple(one.judgments))
