"""Tables that hold data, told from tables that only lay out a page."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

_CELLS: Final = ("td", "th")
_LONGEST_CELL: Final = 400
_LAYING_OUT: Final = frozenset(
    """article blockquote div dl form h1 h2 h3 h4 iframe input ol p script section select table textarea ul""".split()  # noqa: SIM905 - as in boxes
)
_BLOCKS_ALLOWED: Final = 1.5


def data_tables(root: etree._Element) -> frozenset[etree._Element]:
    """Return the tables whose rows are to be read as rows: none inside another, and no cell like a page."""
    holding: set[etree._Element] = set()
    found = []
    for table in root.iter("table"):
        for above in table.iterancestors("table"):
            if above in holding:
                break
            holding.add(above)
        found.append(table)
    return frozenset(table for table in found if table not in holding and _holds_data(table))


def rows_text(table: etree._Element) -> str:
    """Return a table's rows, one a line, their cells parted by bars; a caption comes first."""
    lines = [" ".join("".join(caption.itertext()).split()) for caption in table.iterchildren("caption")]
    for row in _rows(table):
        cells = [_cell_text(cell) for cell in row]
        if any(cells):
            lines.append(" | ".join(cells).strip())
    return "\n".join(line for line in lines if line)


def _holds_data(table: etree._Element) -> bool:
    if table.get("role") in ("presentation", "none"):
        return False
    columns = rows = cells = 0
    for row in _rows(table):
        texts = [_cell_text(cell) for cell in row]
        filled = [text for text in texts if text]
        if any(len(text) > _LONGEST_CELL for text in filled):
            return False
        rows += bool(filled)
        columns = max(columns, len(filled))
        cells += len(filled)
    if rows < 2 or columns < 2:
        return False
    inside = sum(1 for one in table.iterdescendants() if one.tag in _LAYING_OUT)
    return inside <= cells * _BLOCKS_ALLOWED


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    for row in table.iter("tr"):
        yield [cell for cell in row if cell.tag in _CELLS]


def _cell_text(cell: etree._Element) -> str:
    parts = []
    for one in cell.iter():
        if one.tag in ("script", "style", "template", "noscript"):
            continue
        if one.tag in ("br", "p", "div", "li"):
            parts.append(" ")
        parts.append(one.text or "")
        if one is not cell:
            parts.append(one.tail or "")
    return " ".join("".join(parts).split())
