"""How far an answer agrees with a known one, and whether that passes. Also the order of a round."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Question = tuple[str, str | None]
"""A dimension, and the target that it was asked for."""
Said = tuple[str, frozenset[str]]
"""The state of an answer, and the labels chosen; no label where none fits or the state gives none."""
NOTHING: Said = ("", frozenset())
"""What is said to a question that has no answer."""


@dataclass(frozen=True)
class Compared:
    """A question with its known answer beside the one given."""

    question: Question
    known: Said
    given: Said

    @property
    def agrees(self) -> bool:
        """Tell whether the answer given is the known one: the same state and the same labels."""
        return self.known == self.given


def compare(
    known: Iterable[tuple[Question, str, str | None]], given: Iterable[tuple[Question, str, str | None]]
) -> list[Compared]:
    """Put the answers given beside the known ones, question by question in the order of the known ones.

    Judgments are (question, state, label or None). What was answered beyond the known questions is left out.
    """
    wanted, said = _by_question(known), _by_question(given)
    return [Compared(question, answer, said.get(question, NOTHING)) for question, answer in wanted.items()]


def passes(right: int, asked: int, mark: int) -> bool:
    """Tell whether `right` of `asked` judgments reach a mark in per cent. Of nothing, nothing passes."""
    return asked > 0 and right * 100 >= mark * asked


def per_cent(right: int, asked: int) -> int:
    """Return the share in whole per cent, rounded down, so that a mark shown as reached is reached; 0 of nothing."""
    return right * 100 // asked if asked else 0


def another_order(items: Sequence[int], before: Sequence[int], seed: str) -> list[int]:
    """Put items in an order made from the seed, and not in that of the round before, where there are two or more."""
    shuffled = list(items)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  nothing secret
    if shuffled == [one for one in before if one in shuffled]:
        shuffled = shuffled[1:] + shuffled[:1]
    return shuffled


def _by_question(judgments: Iterable[tuple[Question, str, str | None]]) -> dict[Question, Said]:
    found: dict[Question, Said] = {}
    for question, state, value in judgments:
        _, values = found.get(question, NOTHING)
        found[question] = (state, values | ({value} if value is not None else frozenset()))
    return found
