"""Articles made of passages that came with labels from elsewhere: each passage stands as it is, never cut again."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from workbench.corpus.ingest import shuffle
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.readers.captions import Captions
from workbench.db import Base
from workbench.projects.models import Project

BETWEEN = "\n\n"
NO_SEGMENTER = 0
_AT_ONCE = 1_000
_PASSAGES = Base.metadata.tables[Passage.__tablename__]


@dataclass(frozen=True, slots=True)
class Item:
    """A passage as it was labelled elsewhere; `position` is its place in the article there, if that is known."""

    item: str
    text: str
    position: int | None


@dataclass(frozen=True, slots=True)
class ForeignArticle:
    """Items of one article in order, and where the first of them was read."""

    uid: str
    captions: Captions
    file: str
    row: int
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Known:
    """A passage that came from elsewhere before."""

    passage_id: int
    article: str
    text: str


def known(session: Session, project: Project, items: Sequence[str]) -> dict[str, Known]:
    """Return the passages of these items that are stored, locked until the end of the transaction."""
    found: dict[str, Known] = {}
    for start in range(0, len(items), _AT_ONCE):
        query = (
            select(Passage.id, Passage.item, Passage.text, Article.uid)
            .join(Article, Article.id == Passage.article_id)
            .where(Passage.project_id == project.id, Passage.item.in_(items[start : start + _AT_ONCE]))
            .order_by(Passage.id)
            .with_for_update(of=Passage)
        )
        found |= {item: Known(passage_id, uid, text) for passage_id, item, text, uid in session.execute(query) if item}
    return found


def cut_here(session: Session, project: Project, uids: Collection[str]) -> set[str]:
    """Return those of the articles that were ingested and cut into passages here: nothing can be added to them."""
    query = select(Article.uid).where(Article.project_id == project.id, Article.uid.in_(uids), ~Article.foreign)
    return set(session.scalars(query))


def add(session: Session, project: Project, articles: Sequence[ForeignArticle]) -> dict[str, int]:
    """Store new items, behind those that their articles have already, and return the passages' ids by item.

    The source of such an article is the texts of its items, a blank line between. Positions are kept where they
    grow; else an item comes right behind the one before.
    """
    if not articles:
        return {}
    stored = _stored(session, project, [article.uid for article in articles])
    ids = {uid: article_id for uid, (article_id, _, _) in stored.items()}
    sources: dict[str, str] = {}
    passages: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        _, source, last = stored.get(article.uid, (0, "", -1))
        passages[article.uid], sources[article.uid] = _placed(article.items, source, last)
    ids |= _insert(session, project, [article for article in articles if article.uid not in stored], sources)
    for uid in stored:
        values = {"source": sources[uid]}
        session.execute(update(ArticleText).where(ArticleText.article_id == ids[uid]).values(values))
        session.execute(update(Article).where(Article.id == ids[uid]).values(sha256=_sha256(sources[uid])))
    rows = [
        row | {"project_id": project.id, "article_id": ids[uid]} for uid, placed in passages.items() for row in placed
    ]
    made = session.scalars(insert(_PASSAGES).returning(_PASSAGES.c.id, sort_by_parameter_order=True), rows)
    return {row["item"]: passage_id for row, passage_id in zip(rows, made, strict=True)}


def _stored(session: Session, project: Project, uids: Collection[str]) -> dict[str, tuple[int, str, int]]:
    """Return id, source and last position of those articles that are stored, locked."""
    last = select(func.max(Passage.position)).where(Passage.article_id == Article.id).scalar_subquery()
    query = (
        select(Article.uid, Article.id, ArticleText.source, last)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(Article.project_id == project.id, Article.uid.in_(uids))
        .with_for_update(of=Article)
    )
    return {uid: (article_id, source, position) for uid, article_id, source, position in session.execute(query)}


def _placed(items: Sequence[Item], source: str, last: int) -> tuple[list[dict[str, Any]], str]:
    """Give each item its place behind the source so far, and return the source with all of them."""
    parts = [source] if source else []
    end = len(source)
    rows = []
    for one in items:
        start = end + len(BETWEEN) if parts else 0
        end = start + len(one.text)
        last = max(last + 1, one.position or 0)
        parts.append(one.text)
        rows.append(
            {
                "position": last,
                "kind": "paragraph",
                "labelled": True,
                "start": start,
                "end": end,
                "text": one.text,
                "reason": "",
                "item": one.item,
                "taken": 0,
            }
        )
    return rows, BETWEEN.join(parts)


def _insert(
    session: Session, project: Project, articles: Sequence[ForeignArticle], sources: Mapping[str, str]
) -> dict[str, int]:
    if not articles:
        return {}
    rows = [_row(project, article, _sha256(sources[article.uid])) for article in articles]
    made = session.scalars(insert(Article).returning(Article.id, sort_by_parameter_order=True), rows)
    ids = {article.uid: article_id for article, article_id in zip(articles, made, strict=True)}
    texts = [{"article_id": article_id, "source": sources[uid]} for uid, article_id in ids.items()]
    session.execute(insert(ArticleText), texts)
    return ids


def _row(project: Project, article: ForeignArticle, sha256: str) -> dict[str, Any]:
    return {
        **asdict(article.captions),
        "project_id": project.id,
        "uid": article.uid,
        "sha256": sha256,
        "extra": {},
        "file": article.file,
        "row": article.row,
        "encoding": "utf-8",
        "odd": [],
        "foreign": True,
        "shuffle": shuffle(project.seed, article.uid),
        "segmenter": NO_SEGMENTER,
    }


def _sha256(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
