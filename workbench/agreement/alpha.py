"""Krippendorff's alpha, for labels and for sets of labels (Krippendorff, Content Analysis, 4th ed., 2018, ch. 12).

Only units with two values or more count. A unit with m values holds its pairs of values, each in both orders,
with the weight 1 / (m - 1); expected are the pairs among all values, whichever their unit.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, combinations

from workbench.agreement.distances import Distance
from workbench.agreement.intervals import UNDEFINED, Disagreement, Measured
from workbench.agreement.tallies import Part, Pattern, Tally, sums


def alpha(counted: Tally, distance: Distance) -> Measured:
    """Measure alpha with distances that do not depend on the values given: nominal, interval, MASI.

    Leaving an article out changes the expected disagreement, a quadratic form of the counts, by a few terms
    only: with many different sets of labels that is far less work than doing the sum again.
    """
    counts = _value_counts(list(counted.patterns.items()))
    apart = {a: {b: distance(a, b) for b in counts} for a in counts}
    pull = {a: sum(times * apart[a][b] for b, times in counts.items()) for a in counts}
    pairs = sum(times * pull[a] for a, times in counts.items())
    seen = {pattern: _seen(pattern, apart) for pattern in counted.patterns}
    observed = sum(times * seen[pattern] for pattern, times in counted.patterns.items())
    values = counts.total()

    def without() -> Iterator[tuple[float | None, int]]:
        for units, times in counted.articles.items():
            own = sorted(_value_counts(units).items())
            if sum(count == counts[a] for a, count in own) > len(counts) - 2:
                yield None, times
                continue
            rest = observed - sum([count * seen[pattern] for pattern, count in units])
            inner = sum([x * y * apart[a][b] for (a, x), (b, y) in combinations(own, 2)])
            outer = sum([count * pull[a] for a, count in own])
            left = values - sum([count for _, count in own])
            yield _alpha(rest, pairs - 2 * outer + 2 * inner, left).ratio, times

    return Measured(_alpha(observed, pairs, values), without())


def ordinal_alpha(counted: Tally, labels: int) -> Measured:
    """Measure alpha where labels are ranks: two are as far apart as the values given between them are many.

    The distance of c and k is the square of the values from c to k, those of c and of k themselves counted
    by half: the squared difference of the mean ranks.
    """
    met = sorted({pair for pattern in counted.patterns for pair in combinations(sorted(set(pattern)), 2)})
    place = {pair: labels + position for position, pair in enumerate(met)}

    def part(pattern: Pattern) -> Part:
        if len(pattern) < 2:
            return []
        counts = sorted(Counter(pattern).items())
        weight = 2 / (len(pattern) - 1)
        pairs = [(place[a, b], x * y * weight) for (a, x), (b, y) in combinations(counts, 2)]
        return [(a, float(x)) for a, x in counts] + pairs

    def disagreement(total: Sequence[float]) -> Disagreement:
        counts = total[:labels]
        ranks = [upto - count / 2 for upto, count in zip(accumulate(counts), counts, strict=True)]
        given = [(count, rank) for count, rank in zip(counts, ranks, strict=True) if count]
        if len(given) < 2:
            return UNDEFINED
        span = (given[-1][1] - given[0][1]) ** 2
        observed = sum(
            [weight * (ranks[a] - ranks[b]) ** 2 for (a, b), weight in zip(met, total[labels:], strict=True)]
        )
        pairs = 2 * sum([x * y * (r - s) ** 2 for (x, r), (y, s) in combinations(given, 2)])
        return _alpha(observed / span, pairs / span, sum(counts))

    whole, without = sums(counted, part, labels + len(met))
    return Measured(disagreement(whole), ((disagreement(rest).ratio, times) for rest, times in without))


def label_alphas(counted: Tally, labels: int, chosen: Callable[[Pattern], Mapping[int, int]]) -> Iterator[Measured]:
    """Measure alpha for each label, chosen or not; `chosen` counts who chose each label in a unit."""

    def part(pattern: Pattern) -> Part:
        size = len(pattern)
        if size < 2:
            return []
        own = [
            (1 + 2 * label + also, amount)
            for label, count in chosen(pattern).items()
            for also, amount in enumerate((float(count), 2 * count * (size - count) / (size - 1)))
        ]
        return [(0, float(size)), *own]

    whole, without = sums(counted, part, 1 + 2 * labels)
    left = list(without)

    def disagreement(total: Sequence[float], label: int) -> Disagreement:
        values, count, observed = total[0], total[1 + 2 * label], total[2 + 2 * label]
        return _alpha(observed, 2 * count * (values - count), values)

    for label in range(labels):
        ratios = ((disagreement(rest, label).ratio, times) for rest, times in left)
        yield Measured(disagreement(whole, label), ratios)


def _alpha(observed: float, pairs: float, values: float) -> Disagreement:
    """Take both disagreements as means: over the values' pairs in their units, and over all pairs of values."""
    if values < 2:
        return UNDEFINED
    return Disagreement(observed / values, pairs / (values * (values - 1)))


def _value_counts(units: Sequence[tuple[Pattern, int]]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for pattern, times in units:
        if len(pattern) > 1:
            for code in pattern:
                counts[code] += times
    return counts


def _seen(pattern: Pattern, apart: Mapping[int, Mapping[int, float]]) -> float:
    """Add up the distances of the pairs of values in a unit, as alpha weighs them."""
    if len(pattern) < 2:
        return 0.0
    return 2 * sum(apart[a][b] for a, b in combinations(pattern, 2)) / (len(pattern) - 1)
