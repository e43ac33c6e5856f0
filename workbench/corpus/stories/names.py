"""Names in a text: runs of capitalised words, and in katakana runs of its letters."""

import re
from collections.abc import Set
from dataclasses import dataclass

from workbench.corpus.stories.words import WORD, units_of_word

_TITLE_SHARE = 0.6
_FEWEST_OF_TITLE = 3
_SHORT = 3
_LONGEST_TITLE = 140
_SENTENCE_ENDS = frozenset(".!?…")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?…:;|\n]|[-–—•*]\s)[\s\"'“”„«»‘’(\[]*$")
_INITIAL = re.compile(r"(?<!\w)([^\W\d_])[^\W\d_]?\.\s$")
_JOINS = re.compile(
    r"(?:[ \u00a0]|-|['’])(?:(?:of|de|du|da|di|della|del|van|von|der|den|al|el|bin|ibn|for)[ -](?:the |la |der )?)?"
)
_KATAKANA = re.compile(r"[\u30a1-\u30ff]{3,}(?:[・＝][\u30a1-\u30ff]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text, with half-open offsets, and the stems of its words."""

    text: str
    start: int
    end: int
    stems: tuple[str, ...]


def find(text: str, common: Set[str] = frozenset()) -> list[Name]:
    """Return the names of a text in order; `common` are stems that stand in small letters elsewhere.

    A lone capitalised word that begins a sentence is none, nor is a line in which most words are capitalised, nor a
    run of common words alone.
    """
    found = [_name(text, match.start(), match.end()) for match in _KATAKANA.finditer(text)]
    for start, end in _lines(text):
        found += _in_line(text, start, end, common)
    return sorted(found, key=lambda one: one.start)


def is_title(line: str) -> bool:
    """Tell whether most longer words of a line are capitalised, as in a headline."""
    if len(line) > _LONGEST_TITLE or line.rstrip()[-1:] in _SENTENCE_ENDS:
        return False
    longer = [word for word in WORD.findall(line) if len(word) > 3]
    return len(longer) >= _FEWEST_OF_TITLE and sum(word[0].isupper() for word in longer) > _TITLE_SHARE * len(longer)


def begins_sentence(text: str, at: int) -> bool:
    """Tell whether a sentence, a line or an item begins at this offset, quotation marks aside."""
    before = text[max(0, at - 12) : at]
    initial = _INITIAL.search(before)
    return bool(_ENDS_SENTENCE.search(before)) and not (initial and initial[1].isupper())


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n]+", text)]


def _in_line(text: str, start: int, end: int, common: Set[str]) -> list[Name]:
    if is_title(text[start:end]):
        return []
    found: list[Name] = []
    run: list[tuple[int, int]] = []
    for match in WORD.finditer(text, start, end):
        if not match[0][0].isupper():
            continue
        if run and not _joins(text, run[-1][1], match.start()):
            found += _from_run(text, run, common)
            run = []
        run.append(match.span())
    return found + _from_run(text, run, common)


def _joins(text: str, end: int, start: int) -> bool:
    is_initial = text[end:start] == ". " and _INITIAL.search(text[max(0, end - 4) : start])
    return bool(is_initial or _JOINS.fullmatch(text, end, start))


def _from_run(text: str, run: list[tuple[int, int]], common: Set[str]) -> list[Name]:
    if run and begins_sentence(text, run[0][0]) and (len(run) == 1 or _opens(text[slice(*run[0])], common)):
        run = run[1:]
    if not run or all(_is_common(text[slice(*one)], common) for one in run):
        return []
    return [_name(text, run[0][0], run[-1][1])]


def _opens(word: str, common: Set[str]) -> bool:
    """Tell whether a word has its capital from the sentence that it begins: a common one, or a short one (Der, The)."""
    return _is_common(word, common) or (len(word) <= _SHORT and not word.isupper())


def _is_common(word: str, common: Set[str]) -> bool:
    if len(word) > 1 and word.replace(".", "").isupper():
        return False
    stems = units_of_word(word)
    return not stems or stems[0] in common


def _name(text: str, start: int, end: int) -> Name:
    stems = tuple(stem for word in WORD.findall(text[start:end]) for stem in units_of_word(word))
    return Name(text[start:end], start, end, stems)
