"""Articles in one JSON value: a list of them, an object that holds one such list, or one article."""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from workbench.corpus.readers import columns, jsonl
from workbench.corpus.readers.parts import Parts, up_to
from workbench.corpus.readers.records import DEEPEST
from workbench.corpus.readers.rows import LARGEST, BadRow, Row
from workbench.corpus.readers.scanning import Child, Scanner

# Of an object that may be one article, or hold them, so many keys are looked at, and so many lists down.
_MOST_KEYS = 10_000
_DEEPEST_LIST = 3
_LONG = f"is longer than {LARGEST >> 20} MB; split the article"
_DEEP = f"is nested more than {DEEPEST} deep; flatten it"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the articles are: the byte at which their list begins, or None for a file that is one article."""

    start: int | None


def read(file: str, stream: IO[bytes], encoding: str | None, told: Mapping[str, str]) -> Iterator[Row | BadRow]:
    """Read a JSON file; rows count the articles of its list from 1. What is JSONL in truth is read as that."""
    parts = Parts(stream, encoding, by_signs=True)
    top = Scanner(parts.stream)
    if top.first == b"[":
        yield from _list(file, parts, 0, told)
    elif top.first == b"{":
        place = _articles(file, parts, top, told)
        if top.following() == b"{":
            stream.seek(0)
            yield from jsonl.read(file, stream, encoding, told)
        elif isinstance(place, BadRow):
            yield place
        elif place.start is None:
            yield _whole(file, parts, told)
        else:
            yield from _list(file, parts, place.start, told)
    else:
        reason = "is not JSON; give a list of articles, or one as {“text”: …}" if top.first else "is empty"
        yield BadRow(file, None, reason)


def _list(file: str, parts: Parts, start: int, told: Mapping[str, str]) -> Iterator[Row | BadRow]:
    parts.seek(0)
    scanner = Scanner(parts.stream, start=start, limit=LARGEST)
    number = 0
    for number, child in enumerate(scanner.children(), 1):
        if child.depth > DEEPEST:
            yield BadRow(file, number, _DEEP)
        elif child.content is None:
            yield BadRow(file, number, _LONG)
        elif not child.is_closed:
            yield BadRow(file, number, "breaks off in the middle; the file is not whole")
        else:
            yield jsonl.one(file, number, child.content, parts, told, "json")
    if not number:
        yield BadRow(file, None, "holds no article: its list is empty")
    elif not scanner.is_closed:
        yield BadRow(file, None, f"breaks off behind row {number}; the file is not whole")


def _whole(file: str, parts: Parts, told: Mapping[str, str]) -> Row | BadRow:
    parts.seek(0)
    content = up_to(parts.stream, LARGEST + 1).strip()
    return jsonl.one(file, None, content, parts, told, "json")


def _articles(file: str, parts: Parts, top: Scanner, told: Mapping[str, str]) -> _Place | BadRow:
    """Find the articles in an object: itself, where it has a text, else its one list of objects."""
    scanner = top
    for _ in range(_DEEPEST_LIST):
        members = list(itertools.islice(scanner.children(), _MOST_KEYS))
        for _rest in scanner.children() if len(members) == _MOST_KEYS else ():
            pass
        names = [_key(member) for member in members]
        chosen = columns.choose(names, told)
        if any(_is_text(member, chosen.by_field) for member in members):
            return _Place(None)
        lists = [member for member in members if member.first == b"[" and member.within == b"{"]
        if len(lists) > 1:
            held = ", ".join(_key(one) for one in lists)
            return BadRow(file, None, f"holds several lists ({held}); give a file with one of them")
        if lists:
            return _Place(lists[0].start)
        objects = [member for member in members if member.first == b"{"]
        if len(objects) != 1 or objects[0].depth > DEEPEST:
            return BadRow(file, None, _DEEP) if any(one.depth > DEEPEST for one in members) else _Place(None)
        parts.seek(0)
        scanner = Scanner(parts.stream, start=objects[0].start)
    return _Place(None)


def _is_text(member: Child, by_field: Mapping[str, str]) -> bool:
    return member.first == b'"' and _key(member) in {by_field.get("text"), by_field.get("html")}


def _key(member: Child) -> str:
    try:
        return str(json.loads(b'"' + member.key + b'"'))
    except ValueError:
        return member.key.decode("utf-8", "replace")
