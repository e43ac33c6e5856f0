"""Export rows: all that is known of a passage, one row each, in the order and form of the contract.

- A passage is annotated, and has a row, once anyone's latest annotation on it is in and not late, be it a skip. With
  `everything` each labelled passage has a row too; without annotations its lists are empty.
- `labels` and `soft` name every question that the project asks. Only answered judgments vote, labels off the scale
  among them; where nobody has answered, the question is unresolved, 0 of 0.
- Rows stand in reading order. Where the first of them do not show what a column holds, one that does is put in front:
  see `showing`.
- `judgments` stand by annotator, then in the codebook's order. A question that takes several labels and is answered
  with none has one judgment without a value.
"""

import itertools
from array import array
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.corpus.duplicates import clusters
from workbench.corpus.models import Article, Passage
from workbench.datasets import showing
from workbench.datasets.outcomes import Document, Outcomes, Question
from workbench.db import iso
from workbench.labeling.models import Annotation, Judgment
from workbench.people import users
from workbench.people.models import Annotator
from workbench.projects.models import Project

KEYS = (
    *("id", "item", "article", "position", "kind", "text", "start", "end", "cluster", "split"),
    *("labels", "soft", "judgments"),
)
_AT_ONCE = 500

_Query = Select[*tuple[Any, ...]]
_NO_LABELS = frozenset[str]()
_COUNTING = (Annotation.latest, ~Annotation.late)


def _judged(*holds: ColumnElement[bool]) -> ColumnElement[bool]:
    """Ask for the passages with a judgment of which this is so."""
    judged = select(Annotation.passage_id).join(Judgment, Judgment.annotation_id == Annotation.id)
    return Passage.id.in_(judged.where(*_COUNTING, *holds))


# Which passages may show what a column holds.
_ANNOTATED = Passage.id.in_(select(Annotation.passage_id).where(*_COUNTING))
_VALUED = _judged(Judgment.value.is_not(None))
_HOLDING: dict[str, ColumnElement[bool]] = {
    "item": Passage.item.is_not(None),
    "cluster": clusters.of_passage().is_not(None),
    "labels.values": _VALUED,
    "soft.shares": _VALUED,
    "judgments.value": _VALUED,
    "judgments.target": _judged(Judgment.target.is_not(None)),
    "judgments.dimension": _judged(),
    "judgments": _ANNOTATED,  # and with them, on the same row, all questions and targets of labels and soft
}


class ExportRows:
    """The rows of a project. Which passages and in what order is settled here, what is said of them when read."""

    def __init__(self, session: Session, project: Project, *, everything: bool = False) -> None:
        self._session = session
        codebook = codebooks.current(session, project).codebook
        asked = codebooks.questions(codebook, project.targets)
        self._outcomes = Outcomes([(dimension, target.slug if target else None) for dimension, target in asked])
        annotators = session.scalars(select(Annotator).where(Annotator.project_id == project.id))
        self._annotators = {one.id: (one.number, users.pseudonym(one)) for one in annotators}
        wanted = _wanted(project, everything=everything)
        self._ids = _ids(session, wanted)
        if leading := self._leading(wanted):
            rest = (one for one in self._ids if one not in leading)
            self._ids = array("q", itertools.chain(leading, rest))

    def __len__(self) -> int:
        return len(self._ids)

    def chunks(self) -> Iterator[list[Document]]:
        """Yield the rows, some hundreds at a time."""
        for start in range(0, len(self._ids), _AT_ONCE):
            yield self._read(self._ids[start : start + _AT_ONCE])

    def _leading(self, wanted: _Query) -> list[int]:
        """Find the rows that show what columns hold, where the first ones do not."""
        seen: set[str] = set()
        characters = 0
        for row in self._read(self._ids[: showing.ROWS_LOOKED_AT]):
            seen |= showing.shown(row)
            characters += len(row["text"])
            if characters > showing.CHARACTERS_LOOKED_AT:
                break
        leading = []
        for column, holds in _HOLDING.items():
            found = None if column in seen else self._first_showing(column, wanted.where(holds))
            if found:
                leading.append(int(found["id"]))
                seen |= showing.shown(found)
        return leading

    def _first_showing(self, column: str, wanted: _Query) -> Document | None:
        candidates = _ids(self._session, wanted)
        for start in range(0, len(candidates), _AT_ONCE):
            for row in self._read(candidates[start : start + _AT_ONCE]):
                if column in showing.shown(row):
                    return row
        return None

    def _read(self, ids: Sequence[int]) -> list[Document]:
        connection = self._session.connection()
        passages = {row[0]: row for row in connection.execute(_passages(ids)).all()}
        answers = itertools.groupby(connection.execute(_answers(ids)).all(), itemgetter(0))
        said = {passage_id: list(rows) for passage_id, rows in answers}
        return [self._row(passages[one], said.get(one, ())) for one in ids if one in passages]

    def _row(self, passage: Sequence[Any], answers: Sequence[Sequence[Any]]) -> Document:
        passage_id, item, article, position, kind, text, start, end, cluster = passage
        judgments: list[tuple[tuple[Any, ...], Document]] = []
        given: dict[Question, dict[int, frozenset[str]]] = {}
        for _, annotator_id, codebook, at, dimension, target, value, state, whole in answers:
            number, pseudonym = self._annotators[annotator_id]
            question = dimension, target
            order = number, *self._outcomes.order(question, value), dimension or "", target or "", value or ""
            judgment = {
                "annotator": pseudonym,
                "dimension": dimension,
                "target": target,
                "value": value,
                "state": state or whole,
                "codebook": codebook,
                "at": iso(at),
            }
            judgments.append((order, judgment))
            if state == "answered":
                by_annotator = given.setdefault(question, {})
                by_annotator[annotator_id] = by_annotator.get(annotator_id, _NO_LABELS) | (
                    {value} if value is not None else _NO_LABELS
                )
        labels, soft = self._outcomes.of({one: by.values() for one, by in given.items()}) if answers else ([], [])
        return {
            "id": str(passage_id),
            "item": item,
            "article": article,
            "position": position,
            "kind": kind,
            "text": text,
            "start": start,
            "end": end,
            "cluster": cluster,
            "split": None,
            "labels": labels,
            "soft": soft,
            "judgments": [judgment for _, judgment in sorted(judgments, key=itemgetter(0))],
        }


def _wanted(project: Project, *, everything: bool) -> _Query:
    """Ask for the passages that have a row, in order."""
    annotated = Passage.id.in_(select(Annotation.passage_id).where(Annotation.project_id == project.id, *_COUNTING))
    return (
        select(Passage.id)
        .where(Passage.project_id == project.id, Passage.retired_at.is_(None))
        .where(or_(Passage.labelled, annotated) if everything else annotated)
        .order_by(Passage.article_id, Passage.position, Passage.id)
    )


def _ids(session: Session, wanted: _Query) -> "array[int]":
    """Read passage ids: 8 bytes each, so that a million of them are nothing."""
    ids = array("q")
    found = session.connection().execute(wanted, execution_options={"yield_per": 10_000})
    for part in found.scalars().partitions():
        ids.extend(part)
    return ids


def _passages(ids: Sequence[int]) -> _Query:
    return (
        select(
            *(Passage.id, Passage.item, Article.uid, Passage.position, Passage.kind, Passage.text),
            *(Passage.start, Passage.end, clusters.of_passage()),
        )
        .join(Article, Article.id == Passage.article_id)
        .where(Passage.id.in_(ids))
    )


def _answers(ids: Sequence[int]) -> _Query:
    return (
        select(
            *(Annotation.passage_id, Annotation.annotator_id, Annotation.codebook, Annotation.at),
            *(Judgment.dimension, Judgment.target, Judgment.value, Judgment.state),
            Annotation.state.label("annotation_state"),
        )
        .outerjoin(Judgment, Judgment.annotation_id == Annotation.id)
        .where(Annotation.passage_id.in_(ids), *_COUNTING)
        .order_by(Annotation.passage_id, Annotation.id, Judgment.id)
    )
