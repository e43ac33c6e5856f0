"""From rows to stored articles and passages."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus import cutting
from workbench.corpus.cutting import Cut, Dropped
from workbench.corpus.kinds import Span
from workbench.corpus.models import Article, ArticleText, Passage
from workbench.corpus.readers.rows import BadRow, Reading, Row
from workbench.corpus.segmentation import SEGMENTER_VERSION
from workbench.projects.models import Project

# One transaction stores no more than this: memory stays flat, and annotators who save wait for no longer.
_BATCH_ARTICLES = 200
_BATCH_CHARACTERS = 2_000_000
_TEXTS = db.Base.metadata.tables[ArticleText.__tablename__]
_PASSAGES = db.Base.metadata.tables[Passage.__tablename__]


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
class _Rules:
    """What a project says about its articles, copied so that no transaction has to read it again."""

    project_id: int
    seed: int
    labelled: frozenset[str]


def run(project: Project, rows: Iterable[Row | BadRow]) -> Iterator[Taken | BadRow]:
    """Take rows in batches, each in a transaction of its own, and tell what became of each row.

    Killed in the middle it leaves whole articles only, and run again it goes on where it stopped.
    """
    rules = _rules(project)
    for batch in _batches(rules, rows):
        with db.transaction() as session:
            outcomes = _store(session, rules, batch)
        yield from outcomes


def run_strictly(project: Project, rows: Iterable[Row | BadRow]) -> list[Taken | BadRow]:
    """Take all rows in one transaction, or none of them if one is bad; then only the bad ones are returned."""
    rules = _rules(project)
    outcomes: list[Taken | BadRow] = []
    with db.transaction() as session:
        for batch in _batches(rules, rows):
            outcomes += _store(session, rules, batch)
        if any(isinstance(outcome, BadRow) for outcome in outcomes):
            session.rollback()
            outcomes = [outcome for outcome in outcomes if isinstance(outcome, BadRow)]
    return outcomes


def take(session: Session, project: Project, row: Row) -> Taken | BadRow:
    """Store one row as an article with its passages, unless it is stored already or contradicts what is."""
    rules = _rules(project)
    (outcome,) = _store(session, rules, [cutting.cut(row, rules.labelled)])
    return outcome


def _rules(project: Project) -> _Rules:
    return _Rules(project.id, project.seed, frozenset(project.labelled_kinds))


def _batches(rules: _Rules, rows: Iterable[Row | BadRow]) -> Iterator[list[Cut | BadRow]]:
    batch: list[Cut | BadRow] = []
    characters = 0
    for row in rows:
        if isinstance(row, Row):
            characters += len(row.source)
            batch.append(cutting.cut(row, rules.labelled))
        else:
            batch.append(row)
        if len(batch) >= _BATCH_ARTICLES or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _store(session: Session, rules: _Rules, batch: Sequence[Cut | BadRow]) -> list[Taken | BadRow]:
    # On PostgreSQL two that ingest into one project take turns here; on SQLite all writers do.
    session.execute(select(Project.id).where(Project.id == rules.project_id).with_for_update(key_share=True))
    known = _known(session, rules, {cut.uid for cut in batch if isinstance(cut, Cut)})
    outcomes: list[Taken | BadRow] = []
    new: list[Cut] = []
    for cut in batch:
        if isinstance(cut, BadRow):
            outcomes.append(cut)
        elif cut.uid in known:
            outcomes.append(_again(cut, *known[cut.uid]))
        else:
            new.append(cut)
            taken = _taken(cut, rules.labelled)
            outcomes.append(taken)
            known[cut.uid] = cut.sha256, taken
    if new:
        _insert(session, rules, new)
    return outcomes


def _taken(cut: Cut, labelled: Collection[str]) -> Taken:
    row, kinds = cut.row, Counter(str(span.kind) for span in cut.spans)
    taken = Taken(cut.uid, row.file, row.row, cut.captions.title, dict(kinds), cut.odd, is_new=True)
    return replace(taken, encoding=row.encoding, reading=row.reading, dropped=cutting.dropped(cut.spans, labelled))


def _known(session: Session, rules: _Rules, uids: Collection[str]) -> dict[str, tuple[str, Taken]]:
    """Return the articles of these ids that are stored, each with the hash of its bytes."""
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
        one.uid: (one.sha256, Taken(one.uid, one.file, one.row, one.title, kinds[one.id], one.odd, is_new=False))
        for one in found.values()
    }


def _again(cut: Cut, sha256: str, first: Taken) -> Taken | BadRow:
    if sha256 == cut.sha256:
        row = cut.row
        return replace(first, file=row.file, row=row.row, is_new=False, encoding=row.encoding, reading=row.reading)
    origin = first.file if first.row is None else f"{first.file}, row {first.row}"
    return BadRow(
        cut.row.file,
        cut.row.row,
        f"the same id with another text: “{cut.uid}” came from {origin}; give one of them another id",
    )


def _insert(session: Session, rules: _Rules, cuts: Sequence[Cut]) -> None:
    ids = session.scalars(
        insert(Article).returning(Article.id, sort_by_parameter_order=True),
        [_article(rules, cut) for cut in cuts],
    ).all()
    stored = list(zip(ids, cuts, strict=True))
    # Straight to the tables: a tenth of the cost of mapped objects.
    session.execute(insert(_TEXTS), [_text(article_id, cut) for article_id, cut in stored])
    passages = [passage for article_id, cut in stored for passage in _passages(rules, article_id, cut.spans)]
    session.execute(insert(_PASSAGES), passages)


def _article(rules: _Rules, cut: Cut) -> dict[str, Any]:
    row = cut.row
    return {
        "project_id": rules.project_id,
        "uid": cut.uid,
        "sha256": cut.sha256,
        **asdict(cut.captions),
        "extra": row.extra,
        "file": row.file,
        "row": row.row,
        "encoding": row.encoding,
        "format": row.format,
        "odd": cut.odd,
        "shuffle": shuffle(rules.seed, cut.uid),
        "segmenter": SEGMENTER_VERSION,
    }


def shuffle(seed: int, uid: str) -> int:
    """Return the same number below 2^31 for the same seed and id, in all versions and on all machines."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{uid}".encode()).digest()[:4]) >> 1


def _text(article_id: int, cut: Cut) -> dict[str, Any]:
    kept = None if _gives_back(cut) else cut.row.content
    return {"article_id": article_id, "source": cut.source, "original": kept}


def _gives_back(cut: Cut) -> bool:
    try:
        return cut.source.encode(cut.row.encoding) == cut.row.content
    except UnicodeEncodeError:
        return False


def _passages(rules: _Rules, article_id: int, spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    for position, span in enumerate(spans):
        reason = cutting.why_not(span, rules.labelled)
        yield {
            "project_id": rules.project_id,
            "article_id": article_id,
            "position": position,
            "kind": str(span.kind),
            "labelled": not reason,
            "start": span.start,
            "end": span.end,
            "text": span.text,
            "reason": reason,
            "pointer": span.pointer,
            "taken": 0,
        }
