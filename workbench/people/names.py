import re

from workbench.errors import Problem, RuleError

_REFUSED = "This cannot be the name of a person."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def check(name: str) -> str:
    """Return the name as it is. Raises RuleError for one that a user cannot have."""
    if not _NAME.fullmatch(name):
        reason = "Use 1 to 64 letters (a to z), digits, dots, hyphens and underscores; begin with a letter or digit."
        raise RuleError(f"{_REFUSED} {reason}", problems=[Problem("name", reason)])
    return name


def fold(name: str) -> str:
    """Return what two spellings of one name have in common; for what is no name, something that no name has."""
    return name.strip().casefold().replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL fails on a NUL
