"""A codebook: the questions put to an annotator, and the labels that may answer them.

`default.toml` shows the form of a file. Its rules:

- Only ids are required; a name is the id, the level nominal, and each of `several`, `per_target` and `off_scale` false
  unless the file says otherwise. The order of dimensions is the order of the questions.
- Ids are text of 1 to 200 characters without control characters, distinct in their place.
- Keys follow the rules of `keys`.
- A question that takes several labels is closed by a key of the next one, so it does not stand last where any
  question takes one label. Where all take several, Enter closes the last.
- The ids of an interval dimension's labels on the scale are numbers: distances are computed from them.
- `asked_when` names an earlier dimension and `asked_for` some of its labels: the question is asked where one of these
  is the answer, toward the same target where both are asked for each target. What is asked once cannot depend on what
  is asked for each target.
"""

import math
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

from workbench.codebook import keys, toml_source
from workbench.codebook.toml_source import Block
from workbench.errors import BadInputError

Level = Literal["nominal", "ordinal", "interval"]

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
BUILT_IN = ("default", "detailed")
LONGEST_ID = 200
_WHEN = ("asked_when", "asked_for")


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
class Condition:
    """When a question is asked: where the answer to an earlier dimension is one of these labels.

    `same_target` tells that both are asked for each target, and what is said toward one counts for that one.
    """

    dimension: str
    labels: tuple[str, ...]
    same_target: bool

    @property
    def in_words(self) -> str:
        """The condition as a clause: “stance” is favor or against."""
        return f"“{self.dimension}” is {' or '.join(self.labels)}"


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
    condition: Condition | None = None

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


@cache
def built_in(name: str) -> str:
    """Return a codebook that comes with the workbench, as TOML. Raises BadInputError for a name not in BUILT_IN."""
    if name not in BUILT_IN:
        raise BadInputError(f"“{name}” is not built in; give one of {', '.join(BUILT_IN)}", field="codebook")
    return files("workbench.codebook").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def default_text() -> str:
    """Return the codebook that a project has unless another is given, as TOML."""
    return built_in("default")


@cache
def default() -> Codebook:
    """Return the codebook that a project has unless another is given."""
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
    dimensions: list[Dimension] = []
    for (block, labels), own_keys in zip(questions, keys_given, strict=True):
        dimension = _dimension(block, labels, own_keys)
        dimensions.append(replace(dimension, condition=_condition(block, dimension, dimensions)))
    codebook = Codebook(root.text("name", "Codebook").strip(), root.text("guidance").strip(), tuple(dimensions))
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


def _dimension(block: Block, label_blocks: Sequence[Block], label_keys: Sequence[str]) -> Dimension:
    block.allow("id", "name", "hint", "level", "several", "per_target", "guidance", "label", *_WHEN)
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


def _condition(block: Block, dimension: Dimension, earlier: Sequence[Dimension]) -> Condition | None:
    """Read when a question is asked, None where it always is; what is wrong with that is noted in its block."""
    given = [field for field in _WHEN if field in block.values]
    if not given:
        return None
    for missing in set(_WHEN) - set(given):
        block.refuse(given[0], f"says half of when this is asked; give {missing} too")
    identity, labels = block.text("asked_when"), block.texts("asked_for")
    other = next((one for one in earlier if one.id == identity), None)
    if other is None:
        if isinstance(block.values.get("asked_when"), str):
            known = ", ".join(one.id for one in earlier) or "none"
            block.refuse("asked_when", f"“{identity}” is no dimension before this one; those are: {known}")
        return None
    _refuse_labels_of_no_question(block, other, labels)
    if other.per_target and not dimension.per_target:
        reason = f"“{identity}” is asked for each target and this once, so it is open which of the answers counts"
        block.refuse("asked_when", f"{reason}; set per_target = true here, or depend on what is asked once")
    return Condition(identity, tuple(dict.fromkeys(labels)), same_target=other.per_target)


def _refuse_labels_of_no_question(block: Block, other: Dimension, labels: Sequence[str]) -> None:
    known = ", ".join(label.id for label in other.labels)
    for label in labels:
        if other.label(label) is None:
            block.refuse("asked_for", f"“{label}” is not a label of “{other.id}”, which has {known}")
    if not labels and block.values.get("asked_for") == []:
        block.refuse("asked_for", f"is empty, so that this is never asked; give some of {known}")


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
