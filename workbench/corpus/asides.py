"""What stands in the middle of an article and is none of it, told by a label above it or by the line it is on."""

from collections.abc import Sequence

from workbench.corpus.kinds import Kind
from workbench.corpus.lines import Piece
from workbench.corpus.markers import is_label

_LINK_WEIGHT = 140
_MOST_LINKS = 4


def settle_links(pieces: Sequence[Piece]) -> None:
    """Take the titles right below a bare label such as `Read also` for links to other articles.

    The first of them always; each further one only where it does not head the text below it.
    """
    for index, piece in enumerate(pieces):
        if piece.reason != "read also" or not is_label(piece.text):
            continue
        for place in range(index + 1, min(index + 1 + _MOST_LINKS, len(pieces))):
            below = pieces[place + 1] if place + 1 < len(pieces) else None
            if not _is_title(pieces[place]) or (place > index + 1 and (below is None or not _is_title(below))):
                break
            pieces[place].decide(Kind.BOILERPLATE, "read also")


def _is_title(piece: Piece) -> bool:
    return piece.kind is None and piece.weight <= _LINK_WEIGHT and not piece.ends_sentence and not piece.is_prose


def settle_line(pieces: Sequence[Piece]) -> None:
    """Take all of one line for what its beginning says that it is: `Read also` glued to a title and a teaser."""
    if (
        pieces
        and pieces[0].kind is Kind.BOILERPLATE
        and pieces[0].reason in {"read also", "newsletter", "other articles"}
    ):
        for piece in pieces[1:]:
            if piece.kind is None:
                piece.decide(Kind.BOILERPLATE, pieces[0].reason)
