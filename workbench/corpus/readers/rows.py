from dataclasses import dataclass, field
from typing import Any

from workbench.corpus.readers.captions import Captions

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file or line that is read as one article."""
_NO_CAPTIONS = Captions()


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


@dataclass(frozen=True, slots=True)
class BadRow:
    """A file, or a row of one, that cannot be taken, and why."""

    file: str
    row: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{place}: {self.reason}"
