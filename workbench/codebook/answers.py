"""What counts as an answer to a passage.

A question that depends on another is asked where that one is itself asked and its answer, neither unsure nor
not_applicable, is one of the labels that the codebook names; of several labels one is enough. Where it is not asked
nothing is missing, and an answer is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.codebook.definition import Codebook, Dimension
from workbench.errors import Problem


@dataclass(frozen=True)
class Answer:
    """What one judgment says: `state` is answered, unsure or not_applicable.

    A question that takes several labels is answered by one Answer for each, or by one without a value: none fits.
    """

    dimension: str
    target: str | None
    value: str | None
    state: str


_Question = tuple[str, str | None]
_Placed = Mapping[_Question, Sequence[tuple[str, Answer]]]


def problems(codebook: Codebook, targets: Sequence[str], answers: Sequence[Answer]) -> list[Problem]:
    """Return what the codebook refuses in the answers to one passage, where `targets` are the project's target ids."""
    questions = {
        (dimension.id, target): dimension
        for dimension in codebook.dimensions
        for target in (targets if dimension.per_target else [None])
    }
    found: list[Problem] = []
    placed: dict[_Question, list[tuple[str, Answer]]] = {question: [] for question in questions}
    for number, answer in enumerate(answers):
        field = f"judgments[{number}]"
        if dimension := questions.get((answer.dimension, answer.target)):
            placed[answer.dimension, answer.target].append((field, answer))
            found += _problems_alone(dimension, field, answer)
        else:
            found.append(_misplaced(codebook, targets, field, answer))
    asked: dict[_Question, bool | None] = {}
    for question, dimension in questions.items():
        asked[question] = _is_asked(dimension, question[1], placed, asked)
        if asked[question] is False:
            found += _problems_unasked(dimension, placed[question])
        elif asked[question] or placed[question]:
            found += _problems_together(dimension, question[1], placed[question])
    return found


def _is_asked(
    dimension: Dimension, target: str | None, placed: _Placed, asked: Mapping[_Question, bool | None]
) -> bool | None:
    """Tell whether a question is asked; None where what it depends on is open, which is a problem of that one."""
    condition = dimension.condition
    if condition is None:
        return True
    other = condition.dimension, target if condition.same_target else None
    if not asked[other]:
        return asked[other]
    if not placed[other]:
        return None
    return any(answer.state == "answered" and answer.value in condition.labels for _, answer in placed[other])


def _misplaced(codebook: Codebook, targets: Sequence[str], field: str, answer: Answer) -> Problem:
    dimension = codebook.dimension(answer.dimension)
    if dimension is None:
        known = ", ".join(dimension.id for dimension in codebook.dimensions)
        return Problem(f"{field}.dimension", f"“{answer.dimension}” is not in this codebook; it has {known}")
    if not dimension.per_target:
        return Problem(f"{field}.target", f"“{dimension.id}” is asked once, not for each target; leave the target out")
    if not targets:
        return Problem(
            f"{field}.target", f"this project has no targets, so “{dimension.id}” is not asked; leave this answer out"
        )
    wrong = "is missing" if answer.target is None else f"“{answer.target}” is not a target of this project"
    return Problem(f"{field}.target", f"{wrong}; give one of {', '.join(targets)}")


def _problems_alone(dimension: Dimension, field: str, answer: Answer) -> list[Problem]:
    """Return what is wrong with an answer whatever stands beside it."""
    if answer.state not in {"answered", "unsure", "not_applicable"}:
        return [Problem(f"{field}.state", f"“{answer.state}” is not a state; give answered, unsure or not_applicable")]
    found = []
    if answer.state == "not_applicable" and not dimension.per_target:
        reason = (
            f"not_applicable says that a target is absent, and “{dimension.id}” has no target; answer it or say unsure"
        )
        found.append(Problem(f"{field}.state", reason))
    elif answer.state == "not_applicable" and dimension.condition and dimension.condition.same_target:
        reason = (
            f"“{dimension.id}” is asked only of a target that is there; where it is absent, "
            f"“{dimension.condition.dimension}” is not_applicable and this is left out"
        )
        found.append(Problem(f"{field}.state", reason))
    if answer.state == "not_applicable" and answer.value is not None:
        found.append(Problem(f"{field}.value", "not_applicable takes no value; leave the value out"))
    elif answer.value is not None and dimension.label(answer.value) is None:
        found.append(
            Problem(f"{field}.value", f"“{answer.value}” is not a label of “{dimension.id}”; {_choices(dimension)}")
        )
    elif answer.value is None and answer.state == "answered" and not dimension.several:
        found.append(Problem(f"{field}.value", f"is missing; {_choices(dimension)}"))
    return found


def _problems_unasked(dimension: Dimension, answers: Sequence[tuple[str, Answer]]) -> list[Problem]:
    """Refuse the answers to a question that is not asked."""
    when = dimension.condition.in_words if dimension.condition else ""
    reason = f"“{dimension.id}” is asked only where {when}, which is not the answer here; leave this one out"
    return [Problem(field, reason) for field, _ in answers]


def _problems_together(
    dimension: Dimension, target: str | None, answers: Sequence[tuple[str, Answer]]
) -> list[Problem]:
    """Return what is wrong with the answers to one question, taken together."""
    toward = f" toward “{target}”" if target else ""
    if not answers:
        return [Problem("judgments", f"“{dimension.id}”{toward} has no answer; {_choices(dimension)}, or say unsure")]
    found = []
    first = answers[0][1]
    seen = {first.value}
    for field, answer in answers[1:]:
        if not dimension.several:
            found.append(Problem(field, f"“{dimension.id}”{toward} takes one answer and has two; keep one"))
        elif answer.state != first.state:
            found.append(
                Problem(f"{field}.state", f"“{dimension.id}”{toward} has two states; give all its answers one")
            )
        elif answer.value is None or None in seen:
            found.append(Problem(f"{field}.value", "an answer without a value stands alone; drop it or the others"))
        elif answer.value in seen:
            found.append(Problem(f"{field}.value", f"“{answer.value}” is given twice; keep one"))
        seen.add(answer.value)
    return found


def _choices(dimension: Dimension) -> str:
    return f"choose {', '.join(label.id for label in dimension.labels)}"
