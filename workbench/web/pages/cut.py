"""An article's passages over its source, and what a lead changes of them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from workbench.corpus import articles, mending
from workbench.corpus.articles import Piece
from workbench.corpus.kinds import Kind
from workbench.corpus.mending import Done
from workbench.corpus.mending_rules import places
from workbench.corpus.models import Article
from workbench.corpus.schemas import Mend, MendForm
from workbench.db import db, iso, transaction
from workbench.labeling import retiring
from workbench.people import users
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import gettext, mark
from workbench.web.pages.articles import blueprint
from workbench.web.words import KINDS, named

__all__ = ["blueprint"]

_TOLD = {
    "kind": mark("Its kind is changed."),
    "split": mark("Split in two."),
    "merge": mark("Merged."),
    "include": mark("It is labelled now."),
    "exclude": mark("It is not labelled any more."),
    "undo": mark("Undone."),
    "redo": mark("Done again."),
}


@blueprint.get("/cut")
def cut(slug: str) -> str:
    """Show an article's passages beside its source. Its id stands in the query: it may hold any character."""
    return _cut_page(slug)


def _cut_page(slug: str, *, wrong: Answer | None = None) -> str:
    project, session = identity.lead(slug).project, db.session()
    article = articles.get(session, project, request.args.get("id", ""))
    pieces = articles.cut(session, article)
    return render_template(
        "articles/cut.html",
        page_title=article.title or article.uid,
        article=article,
        passages=pieces,
        answers=retiring.answers(session, article),
        in_use=articles.is_in_use(session, article),
        kinds={str(kind): named(KINDS, kind) for kind in Kind},
        wrong=wrong,
        given=request.form,
        **_bench(pieces, request.values.get("passage", 0, int)),
        **_changes(session, article),
    )


@blueprint.post("/cut")
@forms.shown_again_by(_cut_page)
def mend(slug: str) -> ResponseReturnValue:
    """Do what a lead asks for, and go back to the passage that came of it."""
    lead, given, uid = identity.lead(slug), _mend_form(slug), request.args.get("id", "")
    with transaction() as session:
        by = lead.caller.user_id
        done = retiring.mend(session, lead.project, uid, given.act, user_id=by, confirmed=given.confirmed)
    flash(gettext(_TOLD[done.act]))
    chosen = _in_hand(done)
    return redirect(url_for("articles.cut", slug=slug, id=uid, passage=chosen, _anchor=f"p-{chosen}"), 303)


def _mend_form(slug: str) -> Mend:
    # An article that is not there is told before what is wrong with the form about it.
    articles.get(db.session(), identity.lead(slug).project, request.args.get("id", ""))
    found: Mend = forms.read(MendForm)
    return found


def _in_hand(done: Done) -> int:
    return done.made[1 if done.act == "split" else 0]


def _bench(pieces: list[Piece], passage_id: int) -> dict[str, Any]:
    """Find the passage in hand, its neighbours, and where it might be split."""
    number = next((number for number, piece in enumerate(pieces) if piece.id == passage_id), 0)
    in_hand = pieces[number]
    return {
        "in_hand": in_hand,
        "previous": pieces[number - 1] if number else None,
        "next": pieces[number + 1] if number + 1 < len(pieces) else None,
        "places": places(in_hand.raw),
    }


def _changes(session: Session, article: Article) -> dict[str, Any]:
    entries = mending.history(session, article)
    names = users.names_of(session, {one.user_id for one in entries if one.user_id})
    return {
        "to_undo": mending.to_undo(session, article),
        "to_redo": mending.to_redo(session, article),
        "changes": [(one, names.get(one.user_id or 0, ""), iso(one.at)) for one in entries],
    }
