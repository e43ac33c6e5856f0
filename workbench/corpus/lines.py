"""Lines of a source with their offsets, and the few measures of a line that every rule leans on."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.corpus.kinds import Kind

# One such character says about as much as this many letters of an alphabet.
_DENSE_WEIGHT = 2.5
_SAMPLE = 100
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_ENDS = frozenset(".!?…。！？｡．؟۔।॥։።")
_CLOSERS = "\"'”’»›)]}」』】）》*_ \u200e\u200f"
_SENTENCE_ENDS_OR_CLOSERS = _SENTENCE_ENDS | frozenset(_CLOSERS)
_COLONS = frozenset(":：")
_SENTENCE_BREAK = re.compile(r"[.!?…؟۔।։。！？](?:(?<=[。！？])|['\"”’»)\]]? )")
LOWER = "a-zß-öø-ÿа-яёіїєґα-ωά-ώ"
UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐΑ-ΩİŞÇĞ"
_LOWER_WORD = re.compile(rf"(?<!\S)[{LOWER}]")
_UPPER_WORD = re.compile(rf"(?<!\S)[{UPPER}]")
# "U.S." and its like close a heading as well as a sentence.
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,4}$")


@dataclass(slots=True)
class Line:
    """A line without its outer blanks; `gap` counts the blank lines above it, `indent` the blanks before it."""

    start: int
    raw: str
    gap: int
    indent: int


def read_lines(source: str) -> list[Line]:
    """Return the lines of a source that hold anything but blanks."""
    lines: list[Line] = []
    offset = gap = 0
    for whole in source.splitlines(keepends=True):
        raw = whole.strip()
        if raw:
            indent = whole.index(raw[0])
            lines.append(Line(offset + indent, raw, gap, indent))
            gap = 0
        else:
            gap += 1
        offset += len(whole)
    return lines


class Form(StrEnum):
    """What a piece looks like on its own, before its neighbours are asked."""

    PLAIN = "plain"
    ROW = "row"
    RULE = "rule"
    ITEM = "item"
    NUMBERED = "numbered"
    SCRAP = "scrap"


@dataclass(slots=True)
class Piece:
    """A line, a part of one, or several wrapped ones: what the rules give a kind to.

    No kind yet: undecided. `opens`: a list or table begins here, whatever stands above. `weight`: how much the text
    says, in letters of an alphabet. `is_light`: shorter than prose, yet it may be running text: a sentence, or the
    middle of one.
    """

    start: int
    end: int
    raw: str
    text: str
    gap: int = 0
    kind: Kind | None = None
    reason: str = ""
    form: Form = Form.PLAIN
    opens: bool = False
    weight: int = field(init=False)
    ends_sentence: bool = field(init=False)
    ends_in_colon: bool = field(init=False)
    is_light: bool = field(init=False)
    _is_prose: bool | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        text, last = self.text, self.text[-1:]
        self.weight = weight = len(text) if text.isascii() else weigh(text)
        self.ends_sentence = last in _SENTENCE_ENDS_OR_CLOSERS and ends_sentence(text)
        self.ends_in_colon = last in _COLONS
        self.is_light = weight >= 12 and _is_light(text, weight, self.ends_sentence or self.ends_in_colon)

    @property
    def is_prose(self) -> bool:
        """Tell whether the text is long and punctuated, as paragraphs are and menus are not."""
        if self._is_prose is None:
            closed = self.ends_sentence or self.ends_in_colon
            self._is_prose = self.weight >= 80 and (closed or _is_running(self.text, self.weight))
        return self._is_prose

    def at(self, start: int, gap: int) -> "Piece":
        """Return the same piece for the same text in another place."""
        piece = Piece.__new__(Piece)
        piece.start, piece.end, piece.raw, piece.text, piece.gap = (
            start,
            start + len(self.raw),
            self.raw,
            self.text,
            gap,
        )
        piece.kind, piece.reason, piece.form, piece.opens = self.kind, self.reason, self.form, self.opens
        piece.weight, piece.ends_sentence, piece.ends_in_colon = self.weight, self.ends_sentence, self.ends_in_colon
        piece._is_prose, piece.is_light = self._is_prose, self.is_light
        return piece

    def decide(self, kind: Kind, reason: str = "") -> None:
        """Give the piece its kind."""
        self.kind = kind
        self.reason = reason


def _is_running(text: str, weight: int) -> bool:
    return has_sentences(text) or (weight > 160 and not _is_menu(text))


def _is_menu(text: str) -> bool:
    """Tell whether most words of a long text without a sentence begin with capitals or figures."""
    head = text[:600]
    lower = len(_LOWER_WORD.findall(head))
    return 2 * lower < len(head.split()) and _UPPER_WORD.search(head) is not None


def _is_light(text: str, weight: int, closed: bool) -> bool:
    if closed and weight >= 15:
        return text.count(" ") >= 2 or unspaced(text)
    return (text[0].islower() or text[0] in ",;)") and " " in text


def weigh(text: str) -> int:
    """Return the length of a text, scripts that write a word in one or two characters counted for more.

    The share of such characters is that of the text's beginning.
    """
    head = text[:_SAMPLE]
    if head.isascii():
        return len(text)
    dense = sum(len(run) for run in _DENSE.findall(head))
    return len(text) + int(dense / len(head) * len(text) * (_DENSE_WEIGHT - 1))


def unspaced(text: str) -> bool:
    """Tell whether a text holds a script that puts no blanks between words."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends as a sentence does, closing quotes and brackets aside."""
    tail = text[-8:].rstrip(_CLOSERS)
    return tail[-1:] in _SENTENCE_ENDS and (tail.count(".") < 2 or _INITIALS.search(tail) is None)


def is_open(text: str) -> bool:
    """Tell whether a text ends before its sentence does."""
    return text[-1] not in _SENTENCE_ENDS_OR_CLOSERS or text[-1:] == ")" or not ends_sentence(text)


def has_sentences(text: str) -> bool:
    """Tell whether a sentence ends somewhere inside a text."""
    for match in _SENTENCE_BREAK.finditer(text):
        before = text[max(0, match.start() - 3) : match.start()].rstrip()[-2:]
        if before.isalnum() and (len(before) == 2 or match[0] in "。！？"):
            return True
    return False
