from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.corpus.models import Passage
from workbench.labeling.models import SKIPPED, Annotation, Lease


def faults(session: Session) -> list[str]:
    """List the passages whose count of slots in use is not that of their leases and answers."""
    leased = select(Lease.passage_id.label("passage_id")).where(Lease.active)
    answered = select(Annotation.passage_id).where(Annotation.latest, ~Annotation.late, Annotation.state != SKIPPED)
    slots = leased.union_all(answered).subquery()
    in_use = select(slots.c.passage_id, func.count().label("count")).group_by(slots.c.passage_id).subquery()
    found = func.coalesce(in_use.c.count, 0)
    query = (
        select(Passage.id, Passage.taken, found)
        .outerjoin(in_use, in_use.c.passage_id == Passage.id)
        .where(Passage.taken != found)
        .order_by(Passage.id)
        .limit(20)
    )
    return [f"passage {id} counts {taken} slots in use, and {real} are" for id, taken, real in session.execute(query)]
