"""What a codebook takes of labels made elsewhere. Unlike an answer given here, one may leave questions open."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from workbench.codebook.answers import Answer, problems
from workbench.codebook.definition import Codebook
from workbench.errors import Problem
from workbench.labeling.foreign import ANNOTATION_STATES
from workbench.labeling.staging import Said

_PLACE = re.compile(r"judgments\[(\d+)\]\.?")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an annotator said of an item in an earlier import."""

    annotation_id: int
    key: str
    state: str
    answers: tuple[Answer, ...]


def refusal(codebook: Codebook, targets: Mapping[str, str], said: Said) -> Problem | None:
    """Return what the codebook refuses in a row by itself; `targets` gives the ids of what targets may be called."""
    if said.state in ANNOTATION_STATES:
        return None
    ids = list(dict.fromkeys(targets.values()))
    found = _problems(codebook, ids, [_answer(said, targets)])
    return found[0][1] if found else None


def together(
    codebook: Codebook, targets: Mapping[str, str], rows: Sequence[Said], earlier: Earlier | None
) -> tuple[str, list[Answer], list[tuple[int, Problem]]]:
    """Return what an annotator's rows on one item say: the state, the answers, and the rows refused with reasons.

    A row that repeats another adds nothing. Of rows that exclude one another the first is kept.
    """
    state = earlier.state if earlier else _state(rows[0])
    refused: list[tuple[int, Problem]] = []
    new: dict[Answer, int] = {}
    for said in rows:
        if _state(said) != state:
            reason = f"this annotator's answer on this item is {state}; keep one of the two"
            refused.append((said.row, Problem("state", reason)))
        elif state == "answered":
            new.setdefault(_answer(said, targets), said.row)
    if earlier:
        refused += _drop_answered(new, earlier.answers)
    depends = any(dimension.condition for dimension in codebook.dimensions)
    if depends or len({(answer.dimension, answer.target) for answer in new}) < len(new):
        answers = [*(earlier.answers if earlier else ()), *new]
        for number, problem in _problems(codebook, list(dict.fromkeys(targets.values())), answers):
            if (row := new.pop(answers[number], None)) is not None:
                refused.append((row, problem))
    return state, list(new), refused


def _drop_answered(new: dict[Answer, int], earlier: Collection[Answer]) -> list[tuple[int, Problem]]:
    """Take out what is answered already; what contradicts that is refused."""
    refused = []
    answered = {(answer.dimension, answer.target) for answer in earlier}
    for answer in [one for one in new if (one.dimension, one.target) in answered]:
        row = new.pop(answer)
        if answer not in earlier:
            reason = "this annotator has answered otherwise in an earlier import, which stands"
            refused.append((row, Problem("value", reason)))
    return refused


def _problems(codebook: Codebook, targets: Sequence[str], answers: Sequence[Answer]) -> list[tuple[int, Problem]]:
    """Return what is wrong with answers by their number; questions left open are no problem here."""
    found = []
    for problem in problems(codebook, targets, answers):
        if place := _PLACE.match(problem.field):
            field = problem.field[place.end() :] or "value"
            found.append((int(place[1]), Problem(field, problem.reason)))
    return found


def _answer(said: Said, targets: Mapping[str, str]) -> Answer:
    target = None if said.target is None else targets.get(said.target, said.target)
    return Answer(said.dimension or "", target, said.value, said.state)


def _state(said: Said) -> str:
    return said.state if said.state in ANNOTATION_STATES else "answered"
