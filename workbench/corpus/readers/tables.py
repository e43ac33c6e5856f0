"""Articles as the rows of a table, CSV or TSV, whose first row names the columns."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO

from workbench.corpus.readers import columns, records
from workbench.corpus.readers.parts import Parts
from workbench.corpus.readers.rows import LARGEST, BadRow, Row, bad
from workbench.errors import BadInputError

_DELIMITERS = ",;\t|"
# A quote that is never closed makes a reader read on in vain: not more than this in one file.
_MOST_READ_AGAIN = 4 * LARGEST
_QUOTE = "a quote is not closed, or stands in a quoted field without being doubled; mend it"


@dataclass(frozen=True, slots=True)
class _Record:
    """A row as it stands in the file: its cells, the bytes that they were read from, and how those were decoded."""

    number: int
    cells: list[str]
    content: bytes
    encoding: str
    odd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Broken:
    """A row that is none, and why; `cell` counts from 0 the one in which a quote stays open, where that is known."""

    number: int
    reason: str
    cell: int | None = None


def read(file: str, stream: IO[bytes], encoding: str | None, told: Mapping[str, str]) -> Iterator[Row | BadRow]:
    """Read a table; rows count as a spreadsheet counts them, the one that names the columns being the first.

    Where every column is told by its number, counted from 1, no row names them and the first is an article.
    """
    parts = Parts(stream, encoding)
    rows = _Records(parts)
    first = next(rows, None)
    if first is None:
        yield BadRow(file, None, "is empty")
    elif isinstance(first, _Broken):
        yield BadRow(file, first.number, first.reason)
    else:
        yield from _articles(_Table(file, first, rows.delimiter, told), first, rows)


def _articles(table: "_Table", first: _Record, rows: "_Records") -> Iterator[Row | BadRow]:
    try:
        columns.require_text(table.chosen, table.names, noun="column")
    except BadInputError as error:
        yield bad(table.file, first.number, error)
        return
    yield from table.doubled(first.number)
    is_bare = True
    for record in chain([] if table.has_header else [first], rows):
        is_bare = False
        yield table.row(record)
    if is_bare:
        yield BadRow(table.file, None, "holds no rows below the names of its columns")


class _Table:
    """What the first row says of all others."""

    def __init__(self, file: str, first: _Record, delimiter: str, told: Mapping[str, str]) -> None:
        self.file = file
        cells = [cell.strip() for cell in first.cells]
        numbers = [str(number) for number in range(1, len(cells) + 1)]
        self.has_header = not told or not all(column in numbers and column not in cells for column in told.values())
        self.names = _apart(cells) if self.has_header else numbers
        self.chosen = columns.choose(self.names, told)
        self._delimiter = delimiter
        self._cells = cells

    def doubled(self, number: int) -> Iterator[BadRow]:
        """Name the columns that hold something of the article and bear one name with another: the first is taken."""
        for name in self.chosen.by_field.values() if self.has_header else ():
            if self._cells.count(name) > 1:
                yield BadRow(self.file, number, f"{name}: names two columns, and the first is taken; rename the other")

    def row(self, record: _Record | _Broken) -> Row | BadRow:
        """Make an article of a row, or say what is wrong with it."""
        try:
            if isinstance(record, _Broken):
                raise BadInputError(record.reason, field=self._name(record.cell))
            values = self._values(record.cells)
            row = Row(self.file, record.number, record.content, "", record.encoding, record.odd)
            return records.article(row, values, self.chosen, "tsv" if self._delimiter == "\t" else "csv")
        except BadInputError as error:
            return bad(self.file, record.number, error)

    def _name(self, cell: int | None) -> str:
        return self.names[cell] if cell is not None and cell < len(self.names) else ""

    def _values(self, cells: Sequence[str]) -> dict[str, str]:
        known, given = len(self.names), len(cells)
        if given < known:
            reason = f"is missing: the row has {given} of {known} cells; add the separators"
            raise BadInputError(reason, field=self.names[given])
        if any(cells[known:]):
            sign = "tab" if self._delimiter == "\t" else f"“{self._delimiter}”"
            reason = (
                f"is too many: there are {known} columns, and {given} cells; put a cell that holds a {sign} in quotes"
            )
            raise BadInputError(reason, field=f"cell {known + 1}")
        return {name: cell for name, cell in zip(self.names, cells, strict=False) if cell}


class _Feed:
    """The lines of a table as text, kept until their row is done, so that they can be read again."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._fresh = parts.lines()
        self._again: deque[bytes] = deque()
        self._read_again = 0
        self.begin()

    def begin(self) -> None:
        """Begin a new row."""
        self.taken: list[bytes] = []
        self.first_line = ""
        self.encoding = "utf-8"
        self.odd: tuple[str, ...] = ()
        self.fault = ""
        self._size = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        raw = self._again.popleft() if self._again else next(self._fresh, None)
        if raw is None:
            raise StopIteration
        self.taken.append(raw)
        self._size += len(raw)
        if self._size > LARGEST:
            raise BadInputError(f"is longer than {LARGEST >> 20} MB; close its quotes, or split the article")
        line = self._decoded(raw)
        if len(self.taken) == 1:
            self.first_line = line
        return line

    def give_back(self, kept: int) -> bool:
        """Put back what was taken but for some lines; say whether that was not too often."""
        self._again.extendleft(reversed(self.taken[kept:]))
        self._read_again += sum(map(len, self.taken[kept:]))
        del self.taken[kept:]
        return self._read_again <= _MOST_READ_AGAIN

    def _decoded(self, raw: bytes) -> str:
        try:
            decoded = self._parts.decode(raw)
        except BadInputError as error:
            self.fault = self.fault or error.reason
            return raw.decode("latin-1")  # its quotes and separators stand, and tell where the row ends
        if decoded.encoding != "utf-8":
            self.encoding = decoded.encoding
        self.odd = tuple(dict.fromkeys((*self.odd, *decoded.odd)))
        return decoded.source

    def content(self) -> bytes:
        """Return the bytes of the row, without the end of its last line."""
        return b"".join(self._parts.original(raw) for raw in [*self.taken[:-1], self.taken[-1].rstrip(b"\r\n")])


class _Records:
    """The rows of a table that hold anything; of one that is broken, the next line begins a new row."""

    def __init__(self, parts: Parts) -> None:
        csv.field_size_limit(LARGEST)
        self._feed = _Feed(parts)
        self._number = 0
        self._width = 0
        self._is_over = False
        self.delimiter = self._delimiter()
        self._reader = csv.reader(self._feed, delimiter=self.delimiter, strict=True)

    def __iter__(self) -> "_Records":
        return self

    def __next__(self) -> _Record | _Broken:
        while not self._is_over:
            self._feed.begin()
            self._number += 1
            try:
                cells = next(self._reader)
            except csv.Error as error:
                return self._mended() or self._broken(f"is not CSV ({error})" if "quote" in str(error) else _QUOTE)
            except BadInputError as error:
                return self._broken(error.reason)
            if any(cell.strip() for cell in cells):
                return self._record(cells)
        raise StopIteration

    def _delimiter(self) -> str:
        """Choose the sign between the cells: the one that gives the most names that are known, else the most cells."""
        line = next(self._feed, "")
        if line.lower().startswith("sep=") and len(line.rstrip("\r\n")) == 5:
            self._number = 1
            return line[4]
        self._feed.give_back(0)
        return max(_DELIMITERS, key=lambda sign: _fit(line, sign))

    def _record(self, cells: list[str]) -> _Record | _Broken:
        if self._feed.fault:
            return _Broken(self._number, self._feed.fault)
        self._width = self._width or len(cells)
        return _Record(self._number, cells, self._feed.content(), self._feed.encoding, self._feed.odd)

    def _mended(self) -> _Record | _Broken | None:
        """Take a line of a TSV file by its tabs alone, where its quotes are no quotes."""
        cells = self._feed.first_line.rstrip("\r\n").split("\t")
        if self.delimiter != "\t" or len(cells) != self._width:
            return None
        self._is_over = not self._feed.give_back(1)
        return self._record(cells)

    def _broken(self, reason: str) -> _Broken:
        line = self._feed.first_line
        self._is_over = not self._feed.give_back(1)
        if self._is_over:
            reason += "; too many quotes are not closed, and the rest of the file is not read"
        opened = next(csv.reader([line], delimiter=self.delimiter), []) if reason.startswith(_QUOTE) else []
        return _Broken(self._number, reason, len(opened) - 1 if _is_open(line, self.delimiter) else None)


def _is_open(line: str, delimiter: str) -> bool:
    try:
        next(csv.reader([line], delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _fit(line: str, delimiter: str) -> tuple[int, int]:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return len(columns.choose(names, {}).by_field), len(names)


def _apart(cells: Sequence[str]) -> list[str]:
    """Give every column a name of its own."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names
