"""What an annotator is told of an article. A project may hold its outlet and its address back until they have answered.

An article's own id is often its address, so that such a project's annotators know it by a stand-in, all the time.
"""

import hashlib
import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workbench.corpus import articles
from workbench.corpus.models import Article, Passage
from workbench.labeling.models import SKIPPED, Annotation, Lease
from workbench.people.models import Annotator
from workbench.projects.models import Project

_STAND_IN = re.compile("([1-9][0-9]{0,8})-([0-9a-f]{16})")


def holds_back(project: Project) -> bool:
    """Tell whether the project holds outlets back."""
    return project.outlet == "after"


def head(project: Project, article_id: int, article: Any, *, is_open: bool = False) -> dict[str, str | None]:
    """Describe an article without its passages to an annotator, to whom its outlet `is_open` or held back."""
    is_whole = is_open or not holds_back(project)
    noted = {} if article.content_note is None else {"content_note": article.content_note}
    return {
        "id": name(project, article_id, article.uid),
        "title": article.title,
        "outlet": article.outlet if is_whole else None,
        "url": article.url if is_whole else None,
        "published_at": article.published_at,
        **noted,
    }


def name(project: Project, article_id: int, uid: str) -> str:
    """Return the id by which the project's annotators know an article."""
    if not holds_back(project):
        return uid
    return f"{article_id}-{hashlib.sha256(f'{project.seed}:{uid}'.encode()).hexdigest()[:16]}"


def document(session: Session, annotator: Annotator | None, project: Project, known_as: str) -> dict[str, Any]:
    """Return an article as the annotator may read it now, by the id that they or its lead know it by.

    Raises NotFoundError.
    """
    article = _named(session, project, known_as)
    whole = articles.document(session, project, article.uid)
    is_open = annotator is not None and article.id in opened(session, annotator, project, [article.id])
    return whole | head(project, article.id, article, is_open=is_open)


def up_to(session: Session, annotator: Annotator, project: Project, passage: Passage) -> dict[str, Any]:
    """Return a passage's article as the annotator may read it now, without what comes after where that is hidden."""
    article = session.get_one(Article, passage.article_id)
    found = document(session, annotator, project, article.uid)
    if project.later_passages == "hidden":
        found["passages"] = [one for one in found["passages"] if one["position"] <= passage.position]
    return found


def opened(session: Session, annotator: Annotator, project: Project, article_ids: Collection[int]) -> set[int]:
    """Return which of the articles the annotator may know the outlet of.

    Where it is held back: those of which they answered a passage and can be handed none that they have not answered.
    """
    if not holds_back(project):
        return set(article_ids)
    own = select(Annotation.id).where(
        Annotation.passage_id == Passage.id,
        Annotation.annotator_id == annotator.id,
        Annotation.latest,
        Annotation.state != SKIPPED,
    )
    held = select(Lease.passage_id).where(
        Lease.passage_id == Passage.id, Lease.annotator_id == annotator.id, Lease.active
    )
    may_come = (Passage.taken < project.overlap) | exists(held)
    of_these = select(Passage.article_id).where(Passage.article_id.in_(article_ids))
    ahead = of_these.where(Passage.labelled, Passage.retired_at.is_(None), may_come, ~exists(own))
    return set(session.scalars(of_these.where(exists(own)))) - set(session.scalars(ahead))


def _named(session: Session, project: Project, known_as: str) -> Article:
    if holds_back(project) and (parts := _STAND_IN.fullmatch(known_as)):
        found = session.get(Article, int(parts[1]))
        if found is not None and found.project_id == project.id and known_as == name(project, found.id, found.uid):
            return found
    return articles.get(session, project, known_as)
