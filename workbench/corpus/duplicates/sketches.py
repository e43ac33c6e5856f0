"""What is kept of a passage to find those that are near to it: a few keys, of which near passages share one or more.

MinHash with bands (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4), drawn in a cheaper way than by a
hash function for each value: the shingles' hashes lie on a ring, and a value is the first of them behind a point of
the ring. Whether two passages have the same value there is as likely as their Jaccard index says; the values of one
ring are not independent, so each of a key's three comes from a ring of its own. In plain Python this takes a
fraction of the time of as many hash functions, needs no library, and its keys stay the same whatever is installed.
"""

import hashlib
import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from zlib import crc32

from workbench.corpus.duplicates.shingles import Tokens

RECIPE = 1
"""Grows with every change of what `keys` or `digest` return: sketches made before are then made anew."""

_ROWS = 3
_MISSED = 0.0015
"""Pairs at the threshold that share no key, were the values independent; as they are drawn, it is less than 0.01."""
_CODE_POINT_BYTES = 4
_RING = 0xFFFFFFFF
_MULTIPLIERS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
"""Odd, so that each turns the hashes into another order and none into another's place."""


def digest(tokens: Tokens) -> int:
    """Return a signed number of 64 bits: the same for exact duplicates, and for no others that will ever meet."""
    joined = " ".join(tokens.parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), signed=True)


def bands(threshold: float) -> int:
    """Return how many keys a passage needs, so that of two as near as `threshold` 99 in 100 share one."""
    shared = min(threshold**_ROWS, 0.999)
    return max(1, math.ceil(math.log(_MISSED) / math.log(1 - shared)))


def keys(tokens: Tokens, threshold: float) -> "array[int]":
    """Return the keys of a passage that is not short: numbers of 32 bits, as many as `bands`."""
    hashes = _hashes(tokens)
    first, second, third = (
        _behind(sorted([hashed * multiplier & _RING for hashed in hashes]), points)
        for multiplier, points in zip(_MULTIPLIERS, _points(bands(threshold)), strict=True)
    )
    mixed = [
        (one + other * 0x27D4EB2F + last * 0x165667B1) & _RING
        for one, other, last in zip(first, second, third, strict=True)
    ]
    return array("I", mixed)


def _hashes(tokens: Tokens) -> set[int]:
    """Hash the shingles as slices of one string of bytes."""
    parts, width = tokens.parts, tokens.width.shingle
    joined = " ".join(parts).encode("utf-32-le", "surrogatepass")
    ends = [_CODE_POINT_BYTES * end for end in accumulate([len(part) + 1 for part in parts])]
    return {crc32(joined[start:end]) for start, end in zip([0, *ends], ends[width - 1 :], strict=False)}


def _behind(ring: list[int], points: Sequence[int]) -> list[int]:
    count = len(ring)
    ring.append(ring[0])
    return [ring[bisect_left(ring, point, 0, count)] for point in points]


@cache
def _points(count: int) -> list[list[int]]:
    return [[_point(ring, number) for number in range(count)] for ring in range(_ROWS)]


def _point(ring: int, number: int) -> int:
    return int.from_bytes(hashlib.blake2b(f"{ring}:{number}".encode(), digest_size=4).digest())
