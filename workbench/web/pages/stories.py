from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.corpus import articles
from workbench.corpus.stories import corroboration, growing, listing, placing
from workbench.db import db, transaction
from workbench.labeling import assignments, progress
from workbench.web import identity, paging
from workbench.web.language import gettext, ngettext

PAGE = 50
OUTSIDE = 100

blueprint = Blueprint("stories", __name__, url_prefix="/projects/<slug>/stories")


@blueprint.get("")
def show(slug: str) -> str:
    """List the stories, a page at a time."""
    project, session = identity.lead(slug).project, db.session()
    count = listing.count(session, project)
    page, pages = paging.asked(count, PAGE)
    found = listing.listing(session, project, limit=PAGE, offset=(page - 1) * PAGE)
    return render_template(
        "stories/list.html",
        page_title=gettext("Stories"),
        stories=found,
        complete=progress.complete_by_article(session, project, [one.id for told in found for one in told.articles]),
        count=count,
        outside=listing.count_outside(session, project),
        waiting=growing.waiting(session, project),
        page=page,
        pages=pages,
    )


@blueprint.get("/outside")
def outside(slug: str) -> str:
    """List the articles that are in no story, a page at a time."""
    project, session = identity.lead(slug).project, db.session()
    count = listing.count_outside(session, project)
    page, pages = paging.asked(count, OUTSIDE)
    return render_template(
        "stories/outside.html",
        page_title=gettext("Articles outside stories"),
        articles=listing.outside(session, project, limit=OUTSIDE, offset=(page - 1) * OUTSIDE),
        count=count,
        page=page,
        pages=pages,
    )


@blueprint.get("/<story_id>")
def read(slug: str, story_id: str) -> str:
    """Show one of a story's articles, the most telling one unless told, each passage with what others say to it."""
    project, session = identity.lead(slug).project, db.session()
    story = listing.get(session, project, story_id)
    chosen = next((one for one in story.articles if one.uid == request.args.get("article")), story.articles[0])
    return render_template(
        "stories/story.html",
        page_title=story.title or gettext("A story"),
        annotators=[one.name for one in assignments.annotators(session, project)],
        assigned=assignments.of_story(session, story.id),
        story=story,
        chosen=chosen,
        passages=articles.body(session, articles.get(session, project, chosen.uid)),
        corroboration={one.passage_id: one for one in corroboration.of_article(session, chosen.id)},
    )


@blueprint.post("/<story_id>/assign")
def assign(slug: str, story_id: str) -> ResponseReturnValue:
    """Give a story to some annotators alone, or to everyone again."""
    project = identity.lead(slug).project
    with transaction() as session:
        assignments.assign(session, project, story_id, request.form.getlist("annotators"))
    is_given = "annotators" in request.form
    flash(gettext("The story is assigned.") if is_given else gettext("The story is everyone’s again."))
    return redirect(url_for("stories.read", slug=slug, story_id=story_id), 303)


@blueprint.post("/grow")
def grow(slug: str) -> ResponseReturnValue:
    """Put the articles that were not looked at yet into stories."""
    *_, grown = growing.grow(identity.lead(slug).project)
    looked = ngettext("%(num)s article was looked at.", "%(num)s articles were looked at.", grown.done)
    joined = ngettext("%(num)s joined a story.", "%(num)s joined a story.", grown.joined)
    flash(f"{looked} {joined}")
    return redirect(url_for("stories.show", slug=slug), 303)


@blueprint.post("/move")
def move(slug: str) -> ResponseReturnValue:
    """Put an article to another story, to a new one, or out of all."""
    project, uid, to = identity.lead(slug).project, request.form.get("article", ""), request.form.get("to", "")
    with transaction() as session:
        if to == "out":
            placing.out(session, project, uid)
            target = url_for("stories.outside", slug=slug)
        else:
            story = (
                placing.to_new(session, project, uid) if to == "new" else placing.to_story(session, project, uid, to)
            )
            target = url_for("stories.read", slug=slug, story_id=story.id, article=uid)
    flash(gettext("The article is moved. It stays there."))
    return redirect(target, 303)
