"""The passages of a training round: chosen by a lead, with the known answers and the reasons for them.

Such a passage is put to nobody else: those who train have seen its answer. A project without any has no training.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from workbench.codebook import answers, codebooks
from workbench.codebook.answers import Answer
from workbench.codebook.codebooks import Version
from workbench.corpus.models import Article, Passage
from workbench.db import now
from workbench.errors import BadInputError, ConflictError, NotFoundError, Problem, RuleError
from workbench.labeling import retiring
from workbench.labeling.known import KnownRow
from workbench.labeling.models import (
    SKIPPED,
    Annotation,
    TrainingAnswer,
    TrainingAttempt,
    TrainingItem,
    table,
)
from workbench.labeling.schemas import Judged, Known, passage_id
from workbench.people.models import Annotator
from workbench.projects.models import Project

REASON = "training"
"""Why a passage of a training round is not labelled."""

_items, _attempts = table(TrainingItem), table(TrainingAttempt)
_HAS_PASSED = exists().where(_attempts.c.annotator_id == bindparam("annotator"), _attempts.c.passed)
# Every request of the queue asks this: building the statement anew costs more than running it.
_WAITS = (
    select(_items.c.id)
    .where(_items.c.project_id == bindparam("project"), _items.c.removed_at.is_(None), ~_HAS_PASSED)
    .limit(1)
)


@dataclass(frozen=True)
class Item:
    """A passage of the training round; `unfit` says why it is left out of it, empty where it is not."""

    id: int
    passage: Passage
    article: Article
    codebook: int
    judgments: tuple[Judged, ...]
    reason: str
    unfit: str

    def document(self) -> dict[str, Any]:
        """Describe the item as `workbench training list` does; what it says can be imported again."""
        return {
            "passage": str(self.passage.id),
            "article": self.article.uid,
            "text": self.passage.text,
            "codebook": self.codebook,
            "judgments": [asdict(one) for one in self.judgments],
            "reason": self.reason,
            "unfit": self.unfit,
        }


def is_due(session: Session, annotator: Annotator, project: Project) -> bool:
    """Tell whether an annotator has a training round to pass before anything else."""
    if session.execute(_WAITS, {"project": project.id, "annotator": annotator.id}).first() is None:
        return False
    return any(not one.unfit for one in items(session, project))


def items(session: Session, project: Project, *, and_removed: Collection[int] = ()) -> list[Item]:
    """List the passages of the training round in its first order, and of the removed ones those of these ids."""
    query = (
        select(TrainingItem, Passage, Article)
        .join(Passage, Passage.id == TrainingItem.passage_id)
        .join(Article, Article.id == Passage.article_id)
        .where(TrainingItem.project_id == project.id)
        .where(or_(TrainingItem.removed_at.is_(None), TrainingItem.id.in_(and_removed)))
        .order_by(TrainingItem.position, TrainingItem.id)
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    codebook, targets = codebooks.current(session, project), _targets(project)
    return [_item(item, passage, article, codebook, targets) for item, passage, article in rows]


def of_passage(session: Session, project: Project, passage_id: int) -> Item | None:
    """Return what is known of a passage that the training round uses; None for any other."""
    return next((one for one in items(session, project) if one.passage.id == passage_id), None)


def add(session: Session, project: Project, known: Known) -> Item:
    """Use a passage for training, with its known answers; those of one that is used already are replaced.

    Raises NotFoundError for the passage; ConflictError where it has answers or is put to nobody; RuleError for
    answers that the codebook refuses, that are not sure, or that come without any reason.
    """
    passage = _locked(session, project, known.passage)
    version = codebooks.current(session, project)
    if known.codebook is not None:
        version = codebooks.get(session, project, known.codebook) or version
    used = _used(session, passage)
    if used is None:
        _refuse_passage(session, passage)
    _refuse_answers(version, project, known)
    position = used.position if used else _last_position(session, project) + 1
    if used and _is_answered(session, used):
        used.removed_at, used = now(), None
        session.flush()
    item = used or TrainingItem(project_id=project.id, passage_id=passage.id, position=position)
    item.codebook, item.reason = version.number, known.reason.strip()
    item.judgments = [asdict(one) for one in known.judgments]
    session.add(item)
    passage.labelled, passage.decided, passage.reason = False, True, REASON
    retiring.end_leases(session, [passage.id])
    session.flush()
    article = session.get_one(Article, passage.article_id)
    return _item(item, passage, article, codebooks.current(session, project), _targets(project))


def take(session: Session, project: Project, row: KnownRow, file: str) -> BadInputError | None:
    """Use the passage of a file's row; where that cannot be, return why, and nothing is changed."""
    try:
        add(session, project, row.known)
    except (ConflictError, NotFoundError, RuleError) as error:
        told = "; ".join([error.message, *(f"{one.field}: {one.reason}" for one in error.problems)])
        return BadInputError(told, file=file, row=row.row)
    return None


def remove(session: Session, project: Project, passage_id: str) -> bool:
    """Take a passage out of the training round, and return whether it is put to annotators now.

    Where somebody has seen its known answers it is not; a lead can do that on the article's page. Raises NotFoundError.
    """
    passage = _locked(session, project, passage_id)
    item = _used(session, passage)
    if item is None:
        raise NotFoundError("training passage", passage_id)
    is_seen = _is_answered(session, item)
    if is_seen:
        item.removed_at = now()
    else:
        session.delete(item)
        passage.labelled, passage.reason = True, ""
    session.flush()
    return passage.labelled


def answers_of(judgments: Sequence[Judged]) -> list[Answer]:
    """Return judgments as the codebook judges them."""
    return [Answer(one.dimension, one.target, one.value, one.state) for one in judgments]


def judged(stored: Sequence[Mapping[str, Any]]) -> tuple[Judged, ...]:
    """Return judgments as they were stored with an item or an answer to one."""
    return tuple(Judged(**one) for one in stored)


def _item(item: TrainingItem, passage: Passage, article: Article, current: Version, targets: Sequence[str]) -> Item:
    judgments = judged(item.judgments)
    unfit = ""
    if item.removed_at is not None:
        unfit = "It was taken out."
    elif passage.retired_at is not None:
        unfit = "Its article was cut anew: choose a passage as it is now."
    elif problems := answers.problems(current.codebook, targets, answers_of(judgments)):
        unfit = f"The codebook has changed, and no longer takes its answers: {problems[0].reason}. Answer it anew."
    return Item(item.id, passage, article, item.codebook, judgments, item.reason, unfit)


def _targets(project: Project) -> list[str]:
    return [target.slug for target in project.targets]


def _locked(session: Session, project: Project, passage: str) -> Passage:
    query = select(Passage).where(Passage.id == passage_id(passage), Passage.project_id == project.id)
    found = session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError("passage", passage)
    return found


def _used(session: Session, passage: Passage) -> TrainingItem | None:
    query = select(TrainingItem).where(TrainingItem.project_id == passage.project_id)
    return session.scalars(
        query.where(TrainingItem.passage_id == passage.id, TrainingItem.removed_at.is_(None))
    ).first()


def _refuse_passage(session: Session, passage: Passage) -> None:
    answered = (Annotation.passage_id == passage.id, Annotation.latest, Annotation.state != SKIPPED)
    count = session.scalars(select(func.count(Annotation.id)).where(*answered)).one()
    if count:
        told = "1 answer" if count == 1 else f"{count} answers"
        raise ConflictError(
            f"This passage has {told}, so it stays one of the set. Choose one that nobody has answered."
        )
    if not passage.labelled or passage.retired_at is not None:
        raise ConflictError("This passage is not put to annotators. Choose one that is.")


def _refuse_answers(version: Version, project: Project, known: Known) -> None:
    found = answers.problems(version.codebook, _targets(project), answers_of(known.judgments))
    found += [
        Problem(f"judgments[{number}].state", "a known answer is sure; answer it, or say that the target is absent")
        for number, one in enumerate(known.judgments)
        if one.state == "unsure"
    ]
    if found:
        raise RuleError("These cannot be the known answers.", problems=found)
    if not known.reason.strip() and not any(one.reason.strip() for one in known.judgments):
        problem = Problem("reason", "say what counts here and why, for one question at least or for the passage")
        raise RuleError("Known answers come with a reason.", problems=[problem])


def _is_answered(session: Session, item: TrainingItem) -> bool:
    return (
        session.execute(select(TrainingAnswer.id).where(TrainingAnswer.item_id == item.id).limit(1)).first() is not None
    )


def _last_position(session: Session, project: Project) -> int:
    query = select(func.max(TrainingItem.position)).where(TrainingItem.project_id == project.id)
    return session.scalar(query) or 0
