"""What other outlets say to a passage's point, and what none of them carries."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import chain

from workbench.corpus.kinds import Kind
from workbench.corpus.stories import figures, names, quotations, terms, words
from workbench.corpus.stories.figures import Figure
from workbench.corpus.stories.words import WORD

_LEAST = 0.12
"""The least likeness of a passage worth showing, unless it shares two telling figures."""
_LOOKED_AT = 200
"""So many passages that share most of what tells something are looked at more closely."""
_MOST_SIMILAR = 8
_MOST_SHARED = 8
_QUOTED_SHARE = 0.6
"""So much of a quotation, by runs of three words, must stand in one other passage: outlets shorten them."""
_RUN = 3
_LEAST_TELLING = 1.5
"""The least weight of a shared word worth naming."""
_FIGURE = "#"
_SHORTEST_NAME = 3
_NAMELESS = frozenset({Kind.HEADING, Kind.TABLE})


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure, name or quotation (`kind`) of a passage, with half-open offsets into its text."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage of another outlet, how alike it is (to 1), and what both hold, as the passage asked about writes it."""

    passage_id: int
    score: float
    figures: list[str]
    names: list[str]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A passage's claims that another outlet carries, those that none does, and the passages most similar to it."""

    shared: list[Claim]
    alone: list[Claim]
    similar: list[Similar]


class Text:
    """A passage as it is compared; what few comparisons need is worked out for those alone."""

    def __init__(self, passage_id: int, article_id: int, kind: str, text: str, language: str | None) -> None:
        self.passage_id, self.article_id, self.kind, self.text = passage_id, article_id, kind, text
        self.language = language

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in it as they are written."""
        return frozenset(WORD.findall(self.text))

    @cached_property
    def stems(self) -> set[str]:
        """The stems of the words."""
        return _stems(self.words)

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures in it, in order."""
        return figures.find(self.text, self.language)

    @cached_property
    def script(self) -> str:
        """The script that most of it is in."""
        return words.script(self.text)

    @cached_property
    def digits(self) -> str:
        """The digits of all figures in a row."""
        return figures.digits(self.text)


class Ground:
    """A story as the passages of one article are compared with it; `is_other` tells which articles are others'.

    Words are indexed as they are written, and what the passages ask for is kept.
    """

    def __init__(self, story: Iterable[Text], is_other: Callable[[int], bool]) -> None:
        self.others: list[Text] = []
        self._own: set[str] = set()
        self._index: defaultdict[str, list[int]] = defaultdict(list)
        for one in story:
            if is_other(one.article_id):
                for word in one.words:
                    self._index[word].append(len(self.others))
                self.others.append(one)
            else:
                self._own |= one.words
        self._writings: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._index:
            for stem in set(words.units_of_word(word)):
                self._writings[stem].append(word)
        self._stems: dict[str, Collection[int]] = {}
        self._figures: dict[str, Collection[int]] = {}

    @cached_property
    def common(self) -> set[str]:
        """The stems of the words that stand in small letters anywhere in the story."""
        return _smalls(self._own.union(self._index))

    @cached_property
    def names(self) -> set[str]:
        """The stems of what others do not write in small letters, and of all where they write nothing else."""
        return _stems(word for word in self._index if not word.islower()).union(
            *(one.stems for one in self.others if one.text.islower())
        )

    def sums(self, weights: Mapping[str, float]) -> list[float]:
        """Return for each of the others the sum of the weights of those stems that stand in it."""
        sums = [0.0] * len(self.others)
        for stem, weight in weights.items():
            for number in self.holders(stem):
                sums[number] += weight
        return sums

    def holders(self, stem: str) -> Collection[int]:
        """Return the numbers of the others in which a stem stands."""
        if stem not in self._stems:
            lists = [self._index[word] for word in self._writings.get(stem, ())]
            self._stems[stem] = lists[0] if len(lists) == 1 else set(chain.from_iterable(lists))
        return self._stems[stem]

    def holders_of_figure(self, figure: Figure) -> Collection[int]:
        """Return the numbers of the others in which a figure stands, in whatever format."""
        if figure.key not in self._figures:
            digits, key = figure.digits, figure.key
            likely = [at for at, one in enumerate(self.others) if digits in one.digits]
            self._figures[key] = {at for at in likely if any(one.key == key for one in self.others[at].figures)}
        return self._figures[figure.key]


def compare(passage: Text, ground: Ground) -> Compared:
    """Compare a passage with the others of its story.

    A name or quotation is told to stand alone only where another outlet writes in the same script; figures always.
    """
    claims = _figures(passage, ground) + _names(passage, ground) + _quotations(passage, ground)
    claims.sort(key=lambda pair: pair[0].start)
    shared = [claim for claim, is_carried in claims if is_carried]
    return Compared(shared, [claim for claim, is_carried in claims if not is_carried], _similar(passage, ground))


def _figures(passage: Text, ground: Ground) -> list[tuple[Claim, bool]]:
    return [
        (Claim("figure", one.text, one.start, one.end), bool(ground.holders_of_figure(one)))
        for one in passage.figures
        if ground.others and one.is_telling
    ]


def _names(passage: Text, ground: Ground) -> list[tuple[Claim, bool]]:
    if passage.kind in _NAMELESS or all(one.script != passage.script for one in ground.others):
        return []
    found = names.find(passage.text, ground.common)
    if _writes_all_nouns_so(passage, found):
        found = [one for one in found if len(one.stems) > 1]
    claims: dict[tuple[str, ...], tuple[Claim, bool]] = {}
    for one in found:
        telling = [stem for stem in one.stems if len(stem) >= _SHORTEST_NAME or one.text.isupper()]
        if telling:  # a person's last name is enough, and so is a place without what stands behind it
            claim = Claim("name", one.text, one.start, one.end)
            claims.setdefault(one.stems, (claim, telling[-1] in ground.names))
    return list(claims.values())


def _writes_all_nouns_so(passage: Text, found: Sequence[names.Name]) -> bool:
    language = (passage.language or "").lower().partition("-")[0]
    return language in {"de", "lb"} or (
        not language and 5 * sum(len(one.stems) for one in found) > len(words.units(passage.text))
    )


def _quotations(passage: Text, ground: Ground) -> list[tuple[Claim, bool]]:
    found = quotations.find(passage.text)
    if not found or not any(_speak_alike(one, passage) for one in ground.others):
        return []
    return [(Claim("quotation", one.text, one.start, one.end), _is_quoted(one.text, passage, ground)) for one in found]


def _speak_alike(one: Text, other: Text) -> bool:
    return one.language == other.language if one.language and other.language else one.script == other.script


def _is_quoted(quotation: str, passage: Text, ground: Ground) -> bool:
    units = words.units(quotation)
    runs, wanted = _runs(units), dict.fromkeys(units, 1.0)
    return any(
        found >= _QUOTED_SHARE * len(wanted)
        and _speak_alike(one, passage)
        and len(runs & _runs(words.units(one.text))) >= _QUOTED_SHARE * len(runs)
        for one, found in zip(ground.others, ground.sums(wanted), strict=True)
    )


def _runs(units: Sequence[str]) -> set[tuple[str, ...]]:
    length = min(_RUN, len(units))
    return {tuple(units[start : start + length]) for start in range(len(units) - length + 1)}


def _similar(passage: Text, ground: Ground) -> list[Similar]:
    """Rank the passages of others by what they share, rarer things counting more; of each article the best."""
    told = {_FIGURE + one.key: one for one in passage.figures}
    holders = {key: ground.holders_of_figure(told[key]) for key in told}
    standing = {term: len(holders[term] if term in told else ground.holders(term)) for term in {*passage.stems, *told}}
    weights = {term: _weight(term, times + 1, len(ground.others) + 1) for term, times in standing.items()}
    own, mean = sum(weights.values()), sum(weights.values()) / max(1, len(weights))
    sums = ground.sums({stem: weights[stem] for stem in passage.stems if 2 * weights[stem] >= mean})
    for key in told:
        for at in holders[key]:
            sums[at] += weights[key]
    best: dict[int, tuple[float, Text, set[str]]] = {}
    for at in nlargest(_LOOKED_AT, range(len(sums)), key=sums.__getitem__):
        one, facts = ground.others[at], {key for key in told if at in holders[key]}
        shared = facts | (passage.stems & one.stems)
        both = sum(weights[term] for term in shared)
        score = both / math.sqrt(own * (both + mean * len(one.stems - shared))) if both else 0.0
        is_worth_it = score >= _LEAST or sum(told[key].is_telling for key in facts) > 1
        if is_worth_it and score > best.get(one.article_id, (0.0,))[0]:
            best[one.article_id] = (score, one, shared)
    ranked = sorted(best.values(), key=lambda found: (-found[0], found[1].passage_id))[:_MOST_SIMILAR]
    return [_shown(passage, score, one, shared, weights) for score, one, shared in ranked]


def _smalls(some: Iterable[str]) -> set[str]:
    return _stems(filter(str.islower, some))


def _stems(some: Iterable[str]) -> set[str]:
    return {unit for word in some for unit in words.units_of_word(word)}


def _weight(term: str, standing: int, number: int) -> float:
    return terms.weight(terms.usual(term), standing, number)


def _shown(passage: Text, score: float, one: Text, shared: set[str], weights: dict[str, float]) -> Similar:
    both_figures = [figure.text for figure in passage.figures if _FIGURE + figure.key in shared]
    common, capitals = _smalls(passage.words | one.words), _stems(word for word in one.words if word[0].isupper())
    named = [name for name in names.find(passage.text, common) if shared & capitals & set(name.stems)]
    in_names = {stem for name in named for stem in name.stems}
    said: dict[str, str] = {}
    for word in WORD.findall(passage.text):
        for unit in words.units_of_word(word):
            if unit in shared and unit not in in_names and weights[unit] >= _LEAST_TELLING:
                said.setdefault(unit, word)
    telling = sorted(said, key=lambda unit: -weights[unit])
    return Similar(
        passage_id=one.passage_id,
        score=round(min(score, 1.0), 3),
        figures=list(dict.fromkeys(both_figures)),
        names=list(dict.fromkeys(name.text for name in named))[:_MOST_SHARED],
        words=list(dict.fromkeys(said[unit] for unit in telling))[:_MOST_SHARED],
    )
