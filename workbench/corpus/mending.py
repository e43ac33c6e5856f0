"""A lead's changes of how an article is cut, each stored, so that it can be undone on another day.

Every act retires the passages it names and makes new ones in their place, also where nobody was handed the old ones:
an id stands for one text for ever, and to undo is to bring the old ones back as they were, with their answers.
What that costs the people who hold or answered them is for `labeling.retiring` to say and settle.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from workbench.corpus import articles
from workbench.corpus.kinds import Kind
from workbench.corpus.mending_rules import Part, Sheet
from workbench.corpus.models import Article, ArticleText, Mending, Passage
from workbench.db import now
from workbench.errors import ConflictError, RuleError
from workbench.projects.models import Project

_passages = cast(Table, Passage.__table__)
_CHANGED = "This article was mended meanwhile. Look at it as it is now, and do it again if it is still wanted."


@dataclass(frozen=True, slots=True)
class Act:
    """What a lead does, and the ids seen when deciding on it.

    `passages` are the ones acted on, the one in hand first; `kind`, `place` (where to split it, from its beginning, a
    line break being one character) and `mending` (to undo or to do again) belong to the acts that ask for them.
    """

    name: str
    passages: tuple[int, ...] = ()
    kind: Kind | None = None
    place: int = 0
    mending: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act comes to: the passages that go out, and the ones that come in, new or brought back."""

    article: Article
    act: str
    out: list[int]
    new: list[Part]
    back: list[int]
    mending: Mending | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What an act has changed: ids of the passages that went out, and of those that came in, in order."""

    act: str
    retired: list[int]
    made: list[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A mending in an article's history."""

    id: int
    act: str
    user_id: int | None
    at: datetime
    undone_at: datetime | None


def plan(session: Session, project: Project, uid: str, act: Act) -> Plan:
    """Lock an article with its passages, and work out what an act comes to.

    Raises NotFoundError; ConflictError where a passage or mending seen is no longer the one that stands; RuleError
    where the act makes no sense, and for articles whose passages came with labels from elsewhere.
    """
    article = _locked(session, project, uid)
    if act.name in {"undo", "redo"}:
        return _back(session, article, act)
    seen = _seen(session, article, act.passages)
    new = _parts(_sheet(session, project, article), act, [_part(one) for one in seen])
    return Plan(article, act.name, [one.id for one in seen], new, [])


def carry_out(session: Session, plan: Plan, user_id: int | None) -> Done:
    """Do what was planned, in the transaction that planned it."""
    at = now()
    _set_retired(session, plan.out, at)
    if plan.mending is None:
        made = _insert(session, plan)
        mending = Mending(project_id=plan.article.project_id, article_id=plan.article.id, user_id=user_id, act=plan.act)
        mending.retired, mending.made, mending.at = plan.out, made, at
        session.add(mending)
    else:
        made = plan.back
        _set_retired(session, made, None)
        plan.mending.undone_at = at if plan.act == "undo" else None
    _renumber(session, plan.article)
    session.flush()
    return Done(plan.act, plan.out, made)


def to_undo(session: Session, article: Article) -> Mending | None:
    """Return the article's latest mending that stands."""
    query = select(Mending).where(Mending.article_id == article.id, Mending.undone_at.is_(None))
    return session.scalars(query.order_by(Mending.id.desc()).limit(1)).first()


def to_redo(session: Session, article: Article) -> Mending | None:
    """Return the mending undone last, unless another was done since."""
    standing = to_undo(session, article)
    query = select(Mending).where(Mending.article_id == article.id, Mending.undone_at.is_not(None))
    later = query.where(Mending.id > (standing.id if standing else 0))
    return session.scalars(later.order_by(Mending.undone_at.desc(), Mending.id).limit(1)).first()


def history(session: Session, article: Article, limit: int = 20) -> list[Entry]:
    """List an article's mendings, newest first."""
    query = select(Mending).where(Mending.article_id == article.id).order_by(Mending.id.desc()).limit(limit)
    return [Entry(one.id, one.act, one.user_id, one.at, one.undone_at) for one in session.scalars(query)]


def _locked(session: Session, project: Project, uid: str) -> Article:
    """Lock the article, so that leads take turns, and all passages it ever had: their annotators wait."""
    article = articles.get(session, project, uid)
    if article.foreign:
        raise RuleError("The passages of this article came with labels from elsewhere. They stay as they came.")
    session.execute(select(Article.id).where(Article.id == article.id).with_for_update(key_share=True))
    own = select(Passage.id).where(Passage.article_id == article.id)
    session.execute(own.order_by(Passage.id).with_for_update(key_share=True))
    return article


def _back(session: Session, article: Article, act: Act) -> Plan:
    found = to_undo(session, article) if act.name == "undo" else to_redo(session, article)
    if found is None or found.id != act.mending:
        raise ConflictError(_CHANGED)
    out, back = (found.made, found.retired) if act.name == "undo" else (found.retired, found.made)
    _seen(session, article, out)
    return Plan(article, act.name, out, [], back, found)


def _seen(session: Session, article: Article, ids: Sequence[int]) -> list[Passage]:
    query = select(Passage).where(Passage.article_id == article.id, Passage.id.in_(ids), Passage.retired_at.is_(None))
    found = {one.id: one for one in session.scalars(query.execution_options(populate_existing=True))}
    if not ids or len(found) != len(ids):
        raise ConflictError(_CHANGED)
    return [found[one] for one in ids]


def _sheet(session: Session, project: Project, article: Article) -> Sheet:
    source = session.scalars(select(ArticleText.source).where(ArticleText.article_id == article.id)).one()
    return Sheet(source, frozenset(project.labelled_kinds), is_page=article.format == "html")


def _part(one: Passage) -> Part:
    return Part(one.start, one.end, Kind(one.kind), one.text, one.labelled, one.reason, one.pointer, one.decided)


def _parts(sheet: Sheet, act: Act, seen: Sequence[Part]) -> list[Part]:
    match act.name, list(seen), act.kind:
        case "kind", [part], Kind() as kind:
            return [sheet.change_kind(part, kind)]
        case "split", [part], _:
            return list(sheet.split(part, sheet.offset(part, act.place)))
        case "merge", [kept, other], _:
            return [sheet.merge(kept, other)]
        case "include", [part], _:
            return [sheet.include(part)]
        case "exclude", [part], _:
            return [sheet.exclude(part)]
    raise RuleError(f"“{act.name}” is no way to mend {len(seen)} passages.")


def _insert(session: Session, plan: Plan) -> list[int]:
    shared = {"project_id": plan.article.project_id, "article_id": plan.article.id, "position": 0, "taken": 0}
    rows: list[dict[str, Any]] = [asdict(part) | {"kind": str(part.kind)} | shared for part in plan.new]
    return list(session.scalars(insert(_passages).returning(_passages.c.id, sort_by_parameter_order=True), rows))


def _set_retired(session: Session, ids: Sequence[int], at: datetime | None) -> None:
    session.execute(update(_passages).where(_passages.c.id.in_(ids)).values(retired_at=at))


def _renumber(session: Session, article: Article) -> None:
    """Count the positions of the passages that stand from 0, in the order of the source."""
    place = func.row_number().over(order_by=(_passages.c.start, _passages.c.id)) - 1
    standing = (_passages.c.article_id == article.id, _passages.c.retired_at.is_(None))
    placed = select(_passages.c.id, place.label("place")).where(*standing).subquery()
    moved = (_passages.c.id == placed.c.id, _passages.c.position != placed.c.place)
    session.execute(update(_passages).where(*moved).values(position=placed.c.place))
