"""The lead's pages on near-duplicates: the clusters, and one paragraph in all the articles that carry it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from workbench import rewording
from workbench.agreement import copies
from workbench.agreement.copies import Answer, Compared
from workbench.codebook.definition import Dimension
from workbench.corpus.duplicates import clusters, growing, pairs, shingles
from workbench.corpus.duplicates.clusters import Copy, Listed
from workbench.db import db
from workbench.projects.models import Project
from workbench.web import identity, paging
from workbench.web.language import gettext
from workbench.web.words import question_name

PAGE = 50
COPIES = 20
COMPARED = 200
"""Copies of a cluster, its first, with which each that is shown is compared."""

blueprint = Blueprint("clusters", __name__, url_prefix="/projects/<slug>/clusters")


@blueprint.get("")
def show(slug: str) -> str:
    """List the clusters, a page at a time."""
    project = identity.lead(slug).project
    search = request.args.get("q", "").strip()
    order = request.args.get("order", "") if request.args.get("order") in clusters.ORDERS else clusters.ORDERS[0]
    totals = clusters.totals(db.session(), project, search)
    page, pages = paging.asked(totals.clusters, PAGE)
    found = clusters.listing(db.session(), project, search=search, order=order, limit=PAGE, offset=(page - 1) * PAGE)
    rows = _rows(project, found)
    asked = {"search": search, "order": order, "page": page, "pages": pages}
    return render_template(
        "clusters/list.html", page_title=gettext("Clusters"), rows=rows, totals=totals, **asked, **_made(project)
    )


@blueprint.get("/<cluster>")
def one(slug: str, cluster: str) -> str:
    """Show the passages of a cluster, with what each has otherwise than the first."""
    project, session = identity.lead(slug).project, db.session()
    passages = clusters.passages(session, project, cluster)
    page, pages = paging.asked(len(passages), COPIES)
    shown = clusters.copies(session, passages[(page - 1) * COPIES : page * COPIES])
    compared = clusters.copies(session, passages[:COMPARED])
    near = _near([*compared, *shown], shown, project.duplicate_threshold)
    return render_template(
        "clusters/cluster.html",
        page_title=gettext("Near-duplicates"),
        cluster=cluster,
        size=len(passages),
        copies=[_copy(compared[0], copy, passages, near[copy.passage_id]) for copy in shown],
        answers=_answers(project, passages),
        **{"page": page, "pages": pages, **_made(project)},
    )


def _made(project: Project) -> dict[str, Any]:
    """Say by which threshold two passages are near-duplicates, and whether these clusters are still from another."""
    return {"threshold": project.duplicate_threshold, "is_stale": growing.is_stale(db.session(), project)}


def _rows(project: Project, found: Sequence[Listed]) -> list[dict[str, Any]]:
    session = db.session()
    asked = copies.questions(session, project)
    given = copies.given(session, [passage for cluster in found for passage in cluster.passages])
    return [{"cluster": one, "answers": _verdict(copies.compare(asked, one.passages, given))} for one in found]


def _verdict(compared: Sequence[Compared]) -> dict[str, Any]:
    """Say in words how the answers on copies compare; nothing where fewer than two copies are answered."""
    if not any(len(one.answers) > 1 for one in compared):
        return {"differ": False, "words": gettext("one copy answered") if compared else ""}
    apart = [_name(one) for one in compared if one.differ]
    return {"differ": bool(apart), "words": _apart(apart) if apart else gettext("agree")}


def _apart(questions: Sequence[str]) -> str:
    return gettext("differ: %(questions)s", questions=gettext(", ").join(questions))


def _near(all_: Sequence[Copy], shown: Sequence[Copy], threshold: float) -> dict[int, list[tuple[int, float]]]:
    return pairs.near({one.passage_id: one.text for one in all_}, threshold, [one.passage_id for one in shown])


def _copy(first: Copy, copy: Copy, passages: Sequence[int], near: Sequence[tuple[int, float]]) -> dict[str, Any]:
    """Lay out a copy beside the first; where it is not near to that, the one that it is nearest to is told too."""
    alike = shingles.similarity(shingles.tokens(first.text), shingles.tokens(copy.text))
    through = near[0] if near and first.passage_id not in dict(near) and copy.passage_id != first.passage_id else None
    return {
        "number": passages.index(copy.passage_id) + 1,
        "passage": copy,
        "is_exact": alike == 1.0,
        "alike": alike,
        "through": through and {"number": passages.index(through[0]) + 1, "alike": through[1]},
        "parts": rewording.differences(first.text, copy.text),
    }


def _answers(project: Project, passages: Sequence[int]) -> list[dict[str, Any]]:
    """Lay out, for each question, which answers were given, and on which copies."""
    session = db.session()
    compared = copies.compare(copies.questions(session, project), passages, copies.given(session, passages))
    numbers = {passage: number for number, passage in enumerate(passages, 1)}
    return [
        {
            "question": _name(one),
            "differ": one.differ,
            "compared": len(one.answers) > 1,
            "given": [
                {"answer": _said(one.dimension, answer), "copies": [numbers[passage] for passage in holders]}
                for answer, holders in _by_answer(one).items()
            ],
        }
        for one in compared
    ]


def _by_answer(compared: Compared) -> dict[Answer, list[int]]:
    """Turn the answers of each copy round: the copies of each answer, what most copies have first."""
    holders: dict[Answer, list[int]] = {}
    for passage, answers in compared.answers.items():
        for answer in answers:
            holders.setdefault(answer, []).append(passage)
    return dict(sorted(holders.items(), key=lambda item: (-len(item[1]), sorted(item[0]))))


def _said(dimension: Dimension, answer: Answer) -> str:
    names = [label.name for label in dimension.labels if label.id in answer]
    unknown = sorted(answer - {label.id for label in dimension.labels})
    return " + ".join([*names, *unknown]) or gettext("none fits")


def _name(compared: Compared) -> str:
    return question_name(compared.dimension.name, compared.target.name if compared.target else None)
