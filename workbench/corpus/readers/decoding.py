"""From bytes to a source: which encoding they are in, what had to be replaced, and what is no text at all."""

import codecs
import re
from dataclasses import dataclass

from workbench.corpus.readers.declarations import declared_encoding
from workbench.errors import BadInputError, UsageError

# Longest mark first: UTF-32's little-endian one begins with UTF-16's.
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_WIDE_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_FORMATS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image or a recording",
    b"ID3": "a recording",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
# What the web is written in, the commonest first: detection leans on it where the evidence is even.
_CANDIDATES = (
    *("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "utf_16_le", "utf_16_be"),
)
_SAMPLE = 100_000
_EVEN = 0.02
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHERS = re.compile(r"[^\x00-\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MOST_CONTROLS = 0.05
# Bytes that are no UTF-8, for each character that is and no ASCII, in what is UTF-8 all the same.
_MOST_BROKEN = 0.1
# What text in any script holds now and then, and no other text read as UTF-16.
_COMMON = " \n,.。，、"
_RAREST = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """What bytes say, the encoding they are in, and what is odd about that."""

    source: str
    encoding: str
    odd: tuple[str, ...] = ()


def require_encoding(name: str | None) -> None:
    """Raise UsageError for an encoding that does not exist or gives no text."""
    try:
        b" ".decode(name or "utf-8", "replace")
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"“{name}” is not an encoding; give one such as utf-8 or windows-1252, or leave it out to have it detected"
        ) from error


def decode(content: bytes, told: str | None = None, *, is_page: bool = False) -> Decoded:
    """Decode bytes: as told, else by their mark, else as UTF-8, else as declared, else as what they look most like.

    A page may declare its encoding in a meta tag or an XML declaration. Raises BadInputError for bytes that are no
    text, or not text in the encoding told.
    """
    if not content:
        raise BadInputError("is empty")
    if looks := next((what for start, what in _FORMATS.items() if content.startswith(start)), None):
        raise BadInputError(f"is not text (it looks like {looks}); give the article as text")
    return _checked(
        _decode_as(content, told) if told else _detect(content, declared_encoding(content) if is_page else None)
    )


def decode_part(content: bytes, told: str | None, likely: str | None) -> Decoded:
    """Decode a line or record of a file: as told, else as UTF-8, else in the encoding that its file is likely in."""
    if told:
        return _checked(_decode_as(content, told))
    if likely and _decoded(content, "utf-8") is None and (source := _decoded(content, likely)) is not None:
        return _checked(Decoded(source, likely, (f"not UTF-8: read as {likely}",)))
    return _checked(_detect(content, None))


def wide_encoding(head: bytes, told: str | None = None) -> str | None:
    """Name the encoding of a file's beginning where its characters are two bytes or four, else None."""
    marked = next((name for mark, name in _WIDE_MARKS.items() if head.startswith(mark)), None)
    if told:
        name = codecs.lookup(told).name
        if not name.startswith(("utf-16", "utf-32")):
            return None
        return marked if marked and marked.startswith(name) else f"{name}-le" if len(name) == len("utf-16") else name
    return marked or _unmarked_wide(head)


def _checked(decoded: Decoded) -> Decoded:
    if _is_full_of_controls(decoded.source):
        raise BadInputError("is not text (it is full of control characters); give the article as text")
    source, replaced = without_unstorable(decoded.source)
    return Decoded(source, decoded.encoding, decoded.odd + replaced)


def without_unstorable(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace NUL and lone surrogates by U+FFFD, one for one, and tell how many there were."""
    nuls = text.count("\0")
    text, surrogates = _SURROGATE.subn("\ufffd", text.replace("\0", "\ufffd"))
    told = [f"replaced by U+FFFD: {_counted(nuls, 'NUL character')}"] if nuls else []
    told += [f"replaced by U+FFFD: {_counted(surrogates, 'lone surrogate')}"] if surrogates else []
    return text, tuple(told)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _decode_as(content: bytes, told: str) -> Decoded:
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") and told.lower() in {"utf-8", "utf8"} else told
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeError as error:
        where = f" (byte {error.start + 1})" if isinstance(error, UnicodeDecodeError) else ""
        raise BadInputError(f"is not {told}{where}; name another encoding, or none to have it detected") from error


def _detect(content: bytes, declared: str | None) -> Decoded:
    marked = _marked(content)
    encoding = marked or "utf-8"
    source = _decoded(content, encoding)
    # Letters of UTF-16 without a mark can pass for UTF-8, with a control character for every other byte, and so does
    # what switches its alphabet by escapes.
    if source is not None and (marked or not _is_full_of_controls(source)) and not _switches(declared, content):
        return Decoded(source, encoding)
    if declared and (source := _decoded(content, declared)) is not None:
        return Decoded(source, declared)
    if not marked and (wide := _unmarked_wide(content)) and (source := _decoded(content, wide)) is not None:
        return Decoded(source, wide, (f"not UTF-8: read as {wide}",))
    if broken := _broken(content, encoding):
        return broken
    encoding = _most_likely(content)
    return Decoded(content.decode(encoding), encoding, (f"not UTF-8: read as {encoding}",))


def _marked(content: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)


def _switches(declared: str | None, content: bytes) -> bool:
    return declared is not None and declared.startswith("iso2022") and b"\x1b" in content


def _unmarked_wide(content: bytes) -> str | None:
    """Tell UTF-16 without a mark by the blanks and signs that it holds in one order of its bytes and not the other."""
    sample = content[: _SAMPLE & ~3]
    if b"\0" not in sample:
        return None
    shares = {name: _common_share(sample.decode(name, "ignore")) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= _RAREST and shares[best] > 5 * min(shares.values()) else None


def _common_share(text: str) -> float:
    return sum(map(text.count, _COMMON)) / max(1, len(text))


def _broken(content: bytes, encoding: str) -> Decoded | None:
    """Read what is UTF-8 but for a few bytes, as a page that was cut off in the middle of a letter."""
    source = content.decode(encoding, "replace")
    broken = source.count("\ufffd") - content.count("\ufffd".encode())
    others = len(_OTHERS.findall(source)) - broken
    if not broken or broken > _MOST_BROKEN * others:
        return None
    return Decoded(source, encoding, (f"replaced by U+FFFD: {_counted(broken, f'broken {encoding} sequence')}",))


def _is_full_of_controls(text: str) -> bool:
    return len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text)


def _most_likely(content: bytes) -> str:
    # Costs a tenth of a second to import, and almost everything is UTF-8.
    from charset_normalizer import from_bytes

    found = from_bytes(content[:_SAMPLE], cp_isolation=list(_CANDIDATES))
    if best := found.best():
        near = [m for m in found if m.chaos <= best.chaos + _EVEN and m.coherence >= best.coherence - _EVEN]
        texts = {name: str(match) for match in near for name in (match.encoding, *match.could_be_from_charset)}
        ranked = sorted(texts.keys() & set(_CANDIDATES), key=lambda name: (-_letters(texts[name]), _rank(name)))
        if fitting := next((name for name in ranked if _decoded(content, name) is not None), None):
            return _common_name(fitting)
    raise BadInputError("is not text, or in an encoding that cannot be told; name it with --encoding")


def _rank(encoding: str) -> int:
    return _CANDIDATES.index(encoding)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _common_name(encoding: str) -> str:
    """Say a codec's name as the web does, in a form that Python understands."""
    return encoding.replace("cp125", "windows-125").replace("iso8859_", "iso-8859-").replace("_", "-")
