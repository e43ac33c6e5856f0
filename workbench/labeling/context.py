"""What of a passage's surroundings a person may have opened before answering: the closed list that is recorded."""

from collections.abc import Collection, Mapping, Sequence

from workbench.errors import Problem

OPENED: Mapping[str, str] = {
    "guide:DIMENSION": "the guide was opened at that dimension",
    "corroboration": "what other outlets say was opened before this answer was given",
    "earlier": "the article was scrolled back to passages before this one",
    "later": "the article was scrolled on to passages after this one",
}
"""What a submission's `context_opened` may hold, and what each means."""
CORROBORATION_AFTER = "corroboration_after"
"""What other outlets say was opened once this answer stood. The server adds it; a submission may not hold it."""

_GUIDE = "guide:"


def is_known(name: str) -> bool:
    """Tell whether a name is of the list; the dimension that it may hold can be any."""
    return name.startswith(_GUIDE) or name in OPENED


def problems(names: Sequence[str], dimensions: Collection[str]) -> list[Problem]:
    """Return which of the names tell of the guide to a dimension that the codebook, with these, does not have."""
    return [
        Problem(f"context_opened[{number}]", f"“{name.removeprefix(_GUIDE)}” is no dimension of this codebook")
        for number, name in enumerate(names)
        if name.startswith(_GUIDE) and name.removeprefix(_GUIDE) not in dimensions
    ]
