from enum import StrEnum
from typing import NamedTuple, TypeVar

_Members = TypeVar("_Members", bound=type[StrEnum])


def at_hand(members: _Members) -> _Members:
    """Make an enumeration's members attributes of its class, as Python 3.12 does: 3.11 calls a function for each look.

    The rules of segmentation look at one some fifty times a line.
    """
    for member in members:
        type.__setattr__(members, member.name, member)
    return members


@at_hand
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
