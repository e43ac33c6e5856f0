"""Tables: rows of pipes, whatever edges they lost, and tables whose tags are gone so that each cell is a line."""

import re
from collections.abc import Sequence

from workbench.corpus.kinds import Kind
from workbench.corpus.lines import Form, Piece
from workbench.corpus.markup import TABLE_TAGS, has_words, tag_names

_RULE = re.compile(r"[|\s:=+_–—-]+")
_ROWS = frozenset({Form.ROW, Form.RULE})
_CELL_LIMIT = 110
_MENU_CELL = 28
_DIGIT = re.compile(r"\d")


def row_form(raw: str) -> Form:
    """Tell a table row, or the rule between rows, by its pipes."""
    if "|" not in raw and "+--" not in raw:
        return Form.PLAIN
    if not has_words(raw):
        return Form.RULE
    return Form.ROW


def cells(raw: str) -> list[str]:
    """Return the cells of a row, without the empty ones that a scraper leaves at its end."""
    parts = list(map(str.strip, raw.strip().removeprefix("|").split("|")))
    while parts and not parts[-1]:
        parts.pop()
    return parts


def settle_tables(pieces: Sequence[Piece]) -> None:
    """Give the kind `table` to runs of rows, and to runs of lines that are cells."""
    end = 0
    for index in [index for index, piece in enumerate(pieces) if piece.form in _ROWS]:
        if index < end or not _is_row(pieces[index]):
            continue
        end = index + 1
        while end < len(pieces) and _is_row(pieces[end]) and pieces[end].gap <= 1:
            end += 1
        _settle_rows(pieces[index:end])
    residue = Kind.RESIDUE
    for index, piece in enumerate(pieces):
        if piece.kind is residue and tag_names(piece.raw) & TABLE_TAGS:
            _settle_cells_above(pieces, index)


def settle_columns(pieces: Sequence[Piece]) -> None:
    """Give the kind `table` to a run of short lines in which columns show."""
    if len(pieces) >= 6 and columns([piece.text for piece in pieces]) > 1:
        _decide(pieces)


def columns(texts: Sequence[str]) -> int:
    """Return into how many columns cells that stand one a line fall, 1 where none show.

    Columns show where, below the first row, one column always holds figures or sentences and another never does.
    """
    for count in (2, 3, 4, 5):
        if len(texts) % count or len(texts) < 3 * count:
            continue
        body = texts[count:]
        shares = [[_is_value(text) for text in body[column::count]] for column in range(count)]
        if any(all(share) for share in shares) and any(not any(share) for share in shares):
            return count
    return 1


def _is_value(text: str) -> bool:
    return text.endswith((".", "。")) or _DIGIT.search(text) is not None


def _is_row(piece: Piece) -> bool:
    return (piece.form is Form.ROW and piece.kind is None) or (piece.form is Form.RULE and piece.kind is Kind.RESIDUE)


def _settle_rows(run: Sequence[Piece]) -> None:
    rows = [piece for piece in run if piece.form is Form.ROW]
    if not rows:
        return
    ruled = len(rows) < len(run)
    edged = all(piece.raw.startswith("|") or piece.raw.endswith("|") for piece in rows)
    if ruled or edged or (len(rows) > 1 and _is_even(rows) and not _is_menu(rows)):
        _decide(run)
        _part_tables(run)
    elif _is_menu(rows):
        for piece in run:
            piece.decide(Kind.BOILERPLATE, "navigation")
    else:
        for piece in run:
            piece.form = Form.PLAIN


def _is_even(rows: Sequence[Piece]) -> bool:
    return len({len(cells(piece.raw)) for piece in rows}) == 1


def _part_tables(run: Sequence[Piece]) -> None:
    """Part tables that stand one right below another: a row above a rule, with no rule above it, heads a new one."""
    for above, head, below in zip(run, run[1:], run[2:], strict=False):
        if below.form is Form.RULE and Form.RULE not in (head.form, above.form):
            head.opens = True


def _is_menu(rows: Sequence[Piece]) -> bool:
    parts = [cell for piece in rows for cell in cells(piece.raw)]
    return len(parts) >= 3 * len(rows) and sum(map(len, parts)) < _MENU_CELL * len(parts) and len(rows) < 3


def _settle_cells_above(pieces: Sequence[Piece], end: int) -> None:
    """Take the short lines right above scraps of table tags for the table's cells."""
    start = end
    while start and _may_be_cell(pieces[start - 1]):
        start -= 1
    while start < end and pieces[start].kind is Kind.RESIDUE:
        start += 1
    while end > start and pieces[end - 1].kind is Kind.RESIDUE:
        end -= 1
    if sum(piece.kind is None for piece in pieces[start:end]) >= 3:
        _decide(pieces[start:end])


def _may_be_cell(piece: Piece) -> bool:
    if piece.kind is Kind.RESIDUE:
        return not tag_names(piece.raw) & TABLE_TAGS
    plain = piece.kind is None and piece.form is Form.PLAIN
    return plain and piece.weight <= _CELL_LIMIT and not piece.is_prose and not piece.ends_in_colon


def _decide(run: Sequence[Piece]) -> None:
    for piece in run:
        piece.decide(Kind.TABLE, "table")
    run[0].opens = True
