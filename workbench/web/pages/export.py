import json

from flask import Blueprint, render_template

from workbench.codebook import codebooks
from workbench.corpus import passages
from workbench.datasets.rows import ExportRows
from workbench.db import db
from workbench.web import identity
from workbench.web.language import gettext

blueprint = Blueprint("export", __name__, url_prefix="/projects/<slug>/export")

_SHORT = 120


@blueprint.get("")
def show(slug: str) -> str:
    """Show what an export holds, with one of its lines, and how to load it."""
    project, session = identity.lead(slug).project, db.session()
    rows = ExportRows(session, project)
    return render_template(
        "export/export.html",
        page_title=gettext("Export"),
        annotated=len(rows),
        labelled=passages.labelled_count(session, project),
        version=codebooks.current(session, project).number,
        example=_example(rows),
    )


def _example(rows: ExportRows) -> str:
    """Write one of the first rows out, its text cut short, each key on a line of its own."""
    first = next(rows.chunks(), [])
    if not first:
        return ""
    row = next((one for one in first if any(label["values"] for label in one["labels"])), first[0])
    if len(row["text"]) > _SHORT:
        row["text"] = row["text"][:_SHORT].rstrip() + " …"
    return "{\n" + ",\n".join(f'  "{key}": {_value(value)}' for key, value in row.items()) + "\n}"


def _value(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {json.dumps(one, ensure_ascii=False)}" for one in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False)
