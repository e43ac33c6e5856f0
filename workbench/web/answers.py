"""Answers to a codebook's questions as a page sends them, by its script or as a plain form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from workbench.codebook.definition import Dimension
from workbench.labeling.schemas import Judged, JudgmentIn
from workbench.projects.models import Target

Questions = Sequence[tuple[Dimension, Target | None]]


def read(form: MultiDict[str, str], questions: Questions) -> tuple[Judged, ...]:
    """Return the judgments of a form: those of its script, in the field `judgments`, else those of its own fields.

    `question-N` holds the labels chosen for the N-th question, `state-N` unsure or not_applicable. A question that
    takes one label, and has none and no state, is not answered. Raises ValidationError for what is malformed.
    """
    if not form.get("judgments"):
        return tuple(_of_fields(form, questions))
    try:
        sent = orjson.loads(form["judgments"])
    except orjson.JSONDecodeError as error:
        raise ValidationError("is not JSON", "judgments") from error
    found: list[Judged] = JudgmentIn(many=True).load(sent)
    return tuple(found)


def with_reasons(form: Mapping[str, str], questions: Questions, judgments: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return judgments with the reasons that the form gives for each question, in `reason-N`."""
    reasons = {
        (dimension.id, target.slug if target else None): form.get(f"reason-{number}", "").strip()
        for number, (dimension, target) in enumerate(questions)
    }
    return tuple(replace(one, reason=reasons.get((one.dimension, one.target), "")) for one in judgments)


def _of_fields(form: MultiDict[str, str], questions: Questions) -> list[Judged]:
    found: list[Judged] = []
    for number, (dimension, target) in enumerate(questions):
        values: list[Any] = form.getlist(f"question-{number}")
        state = form.get(f"state-{number}") or "answered"
        is_asked = not dimension.condition  # of the others the page cannot tell which: those left alone are not
        if state == "not_applicable" or (not values and (state != "answered" or (dimension.several and is_asked))):
            values = [None]
        found += [Judged(dimension.id, target.slug if target else None, value, state) for value in values]
    return found
