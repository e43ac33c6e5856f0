"""Labels made elsewhere, taken into a project: its passages, its annotators and their answers.

Import is bound by neither overlap nor leases, and says nothing twice: what an annotator said of an item in an earlier
import stands, and a later one may add answers to other questions, as a revision.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from workbench.codebook import codebooks, definition
from workbench.codebook.answers import Answer
from workbench.codebook.codebooks import Version
from workbench.corpus import foreign, passages
from workbench.corpus.foreign import Known
from workbench.db import Base, now
from workbench.errors import BadInputError, ConflictError, Problem
from workbench.labeling import foreign_rules
from workbench.labeling.foreign import ForeignRow
from workbench.labeling.foreign_rules import Earlier
from workbench.labeling.models import Annotation, Judgment
from workbench.labeling.staging import Batch, Said, Staging
from workbench.people import users
from workbench.projects import projects
from workbench.projects.models import Project

_AT_ONCE = 1_000
_ANNOTATIONS = Base.metadata.tables[Annotation.__tablename__]
_JUDGMENTS = Base.metadata.tables[Judgment.__tablename__]


@dataclass
class Imported:
    """What came of an import: passages made, annotations made, revised and found in already, and rows refused."""

    passages: int = 0
    annotators: int = 0
    annotations: int = 0
    revised: int = 0
    same: int = 0
    refused: list[BadInputError] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Say whether no row could be taken."""
        return not self.annotations + self.revised + self.same


@dataclass(frozen=True, slots=True)
class _New:
    """An annotation to be stored, and the one that it revises."""

    values: dict[str, Any]
    answers: list[Answer]
    earlier: Earlier | None


@dataclass(frozen=True)
class _Import:
    """An import under way: into what, by which codebook, and what has come of it. `targets` gives ids by name."""

    project: Project
    file: str
    version: Version
    targets: dict[str, str]
    annotators: dict[str, int]
    outcome: Imported
    at: datetime

    def refuse(self, row: int, problem: Problem) -> None:
        self.outcome.refused.append(BadInputError(problem.reason, file=self.file, row=row, field=problem.field))


def take(
    session: Session,
    project: Project,
    rows: Iterable[ForeignRow | BadInputError],
    *,
    file: str,
    codebook_from_data: bool = False,
) -> Imported:
    """Take the rows of a foreign table; those that cannot be taken are named in the outcome.

    With `codebook_from_data` the dimensions and labels in use become the project's codebook, and their targets its
    targets. Raises ConflictError where that project has answers, and BadInputError where no row can be taken.
    """
    if codebook_from_data:
        _refuse_answered(session, project)
    outcome = Imported()
    with closing(Staging()) as staging:
        _set_down(staging, rows, file, outcome)
        if codebook_from_data:
            _make_codebook(session, project, staging)
        under_way = _Import(
            project=project,
            file=file,
            version=codebooks.current(session, project),
            targets={name: one.slug for one in project.targets for name in (one.slug, one.name)},
            annotators={},
            outcome=outcome,
            at=now(),
        )
        _refuse_by_codebook(staging, under_way)
        _find_annotators(session, staging, under_way)
        for batch in staging.batches(file):
            _store(session, under_way, batch)
    outcome.refused.sort(key=lambda error: error.row or 0)
    if outcome.is_nothing:
        raise _nothing(file, outcome.refused)
    return outcome


def _refuse_answered(session: Session, project: Project) -> None:
    if session.scalars(select(Annotation.id).where(Annotation.project_id == project.id).limit(1)).first():
        raise ConflictError(
            f"Project {project.slug} has answers, which stand on its codebook. "
            "Import without --codebook-from-data, or into a new project."
        )


def _set_down(staging: Staging, rows: Iterable[ForeignRow | BadInputError], file: str, outcome: Imported) -> None:
    read = iter(rows)
    while some := list(islice(read, _AT_ONCE)):
        outcome.refused += [row for row in some if isinstance(row, BadInputError)]
        staging.put([row for row in some if isinstance(row, ForeignRow)])
    for row, name, first in staging.contradictions():
        reason = f"is not that of row {first}, which has the same item; an item is one passage of one article"
        outcome.refused.append(BadInputError(reason, file=file, row=row, field=name))
        staging.drop([row])


def _make_codebook(session: Session, project: Project, staging: Staging) -> None:
    said = staging.said()
    values: dict[str, dict[str, None]] = {}
    for one in said:
        if one.dimension is not None and one.value is not None:
            values.setdefault(one.dimension, {})[one.value] = None
    per_target = {one.dimension: None for one in said if one.dimension is not None and one.target is not None}
    if values:
        text = definition.from_values(
            {dimension: list(labels) for dimension, labels in values.items()},
            levels={},
            several=staging.several(),
            per_target=per_target,
        )
        codebooks.replace(session, project, text)
    known = {name for target in project.targets for name in (target.slug, target.name)}
    new = dict.fromkeys(one.target for one in said if one.target is not None and one.target not in known)
    if new:
        projects.change_targets(session, project, [one.name for one in project.targets] + list(new), answered=())


def _refuse_by_codebook(staging: Staging, under_way: _Import) -> None:
    for said in staging.said():
        problem = foreign_rules.refusal(under_way.version.codebook, under_way.targets, said)
        if problem is not None:
            rows = staging.rows_saying(said)
            staging.drop(rows)
            for row in rows:
                under_way.refuse(row, problem)


def _find_annotators(session: Session, staging: Staging, under_way: _Import) -> None:
    for name in staging.annotators():
        under_way.annotators[name] = users.imported_annotator(session, under_way.project, name).id
    under_way.outcome.annotators = len(under_way.annotators)


def _store(session: Session, under_way: _Import, batch: Batch) -> None:
    """Store a batch: its new passages, and what is new of each annotator."""
    ids = _passages(session, under_way, batch)
    places = [(ids[item], under_way.annotators[name], rows) for item, name, rows in batch.answers if item in ids]
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        earlier = _earlier(session, {passage_id for passage_id, *_ in some})
        found = [_annotation(under_way, *one, earlier.get(one[:2])) for one in some]
        _insert(session, [one for one in found if one is not None])


def _passages(session: Session, under_way: _Import, batch: Batch) -> dict[str, int]:
    """Return the passages of a batch by item, made where they are new; items that cannot be taken are left out."""
    project = under_way.project
    known = foreign.known(session, project, [one.item for article in batch.articles for one in article.items])
    cut = foreign.cut_here(session, project, [article.uid for article in batch.articles])
    refused = {
        one.item: problem
        for article in batch.articles
        for one in article.items
        if (problem := _misplaced(article.uid, one.text, known.get(one.item), is_cut=article.uid in cut))
    }
    for item, _, rows in batch.answers:
        if item in refused:
            for said in rows:
                under_way.refuse(said.row, refused[item])
    taken = known.keys() | refused.keys()
    new = [replace(one, items=[item for item in one.items if item.item not in taken]) for one in batch.articles]
    ids = foreign.add(session, project, [article for article in new if article.items])
    under_way.outcome.passages += len(ids)
    return ids | {item: one.passage_id for item, one in known.items() if item not in refused}


def _misplaced(article: str, text: str, known: Known | None, *, is_cut: bool) -> Problem | None:
    if known is None:
        reason = f"“{article}” was ingested here and is cut already; give these items an article of their own"
        return Problem("article", reason) if is_cut else None
    if known.text != text:
        return Problem("text", "this item is in the project with another text; give the item another id")
    if known.article != article:
        return Problem("article", f"this item is in the project's article “{known.article}”; name that one")
    return None


def _earlier(session: Session, passage_ids: Collection[int]) -> dict[tuple[int, int], Earlier]:
    """Return what was imported before of these passages, by passage and annotator."""
    query = (
        select(Annotation, Judgment)
        .outerjoin(Judgment, Judgment.annotation_id == Annotation.id)
        .where(Annotation.passage_id.in_(passage_ids), Annotation.latest)
        .order_by(Judgment.id)
        .with_only_columns(
            *(Annotation.passage_id, Annotation.annotator_id, Annotation.id, Annotation.key, Annotation.state),
            *(Judgment.dimension, Judgment.target, Judgment.value, Judgment.state),
        )
    )
    found: dict[tuple[int, int], Earlier] = {}
    for passage_id, annotator_id, annotation_id, key, state, *answer in session.execute(query):
        before = found.get((passage_id, annotator_id), Earlier(annotation_id, key, state, ()))
        answers = before.answers if answer[0] is None else (*before.answers, Answer(*answer))
        found[passage_id, annotator_id] = replace(before, answers=answers)
    return found


def _annotation(
    under_way: _Import, passage_id: int, annotator_id: int, rows: Sequence[Said], earlier: Earlier | None
) -> _New | None:
    """Return the annotation that an annotator's rows on a passage make, None where they say nothing new."""
    codebook, outcome = under_way.version.codebook, under_way.outcome
    state, answers, refused = foreign_rules.together(codebook, under_way.targets, rows, earlier)
    for row, problem in refused:
        under_way.refuse(row, problem)
    if earlier and not answers:
        outcome.same += len(refused) < len(rows)
        return None
    outcome.annotations += earlier is None
    outcome.revised += earlier is not None
    answers = [*(earlier.answers if earlier else ()), *answers]
    digest = _digest(passage_id, state, answers)
    values = {
        "project_id": under_way.project.id,
        "passage_id": passage_id,
        "annotator_id": annotator_id,
        # In the order of passages, so that a million of them find their place in the index quickly.
        "key": f"import-{passage_id:012}-{digest[:16]}",
        "digest": digest,
        "revises": earlier.key if earlier else None,
        "state": state,
        "codebook": under_way.version.number,
        "comment": "",
        "evidence": [],
        "context_opened": [],
        "at": max((said.at for said in rows if said.at), default=under_way.at),
    }
    return _New(values, answers, earlier)


def _digest(passage_id: int, state: str, answers: Sequence[Answer]) -> str:
    said = sorted(orjson.dumps(answer) for answer in answers)
    return hashlib.sha256(b"\n".join([f"{passage_id} {state}".encode(), *said])).hexdigest()


def _insert(session: Session, new: Sequence[_New]) -> None:
    if not new:
        return
    revised = [one.earlier.annotation_id for one in new if one.earlier]
    if revised:
        session.execute(
            update(Annotation)
            .where(Annotation.id.in_(revised))
            .values(latest=False)
            .execution_options(synchronize_session=False)
        )
    ids = session.scalars(
        insert(_ANNOTATIONS).returning(_ANNOTATIONS.c.id, sort_by_parameter_order=True), [one.values for one in new]
    )
    judgments = [
        asdict(answer) | {"annotation_id": annotation_id, "reason": ""}
        for one, annotation_id in zip(new, ids, strict=True)
        for answer in one.answers
    ]
    if judgments:
        session.execute(insert(_JUDGMENTS), judgments)
    passages.take(
        session, [one.values["passage_id"] for one in new if not one.earlier and one.values["state"] != "skipped"]
    )


def _nothing(file: str, refused: Sequence[BadInputError]) -> BadInputError:
    """Say that no row could be taken: why, if there is only one, else of each row."""
    if len(refused) == 1:
        return refused[0]
    error = BadInputError("none of its rows can be taken", file=file)
    error.problems = tuple(
        Problem(f"row {one.row}" + (f", {one.field}" if one.field else ""), one.reason) for one in refused
    )
    return error
