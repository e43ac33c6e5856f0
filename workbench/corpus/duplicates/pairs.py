"""Which passages of a cluster are near to which.

Two copies of one text are in its cluster, and may be less like each other than the threshold says; what is told here
was compared, each pair by itself, and holds.
"""

from collections.abc import Collection, Mapping

from workbench.corpus.duplicates import shingles
from workbench.corpus.duplicates.shingles import Tokens


def near(
    texts: Mapping[int, str], threshold: float, of: Collection[int] | None = None
) -> dict[int, list[tuple[int, float]]]:
    """Return for each passage those that it is near to, with their similarity, the most similar first.

    `texts` are the passages of a cluster by id; `of` are those that are asked about, all unless told.
    """
    tokens = {passage: shingles.tokens(text) for passage, text in texts.items()}
    found: dict[int, list[tuple[int, float]]] = {}
    compared: dict[tuple[int, int], float] = {}
    for one in texts if of is None else of:
        alike = [(other, _compare(tokens, one, other, compared)) for other in texts if other != one]
        found[one] = sorted([pair for pair in alike if pair[1] >= threshold], key=lambda pair: (-pair[1], pair[0]))
    return found


def _compare(tokens: Mapping[int, Tokens], one: int, other: int, compared: dict[tuple[int, int], float]) -> float:
    pair = (min(one, other), max(one, other))
    if pair not in compared:
        compared[pair] = shingles.similarity(tokens[one], tokens[other])
    return compared[pair]
