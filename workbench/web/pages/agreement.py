"""The lead's page on agreement: the answer in a sentence, then the drawing, then the tables."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template

from workbench.agreement import report
from workbench.agreement.confusion import Confusion
from workbench.agreement.intervals import Estimate
from workbench.agreement.report import Details, Finding
from workbench.agreement.verdicts import SAFE, Verdict, verdict
from workbench.codebook.definition import Dimension
from workbench.db import db
from workbench.web import identity

blueprint = Blueprint("agreement", __name__, url_prefix="/projects/<slug>/agreement")

_SENTENCES: dict[Verdict, tuple[str, str]] = {
    "safe": ("is safe to use", "are safe to use"),
    "close": ("is close", "are close"),
    "not_yet": ("is not there yet", "are not there yet"),
    "unknown": ("cannot be told yet", "cannot be told yet"),
}
_ADVICE: dict[Verdict, str] = {
    "safe": "rely on it",
    "close": "tentative conclusions",
    "not_yet": "mend the guide",
    "unknown": "needs more articles",
}
_REASONS = {
    "unsure": "Unsure",
    "not_applicable": "Target absent",
    "off_scale": "Off the scale",
    "unusable": "Text unusable",
    "skipped": "Skipped",
    "late": "Late",
    "single": "Only one answer",
}
_NAMED = 3
_SHOWN_PAIRS = 3


@blueprint.get("")
def show(slug: str) -> str:
    """Show how far the annotators agree, where they part, and what is left out."""
    project = identity.lead(slug).project
    found = list(report.details(db.session(), project))
    findings = [one.finding for one in found]
    return render_template(
        "agreement/agreement.html",
        page_title="Agreement",
        overlap=project.overlap,
        headline=_headline(findings),
        annotators=max((one.assessment.annotators for one in findings), default=0),
        units=max((one.assessment.units for one in findings), default=0),
        questions=[_question(one) | {"anchor": f"question-{number}"} for number, one in enumerate(found, 1)],
        left_out=_left_out(findings),
    )


def _headline(findings: Sequence[Finding]) -> str:
    """Say what can be relied on, a sentence for each verdict."""
    names: dict[Verdict, list[str]] = {one: [] for one in _SENTENCES}
    for finding in findings:
        names[verdict(finding.assessment.krippendorff_alpha)].append(_name(finding))
    return " ".join(f"{_listed(found)} {_SENTENCES[one][len(found) > 1]}." for one, found in names.items() if found)


def _listed(names: Sequence[str]) -> str:
    shown = list(names) if len(names) <= _NAMED else [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} others"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _name(finding: Finding) -> str:
    return f"{finding.dimension.name} toward {finding.target.name}" if finding.target else finding.dimension.name


def _question(one: Details) -> dict[str, Any]:
    finding = one.finding
    assessment, dimension = finding.assessment, finding.dimension
    alpha = assessment.krippendorff_alpha
    return {
        "dimension": dimension.id,
        "target": finding.target.slug if finding.target else "",
        "name": dimension.name,
        "full_name": _name(finding),
        "note": _note(finding),
        "alpha": alpha,
        "verdict": _advice(alpha),
        "is_safe": verdict(alpha) == "safe",
        "units": assessment.units,
        "coefficients": [(name, *_shown(estimate)) for name, estimate in _coefficients(finding)],
        "methods": list(dict.fromkeys(estimate.method for _, estimate in _coefficients(finding))),
        "pairs": [(f"{pair.a} and {pair.b}", pair.units, _number(pair.value)) for pair in assessment.cohen_pairs],
        "labels": [(_label(dimension, own.label), *_shown(own.krippendorff_alpha)) for own in assessment.labels],
        "matrix": _matrix(dimension, one.confusion) if one.confusion else None,
        "presence": _percent(one.presence) if one.presence else None,
    }


def _advice(alpha: Estimate) -> str:
    """Say what to do: where the interval still reaches what is safe, more answers may tell; else the guide must."""
    if alpha.value is None:
        return alpha.method.removeprefix("undefined: ")
    judged = verdict(alpha)
    if judged != "safe" and alpha.high is not None and alpha.high >= SAFE:
        return "more answers will tell"
    return _ADVICE[judged]


def _note(finding: Finding) -> str:
    distance = "MASI" if finding.dimension.several else finding.dimension.level
    toward = f"toward {finding.target.name} · " if finding.target else ""
    return f"{toward}alpha, {distance}"


def _coefficients(finding: Finding) -> list[tuple[str, Estimate]]:
    assessment = finding.assessment
    ac = "Gwet’s AC2" if finding.dimension.level == "ordinal" else "Gwet’s AC1"
    return [
        ("Percent agreement", assessment.percent),
        ("Krippendorff’s alpha", assessment.krippendorff_alpha),
        ("Fleiss’ kappa", assessment.fleiss_kappa),
        ("Cohen’s kappa, mean of pairs", assessment.cohen_mean),
        (ac, assessment.gwet_ac),
    ]


def _matrix(dimension: Dimension, confusion: Confusion) -> dict[str, Any]:
    worst = [
        f"{_label(dimension, pair.a)} and {_label(dimension, pair.b)}: {pair.pairs}"
        f" {'pair' if pair.pairs == 1 else 'pairs'}, {pair.share:.0%} of all disagreement".replace("%", "\N{NBSP}%")
        for pair in confusion.worst[:_SHOWN_PAIRS]
    ]
    return {
        "labels": [_label(dimension, label) for label in confusion.labels],
        "counts": confusion.counts,
        "worst": worst,
    }


def _left_out(findings: Sequence[Finding]) -> dict[str, Any] | None:
    """Lay out what is left out: a row for each question, a column for each reason that occurs."""
    reasons = [reason for reason in _REASONS if any(one.left_out[reason] for one in findings)]
    if not reasons:
        return None
    return {
        "columns": [{"name": "Question", "number": False}]
        + [{"name": _REASONS[reason], "number": True} for reason in reasons],
        "rows": [[_name(one), *(one.left_out[reason] for reason in reasons)] for one in findings],
    }


def _label(dimension: Dimension, label_id: str) -> str:
    label = dimension.label(label_id)
    return label.name if label else label_id


def _shown(estimate: Estimate) -> tuple[str, str]:
    """Return value and interval as they are shown."""
    if estimate.low is None or estimate.high is None:
        return _number(estimate.value), "–"
    return _number(estimate.value), f"{estimate.low:.2f} to {estimate.high:.2f}"


def _percent(estimate: Estimate) -> str:
    if estimate.value is None:
        return "undefined"
    interval = "" if estimate.low is None else f" ({estimate.low:.0%} to {estimate.high:.0%})"
    return f"{estimate.value:.0%} of pairs agree{interval}".replace("%", "\N{NBSP}%")


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.2f}"
