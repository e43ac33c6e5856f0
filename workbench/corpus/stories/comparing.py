"""What other outlets say to a passage's point, and what none of them carries."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.corpus.kinds import Kind
from workbench.corpus.stories import figures, names, quotations, terms, words
from workbench.corpus.stories.words import WORD

_LEAST = 0.12
"""The least likeness of a passage worth showing, unless it shares two telling figures."""
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
    """A passage as it is compared."""

    def __init__(self, passage_id: int, article_id: int, kind: str, text: str, language: str | None) -> None:
        self.passage_id, self.article_id, self.kind, self.text = passage_id, article_id, kind, text
        self.language = language
        self.units = words.units(text)
        self.figures = figures.find(text, language)
        self.terms = {*self.units, *(_FIGURE + one.key for one in self.figures)}

    @cached_property
    def capitals(self) -> set[str]:
        """The stems of the words that stand with a capital."""
        return {
            unit for word in set(WORD.findall(self.text)) if word[0].isupper() for unit in words.units_of_word(word)
        }

    @cached_property
    def smalls(self) -> set[str]:
        """The stems of the words that stand in small letters."""
        return {unit for word in set(WORD.findall(self.text)) if word.islower() for unit in words.units_of_word(word)}

    @cached_property
    def script(self) -> str:
        """The script that most of it is in."""
        return words.script(self.text)


def compare(passage: Text, story: Sequence[Text], is_other: Callable[[int], bool]) -> Compared:
    """Compare a passage with those of a story; `is_other` tells whether an article is another outlet's.

    A name or quotation is told to stand alone only where another outlet writes in the same script; figures always.
    """
    others = [one for one in story if is_other(one.article_id)]
    claims = _figures(passage, others) + _names(passage, story, others) + _quotations(passage, others)
    claims.sort(key=lambda pair: pair[0].start)
    shared = [claim for claim, is_carried in claims if is_carried]
    return Compared(shared, [claim for claim, is_carried in claims if not is_carried], _similar(passage, others))


def _figures(passage: Text, others: Sequence[Text]) -> list[tuple[Claim, bool]]:
    carried = {figure.key for one in others for figure in one.figures}
    return [
        (Claim("figure", one.text, one.start, one.end), one.key in carried)
        for one in passage.figures
        if others and one.is_telling
    ]


def _names(passage: Text, story: Sequence[Text], others: Sequence[Text]) -> list[tuple[Claim, bool]]:
    fellows = [one for one in others if one.script == passage.script]
    if not fellows or passage.kind in _NAMELESS:
        return []
    common = {stem for one in story for stem in one.smalls}
    found = names.find(passage.text, common)
    if _writes_all_nouns_so(passage, found):
        found = [one for one in found if len(one.stems) > 1]
    carried = {stem for one in fellows for stem in (one.capitals if one.capitals else one.units)}
    claims: dict[tuple[str, ...], tuple[Claim, bool]] = {}
    for one in found:
        telling = [stem for stem in one.stems if len(stem) >= _SHORTEST_NAME or one.text.isupper()]
        if telling:  # a person's last name is enough, and so is a place without what stands behind it
            claim = Claim("name", one.text, one.start, one.end)
            claims.setdefault(one.stems, (claim, telling[-1] in carried))
    return list(claims.values())


def _writes_all_nouns_so(passage: Text, found: Sequence[names.Name]) -> bool:
    language = (passage.language or "").lower().partition("-")[0]
    return language in {"de", "lb"} or (not language and 5 * sum(len(one.stems) for one in found) > len(passage.units))


def _quotations(passage: Text, others: Sequence[Text]) -> list[tuple[Claim, bool]]:
    found = quotations.find(passage.text)
    fellows = [one for one in others if _speak_alike(one, passage)] if found else []
    if not fellows:
        return []
    return [(Claim("quotation", one.text, one.start, one.end), _is_quoted(one.text, fellows)) for one in found]


def _speak_alike(one: Text, other: Text) -> bool:
    return one.language == other.language if one.language and other.language else one.script == other.script


def _is_quoted(quotation: str, fellows: Iterable[Text]) -> bool:
    runs = _runs(words.units(quotation))
    wanted = {unit for run in runs for unit in run}
    for one in fellows:
        if len(wanted & one.terms) >= _QUOTED_SHARE * len(wanted) and (
            len(runs & _runs(one.units)) >= _QUOTED_SHARE * len(runs)
        ):
            return True
    return False


def _runs(units: Sequence[str]) -> set[tuple[str, ...]]:
    length = min(_RUN, len(units))
    return {tuple(units[start : start + length]) for start in range(len(units) - length + 1)}


def _similar(passage: Text, others: Sequence[Text]) -> list[Similar]:
    """Rank the passages of others by what they share, rarer things counting more; of each article the best."""
    holders = [(one, passage.terms & one.terms) for one in others]
    number = len(others) + 1
    standing = Counter(term for _, shared in holders for term in shared)
    weights = {term: _weight(term, standing[term] + 1, number) for term in passage.terms}
    own = sum(weights.values())
    mean = own / len(weights) if weights else 0.0
    telling = {_FIGURE + one.key for one in passage.figures if one.is_telling}
    best: dict[int, tuple[float, Text, set[str]]] = {}
    for one, shared in holders:
        if shared:
            both = sum(weights[term] for term in shared)
            score = both / math.sqrt(own * (both + mean * (len(one.terms) - len(shared))))
            is_worth_it = score >= _LEAST or len(shared & telling) > 1
            if is_worth_it and score > best.get(one.article_id, (0.0,))[0]:
                best[one.article_id] = (score, one, shared)
    ranked = sorted(best.values(), key=lambda found: (-found[0], found[1].passage_id))[:_MOST_SIMILAR]
    return [_shown(passage, score, one, shared, weights) for score, one, shared in ranked]


def _weight(term: str, standing: int, number: int) -> float:
    return terms.weight(terms.usual(term), standing, number)


def _shown(passage: Text, score: float, one: Text, shared: set[str], weights: dict[str, float]) -> Similar:
    both_figures = [figure.text for figure in passage.figures if _FIGURE + figure.key in shared]
    common = passage.smalls | one.smalls
    named = [name for name in names.find(passage.text, common) if shared & one.capitals & set(name.stems)]
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
