"""What other outlets say to a passage, as an annotator may open it: always, after answering, or never."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.corpus.stories import corroboration
from workbench.corpus.stories.corroboration import Elsewhere
from workbench.errors import NotAllowedError
from workbench.labeling import reading
from workbench.labeling.context import CORROBORATION_AFTER
from workbench.labeling.models import Annotation
from workbench.people.models import Annotator
from workbench.projects.models import Project


def open_for(session: Session, annotator: Annotator, project: Project, passage_id: int) -> None:
    """Note with the annotator's answer to a passage that they open this; before there is one, the submission tells.

    Raises NotAllowedError where the project does not allow it (yet), and NotFoundError.
    """
    if project.corroboration == "never":
        raise NotAllowedError("This project does not show what other outlets say.")
    own = (Annotation.passage_id == passage_id, Annotation.annotator_id == annotator.id)
    query = select(Annotation).where(*own, Annotation.latest, Annotation.state != "skipped").with_for_update()
    answer = session.scalars(query).first()
    if project.corroboration == "after" and answer is None:
        raise NotAllowedError("This project shows what other outlets say once you have answered the passage.")
    if answer is not None and CORROBORATION_AFTER not in answer.context_opened:
        answer.context_opened = [*answer.context_opened, CORROBORATION_AFTER]
        session.flush()


def of_passage(session: Session, project: Project, passage_id: int) -> dict[str, Any]:
    """Describe to an annotator what other outlets say to a passage: they are numbered, and named unless held back.

    Raises NotFoundError.
    """
    found = corroboration.of_passage(session, project, passage_id)
    told = corroboration.document(found)
    numbers = _numbers(found.similar)
    for one, similar in zip(told["similar"], found.similar, strict=True):
        one["number"] = numbers[similar.outlet or similar.article]
        if reading.holds_back(project):
            one["outlet"] = None
            one["article"] = reading.name(project, similar.article_id, similar.article)
    return told


def _numbers(similar: Sequence[Elsewhere]) -> dict[str, int]:
    """Count the outlets from 1; an article without one is an outlet of its own."""
    found = dict.fromkeys(one.outlet or one.article for one in similar)
    return {outlet: number for number, outlet in enumerate(found, 1)}
