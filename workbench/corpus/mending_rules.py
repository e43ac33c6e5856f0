"""What becomes of a passage when a lead mends the cut of its article: rules that know no database."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from workbench.corpus.kinds import Kind
from workbench.corpus.segmentation import text_of
from workbench.errors import RuleError

UNREAD = frozenset({Kind.BOILERPLATE, Kind.RESIDUE})
_BY_A_LEAD = "left out by a lead"
_SENTENCES = re.compile(r"\n\s*|(?<=[.!?…؟।。！？])[\"'”’»)\]]?\s+|(?<=[。！？])")
_WORDS = re.compile(r"\s+")
_PREVIEW = 48


@dataclass(frozen=True, slots=True)
class Part:
    """A passage without its id; `decided`: a lead said whether it is labelled."""

    start: int
    end: int
    kind: Kind
    text: str
    labelled: bool
    reason: str
    pointer: str | None
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The source that passages are parts of, and the kinds that its project labels.

    `is_page`: the source is the text of a web page, in which no markup is left to take out.
    """

    source: str
    labelled_kinds: Collection[str]
    is_page: bool = False

    def change_kind(self, part: Part, kind: Kind) -> Part:
        """Make a passage one of another kind, labelled if the project labels that. Raises RuleError."""
        if kind == part.kind:
            raise RuleError(f"This passage is of the kind {kind} already.")
        return self._made(part, kind, kind in self.labelled_kinds, decided=False)

    def include(self, part: Part) -> Part:
        """Put a passage to annotators, one that no reader sees as a paragraph. Raises RuleError."""
        if part.labelled:
            raise RuleError("This passage is labelled already.")
        if part.kind in UNREAD:
            return self._made(part, Kind.PARAGRAPH, labelled=True, decided=True)
        return replace(part, labelled=True, reason="", decided=True)

    def exclude(self, part: Part) -> Part:
        """Put a passage to annotators no more. Raises RuleError."""
        if not part.labelled:
            raise RuleError("This passage is not labelled as it is.")
        return replace(part, labelled=False, reason=_BY_A_LEAD, decided=True)

    def offset(self, part: Part, place: int) -> int:
        """Return the code point of the source at a place in a passage as a browser counts: a line break is one."""
        breaks = [one.start() for one in re.finditer("\r\n", self.source[part.start : part.end])]
        return part.start + place + sum(at - number < place for number, at in enumerate(breaks))

    def split(self, part: Part, at: int) -> tuple[Part, Part]:
        """Cut a passage before the code point `at` of the source; a part that is markup alone is residue.

        Raises RuleError where nothing but blanks would stand on one side.
        """
        before, after = self._trimmed(part.start, max(at, part.start)), self._trimmed(at, part.end)
        if not part.start < at < part.end or before[0] == before[1] or after[0] == after[1]:
            raise RuleError("A passage is split between two characters of its own, with text on both sides.")
        return self._piece(part, *before), self._piece(part, *after)

    def merge(self, kept: Part, other: Part) -> Part:
        """Join two passages that stand one after the other; the whole is what `kept` was. Raises RuleError."""
        first, second = sorted((kept, other), key=lambda one: one.start)
        if self.source[first.end : second.start].strip():
            raise RuleError("Only passages that stand one right after the other are merged.")
        whole = replace(kept, start=first.start, end=second.end, pointer=_common(first.pointer, second.pointer))
        return replace(whole, text=self._text(whole, kept.kind))

    def _piece(self, part: Part, start: int, end: int) -> Part:
        piece = replace(part, start=start, end=end)
        text = self._read(piece, part.kind)
        if text or part.kind in UNREAD:
            return replace(piece, text=text or self.source[start:end])
        return self._made(piece, Kind.RESIDUE, labelled=False, decided=False)

    def _made(self, part: Part, kind: Kind, labelled: bool, *, decided: bool) -> Part:
        reason = "" if labelled else _BY_A_LEAD if kind in UNREAD else f"{kind}: context"
        text = self._text(part, kind)
        return replace(part, kind=kind, text=text, labelled=labelled, reason=reason, decided=decided)

    def _text(self, part: Part, kind: Kind) -> str:
        text = self._read(part, kind)
        if not text and kind not in UNREAD:
            raise RuleError("Nothing of this can be read: it is markup alone, and stays residue.")
        return text or self.source[part.start : part.end]

    def _read(self, part: Part, kind: Kind) -> str:
        if not self.is_page:
            return text_of(self.source, part.start, part.end, kind)
        lines = [" ".join(line.split()) for line in self.source[part.start : part.end].splitlines()]
        return (" " if kind is Kind.HEADING else "\n").join(line for line in lines if line)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        raw = self.source[start:end]
        text = raw.strip()
        begin = start + raw.find(text)
        return begin, begin + len(text)


def places(raw: str) -> list[tuple[int, str]]:
    """List where a passage is likely to be split: where lines and sentences begin, else words.

    Each as its place, counted as a browser does, and the beginning of what would come after.
    """
    shown = raw.replace("\r\n", "\n")
    for border in (_SENTENCES, _WORDS):
        found = [one.end() for one in border.finditer(shown) if 0 < one.end() < len(shown)]
        if found:
            break
    return [(place, " ".join(shown[place : place + _PREVIEW].split())) for place in found]


def _common(first: str | None, second: str | None) -> str | None:
    """Return the XPath of the nearest element that holds both."""
    if first is None or second is None or first == second:
        return first or second
    shared = []
    for one, other in zip(first.split("/"), second.split("/"), strict=False):
        if one != other:
            break
        shared.append(one)
    return "/".join(shared) or None
