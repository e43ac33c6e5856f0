from tests.labeling.world import START, World
from workbench.labeling import progress
from workbench.labeling.progress import ArticleProgress


def test_an_article_tells_its_answers_and_how_many_passages_are_complete(world: World) -> None:
    ids = world.ids("ann", 5)
    world.ids("ben", 5)
    for passage in ids:
        world.submit("ann", passage)
    world.submit("ben", ids[0], state="unusable")
    world.submit("ben", ids[1], state="skipped")
    with world.act() as (session, _, project):
        found = progress.by_article(session, project)
    assert found[0] == ArticleProgress("article-0", "Title 0", labelled=4, answers=5, complete=1)
    assert [(one.labelled, one.answers, one.complete) for one in found[1:]] == [(4, 1, 0), (4, 0, 0)]


def test_a_person_tells_what_is_done_late_and_skipped_and_when_last(world: World) -> None:
    world.set_overlap(1)
    first, second, third = world.ids("ann", 3)
    world.submit("ann", first, "a")
    world.submit("ann", first, "b", revises="a")
    world.submit("ann", second, state="skipped")
    world.pass_time(hours=1)
    assert third in world.ids("ben", 3)
    world.submit("ann", third)
    with world.act() as (session, _, project):
        found = progress.by_person(session, project)
        people = [(one.annotator.name, one.done, one.late, one.skipped) for one in found]
    assert people == [("ann", 1, 1, 1), ("ben", 0, 0, 0), ("cem", 0, 0, 0)]
    assert [one.last_at for one in found] == [world.at, None, None]
    assert world.at > START


def test_labels_in_use_are_those_of_every_answer_that_is_kept(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.submit("ann", passage, "a")
    world.submit("ann", passage, "b", revises="a", state="unusable")
    with world.act() as (session, _, project):
        assert progress.labels_in_use(session, project) == {("topic", "trade"), ("topic", "law"), ("tone", "warm")}
