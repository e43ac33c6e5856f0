"""Quotations in a text, by the quotation marks of any language."""

import re
from dataclasses import dataclass

from workbench.corpus.stories.words import units

_FEWEST_UNITS = 3
"""Fewer words in quotation marks are a title, a term or irony."""
_QUOTED = re.compile(
    "„([^„“”\n]+)[“”]|“([^“”\n]+)”|”([^“”\n]+)”|«([^«»\n]+)»|»([^«»\n]+)«|‹([^‹›\n]+)›|「([^「」\n]+)」|『([^『』\n]+)』"
    '|"([^"\n]+)"|‘([^‘\n]{12,}?)’(?!\\w)'
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation without its marks, with half-open offsets."""

    text: str
    start: int
    end: int


def find(text: str) -> list[Quotation]:
    """Return the quotations of three words or more, in order."""
    found = []
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        if len(units(match[group])) >= _FEWEST_UNITS:
            found.append(Quotation(match[group], *match.span(group)))
    return found
