"""Mending a cut that people work on: what it costs is said first, and none of their answers is lost.

A retired passage leaves queue, progress, agreement and export, and keeps its annotations. Whoever holds it may still
answer: that answer is kept as late. Brought back, it counts as before, and late answers take the slots that are free.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workbench.corpus import mending, passages
from workbench.corpus.mending import Act, Done, Plan
from workbench.corpus.models import Article, Passage
from workbench.errors import Instead, UnconfirmedError
from workbench.labeling.models import SKIPPED, Annotation, Lease, table
from workbench.projects.models import Project

_annotations, _leases = table(Annotation), table(Lease)
_LATEST = (_annotations.c.latest, _annotations.c.state != SKIPPED)


@dataclass(frozen=True, slots=True)
class Cost:
    """The answers that passages have, and the people who gave them."""

    answers: int
    people: int


def cost(session: Session, passage_ids: Sequence[int]) -> Cost:
    """Count the answers that would no longer count if these passages were retired: skips and late ones do not now."""
    counted = select(func.count(), func.count(_annotations.c.annotator_id.distinct()))
    counting = (*_LATEST, ~_annotations.c.late)
    return Cost(*session.execute(counted.where(_annotations.c.passage_id.in_(passage_ids), *counting)).one())


def answers(session: Session, article: Article) -> dict[int, int]:
    """Count the answers of an article's passages, by passage; those without any are not there."""
    query = (
        select(_annotations.c.passage_id, func.count().label("answers"))
        .join(Passage, Passage.id == _annotations.c.passage_id)
        .where(Passage.article_id == article.id, Passage.retired_at.is_(None), *_LATEST, ~_annotations.c.late)
        .group_by(_annotations.c.passage_id)
    )
    return {row.passage_id: row.answers for row in session.execute(query)}


def mend(session: Session, project: Project, uid: str, act: Act, *, user_id: int | None, confirmed: int = 0) -> Done:
    """Mend an article; `confirmed` is how many answers the lead was told would no longer count.

    Raises UnconfirmedError where there are more by now, and what `mending.plan` raises. Nothing is changed then.
    """
    plan = mending.plan(session, project, uid, act)
    price = cost(session, plan.out)
    if price.answers > confirmed:
        raise UnconfirmedError(answers=price.answers, people=price.people, instead=_instead(plan))
    done = mending.carry_out(session, plan, user_id)
    end_leases(session, done.retired)
    if plan.back:
        _admit(session, project, done.made)
    return done


def _instead(plan: Plan) -> Instead:
    if plan.back:
        return "back"
    return "anew" if any(one.labelled for one in plan.new) else "unlabelled"


def end_leases(session: Session, passage_ids: Sequence[int]) -> None:
    """End the leases on passages that go out; brought back, they go to the same people first, as any that ran out."""
    ended = session.scalars(
        update(_leases)
        .where(_leases.c.passage_id.in_(passage_ids), _leases.c.active)
        .values(active=False, lapsed=True)
        .returning(_leases.c.passage_id)
    )
    passages.free(session, ended.all())


def _admit(session: Session, project: Project, passage_ids: Sequence[int]) -> None:
    """Give late answers on passages that were brought back the slots that are free, the first come first."""
    free = {
        passage_id: project.overlap - taken
        for passage_id, taken in session.execute(
            select(Passage.id, Passage.taken).where(Passage.id.in_(passage_ids), Passage.labelled)
        )
    }
    late = select(_annotations.c.id, _annotations.c.passage_id).where(*_LATEST, _annotations.c.late)
    admitted: list[tuple[int, int]] = []
    for annotation_id, passage_id in session.execute(
        late.where(_annotations.c.passage_id.in_(free)).order_by(_annotations.c.id)
    ):
        if free[passage_id] > 0:
            free[passage_id] -= 1
            admitted.append((annotation_id, passage_id))
    ids = [annotation_id for annotation_id, _ in admitted]
    session.execute(update(_annotations).where(_annotations.c.id.in_(ids)).values(late=False))
    passages.take(session, [passage_id for _, passage_id in admitted])
