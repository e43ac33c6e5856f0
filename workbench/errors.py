"""The error tree: facts as attributes, no HTTP and no SQL.

`web/errors.py` turns these into answers and `cli` into exit statuses, each in one table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Instead = Literal["back", "anew", "unlabelled"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input: the field it is in and the reason."""

    field: str
    reason: str


class WorkbenchError(Exception):
    """Anything that Workbench refuses or cannot do, with a message a person can act on."""

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all facts, whatever the constructor wants."""
        return _travelled, (type(self), self.args, self.__dict__)


def _travelled(kind: type[WorkbenchError], args: tuple[object, ...], facts: dict[str, object]) -> WorkbenchError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class NotFoundError(WorkbenchError):
    """There is no such thing, or the caller may not know that there is."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"There is no {kind} “{name}”.")
        self.kind = kind
        self.name = name


class NotSignedInError(WorkbenchError):
    """The caller gave no valid credential."""


class NotAllowedError(WorkbenchError):
    """The caller is known, and lacks the right."""


class RuleError(WorkbenchError):
    """The input is well formed, and a rule of the project or codebook refuses it."""


class ConflictError(WorkbenchError):
    """The input contradicts what is stored."""


class AlreadyAnsweredError(ConflictError):
    """The annotator has answered this passage, and the submission does not revise that answer."""

    def __init__(self, message: str, *, current_key: str) -> None:
        super().__init__(message)
        self.current_key = current_key


class UnconfirmedError(ConflictError):
    """An act would take `answers` by `people` out of the count, and whoever asks has not said that they know.

    Passages that come `instead` come back with answers of their own, go to everyone anew, or to nobody.
    """

    def __init__(self, *, answers: int, people: int, instead: Instead) -> None:
        super().__init__(f"This takes answers out of the count ({answers}, by {people}), and was not confirmed.")
        self.answers = answers
        self.people = people
        self.instead = instead


class TooManyAttemptsError(WorkbenchError):
    """Too many failed sign-ins; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts to sign in. Wait {retry_after} seconds and try again.")
        self.retry_after = retry_after


class BadInputError(WorkbenchError):
    """A file or value from outside cannot be taken; names the file, row and field where known."""

    def __init__(
        self,
        reason: str,
        *,
        file: str = "",
        row: int | None = None,
        field: str = "",
        problems: Sequence[Problem] = (),
    ) -> None:
        place = ", ".join(part for part in (file, f"row {row}" if row is not None else "", field) if part)
        told = problems or ([Problem(field, reason)] if field else [])
        super().__init__(f"{place}: {reason}" if place else reason, problems=told)
        self.reason = reason
        self.file = file
        self.row = row
        self.field = field


class NotBuiltError(WorkbenchError):
    """The contract names it, and this version does not have it yet."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: not built yet")
        self.what = what


class UsageError(WorkbenchError):
    """The command or setting was used wrongly."""


class MissingExtraError(UsageError):
    """A part that is installed on demand is wanted and absent; says the command that installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} wants: pip install 'workbench[{extra}]'")
        self.what = what
        self.extra = extra


class StorageError(WorkbenchError):
    """The database or the disk cannot be used as it stands."""
