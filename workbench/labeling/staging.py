"""The rows of a foreign table set down in a file of their own, to be looked at as a whole and taken in order.

The judgments of one annotation may stand anywhere in a table, and the table may be larger than memory. SQLite keeps
the file, sorts it, and takes it away at the end; it has no part in the project's database.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from workbench.corpus.foreign import ForeignArticle, Item
from workbench.corpus.readers.captions import Captions
from workbench.labeling.foreign import ForeignRow

_AT_ONCE = 500
_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;
CREATE TABLE articles(article TEXT PRIMARY KEY, row INTEGER, title TEXT, outlet TEXT, url TEXT);
CREATE TABLE items(item TEXT PRIMARY KEY, row INTEGER, article TEXT, position INTEGER, text TEXT, text_hash INTEGER);
CREATE TABLE answers(row INTEGER PRIMARY KEY, item TEXT, annotator TEXT, dimension TEXT, value TEXT, target TEXT,
                     state TEXT, at TEXT, article TEXT, text_hash INTEGER);
CREATE INDEX answers_item ON answers(item, annotator, row);
"""
_ARTICLE = """
INSERT INTO articles VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    title = coalesce(title, excluded.title),
    outlet = coalesce(outlet, excluded.outlet),
    url = coalesce(url, excluded.url)
"""
_CONTRADICTIONS = """
SELECT answers.row, CASE WHEN answers.text_hash != items.text_hash THEN 'text' ELSE 'article' END, items.row
FROM answers JOIN items USING (item)
WHERE answers.text_hash != items.text_hash OR answers.article != items.article ORDER BY answers.row
"""
_IN_ORDER = """
SELECT article, articles.row, title, outlet, url, item, text, position FROM articles JOIN items USING (article)
WHERE item IN (SELECT item FROM answers) ORDER BY articles.row, article, position IS NULL, position, items.row
"""
_ANSWERS = """
SELECT item, annotator, row, dimension, value, target, state, at FROM answers
WHERE item IN (SELECT value FROM json_each(?)) ORDER BY item, annotator, row
"""
_ITEM_AND_NAME = itemgetter(0, 1)


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says, without who says it of what."""

    row: int
    dimension: str | None
    value: str | None
    target: str | None
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles with their items in order, and what each annotator said of each item, its rows in order."""

    articles: list[ForeignArticle]
    answers: list[tuple[str, str, list[Said]]]


class Staging:
    """A foreign table set down; rows that are found wrong on a second look are dropped again."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Take the file away."""
        self._db.close()

    def put(self, rows: Iterable[ForeignRow]) -> None:
        """Set rows down; the first row of an item says its text, article and position."""
        articles, items, answers = [], [], []
        for row in rows:
            told, text = row.captions, hash(row.text)
            at = row.at.isoformat() if row.at else None
            articles.append((row.article, row.row, told.title, told.outlet, told.url))
            items.append((row.item, row.row, row.article, row.position, row.text, text))
            said = (row.dimension, row.value, row.target, row.state, at)
            answers.append((row.row, row.item, row.annotator, *said, row.article, text))
        self._db.executemany(_ARTICLE, articles)
        self._db.executemany("INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?, ?)", items)
        self._db.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", answers)

    def drop(self, rows: Iterable[int]) -> None:
        """Take rows out."""
        self._db.executemany("DELETE FROM answers WHERE row = ?", [(row,) for row in rows])

    def contradictions(self) -> list[tuple[int, str, int]]:
        """List rows that say another text or article than their item's first row: row, field, first row."""
        return self._db.execute(_CONTRADICTIONS).fetchall()

    def said(self) -> list[Said]:
        """List the different things said, in the order in which they are said first."""
        return [
            Said(*row)
            for row in self._db.execute(
                "SELECT min(row), dimension, value, target, state FROM answers"
                " GROUP BY dimension, value, target, state ORDER BY 1"
            )
        ]

    def rows_saying(self, said: Said) -> list[int]:
        """List the rows that say this."""
        query = "SELECT row FROM answers WHERE (dimension, value, target, state) IS (?, ?, ?, ?) ORDER BY row"
        return [row for (row,) in self._db.execute(query, (said.dimension, said.value, said.target, said.state))]

    def several(self) -> set[str]:
        """List the dimensions in which someone gives an item two values, for one target."""
        query = (
            "SELECT DISTINCT dimension FROM (SELECT dimension FROM answers WHERE value IS NOT NULL"
            " GROUP BY item, annotator, dimension, target HAVING count(DISTINCT value) > 1)"
        )
        return {dimension for (dimension,) in self._db.execute(query)}

    def annotators(self) -> list[str]:
        """List the annotators by their first rows."""
        query = "SELECT annotator FROM answers GROUP BY annotator ORDER BY min(row)"
        return [annotator for (annotator,) in self._db.execute(query)]

    def batches(self, file: str) -> Iterator[Batch]:
        """Give the items that have answers with these, whole articles at a time, in the table's order."""
        found = self._db.execute(_IN_ORDER)
        articles: list[ForeignArticle] = []
        for (uid, first, *captions), rows in groupby(found, key=itemgetter(slice(0, 5))):
            title, outlet, url = captions
            items = [Item(*row[5:]) for row in rows]
            articles.append(ForeignArticle(uid, Captions(title=title, outlet=outlet, url=url), file, first, items))
            if sum(len(article.items) for article in articles) >= _AT_ONCE:
                yield self._batch(articles)
                articles = []
        if articles:
            yield self._batch(articles)

    def _batch(self, articles: list[ForeignArticle]) -> Batch:
        items = orjson.dumps([one.item for article in articles for one in article.items]).decode()
        found = self._db.execute(_ANSWERS, (items,))
        answers = [
            (item, name, [_said(row[2:]) for row in rows]) for (item, name), rows in groupby(found, _ITEM_AND_NAME)
        ]
        return Batch(articles, answers)


def _said(columns: Sequence[Any]) -> Said:
    row, dimension, value, target, state, at = columns
    return Said(row, dimension, value, target, state, datetime.fromisoformat(at) if at else None)
