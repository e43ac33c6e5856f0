"""A TOML text read as blocks that know the lines they stand on.

`tomllib` tells no line for a value that it could read, so `_places` finds them again: the line of each `[[…]]`
header and of each field below it. Inline tables have no lines of their own and are told by their parent's.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from workbench.errors import BadInputError, Problem

_LONG_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]")
_FIELD = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*[.=]""")
_ERROR_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

Place = tuple[int, ...]


@dataclass
class _Spot:
    """Where a block and its fields begin."""

    line: int
    fields: dict[str, int]


@dataclass(frozen=True)
class Block:
    """One table of the file; what is wrong with it is added to `found`, which all blocks of a file share."""

    values: Mapping[str, object]
    name: str
    place: Place
    line: int
    field_lines: Mapping[str, int]
    spots: Mapping[Place, _Spot]
    found: list[tuple[int, Problem]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was refused in the whole file, by line."""
        return tuple(problem for _, problem in sorted(self.found, key=lambda noted: noted[0]))

    def line_of(self, field: str) -> int:
        """Return the line of a field, the line of its block where the field is absent."""
        return self.field_lines.get(field, self.line)

    def refuse(self, field: str, reason: str) -> None:
        """Note a problem with a field, by line, block and field."""
        line = self.line_of(field)
        parts = (f"line {line}", self.name, field)
        self.found.append((line, Problem(", ".join(part for part in parts if part), reason)))

    def text(self, field: str, default: str = "") -> str:
        """Return a field's text as it stands, `default` where the field is absent."""
        value = self.values.get(field, default)
        if not isinstance(value, str):
            self.refuse(field, "must be text in quotes")
            return default
        return value

    def flag(self, field: str) -> bool:
        """Return a field's yes or no, which is no where the field is absent."""
        value = self.values.get(field, False)
        if not isinstance(value, bool):
            self.refuse(field, "must be true or false, without quotes")
            return False
        return value

    def texts(self, field: str) -> list[str]:
        """Return a field's list of texts, which is empty where the field is absent."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.refuse(field, 'must be a list of texts in quotes, such as ["yes", "no"]')
            return []
        return value

    def children(self, field: str) -> list["Block"]:
        """Return the blocks below this one under `[[field]]`, in the order of the file."""
        tables = self.values.get(field, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.refuse(field, f"must be written as tables, each under a header [[{field}]]")
            return []
        return [self._child(field, number, table) for number, table in enumerate(tables)]

    def allow(self, *fields: str) -> None:
        """Refuse every field but these."""
        for field in self.values:
            if field not in fields:
                near = get_close_matches(field, fields, n=1, cutoff=0.6)
                hint = f"did you mean {near[0]}?" if near else f"the fields here are {', '.join(fields)}"
                self.refuse(field, f"is not a field of a codebook; {hint}")

    def _child(self, field: str, number: int, table: Mapping[str, object]) -> "Block":
        place = (*self.place, number)
        spot = self.spots.get(place) or _Spot(self.line_of(field), {})
        identity = table.get("id")
        is_nameable = isinstance(identity, str) and 0 < len(identity) < 80 and identity.isprintable()
        own_name = f"{field} {identity if is_nameable else number + 1}"
        name = f"{self.name}, {own_name}" if self.name else own_name
        return Block(table, name, place, spot.line, spot.fields, self.spots, self.found)


def read(text: str, *, file: str, arrays: tuple[str, str]) -> Block:
    """Return a TOML text as its outermost block; `arrays` names the tables of the first and second depth.

    Raises BadInputError with the line where the text is not TOML.
    """
    text = text.removeprefix("\ufeff")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _refuse_syntax(str(error), text, file)
    except (ValueError, RecursionError) as error:
        raise BadInputError("not TOML that can be read: a number too long or too deep a nesting", file=file) from error
    spots = _places(text, arrays)
    return Block(values, "", (), 1, spots[()].fields, spots, [])


def quoted(text: str) -> str:
    """Return a text as a TOML string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refuse_syntax(message: str, text: str, file: str) -> NoReturn:
    place = _ERROR_PLACE.search(message)
    line = place[1] if place and place[1] else str(text.rstrip("\n").count("\n") + 1)
    reason = (
        f"not valid TOML: {_ERROR_PLACE.sub('', message)}. Strings stand in quotes; a field is written name = value"
    )
    raise BadInputError(reason, file=file, field=f"line {line}")


def _places(text: str, arrays: tuple[str, str]) -> dict[Place, _Spot]:
    outer, inner = arrays[0], ".".join(arrays)
    spots: dict[Place, _Spot] = {(): _Spot(1, {})}
    at: _Spot | None = spots[()]
    outers = inners = 0
    for number, line in enumerate(_without_long_strings(text).split("\n"), start=1):
        if header := _HEADER.match(line):
            name = re.sub(r"[\s\"']", "", header[2])
            at = None
            if name == outer:
                outers, inners = outers + 1, 0
                at = spots[(outers - 1,)] = _Spot(number, {})
            elif name == inner and outers:
                inners += 1
                at = spots[(outers - 1, inners - 1)] = _Spot(number, {})
            else:
                spots[()].fields.setdefault(name.split(".")[0], number)
        elif at and (field := _FIELD.match(line)):
            at.fields.setdefault(field[1] or field[2] or field[3], number)
    return spots


def _without_long_strings(text: str) -> str:
    """Blank what may look like a header or field and is none, keeping every line where it is."""

    def blank(match: re.Match[str]) -> str:
        found = match[0]
        if found.startswith(('"""', "'''", "#")):
            return "\n" * found.count("\n")
        return found

    return _LONG_STRING_OR_COMMENT.sub(blank, text)
