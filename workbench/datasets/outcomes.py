"""What the answers to a passage settle, question by question, as an export tells it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from workbench.adjudication.consensus import Vote, settle, shares
from workbench.codebook.definition import Dimension

Question = tuple[str, str | None]
Document = dict[str, Any]

_MANY = 1_000_000


class Outcomes:
    """The questions of a project in order, and what is settled by the labels given to each."""

    def __init__(self, questions: Sequence[tuple[Dimension, str | None]]) -> None:
        self._questions = questions
        self._places = {(dimension.id, target): place for place, (dimension, target) in enumerate(questions)}
        self._label_places: dict[tuple[str, str | None], int] = {
            (dimension.id, label.id): place
            for dimension, _ in questions
            for place, label in enumerate(dimension.labels)
        }
        # The same counts come again and again.
        self._settled = lru_cache(maxsize=20_000)(self._settle)

    def order(self, question: Question, label: str | None) -> tuple[int, int]:
        """Return the places of question and label; what the codebook does not have comes last."""
        return self._places.get(question, _MANY), self._label_places.get((question[0], label), _MANY)

    def of(self, given: Mapping[Question, Iterable[frozenset[str]]]) -> tuple[list[Document], list[Document]]:
        """Settle every question by the sets of labels given to it: the labels, and the shares of each."""
        settled = [
            self._settled(place, frozenset(Counter(given.get(question, ())).items()))
            for question, place in self._places.items()
        ]
        return [labels for labels, _ in settled], [soft for _, soft in settled]

    def _settle(self, place: int, counts: frozenset[tuple[frozenset[str], int]]) -> tuple[Document, Document]:
        dimension, target = self._questions[place]
        question = {"dimension": dimension.id, "target": target}
        sets = [labels for labels, times in counts for _ in range(times)]
        if not sets:
            nothing = {"values": [], "provenance": "unresolved", "agreeing": 0, "of": 0}
            return question | nothing, question | {"shares": []}
        votes: list[Vote] = list(sets) if dimension.several else [label for labels in sets for label in labels]
        known = _labels(dimension, sets)
        settled = settle(votes, labels=known, several=dimension.several)
        label = question | {
            "values": list(settled.values),
            "provenance": settled.provenance,
            "agreeing": settled.agreeing,
            "of": settled.of,
        }
        shared = shares(votes, labels=known, several=dimension.several)
        return label, question | {"shares": [{"label": one, "share": share} for one, share in shared]}


def _labels(dimension: Dimension, sets: Sequence[frozenset[str]]) -> list[str]:
    """List the dimension's labels, and behind them any that only an earlier version had."""
    known = [label.id for label in dimension.labels]
    return known + sorted(frozenset[str]().union(*sets).difference(known))
