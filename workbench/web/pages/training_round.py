"""The training round as an annotator goes through it: each answer beside the known one, and the reason."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workbench.codebook import codebooks
from workbench.codebook.codebooks import Version
from workbench.db import db, transaction
from workbench.labeling import reading, rounds, scoring, training
from workbench.labeling.models import TrainingAnswer
from workbench.labeling.rounds import Round
from workbench.labeling.schemas import Judged
from workbench.labeling.training import Item
from workbench.people.models import Annotator
from workbench.projects.models import Project
from workbench.web import forms, identity
from workbench.web.api.documents import of_project
from workbench.web.errors import Answer
from workbench.web.language import gettext
from workbench.web.pages.training import around, asked, sent
from workbench.web.words import answer_name, judged_question

blueprint = Blueprint("training_round", __name__, url_prefix="/projects/<slug>/training/round")


@blueprint.get("")
def show(slug: str) -> ResponseReturnValue:
    """Lead to the next passage of the round; once all are answered, tell how it went."""
    annotator, project = _who(slug)
    with transaction() as session:
        standing = rounds.settle(session, annotator, project)
    if not standing.items:
        return redirect(url_for("desk.show", slug=slug), 303)
    if not standing.is_over and standing.next:
        return redirect(url_for("training_round.passage", slug=slug, number=standing.next), 303)
    return _end(standing)


@blueprint.post("")
def begin_again(slug: str) -> ResponseReturnValue:
    """Go through the round once more, in another order."""
    annotator, project = _who(slug)
    with transaction() as session:
        rounds.begin_again(session, annotator, project)
    return redirect(url_for("training_round.show", slug=slug), 303)


@blueprint.get("/<int:number>")
def passage(slug: str, number: int) -> str:
    """Show a passage of the round with its questions; once it is answered, the known answers and why."""
    return _passage_page(slug, number)


def _passage_page(slug: str, number: int, *, wrong: Answer | None = None) -> str:
    (annotator, project), session = _who(slug), db.session()
    standing = rounds.current(session, annotator, project)
    item, version = standing.item(number), codebooks.current(session, project)
    given = standing.given.get(item.id)
    return render_template(
        "training/round.html",
        page_title=gettext("Training"),
        project=of_project(session, project),
        codebook=codebooks.guide(version),
        number=number,
        total=len(standing.items),
        pass_mark=project.pass_mark,
        said=_compared(version, project, item, given) if given else None,
        reason=item.reason,
        wrong=wrong,
        **asked(version, project, sent(version, project) if wrong else ()),
        **around(project, reading.up_to(session, annotator, project, item.passage), item.passage.id),
    )


@blueprint.post("/<int:number>")
@forms.shown_again_by(_passage_page)
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Take the answer to a passage of the round; the first one stands."""
    annotator, project = _who(slug)
    judgments = sent(codebooks.current(db.session(), project), project)
    with transaction() as session:
        rounds.answer(session, annotator, project, number, judgments)
    return redirect(url_for("training_round.passage", slug=slug, number=number), 303)


def _who(slug: str) -> tuple[Annotator, Project]:
    member = identity.member(slug)
    return member.require_label(), member.project


def _end(standing: Round) -> str:
    attempt = standing.attempt
    return render_template(
        "training/end.html",
        page_title=gettext("Training"),
        attempt=attempt,
        per_cent=scoring.per_cent(attempt.right, attempt.asked) if attempt else 0,
        items=[(number, item, standing.given[item.id]) for number, item in enumerate(standing.items, 1)],
    )


def _compared(version: Version, project: Project, item: Item, given: TrainingAnswer) -> list[dict[str, Any]]:
    """Describe each known answer beside the one given: names of labels, whether they agree, and the reason."""
    judgments, reasons = training.judged(given.judgments), rounds.reasons(item)
    return [
        {
            "question": judged_question(version.codebook, project, Judged(*one.question)),
            "given": _told(version, one.question, judgments),
            "known": _told(version, one.question, item.judgments),
            "agrees": one.agrees,
            "reason": reasons.get(one.question, ""),
        }
        for one in rounds.compare(item, judgments)
    ]


def _told(version: Version, question: scoring.Question, judgments: tuple[Judged, ...]) -> str:
    given = [answer_name(version.codebook, one) for one in judgments if (one.dimension, one.target) == question]
    return gettext(", ").join(given)
