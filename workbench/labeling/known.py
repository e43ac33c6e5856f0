"""Passages for training in a file: one JSON object a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from marshmallow import EXCLUDE, ValidationError

from workbench.errors import BadInputError
from workbench.labeling.schemas import Known, KnownIn


@dataclass(frozen=True)
class KnownRow:
    """A line of the file."""

    row: int
    known: Known


def rows(text: str, file: str) -> Iterator[KnownRow | BadInputError]:
    """Read a file of known answers; lines count from 1, blank ones are passed over, other keys too.

    A line that cannot be read is given as the error that names it.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield KnownRow(number, KnownIn().load(orjson.loads(line), unknown=EXCLUDE))
        except orjson.JSONDecodeError as error:
            yield BadInputError(f"is not JSON: {error.msg}", file=file, row=number)
        except ValidationError as error:
            yield BadInputError(_told(error.messages), file=file, row=number)


def _told(messages: Any, place: str = "") -> str:
    if isinstance(messages, dict):
        below = [_told(inner, f"{place}.{name}".strip(".")) for name, inner in messages.items()]
        return "; ".join(below)
    return f"{place}: {' '.join(map(str, messages))}".removeprefix("_schema: ")
