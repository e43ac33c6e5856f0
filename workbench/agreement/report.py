"""How far the annotators of a project agree: the findings for each question, and the contract's document of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from workbench.agreement import judgments
from workbench.agreement.coefficients import Assessment, assess
from workbench.agreement.confusion import Confusion, confusion
from workbench.agreement.intervals import Estimate
from workbench.agreement.judgments import PRESENCE, REASONS, Answers
from workbench.codebook import codebooks
from workbench.codebook.definition import Dimension
from workbench.errors import NotFoundError
from workbench.projects.models import Project, Target


@dataclass(frozen=True, slots=True)
class Finding:
    """The agreement on one question. `left_out` counts, by reason, the answers that are not in it.

    An annotation that is unusable, skipped or late is left out of every question once.
    """

    dimension: Dimension
    target: Target | None
    assessment: Assessment
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class Details:
    """What a lead wants to know beyond the coefficients.

    `confusion` is None where several labels may be chosen, `presence` (the percent agreement on whether the target
    is there at all) where the question has no target, or is asked only where that is there.
    """

    finding: Finding
    confusion: Confusion | None
    presence: Estimate | None


def report(session: Session, project: Project, dimension: str | None = None) -> dict[str, Any]:
    """Return the document of `workbench agreement --json`, for one dimension or all.

    Raises NotFoundError where the codebook has no such dimension.
    """
    return {
        "project": project.slug,
        "codebook": codebooks.current(session, project).number,
        "dimensions": [_document(finding) for finding in findings(session, project, dimension)],
    }


def findings(session: Session, project: Project, dimension: str | None = None) -> Iterator[Finding]:
    """Assess each question of one dimension or of all. Raises NotFoundError where there is no such dimension."""
    names = judgments.names(session, project)
    everywhere = judgments.without_judgments(session, project)
    for answers in _answers(session, project, dimension):
        yield _finding(answers, names, everywhere)


def details(session: Session, project: Project) -> Iterator[Details]:
    """Assess each question, and tell which labels are mixed up and whether targets are found alike."""
    names = judgments.names(session, project)
    everywhere = judgments.without_judgments(session, project)
    for answers in _answers(session, project, None):
        dimension = answers.dimension
        labels = [label.id for label in dimension.on_scale]
        yield Details(
            finding=_finding(answers, names, everywhere),
            confusion=None if dimension.several else confusion(answers.rows(names), labels),
            presence=_presence(answers, names) if answers.target and not _is_present(dimension) else None,
        )


def _answers(session: Session, project: Project, dimension: str | None) -> list[Answers]:
    codebook = codebooks.current(session, project).codebook
    if dimension is not None and codebook.dimension(dimension) is None:
        raise NotFoundError("dimension", dimension)
    asked = codebooks.questions(codebook, project.targets)
    return judgments.read(session, project, [one for one in asked if dimension in {None, one[0].id}])


def _finding(answers: Answers, names: dict[int, str], everywhere: Counter[str]) -> Finding:
    dimension = answers.dimension
    assessment = assess(
        answers.rows(names),
        level=dimension.level,
        labels=[label.id for label in dimension.on_scale],
        several=dimension.several,
    )
    counts = answers.left_out() + everywhere + Counter(single=assessment.single)
    return Finding(dimension, answers.target, assessment, {reason: counts[reason] for reason in REASONS})


def _is_present(dimension: Dimension) -> bool:
    """Tell whether a question is asked of a target only where an earlier answer has found it."""
    return dimension.condition is not None and dimension.condition.same_target


def _presence(answers: Answers, names: dict[int, str]) -> Estimate:
    return assess(answers.presence(names), level="nominal", labels=PRESENCE, several=False).percent


def _document(finding: Finding) -> dict[str, Any]:
    assessment = finding.assessment
    return {
        "dimension": finding.dimension.id,
        "target": finding.target.slug if finding.target else None,
        "level": finding.dimension.level,
        "units": assessment.units,
        "annotators": assessment.annotators,
        "judgments": assessment.judgments,
        "left_out": finding.left_out,
        "percent": asdict(assessment.percent),
        "fleiss_kappa": asdict(assessment.fleiss_kappa),
        "krippendorff_alpha": asdict(assessment.krippendorff_alpha),
        "gwet_ac": asdict(assessment.gwet_ac),
        "cohen_kappa": {
            "mean": asdict(assessment.cohen_mean),
            "pairs": [
                {"a": pair.a, "b": pair.b, "units": pair.units, "value": pair.value} for pair in assessment.cohen_pairs
            ],
        },
        "labels": [
            {"label": one.label, "krippendorff_alpha": asdict(one.krippendorff_alpha)} for one in assessment.labels
        ],
    }
