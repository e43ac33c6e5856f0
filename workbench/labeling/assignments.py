"""Stories that are given to some annotators alone."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from workbench.corpus.models import Passage, StoryMember
from workbench.corpus.stories import placing
from workbench.errors import NotFoundError
from workbench.labeling.models import StoryAssignment, table
from workbench.people.models import Annotator
from workbench.projects.models import Project

_passages, _members, _assignments = table(Passage), table(StoryMember), table(StoryAssignment)


def assign(session: Session, project: Project, story_id: str, names: Collection[str]) -> None:
    """Give a story to the annotators of these names alone; without a name it is everyone's again.

    Articles that join it later are theirs too. What others hold of it stays with them until it is answered or runs
    out. Raises NotFoundError for the story or an annotator.
    """
    story = placing.get(session, project, story_id)
    found = {one.name: one.id for one in annotators(session, project) if one.name in names}
    for name in names:
        if name not in found:
            raise NotFoundError("annotator", name)
    session.execute(delete(StoryAssignment).where(StoryAssignment.story_id == story.id))
    session.add_all(
        StoryAssignment(story_id=story.id, annotator_id=one, project_id=project.id) for one in found.values()
    )
    story.kept = bool(found)
    session.flush()


def annotators(session: Session, project: Project) -> list[Annotator]:
    """Return the annotators of a project who can sign in, by name."""
    query = select(Annotator).where(Annotator.project_id == project.id, Annotator.user_id.is_not(None))
    return sorted(session.scalars(query), key=lambda one: one.name.casefold())


def of_story(session: Session, story_id: int) -> set[str]:
    """Return the names of those whom a story is given to; none where it is everyone's."""
    query = select(Annotator.name).join(StoryAssignment, StoryAssignment.annotator_id == Annotator.id)
    return set(session.scalars(query.where(StoryAssignment.story_id == story_id)))


def are_any(session: Session, project: Project) -> bool:
    """Tell whether any story of a project is given to some alone."""
    query = select(_assignments.c.story_id).where(_assignments.c.project_id == project.id)
    return session.execute(query.limit(1)).first() is not None


def may_have(annotator: ColumnElement[int]) -> ColumnElement[bool]:
    """State that a passage is in no story that is given to others alone."""
    given = exists().where(
        _members.c.article_id == _passages.c.article_id, _assignments.c.story_id == _members.c.story_id
    )
    return or_(~given, given.where(_assignments.c.annotator_id == annotator))
