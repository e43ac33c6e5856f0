"""How alike articles are by their telling terms, and how alike an article is to a story."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from workbench.corpus.stories.terms import Weighed

_FULL_FACTS = 200.0
_FULL_PART = 150.0
"""The sums of squared weights at which figures and names count in full: about ten, and about seven telling ones."""
_ACROSS = 0.8
"""What likeness between languages is worth: it rests on figures, or on names, alone."""
_MEMBERS = 2 / 3


class Telling:
    """What one article tells: the weights of its figures, names and words, and the number of its tongue."""

    __slots__ = ("_squares", "_weights", "parts", "tongue")

    def __init__(self, parts: Weighed, tongue: int) -> None:
        self.parts, self.tongue = parts, tongue
        self._squares = [sum(weight * weight for weight in part.values()) for part in parts]
        self._weights = self._mixed()

    @property
    def asked(self) -> list[int]:
        """The numbers of all terms, those first that tell most."""
        return sorted(self._weights, key=lambda number: -self._weights[number])

    def weight(self, number: int) -> float:
        """Return a term's share in the whole; the squares of all of them sum to 1."""
        return self._weights[number]

    def alike(self, other: "Telling") -> float:
        """Return how alike two articles are, from 0 to 1.

        It is the cosine of all terms. Between two tongues it may be that of figures alone or of names alone, less where
        these are few: words say nothing there, and one shared figure is chance.
        """
        alike = _dot(self._weights, other._weights)
        if self.tongue == other.tongue:
            return alike
        return max(alike, _ACROSS * self._alike_in(0, other), _ACROSS * self._alike_in(1, other))

    def _alike_in(self, part: int, other: "Telling") -> float:
        squares = self._squares[part], other._squares[part]
        if not all(squares):
            return 0.0
        full = math.sqrt(min(1.0, squares[0] / _FULL_PART) * min(1.0, squares[1] / _FULL_PART))
        return full * _dot(self.parts[part], other.parts[part]) / math.sqrt(squares[0] * squares[1])

    def _mixed(self) -> dict[int, float]:
        figures, names, words = self.parts
        facts, rest = self._squares[0] + self._squares[1], self._squares[2]
        half = 0.5 * min(1.0, facts / _FULL_FACTS) if rest else 1.0
        of_fact = math.sqrt(half / facts) if facts else 0.0
        of_word = math.sqrt((1.0 - (half if facts else 0.0)) / rest) if rest else 0.0
        mixed = {number: weight * of_fact for part in (figures, names) for number, weight in part.items()}
        return mixed | {number: weight * of_word for number, weight in words.items()}


def read(tongue: int, parts: Sequence[Sequence[Sequence[int]]]) -> Telling:
    """Return a telling as it was written: pairs of a number and a weight in thousandths."""
    figures, names, words = ({number: weight / 1_000 for number, weight in part} for part in parts)
    return Telling((figures, names, words), tongue)


def written(telling: Telling) -> list[list[list[int]]]:
    """Write the terms of a telling as numbers alone."""
    return [[[number, round(weight * 1_000)] for number, weight in part.items()] for part in telling.parts]


def to_story(article: Telling, members: Sequence[Telling]) -> float:
    """Return how alike an article is to a story: the mean over those two thirds of its members that are most like it.

    The nearest member alone would chain one event to the next; all of them would keep out whoever tells it in another
    language.
    """
    likeness = sorted((article.alike(one) for one in members), reverse=True)
    closest = likeness[: math.ceil(_MEMBERS * len(likeness))]
    return sum(closest) / len(closest) if closest else 0.0


def day(published_at: str | None) -> int | None:
    """Return the day of a date as a number; None where no whole day is told."""
    try:
        return date.fromisoformat((published_at or "")[:10]).toordinal()
    except ValueError:
        return None


def span(days: Iterable[int | None]) -> int:
    """Return how many days lie between the first and the last of those that are known."""
    known = [one for one in days if one is not None]
    return max(known) - min(known) if known else 0


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return sum(weight * many[number] for number, weight in few.items() if number in many)
