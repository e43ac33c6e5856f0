from flask import Response
from flask_smorest import Blueprint

from workbench.corpus import articles
from workbench.db import db, now, transaction
from workbench.labeling import leases, reading
from workbench.people.access import Member
from workbench.web import identity
from workbench.web.api.documents import ArticleOut, ProjectOut, answer, of_project, refuses

blueprint = Blueprint("api-projects", __name__, url_prefix="/projects/<slug>", description="Projects and their texts")


@blueprint.get("")
@blueprint.response(200, ProjectOut)
@refuses(blueprint, 401, 404)
def show(slug: str) -> Response:
    """Give a project with its current codebook."""
    return answer(of_project(db.session(), identity.member(slug).project))


@blueprint.get("/articles/<path:uid>")
@blueprint.response(200, ArticleOut)
@refuses(blueprint, 401, 404)
def show_article(slug: str, uid: str) -> Response:
    """Give an article as its reader sees it; its outlet may be held back from who has not answered its passages."""
    member, session = identity.member(slug), db.session()
    if member.role == "annotator":
        document = reading.document(session, member.annotator, member.project, uid)
    else:
        document = articles.document(session, member.project, uid)
    _renew_leases(member)
    return answer(document)


def _renew_leases(member: Member) -> None:
    # Reading goes on while the leases run. Most reads write nothing, so that they do not wait for writers.
    annotator, minutes, at = member.annotator, identity.settings().lease_minutes, now()
    if annotator and leases.need_renewal(db.session(), annotator, minutes=minutes, at=at):
        with transaction() as session:
            leases.renew(session, annotator, minutes=minutes, at=at)
