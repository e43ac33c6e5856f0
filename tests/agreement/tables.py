"""Tables of answers for tests, as publications print them, and the definitions of the coefficients.

The definitions go through every pair of values one by one. They are slow and share nothing with the code
that they check.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from workbench.agreement.coefficients import Row, Value

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
# Gwet takes the same data (irrCAC calls them cac.raw4raters).
KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""

# Fleiss, Measuring nominal scale agreement among many raters (1971), table 1: six diagnoses for each of
# thirty patients, by how many made each.
FLEISS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def seeded(seed: int | str) -> random.Random:
    """Give the same randomness every time."""
    return random.Random(seed)


def observers(text: str) -> list[Row]:
    """Read a table of one line for each annotator and one column for each unit, its own article."""
    lines = [line.split() for line in text.split("\n") if line]
    return [
        (f"article {unit}", unit, f"annotator {who}", value)
        for unit, values in enumerate(zip(*lines, strict=True))
        for who, value in enumerate(values)
        if value != "."
    ]


def counts(units: Iterable[Sequence[int]]) -> list[Row]:
    """Read how many annotators gave each label to each unit; labels are "0", "1" and so on."""
    rows: list[Row] = []
    for unit, given in enumerate(units):
        values = [str(label) for label, count in enumerate(given) for _ in range(count)]
        rows += [(f"article {unit}", unit, f"annotator {who}", value) for who, value in enumerate(values)]
    return rows


def by_unit(rows: Iterable[Row]) -> list[list[Value]]:
    units: defaultdict[object, list[Value]] = defaultdict(list)
    for _, unit, _, value in rows:
        units[unit].append(value)
    return list(units.values())


def observed_agreement(rows: Iterable[Row], weight: Callable[[Value, Value], float]) -> float | None:
    """Average, over units with two values or more, the mean weight of a unit's ordered pairs of values."""
    means = []
    for values in by_unit(rows):
        pairs = [weight(a, b) for a, b in permutations(values, 2)]
        if pairs:
            means.append(sum(pairs) / len(pairs))
    return sum(means) / len(means) if means else None


def label_shares(rows: Iterable[Row], labels: Sequence[str]) -> list[float]:
    """Average each label's share of a unit's values over all units."""
    units = by_unit(rows)
    return [sum(values.count(label) / len(values) for values in units) / len(units) for label in labels]


def fleiss(rows: list[Row], labels: Sequence[str]) -> float | None:
    agreement = observed_agreement(rows, lambda a, b: float(a == b))
    if agreement is None or len({value for *_, value in rows}) == 1:
        return None
    chance = sum(share**2 for share in label_shares(rows, labels))
    return (agreement - chance) / (1 - chance)


def gwet(rows: list[Row], labels: Sequence[str], weights: Sequence[Sequence[float]]) -> float | None:
    place = {label: position for position, label in enumerate(labels)}
    agreement = observed_agreement(rows, lambda a, b: weights[place[a]][place[b]])
    if agreement is None:
        return None
    size = len(labels)
    spread = sum(share * (1 - share) for share in label_shares(rows, labels))
    chance = sum(map(sum, weights)) * spread / (size * (size - 1))
    return (agreement - chance) / (1 - chance)


def alpha(rows: list[Row], distance: Callable[[Value, Value], float]) -> float | None:
    """Krippendorff's definition, by pairs of values within units and among all values."""
    units = [values for values in by_unit(rows) if len(values) > 1]
    seen = sum(distance(a, b) / (len(values) - 1) for values in units for a, b in permutations(values, 2))
    everything = [value for values in units for value in values]
    expected = sum(distance(a, b) for a, b in permutations(everything, 2))
    return 1 - (len(everything) - 1) * seen / expected if expected else None


def cohen(rows: list[Row], a: str, b: str) -> tuple[int, float | None]:
    given = defaultdict(dict)
    for _, unit, who, value in rows:
        given[unit][who] = value
    both = [(values[a], values[b]) for values in given.values() if a in values and b in values]
    same = sum(x == y for x, y in both) / len(both)
    first, second = Counter(x for x, _ in both), Counter(y for _, y in both)
    chance = sum(first[label] * second[label] for label in first) / len(both) ** 2
    constant = len(first) == len(second) == 1 and first.keys() == second.keys()
    return len(both), None if constant else (same - chance) / (1 - chance)
