"""From rows to stored articles and passages."""

import hashlib
import time
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus import cutters
from workbench.corpus.cutters import Ready
from workbench.corpus.cutting import Dropped
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.readers.captions import NAMES as CAPTIONS
from workbench.corpus.readers.rows import BadRow, Reading, Row
from workbench.corpus.segmentation import SEGMENTER_VERSION
from workbench.projects.models import Project

# One transaction stores no more than this: memory stays flat, and annotators who save wait for no longer.
_BATCH_ARTICLES = 200
_BATCH_CHARACTERS = 1_000_000
# Between two transactions whoever waits to save has time to take their turn (`db` looks every 2 ms).
_PAUSE_SECONDS = 0.005
_ARTICLES = db.Base.metadata.tables[Article.__tablename__]
_OF_PASSAGE = ("position", "kind", "labelled", "start", "end", "text", "reason", "pointer")  # as in `Ready.passages`


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that is stored, now or since an earlier run; `passages` counts its passages by kind."""

    uid: str
    file: str
    row: int | None
    title: str | None
    passages: dict[str, int]
    odd: list[str]
    is_new: bool
    encoding: str = "utf-8"
    reading: Reading = field(default_factory=Reading)
    dropped: dict[str, Dropped] = field(default_factory=dict)
    """Its passages that are not put to annotators, by the reason; not told of an article that was in already."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some rows, in their order, and how many bytes these were."""

    outcomes: list[Taken | BadRow]
    size: int


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a project says about its articles, copied so that no transaction has to read it again."""

    project_id: int
    seed: int
    labelled: frozenset[str]
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """An article that is stored."""

    sha256: str
    first: Taken
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """Some rows as they came, and what is known of some of them without cutting them."""

    rows: list[Row | BadRow]
    outcomes: dict[int, Taken | BadRow]

    @property
    def to_cut(self) -> list[Row]:
        return [row for n, row in enumerate(self.rows) if isinstance(row, Row) and n not in self.outcomes]

    @property
    def size(self) -> int:
        return sum(len(row.content) for row in self.rows if isinstance(row, Row))


def batches(
    project: Project, rows: Iterable[Row | BadRow], *, since: datetime | None = None
) -> Generator[Batch, None, None]:
    """Take rows in batches, each in a transaction of its own, and tell what became of them.

    Killed in the middle it leaves whole articles only, and run again it goes on where it stopped: what is in is not
    cut again. A run that was begun at `since` and broke off counts what it took then as new. Close this generator to
    end the processes that cut.
    """
    rules = _rules(project, since)
    with closing(cutters.in_order(_sorted_out(rules, _read(rows)), rules.labelled)) as cut:
        for read, made in cut:
            with db.transaction() as session:
                outcomes = _store(session, rules, read, made)
            time.sleep(_PAUSE_SECONDS)
            yield Batch(outcomes, read.size)


def run(project: Project, rows: Iterable[Row | BadRow]) -> Iterator[Taken | BadRow]:
    """Take rows as `batches` does, and tell what became of each."""
    return chain.from_iterable(batch.outcomes for batch in batches(project, rows))


def run_strictly(project: Project, rows: Iterable[Row | BadRow]) -> list[Taken | BadRow]:
    """Take all rows in one transaction, or none of them if one is bad; then only the bad ones are returned."""
    rules = _rules(project)
    outcomes: list[Taken | BadRow] = []
    unseen = ((read, read.to_cut) for read in _read(rows))
    with db.transaction() as session, closing(cutters.in_order(unseen, rules.labelled)) as cut:
        for read, made in cut:
            outcomes += _store(session, rules, read, made)
        if any(isinstance(outcome, BadRow) for outcome in outcomes):
            session.rollback()
            outcomes = [outcome for outcome in outcomes if isinstance(outcome, BadRow)]
    return outcomes


def take(session: Session, project: Project, row: Row) -> Taken | BadRow:
    """Store one row as an article with its passages, unless it is stored already or contradicts what is."""
    rules = _rules(project)
    (outcome,) = _store(session, rules, _Read([row], {}), [cutters.ready(row, rules.labelled)])
    return outcome


def _rules(project: Project, since: datetime | None = None) -> _Rules:
    return _Rules(project.id, project.seed, frozenset(project.labelled_kinds), since)


def _read(rows: Iterable[Row | BadRow]) -> Iterator[_Read]:
    some: list[Row | BadRow] = []
    characters = 0
    for row in rows:
        some.append(row)
        characters += len(row.source) if isinstance(row, Row) else 0
        if len(some) >= _BATCH_ARTICLES or characters >= _BATCH_CHARACTERS:
            yield _Read(some, {})
            some, characters = [], 0
    if some:
        yield _Read(some, {})


def _sorted_out(rules: _Rules, batches: Iterable[_Read]) -> Iterator[tuple[_Read, list[Row]]]:
    """Look which rows are stored already, and have only the others cut."""
    for read in batches:
        hashes = {n: hashlib.sha256(row.content).hexdigest() for n, row in enumerate(read.rows) if isinstance(row, Row)}
        uids = {n: row.uid or hashes[n] for n, row in enumerate(read.rows) if isinstance(row, Row)}
        session: Session = db.db.session()
        session.rollback()  # a snapshot of its own, so that what others stored meanwhile is seen
        known = _known(session, rules, set(uids.values()))
        session.rollback()
        for n, row in enumerate(read.rows):
            if isinstance(row, Row) and uids[n] in known:
                read.outcomes[n] = _again(rules, row, hashes[n], uids[n], known[uids[n]])
        yield read, read.to_cut


def _store(session: Session, rules: _Rules, read: _Read, made: Sequence[Ready | BadRow]) -> list[Taken | BadRow]:
    # On PostgreSQL two that ingest into one project take turns here; on SQLite all writers do.
    session.execute(select(Project.id).where(Project.id == rules.project_id).with_for_update(key_share=True))
    known = _known(session, rules, {one.uid for one in made if isinstance(one, Ready)})
    cut, new = iter(made), list[tuple[Row, Ready]]()
    outcomes: list[Taken | BadRow] = []
    for n, row in enumerate(read.rows):
        if isinstance(row, BadRow):
            outcomes.append(row)
            continue
        if n in read.outcomes:
            outcomes.append(read.outcomes[n])
            continue
        one = next(cut)
        if isinstance(one, BadRow):
            outcomes.append(one)
        elif one.uid in known:
            outcomes.append(_again(rules, row, one.sha256, one.uid, known[one.uid]))
        else:
            taken = _taken(row, one)
            new.append((row, one))
            outcomes.append(taken)
            known[one.uid] = _Known(one.sha256, taken)
    if new:
        _insert(session, rules, new)
    return outcomes


def _taken(row: Row, one: Ready) -> Taken:
    place = (one.uid, row.file, row.row, one.captions.title)
    return Taken(*place, one.kinds, one.odd, True, row.encoding, row.reading, one.dropped)


def _known(session: Session, rules: _Rules, uids: Collection[str]) -> dict[str, _Known]:
    """Return the articles of these ids that are stored, each with the hash of its bytes."""
    if not uids:
        return {}
    articles = session.scalars(select(Article).where(Article.project_id == rules.project_id, Article.uid.in_(uids)))
    found = {article.id: article for article in articles}
    kinds: dict[int, dict[str, int]] = {article_id: {} for article_id in found}
    counted = (
        select(Passage.article_id, Passage.kind, func.count())
        .where(Passage.article_id.in_(found), Passage.retired_at.is_(None))
        .group_by(Passage.article_id, Passage.kind)
    )
    for article_id, kind, count in session.execute(counted) if found else ():
        kinds[article_id][kind] = count
    return {
        one.uid: _Known(
            one.sha256,
            Taken(one.uid, one.file, one.row, one.title, kinds[one.id], one.odd, is_new=False),
            one.created_at,
        )
        for one in found.values()
    }


def _again(rules: _Rules, row: Row, sha256: str, uid: str, known: _Known) -> Taken | BadRow:
    first = known.first
    if sha256 == known.sha256:
        is_own = rules.since is not None and known.created_at is not None and known.created_at >= rules.since
        is_new = is_own and (first.file, first.row) == (row.file, row.row)
        read = replace(first, encoding=row.encoding, reading=row.reading)
        return replace(read, file=row.file, row=row.row, is_new=is_new)
    origin = first.file if first.row is None else f"{first.file}, row {first.row}"
    reason = f"the same id with another text: “{uid}” came from {origin}; give one of them another id"
    return BadRow(row.file, row.row, reason)


def _insert(session: Session, rules: _Rules, new: Sequence[tuple[Row, Ready]]) -> None:
    ids = session.scalars(
        insert(_ARTICLES).returning(_ARTICLES.c.id, sort_by_parameter_order=True),
        [_article(rules, row, one) for row, one in new],
    ).all()
    stored = list(zip(ids, new, strict=True))
    # Straight to the driver: a third of the cost of going through SQLAlchemy's own parameters.
    _insert_plain(
        session,
        ArticleText.__tablename__,
        ("article_id", "source", "original"),
        [
            (article_id, row.source if one.source is None else one.source, None if one.gives_back else row.content)
            for article_id, (row, one) in stored
        ],
    )
    _insert_plain(
        session,
        Passage.__tablename__,
        ("project_id", "article_id", *_OF_PASSAGE, "taken"),
        [(rules.project_id, article_id, *passage, 0) for article_id, (_, one) in stored for passage in one.passages],
    )


def _insert_plain(session: Session, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Insert rows of plain values, for which no column's type has anything to convert."""
    connection = session.connection()
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join([mark] * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608  our own names


def _article(rules: _Rules, row: Row, one: Ready) -> dict[str, Any]:
    return {
        "project_id": rules.project_id,
        "uid": one.uid,
        "sha256": one.sha256,
        **{name: getattr(one.captions, name) for name in CAPTIONS},
        "extra": row.extra,
        "file": row.file,
        "row": row.row,
        "encoding": row.encoding,
        "format": row.format,
        "odd": one.odd,
        "shuffle": shuffle(rules.seed, one.uid),
        "segmenter": SEGMENTER_VERSION,
    }


def shuffle(seed: int, uid: str) -> int:
    """Return the same number below 2^31 for the same seed and id, in all versions and on all machines."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{uid}".encode()).digest()[:4]) >> 1
