"""The answers of a project as agreement wants them: read in one pass, kept as a few numbers each."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.agreement.coefficients import Row, Value
from workbench.codebook.definition import Dimension
from workbench.corpus.models import Passage
from workbench.labeling.models import Annotation, Judgment
from workbench.people.models import Annotator
from workbench.projects.models import Project, Target

REASONS = ("unsure", "not_applicable", "off_scale", "unusable", "skipped", "late", "single")
PRESENCE = ("present", "absent")

# The state and the labels of one annotator's answer to one question.
Given = tuple[str, frozenset[str]]

_AT_ONCE = 10_000


class Judgments:
    """A project's judgments in columns: those on one passage side by side, those of one annotation too.

    A code stands for dimension, target, state and label; of these there are few, however many judgments.
    """

    def __init__(self) -> None:
        self.articles = array("q")
        self.passages = array("q")
        self.annotators = array("q")
        self.codes = array("q")
        self.meanings: dict[tuple[str, str | None, str, str | None], int] = {}

    def extend(self, rows: Sequence[Any]) -> None:
        """Add rows of article, passage, annotator, dimension, target, state, label."""
        articles, passages, annotators, *meanings = zip(*rows, strict=True)
        self.articles.extend(articles)
        self.passages.extend(passages)
        self.annotators.extend(annotators)
        known = self.meanings
        self.codes.extend([known.setdefault(meaning, len(known)) for meaning in zip(*meanings, strict=True)])

    def given(self, dimension: str, target: str | None) -> Iterator[tuple[int, int, int, Given]]:
        """Yield article, passage, annotator and answer, for one question."""
        mine = [meaning[:2] == (dimension, target) for meaning in self.meanings]
        answers = [
            (state, frozenset[str]() if label is None else frozenset((label,))) for _, _, state, label in self.meanings
        ]
        columns = zip(self.articles, self.passages, self.annotators, self.codes, strict=True)
        judgments = compress(columns, map(mine.__getitem__, self.codes))
        for (article, passage, annotator), rows in groupby(judgments, key=itemgetter(0, 1, 2)):
            found = [answers[row[3]] for row in rows]
            if len(found) > 1:
                found[0] = found[0][0], frozenset[str]().union(*[labels for _, labels in found])
            yield article, passage, annotator, found[0]


class Answers:
    """What was answered to one question: a dimension, for one target where it is asked for each."""

    def __init__(self, judgments: Judgments, dimension: Dimension, target: Target | None) -> None:
        self.dimension = dimension
        self.target = target
        self._judgments = judgments
        self._on_scale = frozenset(label.id for label in dimension.on_scale)

    def rows(self, names: Mapping[int, str]) -> Iterator[Row]:
        """Yield (article, passage, annotator's name, value) of the answers that count: answered, on the scale."""
        values: dict[Given, Value | None] = {}
        for article, passage, annotator, given in self._given():
            if given not in values:
                values[given] = self._value(given)
            if (value := values[given]) is not None:
                yield article, passage, names[annotator], value

    def presence(self, names: Mapping[int, str]) -> Iterator[Row]:
        """Yield whether each annotator found the target `present` or `absent`, unless unsure."""
        seen = {"answered": "present", "not_applicable": "absent"}
        for article, passage, annotator, (state, _) in self._given():
            if state in seen:
                yield article, passage, names[annotator], seen[state]

    def left_out(self) -> Counter[str]:
        """Count the answers that are no value on the scale, by reason."""
        counts: Counter[str] = Counter()
        for (state, labels), times in Counter(map(itemgetter(3), self._given())).items():
            if self._value((state, labels)) is None:
                counts["off_scale" if state == "answered" else state] += times
        return counts

    def _given(self) -> Iterator[tuple[int, int, int, Given]]:
        return self._judgments.given(self.dimension.id, self.target.slug if self.target else None)

    def _value(self, given: Given) -> Value | None:
        """Return the value that an answer stands for on the scale, None where it is not there.

        Of several labels those off the scale are left away; an answer that holds no others is off the scale.
        """
        state, labels = given
        if state != "answered":
            return None
        on_scale = labels & self._on_scale
        if self.dimension.several:
            return on_scale if on_scale or not labels else None
        return next(iter(on_scale), None)


def read(session: Session, project: Project, questions: Sequence[tuple[Dimension, Target | None]]) -> list[Answers]:
    """Read the answers to each question: the latest of each annotator, of passages not retired, none of them late."""
    query = (
        select(
            Passage.article_id,
            Annotation.passage_id,
            Annotation.annotator_id,
            Judgment.dimension,
            Judgment.target,
            Judgment.state,
            Judgment.value,
        )
        .join_from(Annotation, Passage, Passage.id == Annotation.passage_id)
        .join(Judgment, Judgment.annotation_id == Annotation.id)
        .where(Annotation.project_id == project.id, Annotation.latest, ~Annotation.late, Passage.retired_at.is_(None))
        .order_by(Annotation.passage_id, Annotation.id, Judgment.id)
    )
    judgments = Judgments()
    # The connection gives plain rows; the session would look for entities in a million of them.
    result = session.connection().execute(query, execution_options={"yield_per": _AT_ONCE})
    for rows in result.partitions():
        judgments.extend(rows)
    return [Answers(judgments, dimension, target) for dimension, target in questions]


def without_judgments(session: Session, project: Project) -> Counter[str]:
    """Count the annotations that answer no question, or too late: unusable, skipped, late."""
    query = (
        select(Annotation.late, Annotation.state, func.count())
        .join(Passage, Passage.id == Annotation.passage_id)
        .where(Annotation.project_id == project.id, Annotation.latest, Passage.retired_at.is_(None))
        .group_by(Annotation.late, Annotation.state)
    )
    counts: Counter[str] = Counter()
    for late, state, times in session.execute(query):
        if late or state != "answered":
            counts["late" if late else state] += times
    return counts


def names(session: Session, project: Project) -> dict[int, str]:
    """Return the names of the project's annotators by id; where two have one name, with their numbers."""
    query = select(Annotator.id, Annotator.name, Annotator.number).filter_by(project_id=project.id)
    found = session.execute(query).all()
    times = Counter(name for _, name, _ in found)
    return {one: name if times[name] == 1 else f"{name} ({number})" for one, name, number in found}
