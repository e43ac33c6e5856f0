"""A codebook: the questions put to an annotator, the labels that may answer them, and what counts as an answer.

`default.toml` shows the form of a file. Its rules:

- Only ids are required; a name is the id, the level nominal, and each of `several`, `per_target` and `off_scale` false
  unless the file says otherwise. The order of dimensions is the order of the questions.
- Ids are text of 1 to 200 characters without control characters, distinct in their place.
- Keys follow the rules of `keys`.
- A question that takes several labels is closed by a key of the next one, so it does not stand last where any
  question takes one label. Where all take several, Enter closes the last.
- The ids of an interval dimension's labels on the scale are numbers: distances are computed from them.
"""

import math
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from workbench.codebook import keys, toml_source
from workbench.codebook.toml_source import Block
from workbench.errors import BadInputError, Problem

Level = Literal["nominal", "ordinal", "interval"]

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
LONGEST_ID = 200


@dataclass(frozen=True)
class Label:
    """One allowed value of a dimension. `key` is empty for a label that no key chooses."""

    id: str
    name: str
    key: str
    off_scale: bool = False
    definition: str = ""
    use: str = ""
    do_not_use: str = ""
    example: str = ""


@dataclass(frozen=True)
class Dimension:
    """A variable of the codebook; its labels stand in the order of the scale where it has one."""

    id: str
    name: str
    hint: str
    level: Level
    several: bool
    per_target: bool
    guidance: str
    labels: tuple[Label, ...]

    @property
    def on_scale(self) -> tuple[Label, ...]:
        """The labels that agreement is computed over."""
        return tuple(label for label in self.labels if not label.off_scale)

    def label(self, label_id: str) -> Label | None:
        """Return the label of that id, None if there is none."""
        return next((label for label in self.labels if label.id == label_id), None)


@dataclass(frozen=True)
class Codebook:
    """The dimensions in the order in which they are asked."""

    name: str
    guidance: str
    dimensions: tuple[Dimension, ...]

    def dimension(self, dimension_id: str) -> Dimension | None:
        """Return the dimension of that id, None if there is none."""
        return next((dimension for dimension in self.dimensions if dimension.id == dimension_id), None)


@dataclass(frozen=True)
class Answer:
    """What one judgment says: `state` is answered, unsure or not_applicable.

    A question that takes several labels is answered by one Answer for each, or by one without a value: none fits.
    """

    dimension: str
    target: str | None
    value: str | None
    state: str


@cache
def default_text() -> str:
    """Return the built-in codebook as TOML."""
    return files("workbench.codebook").joinpath("default.toml").read_text(encoding="utf-8")


@cache
def default() -> Codebook:
    """Return the built-in codebook."""
    return parse(default_text(), file="default.toml")


def parse(text: str, *, file: str = "codebook") -> Codebook:
    """Return the codebook that a TOML text describes.

    Raises BadInputError whose `problems` name line, block and field of everything that is wrong.
    """
    root = toml_source.read(text, file=file, arrays=("dimension", "label"))
    root.allow("name", "guidance", "dimension")
    questions = [(block, block.children("label")) for block in root.children("dimension")]
    _refuse_repeated_ids([block for block, _ in questions])
    _refuse_several_at_the_end([block for block, _ in questions])
    if not questions and not root.found:
        root.refuse("dimension", "there is none; write at least one [[dimension]] with its [[dimension.label]]s")
    keys_given = keys.give([labels for _, labels in questions])
    codebook = Codebook(
        name=root.text("name", "Codebook").strip(),
        guidance=root.text("guidance").strip(),
        dimensions=tuple(
            _dimension(block, labels, own_keys) for (block, labels), own_keys in zip(questions, keys_given, strict=True)
        ),
    )
    if root.found:
        raise _refusal(root, file)
    return codebook


def from_values(
    values: Mapping[str, Sequence[str]],
    *,
    levels: Mapping[str, str],
    several: Collection[str],
    per_target: Collection[str],
) -> str:
    """Return the TOML of a codebook made from the labels that some data uses, ids unchanged.

    `values` holds label ids by dimension id in order of first appearance. Questions that take several labels come
    first. A level is nominal unless `levels` says otherwise; the labels of an ordinal or interval dimension are put
    in numeric order where all are numbers. What no codebook may hold is left for `parse` to refuse.
    """
    lines = ['name = "Codebook from data"']
    for dimension in sorted(values, key=lambda dimension: dimension not in several):
        level = levels.get(dimension, "nominal")
        lines += ["", "[[dimension]]", f"id = {toml_source.quoted(dimension)}"]
        lines += [f"level = {toml_source.quoted(level)}"]
        lines += ["several = true"] if dimension in several else []
        lines += ["per_target = true"] if dimension in per_target else []
        labels = list(values[dimension])
        if level != "nominal" and all(_is_number(label) for label in labels):
            labels.sort(key=float)
        for label in labels:
            lines += ["", "[[dimension.label]]", f"id = {toml_source.quoted(label)}"]
    return "\n".join(lines) + "\n"


def problems(codebook: Codebook, targets: Sequence[str], answers: Sequence[Answer]) -> list[Problem]:
    """Return what the codebook refuses in the answers to one passage, where `targets` are the project's target ids."""
    asked = {
        (dimension.id, target): dimension
        for dimension in codebook.dimensions
        for target in (targets if dimension.per_target else [None])
    }
    found: list[Problem] = []
    placed: dict[tuple[str, str | None], list[tuple[str, Answer]]] = {question: [] for question in asked}
    for number, answer in enumerate(answers):
        field = f"judgments[{number}]"
        if dimension := asked.get((answer.dimension, answer.target)):
            placed[answer.dimension, answer.target].append((field, answer))
            found += _problems_alone(dimension, field, answer)
        else:
            found.append(_misplaced(codebook, targets, field, answer))
    for question, dimension in asked.items():
        found += _problems_together(dimension, question[1], placed[question])
    return found


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
    if answer.state == "not_applicable" and answer.value is not None:
        found.append(Problem(f"{field}.value", "not_applicable takes no value; leave the value out"))
    elif answer.value is not None and dimension.label(answer.value) is None:
        found.append(
            Problem(f"{field}.value", f"“{answer.value}” is not a label of “{dimension.id}”; {_choices(dimension)}")
        )
    elif answer.value is None and answer.state == "answered" and not dimension.several:
        found.append(Problem(f"{field}.value", f"is missing; {_choices(dimension)}"))
    return found


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


def _dimension(block: Block, label_blocks: Sequence[Block], label_keys: Sequence[str]) -> Dimension:
    block.allow("id", "name", "hint", "level", "several", "per_target", "guidance", "label")
    identity = _id(block)
    level = next((level for level in LEVELS if level == block.text("level", "nominal")), None)
    if level is None:
        block.refuse("level", f"must be one of {', '.join(LEVELS)}")
    if not label_blocks and not block.values.get("label"):
        block.refuse("label", "there is none; write at least one [[dimension.label]] below this dimension")
    _refuse_repeated_ids(label_blocks)
    labels = tuple(_label(label, key) for label, key in zip(label_blocks, label_keys, strict=True))
    if level == "interval":
        _refuse_words_on_an_interval(label_blocks, labels)
    return Dimension(
        id=identity,
        name=block.text("name", identity).strip() or identity,
        hint=block.text("hint").strip(),
        level=level or "nominal",
        several=block.flag("several"),
        per_target=block.flag("per_target"),
        guidance=block.text("guidance").strip(),
        labels=labels,
    )


def _label(block: Block, key: str) -> Label:
    block.allow("id", "name", "key", "off_scale", "definition", "use", "do_not_use", "example")
    identity = _id(block)
    return Label(
        id=identity,
        name=block.text("name", identity).strip() or identity,
        key=key,
        off_scale=block.flag("off_scale"),
        definition=block.text("definition").strip(),
        use=block.text("use").strip(),
        do_not_use=block.text("do_not_use").strip(),
        example=block.text("example").strip(),
    )


def _id(block: Block) -> str:
    if "id" not in block.values:
        block.refuse("id", "is missing; give a short name that never changes")
        return ""
    identity = block.text("id", "?")
    if not 0 < len(identity) <= LONGEST_ID:
        block.refuse("id", f"must have 1 to {LONGEST_ID} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in identity):
        block.refuse("id", "holds a control character; take it out")
    return identity


def _refuse_repeated_ids(blocks: Sequence[Block]) -> None:
    first: dict[str, Block] = {}
    for block in blocks:
        identity = block.values.get("id")
        if not isinstance(identity, str):
            continue
        earlier = first.setdefault(identity, block)
        if earlier is not block:
            block.refuse("id", f"is the id in line {earlier.line_of('id')} already; give each its own")


def _refuse_several_at_the_end(blocks: Sequence[Block]) -> None:
    takes_several = [block.values.get("several") is True for block in blocks]
    if takes_several and takes_several[-1] and not all(takes_several):
        reason = "the last question takes one label, whose key closes this one; move this dimension up"
        blocks[-1].refuse("several", reason)


def _refuse_words_on_an_interval(blocks: Sequence[Block], labels: Sequence[Label]) -> None:
    for block, label in zip(blocks, labels, strict=True):
        if not label.off_scale and not _is_number(label.id):
            block.refuse("id", "must be a number, since the level is interval; else make it ordinal or off_scale")


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _refusal(root: Block, file: str) -> BadInputError:
    told = "; ".join(f"{problem.field}: {problem.reason}" for problem in root.problems)
    return BadInputError(told, file=file, problems=root.problems)
