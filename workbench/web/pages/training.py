"""The training round as its lead makes it: which passages, their known answers, and how people fare."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.codebook import codebooks
from workbench.codebook.codebooks import Version
from workbench.corpus import articles
from workbench.db import db, transaction
from workbench.labeling import rounds, training
from workbench.labeling.schemas import Judged, Known, KnownForm
from workbench.labeling.training import Item
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.projects.schemas import PassMarkForm
from workbench.web import answers, forms, identity
from workbench.web.api.documents import of_project
from workbench.web.errors import Answer
from workbench.web.language import gettext
from workbench.web.words import answer_name, judged_question, question_name

blueprint = Blueprint("training", __name__, url_prefix="/projects/<slug>/training")


@blueprint.get("")
def show(slug: str) -> str:
    """Show the passages of the round, the pass mark, and how each annotator fares."""
    return _page(slug)


def _page(slug: str, *, wrong: Answer | None = None) -> str:
    project, session = identity.lead(slug).project, db.session()
    version = codebooks.current(session, project)
    return render_template(
        "training/training.html",
        page_title=gettext("Training"),
        items=[_shown(version, project, one) for one in training.items(session, project)],
        people=[(one, rounds.document(one)["rounds"]) for one in rounds.results(session, project)],
        pass_mark=project.pass_mark,
        given=request.form,
        wrong=wrong,
    )


@blueprint.post("")
@forms.shown_again_by(_page)
def set_mark(slug: str) -> ResponseReturnValue:
    """Set the pass mark."""
    project, mark = identity.lead(slug).project, forms.read(PassMarkForm)
    with transaction() as session:
        projects.change(session, project, pass_mark=mark)
    flash(gettext("The pass mark is saved. It counts for rounds that end from now on."))
    return redirect(url_for("training.show", slug=slug), 303)


@blueprint.get("/passage")
def passage(slug: str) -> str:
    """Show a passage in its article, with its known answers if it has any; its number stands in the query."""
    return _passage_page(slug)


def _passage_page(slug: str, *, wrong: Answer | None = None) -> str:
    project, session = identity.lead(slug).project, db.session()
    placed = articles.placed(session, project, request.values.get("passage", ""))
    version, item = codebooks.current(session, project), training.of_passage(session, project, placed.passage_id)
    return render_template(
        "training/passage.html",
        page_title=gettext("A passage to train on"),
        project=of_project(session, project),
        codebook=codebooks.guide(version),
        known=_shown(version, project, item) if item else None,
        given=request.form,
        wrong=wrong,
        **around(project, articles.document(session, project, placed.uid), placed.passage_id),
        **asked(version, project, sent(version, project) if wrong else item.judgments if item else (), item),
    )


@blueprint.post("/passage")
@forms.shown_again_by(_passage_page)
def use(slug: str) -> ResponseReturnValue:
    """Use a passage for training with the known answers sent, in place of those that it had."""
    project = identity.lead(slug).project
    known = _known(project, codebooks.current(db.session(), project))
    with transaction() as session:
        training.add(session, project, known)
    flash(gettext("The passage is used for training."))
    return redirect(url_for("training.show", slug=slug), 303)


@blueprint.post("/remove")
def remove(slug: str) -> ResponseReturnValue:
    """Take a passage out of the round."""
    project = identity.lead(slug).project
    with transaction() as session:
        is_labelled = training.remove(session, project, request.form.get("passage", ""))
    seen = gettext("Its known answers were seen, so it stays unlabelled; you can change that on its article’s page.")
    flash(gettext("It is put to annotators again.") if is_labelled else seen)
    return redirect(url_for("training.show", slug=slug), 303)


def around(project: Project, article: dict[str, Any], passage_id: int) -> dict[str, Any]:
    """Return what a page shows of an article around one of its passages."""
    is_veiled = project.blurred or "content_note" in article
    return {"article": article, "passage_id": str(passage_id), "is_veiled": is_veiled}


def _known(project: Project, version: Version) -> Known:
    given: Known = forms.read(KnownForm)
    questions = codebooks.in_asking_order(version.codebook, project.targets)
    judgments = answers.with_reasons(request.form, questions, sent(version, project))
    return replace(given, judgments=judgments)


def asked(version: Version, project: Project, stands: Sequence[Judged], item: Item | None = None) -> dict[str, Any]:
    """Return the questions with their numbers in the form, and the answers that it begins with.

    Of an item, each question has the reason that stands for it, or that was sent.
    """
    reasons = rounds.reasons(item) if item else {}
    questions = [
        {
            "number": number,
            "name": question_name(dimension.name, target.name if target else None),
            "has_target": target is not None,
            "reason": request.form.get(
                f"reason-{number}", reasons.get((dimension.id, target.slug if target else None), "")
            ),
        }
        for number, (dimension, target) in enumerate(codebooks.in_asking_order(version.codebook, project.targets))
    ]
    return {
        "questions": codebooks.laid_out(version, project.targets),
        "asked": questions,
        "stands": [{name: getattr(one, name) for name in ("dimension", "target", "value", "state")} for one in stands],
        "chosen": [(one.dimension, one.target, one.value) for one in stands if one.value is not None],
    }


def sent(version: Version, project: Project) -> tuple[Judged, ...]:
    """Return the answers that the form in hand was sent with."""
    return answers.read(request.form, codebooks.in_asking_order(version.codebook, project.targets))


def _shown(version: Version, project: Project, item: Item) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for one in item.judgments:
        said.setdefault(judged_question(version.codebook, project, one), []).append(answer_name(version.codebook, one))
    return {
        "passage": item.passage.id,
        "uid": item.article.uid,
        "title": item.article.title or item.article.uid,
        "text": item.passage.text,
        "answers": said,
        "reason": item.reason,
        "unfit": item.unfit,
    }
