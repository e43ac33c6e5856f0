"""From a web page to a source with its passages."""

from dataclasses import dataclass
from typing import Final

from workbench.corpus.kinds import Span
from workbench.corpus.readers.captions import Captions
from workbench.errors import MissingExtraError

# A page that shows less than this may keep its text from sight until a script runs.
_LITTLE: Final = 200
# On larger pages the extractor takes minutes; they are judged without its vote.
_MOST_ELEMENTS: Final = 15_000
_DEEPEST: Final = 250


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, all of it, cut into passages; and what the page says of itself."""

    source: str
    spans: list[Span]
    captions: Captions


def extract(markup: str) -> Page:
    """Find the article in a page: its visible text, passages over it, and its captions.

    Every non-blank character of the source lies in exactly one passage; what is no body is boilerplate with a reason. A
    page without any text has an empty source and no passage. Nothing is fetched. Raises MissingExtraError where the
    library for it is absent.
    """
    try:
        from workbench.corpus.html import blocks, head, judging, parsing, spans, votes
    except ImportError as error:
        raise MissingExtraError("Reading HTML", "html") from error
    root, own = parsing.parse(markup)
    said = head.read_head(root)
    found = blocks.read_blocks(root)
    if sum(block.weight for block in found) < _LITTLE:
        found = blocks.read_blocks(root, hidden=True)
    lines = votes.extracted(root) if parsing.is_light(root, elements=_MOST_ELEMENTS, depth=_DEEPEST) else []
    judged = judging.judge(found, votes.votes(found, [*lines, *said.bodies]), said)
    source, passages = spans.lay_out(judged, pointers=own)
    return Page(source, passages, said.captions)
