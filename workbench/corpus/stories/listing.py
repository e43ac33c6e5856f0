"""Stories as a lead lists and reads them, and the articles that are in none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from workbench.corpus.models import Article, Passage, StoryMember, Telling
from workbench.corpus.stories import placing, similarity
from workbench.projects.models import Project

_MOST_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story, or of none; `placed` by a lead, `labelled` are its passages that are put to annotators."""

    id: int
    uid: str
    title: str | None
    outlet: str | None
    published_at: str | None
    language: str | None
    file: str
    placed: bool
    passages: int
    labelled: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A story with its articles; those that tell most of what all tell come first, and `title` is theirs."""

    id: int
    title: str | None
    articles: list[Member]

    @property
    def outlets(self) -> list[str]:
        """The outlets that are told, each once."""
        return list(dict.fromkeys(one.outlet for one in self.articles if one.outlet))

    @property
    def days(self) -> list[str]:
        """The first and the last day that are told, or the one, or none."""
        days = sorted({(one.published_at or "")[:10] for one in self.articles} - {""})
        return days if len(days) < 2 else [days[0], days[-1]]


def count(session: Session, project: Project) -> int:
    """Count the stories that have an article."""
    return session.scalar(select(func.count()).select_from(_stories(project).subquery())) or 0


def listing(session: Session, project: Project, *, limit: int | None = None, offset: int = 0) -> list[Listed]:
    """Return stories, those of most articles first."""
    ids = [row.story_id for row in session.execute(_stories(project).limit(limit).offset(offset))]
    members: defaultdict[int, list[Member]] = defaultdict(list)
    for story_id, member in _members(session, StoryMember.story_id.in_(ids), project):
        members[story_id or 0].append(member)
    order = _most_telling(session, [one.id for some in members.values() for one in some[:_MOST_COMPARED]], members)
    return [_listed(one, sorted(members[one], key=lambda member: order.get(member.id, 0.0))) for one in ids]


def get(session: Session, project: Project, story_id: str) -> Listed:
    """Return one story. Raises NotFoundError."""
    story = placing.get(session, project, story_id)
    members = [member for _, member in _members(session, StoryMember.story_id == story.id, project)]
    order = _most_telling(session, [one.id for one in members[:_MOST_COMPARED]], {story.id: members})
    return _listed(story.id, sorted(members, key=lambda member: order.get(member.id, 0.0)))


def count_outside(session: Session, project: Project) -> int:
    """Count the articles that are in no story."""
    outside = select(func.count()).select_from(Article).outerjoin(StoryMember, StoryMember.article_id == Article.id)
    return session.scalar(outside.where(Article.project_id == project.id, StoryMember.story_id.is_(None))) or 0


def outside(session: Session, project: Project, *, limit: int | None = None, offset: int = 0) -> list[Member]:
    """Return the articles that are in no story, as they came in."""
    query = select(Article.id).outerjoin(StoryMember, StoryMember.article_id == Article.id)
    query = query.where(Article.project_id == project.id, StoryMember.story_id.is_(None)).order_by(Article.id)
    ids = session.scalars(query.limit(limit).offset(offset)).all()
    return [member for _, member in _members(session, Article.id.in_(ids), project)]


def document(story: Listed) -> dict[str, Any]:
    """Describe a story for a script."""
    return {
        "id": str(story.id),
        "title": story.title,
        "outlets": story.outlets,
        "days": story.days,
        "articles": [
            {"article": one.uid, "title": one.title, "outlet": one.outlet, "placed": one.placed}
            for one in story.articles
        ],
    }


def _stories(project: Project) -> Any:
    articles = func.count().label("articles")
    return (
        select(StoryMember.story_id, articles)
        .join(Article, Article.id == StoryMember.article_id)
        .where(Article.project_id == project.id, StoryMember.story_id.is_not(None))
        .group_by(StoryMember.story_id)
        .order_by(articles.desc(), StoryMember.story_id)
    )


def _members(session: Session, condition: Any, project: Project) -> list[tuple[int | None, Member]]:
    articles = (
        select(StoryMember.story_id, StoryMember.placed, Article)
        .select_from(Article)
        .outerjoin(StoryMember, StoryMember.article_id == Article.id)
        .where(condition, Article.project_id == project.id)
        .order_by(Article.id)
    )
    found = session.execute(articles).all()
    counted = (
        select(Passage.article_id, func.count(), func.sum(case((Passage.labelled, 1), else_=0)))
        .where(Passage.article_id.in_([article.id for _, _, article in found]), Passage.retired_at.is_(None))
        .group_by(Passage.article_id)
    )
    counts = {article_id: (passages, int(labelled)) for article_id, passages, labelled in session.execute(counted)}
    return [(story_id, _member(article, bool(placed), counts)) for story_id, placed, article in found]


def _member(article: Article, placed: bool, counts: dict[int, tuple[int, int]]) -> Member:
    passages, labelled = counts.get(article.id, (0, 0))
    return Member(
        id=article.id,
        uid=article.uid,
        title=article.title,
        outlet=article.outlet,
        published_at=article.published_at,
        language=article.language,
        file=article.file,
        placed=placed,
        passages=passages,
        labelled=labelled,
    )


def _most_telling(session: Session, ids: Sequence[int], members: dict[int, list[Member]]) -> dict[int, float]:
    """Return for each article a number that is the lower, the more of what its story tells it tells."""
    query = select(Telling.article_id, Telling.tongue, Telling.terms).where(Telling.article_id.in_(ids))
    told = {article_id: similarity.read(tongue, parts) for article_id, tongue, parts in session.execute(query)}
    order: dict[int, float] = {}
    for some in members.values():
        inside = [one.id for one in some if one.id in told]
        for one in inside:
            order[one] = -sum(told[one].alike(told[other]) for other in inside if other != one)
    return order


def _listed(story_id: int, articles: list[Member]) -> Listed:
    return Listed(story_id, next((one.title for one in articles if one.title), None), articles)
