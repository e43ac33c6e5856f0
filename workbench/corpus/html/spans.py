"""From judged blocks to passages: what belongs together becomes one, and every one gets its kind and its place."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from workbench.corpus.html.boxes import HEADING_TAGS, LIST_TAGS, Box
from workbench.corpus.html.evidence import Judged, boxes
from workbench.corpus.kinds import Kind, Span
from workbench.corpus.lines import ends_sentence, has_sentences
from workbench.corpus.markers import ends_in_credit
from workbench.corpus.markup import has_words

_LEAD_LIMIT: Final = 320
_BOLD_LIMIT: Final = 130
_BOLD: Final = 0.95
_CREDIT_LIMIT: Final = 60
# An item or caption of more blocks than this, or a quotation of more of the text, is a part of the page's layout.
_BLOCKS_OF_ITEM: Final = 3
_MOST_QUOTED: Final = 0.6


def lay_out(judged: Sequence[Judged], *, pointers: bool) -> tuple[str, list[Span]]:
    """Return the page's text, passages parted by blank lines, and the passages; with `pointers` into the page."""
    spans: list[Span] = []
    parts: list[str] = []
    offset = 0
    for kind, run in _runs(judged):
        text = "\n".join(one.block.text for one in run)
        pointer = _common(one.block.box.pointer for one in run) if pointers else None
        spans.append(Span(offset, offset + len(text), kind, text, run[0].reason, pointer))
        parts.append(text)
        offset += len(text) + 2
    return "\n\n".join(parts), spans


def _runs(judged: Sequence[Judged]) -> Iterator[tuple[Kind, list[Judged]]]:
    """Yield what forms one passage, with its kind."""
    kinds = _kinds(judged)
    run: list[Judged] = []
    kind = Kind.PARAGRAPH
    for one, its in zip(judged, kinds, strict=True):
        if run and _joins(run[-1], kind, one, its):
            kind = its
            run.append(one)
            continue
        if run:
            yield kind, run
        run, kind = [one], its
    if run:
        yield kind, run


def _joins(above: Judged, kind: Kind, one: Judged, its: Kind) -> bool:
    if its is Kind.LIST:
        return kind is Kind.LIST or (kind is Kind.PARAGRAPH and _leads_in(above))
    if its is Kind.QUOTE:
        return kind is Kind.QUOTE and _around(above, "blockquote") is _around(one, "blockquote")
    if its is Kind.BOILERPLATE:
        return kind is its and above.reason == one.reason and not above.prose and not one.prose
    return False


def _leads_in(above: Judged) -> bool:
    text = above.block.text
    return text[-1] in ":：" and above.block.weight <= _LEAD_LIMIT and not has_sentences(text)


def _kinds(judged: Sequence[Judged]) -> list[Kind]:
    counts: dict[Box, int] = {}
    for one in judged:
        for box in {box for box in (_item(one), _captioned(one)) if box is not None}:
            counts[box] = counts.get(box, 0) + 1
    body = [one for one in judged if not one.reason]
    quoted = sum(one.block.weight for one in body if _around(one, "blockquote") is not None)
    quotes = quoted <= _MOST_QUOTED * sum(one.block.weight for one in body)
    return [_kind(one, counts, quotes=quotes) for one in judged]


def _kind(one: Judged, counts: dict[Box, int], *, quotes: bool) -> Kind:
    block = one.block
    if not has_words(block.text):
        one.reason = "stray signs"
        return Kind.RESIDUE
    if one.reason == "photo credit" and block.weight > _CREDIT_LIMIT and one.inside:
        one.reason = ""
        return Kind.CAPTION
    return Kind.BOILERPLATE if one.reason else _kind_of_body(one, counts, quotes=quotes)


def _kind_of_body(one: Judged, counts: dict[Box, int], *, quotes: bool) -> Kind:
    block = one.block
    if block.is_table:
        return Kind.TABLE
    if block.box.tag in HEADING_TAGS:
        return Kind.HEADING
    if _is_caption(one, counts):
        return Kind.CAPTION
    if quotes and _around(one, "blockquote") is not None:
        return Kind.QUOTE
    item = _item(one)
    if item is not None and counts[item] <= _BLOCKS_OF_ITEM:
        return Kind.LIST
    bold = block.strong >= _BOLD * len(block.text.replace(" ", "")) and block.weight <= _BOLD_LIMIT
    return Kind.HEADING if bold and not ends_sentence(block.text) and "\n" not in block.text else Kind.PARAGRAPH


def _is_caption(one: Judged, counts: dict[Box, int]) -> bool:
    block = one.block
    box = _captioned(one)
    if box is not None and counts[box] <= _BLOCKS_OF_ITEM and block.weight <= _LEAD_LIMIT * 2:
        return True
    return ":" in block.text and ends_in_credit(block.text, block.weight)


def _captioned(one: Judged) -> Box | None:
    return next((box for box in boxes(one.block.box) if box.caption), None)


def _item(one: Judged) -> Box | None:
    return next((box for box in boxes(one.block.box) if box.tag in LIST_TAGS), None)


def _around(one: Judged, tag: str) -> Box | None:
    return next((box for box in boxes(one.block.box) if box.tag == tag), None)


def _common(pointers: Iterator[str]) -> str:
    """Return the address of the smallest element around all that are given."""
    steps: list[str] | None = None
    for pointer in pointers:
        others = pointer.split("/")
        if steps is None:
            steps = others
            continue
        steps = [mine for mine, its in takewhile(lambda pair: pair[0] == pair[1], zip(steps, others, strict=False))]
    return "/".join(steps or ())
