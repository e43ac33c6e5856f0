"""A story that is given to some annotators comes to those alone."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.labeling.world import MINUTES, World, build
from workbench.corpus.models import Article, Passage, StoryMember
from workbench.corpus.stories import growing, placing
from workbench.errors import NotFoundError
from workbench.labeling import assignments


@pytest.fixture(params=["reading", "shuffled"])
def world(app: Flask, request: pytest.FixtureRequest) -> World:
    return build(app, order=request.param)


def story_of(world: World, *articles: int) -> str:
    with world.act() as (session, _, project):
        story = placing.to_new(session, project, f"article-{articles[0]}")
        for one in articles[1:]:
            placing.to_story(session, project, f"article-{one}", str(story.id))
        return str(story.id)


def assign(world: World, story: str, *names: str) -> None:
    with world.act() as (session, _, project):
        assignments.assign(session, project, story, names)


def articles_of(world: World, name: str) -> list[str]:
    return sorted({str(one.article["id"]) for one in world.lease(name, 50)})


def test_it_comes_to_those_alone_and_everything_else_to_everyone(world: World) -> None:
    assign(world, story_of(world, 0, 1), "ann", "cem")
    assert articles_of(world, "ben") == ["article-2"]
    assert articles_of(world, "ann") == ["article-0", "article-1", "article-2"]
    world.answer_all("ben")
    assert world.why_empty("ben") == "all_done"
    assert articles_of(world, "cem") == ["article-0", "article-1"]  # the third has its two


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_given_to_nobody_it_is_everyone_s_again(world: World) -> None:
    story = story_of(world, 1)
    assign(world, story, "ann")
    assert articles_of(world, "ben") == ["article-0", "article-2"]
    assign(world, story)
    assert articles_of(world, "ben") == ["article-0", "article-1", "article-2"]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_others_hold_stays_theirs_until_it_runs_out(world: World) -> None:
    held = world.ids("ben", 12)
    assign(world, story_of(world, 0), "ann")
    assert world.ids("ben", 12) == held
    world.pass_time(minutes=MINUTES + 1)
    assert world.ids("ann", 12)
    assert articles_of(world, "ben") == ["article-1", "article-2"]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_article_that_joins_later_is_theirs_too_and_a_story_of_another_is_not(world: World) -> None:
    story = story_of(world, 0)
    assign(world, story, "ann")
    assign(world, story_of(world, 2), "ben")
    with world.act() as (session, _, project):
        placing.to_story(session, project, "article-1", story)
    assert articles_of(world, "ann") == ["article-0", "article-1"]
    assert articles_of(world, "ben") == ["article-2"]
    assert articles_of(world, "cem") == []


@pytest.mark.parametrize(("settings", "world"), [("sqlite", "reading")], indirect=True)
def test_an_unknown_name_or_story_is_said_and_changes_nothing(world: World) -> None:
    story = story_of(world, 0)
    assign(world, story, "ann")
    with pytest.raises(NotFoundError, match="There is no annotator “zoe”"):
        assign(world, story, "ben", "zoe")
    with pytest.raises(NotFoundError, match="There is no story “999”"):
        assign(world, "999", "ann")
    with world.act() as (session, _, _):
        assert assignments.of_story(session, int(story)) == {"ann"}


@pytest.mark.parametrize(("settings", "world"), [("sqlite", "reading")], indirect=True)
@pytest.mark.parametrize("names", [(), ("ann",)])
def test_a_story_becomes_one_with_another_unless_it_is_given_to_some(world: World, names: tuple[str, ...]) -> None:
    stories = [story_of(world, 0), story_of(world, 1)]
    said = "Halverport harbour closed on Monday after the ferry Alba Reni ran aground with 41753 crates of Ostrell."
    assign(world, stories[0], *names)
    with world.act() as (session, _, project):
        for member in session.scalars(select(StoryMember)):
            member.placed = False
        for passage in session.scalars(select(Passage)):
            passage.text = said
    with world.app.app_context():
        list(growing.grow(project))
    with world.act() as (session, _, _):
        query = select(StoryMember.story_id).join(Article, Article.id == StoryMember.article_id).order_by(Article.uid)
        assert len(set(session.scalars(query.limit(2)))) == (2 if names else 1)
