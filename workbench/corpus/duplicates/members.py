"""Who is in which cluster, as the growing of clusters reads and writes it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from workbench.corpus.duplicates import index
from workbench.corpus.duplicates.clustering import Group
from workbench.corpus.models import Cluster, ClusterMember

_members, _clusters = cast(Table, ClusterMember.__table__), cast(Table, Cluster.__table__)


def clusters_of(session: Session, passages: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the cluster of each of the passages that is in one, with that cluster's lowest passage id."""
    found: dict[int, int] = {}
    for some in index.parts(passages):
        query = select(_members.c.passage_id, _members.c.cluster_id).where(_members.c.passage_id.in_(some))
        found.update((passage, cluster) for passage, cluster in session.execute(query))
    firsts = dict(_firsts(session, sorted(set(found.values()))))
    return {passage: (cluster, firsts[cluster]) for passage, cluster in found.items()}


def _firsts(session: Session, clusters: Sequence[int]) -> Iterator[tuple[int, int]]:
    for some in index.parts(clusters):
        query = select(_members.c.cluster_id, func.min(_members.c.passage_id)).where(_members.c.cluster_id.in_(some))
        yield from session.execute(query.group_by(_members.c.cluster_id))


def of(session: Session, cluster: int) -> Sequence[int]:
    """Return the passages of a cluster."""
    return session.scalars(select(_members.c.passage_id).where(_members.c.cluster_id == cluster)).all()


def store(session: Session, project_id: int, groups: Sequence[Group], live: Collection[int]) -> None:
    """Write what groups have gained; passages that are not `live` have gone meanwhile and are left out."""
    gained = [(group, [passage for passage in group.added if passage in live]) for group in groups]
    gained = [(group, passages) for group, passages in gained if not group.is_new or len(passages) > 1]
    fresh = [group for group, _ in gained if group.is_new]
    ids = {group.number: group.number for group, _ in gained} | _made(session, project_id, fresh)
    for group, _ in gained:
        _take_in(session, group.number, [cluster for cluster in group.stored if cluster != group.number])
    rows = [
        {"passage_id": passage, "cluster_id": ids[group.number]} for group, passages in gained for passage in passages
    ]
    if rows:
        session.execute(insert(_members), rows)


def _made(session: Session, project_id: int, groups: Sequence[Group]) -> dict[int, int]:
    """Give new groups their ids, the oldest first."""
    ordered = sorted(groups, key=lambda group: group.number)
    rows: list[dict[str, Any]] = [{"project_id": project_id} for _ in ordered]
    statement = insert(_clusters).returning(_clusters.c.id, sort_by_parameter_order=True)
    made = session.scalars(statement, rows).all() if rows else []
    return {group.number: cluster for group, cluster in zip(ordered, made, strict=True)}


def _take_in(session: Session, cluster: int, others: Sequence[int]) -> None:
    if others:
        session.execute(update(_members).where(_members.c.cluster_id.in_(others)).values(cluster_id=cluster))
        session.execute(delete(_clusters).where(_clusters.c.id.in_(others)))
