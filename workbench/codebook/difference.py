"""What changed between two versions of a codebook, as those who work by it need to know."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from workbench import rewording
from workbench.codebook.definition import Codebook, Dimension, Label
from workbench.rewording import Part

Change = Literal["new", "gone", "changed"]

_TEXTS = ("name", "hint", "guidance", "definition", "use", "do_not_use", "example")
_PARTS = ("id", "labels", "dimensions")


@dataclass(frozen=True)
class Rewritten:
    """A text that changed, word by word."""

    field: str
    parts: list[Part]


@dataclass(frozen=True)
class Switched:
    """A setting (key, level, …) that has another value."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class Piece:
    """A dimension or label that is new, gone or changed; `pieces` are those of its labels that are.

    `name` is the one it has now, and where it is gone, had. `is_reordered`: the labels kept stand in another order.
    """

    id: str
    name: str
    change: Change
    texts: list[Rewritten]
    settings: list[Switched]
    pieces: list["Piece"]
    is_reordered: bool = False


@dataclass(frozen=True)
class Difference:
    """All that changed in a codebook; what did not is left out. `pieces` are dimensions."""

    texts: list[Rewritten]
    pieces: list[Piece]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed that a person can see."""
        return not (self.texts or self.pieces or self.is_reordered)


def difference(before: Codebook, after: Codebook) -> Difference:
    """Compare two codebooks by the ids of their dimensions and labels, in the order of the later one.

    What is gone comes last in its place. A comment or a blank in the file is no difference.
    """
    return Difference(
        texts=_texts(before, after),
        pieces=_pieces(before.dimensions, after.dimensions),
        is_reordered=_is_reordered(before.dimensions, after.dimensions),
    )


def _pieces(before: Sequence[Dimension | Label], after: Sequence[Dimension | Label]) -> list[Piece]:
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    found = [_piece(old.get(one.id), one) for one in after]
    found += [_piece(one, None) for one in before if one.id not in new]
    return [one for one in found if one is not None]


def _piece(before: Dimension | Label | None, after: Dimension | Label | None) -> Piece | None:
    now = after or before
    if now is None or before == after:
        return None
    if before is None:
        return Piece(now.id, now.name, "new", _texts(None, now), [], _pieces([], _labels(now)))
    if after is None:
        return Piece(now.id, now.name, "gone", [], [], [])
    old, new = _labels(before), _labels(after)
    return Piece(
        id=now.id,
        name=now.name,
        change="changed",
        texts=_texts(before, after),
        settings=_settings(before, after),
        pieces=_pieces(old, new),
        is_reordered=_is_reordered(old, new),
    )


def _labels(one: Dimension | Label) -> Sequence[Label]:
    return one.labels if isinstance(one, Dimension) else ()


def _texts(before: Any, after: Any) -> list[Rewritten]:
    """Compare the texts that both have; of a new piece, give all but its name."""
    pairs = [
        (one.name, getattr(before, one.name, ""), getattr(after, one.name))
        for one in fields(after)
        if one.name in _TEXTS and (before or one.name != "name")
    ]
    return [Rewritten(field, rewording.differences(old, new)) for field, old, new in pairs if old != new]


def _settings(before: Any, after: Any) -> list[Switched]:
    pairs = [
        (one.name, getattr(before, one.name), getattr(after, one.name))
        for one in fields(after)
        if one.name not in (*_TEXTS, *_PARTS)
    ]
    return [Switched(field, old, new) for field, old, new in pairs if old != new]


def _is_reordered(before: Sequence[Dimension | Label], after: Sequence[Dimension | Label]) -> bool:
    old, new = [one.id for one in before], [one.id for one in after]
    return [one for one in old if one in new] != [one for one in new if one in old]
