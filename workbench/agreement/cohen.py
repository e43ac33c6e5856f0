"""Cohen's kappa for each pair of annotators, and its mean."""

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from workbench.agreement.intervals import UNDEFINED, Disagreement, Measured
from workbench.agreement.tallies import Tally


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators, the units that both valued, and Cohen's kappa on these; None where it is undefined."""

    a: str
    b: str
    units: int
    value: float | None


def cohen(counted: Tally, labels: int) -> tuple[tuple[Pair, ...], Measured]:
    """Measure Cohen's kappa, unweighted, for each pair of annotators who met, and its plain mean over pairs.

    Pairs whose kappa is undefined have no part in the mean (Cohen, Educational and Psychological Measurement
    20, 1960). Pairs come in the order of their names.
    """
    tables = _tables(counted, labels)
    whole = [table.disagreement() for table in tables]
    pairs = [
        Pair(min(names), max(names), table.units, None if there.ratio is None else 1 - there.ratio)
        for names, table, there in zip(counted.pairs, tables, whole, strict=True)
    ]
    ratios = [there.ratio for there in whole]
    return (
        tuple(sorted(pairs, key=lambda pair: (pair.a, pair.b))),
        Measured(_mean(whole), _without(counted, tables, ratios, labels)),
    )


@dataclass(slots=True)
class _Table:
    """What two annotators gave to the units that both valued: how often which label, how often the same."""

    first: Counter[int] = field(default_factory=Counter)
    second: Counter[int] = field(default_factory=Counter)
    units: int = 0
    same: int = 0
    chance: int = 0  # first x second, over labels

    def disagreement(self) -> Disagreement:
        return _kappa(self.units, self.same, self.chance)

    def without(self, met: Sequence[tuple[int, int]]) -> float | None:
        """Give the ratio of disagreement when these values of the two are left out."""
        own: dict[int, int] = {}
        for x, _ in met:
            own[x] = own.get(x, 0) + 1
        chance = self.chance
        same = self.same
        for x, y in met:
            chance += own.get(y, 0) - self.first[y] - self.second[x]
            same -= x == y
        return _kappa(self.units - len(met), same, chance).ratio


def _tables(counted: Tally, labels: int) -> list[_Table]:
    met: Counter[int] = Counter()
    for codes, times in counted.meetings.items():
        for code in array("Q", codes):
            met[code] += times
    tables = [_Table() for _ in counted.pairs]
    for code, times in met.items():
        number, values = divmod(code, labels * labels)
        x, y = divmod(values, labels)
        table = tables[number]
        table.first[x] += times
        table.second[y] += times
        table.units += times
        table.same += times * (x == y)
    for table in tables:
        table.chance = sum(times * table.second[label] for label, times in table.first.items())
    return tables


def _kappa(units: int, same: int, chance: int) -> Disagreement:
    if not units:
        return UNDEFINED
    return Disagreement((units - same) / units, (units * units - chance) / (units * units))


def _mean(pairs: Sequence[Disagreement]) -> Disagreement:
    """Average the ratios, and with them the worst that each pair could have had."""
    defined = [(pair.expected, pair.ratio) for pair in pairs if pair.ratio is not None]
    if not defined:
        return UNDEFINED
    worst = math.fsum(1 / expected for expected, _ in defined) / len(defined)
    ratio = math.fsum(ratio for _, ratio in defined) / len(defined)
    return Disagreement(ratio / worst, 1 / worst)


def _without(
    counted: Tally, tables: Sequence[_Table], ratios: Sequence[float | None], labels: int
) -> Iterator[tuple[float | None, int]]:
    """Leave out each article: only the pairs that met in it change."""
    square = labels * labels
    defined = [ratio for ratio in ratios if ratio is not None]
    whole = math.fsum(defined)

    @lru_cache(maxsize=50_000)
    def change(met: tuple[int, ...]) -> tuple[float, int]:
        """Say by how much the sum of the defined ratios changes, and their number."""
        number = met[0] // square
        old = ratios[number]
        new = tables[number].without([divmod(code % square, labels) for code in met])
        return (new or 0.0) - (old or 0.0), (new is not None) - (old is not None)

    for codes, times in counted.meetings.items():
        pairs = groupby(array("Q", codes), key=lambda code: code // square)
        changes, undefined = zip(*[change(tuple(met)) for _, met in pairs], strict=True)
        left = len(defined) + sum(undefined)
        yield (math.fsum((whole, *changes)) / left if left else None), times
