"""What annotators' answers to one question settle, without a person who decides."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Vote = str | frozenset[str]
Provenance = Literal["unanimous", "majority", "single", "unresolved"]


@dataclass(frozen=True, slots=True)
class Settled:
    """The settled labels in the codebook's order, how they came about, and how many of those who answered agree.

    `agreeing` gave exactly this answer: the same label, the same set of labels. Nobody agrees to what is
    unresolved. No values with another provenance mean that none fits, which is an answer where several labels
    may be chosen.
    """

    values: tuple[str, ...]
    provenance: Provenance
    agreeing: int
    of: int


def settle(votes: Sequence[Vote], *, labels: Sequence[str], several: bool) -> Settled:
    """Settle a question by the answers of all who answered it: a label each or, with `several`, a set each.

    One answer is `single`; two or more that are the same are `unanimous`. Else the values are the labels that
    more than half chose, a `majority`. Where there are none, it is a majority too if more than half answered
    that none fits, and `unresolved` otherwise: three different labels do not add up to none. A label that
    just half chose is not settled, and does not keep others from being so.
    Raises ValueError without votes, and KeyError for a label that is not among `labels`.
    """
    counts = _counts(votes, labels, several=several)
    of = len(votes)
    values = tuple(label for label, count in counts if 2 * count > of)
    answer: Vote = frozenset(values) if several else "".join(values)
    agreeing = sum(vote == answer for vote in votes)
    if of == 1:
        return Settled(values, "single", 1, 1)
    if agreeing == of:
        return Settled(values, "unanimous", agreeing, of)
    if values or 2 * agreeing > of:
        return Settled(values, "majority", agreeing, of)
    return Settled((), "unresolved", 0, of)


def shares(votes: Sequence[Vote], *, labels: Sequence[str], several: bool) -> tuple[tuple[str, float], ...]:
    """Give each label that anyone chose its share of those who answered, in the codebook's order.

    Where several may be chosen, shares may sum to more than 1. Raises as `settle` does.
    """
    return tuple((label, count / len(votes)) for label, count in _counts(votes, labels, several=several))


def _counts(votes: Sequence[Vote], labels: Sequence[str], *, several: bool) -> list[tuple[str, int]]:
    """Count who chose each label, for those that anyone chose, in the codebook's order."""
    if not votes:
        raise ValueError("nobody has answered")
    counts: Counter[str] = Counter()
    for vote in votes:
        counts.update(vote if several else [str(vote)])
    order = {label: position for position, label in enumerate(labels)}
    return sorted(counts.items(), key=lambda item: order[item[0]])
