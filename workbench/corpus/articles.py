"""Articles and their passages as they are stored: to list, to read, to see the cut of, to remove."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workbench.corpus.duplicates import clusters
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.segmentation import Kind
from workbench.db import id_of
from workbench.errors import ConflictError, NotFoundError
from workbench.projects import projects
from workbench.projects.models import Project

_UNREAD = (Kind.BOILERPLATE, Kind.RESIDUE)
_IN_ORDER = (Passage.article_id, Passage.position, Passage.id)
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list; `passages` counts by kind, `labelled` those put to annotators."""

    id: int
    uid: str
    title: str | None
    outlet: str | None
    published_at: str | None
    language: str | None
    file: str
    row: int | None
    odd: list[str]
    passages: dict[str, int]
    labelled: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage beside the part of the source that it stands for, and why it is not labelled, if so."""

    id: int
    position: int
    kind: str
    labelled: bool
    reason: str
    start: int
    end: int
    raw: str
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage, and the id of the article that it stands in."""

    uid: str
    passage_id: int


def get(session: Session, project: Project, uid: str) -> Article:
    """Return the article of that id. Raises NotFoundError."""
    found = session.scalars(select(Article).where(Article.project_id == project.id, Article.uid == uid)).first()
    if found is None:
        raise NotFoundError("article", uid)
    return found


def count(session: Session, project: Project, search: str = "") -> int:
    """Count the project's articles, or those whose title or id holds `search`."""
    return session.scalar(_matching(select(func.count()).select_from(Article), project, search)) or 0


def listing(
    session: Session, project: Project, *, search: str = "", limit: int | None = None, offset: int = 0
) -> list[Listed]:
    """Return articles as they came in, all or those whose title or id holds `search`."""
    query = _matching(select(Article), project, search).order_by(Article.id).limit(limit).offset(offset)
    articles = session.scalars(query).all()
    kinds: dict[int, dict[str, int]] = {article.id: {} for article in articles}
    labelled = dict.fromkeys(kinds, 0)
    if articles:
        counted = (
            select(Passage.article_id, Passage.kind, func.count(), func.sum(case((Passage.labelled, 1), else_=0)))
            .where(Passage.article_id.between(articles[0].id, articles[-1].id), Passage.retired_at.is_(None))
            .where(Passage.project_id == project.id)
            .group_by(Passage.article_id, Passage.kind)
        )
        for article_id, kind, number, put in session.execute(counted):
            if article_id in kinds:
                kinds[article_id][kind] = number
                labelled[article_id] += put
    return [
        Listed(
            id=article.id,
            uid=article.uid,
            title=article.title,
            outlet=article.outlet,
            published_at=article.published_at,
            language=article.language,
            file=article.file,
            row=article.row,
            odd=article.odd,
            passages=kinds[article.id],
            labelled=labelled[article.id],
        )
        for article in articles
    ]


def totals(session: Session, project: Project) -> dict[str, int]:
    """Count the project's articles, its passages and those of them that are put to annotators."""
    query = select(func.count(), func.coalesce(func.sum(case((Passage.labelled, 1), else_=0)), 0)).where(
        Passage.project_id == project.id, Passage.retired_at.is_(None)
    )
    number, labelled = session.execute(query).one()
    return {"articles": count(session, project), "passages": number, "labelled": labelled}


def document(session: Session, project: Project, uid: str) -> dict[str, Any]:
    """Return an article as its reader sees it: without boilerplate, residue and retired passages."""
    article = get(session, project, uid)
    query = select(Passage.id, Passage.position, Passage.kind, Passage.text).where(
        Passage.article_id == article.id, Passage.retired_at.is_(None), Passage.kind.not_in(_UNREAD)
    )
    return {
        "id": article.uid,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published_at": article.published_at,
        "language": article.language,
        **({} if article.content_note is None else {"content_note": article.content_note}),
        "passages": [
            {"id": str(one.id), "position": one.position, "kind": one.kind, "text": one.text}
            for one in session.execute(query.order_by(*_IN_ORDER))
        ],
    }


def placed(session: Session, project: Project, passage: str) -> Placed:
    """Return where the passage of that id stands. Raises NotFoundError, for a retired one too."""
    query = select(Article.uid, Passage.id).join(Passage, Passage.article_id == Article.id)
    query = query.where(Passage.id == id_of(passage), Passage.retired_at.is_(None))
    found = session.execute(query.where(Passage.project_id == project.id)).first()
    if found is None:
        raise NotFoundError("passage", passage)
    return Placed(*found)


def passages(session: Session, project: Project, article: str | None = None) -> Iterator[dict[str, Any]]:
    """Give the passages of all kinds in order, of the project or of one article; retired ones are left out.

    Positions count from 0 in their article. Raises NotFoundError for an unknown article.
    """
    query = select(Passage, Article.uid).join(Article, Article.id == Passage.article_id)
    query = query.where(Passage.project_id == project.id, Passage.retired_at.is_(None)).order_by(*_IN_ORDER)
    if article is not None:
        query = query.where(Passage.article_id == get(session, project, article).id)
    columns = (
        *(Passage.id, Passage.position, Passage.kind, Passage.labelled, Passage.start, Passage.end, Passage.text),
        clusters.of_passage(),
    )
    found = session.execute(query.with_only_columns(Article.uid, *columns), execution_options={"yield_per": _CHUNK})
    return (_line(*row) for row in found)


def cut(session: Session, article: Article) -> list[Piece]:
    """Return the article's passages beside the parts of the source that they stand for."""
    source = session.scalars(select(ArticleText.source).where(ArticleText.article_id == article.id)).one()
    query = select(Passage).where(Passage.article_id == article.id, Passage.retired_at.is_(None))
    return [
        Piece(
            id=one.id,
            position=one.position,
            kind=one.kind,
            labelled=one.labelled,
            reason=one.reason,
            start=one.start,
            end=one.end,
            raw=source[one.start : one.end],
            text=one.text,
        )
        for one in session.scalars(query.order_by(*_IN_ORDER))
    ]


def body(session: Session, article: Article) -> list[Piece]:
    """Return the passages that a reader of the article sees: all but boilerplate and residue."""
    return [piece for piece in cut(session, article) if piece.kind not in _UNREAD]


def mark(session: Session, project: Project, uid: str, note: str | None) -> None:
    """Mark an article as hard to read, with a word about why, which may be empty; None takes the mark off.

    Raises NotFoundError, and RuleError for a note that cannot be.
    """
    get(session, project, uid).content_note = None if note is None else projects.checked_note(note)
    session.flush()


def is_in_use(session: Session, article: Article) -> bool:
    """Tell whether an annotator holds or answered one of the article's passages; a skip alone does not show here."""
    used = select(Passage.id).where(Passage.article_id == article.id, Passage.taken > 0).limit(1)
    return session.scalars(used).first() is not None


def remove(session: Session, project: Project, uid: str) -> None:
    """Remove an article with its passages. Raises ConflictError once one of them was handed to an annotator."""
    article = get(session, project, uid)
    session.execute(select(Article.id).where(Article.id == article.id).with_for_update())  # no lead mends it meanwhile
    told = "has passages that annotators hold or answered, in a training round too; it cannot be removed."
    refused = ConflictError(f"The article “{uid}” {told}")
    if is_in_use(session, article):
        raise refused
    try:
        session.execute(delete(Passage).where(Passage.article_id == article.id))
    except IntegrityError as error:
        raise refused from error
    session.execute(delete(ArticleText).where(ArticleText.article_id == article.id))
    session.delete(article)
    session.flush()


def relabel(session: Session, project: Project) -> None:
    """Put the passages of the kinds that the project labels now to annotators, and those of its other kinds no more.

    Passages that are held or answered, boilerplate, residue and what a lead decided on stay as they are.
    """
    of_body = (
        *(Passage.project_id == project.id, Passage.retired_at.is_(None)),
        *(Passage.kind.not_in(_UNREAD), ~Passage.decided),
    )
    put = Passage.kind.in_(project.labelled_kinds)
    session.execute(update(Passage).where(*of_body, put).values(labelled=True, reason=""))
    session.execute(
        update(Passage)
        .where(*of_body, ~put, Passage.labelled, Passage.taken == 0)
        .values(labelled=False, reason=Passage.kind + ": context")
    )


def _matching(query: Select[Any], project: Project, search: str) -> Select[Any]:
    query = query.where(Article.project_id == project.id)
    if search:
        query = query.where(Article.title.icontains(search, autoescape=True) | (Article.uid == search))
    return query


def _line(article: str, passage_id: int, position: int, kind: str, labelled: bool, *rest: Any) -> dict[str, Any]:
    start, end, text, cluster = rest
    return {
        "article": article,
        "passage": str(passage_id),
        "position": position,
        "kind": kind,
        "labelled": labelled,
        "start": start,
        "end": end,
        "text": text,
        "cluster": cluster,
    }
