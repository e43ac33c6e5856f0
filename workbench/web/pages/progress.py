from flask import Blueprint, render_template

from workbench.db import db, iso
from workbench.labeling import progress
from workbench.web import identity
from workbench.web.language import gettext

blueprint = Blueprint("progress", __name__, url_prefix="/projects/<slug>/progress")


@blueprint.get("")
def show(slug: str) -> str:
    """Show how far the labelling is: in all, by article and by person."""
    lead, session = identity.lead(slug), db.session()
    articles = progress.by_article(session, lead.project)
    return render_template(
        "progress/progress.html",
        page_title=gettext("Progress"),
        articles=articles,
        people=[(one, iso(one.last_at)) for one in progress.by_person(session, lead.project)],
        labelled=sum(one.labelled for one in articles),
        complete=sum(one.complete for one in articles),
        answers=sum(one.answers for one in articles),
        overlap=lead.project.overlap,
    )
