"""Annotations as they come in: taken once, judged by the codebook they name, given a slot or kept as late.

- An answer takes over the slot of its lease, or of the answer that it revises. Without one of these it takes a free
  slot, and where there is none it is late. A retired passage has no free slots.
- A skip holds no slot. A skip that came back is revised by whatever is said next, without naming it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

import orjson
from sqlalchemy import Integer, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.codebook.answers import Answer, problems
from workbench.corpus import passages
from workbench.corpus.models import Passage
from workbench.db import iso, now
from workbench.errors import AlreadyAnsweredError, ConflictError, NotFoundError, Problem, RuleError
from workbench.labeling import context, leases, schemas
from workbench.labeling.models import Annotation, Judgment, Lease, table
from workbench.labeling.schemas import Judged, Submission
from workbench.people.models import Annotator
from workbench.projects.models import Project, Target

_annotations, _judgments, _leases = table(Annotation), table(Judgment), table(Lease)
_passages, _targets = table(Passage), table(Target)
_ANNOTATOR, _PASSAGE = (bindparam(name, type_=Integer) for name in ("annotator", "passage"))
_STORED = select(*(_annotations.c[name] for name in ("id", "key", "passage_id", "state", "at", "revises", "digest")))
_SAME = _STORED.where(_annotations.c.annotator_id == _ANNOTATOR, _annotations.c.key == bindparam("named"))
_LOCKED = (
    select(*(_passages.c[name] for name in ("id", "text", "labelled", "retired_at", "taken")))
    .where(_passages.c.id == _PASSAGE, _passages.c.project_id == bindparam("project"))
    .with_for_update(key_share=True)
)
_OWN_LEASE = (_leases.c.passage_id == _PASSAGE, _leases.c.annotator_id == _ANNOTATOR)
_OWN_LATEST = (_annotations.c.passage_id == _PASSAGE, _annotations.c.annotator_id == _ANNOTATOR, _annotations.c.latest)
_OWN = (
    select(
        *(_leases.c[name] for name in ("active", "position", "seed")),
        *(_annotations.c[name] for name in ("key", "state", "late")),
    )
    .select_from(_passages)
    .outerjoin(_leases, and_(*_OWN_LEASE))
    .outerjoin(_annotations, and_(*_OWN_LATEST))
    .where(_passages.c.id == _PASSAGE)
)
_TARGETS = select(_targets.c.slug).where(_targets.c.project_id == bindparam("project")).order_by(_targets.c.position)
_SUPERSEDE = update(_annotations).where(*_OWN_LATEST).values(latest=False)
_INSERT = insert(_annotations).returning(_annotations.c.id)
_END_LEASE = update(_leases).where(*_OWN_LEASE).values(active=False, lapsed=False)


@dataclass(frozen=True)
class Stored:
    """An annotation as its annotator sees it."""

    key: str
    passage_id: int
    state: str
    judgments: tuple[Judged, ...]
    at: datetime
    revises: str | None

    def document(self) -> dict[str, Any]:
        """Describe the annotation as the API does."""
        return {
            "key": self.key,
            "passage": str(self.passage_id),
            "state": self.state,
            "judgments": [asdict(judged) for judged in self.judgments],
            "at": iso(self.at),
            "revises": self.revises,
        }


@dataclass(frozen=True)
class Outcome:
    """What became of a submission: a new annotation, a late one, or the same again."""

    annotation: Stored
    status: Literal["new", "late", "same"]


@dataclass(frozen=True)
class _Place:
    """The passage of a submission, locked, and how its annotator stands to it."""

    passage_id: int
    text: str
    has_a_free_slot: bool
    own: Any
    """The lease: `active` (and then not run out), `position`, `seed`. The latest annotation: `key`, `state`, `late`.
    All None where there is none."""

    @property
    def holds_a_slot(self) -> bool:
        answered = self.own.key is not None and self.own.state != "skipped" and not self.own.late
        return bool(self.own.active) or answered


def submit(
    session: Session,
    annotator: Annotator,
    project: Project,
    key: str,
    submission: Submission,
    *,
    minutes: int,
    at: datetime | None = None,
) -> Outcome:
    """Store an annotation under a key that the annotator's browser made, and renew the annotator's leases.

    The same key with the same content is the same annotation, whatever has happened since. Raises RuleError for the
    same key with another content and for what the codebook refuses, NotFoundError for a passage that is not in the
    project, and ConflictError (AlreadyAnsweredError, where there is a key to revise) for a passage that was never
    handed out or is answered, and for a revision of anything but one's latest.
    """
    at = at or now()
    leases.turn(session, annotator)
    digest = _digest(submission)
    if same := _same(session, annotator, key, digest):
        return Outcome(same, "same")
    place = _place(session, annotator, project, submission.passage, at)
    _refuse_out_of_turn(place, submission)
    _refuse_by_rules(session, project, submission, place.text)
    late = _settle_slot(session, place, takes=submission.state != "skipped")
    row = {
        "project_id": project.id,
        "passage_id": place.passage_id,
        "annotator_id": annotator.id,
        "key": key,
        "digest": digest,
        "revises": place.own.key,
        "late": late,
        "state": submission.state,
        "codebook": submission.codebook,
        "comment": submission.comment,
        "evidence": sorted(submission.evidence),
        "active_ms": submission.active_ms,
        "position": place.own.position,
        "seed": place.own.seed,
        "screen": submission.screen,
        "context_opened": submission.context_opened,
        "suggestion_shown": submission.suggestion_shown,
        "at": at,
        "latest": True,
    }
    _store(session, row, submission.judgments)
    leases.renew(session, annotator, minutes=minutes, at=at)
    stored = Stored(key, place.passage_id, submission.state, submission.judgments, at, place.own.key)
    return Outcome(stored, "late" if late else "new")


def mine(session: Session, annotator: Annotator, *, limit: int, before: int) -> tuple[list[Stored], int | None]:
    """List the annotator's annotations with every revision, newest first, from below the id `before`.

    Also returns the `before` of the next page, None where this is the last.
    """
    query = _STORED.where(_annotations.c.annotator_id == annotator.id, _annotations.c.id < before)
    rows = session.execute(query.order_by(_annotations.c.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return _stored(session, shown), shown[-1].id if len(rows) > limit else None


def _stored(session: Session, rows: Sequence[Any]) -> list[Stored]:
    judged: dict[int, list[Judged]] = {row.id: [] for row in rows}
    query = select(Judgment).where(Judgment.annotation_id.in_(judged)).order_by(Judgment.id)
    for one in session.scalars(query):
        judged[one.annotation_id].append(Judged(one.dimension, one.target, one.value, one.state, one.reason))
    return [Stored(row.key, row.passage_id, row.state, tuple(judged[row.id]), row.at, row.revises) for row in rows]


def _digest(submission: Submission) -> str:
    """Digest what a submission says; the order of judgments and of evidence says nothing."""
    canonical = replace(
        submission,
        judgments=tuple(sorted(submission.judgments, key=orjson.dumps)),
        evidence=tuple(sorted(submission.evidence)),
    )
    return hashlib.sha256(orjson.dumps(canonical)).hexdigest()


def _same(session: Session, annotator: Annotator, key: str, digest: str) -> Stored | None:
    row = session.execute(_SAME, {"annotator": annotator.id, "named": key}).first()
    if row is None:
        return None
    if row.digest != digest:
        problem = Problem("key", f"“{key}” is the key of an annotation with another content")
        raise RuleError("A key names one annotation. Send another content under a key of its own.", problems=[problem])
    return _stored(session, [row])[0]


def _place(session: Session, annotator: Annotator, project: Project, passage: str, at: datetime) -> _Place:
    passage_id = schemas.passage_id(passage)
    leases.expire(session, project, at, passage_id=passage_id)
    found = session.execute(_LOCKED, {"passage": passage_id, "project": project.id}).first()
    if found is None:
        raise NotFoundError("passage", passage)
    is_open = found.labelled and found.retired_at is None
    own = session.execute(_OWN, {"passage": passage_id, "annotator": annotator.id}).one()
    return _Place(found.id, found.text, is_open and found.taken < project.overlap, own)


def _refuse_out_of_turn(place: _Place, submission: Submission) -> None:
    current, revised = place.own.key, submission.revises
    if current is None and revised is not None:
        raise ConflictError(f"“{revised}” is no annotation of yours on this passage, so nothing can revise it.")
    if revised is not None and revised != current:
        message = f"“{revised}” is not your latest annotation on this passage. To change that one, revise “{current}”."
        raise AlreadyAnsweredError(message, current_key=current)
    if current is not None and revised is None and place.own.state != "skipped":
        message = f"You have answered this passage. To change your answer, revise “{current}”."
        raise AlreadyAnsweredError(message, current_key=current)
    if current is None and place.own.position is None:
        raise ConflictError("This passage was never handed to you. Ask the queue for passages.")


def _refuse_by_rules(session: Session, project: Project, submission: Submission, text: str) -> None:
    version = codebooks.get(session, project, submission.codebook)
    if version is None:
        problem = Problem("codebook", f"this project never had a version {submission.codebook}")
        raise RuleError("The annotation names a codebook that there is not.", problems=[problem])
    found = _evidence_problems(submission.evidence, len(text))
    found += context.problems(submission.context_opened, [one.id for one in version.codebook.dimensions])
    if submission.state == "answered":
        targets = session.scalars(_TARGETS, {"project": project.id}).all()
        answers = [Answer(one.dimension, one.target, one.value, one.state) for one in submission.judgments]
        found += problems(version.codebook, targets, answers)
    elif submission.judgments:
        found.append(Problem("judgments", f"an annotation that is {submission.state} carries none; leave them out"))
    if found:
        raise RuleError("The codebook or the passage refuses this annotation.", problems=found)


def _evidence_problems(evidence: Sequence[tuple[int, int]], length: int) -> list[Problem]:
    found = [
        Problem(f"evidence[{number}]", f"is no part of the passage, which has {length} characters; give [start, end]")
        for number, (start, end) in enumerate(evidence)
        if not start < end <= length
    ]
    ordered = sorted(evidence)
    if any(after[0] < before[1] for before, after in pairwise(ordered)):
        found.append(Problem("evidence", "holds ranges that intersect; join them"))
    return found


def _settle_slot(session: Session, place: _Place, *, takes: bool) -> bool:
    """Take, keep or free the passage's slot, and return whether the annotation is late."""
    if takes and not place.holds_a_slot:
        if not place.has_a_free_slot:
            return True
        passages.take(session, [place.passage_id])
    elif place.holds_a_slot and not takes:
        passages.free(session, [place.passage_id])
    return False


def _store(session: Session, row: dict[str, Any], judgments: Sequence[Judged]) -> None:
    own = {"passage": row["passage_id"], "annotator": row["annotator_id"]}
    if row["revises"] is not None:
        session.execute(_SUPERSEDE, own)
    annotation_id = session.scalars(_INSERT, [row]).one()
    if judgments:
        session.execute(insert(_judgments), [asdict(one) | {"annotation_id": annotation_id} for one in judgments])
    session.execute(_END_LEASE, own)
