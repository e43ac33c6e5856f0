"""An article from the values of an object or of a table's row."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from workbench.corpus.readers import captions
from workbench.corpus.readers.captions import kind_of
from workbench.corpus.readers.columns import Columns
from workbench.corpus.readers.decoding import without_unstorable
from workbench.corpus.readers.rows import Reading, Row
from workbench.errors import BadInputError

LONGEST_ID = 200
DEEPEST = 100
_TOO_DEEP = f"is nested more than {DEEPEST} deep; flatten it"


def article(row: Row, values: dict[str, Any], chosen: Columns, format: str) -> Row:
    """Fill a row with what its values say. Raises BadInputError for a value that is not what its field holds."""
    field, text = _text(values, chosen)
    source, replaced = without_unstorable(text)
    told = {name: _value(name, values, chosen) for name in ("id", *captions.NAMES)}
    used = {chosen.by_field[name] for name in ("text", "html") if name in chosen.by_field}
    used |= {chosen.by_field[name] for name, value in told.items() if value is not None}
    return replace(
        row,
        source=source,
        odd=row.odd + replaced,
        uid=_id(told.pop("id")),
        captions=captions.read(told),
        extra=_storable({key: value for key, value in values.items() if key not in used}, 0),
        format="html" if field == "html" else "text",
        reading=_reading(format, str(chosen)),
    )


def whole_number(digits: str) -> int | str:
    """Keep a number that no database column holds as its digits."""
    return int(digits) if len(digits) < 19 else digits


def number(digits: str) -> float | str:
    """Keep a number that is too large for a float as its digits."""
    value = float(digits)
    return value if math.isfinite(value) else digits


def too_deep() -> BadInputError:
    """Say that a value is nested too deep."""
    return BadInputError(_TOO_DEEP)


def _text(values: Mapping[str, Any], chosen: Columns) -> tuple[str, str]:
    """Return the article's text, or its page where it has no text but blanks, and which of the two it is."""
    held = [(field, chosen.by_field[field]) for field in ("text", "html") if field in chosen.by_field]
    texts = [(field, value) for field, column in held if isinstance(value := values.get(column), str)]
    if not texts:
        column = held[0][1]
        what = kind_of(values[column]) if column in values else "empty"
        raise BadInputError(f"is {what}; give a text", field=column)
    return next(((field, value) for field, value in texts if value.strip()), texts[0])


def _value(field: str, values: Mapping[str, Any], chosen: Columns) -> object:
    """Return what a column holds for a field; where the column was only guessed, nothing but a text or an id."""
    column = chosen.by_field.get(field)
    if column is None or (value := values.get(column)) is None:
        return None
    if field == "author" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if column == field:
        return value
    if isinstance(value, dict):
        value = value.get("name")
    return value if field in chosen.told or isinstance(value, str) or (field == "id" and type(value) is int) else None


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
    if depth > DEEPEST:
        raise too_deep()
    if isinstance(value, str):
        return without_unstorable(value)[0]
    if isinstance(value, dict):
        return {without_unstorable(key)[0]: _storable(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner, depth + 1) for inner in value]
    return value


@lru_cache(maxsize=256)
def _reading(format: str, columns: str) -> Reading:
    return Reading(format, columns)
