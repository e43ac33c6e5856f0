"""Lists: marked items, items whose markers are lost, and the sentence that leads in to them."""

import re
from collections.abc import Sequence

from workbench.corpus.kinds import Kind
from workbench.corpus.lines import Form, Piece, has_sentences
from workbench.corpus.markup import has_words

_BULLET = re.compile(r"(?:[-*+·]\s+|[•●▪◦‣○■□►▶✓✔➤➢❖]\s*|[–—]\s+)(?=\S)")
_NUMBER = re.compile(
    r"\(?(?:\d{1,3}[.)]\s+|\d{1,3}[）、]|[a-z][.)]\s+|[ivxIVX]{2,5}[.)]\s+|[一二三四五六七八九十]{1,3}、)(?=\S)"
)
_NUMBER_SIGNS = frozenset(".)）、")
_LI_OPENS = re.compile(r"<\s?/?\s?[lL][iI]\b")
_LI_CLOSES = re.compile(r">(?:(?<=\b[lL][iI]>)|(?<=\b[lL][iI][\s/]>)|(?<=\b[lL][iI]\s/>))")
_LABEL = re.compile(r"[^.:!?;：]{2,70}[:：]\s*\S")
_LEAD_LIMIT = 320
_BARE_LIMIT = 140
_MENU_WEIGHT = 26


def item_form(raw: str) -> Form:
    """Tell a list item by how it begins, or by scraps of its tags."""
    first = raw[0]
    if first.isalnum() or first == "(":
        if not _NUMBER_SIGNS.isdisjoint(raw[1:7]) and _NUMBER.match(raw):
            return Form.NUMBERED
    elif _BULLET.match(raw):
        return Form.ITEM
    if ("<" in raw and _LI_OPENS.search(raw, 0, 2000)) or (">" in raw and _LI_CLOSES.search(raw, 0, 2000)):
        return Form.ITEM
    return Form.PLAIN


def without_marker(text: str) -> str:
    """Return an item's text without its bullet; numbers and letters stay, as they may be referred to."""
    return _BULLET.sub("", text, count=1)


def settle_lists(pieces: Sequence[Piece]) -> None:
    """Give the kind `list` to runs of items and their lead-ins."""
    plain = Form.PLAIN
    end = 0
    for index, piece in enumerate(pieces):
        if index < end or piece.kind is not None:
            continue
        if piece.form is not plain:
            end = _marked_run(pieces, index)
        elif index and pieces[index - 1].ends_in_colon:
            end = _bare_run(pieces, index)
        if end > index:
            _settle_run(pieces, index, end)


def _marked_run(pieces: Sequence[Piece], start: int) -> int:
    """Return the end of the run of marked items that begins here, `start` where there is none."""
    end = index = start
    while index < len(pieces):
        piece = pieces[index]
        if _is_item(piece):
            end = index + 1
        elif piece.kind is not Kind.RESIDUE or end == start:
            break
        index += 1
    return end


def _is_item(piece: Piece) -> bool:
    return piece.kind is None and piece.form in (Form.ITEM, Form.NUMBERED, Form.SCRAP)


def _bare_run(pieces: Sequence[Piece], start: int) -> int:
    """Return the end of a run of unmarked items: lines of one shape below a line that ends in a colon."""
    if pieces[start - 1].kind is not None:
        return start
    for shape in (_is_labelled_line, _ends_in_semicolon):
        end = start
        while end < len(pieces) and pieces[end].kind is None and shape(pieces[end]):
            end += 1
        if shape is _ends_in_semicolon and end > start and end < len(pieces) and pieces[end].kind is None:
            end += 1
        if end - start >= 2:
            return end
    return start


def _is_labelled_line(piece: Piece) -> bool:
    return piece.weight <= 2 * _BARE_LIMIT and _LABEL.match(piece.text) is not None


def _ends_in_semicolon(piece: Piece) -> bool:
    return piece.weight <= 2 * _BARE_LIMIT and piece.text[-1:] in ";；؛"


def _settle_run(pieces: Sequence[Piece], start: int, end: int) -> None:
    items = [piece for piece in pieces[start:end] if piece.kind is None]
    above = pieces[start - 1] if start else None
    led = above is not None and above.kind is None and above.ends_in_colon
    if not led and not _stands_alone(items, above):
        return
    if not led and _is_menu(items, above, pieces[end] if end < len(pieces) else None):
        for piece in items:
            piece.decide(Kind.BOILERPLATE, "navigation")
        return
    for piece in pieces[start:end]:
        piece.decide(Kind.LIST)
    opening = pieces[start]
    if led and above is not None and above.weight <= _LEAD_LIMIT and not has_sentences(above.text):
        above.decide(Kind.LIST)
        opening = above
    opening.opens = True


def _stands_alone(items: list[Piece], above: Piece | None) -> bool:
    """Tell whether items without a lead-in are a list: one number, dash or scrap alone is not."""
    first = items[0]
    if first.raw[0] in "–—" and (len(items) == 1 or first.ends_sentence):
        return False
    if first.form is Form.SCRAP:
        return len(items) > 1
    return len(items) > 1 or (first.form is Form.ITEM and has_words(first.text))


def _is_menu(items: list[Piece], above: Piece | None, below: Piece | None) -> bool:
    near = [piece for piece in (above, below) if piece is not None]
    if any(piece.kind is None and (piece.is_prose or piece.is_light) for piece in near):
        return False
    short = sum(piece.weight for piece in items) < _MENU_WEIGHT * len(items)
    return short and len(items) >= 3 and not any(piece.ends_sentence for piece in items)
