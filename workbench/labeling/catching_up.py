"""Which codebook an annotator was last shown, and what has changed since."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.codebook.difference import Difference, difference
from workbench.people.models import Annotator
from workbench.projects.models import Project


@dataclass(frozen=True)
class Missed:
    """The version that an annotator was last shown, the one that holds now, and what is different."""

    seen: int
    current: int
    changes: Difference


def missed(session: Session, annotator: Annotator, project: Project) -> Missed | None:
    """Return what has changed since the annotator was last shown the codebook, None where that is nothing.

    Then, as at a first visit, the current version counts as shown from here on.
    """
    current = codebooks.current(session, project)
    before = codebooks.get(session, project, annotator.codebook_seen) if annotator.codebook_seen else None
    if before is not None and before.number != current.number:
        changes = difference(before.codebook, current.codebook)
        if not changes.is_empty:
            return Missed(before.number, current.number, changes)
    shown(session, annotator, current.number)
    return None


def shown(session: Session, annotator: Annotator, version: int) -> None:
    """Note that the annotator was shown a version of the codebook."""
    if annotator.codebook_seen != version:
        annotator.codebook_seen = version
        session.flush()
