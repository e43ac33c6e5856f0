"""The terms that tell what an article is about: names, figures and rarer words, each a number."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.corpus.stories import figures, names, words
from workbench.corpus.stories.words import WORD, units_of_word

KEPT, KEPT_FACTS = 64, 24
"""How many terms stand for an article, and how many of them may be figures, and how many names."""
_LOOKED_AT = 64
LONGEST_TEXT = 6_000
"""News tells the event first; what follows is background, and a long article must not cost more."""
_PRIOR_ARTICLES = 30
_FIGURE, _NAME = "#", "^"
_RATES = {1: 0.5, 2: 0.4, 3: 0.4, 4: 0.2, 5: 0.1, 6: 0.05}
_RATE_OF_LONG, _RATE_OF_NAME, _RATE_OF_SHINGLE = 0.04, 0.01, 0.05
_RATES_OF_FIGURES = {1: 0.1, 2: 0.04, 3: 0.01}
"""By significant digits: 47 million is found by chance as often as 47."""
_RATE_OF_FIGURE = 0.003
_NOUN_SHARE = 0.2
"""Of capitalised words within sentences; above it the language writes all nouns so, as German does."""
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff]")
_SHINGLED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

Weighed = tuple[Mapping[int, float], Mapping[int, float], Mapping[int, float]]
"""The weights of an article's figures, names and words, by number."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of one article: its number, how often it stands there, and how usual such a term is anywhere."""

    number: int
    times: int
    usual: float


@dataclass(frozen=True, slots=True)
class Terms:
    """What an article may be told by. Where every noun is written like a name, those are words.

    `tongue` is the number of its language, or of its script where that is not known.
    """

    figures: Sequence[Term]
    names: Sequence[Term]
    words: Sequence[Term]
    tongue: int

    @property
    def numbers(self) -> list[int]:
        """Of all of these."""
        return [self.tongue, *(one.number for part in (self.figures, self.names, self.words) for one in part)]


def find(title: str | None, passages: Sequence[str], language: str | None) -> Terms:
    """Return the terms of an article, at most 64 of each sort, those first that would tell most in an unknown corpus.

    The text is read as far as its 6,000th character.
    """
    texts = list(_texts(title, passages))
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(f"{_FIGURE}{one.key}" for one in figures.find(text, language) if one.is_telling)
        counts.update(_words(text))
    name = _NAME if not _capitalises_nouns(counts) else ""
    _join_names(counts)
    parts: dict[str, list[str]] = {_FIGURE: [], _NAME: [], "": []}
    for term in counts:
        parts[term[0] if term[0] in {_FIGURE, name} else ""].append(term)
    first = {sort: _first(part, counts) for sort, part in parts.items()}
    tongue = (language or "").lower().partition("-")[0] or words.script(max(texts, key=len, default=""))
    return Terms(first[_FIGURE], first[_NAME], first[""], _number(f"tongue {tongue}"))


def _first(part: Sequence[str], counts: Mapping[str, int]) -> list[Term]:
    told = {term: -(1 + math.log(counts[term])) * math.log(usual(term)) for term in part}
    most = sorted(part, key=lambda term: (-told[term], term))[:_LOOKED_AT]
    return [Term(_number(term), counts[term], usual(term)) for term in most]


def usual(term: str) -> float:
    """Return in what share of all articles such a term stands, by its shape alone."""
    if term[0] == _NAME:
        return _RATE_OF_NAME
    if term[0] == _FIGURE:
        digits = term.strip("#%0.").replace(".", "")
        return _RATES_OF_FIGURES.get(len(digits), _RATE_OF_FIGURE)
    if _SHINGLED.match(term):
        return _RATE_OF_SHINGLE
    length = len(term) + 1 if _UNCASED.match(term) else len(term)
    return _RATES.get(length, _RATE_OF_LONG)


def weight(usual: float, articles_with: int, articles: int) -> float:
    """Return the inverse document frequency, smoothed by what is usual for such a term: log(1 / share), at least 0.

    The prior weighs as much as 30 articles, so that a small corpus on one event does not take its names for
    usual words, and a large one is believed.
    """
    share = (articles_with + _PRIOR_ARTICLES * usual) / (articles + _PRIOR_ARTICLES)
    return max(0.0, -math.log(share))


def weigh(told: Terms, articles_with: Mapping[int, int], articles: int) -> Weighed:
    """Return the terms that tell most: up to 24 figures and 24 names, and words up to 64 in all.

    Words are weighed among the articles of their tongue, figures and names among all.
    """
    kept_figures = _most(told.figures, KEPT_FACTS, articles_with, articles)
    kept_names = _most(told.names, KEPT_FACTS, articles_with, articles)
    left = KEPT - len(kept_figures) - len(kept_names)
    return kept_figures, kept_names, _most(told.words, left, articles_with, articles_with.get(told.tongue, 1))


def _most(terms: Sequence[Term], most: int, articles_with: Mapping[int, int], articles: int) -> dict[int, float]:
    weights = {
        one.number: (1 + math.log(one.times)) * weight(one.usual, articles_with.get(one.number, 1), articles)
        for one in terms
    }
    kept = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {number: value for number, value in kept if value}


def _texts(title: str | None, passages: Iterable[str]) -> Iterable[str]:
    if title:
        yield title
    left = LONGEST_TEXT
    for text in passages:
        yield text[:left]
        left -= len(text)
        if left <= 0:
            return


def _words(text: str) -> Iterable[str]:
    for line in text.splitlines():
        is_title = names.is_title(line)
        for match in WORD.finditer(line):
            is_name = match[0][0].isupper() and not is_title and not names.begins_sentence(line, match.start())
            for unit in units_of_word(match[0]):
                yield _NAME + unit if is_name else unit


def _capitalises_nouns(counts: Counter[str]) -> bool:
    names = sum(times for term, times in counts.items() if term[0] == _NAME)
    return names > _NOUN_SHARE * sum(times for term, times in counts.items() if term[0] != _FIGURE)


def _join_names(counts: Counter[str]) -> None:
    """Count a name that also begins sentences or stands in a title as that name each time."""
    for term in [one for one in counts if one[0] == _NAME]:
        if counts[term] * 2 > counts[term[1:]]:
            counts[term] += counts.pop(term[1:], 0)


def _number(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest()) >> 1
