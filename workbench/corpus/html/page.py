"""From a web page to a source with its passages."""

from dataclasses import dataclass

from workbench.corpus.kinds import Span
from workbench.corpus.readers.captions import Captions
from workbench.errors import NotBuiltError


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, all of it, cut into passages; and what the page says of itself."""

    source: str
    spans: list[Span]
    captions: Captions


def extract(markup: str) -> Page:
    """Find the article in a page. Raises MissingExtraError where the library for it is absent."""
    raise NotBuiltError("reading HTML")
