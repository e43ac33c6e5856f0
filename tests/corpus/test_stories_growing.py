"""Articles that tell one event become a story, whatever else is in the corpus."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files as package_files
from itertools import combinations
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.corpus.planted_stories import Planted, Press
from workbench import db
from workbench.corpus import articles, ingest
from workbench.corpus.models import Article, StoryMember, Telling, TellingTerm
from workbench.corpus.readers import files
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import Row
from workbench.corpus.stories import growing, listing, placing
from workbench.corpus.stories.growing import Progress
from workbench.errors import NotFoundError
from workbench.projects import projects
from workbench.projects.models import Project

HARBOUR = {"coastline-wire-0310", "halverport-observer-20260311"}
SAMPLES = Path(str(package_files("workbench").joinpath("samples")))


@pytest.fixture
def project(app: Flask) -> Iterator[Project]:
    with app.app_context():
        with db.transaction() as session:
            made = projects.create(session, "news")
        yield made


def row(one: Planted, *, dated: bool = True) -> Row:
    told = Captions(one.title, None, one.outlet, one.published_at if dated else None, one.language)
    return Row("made", None, one.text.encode(), one.text, "utf-8", uid=one.uid, captions=told)


def take(project: Project, made: Iterable[Planted], *, dated: bool = True) -> None:
    list(ingest.run(project, [row(one, dated=dated) for one in made]))


def take_files(project: Project, paths: Iterable[Path]) -> None:
    for path in paths:
        with path.open("rb") as stream:
            list(ingest.run(project, files.read(path.name, stream, "auto", None)))


def grow(project: Project) -> Progress:
    *_, last = growing.grow(project)
    return last


def stories() -> dict[str, int | None]:
    members = select(Article.uid, StoryMember.story_id).join(StoryMember, StoryMember.article_id == Article.id)
    return {row.uid: row.story_id for row in db.db.session.execute(members)}


def pairs(groups: dict[str, int | None]) -> set[tuple[str, ...]]:
    together: defaultdict[int, list[str]] = defaultdict(list)
    for uid, group in groups.items():
        if group is not None:
            together[group].append(uid)
    return {pair for uids in together.values() for pair in combinations(sorted(uids), 2)}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_planted_events_are_found_among_articles_on_the_same_subjects(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Press(1).corpus(24, 40, subjects=8)
    take(project, made, dated=False)
    grow(project)
    found, true = pairs(stories()), pairs({one.uid: one.event for one in made})
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    with capsys.disabled():
        sys.stdout.write(f" {len(made)} articles without dates: pairs precision {precision:.3f}, recall {recall:.3f}\n")
    assert precision >= 0.9
    assert recall >= 0.9


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_five_real_articles_are_one_story_among_samples_and_others(project: Project, corpus: Path) -> None:
    take(project, Press(3).corpus(4, 20))
    take_files(project, [*sorted(SAMPLES.glob("0*.txt")), *sorted(corpus.glob("*.txt")), SAMPLES / "articles.jsonl"])
    grow(project)
    session = db.db.session()
    real = set(session.scalars(select(Article.uid).where(Article.file.in_([one.name for one in corpus.iterdir()]))))
    (story,) = {stories().get(uid) for uid in real}
    assert story is not None
    assert {uid for uid, one in stories().items() if one == story} == real


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_samples_of_one_event_are_together_and_of_two_never(project: Project) -> None:
    take_files(project, [*sorted(SAMPLES.glob("0*.txt")), SAMPLES / "articles.jsonl"])
    grow(project)
    events = {
        frozenset(Path(one.file).name[3:7] if one.file.endswith("txt") else "" for one in story.articles) - {""}
        for story in listing.listing(db.db.session(), project)
    }
    assert {frozenset({"harb"}), frozenset({"lake"}), frozenset({"grai"}), frozenset({"scho"})} <= events
    assert all(len(event) < 2 for event in events)
    story_of = stories()
    assert len({story_of[uid] for uid in HARBOUR}) == 1
    assert story_of["dafatir-kessary-sleep"] is not None  # Arabic; the figures alone carry it


def test_articles_that_come_later_join_and_a_second_run_changes_nothing(project: Project) -> None:
    made = [one for one in Press(5).corpus(6, 10, languages=("en",)) if one.event is not None or "-0" in one.uid]
    take(project, made[::2])
    grow(project)
    before = stories()
    take(project, made)
    grown = grow(project)
    after = stories()
    assert grown.done == grown.total == len(made) - len(made[::2])
    assert {uid: after[uid] for uid in before} == before
    assert len(after) > len(before)
    assert grow(project) == Progress(0, 0, 0, 0)
    assert stories() == after


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_stopped_in_the_middle_it_goes_on_and_comes_to_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "_BATCH", 10)
    made = Press(6).corpus(5, 10, languages=("en", "ru"))
    with db.transaction() as session:
        twin = projects.create(session, "twin")
    take(project, made)
    take(twin, made)

    for progress in growing.grow(project):
        assert progress.total == len(made)
        if progress.done >= 20:
            break
    session = db.db.session()
    assert session.scalar(select(func.count()).select_from(Telling)) == 20
    grow(project)
    grow(twin)
    uids = [
        sorted(sorted(one.uid for one in story.articles) for story in listing.listing(session, which))
        for which in (project, twin)
    ]
    assert uids[0] == uids[1] != []


def test_what_a_lead_placed_stays_and_no_growing_moves_it(project: Project) -> None:
    made = sorted(Press(7).corpus(2, 0, languages=("en",)), key=lambda one: one.uid)
    first = [one for one in made if one.event == 0]
    take(project, made[:-1])
    with db.transaction() as session:
        placing.out(session, project, first[0].uid)  # before it was ever looked at
    grow(project)
    assert stories()[first[0].uid] is None
    assert first[0].uid in [one.uid for one in listing.outside(db.db.session(), project)]
    with db.transaction() as session:
        new = placing.to_new(session, project, first[1].uid).id
    take(project, made)
    grow(project)
    assert stories()[first[0].uid] is None
    assert stories()[first[1].uid] == new
    other = next(story for uid, story in stories().items() if uid.startswith("1-"))
    with db.transaction() as session:
        placing.to_story(session, project, first[0].uid, str(other))
    shown = listing.get(db.db.session(), project, str(other))
    assert [one.placed for one in shown.articles if one.uid == first[0].uid] == [True]
    assert listing.count_outside(db.db.session(), project) == len(listing.outside(db.db.session(), project))


def test_a_story_of_another_project_or_without_articles_is_not_there(project: Project) -> None:
    made = Press(8).corpus(1, 0, languages=("en",))
    take(project, made)
    grow(project)
    (story,) = listing.listing(db.db.session(), project)
    with db.transaction() as session:
        other = projects.create(session, "other")
        with pytest.raises(NotFoundError):
            placing.get(session, other, str(story.id))
        for one in story.articles:
            placing.out(session, project, one.uid)
    for story_id in (str(story.id), "99", "x", "²"):
        with pytest.raises(NotFoundError, match="There is no story"):
            listing.get(db.db.session(), project, story_id)
    assert listing.count(db.db.session(), project) == 0


def test_a_removed_article_leaves_no_trace_in_the_index(project: Project) -> None:
    made = Press(8).corpus(1, 0, languages=("en",))
    take(project, made)
    grow(project)
    with db.transaction() as session:
        for one in made:
            articles.remove(session, project, one.uid)
    session = db.db.session()
    for table in (StoryMember, Telling, TellingTerm):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_same_event_a_year_later_is_another_story(project: Project) -> None:
    one, two, *_ = [one for one in Press(9).corpus(1, 0, languages=("en",)) if one.event == 0]
    later = Planted(two.uid, two.language, two.outlet, "2027-11-30", two.title, two.text, 1)
    take(project, [one, later])
    grow(project)
    assert stories() == {}
