"""Near-duplicates grow as articles come in: passages without a sketch get one, and a cluster if they belong to any."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus.duplicates import index, members, shingles, sketches
from workbench.corpus.duplicates.clustering import Clustering
from workbench.corpus.duplicates.index import Newcomer, Rules, Shared
from workbench.corpus.duplicates.shingles import Tokens
from workbench.projects.models import Project

# All sketches are read once for so many newcomers, whose own are held in memory.
_ROUND_PASSAGES = 40_000
_ROUND_CHARACTERS = 40_000_000
# One transaction stores no more than this: annotators who save wait for no longer.
_BATCH = 2_000
_CANDIDATES = 64
_REMEMBERED = 1_024


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the passages that wait have been looked at."""

    done: int
    total: int


class _OvertakenError(Exception):
    """Another process wrote meanwhile; what was worked out no longer holds."""


def grow(project: Project) -> Iterator[Progress]:
    """Look at all passages that have no sketch yet, in batches, each in a transaction of its own.

    Killed in the middle it goes on where it stopped; run again it changes nothing. A cluster keeps its id while it
    grows; of two that become one the older id survives. Retired passages leave. Where the project's threshold is
    another than the clusters were made with, all are made anew, under new ids; whoever grows them then by the old one
    ends.
    """
    rules = Rules(project.id, project.duplicate_threshold)
    _prepare(rules)
    while True:
        try:
            yield from _pass(rules)
        except _OvertakenError:
            if not _sweep(rules):
                return
        else:
            return


def is_stale(session: Session, project: Project) -> bool:
    """Tell whether the clusters were made with another threshold than the project has now."""
    made_with = index.threshold(session, project.id)
    return made_with is not None and made_with != project.duplicate_threshold


def _prepare(rules: Rules) -> None:
    while not _sweep(rules):
        with db.transaction() as session:
            if not index.clear_some(session, rules):
                index.begin(session, rules)


def _sweep(rules: Rules) -> bool:
    """Forget what has gone, and tell whether the clusters are made by these rules."""
    with db.transaction() as session:
        if index.turn(session, rules, locked=True) is None:
            return False
        index.sweep(session, rules)
        index.take_turn(session, rules)
        return True


def _pass(rules: Rules) -> Iterator[Progress]:
    """Look at what waits now. Raises _OvertakenError where anyone else has written since that was found out."""
    session = db.db.session()
    session.rollback()
    turn = index.turn(session, rules)
    if turn is None:
        raise _OvertakenError
    waiting = index.waiting(session, rules)
    done = 0
    while done < len(waiting):
        done, turn = yield from _round(session, rules, waiting, done, turn)


def _round(
    session: Session, rules: Rules, waiting: Sequence[int], done: int, turn: int
) -> Generator[Progress, None, tuple[int, int]]:
    """Look at as many as one reading of all sketches is for; return how many are done, and the turn after that.

    What a round holds goes with it: the next begins with nothing.
    """
    newcomers, looked_at = _newcomers(session, rules, waiting[done : done + _ROUND_PASSAGES])
    round_ = _Round(rules, newcomers, index.shared(session, rules, newcomers), turn)
    for batch in range(0, len(newcomers), _BATCH):
        round_.take(newcomers[batch : batch + _BATCH])
        yield Progress(min(done + batch + _BATCH, done + looked_at), len(waiting))
    return done + looked_at, round_.turn


def _newcomers(session: Session, rules: Rules, ids: Sequence[int]) -> tuple[list[Newcomer], int]:
    """Sketch passages until there are enough characters for a round; also tells how many of the ids that was."""
    found: list[Newcomer] = []
    characters = 0
    for some in index.parts(ids):
        for passage_id, text in index.texts(session, some):
            found.append(_newcomer(passage_id, text, rules.threshold))
            characters += len(text)
        if characters > _ROUND_CHARACTERS:
            return found, ids.index(some[-1]) + 1
    return found, len(ids)


def _newcomer(passage_id: int, text: str, threshold: float) -> Newcomer:
    tokens = shingles.tokens(text)
    keys = None if tokens.is_short else sketches.keys(tokens, threshold)
    return Newcomer(passage_id, text, sketches.digest(tokens), keys)


class _Round:
    """Newcomers whose sketches are known and who has what in common with whom."""

    def __init__(self, rules: Rules, newcomers: Sequence[Newcomer], shared: Shared, turn: int) -> None:
        self._rules = rules
        self._shared = shared
        self.turn = turn
        self._texts = {newcomer.id: newcomer.text for newcomer in newcomers}

    def take(self, batch: Sequence[Newcomer]) -> None:
        """Work out what becomes of some of them, in order, and store it."""
        session = db.db.session()
        session.rollback()
        texts = _Texts(session, self._texts)
        clustering = Clustering(self._rules.threshold, texts.similarity, lambda cluster: members.of(session, cluster))
        self._meet(session, batch, texts, clustering)
        for newcomer in batch:
            twin = self._shared.twins.get(newcomer.digest)
            if twin is not None:
                clustering.join_twin(newcomer.id, twin)
            else:
                clustering.place(newcomer.id, self._candidates(newcomer))
            self._shared.add(newcomer)
        self._store(batch, clustering)

    def _candidates(self, newcomer: Newcomer) -> list[int]:
        """Return those that share keys with a newcomer, those that share most first."""
        counts = Counter(chain.from_iterable(self._shared.held(newcomer)))
        return sorted(counts, key=lambda one: (-counts[one], one))[:_CANDIDATES]

    def _meet(self, session: Session, batch: Sequence[Newcomer], texts: "_Texts", clustering: Clustering) -> None:
        """Read what will be compared with: the candidates so far, their clusters, and the first passages of these."""
        known = self._shared.twins
        twins = {known[newcomer.digest] for newcomer in batch if newcomer.digest in known}
        others = [newcomer for newcomer in batch if newcomer.digest not in known]
        met = {candidate for newcomer in others for candidate in self._candidates(newcomer)}
        found = members.clusters_of(session, sorted(met | twins))
        for passage, (cluster, first) in found.items():
            clustering.know(passage, cluster, first)
        texts.read(met | {first for _, first in found.values()})

    def _store(self, batch: Sequence[Newcomer], clustering: Clustering) -> None:
        with db.transaction() as session:
            if index.turn(session, self._rules, locked=True) != self.turn:
                raise _OvertakenError
            groups = clustering.changed()
            named = {one.id for one in batch} | {one for group in groups for one in group.added}
            live = index.live(session, sorted(named))
            index.store(session, self._rules, [one for one in batch if one.id in live])
            members.store(session, self._rules.project_id, groups, live)
            index.take_turn(session, self._rules)
        self.turn += 1
        if named - live:
            raise _OvertakenError


class _Texts:
    """The texts of passages that are compared, and the shingles of those compared last."""

    def __init__(self, session: Session, newcomers: Mapping[int, str]) -> None:
        self._session = session
        self._newcomers = newcomers
        self._read: dict[int, str] = {}
        self._remembered: dict[int, Tokens | None] = {}

    def read(self, passages: set[int]) -> None:
        """Read texts of passages that are not newcomers."""
        self._read.update(index.texts(self._session, sorted(passages - self._newcomers.keys() - self._read.keys())))

    def similarity(self, one: int, other: int) -> float:
        """Compare two passages; one that is gone is like no other."""
        first, second = self._taken_apart(one), self._taken_apart(other)
        if first is None or second is None:
            return 0.0
        return shingles.similarity(first, second)

    def _taken_apart(self, passage: int) -> Tokens | None:
        if passage not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[passage] = self._take_apart(passage)
        return self._remembered[passage]

    def _take_apart(self, passage: int) -> Tokens | None:
        if passage not in self._newcomers:
            self.read({passage})
        text = self._newcomers.get(passage, self._read.get(passage))
        return None if text is None else shingles.tokens(text)
