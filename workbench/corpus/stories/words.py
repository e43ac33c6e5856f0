"""What a text is made of for comparing: words without their endings, and shingles where a script has no blanks."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

_STEM = 7
"""Letters of a word that count: “Belarus”, “Belarusian” and “Belarusians” are one."""
_MARKS = "".join(f"\\u{code:04x}" for code in range(0x300, 0x1B00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
_SYLLABIC = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_BLANKLESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
WORD = re.compile(rf"\b(?:[A-Z]\.){{2,}}|[^\W\d_][\w{_MARKS}]*")
_RUN = re.compile(rf"[\u30a1-\u30ff]+|[{_SYLLABIC}]+|[{_BLANKLESS}]+|[^{_SYLLABIC}{_BLANKLESS}]+")
_HAS_NO_BLANKS = re.compile(rf"[{_SYLLABIC}{_BLANKLESS}]")
_KATAKANA = re.compile(r"[\u30a1-\u30ff]{3,}")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_HEAD = re.compile(r"^(?:[وفبك]?ال|لل|و(?=....))(?=..)")
_ARABIC_LETTERS = str.maketrans("أإآىةؤئ", "ااايهوي", "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")
_SAMPLE = 100
_SHINGLE = {True: 2, False: 4}


def units(text: str) -> list[str]:
    """Return what a text is made of, in order: stems of words, and shingles of scripts without blanks; no figures."""
    return [unit for word in WORD.findall(text) for unit in units_of_word(word)]


@lru_cache(maxsize=1 << 16)
def units_of_word(word: str) -> tuple[str, ...]:
    """Return the stem of one word, or its shingles; a single letter is nothing."""
    if not _HAS_NO_BLANKS.search(word):
        stem = _stem(word)
        return (stem,) if len(stem) > 1 else ()
    return tuple(unit for run in _RUN.findall(word) for unit in _of_run(run))


def is_cased(text: str) -> bool:
    """Tell whether most letters of a text are of a script that has capitals."""
    letters = [letter for letter in text[:2000] if letter.isalpha()]
    return sum(letter.lower() != letter.upper() for letter in letters) * 2 > len(letters)


def script(text: str) -> str:
    """Name the script that most of a text's letters are of, by the first word of their Unicode names; "" for none."""
    names: Counter[str] = Counter()
    for letter, times in Counter(filter(str.isalpha, text[:_SAMPLE])).items():
        names[_script_of(letter)] += times
    return max(names, key=lambda name: names[name], default="")


@lru_cache(maxsize=1 << 12)
def _script_of(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return {"HIRAGANA": "CJK", "KATAKANA": "CJK"}.get(name, name)


def _of_run(run: str) -> Iterator[str]:
    if not _HAS_NO_BLANKS.match(run):
        yield from units_of_word(run)
        return
    if _KATAKANA.fullmatch(run):
        yield run
    length = _SHINGLE[not re.match(rf"[{_BLANKLESS}]", run)]
    yield from (run[start : start + length] for start in range(max(1, len(run) - length + 1)))


def _stem(word: str) -> str:
    folded = word.casefold().replace(".", "")
    if folded.isascii():
        return folded[:_STEM]
    if _ARABIC.match(folded):
        return _ARABIC_HEAD.sub("", folded.translate(_ARABIC_LETTERS))
    if word.lower() == word.upper():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(part for part in parts if not unicodedata.combining(part))[:_STEM]
