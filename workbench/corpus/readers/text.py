from collections.abc import Iterator
from typing import IO

from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.decoding import decode, without_unstorable
from workbench.corpus.readers.formats import is_page
from workbench.corpus.readers.parts import up_to
from workbench.corpus.readers.rows import LARGEST, BadRow, Reading, Row
from workbench.errors import BadInputError

LARGEST_PAGE = 16 * 1024 * 1024
"""Bytes of the largest web page: its tree takes many times as much memory."""
_PAGE = Reading("html")


def read(file: str, stream: IO[bytes], encoding: str | None) -> Iterator[Row | BadRow]:
    """Read a file that is one article."""
    content = up_to(stream, LARGEST + 1)
    if len(content) > LARGEST:
        yield BadRow(
            file, None, f"is larger than {LARGEST >> 20} MB; give each article a file or JSONL line of its own"
        )
        return
    try:
        decoded = decode(content, encoding)
    except BadInputError as error:
        yield BadRow(file, None, error.reason)
        return
    yield Row(file, None, content, decoded.source, decoded.encoding, decoded.odd)


def read_page(file: str, stream: IO[bytes], encoding: str | None) -> Iterator[Row | BadRow]:
    """Read a file that is one web page, in the encoding told, else in the one that it declares or is seen to be in."""
    content = up_to(stream, LARGEST_PAGE + 1)
    if len(content) > LARGEST_PAGE:
        yield BadRow(file, None, f"is larger than {LARGEST_PAGE >> 20} MB; give the page without what is no text in it")
        return
    try:
        decoded = decode(content, encoding, is_page=True)
    except BadInputError as error:
        yield BadRow(file, None, error.reason)
        return
    yield Row(file, None, content, decoded.source, decoded.encoding, decoded.odd, format="html", reading=_PAGE)


def pasted(text: str, told: Captions, format: str = "auto") -> Row:
    """Make a row of a text or page that no file holds."""
    source, replaced = without_unstorable(text)
    content = text.encode("utf-8", "surrogatepass")
    if format == "html" or (format == "auto" and is_page(content)):
        return Row("pasted", None, content, source, "utf-8", replaced, captions=told, format="html", reading=_PAGE)
    return Row("pasted", None, content, source, "utf-8", replaced, captions=told)
