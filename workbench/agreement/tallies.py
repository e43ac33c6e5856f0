"""The answers counted, so that coefficients and their jackknife need the rows only once.

Values become codes: a label its position, a set of labels the bit mask of theirs. A unit is then a *pattern*,
its codes in order, and there are few patterns however many units.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, count, groupby
from operator import add, itemgetter

Value = str | frozenset[str]
Row = tuple[Hashable, Hashable, str, Value]
Pattern = tuple[int, ...]
Units = tuple[tuple[Pattern, int], ...]
Part = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Units by pattern, articles by their units, and which values any two annotators gave to the same unit.

    `articles` and `meetings` say how many articles have the same content, since they have the same weight.
    A meeting is the number of the pair in `pairs` x labels² + first value x labels + second value.
    """

    patterns: Mapping[Pattern, int]
    articles: Mapping[Units, int]
    meetings: Mapping[bytes, int]
    pairs: Sequence[tuple[str, str]]
    units: int  # with two values or more
    single: int  # units with one
    judgments: int  # the values in `units`
    annotators: int  # who gave these
    clusters: int  # articles with any of `units`


class SetCodes(dict[Value, int]):
    """The bit mask of each set of labels, worked out when first met."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self._bits = {label: 1 << position for position, label in enumerate(labels)}

    def __missing__(self, value: Value) -> int:
        code = self[value] = sum(self._bits[label] for label in value)
        return code


def tally(rows: Iterable[Row], codes: Mapping[Value, int], *, labels: int = 0) -> Tally:
    """Count rows of (article, unit, annotator, value), the rows of a unit adjacent.

    With `labels`, the number of them, the meetings of two annotators are counted too; single labels only.
    """
    units: defaultdict[Hashable, list[Pattern]] = defaultdict(list)
    meetings: defaultdict[Hashable, array[int]] = defaultdict(partial(array, "Q"))
    annotators: defaultdict[str, int] = defaultdict(count().__next__)
    pairs: defaultdict[tuple[int, int], int] = defaultdict(count().__next__)
    known: dict[Pattern, Pattern] = {}
    active: set[int] = set()

    @lru_cache(maxsize=10_000)
    def shape(values: tuple[int, ...]) -> tuple[Pattern, list[int]]:
        pattern = tuple(sorted(values))
        met = [x * labels + y for x, y in combinations(values, 2)] if labels else []
        return known.setdefault(pattern, pattern), met

    @lru_cache(maxsize=10_000)
    def places(team: tuple[int, ...]) -> list[int]:
        return [pairs[pair] * labels * labels for pair in combinations(team, 2)]

    for (article, _), answers in groupby(rows, key=itemgetter(0, 1)):
        given = sorted([(annotators[name], codes[value]) for _, _, name, value in answers])
        team, values = zip(*given, strict=True)
        pattern, met = shape(values)
        units[article].append(pattern)
        if len(team) > 1:
            active.update(team)
        if met:
            meetings[article].extend(map(add, places(team), met))
    patterns: Counter[Pattern] = Counter()
    for own in units.values():
        patterns.update(own)
    names = list(annotators)
    paired = {pattern: times for pattern, times in patterns.items() if len(pattern) >= 2}
    return Tally(
        patterns=dict(sorted(patterns.items())),
        articles=Counter(tuple(sorted(Counter(own).items())) for own in units.values()),
        meetings=Counter(array("Q", sorted(codes)).tobytes() for codes in meetings.values()),
        pairs=[(names[a], names[b]) for a, b in pairs],
        units=sum(paired.values()),
        single=patterns.total() - sum(paired.values()),
        judgments=sum(len(pattern) * times for pattern, times in paired.items()),
        annotators=len(active),
        clusters=sum(any(len(pattern) >= 2 for pattern in own) for own in units.values()),
    )


def sums(
    counted: Tally, part: Callable[[Pattern], Part], size: int
) -> tuple[list[float], Iterator[tuple[list[float], int]]]:
    """Add up what each unit contributes: over all articles, and over all but one for each one left out.

    `part` gives a pattern's contribution as (position, amount). The second result comes with the number of
    articles that, left out, leave the same sums. Patterns are added in their own order, so that the order of
    articles makes no difference to the last bit.
    """
    parts = {pattern: part(pattern) for pattern in counted.patterns}

    def add(units: Iterable[tuple[Pattern, int]]) -> list[float]:
        total = [0.0] * size
        for pattern, times in units:
            for position, amount in parts[pattern]:
                total[position] += times * amount
        return total

    whole = add(counted.patterns.items())
    without = (
        ([all_of - own for all_of, own in zip(whole, add(units), strict=True)], times)
        for units, times in counted.articles.items()
    )
    return whole, without
