"""How far two values are apart: 0 the same, 1 as far as the scale goes. Values are codes, see `tallies`."""

import math
from collections.abc import Callable, Sequence

Distance = Callable[[int, int], float]


def nominal(a: int, b: int) -> float:
    """Tell two labels apart, without order."""
    return 0.0 if a == b else 1.0


def squared(numbers: Sequence[float]) -> Distance:
    """Make the squared difference of the labels' numbers, as a share of the largest.

    It is Krippendorff's interval metric, and one less Gwet's quadratic weight (Handbook of Inter-Rater
    Reliability, 4th ed., 2014, ch. 3).
    """
    span = (max(numbers) - min(numbers)) ** 2 if len(numbers) > 1 else 1.0
    return lambda a, b: (numbers[a] - numbers[b]) ** 2 / span


def ranked(labels: int) -> Distance:
    """Make one less Gwet's ordinal weight: C(|a - b| + 1, 2) / C(labels, 2) (Gwet 2014, ch. 3)."""
    span = math.comb(labels, 2) or 1
    return lambda a, b: math.comb(abs(a - b) + 1, 2) / span


def masi(a: int, b: int) -> float:
    """Measure how far two sets of labels, given as bit masks, are apart: 1 - Jaccard x monotonicity.

    Monotonicity is 1 for the same set, 2/3 for a set within the other, 1/3 for sets that only overlap, else 0.
    Two empty sets are the same answer, an empty one and another are as far apart as can be
    (Passonneau, Measuring agreement on set-valued items, LREC 2006).
    """
    if a == b:
        return 0.0
    common = a & b
    if not common:
        return 1.0
    jaccard = common.bit_count() / (a | b).bit_count()
    return 1.0 - jaccard * (2 / 3 if common in (a, b) else 1 / 3)


def label_numbers(labels: Sequence[str]) -> list[float]:
    """Give each label of an interval scale its number: its id where all are distinct numbers, else its position."""
    try:
        numbers = [float(label) for label in labels]
    except ValueError:
        numbers = []
    if len(set(numbers)) == len(labels) and all(map(math.isfinite, numbers)):
        return numbers
    return [float(position) for position in range(len(labels))]
