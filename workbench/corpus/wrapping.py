"""Hard-wrapped lines: an 80-column digest is paragraphs, not lines."""

from collections.abc import Sequence
from itertools import pairwise

from workbench.corpus.lines import Form, Line, unspaced
from workbench.corpus.lists import item_form

_LONGEST = 110
_NARROWEST = 30


def unwrap(source: str, lines: Sequence[Line]) -> list[Line]:
    """Join the lines that a fixed width broke, and leave all others as they are.

    A break made by a width is one where the next word would not have fitted. What is wrapped is told from three lines
    or more; shorter blocks follow the width of those.
    """
    blocks = [(block, _width(block)) for block in _blocks(lines)]
    wrapped = [_is_wrapped(block, width) for block, width in blocks]
    usual = max((width for (_, width), told in zip(blocks, wrapped, strict=True) if told), default=0)
    joined: list[Line] = []
    for (block, width), told in zip(blocks, wrapped, strict=True):
        joined.extend(_join(source, block, width if told else usual) if told or width <= usual else block)
    return joined


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not line.gap and len(line.raw) <= _LONGEST:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _width(block: Sequence[Line]) -> int:
    return max(len(line.raw) + line.indent for line in block)


def _is_wrapped(block: Sequence[Line], width: int) -> bool:
    if len(block) < 3 or not _NARROWEST <= width <= _LONGEST:
        return False
    joints = [(above, below) for above, below in pairwise(block) if _may_go_on(above, below)]
    broken = [below for above, below in joints if _is_full(above, below, width)]
    flowing = any(below.raw[0].islower() or unspaced(below.raw) for below in broken)
    return flowing and len(broken) >= 2 and len(broken) * 3 >= len(joints) * 2


def _may_go_on(above: Line, below: Line) -> bool:
    return below.raw[0] not in "|>#" and above.raw[-1] not in "|>" and item_form(below.raw) is Form.PLAIN


def _is_full(above: Line, below: Line, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on this one."""
    loose = unspaced(below.raw) and " " not in below.raw
    word = 2 if loose else len(below.raw.split(None, 1)[0]) + 1
    return len(above.raw) + above.indent + word > width


def _join(source: str, block: Sequence[Line], width: int) -> list[Line]:
    joined = [block[0]]
    for above, below in pairwise(block):
        if _may_go_on(above, below) and _is_full(above, below, width):
            first = joined[-1]
            joined[-1] = Line(first.start, source[first.start : below.start + len(below.raw)], first.gap, first.indent)
        else:
            joined.append(below)
    return joined
