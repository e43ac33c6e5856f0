from flask import Flask

from tests.labeling.world import build
from workbench.agreement import copies
from workbench.codebook import codebooks
from workbench.labeling.schemas import Judged

WARM = (Judged("topic", value="trade"), Judged("tone", value="warm"))
COLD = (Judged("topic", value="trade"), Judged("tone", value="cold"))
UNSURE = (Judged("topic", value="trade"), Judged("tone", state="unsure", reason="Either."))


def compared(app: Flask, *answers: tuple[str, int, tuple[Judged, ...]]) -> dict[str, tuple[dict[int, int], bool]]:
    """Answer copies (who, which, how); returns by question how many answers each copy has, and whether they differ."""
    world = build(app, articles=1, passages=3)
    ids = {name: world.ids(name) for name, _, _ in answers}
    for name, which, judgments in answers:
        world.submit(name, ids[name][which], judgments=judgments)
    with world.act() as (session, _, project):
        passages = next(iter(ids.values()))
        asked = copies.questions(session, project)
        assert asked == codebooks.questions(codebooks.current(session, project).codebook, [])
        found = copies.compare(asked, passages, copies.given(session, passages))
        return {
            one.dimension.id: (
                {passages.index(passage): given.total() for passage, given in one.answers.items()},
                one.differ,
            )
            for one in found
        }


def test_copies_that_are_answered_in_different_ways_differ_in_that_question_alone(app: Flask) -> None:
    found = compared(app, ("ann", 0, WARM), ("ben", 0, WARM), ("ann", 1, COLD))
    assert found == {"topic": ({0: 2, 1: 1}, False), "tone": ({0: 2, 1: 1}, True)}


def test_one_copy_that_is_answered_in_two_ways_differs_from_no_other(app: Flask) -> None:
    assert compared(app, ("ann", 0, WARM), ("ben", 0, COLD))["tone"] == ({0: 2}, False)


def test_who_is_unsure_says_nothing_that_could_differ(app: Flask) -> None:
    assert compared(app, ("ann", 0, WARM), ("ann", 1, UNSURE))["tone"] == ({0: 1}, False)
