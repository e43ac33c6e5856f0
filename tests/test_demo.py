from collections import Counter
from itertools import chain

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench import db, demo
from workbench.agreement import report
from workbench.codebook import definition
from workbench.codebook.answers import Answer, problems
from workbench.corpus.models import Article, Passage
from workbench.corpus.segmentation import segment
from workbench.errors import ConflictError
from workbench.labeling import queue
from workbench.labeling.models import Annotation, Judgment, Lease
from workbench.people import users
from workbench.people.models import Annotator
from workbench.projects import projects

REFERENCES = demo.references()
TARGETS = ["the-harbour-line-plan", "ostrell"]


def labelled_texts() -> dict[str, list[str]]:
    return {
        row.uid or row.file: [span.text for span in segment(row.source) if span.kind in projects.LABELLED_KINDS]
        for row in demo.sample_rows()
    }


def test_each_reference_answer_is_for_one_labelled_passage() -> None:
    texts = labelled_texts()

    matches = {
        (article, one.opening): sum(text.startswith(one.opening) for text in texts[article])
        for article, answers in REFERENCES.items()
        for one in answers
    }

    assert len(matches) == sum(map(len, REFERENCES.values())) >= 60
    assert {place: times for place, times in matches.items() if times != 1} == {}


def test_each_labelled_passage_of_their_articles_has_a_reference_answer() -> None:
    texts = labelled_texts()

    unanswered = [
        text
        for article, answers in REFERENCES.items()
        for text in texts[article]
        if not any(text.startswith(one.opening) for one in answers)
    ]

    assert unanswered == []


def test_the_default_codebook_takes_each_reference_answer() -> None:
    for one in chain.from_iterable(REFERENCES.values()):
        answers = [
            Answer("stance", target, *((None, "not_applicable") if value == demo.ABSENT else (value, "answered")))
            for target, value in zip(TARGETS, one.stances, strict=True)
        ]
        answers += [Answer("topic", None, topic, "answered") for topic in one.topics]
        answers.append(Answer("reliability", None, one.reliability, "answered"))

        assert problems(definition.default(), TARGETS, answers) == [], one.opening


def test_the_sample_project_has_people_and_work_done_and_left(session: Session) -> None:
    people = demo.build(session)

    project = projects.get(session, "demo")
    assert {role: user.name for role, user in people.items()} == {"annotator": "demo-chi", "lead": "demo-lead"}
    assert {one.user.name: one.role for one in users.members(session, project)} == {
        "demo-ada": "annotator",
        "demo-ben": "annotator",
        "demo-chi": "annotator",
        "demo-lead": "lead",
    }
    assert [target.slug for target in project.targets] == TARGETS
    assert session.scalar(select(func.count()).select_from(Article)) == 16
    states = Counter(session.scalars(select(Annotation.state)))
    assert set(states) == {"answered", "skipped"}
    assert 1 <= states["skipped"] < 0.06 * states.total()
    assert not session.scalars(select(Annotation.id).where(Annotation.late)).all()
    assert "unsure" in session.scalars(select(Judgment.state)).all()


def test_every_slot_in_use_is_an_answer_and_every_two_annotators_share_passages(session: Session) -> None:
    demo.build(session)

    answered = session.execute(
        select(Annotation.passage_id, Annotator.name).join(Annotator).where(Annotation.state == "answered")
    ).all()
    slots = Counter(passage for passage, _ in answered)
    taken = {one: number for one, number in session.execute(select(Passage.id, Passage.taken)) if number}
    assert taken == slots
    assert not session.scalars(select(Lease.passage_id).where(Lease.active)).all()
    twice, once = Counter(slots.values())[2], Counter(slots.values())[1]
    assert 35 <= twice <= 45
    assert 10 <= once <= 25
    shared = Counter(
        frozenset(name for other, name in answered if other == passage) for passage in slots if slots[passage] == 2
    )
    assert len(shared) == 3
    assert min(shared.values()) >= 10


def test_the_lead_has_agreement_of_every_degree_to_look_at(session: Session) -> None:
    demo.build(session)

    document = report.report(session, projects.get(session, "demo"))

    alpha = {(one["dimension"], one["target"]): one["krippendorff_alpha"]["value"] for one in document["dimensions"]}
    assert list(alpha) == [("stance", TARGETS[0]), ("stance", TARGETS[1]), ("topic", None), ("reliability", None)]
    assert all(0.3 < value < 0.95 for value in alpha.values())
    assert max(alpha, key=alpha.__getitem__) == ("topic", None)
    assert min(alpha, key=alpha.__getitem__) == ("reliability", None)
    assert max(alpha.values()) - min(alpha.values()) > 0.2
    assert all(one["units"] >= 12 for one in document["dimensions"])


def test_the_annotator_goes_on_in_the_middle_of_an_article(session: Session) -> None:
    user = demo.build(session)["annotator"]

    project = projects.get(session, "demo")
    annotator = users.annotator(session, user, project)
    assert annotator is not None
    leased = queue.lease(session, annotator, project, 100, minutes=30)
    assert len(leased) >= 60
    first = session.get_one(Passage, leased[0].passage_id)
    of_the_article = select(func.count(func.distinct(Passage.id))).where(Passage.article_id == first.article_id)
    mine = of_the_article.join(Annotation).where(Annotation.annotator_id == annotator.id)
    assert session.scalars(mine).one() >= 1
    left = sum(one.article == leased[0].article for one in leased)
    assert left >= 2


def test_a_second_build_adds_nothing(session: Session) -> None:
    def rows() -> dict[str, int]:
        tables = db.Base.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}

    with db.transaction() as writing:
        first = demo.build(writing)
    before = rows()
    with db.transaction() as writing:
        second = demo.build(writing)

    assert first == second
    assert rows() == before
    assert before["annotations"] > 90


def test_the_answers_are_the_same_every_time(session: Session) -> None:
    def answers() -> list[tuple[object, ...]]:
        demo.build(session)
        query = (
            select(Annotator.name, Passage.text, Judgment.dimension, Judgment.target, Judgment.value, Judgment.state)
            .select_from(Annotation)
            .join(Annotator)
            .join(Passage)
            .join(Judgment)
            .order_by(Annotation.id, Judgment.id)
        )
        return [tuple(row) for row in session.execute(query)]

    first = answers()
    session.rollback()

    assert answers() == first
    assert len(first) > 350


def test_a_project_of_that_name_which_is_not_the_sample_one_is_left_alone(session: Session) -> None:
    projects.create(session, "demo")

    with pytest.raises(ConflictError, match="not the sample one"):
        demo.build(session)

    assert users.listing(session) == []
