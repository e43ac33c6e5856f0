from dataclasses import dataclass, field
from typing import Any

from workbench.corpus.readers.captions import Captions
from workbench.errors import BadInputError

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file, line, element or record that is read as one article."""
_NO_CAPTIONS = Captions()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read: its format, and which columns or keys of it gave what, empty where it has none."""

    format: str = "text"
    columns: str = ""


_AS_TEXT = Reading()


@dataclass(frozen=True, slots=True)
class Row:
    """An article as it came: a file, or a row of one; `content` holds its bytes and `source` what they say.

    Where `format` is `html`, `source` is a web page with its tags, and the article is still to be found in it.
    """

    file: str
    row: int | None
    content: bytes
    source: str
    encoding: str
    odd: tuple[str, ...] = ()
    uid: str | None = None
    captions: Captions = _NO_CAPTIONS
    extra: dict[str, Any] = field(default_factory=dict)
    format: str = "text"
    reading: Reading = _AS_TEXT


@dataclass(frozen=True, slots=True)
class BadRow:
    """A file, or a row of one, that cannot be taken, and why."""

    file: str
    row: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{place}: {self.reason}"


def bad(file: str, row: int | None, error: BadInputError) -> BadRow:
    """Say of a row what is wrong with it, and in which of its fields."""
    return BadRow(file, row, f"{error.field}: {error.reason}" if error.field else error.reason)
