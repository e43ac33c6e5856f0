"""What two passages have in common, to the letter: their words as copies keep them, and the shingles of these.

A shingle is so many words in a row, or in a script without blanks so many characters. Two passages are exact
duplicates where all their words are the same; how near others are is the Jaccard index of their sets of shingles
(Broder 1997, On the resemblance and containment of documents).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Width:
    """How many words or characters make a shingle, and with how few of them a passage is too short for any."""

    shingle: int
    fewest: int


WORDS = Width(3, 8)
IDEOGRAPHS = Width(5, 14)
LETTERS = Width(9, 36)
"""Of scripts that spell words and put no blanks between them: Thai, Lao, Khmer, Myanmar."""

_IDEOGRAPH = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)
_ASCII_WORD = re.compile("[a-z0-9]+")
_WHERE_SEPARATORS_ARE = range(0x10000)
"""Emoji lie behind it, and are words."""
_LETTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]")


@dataclass(frozen=True)
class Tokens:
    """The words of a passage, or its characters, without case and punctuation."""

    parts: Sequence[str]
    width: Width

    @property
    def is_short(self) -> bool:
        """Whether it is too short to be near to anything but its exact copy."""
        return len(self.parts) < self.width.fewest

    @cached_property
    def shingles(self) -> set[Shingle]:
        """Its set of shingles; that of a short passage says nothing."""
        return set(zip(*(self.parts[start:] for start in range(self.width.shingle)), strict=False))


def tokens(text: str) -> Tokens:
    """Take a text apart into words, or into characters where most of it is in a script without blanks.

    Where it has no words, such as a row of stars, what stands between blanks is taken for them.
    """
    if text.isascii():
        return Tokens(_ASCII_WORD.findall(text.lower()) or text.split(), WORDS)
    words: list[str] = _word().findall(unicodedata.normalize("NFKC", text).casefold().replace("\xad", ""))
    joined = "".join(words)
    ideographs, letters = len(_IDEOGRAPH.findall(joined)), len(_LETTER.findall(joined))
    if (ideographs + letters) * 2 <= len(joined):
        return Tokens(words or text.split(), WORDS)
    return Tokens(list(joined), IDEOGRAPHS if ideographs >= letters else LETTERS)


def jaccard(one: set[Shingle], other: set[Shingle]) -> float:
    """Return the size of the intersection over that of the union; 0 where both are empty."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def similarity(one: Tokens, other: Tokens) -> float:
    """Return 1 for exact duplicates, else the Jaccard index of the shingles; 0 where either is short."""
    if one.parts == other.parts:
        return 1.0
    if one.is_short or other.is_short or one.width != other.width:
        return 0.0
    return jaccard(one.shingles, other.shingles)


@cache
def _word() -> re.Pattern[str]:
    """Match what is neither blank nor punctuation.

    Python's own class for words leaves out the vowel signs of Devanagari, Thai and others, and cuts words at them.
    """
    separators = [code for code in _WHERE_SEPARATORS_ARE if not _is_of_a_word(chr(code))]
    firsts = [code for code in separators if code - 1 not in _WHERE_SEPARATORS_ARE or _is_of_a_word(chr(code - 1))]
    lasts = [code for code in separators if code + 1 not in _WHERE_SEPARATORS_ARE or _is_of_a_word(chr(code + 1))]
    ranges = (f"\\U{first:08x}-\\U{last:08x}" for first, last in zip(firsts, lasts, strict=True))
    return re.compile(f"[^{''.join(ranges)}]+")


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
