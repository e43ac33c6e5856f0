"""Which passages an annotator is handed next, locked for handing out.

In turn: those whose lease ran out before they were answered, so that a person who comes back goes on where they
stopped; those after the cursor in the project's order; those behind it whose slots came free since; those the
annotator skipped. The cursor keeps the usual search short: only where little is left is everything looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from workbench.corpus.models import Article, Passage
from workbench.labeling import assignments
from workbench.labeling.models import SKIPPED, Annotation, Cursor, Lease, table
from workbench.people.models import Annotator
from workbench.projects.models import Project

PRIME = 2**31 - 1
LOOK_AHEAD = (64, 1024, None)
"""How many shuffled articles are looked through at first, where that is not enough, and at last: all."""

Place = tuple[int, int, int]
"""An article's key in the order, its id, and a position in it."""
Query = Select[*tuple[Any, ...]]

_articles, _passages, _leases, _annotations = table(Article), table(Passage), table(Lease), table(Annotation)
_ANNOTATOR, _PROJECT, _OVERLAP = (bindparam(name, type_=Integer) for name in ("annotator", "project", "overlap"))
_KEY, _ARTICLE, _POSITION = (bindparam(name, type_=BigInteger) for name in ("key", "article", "position"))
_ZERO = literal(0, literal_execute=True)
_HAS_A_SLOT = (
    _passages.c.labelled,
    _passages.c.retired_at.is_(None),
    _passages.c.taken < _OVERLAP,
)


@dataclass
class Upcoming:
    """The ids of the passages found, in the order in which they are handed out."""

    lapsed: list[int] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    reached: Place | None = None
    """The place of the last one after the cursor."""

    @property
    def ids(self) -> list[int]:
        """All that was found."""
        return [*self.lapsed, *self.fresh, *self.skipped]


def upcoming(
    session: Session, annotator: Annotator, project: Project, cursor: Cursor, wanted: int, *, lock: bool = True
) -> Upcoming:
    """Find and lock up to `wanted` passages for an annotator.

    On PostgreSQL, passages that another request has locked are passed over. Without `lock` they are found as well.
    """
    search = _Search(session, annotator, project, cursor, lock, assignments.are_any(session, project))
    found = Upcoming()
    found.lapsed = [row.id for row in search.rows(_lapsed(lock), wanted)]
    ahead = search.from_cursor(wanted - len(found.ids), behind=False)
    if ahead:
        found.reached = (ahead[-1].key, ahead[-1].article_id, ahead[-1].position)
    found.fresh = [row.id for row in ahead]
    found.fresh += [row.id for row in search.from_cursor(wanted - len(found.ids), behind=True)]
    found.skipped = [row.id for row in search.rows(_skipped(lock), wanted - len(found.ids))]
    return found


@dataclass(frozen=True)
class _Search:
    session: Session
    annotator: Annotator
    project: Project
    cursor: Cursor
    lock: bool
    by_story: bool
    """Some stories are given to some annotators alone."""

    def from_cursor(self, wanted: int, *, behind: bool) -> Sequence[Any]:
        cursor = self.cursor
        place = {"article": cursor.article_id, "position": cursor.position}
        if self.project.order == "reading":
            return self.rows(_in_reading_order(behind, self.lock), wanted, place)
        place |= {"key": cursor.article_key, "seed": self.annotator.seed}
        rows: Sequence[Any] = ()
        for articles in LOOK_AHEAD:
            if len(rows) < wanted:
                rows = self.rows(_shuffled(behind, articles, self.lock), wanted, place)
        return rows

    def rows(self, query: Query, wanted: int, place: dict[str, int] | None = None) -> Sequence[Any]:
        if wanted < 1:
            return ()
        whose = {"annotator": self.annotator.id, "project": self.project.id, "overlap": self.project.overlap}
        query = _by_story(query) if self.by_story else query
        return self.session.execute(query, whose | {"wanted": wanted} | (place or {})).all()


def _leased(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_leases.c.passage_id == _passages.c.id, _leases.c.annotator_id == _ANNOTATOR, *conditions)


def _answered() -> ColumnElement[bool]:
    # The sum keeps PostgreSQL from the index on annotators, by which it would go through all answers for each passage
    # while its statistics do not know yet how many this annotator has.
    mine = (_annotations.c.annotator_id + 0 == _ANNOTATOR, _annotations.c.latest)
    return exists().where(_annotations.c.passage_id == _passages.c.id, *mine)


def _with_a_slot(query: Query, lock: bool) -> Query:
    some = query.where(*_HAS_A_SLOT).limit(bindparam("wanted", type_=Integer))
    return some.with_for_update(of=_passages, key_share=True, skip_locked=True) if lock else some


@cache
def _by_story(query: Query) -> Query:
    return query.where(assignments.may_have(_ANNOTATOR))


@cache
def _lapsed(lock: bool) -> Query:
    mine = (_leases.c.annotator_id == _ANNOTATOR, _leases.c.lapsed)
    query = select(_passages.c.id).join(_leases, _leases.c.passage_id == _passages.c.id).where(*mine, ~_answered())
    return _with_a_slot(query.order_by(_leases.c.position), lock)


@cache
def _skipped(lock: bool) -> Query:
    mine = (_annotations.c.annotator_id == _ANNOTATOR, _annotations.c.latest, _annotations.c.state == SKIPPED)
    query = select(_passages.c.id).join(_annotations, _annotations.c.passage_id == _passages.c.id)
    return _with_a_slot(query.where(*mine, ~_leased(_leases.c.active)).order_by(_annotations.c.id), lock)


@cache
def _in_reading_order(behind: bool, lock: bool) -> Query:
    place, reached = tuple_(_passages.c.article_id, _passages.c.position), tuple_(_ARTICLE, _POSITION)
    query = select(_passages.c.id, _ZERO.label("key"), _passages.c.article_id, _passages.c.position)
    query = query.where(_passages.c.project_id == _PROJECT, place <= reached if behind else place > reached)
    query = query.where(~_leased(), ~_answered())
    return _with_a_slot(query.order_by(_passages.c.article_id, _passages.c.position), lock)


@cache
def _shuffled(behind: bool, articles: int | None, lock: bool) -> Query:
    key = (_articles.c.shuffle * cast(bindparam("seed"), BigInteger) % PRIME).label("key")
    place, start = tuple_(key, _articles.c.id), tuple_(_KEY, _ARTICLE)
    near = (
        select(_articles.c.id, _articles.c.project_id, key)
        .where(_articles.c.project_id == _PROJECT, place <= start if behind else place >= start)
        .order_by(key, _articles.c.id)
        .limit(articles)
        .subquery()
    )
    exact = tuple_(near.c.key, _passages.c.article_id, _passages.c.position)
    reached = tuple_(_KEY, _ARTICLE, _POSITION)
    query = (
        select(_passages.c.id, near.c.key, _passages.c.article_id, _passages.c.position)
        # The project is compared here and not with its number: SQLite would begin with all passages of the project.
        .join(near, and_(near.c.id == _passages.c.article_id, near.c.project_id == _passages.c.project_id))
        .where(exact <= reached if behind else exact > reached, ~_leased(), ~_answered())
        .order_by(near.c.key, _passages.c.article_id, _passages.c.position)
    )
    return _with_a_slot(query, lock)
