"""A small project to label in: its passages, its annotators, and what must be true of them at every moment."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench import db
from workbench.codebook import codebooks
from workbench.corpus.models import Article, Passage
from workbench.labeling import queue, submissions
from workbench.labeling.models import Annotation, Lease
from workbench.labeling.queue import Leased
from workbench.labeling.schemas import Judged, Submission
from workbench.labeling.submissions import Outcome
from workbench.people import users
from workbench.people.models import Annotator
from workbench.projects import projects
from workbench.projects.models import Project

CODEBOOK = """
[[dimension]]
id = "topic"
several = true
[[dimension.label]]
id = "trade"
[[dimension.label]]
id = "law"

[[dimension]]
id = "tone"
[[dimension.label]]
id = "warm"
[[dimension.label]]
id = "cold"
"""
DEPENDING = CODEBOOK.replace('id = "tone"', 'id = "tone"\nasked_when = "topic"\nasked_for = ["trade"]')
"""The same, with the tone asked only of what is about trade."""
ANSWER = (Judged("topic", value="trade"), Judged("topic", value="law"), Judged("tone", value="warm"))
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTES = 30
TEXT = "A sentence of the article."
SHUFFLES = Random(7).sample(range(2**31), 50)
_keys = itertools.count(1)


@dataclass
class World:
    """One project. Every act is a transaction of its own, as in a request."""

    app: Flask
    project_id: int
    at: datetime = START

    @contextmanager
    def act(self, name: str = "ann") -> Iterator[tuple[Session, Annotator, Project]]:
        with self.app.app_context(), db.transaction() as session:
            yield session, self.annotator(session, name), self.project(session)

    def project(self, session: Session) -> Project:
        return session.get_one(Project, self.project_id)

    def annotator(self, session: Session, name: str) -> Annotator:
        return session.scalars(select(Annotator).filter_by(project_id=self.project_id, name=name)).one()

    def pass_time(self, **much: float) -> None:
        self.at += timedelta(**much)

    def lease(self, name: str, limit: int = 10, *, minutes: int = MINUTES) -> list[Leased]:
        with self.act(name) as (session, annotator, project):
            return queue.lease(session, annotator, project, limit, minutes=minutes, at=self.at)

    def ids(self, name: str, limit: int = 10) -> list[int]:
        return [leased.passage_id for leased in self.lease(name, limit)]

    def why_empty(self, name: str) -> str | None:
        with self.act(name) as (session, annotator, project):
            leased = queue.lease(session, annotator, project, 10, minutes=MINUTES, at=self.at)
            found: str | None = queue.document(session, annotator, project, leased)["why_empty"]
            return found

    def progress(self, name: str) -> dict[str, int]:
        with self.act(name) as (session, annotator, project):
            found: dict[str, int] = queue.document(session, annotator, project, [])["progress"]
            return found

    def submit(self, name: str, passage: int, key: str = "", **said: Any) -> Outcome:
        submission = submitted(passage, **said)
        with self.act(name) as (session, annotator, project):
            key = key or f"k{next(_keys)}"
            return submissions.submit(session, annotator, project, key, submission, minutes=MINUTES, at=self.at)

    def answer_all(self, name: str) -> list[int]:
        answered: list[int] = []
        while ids := self.ids(name):
            for passage in ids:
                self.submit(name, passage)
            answered += ids
        return answered

    def was_handed(self, name: str, passage_id: int) -> bool:
        with self.act(name) as (session, annotator, _):
            return session.get(Lease, (passage_id, annotator.id)) is not None

    def set_overlap(self, overlap: int) -> None:
        with self.act() as (_, _, project):
            project.overlap = overlap

    def passage(self, passage_id: int) -> Passage:
        with self.app.app_context():
            return db.db.session.get_one(Passage, passage_id)

    def annotations(self, passage_id: int | None = None) -> Sequence[Annotation]:
        query = select(Annotation).order_by(Annotation.id)
        with self.app.app_context():
            if passage_id is not None:
                query = query.filter_by(passage_id=passage_id)
            return db.db.session.scalars(query).all()

    def check_slots(self, *, overlap: int | None = None) -> None:
        """Check what is true of slots whatever has happened, as the tables tell it."""
        with self.app.app_context():
            session = db.db.session()
            in_use = select(Lease.passage_id, Lease.annotator_id).where(Lease.active)
            answers = select(Annotation.passage_id, Annotation.annotator_id).where(
                Annotation.latest, ~Annotation.late, Annotation.state != "skipped"
            )
            held = [tuple(row) for row in session.execute(in_use)] + [tuple(row) for row in session.execute(answers)]
            assert len(held) == len(set(held)), "somebody holds two slots of one passage"
            counted = dict.fromkeys(session.scalars(select(Passage.id)), 0)
            for passage_id, _ in held:
                counted[passage_id] += 1
            stored = {row.id: row.taken for row in session.execute(select(Passage.id, Passage.taken))}
            assert stored == counted, "the slots counted are not the slots in use"
            if overlap is not None:
                assert max(stored.values()) <= overlap
            latest = select(func.count()).where(Annotation.latest)
            latest = latest.group_by(Annotation.passage_id, Annotation.annotator_id)
            assert set(session.scalars(latest)) <= {1}


def submitted(passage: int | str, **said: Any) -> Submission:
    state = said.setdefault("state", "answered")
    said.setdefault("judgments", ANSWER if state == "answered" else ())
    said.setdefault("codebook", 1)
    return Submission(passage=str(passage), **said)


def build(
    app: Flask,
    *,
    articles: int = 3,
    passages: int = 4,
    overlap: int = 2,
    names: Sequence[str] = ("ann", "ben", "cem"),
    order: str = "reading",
    codebook: str = CODEBOOK,
) -> World:
    """Build a project; each article begins with a heading, which is not labelled."""
    with app.app_context(), db.transaction() as session:
        project = projects.create(session, "demo", overlap=overlap)
        project.order = order
        codebooks.install(session, project, codebook)
        for name in names:
            users.create(session, name, role="annotator", project=project)
        for number in range(articles):
            _add_article(session, project, number, passages)
        return World(app, project.id)


def add_article(world: World, number: int, passages: int) -> None:
    with world.act() as (session, _, project):
        _add_article(session, project, number, passages)


def _add_article(session: Session, project: Project, number: int, passages: int) -> None:
    article = Article(
        project_id=project.id,
        uid=f"article-{number}",
        sha256="",
        title=f"Title {number}",
        outlet="Post",
        language="en",
        extra={},
        file="",
        encoding="utf-8",
        odd=[],
        shuffle=SHUFFLES[number],
        segmenter=1,
    )
    session.add(article)
    session.flush()
    rows = [("heading", f"Heading {number}")] + [("paragraph", TEXT)] * passages
    for position, (kind, text) in enumerate(rows):
        session.add(
            Passage(
                project_id=project.id,
                article_id=article.id,
                position=position,
                kind=kind,
                labelled=kind == "paragraph",
                start=0,
                end=0,
                text=text,
                reason="",
            )
        )
    session.flush()
