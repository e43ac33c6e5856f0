"""The words of markers.toml, and how a line is looked up in them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workbench.corpus.lines import unspaced

_LINE_LIMIT = 60
# So many letters of a phrase are the key under which it is found.
_KEY = 3
_HEAD_LENGTH = 3
# By so many letters most lines are told to begin with none.
_OPENING = 4
_NONE: list[tuple[str, str, bool]] = []
_START_LIMIT = 140
NOTICE_LIMIT = 800
# A consent text has such a phrase in every so many letters; a paragraph about cookies has fewer.
_NOTICE_DENSITY = 75
# So does a call to subscribe, which is shorter.
CALL_LIMIT = 300
_CALL_DENSITY = 130
_CREDIT_REACH = 50
_CAPTION_LIMIT = 320
_COPYRIGHT_LIMIT = 240
_SHAPE_LIMIT = 100
_HEAD_SIGN = re.compile("[–—:|·•(（：]")
_HEAD_LIMIT = 30
_TELLING_HEADS = frozenset({"advert", "share bar", "read also", "newsletter", "cookie notice", "pagination"})
_OUTER_SIGNS = (
    " \u00a0\t0123456789٠١٢٣٤٥٦٧٨٩!\"#%&'()*,-./:;<=>?@[]\\^_`{|}~«»‹›“”„‘’…·•–—→←↑↓▶►▼▲×+、。：！？（）【】「」"
)
_LEAD_SIGNS = "»›>→-–—•*[(▶► 0123456789"
_BETWEEN_WORDS = re.compile(r"[\s\d.,:;/|()\[\]•·–—+-]+")
_CLOCK_OR_YEAR = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d{2}\b")
_STAMP = re.compile(
    r"(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)?\d{2}\b|\b(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}\b|\d{4}\s?年\s?\d{1,2}\s?月"
    r"|(?<!\d)\d{1,2}:\d{2}\b"
)
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|ª)?"
_FULL_DATE = re.compile(
    rf"\b\d{{1,2}}{_ORDINAL}\s+(?:de\s+|of\s+)?([^\W\d_]{{3,12}})\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b"
    rf"|\b([^\W\d_]{{3,12}})\.?\s+\d{{1,2}}{_ORDINAL},?\s+(?:19|20)\d\d\b"
)
_SHORT_ENDS = frozenset({"min.", "uhr.", "г.", "r.", "p.m.", "a.m.", "hrs."})
_SEPARATOR = re.compile(r"\s[|•·/]\s?|[|•·]")
# What a date or a crumb is told by, in a line of ASCII.
_SHAPING_SIGN = re.compile("[0-9>/|:]")
_CRUMB_SIGN = re.compile(r"[>»›→/|·•:]")
_TIGHT_CRUMB = re.compile(r"\w[›»>]\w")
_CRUMB = re.compile(r" [>»›→/|·•] | :: ")
_DIGIT = re.compile(r"\d")
_CJK_DATE = re.compile(r"[\d\s年月日時时分秒:：/.()（）\-]{6,40}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@\w{2,30}")
# A weak byline word ("by ", "von ") asks for names after it.
_NAMES = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*|de|da|di|del|van|von|der|den|la|le|bin|al|and|und|et|y|e|i|en|[&,|/·•-])")


class Phrases:
    """Phrases to be looked for in a whole text at once.

    A word of a phrase that is not its first begins some word of the text: by that most phrases are out without a look.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Sort the phrases by the beginning of their longest word but the first."""
        self._by_head: dict[str, list[str]] = defaultdict(list)
        self._others: list[str] = []
        for phrase in dict.fromkeys(phrases):
            word = max(phrase.split(" ")[1:], key=len, default="")
            if len(word) < _HEAD_LENGTH:
                self._others.append(phrase)
            else:
                self._by_head[word[:_HEAD_LENGTH]].append(phrase)

    def held(self, folded: str, heads: Set[str]) -> list[str]:
        """Return the phrases that a text in lower case holds, of whose words these are the beginnings."""
        likely = [phrase for head in self._by_head.keys() & heads for phrase in self._by_head[head]]
        # Looking for the first character first is what rules out other scripts at the price of one scan.
        return [phrase for phrase in (*self._others, *likely) if phrase[0] in folded and phrase in folded]


def _heads(folded: str) -> set[str]:
    return {word[:_HEAD_LENGTH] for word in set(folded.split())}


@dataclass(frozen=True)
class Markers:
    """The word lists, arranged for look-up; a reason stands beside each phrase."""

    lines: dict[str, str]
    tails: dict[str, str]
    starts: dict[str, list[tuple[str, str, bool]]]
    openings: frozenset[str]
    notices: re.Pattern[str]
    copyrights: Phrases
    dates: frozenset[str]
    stamps: frozenset[str]
    sections: frozenset[str]
    section_heads: frozenset[str]
    starters: frozenset[str]
    names: frozenset[str]
    credits: frozenset[str]
    consents: tuple[str, ...]
    calls: Phrases


@cache
def markers() -> Markers:
    """Return the words of markers.toml."""
    data = tomllib.loads(files("workbench.corpus").joinpath("markers.toml").read_text(encoding="utf-8"))
    words = {name: _phrases(table) for name, table in data.pop("words").items()}
    lines: dict[str, str] = {}
    tails: dict[str, str] = {}
    starts: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for reason, rules in data.items():
        tails.update({bare(phrase): reason for phrase in _phrases(rules.get("tail", {}))})
        for phrase in _phrases(rules.get("line", {})):
            lines.setdefault(bare(phrase), reason)
            if _opens_lines(bare(phrase)):
                starts[phrase[:_KEY]].append((bare(phrase), reason, True))
        for phrase in _phrases(rules.get("start", {})):
            starts[phrase[:_KEY]].append((phrase, reason, False))
    lines |= tails
    return Markers(
        lines=lines,
        tails=tails,
        starts=dict(starts),
        openings=frozenset(
            [phrase[:_OPENING] for phrase in (*lines, *(rule[0] for rules in starts.values() for rule in rules))]
        ),
        notices=_either(_phrases(data["cookie notice"]["within"])),
        copyrights=Phrases([*_phrases(data["copyright"]["within"]), "©"]),
        dates=frozenset(words["date"]),
        stamps=frozenset(words["stamp"]),
        sections=frozenset(words["section"]),
        section_heads=frozenset(phrase.split(" ")[0] for phrase in words["section"]),
        starters=frozenset(words["starter"]),
        names=frozenset(words["name"]),
        credits=frozenset(_phrases(data["photo credit"]["start"])),
        consents=tuple(words["consent"]),
        calls=Phrases(_phrases(data["newsletter"]["within"])),
    )


def _opens_lines(phrase: str) -> bool:
    """Tell whether a phrase says enough to make a short line that goes on after it none of the article too."""
    return len(phrase) >= 8 and " " in phrase


def bare(text: str) -> str:
    """Return a text in the shape in which lines are looked up: folded, without outer signs and figures."""
    return text.lower().strip(_OUTER_SIGNS)


def is_label(text: str) -> bool:
    """Tell whether a line is nothing but words that a link to another article begins with."""
    key = bare(text)
    return any(phrase.rstrip(" :") == key for phrase, reason, _ in _starts(key) if reason == "read also")


def line_reason(text: str, weight: int) -> str:
    """Return why the words of a short line make it no body: "" where they do not."""
    if weight > _START_LIMIT:
        return ""
    folded = text.lower()
    words = folded.lstrip(_LEAD_SIGNS)
    opens = _open_like_a_phrase(words)
    if opens and weight <= _LINE_LIMIT:
        reason = markers().lines.get(folded.strip(_OUTER_SIGNS), "") or _head_reason(folded)
        if reason:
            return reason
    if weight <= _SHAPE_LIMIT and (opens or _may_have_shape(text)):
        reason = _shape(text, folded)
        if reason:
            return reason
    return _start(text, words, weight) if opens else ""


def _open_like_a_phrase(words: str) -> bool:
    """Tell whether words in lower case may begin with a phrase of ours, which most do not."""
    openings = markers().openings
    return (
        words[:_OPENING] in openings
        or words[:3] in openings
        or words[:2] in openings
        or words[:1] in openings
        or not words[:1].isalpha()
    )


def ends_in_credit(text: str, weight: int) -> bool:
    """Tell whether a line closes with whose picture it describes: `The bridge at dawn. Photo: A. Smith`."""
    colon = text.rfind(":", max(0, len(text) - _CREDIT_REACH)) if weight <= _CAPTION_LIMIT else -1
    if colon < 1:
        return False
    word = text[:colon].rstrip().rsplit(None, 1)[-1].lstrip("([|").lower()
    return f"{word}:" in markers().credits


class Notices:
    """Consent texts, calls to subscribe and copyright lines: told by several phrases, or by one that tells alone."""

    def __init__(self, folded: str, short: str) -> None:
        """Note which telling phrases lines in lower case hold at all, and the short ones of them, one below another."""
        self._folded = folded
        self._consents = [word for word in markers().consents if word[0] in folded and word in folded]
        heads = _heads(short)
        self._copyrights = markers().copyrights.held(short, heads)
        self._calls = markers().calls.held(short, heads)
        self._telling = [*self._consents, *self._copyrights, *self._calls]

    def telling_lines(self) -> set[int]:
        """Return the numbers of the lines that hold a telling phrase."""
        return {number for phrase in self._telling for number in _lines_with(phrase, self._folded)}

    def reason(self, folded: str, weight: int) -> str:
        """Return why a line in lower case that holds a telling phrase is such a notice: "" where it is none."""
        if weight <= CALL_LIMIT:
            calls = len([phrase for phrase in self._calls if phrase in folded])
            if calls and calls * _CALL_DENSITY >= weight:
                return "newsletter"
        if weight <= _COPYRIGHT_LIMIT and [phrase for phrase in self._copyrights if phrase in folded]:
            return "copyright"
        if not [word for word in self._consents if word in folded]:
            return ""
        found = set(markers().notices.findall(folded))
        return "cookie notice" if len(found) >= max(2, weight / _NOTICE_DENSITY) else ""


def _lines_with(phrase: str, text: str) -> Iterator[int]:
    number = start = 0
    while (place := text.find(phrase, start)) >= 0:
        number += text.count("\n", start, place)
        yield number
        start = place + 1


def tail_reason(text: str) -> str:
    """Return why a scrap glued to the end of a paragraph is none of it: "" where it may be."""
    words = markers()
    key = bare(text)
    if key in words.tails:
        return words.tails[key]
    reason = words.lines.get(key, "")
    return reason if reason in ("read also", "share bar", "newsletter") and " " in key else ""


def _may_have_shape(text: str) -> bool:
    return " " not in text or not text.isascii() or _SHAPING_SIGN.search(text) is not None


def _head_reason(folded: str) -> str:
    """Return why what stands before a colon or a dash makes a short line no body: `Advertisement – story continues`."""
    sign = _HEAD_SIGN.search(folded, 0, _HEAD_LIMIT + 2)
    head = folded[: sign.start()] if sign is not None else ""
    if len(head) < 2 or len(head.rstrip()) > _HEAD_LIMIT:
        return ""
    reason = markers().lines.get(head.strip(_OUTER_SIGNS), "")
    return reason if reason in _TELLING_HEADS else ""


def _start(text: str, words: str, weight: int) -> str:
    for phrase, reason, is_line in _starts(words):
        if not words.startswith(phrase) or (is_line and (weight > _LINE_LIMIT or text[-1] in ".?")):
            continue
        after = words[len(phrase) : len(phrase) + 1]
        if phrase[-1].isalnum() and after.isalnum() and not unspaced(phrase):
            continue
        if reason != "byline" or _is_byline(text, phrase):
            return reason
    return ""


def _starts(folded: str) -> list[tuple[str, str, bool]]:
    starts = markers().starts
    return starts.get(folded[:_KEY], _NONE) + starts.get(folded[: _KEY - 1], _NONE)


def _is_byline(text: str, phrase: str) -> bool:
    if len(text) > 90 or text.endswith((".", "!", "?", "。")):
        return False
    if not phrase.endswith(" "):
        return True
    names = text.split()[1:9]
    return len(text) <= 60 and all(_NAMES.match(name) or name[0].isdigit() for name in names)


def _shape(text: str, folded: str) -> str:
    if " " not in text and _ADDRESS.fullmatch(text):
        return "bare address"
    has_digit = _DIGIT.search(folded) is not None
    if has_digit and _is_date(folded):
        return "date line"
    if _is_bar(folded):
        return "share bar"
    if has_digit and _is_stamped(text, folded):
        return "date line"
    return "navigation" if _CRUMB_SIGN.search(text) is not None and _is_crumbs(text) else ""


def _is_date(folded: str) -> bool:
    if _CJK_DATE.fullmatch(folded):
        return True
    dates = markers().dates
    found = [word for word in _BETWEEN_WORDS.split(folded) if word]
    strange = sum(word not in dates for word in found)
    if not strange:
        return bool(found) or len(folded) >= 6
    # A place, a zone or a name may stand beside a full date.
    return (
        strange <= 2
        and (strange < len(found) or _STAMP.search(folded) is not None)
        and len(_DIGIT.findall(folded)) >= 6
        and len(folded) <= _LINE_LIMIT
        and _CLOCK_OR_YEAR.search(folded) is not None
    )


def _is_stamped(text: str, folded: str) -> bool:
    """Tell whether a line is a date or a time with a byline or the like: `By Ann Lee | 12 March 2025, 08:41`."""
    stamp = _STAMP.search(folded)
    opens = stamp is not None and stamp.start() == 0 and stamp.end() - stamp.start() > 6
    if not (stamp or _has_full_date(folded)) or (
        text[-1] in ".!?。" and folded[-8:].rsplit(None, 1)[-1] not in _SHORT_ENDS
    ):
        return False
    if opens or _SEPARATOR.search(text) or folded.split(None, 1)[0].rstrip(":") in markers().stamps:
        return True
    return any(folded.startswith(phrase) for phrase, reason, _ in _starts(folded) if reason == "byline")


def _has_full_date(folded: str) -> bool:
    match = _FULL_DATE.search(folded)
    return match is not None and (match[1] or match[2]) in markers().dates


def _is_bar(folded: str) -> bool:
    """Tell whether a line is made of words each of which would be none of the article: `Facebook Twitter Email`."""
    lines = markers().lines
    if folded.split(None, 1)[0].strip(_OUTER_SIGNS) not in lines:
        return False
    return folded.count(" ") > 1 and all(word.strip(_OUTER_SIGNS) in lines for word in folded.split())


def _is_crumbs(text: str) -> bool:
    if len(_TIGHT_CRUMB.findall(text)) >= 2 and len(text) <= _LINE_LIMIT:
        return True
    return len(_CRUMB.findall(text)) >= 2 and not text.endswith((".", "!", "?"))


def _phrases(table: dict[str, list[str]]) -> list[str]:
    return [phrase.lower() for phrases in table.values() for phrase in phrases]


def _either(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))
