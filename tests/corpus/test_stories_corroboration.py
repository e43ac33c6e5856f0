"""A made story in five outlets and three languages, with planted agreements and planted lone claims."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from workbench import db
from workbench.corpus import ingest
from workbench.corpus.models import Article, Passage
from workbench.corpus.readers import files
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import Row
from workbench.corpus.stories import corroboration, growing, placing
from workbench.corpus.stories.corroboration import Corroboration
from workbench.errors import NotFoundError
from workbench.projects import projects
from workbench.projects.models import Project

WIRE = "The ferry Alba Reni ran aground off Porto Sarn on Monday with 412 people on board, the coast guard said."
STORY = {
    "post": (
        "Post",
        "en",
        f"{WIRE}\n\nThe owner, Nordic Lines, expects repairs to cost $500 million and lost 20% of its value.\n\n"
        "Captain Ines Rudd said: “We had no warning of the new sandbank at all.”\n",
    ),
    "post-late": (
        "Post",
        "en",
        "The repairs of the ferry Alba Reni will cost 500 million dollars, sources in Porto Sarn told the Post.\n",
    ),
    "wire": (
        "Wire",
        "en",
        f"{WIRE}\n\nShares of Nordic Lines fell by a fifth, or 20 per cent, on Tuesday morning in trading.\n",
    ),
    "bote": (
        "Bote",
        "de",
        "Die Fähre Alba Reni ist am Montag vor Porto Sarn mit 412 Menschen an Bord auf Grund gelaufen.\n\n"
        "Der Rumpf ist 1,5 Meter weit aufgerissen, teilte Jonas Whitlow am Dienstag in einem Brief mit.\n",
    ),
    "manara": (
        "المنارة",
        "ar",
        "جنحت العبارة ألبا ريني يوم الاثنين قبالة بورتو سارن وعلى متنها ٤١٢ شخصا كما قال خفر السواحل في بيان له.\n\n"
        "وقال الميناء إن عدد الجرحى بلغ ٣٧ شخصا نقلوا جميعا إلى المستشفى في المدينة صباح الثلاثاء.\n",
    ),
}


@pytest.fixture
def project(app: Flask) -> Iterator[Project]:
    with app.app_context():
        with db.transaction() as session:
            made = projects.create(session, "ferry")
        yield made


@pytest.fixture
def story(project: Project) -> Project:
    rows = [
        Row("made", None, text.encode(), text, "utf-8", uid=uid, captions=Captions(None, None, outlet, None, language))
        for uid, (outlet, language, text) in STORY.items()
    ]
    list(ingest.run(project, rows))
    with db.transaction() as session:
        made = placing.to_new(session, project, "post").id
        for uid in STORY:
            placing.to_story(session, project, uid, str(made))
    return project


def found(project: Project, uid: str, position: int) -> Corroboration:
    session = db.db.session()
    passages = select(Passage.id).join(Article, Article.id == Passage.article_id).where(Article.uid == uid)
    passage_id = session.scalars(passages.where(Passage.labelled).order_by(Passage.position).offset(position)).first()
    assert passage_id is not None
    return corroboration.of_passage(session, project, passage_id)


def alone(one: Corroboration) -> list[tuple[str, str]]:
    return [(claim.kind, claim.text) for claim in one.alone]


def shared(one: Corroboration) -> list[str]:
    return [claim.text for claim in one.shared]


def test_a_wire_copy_and_translations_carry_what_the_passage_says(story: Project) -> None:
    one = found(story, "post", 0)
    assert alone(one) == []
    assert {"412", "Porto Sarn"} <= set(shared(one))
    assert {"wire", "bote"} <= {other.article for other in one.similar} <= {"wire", "bote", "manara"}
    first = one.similar[0]
    assert (first.outlet, first.score, first.figures) == ("Wire", 1.0, ["412"])
    assert "Porto Sarn" in first.names
    assert "aground" in first.words
    assert one.others == 3


def test_a_figure_that_only_the_same_outlet_repeats_stands_alone(story: Project) -> None:
    one = found(story, "post", 1)
    assert ("figure", "$500 million") in alone(one)
    assert "20%" in shared(one)
    assert ("figure", "500 million") in alone(found(story, "post-late", 0))
    assert shared(found(story, "wire", 1)).count("20 per cent") == 1


def test_a_name_and_a_quotation_that_nobody_else_has_stand_alone(story: Project) -> None:
    one = found(story, "post", 2)
    assert {kind for kind, _ in alone(one)} == {"name", "quotation"}
    assert any("Ines Rudd" in text for kind, text in alone(one) if kind == "name")
    claim = next(claim for claim in one.alone if claim.kind == "quotation")
    text = STORY["post"][2].split("\n\n")[2]
    assert text[claim.start : claim.end] == claim.text == "We had no warning of the new sandbank at all."


def test_lone_claims_are_found_in_german_and_arabic_too(story: Project) -> None:
    assert set(alone(found(story, "bote", 1))) == {("figure", "1,5"), ("name", "Jonas Whitlow")}
    assert alone(found(story, "bote", 0)) == []
    assert alone(found(story, "manara", 1)) == [("figure", "٣٧")]
    assert shared(found(story, "manara", 0)) == ["٤١٢"]


def test_where_no_outlet_is_told_every_other_article_is_another(project: Project) -> None:
    texts = ["The tram will cost 284 million crowns in all, says Ostrell.", "It costs 284 million crowns and 17 days."]
    for uid, text in enumerate(texts):
        list(ingest.run(project, [Row("a", None, text.encode(), text, "utf-8", uid=str(uid))]))
    with db.transaction() as session:
        made = placing.to_new(session, project, "0")
        placing.to_story(session, project, "1", str(made.id))
    assert shared(found(project, "0", 0)) == ["284 million"]
    assert alone(found(project, "1", 0)) == [("figure", "17")]


def test_outside_a_story_there_is_nothing_and_an_unknown_passage_is_said(project: Project) -> None:
    list(ingest.run(project, [Row("a", None, WIRE.encode(), WIRE, "utf-8", uid="a")]))
    one = found(project, "a", 0)
    assert (one.story, one.others, one.shared, one.alone, one.similar) == (None, 0, [], [], [])
    with pytest.raises(NotFoundError, match="There is no passage “999999”"):
        corroboration.of_passage(db.db.session(), project, 999_999)


def test_the_document_holds_plain_values(story: Project) -> None:
    document = corroboration.document(found(story, "post", 0))
    assert list(document) == ["passage", "story", "others", "shared", "alone", "similar"]
    assert set(document["shared"][0]) == {"kind", "text", "start", "end"}
    keys = "passage article outlet title language kind position start text score figures names words".split()  # noqa: SIM905
    assert list(document["similar"][0]) == keys
    assert isinstance(document["similar"][0]["passage"], str)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_in_the_real_articles_the_sum_and_the_share_stand_alone(project: Project, corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        with path.open("rb") as stream:
            list(ingest.run(project, files.read(path.name, stream, "auto", None)))
    list(growing.grow(project))
    session = db.db.session()
    # Read by eye: one article has figures at all, and it is the only one to name an agency and a trade target.
    lone = {
        (article.file[:3], claim.kind, claim.text)
        for article in session.scalars(select(Article))
        for passage in corroboration.of_article(session, article.id)
        for claim in passage.alone
    }
    assert {("001", "figure", "$500 million"), ("001", "figure", "20%"), ("001", "name", "BelTA")} <= lone
    assert {one for one in lone if one[1] == "figure"} == {("001", "figure", "$500 million"), ("001", "figure", "20%")}
    assert not {text for _, _, text in lone} & {"Belarus", "Lukashenko", "Minsk", "Washington", "United States"}
