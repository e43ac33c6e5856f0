"""Stories grown and passages corroborated, in processor time beside reading the same texts."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.benchmarks.corpus import paragraph
from tests.corpus.planted_stories import Planted, Press
from workbench import db
from workbench.app import create_app, open_database
from workbench.corpus import ingest
from workbench.corpus.models import Article, Passage
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import Row
from workbench.corpus.stories import corroboration, growing, placing
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.settings import Settings


def run(folder: Path) -> None:
    app = create_app(Settings(instance=folder), web=False)
    open_database(app)
    with app.app_context():
        _growing()
        _corroboration()
        db.db.session.remove()
        db.db.engine.dispose()


def _growing() -> None:
    project = _project("grown")
    made = Press(1).corpus(1_500, 5_600, subjects=120)[:11_000]
    for first, last in ((0, 1_000), (1_000, 10_000), (10_000, 11_000)):
        some = made[first:last]
        ids = _take(project, some)
        grown, seconds = _timed(lambda: list(growing.grow(project)))
        _, floor = _timed(lambda ids=ids: _read(ids))
        print(
            f"from {first:6,} to {last:6,} articles: {seconds:6.2f} s, {1_000 * seconds / len(some):5.2f} ms each, "
            f"{grown[-1].started} stories; floor (reading the passages) {floor:5.2f} s, ratio {seconds / floor:,.0f}"
        )


def _corroboration() -> None:
    project, chance = _project("one"), random.Random(1)
    wire = [paragraph(chance, 3) for _ in range(60)]
    rows = []
    for number in range(200):
        parts = [f"{one} It cost {chance.randint(100, 999)} million in Porto." for one in chance.sample(wire, 30)]
        rows.append(
            _row(Planted(str(number), "en", f"Outlet {number}", "2026-01-01", f"T{number}", "\n\n".join(parts), 0))
        )
    list(ingest.run(project, rows))
    with db.transaction() as session:
        story = placing.to_new(session, project, "0").id
        for number in range(1, 200):
            placing.to_story(session, project, str(number), str(story))
    session = db.db.session()
    ids = list(session.scalars(select(Article.id).where(Article.project_id == project.id)))
    passage = session.scalars(select(Passage.id).where(Passage.article_id == ids[0])).first()
    assert passage is not None
    _, floor = _timed(lambda: _read(ids))
    _, one = _timed(lambda: corroboration.of_passage(session, project, passage))
    _, all_of_it = _timed(lambda: corroboration.of_article(session, ids[0]))
    print(
        f"corroboration in 200 articles of 30 passages: one passage {one:5.2f} s, an article {all_of_it:5.2f} s; "
        f"floor (reading the passages) {floor:5.2f} s, ratio {one / floor:,.0f}"
    )


def _project(slug: str) -> Project:
    with db.transaction() as session:
        return projects.create(session, slug)


def _row(one: Planted) -> Row:
    told = Captions(one.title, None, one.outlet, one.published_at, one.language)
    return Row("made", None, one.text.encode(), one.text, "utf-8", uid=one.uid, captions=told)


def _take(project: Project, made: list[Planted]) -> list[int]:
    list(ingest.run(project, [_row(one) for one in made]))
    last = select(Article.id).where(Article.project_id == project.id).order_by(Article.id.desc()).limit(len(made))
    return list(db.db.session().scalars(last))


def _read(ids: list[int]) -> int:
    between = Passage.article_id.between(min(ids), max(ids))
    return sum(len(text) for text in db.db.session().scalars(select(Passage.text).where(between)))


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    result = act()
    return result, time.process_time() - start
