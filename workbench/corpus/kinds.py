from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a passage is to a reader of the article."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"
    RESIDUE = "residue"


LABELLED_KINDS: frozenset[Kind] = frozenset({Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE})


class Span(NamedTuple):
    """A passage of a source: half-open code point offsets, what it is, what a person reads, and why it is no body.

    `pointer` is an XPath of the element that it was taken from, None in plain text.
    """

    start: int
    end: int
    kind: Kind
    text: str
    reason: str = ""
    pointer: str | None = None
