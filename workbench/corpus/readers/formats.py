"""What a file holds: told by its name, and by its beginning where the name says nothing or too little."""

import re
from pathlib import PurePath

FORMATS = ("auto", "text", "html", "jsonl", "json", "csv")
_EXTENSIONS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".zip": "zip",
}
HEAD = 4096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PAGE = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|(?:html|head|body|title|meta)[\s>])",
    re.DOTALL | re.IGNORECASE,
)
_LIST = re.compile(rb"\[\s*\{")


def of(file: str, head: bytes) -> str:
    """Return the format of a file with this name and beginning."""
    told = _EXTENSIONS.get(PurePath(file).suffix.lower())
    start = _plain(head)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if told in {None, "text"} and is_page(head):
        return "html"
    if told in {None, "jsonl"} and _LIST.match(start):
        return "json"
    if told is not None:
        return told
    return "jsonl" if start.startswith(b'{"') else "text"


def is_page(head: bytes) -> bool:
    """Tell whether a text begins as a web page does."""
    return _PAGE.match(_plain(head)) is not None


def _plain(head: bytes) -> bytes:
    """Return a beginning without its mark and blanks, wide characters as single bytes."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()
