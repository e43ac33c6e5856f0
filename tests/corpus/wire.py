"""Articles that copy from each other, as copies of wire stories do, with what was planted."""

import random
from collections.abc import Sequence
from itertools import count

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench import db
from workbench.corpus.duplicates import clusters, growing
from workbench.corpus.models import Article, Passage
from workbench.projects.models import Project

FERRY = "The ferry was late again on Monday, and forty people waited in the rain until the harbour master came."
NEARLY = "The ferry was late again on Monday, and forty people waited in the rain until the harbour master left."
QUAY = "A vote on the quay is set for May, and until then the old crane stays where it is, painted green."
_numbers = count()


def add(
    session: Session, project: Project, *texts: str, uid: str | None = None, outlet: str | None = None, **told: object
) -> Article:
    """Store an article made of these passages, paragraphs unless told otherwise."""
    article = Article(
        project_id=project.id,
        uid=uid or f"article-{next(_numbers)}",
        sha256="",
        title=told.pop("title", None),
        outlet=outlet,
        extra={},
        file="",
        encoding="utf-8",
        odd=[],
        shuffle=0,
        segmenter=1,
    )
    session.add(article)
    session.flush()
    for position, text in enumerate(texts):
        passage = {"kind": "paragraph", "labelled": True, "start": position, "end": position + 1, "reason": ""} | told
        session.add(Passage(project_id=project.id, article_id=article.id, position=position, text=text, **passage))
    session.flush()
    return article


def grow(app: Flask, project: Project) -> None:
    """Grow the clusters as a command or a job does."""
    with app.app_context():
        for _ in growing.grow(project):
            pass
        db.db.session.rollback()


def found(app: Flask, project: Project) -> dict[str, list[int]]:
    """Return the clusters by id, each with the ids of its passages, as files tell them."""
    with app.app_context():
        query = select(clusters.of_passage(), Passage.id).where(
            Passage.project_id == project.id, Passage.retired_at.is_(None)
        )
        told: dict[str, list[int]] = {}
        for cluster, passage in db.db.session.execute(query.order_by(Passage.id)):
            if cluster is not None:
                told.setdefault(cluster, []).append(passage)
        db.db.session.rollback()
        return told


def planted(chance: random.Random, families: int) -> list[list[str]]:
    """Make families of passages in four scripts: an original, and copies with words swapped, cut and added."""
    return [_family(chance, number % 4) for number in range(families)]


def _family(chance: random.Random, script: int) -> list[str]:
    between = "" if script == 3 else " "
    original = _words(chance, script, chance.randrange(25, 90) * (3 if script == 3 else 1))
    copies = [_edited(chance, script, original) for _ in range(chance.randrange(4))]
    return [between.join(words) for words in (original, *copies)]


def _edited(chance: random.Random, script: int, original: Sequence[str]) -> list[str]:
    words = list(original)
    for _ in range(chance.randrange(1 + len(words) // 25)):
        words[chance.randrange(len(words))] = _words(chance, script, 1)[0]
    act = chance.randrange(4)
    if act == 0:
        words = words[: -max(1, len(words) // chance.randrange(6, 12))]
    elif act == 1:
        words = _words(chance, script, 3) + words
    elif act == 2:
        words += _words(chance, script, 4)
    return words


_LETTERS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщ", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي")


def _words(chance: random.Random, script: int, number: int) -> list[str]:
    if script == 3:
        return [chr(0x4E00 + int(3_000 * chance.random() ** 2)) for _ in range(number)]
    # Like words of a language: some of them stand everywhere.
    lexicon = [int(2_000 * chance.random() ** 3) for _ in range(number)]
    letters = _LETTERS[script]
    return ["".join(random.Random(word).choices(letters, k=2 + word % 8)) for word in lexicon]
