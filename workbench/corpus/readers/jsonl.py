"""Articles as JSON objects, one a line.

Keys: `text`, and where known `id`, `title`, `url`, `outlet`, `published_at`, `language`; any others are kept beside.
"""

import json
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from workbench.corpus.readers import captions
from workbench.corpus.readers.captions import kind_of
from workbench.corpus.readers.decoding import Decoded, decode, without_unstorable
from workbench.corpus.readers.rows import LARGEST, BadRow, Row
from workbench.errors import BadInputError

LONGEST_ID = 200
_DEEPEST = 100
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def read(file: str, stream: IO[bytes], encoding: str | None) -> Iterator[Row | BadRow]:
    """Read a file line by line; rows count from 1, and blank lines are passed over."""
    is_blank = True
    for number, line in enumerate(_lines(stream), 1):
        if number == 1 and line.startswith(_WIDE_MARKS):
            yield BadRow(file, None, "is UTF-16 or UTF-32, and JSONL is UTF-8; convert it")
            return
        content = line.rstrip(b"\r\n")
        if number == 1:
            content = content.removeprefix(b"\xef\xbb\xbf")
        if not content.strip():
            continue
        is_blank = False
        try:
            yield _row(file, number, content, encoding)
        except BadInputError as error:
            yield BadRow(file, number, f"{error.field}: {error.reason}" if error.field else error.reason)
    if is_blank:
        yield BadRow(file, None, "is empty")


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Give the lines, of those that are too long only the beginning, so that memory stays bounded."""
    while line := stream.readline(LARGEST + 2):
        rest = line
        while not rest.endswith(b"\n") and rest:
            rest = stream.readline(LARGEST)
        yield line


def _row(file: str, number: int, content: bytes, encoding: str | None) -> Row:
    if len(content) > LARGEST:
        raise BadInputError(f"is longer than {LARGEST >> 20} MB; split the article")
    decoded = decode(content, encoding)
    values = _parse(decoded)
    source, replaced = without_unstorable(_text(values))
    row = Row(file, number, content, source, decoded.encoding, decoded.odd + replaced)
    uid = _id(values.pop("id", None))
    extra = {key: value for key, value in values.items() if key not in captions.NAMES}
    return replace(row, uid=uid, captions=captions.read(values), extra=_storable(extra, 0))


def _parse(decoded: Decoded) -> dict[str, Any]:
    try:
        values = json.loads(
            decoded.source,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_whole_number,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        raise BadInputError(f"is not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise BadInputError(f"is nested more than {_DEEPEST} deep; flatten it") from error
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


def _whole_number(digits: str) -> int | str:
    """Keep a number that no database column holds as its digits."""
    return int(digits) if len(digits) < 19 else digits


def _number(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


def _text(values: dict[str, Any]) -> str:
    if "text" not in values:
        known = ", ".join(values) or "none"
        raise BadInputError(f"is missing (keys here: {known}); put the article's text under “text”", field="text")
    text = values.pop("text")
    if not isinstance(text, str):
        raise BadInputError(f"is {kind_of(text)}; give a text", field="text")
    return text


def _id(value: object) -> str | None:
    """Return the identity that a row gives: a text, or a whole number as text."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadInputError(f"is {kind_of(value)}; give a text or a whole number", field="id")
    identity = str(value)
    if not identity.strip() or len(identity) > LONGEST_ID:
        raise BadInputError(f"must have 1 to {LONGEST_ID} characters; leave it out to have one made", field="id")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in identity):
        raise BadInputError("holds a control character; take it out", field="id")
    return identity


def _storable(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise BadInputError(f"is nested more than {_DEEPEST} deep; flatten it")
    if isinstance(value, str):
        return without_unstorable(value)[0]
    if isinstance(value, dict):
        return {without_unstorable(key)[0]: _storable(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner, depth + 1) for inner in value]
    return value
