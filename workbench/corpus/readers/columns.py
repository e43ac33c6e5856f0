"""Which column of a table, or key of an object, holds what: told, or guessed from the names that scrapers use."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from workbench.errors import BadInputError, UsageError

FIELDS = ("text", "html", "id", "title", "outlet", "author", "published_at", "language", "url")
"""What a row may say of an article; any other column is kept beside it."""

# Compared without case, blanks and signs, the likeliest first. A field's own name always comes before these.
_NAMES = {
    "text": "body articletext articlebody maintext fulltext content bodytext contenttext textcontent articlecontent "
    "plaintext cleantext cleanedtext rawtext newstext storytext article story document "
    "texte texto testo inhalt contenu contenido conteudo текст 正文 内容 本文 본문 النص",
    "html": "rawhtml pagehtml htmlcontent contenthtml bodyhtml articlehtml htmlbody sourcehtml pagesource markup",
    "id": "articleid docid documentid newsid storyid uid guid uuid",
    "title": "headline articletitle newstitle heading "
    "titre titulo título titolo titel заголовок 标题 タイトル 제목 العنوان",
    "outlet": "source publisher publication newspaper outletname sourcename sitename newssource newsoutlet site "
    "sourcedomain domain media medium provider",
    "author": "authors byline articleauthor creator writer journalist autor auteur автор 作者",
    "published_at": "datepublish datepublished publishdate publisheddate publicationdate pubdate published "
    "publicationtime publishedtime publishtime date datetime time timestamp fecha datum дата 日期",
    "language": "lang languagecode langcode locale",
    "url": "link articleurl pageurl sourceurl canonicalurl weburl permalink uri href address",
}
# Where one of these is told, the other is not looked for.
_OTHER = {"text": "html", "html": "text"}
# What was chosen among so many names is kept, for the next row.
_MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """A field's column, for those that have one, and those columns that were told."""

    by_field: Mapping[str, str]
    told: frozenset[str]

    def __str__(self) -> str:
        """Say what was read from where; empty where every column bears the name of its field."""
        if all(field == column for field, column in self.by_field.items()):
            return ""
        told = ", ".join(f"{field}={column}" for field, column in self.by_field.items())
        return told if self.told >= self.by_field.keys() else f"{told} (guessed)"


def parse(told: str) -> dict[str, str]:
    """Read a map such as `text=body, title=headline`; a column whose name holds a comma stands in double quotes.

    Raises UsageError for a field that does not exist or is there twice, and for what is no such map.
    """
    columns: dict[str, str] = {}
    for part in next(csv.reader([" ".join(told.splitlines())], skipinitialspace=True), []):
        field, sign, column = (one.strip() for one in part.partition("="))
        if not part.strip():
            continue
        if not sign or not column:
            raise UsageError(f"“{part}” does not say which column holds what; write it as text=body,title=headline")
        if field not in FIELDS:
            raise UsageError(f"“{field}” is not a field of an article; there are {', '.join(FIELDS)}")
        if field in columns:
            raise UsageError(f"“{field}” is there twice; name one column for it")
        columns[field] = column
    return columns


def choose(names: Iterable[str], told: Mapping[str, str]) -> Columns:
    """Choose the column of each field among some names: the one told, else its own name, else the likeliest."""
    names = tuple(names)
    chosen = _choose if len(names) <= _MOST_KEPT else _choose.__wrapped__
    return chosen(names, tuple(told.items()))


def require_text(chosen: Columns, names: Collection[str], *, noun: str) -> None:
    """Raise BadInputError where no column holds an article's text; `noun` is what such a file calls its columns."""
    for field in ("text", "html"):
        if field in chosen.told and chosen.by_field[field] not in names:
            reason = f"there is no {noun} “{chosen.by_field[field]}” ({noun}s here: {_listed(names)}); name one of them"
            raise BadInputError(reason, field=field)
    if not chosen.by_field.keys() & {"text", "html"}:
        way = f"name it “text”, or say which {noun} it is with --columns text=NAME"
        raise BadInputError(f"is missing ({noun}s here: {_listed(names)}); {way}", field="text")


def _listed(all_names: Collection[str]) -> str:
    names = list(all_names)
    shown = ", ".join(name if len(name) <= 40 else f"{name[:40]}…" for name in names[:20])
    return f"{shown}, …" if len(names) > 20 else shown or "none"


@lru_cache(maxsize=1024)
def _choose(names: tuple[str, ...], told: tuple[tuple[str, str], ...]) -> Columns:
    by_field = dict(told)
    free = {_plain(name): name for name in reversed(names) if name not in by_field.values()}
    for field, known in _KNOWN.items():
        if field in by_field or _OTHER.get(field) in dict(told):
            continue
        if found := next((free[plain] for plain in known if plain in free), None):
            by_field[field] = found
    by_field = {field: by_field[field] for field in FIELDS if field in by_field}
    return Columns(by_field, frozenset(dict(told)))


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


_KNOWN = {field: (_plain(field), *_NAMES[field].split()) for field in FIELDS}
