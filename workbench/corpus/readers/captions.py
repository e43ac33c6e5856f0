from collections.abc import Mapping
from dataclasses import dataclass, fields

from workbench.corpus.readers.decoding import without_unstorable
from workbench.errors import BadInputError

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Captions:
    """What a source says of an article beside its text, each on one line as it was told."""

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published_at: str | None = None
    language: str | None = None
    author: str | None = None


NAMES = tuple(field.name for field in fields(Captions))


def read(values: Mapping[str, object]) -> Captions:
    """Read the captions among some values. Raises BadInputError for one that is no text or too long."""
    return Captions(**{name: _line(name, values.get(name)) for name in NAMES})


def kind_of(value: object) -> str:
    """Say what a JSON value is, in words."""
    names: dict[type, str] = {str: "a text", bool: "true or false", dict: "an object", list: "a list"}
    return "null" if value is None else names.get(type(value), "a number")


def _line(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInputError(f"is {kind_of(value)}; give a text", field=name)
    text = " ".join(without_unstorable(value)[0].split())
    if len(text) > _LONGEST:
        raise BadInputError(f"has {len(text)} characters; give at most {_LONGEST}", field=name)
    return text or None
