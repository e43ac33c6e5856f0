"""A lead puts an article where it belongs; no later growing moves it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.corpus import articles
from workbench.corpus.models import Story, StoryMember
from workbench.db import id_of
from workbench.errors import NotFoundError
from workbench.projects.models import Project


def get(session: Session, project: Project, story_id: str) -> Story:
    """Return the story of that id. Raises NotFoundError, also for one that has no articles left."""
    number = id_of(story_id)
    found = session.get(Story, number) if number else None
    member = select(StoryMember.article_id).where(StoryMember.story_id == (found.id if found else None)).limit(1)
    if found is None or found.project_id != project.id or session.scalars(member).first() is None:
        raise NotFoundError("story", story_id)
    return found


def to_story(session: Session, project: Project, uid: str, story_id: str) -> Story:
    """Put an article to a story. Raises NotFoundError for either."""
    story = get(session, project, story_id)
    _place(session, project, uid, story.id)
    return story


def to_new(session: Session, project: Project, uid: str) -> Story:
    """Start a story with an article. Raises NotFoundError."""
    articles.get(session, project, uid)
    story = Story(project_id=project.id)
    session.add(story)
    session.flush()
    _place(session, project, uid, story.id)
    return story


def out(session: Session, project: Project, uid: str) -> None:
    """Take an article out of any story. Raises NotFoundError."""
    _place(session, project, uid, None)


def _place(session: Session, project: Project, uid: str, story_id: int | None) -> None:
    article_id = articles.get(session, project, uid).id
    member = session.get(StoryMember, article_id)
    if member is None:
        session.add(StoryMember(article_id=article_id, story_id=story_id, placed=True))
    else:
        member.story_id, member.placed = story_id, True
    session.flush()
