"""The lossless cut of a scraped source into passages: every character that is not blank lies in exactly one.

Lines are read, hard-wrapped ones joined and fused ones cut; each is judged alone (`_judge`), then with its neighbours
(tables, lists, context); what belongs together becomes one span.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from workbench.corpus.asides import settle_line, settle_links
from workbench.corpus.context import settle_context
from workbench.corpus.fusions import Seam, cut, glued_words, is_menu
from workbench.corpus.kinds import LABELLED_KINDS, Kind, Span
from workbench.corpus.lines import Form, Line, Piece, read_lines
from workbench.corpus.lists import item_form, settle_lists, without_marker
from workbench.corpus.markers import CALL_LIMIT, NOTICE_LIMIT, Notices, ends_in_credit, line_reason
from workbench.corpus.markup import has_words, is_code, is_link_only, is_plain, opens_with_scrap, readable, tag_names
from workbench.corpus.tables import cells, columns, row_form, settle_tables
from workbench.corpus.wrapping import rejoin, unwrap

__all__ = ["LABELLED_KINDS", "SEGMENTER_VERSION", "Kind", "Span", "segment", "text_of"]

SEGMENTER_VERSION = 2

_HEADING = re.compile(r"#{1,6}\s+(?=\S)|<?\s?h[1-6]\b[^<>]{0,300}>|<\s?h[1-6]\s?>", re.IGNORECASE)
_QUOTE = re.compile(r">\s?>*\s+(?=\S)|<\s?blockquote\b", re.IGNORECASE)
_BOLD_LINE = re.compile(r"(\*\*|__)[^*_]{2,120}\1")
_FENCE = re.compile(r"(?:```|~~~)\S{0,30}")
_TAG_SIGNS = re.compile("[<>/]")
_HEADING_SIGNS = re.compile(r"#{1,6}\s+|\s#{1,6}$")
_CREDIT_LIMIT = 60
# Lines as short as this, which are menus and scraps of tags, come again and again: each of so many is judged once.
_SHORT = 40
_REMEMBERED = 20_000
_ASIDE_LIMIT = 400
# Kinds of which neighbouring pieces form one passage.
_JOINING = frozenset({Kind.LIST, Kind.TABLE, Kind.QUOTE, Kind.BOILERPLATE, Kind.RESIDUE})


def segment(source: str) -> list[Span]:
    """Cut a source into passages."""
    pieces = _pieces(source, _lines(source))
    if "```" in source or "~~~" in source:
        _settle_fences(pieces)
    _settle_notices(pieces)
    settle_links(pieces)
    _settle_rows(pieces)
    settle_lists(pieces)
    settle_context(pieces)
    return [_span(run) for run in _runs(pieces)]


def text_of(source: str, start: int, end: int, kind: Kind) -> str:
    """Return what a person reads of a part of a source that is a passage of this kind; empty where it is all markup."""
    pieces = [
        piece if start <= piece.start and piece.end <= end else _part(piece, start, end)
        for piece in _pieces(source, _lines(source))
        if piece.start < end and start < piece.end
    ]
    return _text(kind, pieces)


def _lines(source: str) -> list[Line]:
    return rejoin(source, unwrap(source, read_lines(source)))


def _part(piece: Piece, start: int, end: int) -> Piece:
    raw = piece.raw[max(start - piece.start, 0) : end - piece.start].strip()
    return _piece(max(start, piece.start), raw, piece.gap, in_table=piece.form is Form.ROW)


def _pieces(source: str, lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    seams = _seams(source, lines)
    row: str | None = None
    for index, line in enumerate(lines):
        cuts = cut(line.raw, row, seams.get(index, ()))
        if cuts:
            parts = list(_cut_pieces(line, cuts, row))
            if len(line.raw) <= _ASIDE_LIMIT:
                settle_line(parts)
            for part in parts:
                if part.kind is None and is_menu(part.text):
                    part.decide(Kind.BOILERPLATE, "navigation")
            pieces.extend(parts)
        else:
            pieces.append(_piece(line.start, line.raw, line.gap, in_table=row is not None))
        row = pieces[-1].raw if pieces[-1].form is Form.ROW else None
    return pieces


def _seams(source: str, lines: Sequence[Line]) -> dict[int, list[Seam]]:
    """Return by the number of a line where words are glued in it, as offsets in it."""
    seams: dict[int, list[Seam]] = defaultdict(list)
    starts = [line.start for line in lines]
    for place, sureness in glued_words(source):
        index = bisect_right(starts, place) - 1
        seams[index].append((place - starts[index], sureness))
    return seams


def _cut_pieces(line: Line, cuts: Sequence[int], row: str | None) -> Iterator[Piece]:
    """Yield the pieces of a fused line; a short first one below a row is that table's last cell."""
    edges = [0, *cuts, len(line.raw)]
    for number, (start, end) in enumerate(pairwise(edges)):
        part = line.raw[start:end]
        raw = part.strip()
        if not raw:
            continue
        offset = line.start + start + len(part) - len(part.lstrip())
        if number:
            yield _piece(offset, raw, 0, in_table=False)
        elif row is not None and len(raw) < _CREDIT_LIMIT and (text := readable(raw)):
            yield Piece(offset, offset + len(raw), raw, text, line.gap, form=Form.ROW)
        else:
            yield _piece(offset, raw, line.gap, in_table=row is not None)


def _piece(start: int, raw: str, gap: int, *, in_table: bool) -> Piece:
    if len(raw) <= _SHORT:
        return _remembered(raw, in_table).at(start, gap)
    return _judged(start, raw, gap, in_table=in_table)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(raw: str, in_table: bool) -> Piece:
    return _judged(0, raw, 0, in_table=in_table)


def _judged(start: int, raw: str, gap: int, *, in_table: bool) -> Piece:
    flat = " ".join(raw.split()) if "\n" in raw else raw
    if raw[0] != "#" and is_plain(flat) and has_words(flat):
        piece = Piece(start, start + len(raw), raw, flat, gap)
        if not _judge_words(piece):
            piece.form = item_form(raw)
    else:
        piece = Piece(start, start + len(raw), raw, readable(raw), gap)
        _judge(piece, in_table=in_table)
    return piece


def _judge(piece: Piece, *, in_table: bool) -> None:
    """Decide what a piece shows on its own."""
    raw = piece.raw
    piece.form = row_form(raw)
    if (piece.form is Form.PLAIN and tag_names(raw)) or not has_words(piece.text):
        piece.decide(Kind.RESIDUE, "broken markup" if _TAG_SIGNS.search(raw) else "stray signs")
        piece.text = ""
    elif is_code(raw):
        piece.decide(Kind.RESIDUE, "code")
    elif piece.form is Form.ROW and (in_table or "|" in raw.strip("| ")):
        return
    elif _QUOTE.match(raw):
        piece.decide(Kind.QUOTE)
    elif _HEADING.match(raw) or _BOLD_LINE.fullmatch(raw):
        piece.decide(Kind.HEADING, "heading")
    elif not _judge_words(piece):
        _judge_form(piece)


def _judge_words(piece: Piece) -> bool:
    """Tell whether the words of a piece decide what it is."""
    reason = line_reason(piece.text, piece.weight)
    if reason == "photo credit" and piece.weight > _CREDIT_LIMIT:
        piece.decide(Kind.CAPTION, "caption")
    elif reason:
        piece.decide(Kind.BOILERPLATE, reason)
    elif ":" in piece.text and ends_in_credit(piece.text, piece.weight):
        piece.decide(Kind.CAPTION, "caption")
    return piece.kind is not None


def _judge_form(piece: Piece) -> None:
    if is_link_only(piece.raw):
        piece.decide(Kind.BOILERPLATE, "link")
    elif piece.form is Form.PLAIN:
        piece.form = Form.SCRAP if opens_with_scrap(piece.raw) else item_form(piece.raw)


def _settle_fences(pieces: Sequence[Piece]) -> None:
    """Take what stands between two fences for code."""
    fences = [index for index, piece in enumerate(pieces) if _FENCE.fullmatch(piece.raw)]
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        for piece in pieces[opening : closing + 1]:
            piece.decide(Kind.RESIDUE, "code")
            piece.form = Form.PLAIN


def _settle_notices(pieces: Sequence[Piece]) -> None:
    undecided = [piece for piece in pieces if piece.kind is None and piece.weight <= NOTICE_LIMIT]
    folded = [piece.text.lower() for piece in undecided]
    short = [
        text
        for piece, text in zip(undecided, folded, strict=True)
        if piece.weight <= CALL_LIMIT and piece.form is not Form.ROW
    ]
    notices = Notices("\n".join(folded), "\n".join(short))
    for number in notices.telling_lines():
        reason = notices.reason(folded[number], undecided[number].weight)
        if reason:
            undecided[number].decide(Kind.BOILERPLATE, reason)


def _settle_rows(pieces: Sequence[Piece]) -> None:
    """Find the tables, and judge by its words what only looked like a row: `By Ann Lee | 12 March 2025`."""
    rows = [piece for piece in pieces if piece.form is Form.ROW and piece.kind is None]
    settle_tables(pieces)
    for piece in rows:
        if piece.kind is None and not _judge_words(piece):
            _judge_form(piece)


def _runs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group the pieces that form one passage."""
    runs: list[list[Piece]] = []
    for piece in pieces:
        above = runs[-1][-1] if runs and piece.kind in _JOINING else None
        joins = above is not None and piece.kind is above.kind and piece.reason == above.reason
        if joins and not piece.opens and not (piece.kind is Kind.QUOTE and piece.gap):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _span(run: Sequence[Piece]) -> Span:
    kind = run[0].kind or Kind.PARAGRAPH  # what no rule claims
    text = run[0].text if kind is Kind.PARAGRAPH else _text(kind, run)
    return Span(run[0].start, run[-1].end, kind, text, run[0].reason)


def _text(kind: Kind, run: Sequence[Piece]) -> str:
    if kind is Kind.RESIDUE:
        return "\n".join(piece.raw for piece in run)
    pieces = [piece for piece in run if piece.text]
    if kind is Kind.TABLE:
        return _table_text(pieces)
    if kind is Kind.LIST:
        return "\n".join(without_marker(piece.text) for piece in pieces)
    if kind is Kind.QUOTE:
        return " ".join(piece.text.replace(" > ", " ").lstrip("> ") for piece in pieces)
    if kind is Kind.HEADING:
        return _HEADING_SIGNS.sub("", " ".join(piece.text for piece in pieces))
    return "\n".join(piece.text for piece in run)


def _table_text(pieces: Sequence[Piece]) -> str:
    if any("|" in piece.raw for piece in pieces):
        return "\n".join(" | ".join(cells(piece.text)) for piece in pieces)
    texts = [piece.text for piece in pieces]
    count = columns(texts)
    return "\n".join(" | ".join(texts[row : row + count]) for row in range(0, len(texts), count))
