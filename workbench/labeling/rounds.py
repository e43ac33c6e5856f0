"""An annotator's way through the training round: each answer beside the known one, until enough of them agree."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.codebook import answers, codebooks
from workbench.db import iso, now
from workbench.errors import NotFoundError, RuleError
from workbench.labeling import assignments, leases, scoring, training
from workbench.labeling.models import TrainingAnswer, TrainingAttempt
from workbench.labeling.schemas import Judged
from workbench.labeling.scoring import Compared, Question
from workbench.labeling.training import Item
from workbench.people.models import Annotator
from workbench.projects.models import Project


@dataclass(frozen=True)
class Round:
    """A round as it stands: its items in order, and the answers given so far by the item's id.

    `attempt` is None before the first answer. An item that became unfit is there only where it was answered before, and
    in a round that has ended any item.
    """

    attempt: TrainingAttempt | None
    items: list[Item]
    given: dict[int, TrainingAnswer]

    @property
    def next(self) -> int | None:
        """The number, from 1, of the item to be answered next; None where all are."""
        return next((number for number, item in enumerate(self.items, 1) if item.id not in self.given), None)

    @property
    def is_over(self) -> bool:
        """Tell whether this round has ended, passed or not."""
        return self.attempt is not None and self.attempt.ended_at is not None

    @property
    def right(self) -> int:
        """How many judgments agree so far."""
        return sum(one.right for one in self.given.values())

    @property
    def asked(self) -> int:
        """How many judgments were asked for so far."""
        return sum(one.asked for one in self.given.values())

    def item(self, number: int) -> Item:
        """Return the item of a number, from 1. Raises NotFoundError."""
        if not 1 <= number <= len(self.items):
            raise NotFoundError("passage of this round", str(number))
        return self.items[number - 1]


@dataclass(frozen=True)
class Result:
    """How an annotator fares with the training round: the rounds so far, the first one first."""

    name: str
    attempts: list[TrainingAttempt]

    @property
    def has_passed(self) -> bool:
        """Tell whether a round was passed."""
        return any(one.passed for one in self.attempts)


def current(session: Session, annotator: Annotator, project: Project) -> Round:
    """Return the annotator's latest round, or the first one as it will be."""
    query = select(TrainingAttempt).where(TrainingAttempt.annotator_id == annotator.id)
    latest = query.order_by(TrainingAttempt.number.desc()).limit(1).execution_options(populate_existing=True)
    attempt = session.scalars(latest).first()
    found = {one.id: one for one in training.items(session, project, and_removed=attempt.items if attempt else ())}
    ids = attempt.items if attempt else list(found)
    given = {one.item_id: one for one in attempt.answers} if attempt else {}
    is_over = attempt is not None and attempt.ended_at is not None
    shown = [found[one] for one in ids if one in found and (one in given or not (is_over or found[one].unfit))]
    return Round(attempt, shown, given)


def answer(session: Session, annotator: Annotator, project: Project, number: int, judgments: Sequence[Judged]) -> None:
    """Answer an item of the round in hand; the first answer stands. The last one ends the round.

    Raises NotFoundError for the number, and RuleError for what the codebook refuses.
    """
    leases.turn(session, annotator)
    standing = current(session, annotator, project)
    item = standing.item(number)
    if standing.is_over or item.id in standing.given:
        return
    version = codebooks.current(session, project)
    targets = [target.slug for target in project.targets]
    if problems := answers.problems(version.codebook, targets, training.answers_of(judgments)):
        raise RuleError("Something is not answered yet.", problems=problems)
    attempt = standing.attempt or _begin(session, annotator, 1, [one.id for one in standing.items])
    compared = compare(item, judgments)
    attempt.answers.append(
        TrainingAnswer(
            item_id=item.id,
            codebook=version.number,
            judgments=[asdict(one) for one in judgments],
            right=sum(one.agrees for one in compared),
            asked=len(compared),
        )
    )
    session.flush()
    settle(session, annotator, project)


def settle(session: Session, annotator: Annotator, project: Project) -> Round:
    """End the round in hand where nothing of it is left to answer, and return it."""
    standing = current(session, annotator, project)
    attempt = standing.attempt
    if attempt is not None and not standing.is_over and standing.next is None:
        attempt.ended_at, attempt.pass_mark = now(), project.pass_mark
        attempt.right, attempt.asked = standing.right, standing.asked
        attempt.passed = scoring.passes(attempt.right, attempt.asked, project.pass_mark)
        session.flush()
    return standing


def begin_again(session: Session, annotator: Annotator, project: Project) -> None:
    """Begin another round in another order, where the last one has ended and was not passed."""
    leases.turn(session, annotator)
    standing = current(session, annotator, project)
    before = standing.attempt
    if before is None or not standing.is_over or before.passed:
        return
    fit = [one.id for one in training.items(session, project) if not one.unfit]
    number = before.number + 1
    _begin(session, annotator, number, scoring.another_order(fit, before.items, f"{annotator.seed} {number}"))


def compare(item: Item, judgments: Sequence[Judged]) -> list[Compared]:
    """Put what was answered beside the known answers of an item."""
    return scoring.compare(_told(item.judgments), _told(judgments))


def reasons(item: Item) -> Mapping[Question, str]:
    """Return the reason for each known answer, by question; those without any are not there."""
    found: dict[Question, str] = {}
    for one in item.judgments:
        if one.reason.strip():
            found.setdefault((one.dimension, one.target), one.reason.strip())
    return found


def results(session: Session, project: Project) -> list[Result]:
    """Tell how the annotators who can sign in fare, by name: this is no ranking."""
    people = assignments.annotators(session, project)
    query = select(TrainingAttempt).where(TrainingAttempt.annotator_id.in_([one.id for one in people]))
    attempts: dict[int, list[TrainingAttempt]] = {one.id: [] for one in people}
    for attempt in session.scalars(query.order_by(TrainingAttempt.number)):
        attempts[attempt.annotator_id].append(attempt)
    return [Result(one.name, attempts[one.id]) for one in people]


def document(one: Result) -> dict[str, Any]:
    """Describe how an annotator fares, as `workbench training list` does: rounds that have ended."""
    ended = [attempt for attempt in one.attempts if attempt.ended_at]
    return {
        "annotator": one.name,
        "passed": one.has_passed,
        "rounds": [
            {
                "round": attempt.number,
                "right": attempt.right,
                "asked": attempt.asked,
                "per_cent": scoring.per_cent(attempt.right, attempt.asked),
                "ended": iso(attempt.ended_at),
            }
            for attempt in ended
        ],
    }


def _begin(session: Session, annotator: Annotator, number: int, items: Sequence[int]) -> TrainingAttempt:
    attempt = TrainingAttempt(annotator_id=annotator.id, number=number, items=list(items), answers=[])
    session.add(attempt)
    session.flush()
    return attempt


def _told(judgments: Sequence[Judged]) -> list[tuple[Question, str, str | None]]:
    return [((one.dimension, one.target), one.state, one.value) for one in judgments]
