"""Lines that a width or an inline element broke: an 80-column digest is paragraphs, and so is a sentence with links."""

from collections.abc import Sequence
from itertools import pairwise

from workbench.corpus.lines import Form, Line, is_open, unspaced
from workbench.corpus.lists import item_form

_LONGEST = 110
_NARROWEST = 30
_FEWEST = 3
# Scraps of a sentence: one of two that meet is at least this long, or a sign shows that they belong together.
_LONG_SCRAP = 40
_LONGEST_SCRAP = 120
_SCRAPPY = 3
_CONTINUATIONS = frozenset(",;.:!?)]}…’”»%、。，；：！？）」』】》،؛؟।")
_OPENINGS = frozenset(",([„“«‘—–-&/、，（「『《،")
_SMALL_WORD = 4


def unwrap(source: str, lines: Sequence[Line]) -> list[Line]:
    """Join the lines that a fixed width broke, and leave all others as they are.

    A break made by a width is one where the next word would not have fitted. What is wrapped is told from three lines
    or more; shorter blocks follow the width of those.
    """
    blocks = _blocks(lines)
    wrapped = {index: runs for index, block in enumerate(blocks) if (runs := _wrapped(block))}
    if not wrapped:
        return list(lines)
    usual = max(_width(blocks[index]) for index in wrapped)
    joined: list[Line] = []
    for index, block in enumerate(blocks):
        runs = wrapped.get(index) or (_runs(block, usual) if _width(block) <= usual else [])
        joined.extend([_as_one(source, run) for run in runs] if runs else block)
    return joined


def rejoin(source: str, lines: Sequence[Line]) -> list[Line]:
    """Join the scraps of sentences that inline elements broke, where each of them took a line of its own.

    A line that begins in the middle of a sentence goes on with the unfinished one above it. Where that happens several
    times in a source, a short line between two such scraps, as a name or a link is, belongs to them too.
    """
    goes_on = [False, *map(_goes_on, lines, lines[1:])]
    count = sum(goes_on)
    if not count:
        return list(lines)
    scraps: list[list[Line]] = []
    for index, line in enumerate(lines):
        if index and (goes_on[index] or (count >= _SCRAPPY and _is_between(lines, index, goes_on, scraps[-1][0]))):
            scraps[-1].append(line)
        else:
            scraps.append([line])
    return [_as_one(source, run) for run in scraps]


def _as_one(source: str, run: Sequence[Line]) -> Line:
    first, last = run[0], run[-1]
    return (
        first
        if first is last
        else Line(first.start, source[first.start : last.start + len(last.raw)], first.gap, first.indent)
    )


def _goes_on(above: Line, below: Line) -> bool:
    """Tell whether a line begins in the middle of the sentence that the line above it leaves open."""
    first = below.raw[0]
    if not (first.islower() or first in _CONTINUATIONS) or below.gap > 1 or not is_open(above.raw):
        return False
    if first in _CONTINUATIONS:
        return (
            above.raw[-1] not in ">|"
            and (len(below.raw) > 1 or first in ".,)。、")
            and not below.raw.startswith(("...", ".."))
        )
    long = len(above.raw) >= _LONG_SCRAP or len(below.raw) >= _LONG_SCRAP or not is_open(below.raw)
    return long and above.raw[-1] not in ":>|" and item_form(below.raw) is Form.PLAIN


def _is_between(lines: Sequence[Line], index: int, goes_on: Sequence[bool], first: Line) -> bool:
    """Tell whether a line that begins like any other stands between scraps, or ends what one leaves open."""
    line = lines[index]
    last = lines[index - 1].raw
    if (
        line.gap
        or not is_open(last)
        or lines[index - 1].start + len(last) - first.start < _LONG_SCRAP
        or line.raw[0] in "|>#<"
        or last[-1] in ":|>"
    ):
        return False
    if item_form(line.raw) is not Form.PLAIN:
        return False
    if len(line.raw) <= _LONGEST_SCRAP and index + 1 < len(lines) and goes_on[index + 1]:
        return True
    word = last.rsplit(None, 1)[-1]
    return last[-1] in _OPENINGS or (len(word) <= _SMALL_WORD and word.islower() and word.isalpha())


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not line.gap and len(line.raw) <= _LONGEST:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _width(block: Sequence[Line]) -> int:
    return max([len(line.raw) + line.indent for line in block])


def _wrapped(block: Sequence[Line]) -> list[list[Line]]:
    """Return the paragraphs of a block if a width broke them, an empty list where it did not."""
    width = _width(block) if len(block) >= _FEWEST else 0
    if not _NARROWEST <= width <= _LONGEST:
        return []
    runs = [[block[0]]]
    joints = broken = 0
    flowing = False
    for above, below in pairwise(block):
        reach = _reach(above, below)
        joints += reach > 0
        if reach > width:
            broken += 1
            flowing = flowing or below.raw[0].islower() or unspaced(below.raw)
            runs[-1].append(below)
        else:
            runs.append([below])
    return runs if flowing and broken >= 2 and broken * 3 >= joints * 2 else []


def _runs(block: Sequence[Line], width: int) -> list[list[Line]]:
    runs = [[block[0]]]
    for above, below in pairwise(block):
        if _reach(above, below) > width:
            runs[-1].append(below)
        else:
            runs.append([below])
    return runs


def _reach(above: Line, below: Line) -> int:
    """Return how wide a line would be with the first word of the next one, 0 where that one begins anew."""
    raw = below.raw
    if raw[0] in "|>#" or above.raw[-1] in "|>" or item_form(raw) is not Form.PLAIN:
        return 0
    loose = unspaced(raw) and " " not in raw
    word = 2 if loose else len(raw.split(None, 1)[0]) + 1
    return len(above.raw) + above.indent + word
