"""What was answered on the copies of one text: the same words, so the same answers might be expected."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.codebook.definition import Dimension
from workbench.labeling.models import Annotation, Judgment
from workbench.projects.models import Project, Target

_NAMED_AT_ONCE = 1_000

# One annotator's labels for a passage in one question; empty where a question that takes several is answered with none.
Answer = frozenset[str]
# A passage, a dimension, a target's id: how often each answer was given.
Given = Mapping[tuple[int, str, str | None], Counter[Answer]]


@dataclass(frozen=True, slots=True)
class Compared:
    """The answers to one question on each copy that has any: how often each was given."""

    dimension: Dimension
    target: Target | None
    answers: dict[int, Counter[Answer]]

    @property
    def differ(self) -> bool:
        """Whether two copies are answered, and not all in the same way."""
        return len(self.answers) > 1 and len(set().union(*self.answers.values())) > 1


def given(session: Session, passages: Sequence[int]) -> Given:
    """Read what counts as answered on these passages: the latest of each annotator, not late, not unsure."""
    found: dict[tuple[int, str, str | None], Counter[Answer]] = {}
    for start in range(0, len(passages), _NAMED_AT_ONCE):
        query = (
            select(
                *(Annotation.passage_id, Judgment.dimension, Judgment.target, Annotation.annotator_id, Judgment.value)
            )
            .join(Judgment, Judgment.annotation_id == Annotation.id)
            .where(Annotation.passage_id.in_(passages[start : start + _NAMED_AT_ONCE]))
            .where(Annotation.latest, ~Annotation.late, Judgment.state == "answered")
            .order_by(Annotation.passage_id, Judgment.dimension, Judgment.target, Annotation.annotator_id)
        )
        for (*question, _annotator), rows in groupby(session.execute(query), key=itemgetter(0, 1, 2, 3)):
            labels = frozenset(value for *_, value in rows if value is not None)
            passage, dimension, target = question
            found.setdefault((passage, dimension, target), Counter())[labels] += 1
    return found


def compare(
    questions: Sequence[tuple[Dimension, Target | None]], passages: Sequence[int], answers: Given
) -> list[Compared]:
    """Lay the answers on some passages side by side, for each question that any of them answers."""
    found = [
        Compared(
            dimension,
            target,
            {passage: answers[key] for passage in passages if (key := _key(passage, dimension, target)) in answers},
        )
        for dimension, target in questions
    ]
    return [one for one in found if one.answers]


def questions(session: Session, project: Project) -> list[tuple[Dimension, Target | None]]:
    """Return what the project asks of a passage, in order."""
    return codebooks.questions(codebooks.current(session, project).codebook, project.targets)


def _key(passage: int, dimension: Dimension, target: Target | None) -> tuple[int, str, str | None]:
    return passage, dimension.id, target.slug if target else None
