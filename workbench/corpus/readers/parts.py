"""The parts of a file that holds many articles: bytes that any reader can cut, and what each part says."""

import codecs
import io
from collections.abc import Iterator
from typing import IO

from workbench.corpus.readers.decoding import Decoded, decode_part, wide_encoding
from workbench.corpus.readers.rows import LARGEST
from workbench.errors import BadInputError

_HEAD = 256 * 1024
_CHUNK = 64 * 1024
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Encodings in which the second half of a letter can look like a quote, a bracket or a backslash.
_HALVED = frozenset(
    {"cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "cp949"}
    | {"johab", "hz", "iso2022_jp", "iso2022_kr"}
)


def up_to(stream: IO[bytes], most: int) -> bytes:
    """Read what is left of a stream, and no more than so many bytes of it.

    A buffered stream that is asked for all of them at once makes room for all of them.
    """
    chunks: list[bytes] = []
    while most > 0 and (chunk := stream.read(min(most, _CHUNK))):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)


class Parts:
    """An open file that can be rewound, as bytes in which ASCII is ASCII, and the encoding of what is cut from them.

    A file of wide characters is turned to UTF-8 as it is read; in any other each part may be in an encoding of its own.
    `by_signs`: parts are cut at quotes and brackets, not at lines only, which some encodings use as halves of letters.
    """

    def __init__(self, stream: IO[bytes], told: str | None, *, by_signs: bool = False) -> None:
        head = stream.read(_HEAD)
        stream.seek(0)
        is_told = told is not None or head.startswith(_WIDE_MARKS)
        wide = wide_encoding(head, told)
        likely = told or wide or _likely(head)
        self._turned = likely if wide or (by_signs and likely and codecs.lookup(likely).name in _HALVED) else None
        self._told = None if self._turned else told
        self._likely = likely
        self._odd = () if is_told else (f"not UTF-8: read as {self._turned}",)
        self.stream = io.BufferedReader(_Turned(stream, self._turned), _CHUNK) if self._turned else stream
        self._start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) and not self._turned else 0
        self.stream.seek(self._start)

    def seek(self, offset: int) -> None:
        """Go to a byte of the file, counted behind its mark: the first, or in a file that is not turned any other."""
        self.stream.seek(self._start + offset)

    def lines(self) -> Iterator[bytes]:
        """Give the lines, of those that are too long only the beginning, so that memory stays bounded."""
        while line := self.stream.readline(LARGEST + 2):
            rest = line
            while not rest.endswith(b"\n") and rest:
                rest = self.stream.readline(_CHUNK)
            yield line

    def decode(self, part: bytes) -> Decoded:
        """Decode a part. Raises BadInputError for one that is no text, or longer than an article may be."""
        if len(part) > LARGEST:
            raise BadInputError(f"is longer than {LARGEST >> 20} MB; split the article")
        if self._turned is None:
            return decode_part(part, self._told, self._likely)
        decoded = decode_part(part, "utf-8", None)
        return Decoded(decoded.source, self._turned, self._odd + decoded.odd)

    def original(self, part: bytes) -> bytes:
        """Return the bytes that a part has in the file."""
        return part.decode().encode(self._turned, "replace") if self._turned else part


class _Turned(io.RawIOBase):
    """A stream in another encoding, read as UTF-8 without a mark."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._ready = b""
        self._given = 0
        self._is_over = False
        self._restart()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Rewind; nothing else is possible."""
        if offset or whence:
            raise io.UnsupportedOperation("only rewinds")
        self._stream.seek(0)
        self._restart()
        return 0

    def tell(self) -> int:
        return self._given

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # typeshed's Buffer is wider
        while not self._ready and not self._is_over:
            chunk = self._stream.read(_CHUNK)
            self._is_over = not chunk
            text = self._decoder.decode(chunk, final=self._is_over)
            if not self._given:
                text = text.removeprefix("\ufeff")
            self._ready = text.encode("utf-8", "surrogatepass")
        part, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(part)] = part
        self._given += len(part)
        return len(part)

    def _restart(self) -> None:
        # What is no text in this encoding is seen as such in the part that holds it.
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        self._ready = b""
        self._given = 0
        self._is_over = False


def _likely(head: bytes) -> str | None:
    """Tell what encoding the lines of a file's beginning are in that are no UTF-8."""
    lines = head.split(b"\n")
    others = b"\n".join(line for line in lines[:-1] or lines if not _is_utf8(line))
    try:
        return decode_part(others, None, None).encoding if others else None
    except BadInputError:
        return None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
