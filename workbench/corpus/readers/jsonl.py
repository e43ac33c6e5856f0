"""Articles as JSON objects, one a line; the map of columns says which keys hold what."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from workbench.corpus.readers import columns, records
from workbench.corpus.readers.captions import kind_of
from workbench.corpus.readers.parts import Parts
from workbench.corpus.readers.rows import BadRow, Row, bad
from workbench.errors import BadInputError

_WHITE = b" \t\r\n"


def read(file: str, stream: IO[bytes], encoding: str | None, told: Mapping[str, str]) -> Iterator[Row | BadRow]:
    """Read a file line by line; rows count from 1, and blank lines are passed over."""
    parts = Parts(stream, encoding)
    is_blank = True
    for number, line in enumerate(parts.lines(), 1):
        content = line.rstrip(b"\r\n")
        if content.strip(_WHITE):
            is_blank = False
            yield one(file, number, content, parts, told, "jsonl")
    if is_blank:
        yield BadRow(file, None, "is empty")


def one(
    file: str, number: int | None, content: bytes, parts: Parts, told: Mapping[str, str], format: str
) -> Row | BadRow:
    """Read one object, or say what is wrong with it."""
    try:
        decoded = parts.decode(content)
        values = _parse(decoded.source)
        chosen = columns.choose(values, told)
        columns.require_text(chosen, values, noun="key")
        row = Row(file, number, parts.original(content), "", decoded.encoding, decoded.odd)
        return records.article(row, values, chosen, format)
    except BadInputError as error:
        return bad(file, number, error)


def _parse(source: str) -> dict[str, Any]:
    try:
        values = json.loads(
            source,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=records.whole_number,
            parse_float=records.number,
        )
    except json.JSONDecodeError as error:
        raise BadInputError(f"is not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise records.too_deep() from error
    if not isinstance(values, dict):
        raise BadInputError(f'is {kind_of(values)}, not an object; write {{"text": …}}')
    return values


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise BadInputError("is there twice; keep one", field=key)
        values[key] = value
    return values


def _constant(name: str) -> None:
    raise BadInputError(f"holds {name}, which is not JSON; write null")
