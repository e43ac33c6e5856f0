"""Who gets which passage: leases, in the project's order, never more than `overlap` for a passage."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Integer, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from workbench.corpus import passages
from workbench.corpus.kinds import Kind
from workbench.corpus.models import Article, Passage
from workbench.db import BUSY_SECONDS, iso, now
from workbench.errors import StorageError
from workbench.labeling import assignments, leases, progress, reading, training
from workbench.labeling.models import Annotation, Cursor, Lease, table
from workbench.labeling.order import Upcoming, upcoming
from workbench.people.models import Annotator
from workbench.projects.models import Project

MOST = 100
"""How many passages one annotator may hold at a time."""
_LOOK_SECONDS = 0.005

_articles, _passages, _leases = table(Article), table(Passage), table(Lease)
_HELD = (
    select(
        *(_passages.c[name] for name in ("id", "article_id", "position", "kind", "text")),
        *(_articles.c[name] for name in ("uid", "title", "outlet", "url", "published_at", "language", "content_note")),
        _leases.c.expires_at,
    )
    .select_from(_leases)
    .join(_passages, _passages.c.id == _leases.c.passage_id)
    .join(_articles, _articles.c.id == _passages.c.article_id)
    .where(_leases.c.annotator_id == bindparam("annotator"), _leases.c.active)
    .where(_passages.c.labelled, _passages.c.retired_at.is_(None))
    .order_by(_leases.c.position)
    .limit(bindparam("limit", type_=Integer))
)
_HEADINGS = select(_passages.c.article_id, _passages.c.position, _passages.c.text).where(
    _passages.c.article_id.in_(bindparam("articles", expanding=True)),
    _passages.c.kind == Kind.HEADING.value,
    _passages.c.retired_at.is_(None),
)

WhyEmpty = Literal["all_done", "others_hold_the_rest", "no_passages", "training"]


@dataclass(frozen=True)
class Leased:
    """A passage as its annotator is handed it; `headings` are the ones it stands under."""

    passage_id: int
    article: dict[str, str | None]
    position: int
    kind: str
    text: str
    headings: list[str]
    language: str | None
    expires_at: datetime


def lease(
    session: Session, annotator: Annotator, project: Project, limit: int, *, minutes: int, at: datetime | None = None
) -> list[Leased]:
    """Hand the annotator up to `limit` passages for `minutes`: those already held, and new ones up to that number.

    What is held comes in the order in which it was handed out, and is renewed. See `order` for what comes new. While a
    training round is due, nothing is handed out.
    """
    at = at or now()
    leases.turn(session, annotator)
    leases.expire(session, project, at)
    if training.is_due(session, annotator, project):
        return []
    leases.renew(session, annotator, minutes=minutes, at=at)
    held = _held(session, annotator, limit)
    until = at + timedelta(minutes=minutes)
    if len(held) < limit and _hand_out(session, annotator, project, limit - len(held), at, until):
        held = _held(session, annotator, limit)
    headings = _headings(session, (row.article_id for row in held))
    return [_leased(project, row, headings[row.article_id]) for row in held]


def why_empty(session: Session, annotator: Annotator, project: Project) -> WhyEmpty:
    """Say why an annotator who holds nothing was handed nothing.

    - `training`: a training round is to be passed first;
    - `no_passages`: the project puts no passage to annotators yet;
    - `others_hold_the_rest`: there is a passage that the annotator has not answered, and that has a slot for them as
      soon as the leases of others on it end unanswered;
    - `all_done`: every other case. Nothing can come but what is added, or what somebody else takes back.
    """
    if training.is_due(session, annotator, project):
        return "training"
    if not passages.labelled_count(session, project):
        return "no_passages"
    answered = select(Annotation.passage_id).where(
        Annotation.passage_id == Passage.id,
        Annotation.annotator_id == annotator.id,
        Annotation.latest,
        Annotation.state != "skipped",
    )
    held_by_others = (
        select(Passage.id)
        .join(Lease, Lease.passage_id == Passage.id)
        .where(Lease.project_id == project.id, Lease.active, Lease.annotator_id != annotator.id)
        .where(Passage.labelled, Passage.retired_at.is_(None), ~answered.exists())
        .group_by(Passage.id, Passage.taken)
        .having(Passage.taken - func.count() < project.overlap)
    )
    if assignments.are_any(session, project):
        held_by_others = held_by_others.where(assignments.may_have(literal(annotator.id)))
    return "others_hold_the_rest" if session.execute(held_by_others.limit(1)).first() else "all_done"


def document(session: Session, annotator: Annotator, project: Project, leased: Sequence[Leased]) -> dict[str, Any]:
    """Describe what an annotator holds as the API's queue document does."""
    return {
        "passages": [
            {
                "id": str(one.passage_id),
                "article": one.article,
                "position": one.position,
                "kind": one.kind,
                "text": one.text,
                "headings": one.headings,
                "language": one.language,
                "lease_expires_at": iso(one.expires_at),
            }
            for one in leased
        ],
        "progress": progress.of_annotator(session, annotator, project),
        "why_empty": None if leased else why_empty(session, annotator, project),
    }


def _hand_out(
    session: Session, annotator: Annotator, project: Project, wanted: int, at: datetime, until: datetime
) -> int:
    """Lease up to `wanted` more passages, and return how many."""
    cursor = session.get(Cursor, annotator.id) or _new_cursor(session, annotator)
    found = _look(session, annotator, project, cursor, wanted)
    if found.ids:
        seed = annotator.seed if project.order == "shuffled" else None
        lease = {"project_id": project.id, "seed": seed, "leased_at": at, "expires_at": until}
        _take_up_again(session, annotator, found.lapsed, lease)
        _lease_new(session, cursor, found, lease)
        passages.take(session, found.ids)
    return len(found.ids)


def _look(session: Session, annotator: Annotator, project: Project, cursor: Cursor, wanted: int) -> Upcoming:
    """Find and lock what comes next, and look again while others' requests hold all of it: "none left" must be true.

    Waiting for their locks could close a ring, since each annotator looks in an order of their own. Raises
    StorageError where they hold them for long.
    """
    found = upcoming(session, annotator, project, cursor, wanted)
    if session.get_bind().dialect.name == "sqlite":
        return found
    until = time.monotonic() + BUSY_SECONDS
    while not found.ids and upcoming(session, annotator, project, cursor, 1, lock=False).ids:
        if time.monotonic() > until:
            message = f"Other requests have held the last passages for {BUSY_SECONDS} seconds. Nothing was handed out."
            raise StorageError(message)
        time.sleep(_LOOK_SECONDS)
        found = upcoming(session, annotator, project, cursor, wanted)
    return found


def _new_cursor(session: Session, annotator: Annotator) -> Cursor:
    cursor = Cursor(annotator_id=annotator.id, article_key=-1, article_id=0, position=-1, handed_out=0)
    session.add(cursor)
    return cursor


def _take_up_again(session: Session, annotator: Annotator, lapsed: Sequence[int], lease: Mapping[str, Any]) -> None:
    if lapsed:
        own = (_leases.c.annotator_id == annotator.id, _leases.c.passage_id.in_(lapsed))
        session.execute(update(_leases).where(*own).values(active=True, lapsed=False, **lease))


def _lease_new(session: Session, cursor: Cursor, found: Upcoming, lease: Mapping[str, Any]) -> None:
    if found.skipped:  # handed out anew: it comes last, and so does its place in the hand-out order
        own = (_leases.c.annotator_id == cursor.annotator_id, _leases.c.passage_id.in_(found.skipped))
        session.execute(delete(_leases).where(*own))
    if found.reached:
        cursor.article_key, cursor.article_id, cursor.position = found.reached
    new = [*found.fresh, *found.skipped]
    shared = {"annotator_id": cursor.annotator_id, "active": True, "lapsed": False, **lease}
    rows = [shared | {"passage_id": one, "position": number} for number, one in enumerate(new, cursor.handed_out + 1)]
    if rows:
        session.execute(insert(_leases), rows)
    cursor.handed_out += len(rows)
    session.flush()


def _held(session: Session, annotator: Annotator, limit: int) -> Sequence[Any]:
    return session.execute(_HELD, {"annotator": annotator.id, "limit": limit}).all()


def _headings(session: Session, article_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Read the headings of articles, by article and position."""
    found: dict[int, dict[int, str]] = {article_id: {} for article_id in article_ids}
    for article_id, position, text in session.execute(_HEADINGS, {"articles": list(found)}):
        found[article_id][position] = text
    return found


def _above(headings: Mapping[int, str], position: int) -> list[str]:
    """Choose the headings that a passage stands under: the last one before it, and those right above that."""
    nearest = max((one for one in headings if one < position), default=-1)
    highest = nearest
    while highest - 1 in headings:
        highest -= 1
    return [headings[one] for one in range(highest, nearest + 1) if one in headings]


def _leased(project: Project, row: Any, headings: Mapping[int, str]) -> Leased:
    return Leased(
        passage_id=row.id,
        article=reading.head(project, row.article_id, row),
        position=row.position,
        kind=row.kind,
        text=row.text,
        headings=_above(headings, row.position),
        language=row.language,
        expires_at=row.expires_at,
    )
