"""Leases and the slots they hold.

Locks are taken in one order, so that nobody waits in a ring: the annotator (`turn`), passages by id, then leases and
annotations. Who asks for passages waits for none that another request has locked, and passes it over. On SQLite the
one writer's lock stands for all of them.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from workbench.corpus import passages
from workbench.corpus.models import Passage
from workbench.labeling.models import Lease, table
from workbench.people.models import Annotator
from workbench.projects.models import Project

WORTH_A_WRITE = timedelta(minutes=1)

_annotators, _leases = table(Annotator), table(Lease)
_TURN = select(_annotators.c.id).where(_annotators.c.id == bindparam("annotator")).with_for_update(key_share=True)
_HAS_RUN_OUT = (
    _leases.c.project_id == bindparam("project"),
    _leases.c.active,
    _leases.c.expires_at <= bindparam("at"),
)
_RUN_OUT = select(_leases.c.passage_id).where(*_HAS_RUN_OUT)
_RUN_OUT_ON_PASSAGE = _RUN_OUT.where(_leases.c.passage_id == bindparam("passage"))
_DUE = select(_leases.c.passage_id).where(
    _leases.c.annotator_id == bindparam("annotator"),
    _leases.c.active,
    _leases.c.expires_at > bindparam("at"),
    _leases.c.expires_at < bindparam("worth_it"),
)
# One that another request has locked is being ended or renewed there: waiting for it could close a ring of locks.
_RENEW = (
    update(_leases)
    .where(
        _leases.c.annotator_id == bindparam("annotator"),
        _leases.c.passage_id.in_(_DUE.with_for_update(skip_locked=True).scalar_subquery()),
    )
    .values(expires_at=bindparam("until"))
)


def turn(session: Session, annotator: Annotator) -> None:
    """Let the requests of one annotator take turns, so that two of them cannot take two slots of one passage."""
    session.execute(_TURN, {"annotator": annotator.id})


def expire(session: Session, project: Project, at: datetime, *, passage_id: int | None = None) -> None:
    """End the leases that have run out, in the project or on one passage, and free their slots.

    In the project, those on passages that another request has locked are left to that one, or to the next.
    """
    told: dict[str, object] = {"project": project.id, "at": at}
    query = _RUN_OUT
    if passage_id is not None:
        query, told["passage"] = _RUN_OUT_ON_PASSAGE, passage_id
    ids = session.scalars(query, told).all()
    if not ids:
        return
    held = select(Passage.id).where(Passage.id.in_(ids)).order_by(Passage.id)
    ids = session.scalars(held.with_for_update(key_share=True, skip_locked=passage_id is None)).all()
    ended = session.scalars(
        update(_leases)
        .where(*_HAS_RUN_OUT, _leases.c.passage_id.in_(ids))
        .values(active=False, lapsed=True)
        .returning(_leases.c.passage_id),
        {"project": project.id, "at": at},
    )
    passages.free(session, ended.all())


def renew(session: Session, annotator: Annotator, *, minutes: int, at: datetime) -> None:
    """Let the annotator's leases last `minutes` from now, where that moves them by more than a minute."""
    session.execute(_RENEW, _renewal(annotator, minutes, at))


def need_renewal(session: Session, annotator: Annotator, *, minutes: int, at: datetime) -> bool:
    """Tell whether `renew` would write."""
    return session.scalars(select(exists(_DUE)), _renewal(annotator, minutes, at)).one()


def _renewal(annotator: Annotator, minutes: int, at: datetime) -> dict[str, object]:
    until = at + timedelta(minutes=minutes)
    return {"annotator": annotator.id, "at": at, "until": until, "worth_it": until - WORTH_A_WRITE}
