"""Which labels annotators mix up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter

from workbench.agreement.coefficients import Row


@dataclass(frozen=True, slots=True)
class Confused:
    """Two labels given to the same unit by two annotators: how many pairs, of all pairs that differ."""

    a: str
    b: str
    pairs: int
    share: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often two annotators gave a unit the two labels of row and column; symmetric, pairs counted once.

    `worst` are the labels mixed up at all, most often first.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    worst: tuple[Confused, ...]


def confusion(rows: Iterable[Row], labels: Sequence[str]) -> Confusion:
    """Count the pairs of labels in rows of (article, unit, annotator, label), the rows of a unit adjacent."""
    patterns = Counter(tuple(sorted(row[3] for row in answers)) for _, answers in groupby(rows, key=itemgetter(0, 1)))
    pairs: Counter[tuple[object, ...]] = Counter()
    for pattern, times in patterns.items():
        for pair in combinations(pattern, 2):
            pairs[pair] += times
    counts = tuple(tuple(pairs[tuple(sorted((a, b)))] for b in labels) for a in labels)
    differing = [(labels[i], labels[j], counts[i][j]) for i, j in combinations(range(len(labels)), 2) if counts[i][j]]
    total = sum(times for *_, times in differing)
    worst = tuple(Confused(a, b, times, times / total) for a, b, times in sorted(differing, key=lambda one: -one[2]))
    return Confusion(tuple(labels), counts, worst)
