"""Percent agreement, Fleiss' kappa and Gwet's AC: the share of pairs that agree, averaged over units."""

from collections import Counter
from collections.abc import Callable, Sequence

from workbench.agreement.distances import Distance, nominal
from workbench.agreement.intervals import UNDEFINED, Disagreement, Measured
from workbench.agreement.tallies import Part, Pattern, Tally, sums

# Positions in the sums over units: those with two values or more, their disagreement, those with any value;
# then each label's share of the values in its unit.
PAIRED, APART, RATED, SHARES = range(4)


def percent(counted: Tally) -> Measured:
    """Measure percent agreement: the share of pairs of annotators with the same value, averaged over units.

    Units with fewer than two values are left out (Fleiss, Psychological Bulletin 76, 1971, formula 4).
    """
    return _measure(counted, 0, nominal, lambda _: 0.0)


def fleiss(counted: Tally, labels: int) -> Measured:
    """Measure Fleiss' kappa, generalised to units with unequal numbers of values as Gwet does.

    Agreement is that of `percent`. Chance takes each label's share of the values in a unit, averaged over all
    units with a value, those with only one among them (Gwet, Handbook of Inter-Rater Reliability, 4th ed.,
    2014, ch. 2, and his irrCAC).
    """
    return _measure(counted, labels, nominal, lambda shares: sum([share * share for share in shares]))


def gwet(counted: Tally, labels: int, distance: Distance) -> Measured:
    """Measure Gwet's AC1, or AC2 where some values are further apart than others.

    A pair of values has the weight 1 - distance. Chance takes the shares that `fleiss` takes, over all
    declared labels, of which there must be two or more, used or not (Gwet, British Journal of Mathematical
    and Statistical Psychology 61, 2008; 2014, ch. 4).
    """
    weights = sum(1 - distance(a, b) for a in range(labels) for b in range(labels))
    scale = weights / (labels * (labels - 1))
    return _measure(counted, labels, distance, lambda shares: scale * sum([share * (1 - share) for share in shares]))


def _measure(counted: Tally, labels: int, distance: Distance, chance: Callable[[Sequence[float]], float]) -> Measured:
    """Set disagreement against what is left when `chance`, from the labels' shares, has had its part."""

    def part(pattern: Pattern) -> Part:
        size = len(pattern)
        shares = [(SHARES + code, times / size) for code, times in Counter(pattern).items() if labels]
        if size < 2:
            return [(RATED, 1.0), *shares]
        return [(PAIRED, 1.0), (APART, _apart(pattern, distance)), (RATED, 1.0), *shares]

    def disagreement(total: Sequence[float]) -> Disagreement:
        if not total[PAIRED]:
            return UNDEFINED
        by_chance = chance([share / total[RATED] for share in total[SHARES:]])
        return Disagreement(total[APART] / total[PAIRED], 1 - by_chance)

    whole, without = sums(counted, part, SHARES + labels)
    return Measured(disagreement(whole), ((disagreement(rest).ratio, times) for rest, times in without))


def _apart(pattern: Pattern, distance: Distance) -> float:
    """Average the distance over the pairs of values in a unit."""
    size = len(pattern)
    counts = Counter(pattern).items()
    return sum(x * y * distance(a, b) for a, x in counts for b, y in counts) / (size * (size - 1))
