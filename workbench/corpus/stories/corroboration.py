"""Corroboration: what the other outlets of a story say to a passage's point, and what stands in it alone.

Another outlet's article is one whose outlet differs, or any other article where either outlet is not known. All of it
is computed when it is asked for, from the passages as they are then.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.corpus.kinds import Kind
from workbench.corpus.models import Article, Passage, StoryMember
from workbench.corpus.stories import comparing
from workbench.corpus.stories.comparing import Claim, Compared, Ground, Text
from workbench.errors import NotFoundError
from workbench.projects.models import Project

_UNREAD = (Kind.BOILERPLATE, Kind.RESIDUE)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A passage of another outlet that says something similar; `score` is at most 1."""

    passage_id: int
    article_id: int
    article: str
    outlet: str | None
    title: str | None
    language: str | None
    kind: str
    position: int
    start: int
    text: str
    score: float
    figures: list[str]
    names: list[str]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What a story says to one passage. `story` is None for an article that is in none; then the rest is empty.

    `others` counts the articles of other outlets; `shared` and `alone` are the passage's figures, names and quotations
    that one of them carries, and that none does.
    """

    passage_id: int
    story: int | None
    others: int
    shared: list[Claim]
    alone: list[Claim]
    similar: list[Elsewhere]


@dataclass(frozen=True)
class _Story:
    story_id: int
    articles: dict[int, Any]
    passages: dict[int, Any]
    texts: list[Text]


def of_passage(session: Session, project: Project, passage_id: int) -> Corroboration:
    """Return the corroboration of one passage. Raises NotFoundError."""
    query = select(Passage.article_id).where(Passage.id == passage_id, Passage.project_id == project.id)
    article_id = session.scalars(query).first()
    if article_id is None:
        raise NotFoundError("passage", str(passage_id))
    found = of_article(session, article_id, passage_id)
    return found[0] if found else Corroboration(passage_id, None, 0, [], [], [])


def of_article(session: Session, article_id: int, passage_id: int | None = None) -> list[Corroboration]:
    """Return the corroboration of an article's body passages in order, or of one; none for one outside any story."""
    story_id = session.scalars(select(StoryMember.story_id).where(StoryMember.article_id == article_id)).first()
    if story_id is None:
        return []
    story = _story(session, story_id)
    others = _others(story, article_id)
    ground = Ground(story.texts, others.__contains__)
    return [
        _corroboration(story, text, len(others), comparing.compare(text, ground))
        for text in story.texts
        if text.article_id == article_id and passage_id in {None, text.passage_id}
    ]


def document(found: Corroboration) -> dict[str, Any]:
    """Describe a corroboration for a script; ids are strings."""
    return {
        "passage": str(found.passage_id),
        "story": None if found.story is None else str(found.story),
        "others": found.others,
        "shared": [asdict(one) for one in found.shared],
        "alone": [asdict(one) for one in found.alone],
        "similar": [
            {"passage": str(one.passage_id)}
            | {key: value for key, value in asdict(one).items() if key not in {"passage_id", "article_id"}}
            for one in found.similar
        ],
    }


def _story(session: Session, story_id: int) -> _Story:
    columns = (Article.id, Article.uid, Article.title, Article.outlet, Article.language)
    members = select(*columns).join(StoryMember, StoryMember.article_id == Article.id)
    articles = {row.id: row for row in session.execute(members.where(StoryMember.story_id == story_id))}
    query = (
        select(Passage.id, Passage.article_id, Passage.position, Passage.start, Passage.kind, Passage.text)
        .join(StoryMember, StoryMember.article_id == Passage.article_id)
        .where(StoryMember.story_id == story_id, Passage.retired_at.is_(None), Passage.kind.not_in(_UNREAD))
        .order_by(Passage.article_id, Passage.position, Passage.id)
    )
    passages = {row.id: row for row in session.execute(query)}
    texts = [
        Text(row.id, row.article_id, row.kind, row.text, articles[row.article_id].language) for row in passages.values()
    ]
    return _Story(story_id, articles, passages, texts)


def _others(story: _Story, article_id: int) -> set[int]:
    is_other = _is_other(story.articles[article_id].outlet)
    return {one for one, row in story.articles.items() if one != article_id and is_other(row.outlet)}


def _is_other(outlet: str | None) -> Callable[[str | None], bool]:
    own = (outlet or "").strip().casefold()
    return lambda other: not own or (other or "").strip().casefold() != own


def _corroboration(story: _Story, text: Text, others: int, compared: Compared) -> Corroboration:
    return Corroboration(
        passage_id=text.passage_id,
        story=story.story_id,
        others=others,
        shared=compared.shared,
        alone=compared.alone,
        similar=[_elsewhere(story, one) for one in compared.similar],
    )


def _elsewhere(story: _Story, one: comparing.Similar) -> Elsewhere:
    passage = story.passages[one.passage_id]
    article = story.articles[passage.article_id]
    return Elsewhere(
        passage_id=one.passage_id,
        article_id=passage.article_id,
        article=article.uid,
        outlet=article.outlet,
        title=article.title,
        language=article.language,
        kind=passage.kind,
        position=passage.position,
        start=passage.start,
        text=passage.text,
        score=one.score,
        figures=one.figures,
        names=one.names,
        words=one.words,
    )
