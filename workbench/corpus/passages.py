from collections import Counter
from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from workbench.corpus.models import Passage
from workbench.projects.models import Project

_passages = cast(Table, Passage.__table__)
_COUNT = select(func.count()).where(
    _passages.c.project_id == bindparam("project"), _passages.c.labelled, _passages.c.retired_at.is_(None)
)


def take(session: Session, ids: Iterable[int]) -> None:
    """Mark one more slot as in use, for each time that a passage is named. The caller holds their locks."""
    _add(session, ids, 1)


def free(session: Session, ids: Iterable[int]) -> None:
    """Give back one slot for each time that a passage is named. The caller holds their locks."""
    _add(session, ids, -1)


def labelled_count(session: Session, project: Project) -> int:
    """Count the passages of a project that are put to annotators."""
    return session.scalars(_COUNT, {"project": project.id}).one()


def _add(session: Session, ids: Iterable[int], step: int) -> None:
    named_so_often: dict[int, list[int]] = {}
    for passage_id, times in Counter(ids).items():
        named_so_often.setdefault(times, []).append(passage_id)
    for times, passage_ids in named_so_often.items():
        session.execute(
            update(_passages).where(_passages.c.id.in_(passage_ids)).values(taken=_passages.c.taken + step * times)
        )
