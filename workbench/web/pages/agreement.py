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
from workbench.web.language import decimal, gettext, listed, mark, mark_forms, ngettext, number, percent, reason
from workbench.web.words import LEVELS, named, question_name

blueprint = Blueprint("agreement", __name__, url_prefix="/projects/<slug>/agreement")

_SENTENCES: dict[Verdict, tuple[str, str]] = {
    "safe": mark_forms("%(names)s is safe to use.", "%(names)s are safe to use."),
    "close": mark_forms("%(names)s is close.", "%(names)s are close."),
    "not_yet": mark_forms("%(names)s is not there yet.", "%(names)s are not there yet."),
    "unknown": mark_forms("%(names)s cannot be told yet.", "%(names)s cannot be told yet."),
}
_ADVICE: dict[Verdict, str] = {
    "safe": mark("rely on it"),
    "close": mark("tentative conclusions"),
    "not_yet": mark("mend the guide"),
    "unknown": mark("needs more articles"),
}
_REASONS = {
    "unsure": mark("Unsure"),
    "not_applicable": mark("Target absent"),
    "off_scale": mark("Off the scale"),
    "unusable": mark("Text unusable"),
    "skipped": mark("Skipped"),
    "late": mark("Late"),
    "single": mark("Only one answer"),
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
        page_title=gettext("Agreement"),
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
    return " ".join(
        ngettext(*_SENTENCES[one], len(found), names=_listed(found)) for one, found in names.items() if found
    )


def _listed(names: Sequence[str]) -> str:
    left = len(names) - _NAMED + 1
    more = [ngettext("%(num)s other", "%(num)s others", left)] if left > 1 else []
    return listed([*names[: _NAMED - 1], *more] if more else names)


def _name(finding: Finding) -> str:
    return question_name(finding.dimension.name, finding.target.name if finding.target else None)


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
        "pairs": [
            (listed([pair.a, pair.b]), number(pair.units), _number(pair.value)) for pair in assessment.cohen_pairs
        ],
        "labels": [(_label(dimension, own.label), *_shown(own.krippendorff_alpha)) for own in assessment.labels],
        "matrix": _matrix(dimension, one.confusion) if one.confusion else None,
        "presence": _percent(one.presence) if one.presence else None,
    }


def _advice(alpha: Estimate) -> str:
    """Say what to do: where the interval still reaches what is safe, more answers may tell; else the guide must."""
    if alpha.value is None:
        return reason(alpha.method.removeprefix("undefined: "))
    judged = verdict(alpha)
    if judged != "safe" and alpha.high is not None and alpha.high >= SAFE:
        return gettext("more answers will tell")
    return gettext(_ADVICE[judged])


def _note(finding: Finding) -> str:
    distance = "MASI" if finding.dimension.several else named(LEVELS, finding.dimension.level)
    alpha = gettext("alpha, %(distance)s", distance=distance)
    if finding.target is None:
        return alpha
    toward = gettext("toward %(target)s", target=finding.target.name)
    return f"{toward} · {alpha}"


def _coefficients(finding: Finding) -> list[tuple[str, Estimate]]:
    assessment = finding.assessment
    ac = gettext("Gwet’s AC2") if finding.dimension.level == "ordinal" else gettext("Gwet’s AC1")
    return [
        (gettext("Percent agreement"), assessment.percent),
        (gettext("Krippendorff’s alpha"), assessment.krippendorff_alpha),
        (gettext("Fleiss’ kappa"), assessment.fleiss_kappa),
        (gettext("Cohen’s kappa, mean of pairs"), assessment.cohen_mean),
        (ac, assessment.gwet_ac),
    ]


def _matrix(dimension: Dimension, confusion: Confusion) -> dict[str, Any]:
    worst = [
        ngettext(
            "%(a)s and %(b)s: %(num)s pair, %(share)s of all disagreement",
            "%(a)s and %(b)s: %(num)s pairs, %(share)s of all disagreement",
            pair.pairs,
            a=_label(dimension, pair.a),
            b=_label(dimension, pair.b),
            share=percent(pair.share),
        )
        for pair in confusion.worst[:_SHOWN_PAIRS]
    ]
    return {
        "labels": [_label(dimension, label) for label in confusion.labels],
        "counts": confusion.counts,
        "worst": worst,
    }


def _left_out(findings: Sequence[Finding]) -> dict[str, Any] | None:
    """Lay out what is left out: a row for each question, a column for each reason that occurs."""
    reasons = [why for why in _REASONS if any(one.left_out[why] for one in findings)]
    if not reasons:
        return None
    return {
        "columns": [{"name": gettext("Question"), "number": False}]
        + [{"name": gettext(_REASONS[why]), "number": True} for why in reasons],
        "rows": [[_name(one), *(number(one.left_out[why]) for why in reasons)] for one in findings],
    }


def _label(dimension: Dimension, label_id: str) -> str:
    label = dimension.label(label_id)
    return label.name if label else label_id


def _shown(estimate: Estimate) -> tuple[str, str]:
    """Return value and interval as they are shown."""
    if estimate.low is None or estimate.high is None:
        return _number(estimate.value), "–"
    low, high = decimal(estimate.low), decimal(estimate.high)
    return _number(estimate.value), gettext("%(low)s to %(high)s", low=low, high=high)


def _percent(estimate: Estimate) -> str:
    if estimate.value is None:
        return gettext("undefined")
    share = percent(estimate.value)
    if estimate.low is None or estimate.high is None:
        return gettext("%(share)s of pairs agree", share=share)
    low, high = percent(estimate.low), percent(estimate.high)
    return gettext("%(share)s of pairs agree (%(low)s to %(high)s)", share=share, low=low, high=high)


def _number(value: float | None) -> str:
    return gettext("undefined") if value is None else decimal(value)
