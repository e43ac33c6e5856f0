"""Clusters as they are read: those of a project, the passages of one, and the id that the export tells of each passage.

A cluster is one of two passages or more that are not retired; one that is left alone keeps its id and is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, cast, func, select
from sqlalchemy.orm import Session, aliased

from workbench.corpus.models import Article, Cluster, ClusterMember, Passage
from workbench.db import id_of
from workbench.errors import NotFoundError
from workbench.projects.models import Project

ORDERS = ("largest", "newest")


@dataclass(frozen=True, slots=True)
class Listed:
    """A cluster in a list: its articles (counted), outlets and passages (ids), and what its first passage says."""

    id: int
    articles: int
    outlets: list[str]
    passages: list[int]
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage of a cluster, and the article that it stands in."""

    passage_id: int
    article: str
    title: str | None
    outlet: str | None
    published_at: str | None
    language: str | None
    kind: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How many clusters a project has, and how many passages are in them."""

    clusters: int
    passages: int


def of_passage() -> ColumnElement[str | None]:
    """Return the cluster of a query's `Passage`, as files tell it; null for a passage that is like no other."""
    other, live = aliased(ClusterMember), aliased(Passage)
    others = (
        select(other.passage_id)
        .join(live, live.id == other.passage_id)
        .where(other.cluster_id == ClusterMember.cluster_id, other.passage_id != ClusterMember.passage_id)
        .where(live.retired_at.is_(None))
        .correlate(ClusterMember)
    )
    own = select(cast(ClusterMember.cluster_id, String)).where(ClusterMember.passage_id == Passage.id, others.exists())
    return own.correlate(Passage).scalar_subquery()


def totals(session: Session, project: Project, search: str = "") -> Totals:
    """Count clusters and the passages in them, of all or of those that hold `search`."""
    sizes = _sizes(project, search)
    clusters, passages = session.execute(select(func.count(), func.coalesce(func.sum(sizes.c.size), 0))).one()
    return Totals(clusters, int(passages))


def listing(
    session: Session,
    project: Project,
    *,
    search: str = "",
    order: str = ORDERS[0],
    limit: int | None = None,
    offset: int = 0,
) -> list[Listed]:
    """Return clusters, the largest or the newest first: all, or those of which a passage holds `search`."""
    sizes = _sizes(project, search)
    by = (sizes.c.cluster_id.desc(),) if order == "newest" else (sizes.c.size.desc(), sizes.c.cluster_id)
    ids = session.scalars(select(sizes.c.cluster_id).order_by(*by).limit(limit).offset(offset)).all()
    query = (
        select(ClusterMember.cluster_id, Passage.id, Passage.article_id, Article.outlet)
        .join(Passage, Passage.id == ClusterMember.passage_id)
        .join(Article, Article.id == Passage.article_id)
        .where(ClusterMember.cluster_id.in_(ids), Passage.retired_at.is_(None))
        .order_by(Passage.id)
    )
    found: dict[int, list[Any]] = {cluster: [] for cluster in ids}
    for row in session.execute(query):
        found[row.cluster_id].append(row)
    firsts = [rows[0].id for rows in found.values()]
    texts: dict[int, str] = dict(session.execute(select(Passage.id, Passage.text).where(Passage.id.in_(firsts))).all())
    return [
        Listed(
            id=cluster,
            articles=len({row.article_id for row in rows}),
            outlets=list(dict.fromkeys(row.outlet for row in rows if row.outlet)),
            passages=[row.id for row in rows],
            text=texts[rows[0].id],
        )
        for cluster, rows in found.items()
    ]


def passages(session: Session, project: Project, cluster: str) -> list[int]:
    """Return the ids of a cluster's passages as they came in. Raises NotFoundError unless there are two or more."""
    query = (
        select(Passage.id)
        .join(ClusterMember, ClusterMember.passage_id == Passage.id)
        .where(
            ClusterMember.cluster_id == id_of(cluster), Passage.project_id == project.id, Passage.retired_at.is_(None)
        )
        .order_by(Passage.id)
    )
    found = list(session.scalars(query))
    if len(found) < 2:
        raise NotFoundError("cluster", cluster)
    return found


def copies(session: Session, passage_ids: Sequence[int]) -> list[Copy]:
    """Return passages with the articles that they stand in, by id."""
    query = (
        select(
            *(Passage.id, Article.uid, Article.title, Article.outlet, Article.published_at, Article.language),
            *(Passage.kind, Passage.start, Passage.text),
        )
        .join(Article, Article.id == Passage.article_id)
        .where(Passage.id.in_(passage_ids))
        .order_by(Passage.id)
    )
    return [Copy(*row) for row in session.execute(query)]


def _sizes(project: Project, search: str) -> Subquery:
    """Ask for the clusters that are shown, with the number of their passages."""
    retired = select(Passage.id).where(Passage.project_id == project.id, Passage.retired_at.is_not(None))
    query = (
        select(ClusterMember.cluster_id, func.count().label("size"))
        .join(Cluster, Cluster.id == ClusterMember.cluster_id)
        .where(Cluster.project_id == project.id, ClusterMember.passage_id.not_in(retired))
        .group_by(ClusterMember.cluster_id)
        .having(func.count() > 1)
    )
    if search:
        holding = (
            select(ClusterMember.cluster_id)
            .join(Passage, Passage.id == ClusterMember.passage_id)
            .where(Passage.project_id == project.id, Passage.retired_at.is_(None))
            .where(Passage.text.icontains(search, autoescape=True))
        )
        query = query.where(ClusterMember.cluster_id.in_(holding))
    return query.subquery()
