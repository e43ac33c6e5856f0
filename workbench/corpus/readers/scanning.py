"""Where the values within a JSON text begin and end, told without holding the text, its strings or its nesting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_CHUNK = 1 << 20
_LONGEST_KEY = 1_000
_TOP = re.compile(rb"[^\s]")
_BETWEEN = re.compile(rb'["\[{\]},:]|[^"\[{\]},:\s]+')
_SCALAR = re.compile(rb'[^"\[{\]},:\s]+')
# Runs of brackets are one step, so that a million of them cost hardly more than one.
_WITHIN = re.compile(rb'"|[\[{]+|[\]}]+')
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Child:
    """A value of a list, or of an object under its key: first byte, first byte within it, greatest nesting, bytes.

    `content` is None where the child is longer than the limit. One that is not closed ends with the file.
    """

    start: int
    first: bytes
    within: bytes
    depth: int
    content: bytes | None
    key: bytes = b""
    is_closed: bool = True


class Scanner:
    """The one value of a stream, from a byte on: `first` is its first byte, none where nothing follows."""

    def __init__(self, stream: IO[bytes], *, start: int = 0, limit: int = 0) -> None:
        self._stream = stream
        self._limit = limit
        self._buffer = b""
        self._base = self._at = 0
        self._kept: int | None = None
        while start:
            skipped = len(stream.read(min(start, _CHUNK)))
            self._base += skipped
            start -= skipped
        self.first = self._peek()
        self.is_closed = False

    def children(self) -> Iterator[Child]:
        """Yield the values within a list or object, in order; whatever else they are is for their reader to say."""
        self._at += 1
        key, is_key = b"", self.first == b"{"
        while (sign := self._next(_BETWEEN)) is not None:
            if sign in b"]}":
                self.is_closed = True
                return
            if sign in b",:":
                is_key = sign == b"," and self.first == b"{"
            elif is_key and sign == b'"':
                key = self._key()
            else:
                yield self._child(sign, key)

    def following(self) -> bytes:
        """Return the first byte behind the value, none where it is the last."""
        return self._peek()

    def _child(self, sign: bytes, key: bytes) -> Child:
        start = self._base + self._at - len(sign)
        self._kept = self._at - len(sign)
        within, depth, is_closed = b"", 0, True
        if sign == b'"':
            is_closed = self._pass_string()
        elif sign in b"[{":
            within = self._peek()
            depth, is_closed = self._pass_nested()
        else:
            self._pass_scalar()
        content = None if self._kept is None else self._buffer[self._kept : self._at]
        self._kept = None
        is_long = content is not None and len(content) > self._limit
        return Child(start, sign[:1], within, depth, None if is_long else content, key, is_closed)

    def _pass_nested(self) -> tuple[int, bool]:
        depth = deepest = 1
        while (sign := self._next(_WITHIN)) is not None:
            if sign == b'"':
                self._pass_string()
            elif sign[0] in b"[{":
                depth += len(sign)
                deepest = max(deepest, depth)
            elif len(sign) < depth:
                depth -= len(sign)
            else:
                self._at -= len(sign) - depth
                return deepest, True
        return deepest, False

    def _pass_scalar(self) -> None:
        while self._at == len(self._buffer) and self._more():
            if match := _SCALAR.match(self._buffer, self._at):
                self._at = match.end()

    def _key(self) -> bytes:
        self._kept = self._at
        self._pass_string()
        key = b"" if self._kept is None else self._buffer[self._kept : self._at - 1][:_LONGEST_KEY]
        self._kept = None
        return key

    def _pass_string(self) -> bool:
        while True:
            match = _STRING.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._buffer[self._at : self._at + 1] == b'"':
                self._at += 1
                return True
            if not self._more():
                self._at = len(self._buffer)
                return False

    def _peek(self) -> bytes:
        found = self._next(_TOP)
        self._at -= len(found or b"")
        return found or b""

    def _next(self, pattern: re.Pattern[bytes]) -> bytes | None:
        while True:
            if match := pattern.search(self._buffer, self._at):
                self._at = match.end()
                return match[0]
            self._at = len(self._buffer)
            if not self._more():
                return None

    def _more(self) -> bool:
        """Read on, holding what is kept as long as it is not longer than the limit."""
        if self._kept is not None and self._at - self._kept > max(self._limit, _LONGEST_KEY):
            self._kept = None
        held = self._at if self._kept is None else self._kept
        chunk = self._stream.read(_CHUNK)
        self._buffer = self._buffer[held:] + chunk
        self._base += held
        self._at -= held
        self._kept = None if self._kept is None else 0
        return bool(chunk)
