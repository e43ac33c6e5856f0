"""Stories grow as articles come in: each new article is put to the story that it is most like, or starts one.

It is compared with most of a story and not with its nearest article: a chain of articles, each a little like the next,
does not become one story. Where dates are told, a story spans no more than 30 days.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus.kinds import Kind
from workbench.corpus.models import Article, Passage, Story, StoryMember, Telling, TellingTerm, TermCount
from workbench.corpus.stories import similarity, terms
from workbench.corpus.stories.terms import Terms
from workbench.projects.models import Project

ALIKE = 0.18
"""The least likeness of an article and a story; see tests/corpus/test_stories_growing.py for what it gives."""
MOST_DAYS = 30
_FEWEST_SHARED = 2
_BATCH = 200
_ASKED = 20
"""How many of an article's terms are looked up, the most telling first."""
_MOST_ARTICLES = 400
"""A term that stands for more articles is not looked up: it finds everything, and costs as much."""
_CANDIDATES = 24
_COMPARED = 24
"""How many articles of a story, the first ones, are compared with: what it is does not drift as it grows."""
_CHUNK = 500
_UNREAD = (Kind.BOILERPLATE, Kind.RESIDUE)
_T = TypeVar("_T")
_tellings, _index, _counts, _members = (
    cast(Table, model.__table__) for model in (Telling, TellingTerm, TermCount, StoryMember)
)
_PLACED = (
    select(_members.c.story_id)
    .join(Story, Story.id == _members.c.story_id)
    .where(_members.c.placed | Story.kept)
    .distinct()
)
_READ = tuple(_tellings.c[name] for name in ("article_id", "day", "tongue", "terms"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many articles are looked at of those that waited, how many joined a story, and how many stories began."""

    done: int
    total: int
    joined: int
    started: int


@dataclass(slots=True, eq=False)
class _Told:
    """An article as it is compared."""

    article_id: int
    day: int | None
    telling: similarity.Telling
    story: "_Group | None" = None
    is_free: bool = True
    """In no story, and not put out of all by a lead."""


class _Group:
    """A story as it is compared: its first members, and the days that are known of it."""

    def __init__(self, story_id: int) -> None:
        self.story_id = story_id
        self.has_placed = False
        """A lead put an article there, or gave it to some: it is no longer what likeness alone makes of it."""
        self._members: list[_Told] = []
        self._days: list[int | None] = []

    def take(self, told: _Told) -> None:
        told.story, told.is_free = self, False
        self._days.append(told.day)
        if len(self._members) < _COMPARED:
            self._members.append(told)

    def is_one_with(self, other: "_Group") -> bool:
        """Tell whether two stories that grew apart are one: the members of each are like the other on average."""
        if self.has_placed or other.has_placed:
            return False
        return all(
            sum(one.alike(member) for member in two._members) >= ALIKE * len(two._members)
            for one, two in ((self, other), (other, self))
        )

    def alike(self, told: _Told) -> float:
        """Return the likeness of an article; 0 where the story would become too long with it."""
        is_near = similarity.span([told.day, *self._days]) <= MOST_DAYS
        return similarity.to_story(told.telling, [one.telling for one in self._members]) if is_near else 0.0


@dataclass
class _Known:
    """The articles that a batch may be put with, and what was decided."""

    told: dict[int, _Told]
    joined: list[_Told] = field(default_factory=list)
    started: int = 0

    def join(self, told: _Told, group: _Group) -> None:
        group.take(told)
        self.joined.append(told)


def waiting(session: Session, project: Project) -> int:
    """Count the articles that were not looked at yet."""
    return session.scalar(_new(project.id).with_only_columns(func.count())) or 0


def grow(project: Project) -> Iterator[Progress]:
    """Put the articles that were not looked at yet into stories, in batches, each in a transaction of its own.

    Close it to stop after a batch; it goes on there the next time, and run again it changes nothing. Articles that a
    lead placed stay. There is one progress at least, after a batch or where nothing waits.
    """
    project_id, last = project.id, 0
    progress = Progress(0, waiting(db.db.session(), project), 0, 0)
    if not progress.total:
        yield progress
    while True:
        with db.transaction() as session:
            # On PostgreSQL two that grow one project, or one that ingests into it, take turns here.
            session.execute(select(Project.id).where(Project.id == project_id).with_for_update(key_share=True))
            new = session.execute(_new(project_id).where(Article.id > last).order_by(Article.id).limit(_BATCH)).all()
            if not new:
                return
            known = _place(session, project_id, new)
            last, done = new[-1].id, progress.done + len(new)
            joined, started = progress.joined + len(known.joined), progress.started + known.started
        progress = Progress(done, max(done, progress.total), joined, started)
        yield progress


def _new(project_id: int) -> Any:
    query = select(Article.id, Article.title, Article.language, Article.published_at)
    looked_at = select(Telling.article_id).where(Telling.article_id == Article.id)
    return query.where(Article.project_id == project_id, ~looked_at.exists())


def _place(session: Session, project_id: int, new: Sequence[Any]) -> _Known:
    batch = _tell(session, project_id, new)
    found = _candidates(session, project_id, batch)
    known = _load(session, batch, {one for ids in found.values() for one in ids})
    for told in batch:
        if known.told[told.article_id].is_free:
            _decide(session, project_id, known, told, [known.told[one] for one in found[told.article_id]])
    if known.joined:
        session.execute(
            insert(_members),
            [
                {"article_id": one.article_id, "story_id": one.story.story_id, "placed": False}
                for one in known.joined
                if one.story
            ],
        )
    return known


def _tell(session: Session, project_id: int, new: Sequence[Any]) -> list[_Told]:
    """Store what each new article tells, and index it."""
    texts = _texts(session, [row.id for row in new])
    found = {row.id: terms.find(row.title, texts[row.id], row.language) for row in new}
    counts = _count(session, project_id, found.values())
    articles = len(new) + (session.scalar(select(func.count()).where(Telling.project_id == project_id)) or 0)
    batch = []
    for row in new:
        parts = terms.weigh(found[row.id], counts, articles)
        telling = similarity.Telling(parts, found[row.id].tongue)
        batch.append(_Told(row.id, similarity.day(row.published_at), telling))
    session.execute(insert(_tellings), [_stored(project_id, told) for told in batch])
    rows = [
        {"project_id": project_id, "term": term, "article_id": told.article_id}
        for told in batch
        for part in told.telling.parts
        for term in part
    ]
    if rows:
        session.execute(insert(_index), rows)
    return batch


def _stored(project_id: int, told: _Told) -> dict[str, Any]:
    row = {"article_id": told.article_id, "project_id": project_id, "day": told.day}
    return row | {"tongue": told.telling.tongue, "terms": similarity.written(told.telling)}


def _told(article_id: int, day: int | None, tongue: int, parts: Sequence[Sequence[Sequence[int]]]) -> _Told:
    return _Told(article_id, day, similarity.read(tongue, parts))


def _texts(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {one: [] for one in ids}
    left = dict.fromkeys(ids, terms.LONGEST_TEXT)
    query = (
        select(Passage.article_id, Passage.text)
        .where(Passage.article_id.in_(ids), Passage.retired_at.is_(None), Passage.kind.not_in(_UNREAD))
        .order_by(Passage.article_id, Passage.position)
    )
    for article_id, text in session.execute(query, execution_options={"yield_per": 1_000}):
        if left[article_id] > 0:
            texts[article_id].append(text)
            left[article_id] -= len(text)
    return texts


def _count(session: Session, project_id: int, found: Iterable[Terms]) -> Mapping[int, int]:
    """Count the articles of these terms in, and return in how many articles each stands now."""
    more = Counter(number for one in found for number in one.numbers)
    upsert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = upsert(_counts)
    added = statement.on_conflict_do_update(
        index_elements=["project_id", "term"], set_={"articles": _counts.c.articles + statement.excluded.articles}
    )
    rows = [{"project_id": project_id, "term": term, "articles": times} for term, times in sorted(more.items())]
    if rows:
        session.execute(added, rows)
    asked = select(_counts.c.term, _counts.c.articles).where(_counts.c.project_id == project_id)
    return {
        term: articles
        for chunk in _chunks(list(more))
        for term, articles in session.execute(asked.where(_counts.c.term.in_(chunk)))
    }


def _candidates(session: Session, project_id: int, batch: Sequence[_Told]) -> dict[int, list[int]]:
    """Return for each article those that share most of its telling terms, the likeliest first."""
    asked = {told.article_id: told.telling.asked[:_ASKED] for told in batch}
    holders = _holders(session, project_id, {term for some in asked.values() for term in some})
    found: dict[int, list[int]] = {}
    for told in batch:
        scores: Counter[int] = Counter()
        shared: Counter[int] = Counter()
        for term in asked[told.article_id]:
            for other in holders[term]:
                scores[other] += told.telling.weight(term)  # type: ignore[assignment]  # a Counter adds up floats as well
                shared[other] += 1
        del scores[told.article_id]
        likely = sorted(scores, key=lambda one: (-scores[one], one))
        found[told.article_id] = [one for one in likely if shared[one] >= _FEWEST_SHARED][:_CANDIDATES]
    return found


def _holders(session: Session, project_id: int, asked: Collection[int]) -> Mapping[int, list[int]]:
    holders: defaultdict[int, list[int]] = defaultdict(list)
    usable: list[int] = []
    count = select(_counts.c.term).where(_counts.c.project_id == project_id, _counts.c.articles <= _MOST_ARTICLES)
    for chunk in _chunks(sorted(asked)):
        usable += session.scalars(count.where(_counts.c.term.in_(chunk)))
    query = select(_index.c.term, _index.c.article_id).where(_index.c.project_id == project_id)
    for chunk in _chunks(usable):
        for term, article_id in session.execute(query.where(_index.c.term.in_(chunk))):
            holders[term].append(article_id)
    return holders


def _load(session: Session, batch: Sequence[_Told], candidates: Collection[int]) -> _Known:
    known = _Known({told.article_id: told for told in batch})
    for chunk in _chunks(sorted(candidates - known.told.keys())):
        read = session.execute(select(*_READ).where(_tellings.c.article_id.in_(chunk)))
        known.told |= {row.article_id: _told(*row) for row in read}
    groups: dict[int, _Group] = {}
    story = select(_members.c.article_id, _members.c.story_id)
    for chunk in _chunks(sorted(known.told)):
        for article_id, story_id in session.execute(story.where(_members.c.article_id.in_(chunk))):
            told = known.told[article_id]
            told.is_free = False
            if story_id is not None:
                told.story = groups.setdefault(story_id, _Group(story_id))
    for chunk in _chunks(sorted(groups)):
        _fill(session, known, groups, chunk)
        for story_id in session.scalars(_PLACED.where(_members.c.story_id.in_(chunk))):
            groups[story_id].has_placed = True
    return known


def _fill(session: Session, known: _Known, groups: Mapping[int, _Group], story_ids: Sequence[int]) -> None:
    number = func.row_number().over(partition_by=_members.c.story_id, order_by=_members.c.article_id).label("number")
    numbered = select(_members.c.article_id, _members.c.story_id, number).where(_members.c.story_id.in_(story_ids))
    first = numbered.subquery()
    query = (
        select(*_READ, first.c.story_id)
        .join(first, first.c.article_id == _tellings.c.article_id)
        .where(first.c.number <= _COMPARED)
        .order_by(_tellings.c.article_id)
    )
    for *read, story_id in session.execute(query):
        groups[story_id].take(known.told.get(read[0]) or _told(*read))


def _decide(session: Session, project_id: int, known: _Known, told: _Told, candidates: Sequence[_Told]) -> None:
    """Put an article to the story or the free article that it is most like, and others to what that becomes."""
    alike = {
        other: other.alike(told) if isinstance(other, _Group) else _alike(told, other)
        for other in dict.fromkeys(one.story or one for one in candidates if one.story or one.is_free)
    }
    fitting = sorted((one for one in alike if alike[one] >= ALIKE), key=lambda one: -alike[one])
    if not fitting:
        return
    best = fitting[0]
    group = best if isinstance(best, _Group) else _start(session, project_id, known, best)
    known.join(told, group)
    for one in fitting:
        if isinstance(one, _Group) and one is not group and group.is_one_with(one):
            group = _merge(session, known, group, one)
    for free in candidates:
        if free.is_free and group.alike(free) >= ALIKE:
            known.join(free, group)


def _merge(session: Session, known: _Known, one: _Group, other: _Group) -> _Group:
    """Put all of the younger story into the older, and return that; the id of the younger is not used again."""
    older, younger = (one, other) if one.story_id < other.story_id else (other, one)
    moved = update(_members).where(_members.c.story_id == younger.story_id)
    session.execute(moved.values(story_id=older.story_id))
    for told in known.told.values():
        if told.story is younger:
            older.take(told)
    return older


def _alike(one: _Told, other: _Told) -> float:
    return one.telling.alike(other.telling) if similarity.span([one.day, other.day]) <= MOST_DAYS else 0.0


def _start(session: Session, project_id: int, known: _Known, first: _Told) -> _Group:
    story = Story(project_id=project_id)
    session.add(story)
    session.flush()
    group = _Group(story.id)
    known.join(first, group)
    known.started += 1
    return group


def _chunks(all_of_them: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (all_of_them[start : start + _CHUNK] for start in range(0, len(all_of_them), _CHUNK))
