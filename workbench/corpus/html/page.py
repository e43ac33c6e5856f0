"""From a web page to a source with its passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.corpus.kinds import Span
from workbench.corpus.readers.captions import Captions
from workbench.errors import MissingExtraError

if TYPE_CHECKING:
    from workbench.corpus.html.blocks import Block

_LINE_OF_PROSE: Final = 80
# A page that shows less prose than this may keep its text from sight until a script runs.
_LITTLE: Final = 200
_MORE: Final = 3
# On larger pages the extractor takes minutes; they are judged without its vote.
_MOST_ELEMENTS: Final = 20_000
_DEEPEST: Final = 250


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, all of it, cut into passages; what the page says of itself, and what is odd about it."""

    source: str
    spans: list[Span]
    captions: Captions
    odd: list[str]


def extract(markup: str) -> Page:
    """Find the article in a page: its visible text, passages over it, and its captions.

    Every non-blank character of the source lies in exactly one passage; what is no body is boilerplate with a reason. A
    page without any text has an empty source and no passage. A page that the extractor fails on, or that is too large
    for it, is judged without its vote, and that is odd about it. Nothing is fetched. Raises MissingExtraError where
    the library for it is absent.
    """
    try:
        from workbench.corpus.html import blocks, head, judging, parsing, spans, votes
    except ImportError as error:
        raise MissingExtraError("Reading HTML", "html") from error
    root, own = parsing.parse(markup)
    said = head.read_head(root)
    found = blocks.read_blocks(root)
    if _prose(found) < _LITTLE:
        whole = blocks.read_blocks(root, hidden=True)
        found = whole if not found or _prose(whole) > _MORE * _prose(found) else found
    if _prose(found) < _LITTLE:
        found += [block for text, path in said.bodies for block in blocks.told_blocks(text, path)]
    lines, odd = list[str](), ["the page is too large for the extractor; judged without it"]
    if parsing.is_light(root, elements=_MOST_ELEMENTS, depth=_DEEPEST):
        lines, failure = votes.extracted(root)
        odd = [f"the extractor failed on this page: {failure}; judged without it"] if failure else []
    lines += [line for text, _ in said.bodies for line in text.splitlines()]
    judged = judging.judge(found, votes.votes(found, lines), said)
    source, passages = spans.lay_out(judged, pointers=own)
    return Page(source, passages, said.captions, odd)


def _prose(found: "Sequence[Block]") -> int:
    return sum(block.weight for block in found if block.weight >= _LINE_OF_PROSE)
