"""The sketches of a project's passages in the database: which passages want one, and which share what with new ones.

Sketches are written one behind the other and read one after the other: a row for each key, in the order of keys,
would cost a page written for each of them, and five times the room. Reading a million takes about a second.
"""

import itertools
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Select, Table, delete, exists, insert, select, text, update
from sqlalchemy.orm import Session

from workbench.corpus.duplicates import sketches
from workbench.corpus.models import CLUSTERED, Cluster, ClusterIndex, ClusterMember, Passage, PassageSketch
from workbench.projects.models import Project

_passages, _sketches = cast(Table, Passage.__table__), cast(Table, PassageSketch.__table__)
_members, _clusters = cast(Table, ClusterMember.__table__), cast(Table, Cluster.__table__)
_indexes = cast(Table, ClusterIndex.__table__)
_READ_AT_ONCE = 10_000
_NAMED_AT_ONCE = 1_000
_CLEARED_AT_ONCE = 10_000
_MOST_OF_A_KEY = 64
"""The passages told of one key; whoever is near to more of them is near to one of these."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a project's clusters are made by, copied so that no transaction has to read it again."""

    project_id: int
    threshold: float


@dataclass(slots=True)
class Newcomer:
    """A passage that has no sketch yet, with the one made for it; no keys where it is short."""

    id: int
    text: str
    digest: int
    keys: "array[int] | None"


@dataclass(slots=True)
class Shared:
    """Who has what the newcomers have: the first passage of a digest, and some of each key that is not one's alone."""

    twins: dict[int, int] = field(default_factory=dict)
    holders: dict[int, list[int]] = field(default_factory=dict)

    def add(self, newcomer: Newcomer) -> None:
        """Let those that come later meet this one."""
        self.twins.setdefault(newcomer.digest, newcomer.id)
        for holders in self.held(newcomer):
            if len(holders) < 2 * _MOST_OF_A_KEY:
                holders.append(newcomer.id)

    def held(self, newcomer: Newcomer) -> list[list[int]]:
        """Return who holds each of the keys of a newcomer that others have too."""
        return [self.holders[key] for key in self.holders.keys() & newcomer.keys] if newcomer.keys else []


def turn(session: Session, rules: Rules, *, locked: bool = False) -> int | None:
    """Return the turn of the project's index; None where it was made by other rules, or never.

    Who asks for it `locked` lets others that would write wait until the end of the transaction.
    """
    query = select(_indexes.c.threshold, _indexes.c.recipe, _indexes.c.turn)
    query = query.where(_indexes.c.project_id == rules.project_id)
    found = session.execute(query.with_for_update() if locked else query).first()
    if found is None or (found.threshold, found.recipe) != (rules.threshold, sketches.RECIPE):
        return None
    return int(found.turn)


def threshold(session: Session, project_id: int) -> float | None:
    """Return the threshold that the clusters were made with; None before there were any."""
    return session.scalar(select(_indexes.c.threshold).where(_indexes.c.project_id == project_id))


def take_turn(session: Session, rules: Rules) -> None:
    """Make whoever worked out a batch meanwhile work it out again."""
    session.execute(update(_indexes).where(_indexes.c.project_id == rules.project_id).values(turn=_indexes.c.turn + 1))


def begin(session: Session, rules: Rules) -> None:
    """Record what the clusters are made by from now on."""
    # On PostgreSQL two that begin at once take turns here; on SQLite all writers do.
    session.execute(select(Project.id).where(Project.id == rules.project_id).with_for_update(key_share=True))
    session.execute(delete(_indexes).where(_indexes.c.project_id == rules.project_id))
    made_by = {"threshold": rules.threshold, "recipe": sketches.RECIPE, "turn": 1}
    session.execute(insert(_indexes), [{"project_id": rules.project_id, **made_by}])


def clear_some(session: Session, rules: Rules) -> bool:
    """Forget some sketches and clusters of other rules; tells whether there were any."""
    own = select(_sketches.c.passage_id).where(_sketches.c.project_id == rules.project_id).limit(_CLEARED_AT_ONCE)
    ids = session.scalars(own).all()
    _forget(session, ids)
    if ids:
        return True
    empty = select(_clusters.c.id).where(_clusters.c.project_id == rules.project_id).limit(_CLEARED_AT_ONCE)
    clusters = session.scalars(empty).all()
    for some in parts(clusters):
        session.execute(delete(_clusters).where(_clusters.c.id.in_(some)))
    return bool(clusters)


def sweep(session: Session, rules: Rules) -> None:
    """Forget the sketches of retired passages, so that they come in anew if they come back, and clusters left empty."""
    retired = select(_passages.c.id).where(
        _passages.c.project_id == rules.project_id, text("passages.retired_at IS NOT NULL")
    )
    left = retired.where(exists().where(_sketches.c.passage_id == _passages.c.id))
    _forget(session, session.scalars(left).all())
    empty = ~exists().where(_members.c.cluster_id == _clusters.c.id)
    session.execute(delete(_clusters).where(_clusters.c.project_id == rules.project_id, empty))


def _forget(session: Session, passages: Sequence[int]) -> None:
    for some in parts(passages):
        session.execute(delete(_members).where(_members.c.passage_id.in_(some)))
        session.execute(delete(_sketches).where(_sketches.c.passage_id.in_(some)))


def waiting(session: Session, rules: Rules) -> "array[int]":
    """Return the ids of the passages that have no sketch, as they came in: 8 bytes each."""
    query = select(_passages.c.id).where(
        _passages.c.project_id == rules.project_id,
        text(CLUSTERED),
        ~exists().where(_sketches.c.passage_id == _passages.c.id),
    )
    found = session.connection().execute(query.order_by(_passages.c.id), execution_options={"yield_per": _READ_AT_ONCE})
    return array("q", found.scalars())


def texts(session: Session, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Give id and text of those of the passages that are still there."""
    for some in parts(list(ids)):
        query = select(_passages.c.id, _passages.c.text).where(
            _passages.c.id.in_(some), _passages.c.retired_at.is_(None)
        )
        yield from session.connection().execute(query.order_by(_passages.c.id))


def live(session: Session, ids: Sequence[int]) -> set[int]:
    """Return those of the passages that are there and not retired; none of them goes before the transaction ends."""
    found: set[int] = set()
    for some in parts(ids):
        query = select(_passages.c.id).where(_passages.c.id.in_(some), _passages.c.retired_at.is_(None))
        found |= set(session.scalars(query.with_for_update(read=True, key_share=True)))
    return found


def parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ids into so many as one statement names."""
    return (ids[start : start + _NAMED_AT_ONCE] for start in range(0, len(ids), _NAMED_AT_ONCE))


def shared(session: Session, rules: Rules, newcomers: Sequence[Newcomer]) -> Shared:
    """Find who has a digest or a key in common with one of the newcomers, by reading all sketches once for each.

    Who has a twin among the stored goes where that one is: its keys are looked for only if others hold them too.
    """
    found = Shared(_twins(session, rules, {newcomer.digest for newcomer in newcomers}))
    once: set[int] = set()
    again: set[int] = set()
    for newcomer in newcomers:
        if newcomer.digest not in found.twins:
            own = set(newcomer.keys or ())
            again |= own & once
            once |= own
    found.holders = {key: [] for key in again}
    if once:
        _find_keys(session, rules, found.holders, once)
    return found


def _twins(session: Session, rules: Rules, digests: set[int]) -> dict[int, int]:
    """Return the first stored passage of each of the digests that there are."""
    twins: dict[int, int] = {}
    for rows in _stored(session, rules, select(_sketches.c.passage_id, _sketches.c.digest)):
        for passage_id, digest in rows:
            if digest in digests:
                twins.setdefault(digest, passage_id)
    return twins


def _find_keys(session: Session, rules: Rules, holders: dict[int, list[int]], wanted: set[int]) -> None:
    """Add who holds one of the keys that are wanted; a key that has enough holders is wanted no longer."""
    with_keys = select(_sketches.c.passage_id, _sketches.c.bands).where(_sketches.c.bands.is_not(None))
    for rows in _stored(session, rules, with_keys):
        keys = array("I", b"".join([row[1] for row in rows]))
        each = len(keys) // len(rows)
        for place in itertools.compress(range(len(keys)), map(wanted.__contains__, keys)):
            held_by = holders.setdefault(keys[place], [])
            held_by.append(rows[place // each][0])
            if len(held_by) >= _MOST_OF_A_KEY:
                wanted.discard(keys[place])


def _stored(session: Session, rules: Rules, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """Read the project's sketches, many at once."""
    own = query.where(_sketches.c.project_id == rules.project_id)
    return session.connection().execute(own, execution_options={"yield_per": _READ_AT_ONCE}).partitions()


def store(session: Session, rules: Rules, newcomers: Iterable[Newcomer]) -> None:
    """Write the sketches of the newcomers."""
    rows = [
        {
            "passage_id": one.id,
            "project_id": rules.project_id,
            "digest": one.digest,
            "bands": None if one.keys is None else one.keys.tobytes(),
        }
        for one in newcomers
    ]
    if rows:
        session.execute(insert(_sketches), rows)
