from collections.abc import Iterator
from typing import IO

from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.decoding import decode, without_unstorable
from workbench.corpus.readers.rows import LARGEST, BadRow, Row
from workbench.errors import BadInputError


def read(file: str, stream: IO[bytes], encoding: str | None) -> Iterator[Row | BadRow]:
    """Read a file that is one article."""
    content = stream.read(LARGEST + 1)
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


def pasted(text: str, told: Captions) -> Row:
    """Make a row of a text that no file holds."""
    source, replaced = without_unstorable(text)
    return Row("pasted", None, text.encode("utf-8", "surrogatepass"), source, "utf-8", replaced, captions=told)
