"""Labels made elsewhere, as a table: one row for each judgment, in a CSV or JSONL file."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import orjson

from workbench.corpus.readers import captions
from workbench.corpus.readers.captions import Captions, kind_of
from workbench.corpus.readers.decoding import without_unstorable
from workbench.corpus.readers.rows import LARGEST
from workbench.errors import BadInputError

FORMATS = ("csv", "jsonl")
REQUIRED = ("item", "text", "annotator", "dimension", "value")
OPTIONAL = ("target", "article", "position", "state", "at", "title", "outlet", "url")
JUDGMENT_STATES = ("answered", "unsure", "not_applicable")
ANNOTATION_STATES = ("unusable", "skipped")

_LONGEST = 200
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_UTF8 = re.compile(r"[\udc80-\udcff]")
_CAPTIONS = ("title", "outlet", "url")

_Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """A judgment made elsewhere; in the state unusable or skipped a whole annotation, which has no dimension."""

    row: int
    item: str
    text: str
    annotator: str
    dimension: str | None
    value: str | None
    target: str | None
    article: str
    position: int | None
    state: str
    at: datetime | None
    captions: Captions


class ForeignTable:
    """An open file of such rows. `unused` names the columns met that mean nothing here.

    Rows count as a spreadsheet counts them, with the header of a CSV file; of JSONL they are lines.
    """

    def __init__(self, name: str, stream: BinaryIO, format: str) -> None:
        self.name = name
        self.unused: list[str] = []
        self._stream = stream
        self._format = format

    def rows(self) -> Iterator[ForeignRow | BadInputError]:
        """Yield each row, or what is wrong with it. Raises BadInputError for a file that holds no such table."""
        is_empty = True
        for number, values in self._csv() if self._format == "csv" else self._jsonl():
            is_empty = False
            try:
                yield _row(number, values)
            except BadInputError as error:
                yield BadInputError(error.reason, file=self.name, row=number, field=error.field)
        if is_empty:
            raise BadInputError("holds no rows", file=self.name)

    def _csv(self) -> Iterator[tuple[int, _Values | BadInputError]]:
        csv.field_size_limit(LARGEST)
        text = io.TextIOWrapper(self._stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            yield from self._rows_of(text)
        finally:
            text.detach()  # the stream is its opener's to close

    def _rows_of(self, text: io.TextIOWrapper) -> Iterator[tuple[int, _Values | BadInputError]]:
        lines = enumerate(_records(csv.reader(text)), 1)
        _, header = next(lines, (1, []))
        if isinstance(header, BadInputError):
            raise BadInputError(header.reason, file=self.name, row=1)
        names = [name.strip() for name in header]
        self._check_header(names)
        for number, cells in lines:
            if isinstance(cells, BadInputError):
                yield number, cells
            elif len(cells) > len(names):
                yield number, BadInputError(f"has {len(cells)} cells, and the header has {len(names)}")
            elif cells:
                yield number, {name: cell for name, cell in zip(names, cells, strict=False) if cell}

    def _check_header(self, names: list[str]) -> None:
        if missing := [name for name in REQUIRED if name not in names]:
            reason = f"is missing; the first row must name the columns {', '.join(REQUIRED)}"
            raise BadInputError(reason, file=self.name, row=1, field=missing[0])
        if twice := next((name for name in names if name and names.count(name) > 1), None):
            raise BadInputError("names two columns; keep one", file=self.name, row=1, field=twice)
        self._note_unused(names)

    def _jsonl(self) -> Iterator[tuple[int, _Values | BadInputError]]:
        for number, line in enumerate(self._stream, 1):
            content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if not content.strip():
                continue
            try:
                values = orjson.loads(content)
            except orjson.JSONDecodeError as error:
                yield number, BadInputError(f"is not JSON ({error.msg})")
                continue
            if not isinstance(values, dict):
                yield number, BadInputError(f"is {kind_of(values)}, not an object")
                continue
            self._note_unused(values)
            yield number, values

    def _note_unused(self, names: "list[str] | _Values") -> None:
        for name in names:
            if name not in REQUIRED and name not in OPTIONAL and name not in self.unused:
                self.unused.append(name)


def _records(reader: Iterator[list[str]]) -> Iterator[list[str] | BadInputError]:
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield BadInputError(f"is not CSV ({error})")
            continue
        if cells is None:
            return
        if any(_NOT_UTF8.search(cell) for cell in cells):
            yield BadInputError("is not UTF-8; save the file as UTF-8")
        else:
            yield cells


def _row(number: int, values: _Values | BadInputError) -> ForeignRow:
    if isinstance(values, BadInputError):
        raise values
    item = _required(values, "item")
    state = _id(values, "state") or "answered"
    dimension, value, target = (_id(values, name) for name in ("dimension", "value", "target"))
    _check_state(state, dimension, value, target)
    return ForeignRow(
        row=number,
        item=item,
        text=_text(values),
        annotator=_required(values, "annotator"),
        dimension=dimension,
        value=value,
        target=" ".join(target.split()) if target else None,
        article=_id(values, "article") or item,
        position=_position(values.get("position")),
        state=state,
        at=_moment(values.get("at")),
        captions=captions.read({name: values.get(name) for name in _CAPTIONS}),
    )


def _check_state(state: str, dimension: str | None, value: str | None, target: str | None) -> None:
    if state in ANNOTATION_STATES:
        told = {"dimension": dimension, "value": value, "target": target}
        if extra := next((name for name, one in told.items() if one is not None), None):
            raise BadInputError(f"an annotation that is {state} answers no question; leave it empty", field=extra)
    elif state not in JUDGMENT_STATES:
        known = ", ".join((*JUDGMENT_STATES, *ANNOTATION_STATES))
        raise BadInputError(f"“{state}” is not a state; give one of {known}", field="state")
    elif dimension is None:
        raise BadInputError("is missing", field="dimension")
    elif state == "not_applicable" and value is not None:
        raise BadInputError("not_applicable takes no value; leave it empty", field="value")


def _required(values: _Values, name: str) -> str:
    found = _id(values, name)
    if found is None:
        raise BadInputError("is missing", field=name)
    return found


def _id(values: _Values, name: str) -> str | None:
    """Read an id as it stands; a JSON number counts as its digits. Blank is none."""
    value = values.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        hint = "give a row for each value" if name == "value" else "give a text"
        raise BadInputError(f"is {kind_of(value)}; {hint}", field=name)
    if len(value) > _LONGEST:
        raise BadInputError(f"has {len(value)} characters; give at most {_LONGEST}", field=name)
    if _UNFIT.search(value):
        raise BadInputError("holds a control character or half a character; take it out", field=name)
    return value if value.strip() else None


def _text(values: _Values) -> str:
    text = values.get("text")
    if text is None:
        raise BadInputError("is missing", field="text")
    if not isinstance(text, str):
        raise BadInputError(f"is {kind_of(text)}; give a text", field="text")
    if not text.strip():
        raise BadInputError("is blank", field="text")
    return without_unstorable(text)[0]


def _position(value: object) -> int | None:
    if value is None or value == "":
        return None
    digits = str(value)
    if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadInputError(f"“{value}” is not a whole number from 0 on", field="position")
    return int(digits)


def _moment(value: object) -> datetime | None:
    """Read an ISO 8601 moment; one without a zone is in UTC."""
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadInputError(f"“{value}” is not a time such as 2026-08-01T12:30:00Z", field="at") from error
