"""Every coefficient of agreement for one dimension (and target), with its interval, from one pass over the answers.

All are pooled over units; none is a mean of articles or documents.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.agreement.alpha import alpha, label_alphas, ordinal_alpha
from workbench.agreement.cohen import Pair, cohen
from workbench.agreement.distances import Distance, label_numbers, masi, nominal, ranked, squared
from workbench.agreement.intervals import Estimate, Measured, estimate, undefined
from workbench.agreement.means import fleiss, gwet, percent
from workbench.agreement.tallies import Pattern, Row, SetCodes, Tally, Value, tally

__all__ = ["Assessment", "Estimate", "LabelAlpha", "Level", "Pair", "Row", "Value", "assess"]

Level = Literal["nominal", "ordinal", "interval"]


@dataclass(frozen=True, slots=True)
class LabelAlpha:
    """How far annotators agree on one label, chosen or not."""

    label: str
    krippendorff_alpha: Estimate


@dataclass(frozen=True, slots=True)
class Assessment:
    """The agreement on one dimension.

    `units` have two values or more, `judgments` are the values in them and `annotators` the people who gave
    these; `single` are the units with one value.
    """

    units: int
    annotators: int
    judgments: int
    percent: Estimate
    fleiss_kappa: Estimate
    krippendorff_alpha: Estimate
    gwet_ac: Estimate
    cohen_mean: Estimate
    cohen_pairs: tuple[Pair, ...]
    labels: tuple[LabelAlpha, ...]
    single: int


def assess(rows: Iterable[Row], *, level: Level, labels: Sequence[str], several: bool) -> Assessment:
    """Measure the agreement in rows of (article, unit, annotator, value).

    An annotator has one value in a unit, and the rows of a unit are adjacent; articles and units may come in
    any order. `labels` are the declared labels on the scale, in order; a value is one of them or, with
    `several`, a frozenset of them, where the empty set is an answer: none fits. An ordinal scale takes the
    labels' order for ranks, an interval scale their ids for numbers if all are distinct numbers, else their
    positions. Cohen's and Fleiss' kappa do not weigh values by level. Sets have no level: alpha has the MASI
    distance, and kappas and Gwet's AC are undefined.
    """
    if several:
        return _assess_sets(rows, labels)
    codes: dict[Value, int] = {label: position for position, label in enumerate(labels)}
    size = len(labels)
    counted = tally(rows, codes, labels=size)
    distance = _distance(level, labels)
    pairs, mean = cohen(counted, size)
    return Assessment(
        units=counted.units,
        annotators=counted.annotators,
        judgments=counted.judgments,
        percent=_shown(counted, percent(counted), floor=0.0),
        fleiss_kappa=_shown(counted, fleiss(counted, size)),
        krippendorff_alpha=_shown(
            counted, ordinal_alpha(counted, size) if level == "ordinal" else alpha(counted, distance)
        ),
        gwet_ac=(
            _shown(counted, gwet(counted, size, distance))
            if size >= 2
            else undefined("fewer than two labels are declared")
        ),
        cohen_mean=_shown(counted, mean, "no two annotators used more than one label between them"),
        cohen_pairs=pairs,
        labels=_by_label(counted, labels, Counter),
        single=counted.single,
    )


def _assess_sets(rows: Iterable[Row], labels: Sequence[str]) -> Assessment:
    counted = tally(rows, SetCodes(labels))
    no_sets = undefined("several labels may be chosen")

    def chosen(pattern: Pattern) -> Counter[int]:
        return Counter(label for label in range(len(labels)) for code in pattern if code >> label & 1)

    return Assessment(
        units=counted.units,
        annotators=counted.annotators,
        judgments=counted.judgments,
        percent=_shown(counted, percent(counted), floor=0.0),
        fleiss_kappa=no_sets,
        krippendorff_alpha=_shown(counted, alpha(counted, masi)),
        gwet_ac=no_sets,
        cohen_mean=no_sets,
        cohen_pairs=(),
        labels=_by_label(counted, labels, chosen),
        single=counted.single,
    )


def _distance(level: Level, labels: Sequence[str]) -> Distance:
    match level:
        case "nominal":
            return nominal
        case "ordinal":
            return ranked(len(labels))
        case "interval":
            return squared(label_numbers(labels))


def _by_label(
    counted: Tally, labels: Sequence[str], chosen: Callable[[Pattern], Counter[int]]
) -> tuple[LabelAlpha, ...]:
    reason = "the label was chosen always or never"
    measured = label_alphas(counted, len(labels), chosen)
    return tuple(LabelAlpha(label, _shown(counted, own, reason)) for label, own in zip(labels, measured, strict=True))


def _shown(
    counted: Tally, measured: Measured, reason: str = "every value is the same", *, floor: float = -1.0
) -> Estimate:
    reason = reason if counted.units else "no unit has two values"
    return estimate(measured, clusters=counted.clusters, reason=reason, floor=floor)
