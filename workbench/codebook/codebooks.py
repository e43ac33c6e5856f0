from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workbench.codebook import definition
from workbench.codebook.definition import Codebook, Dimension, Label
from workbench.codebook.models import CodebookVersion
from workbench.errors import NotFoundError, Problem, RuleError
from workbench.projects.models import Project, Target

# Every submission asks this: building the statement anew costs more than running it.
_BY_NUMBER = select(CodebookVersion).where(
    CodebookVersion.project_id == bindparam("project"), CodebookVersion.version == bindparam("number")
)
_NO_ANSWERS: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Version:
    """A codebook as a project accepted it."""

    number: int
    source: str
    codebook: Codebook


def install(
    session: Session,
    project: Project,
    text: str,
    *,
    file: str = "codebook",
    answered: Collection[tuple[str, str]] = _NO_ANSWERS,
) -> Version:
    """Make `text` the project's codebook, as its first or next version; the text of the current one is no new version.

    `answered` holds the (dimension, label) pairs that answers stand on: ids are stable, so a version that drops one
    is refused. Raises BadInputError for a text that is no codebook and RuleError for a dropped id.
    """
    codebook = definition.parse(text, file=file)
    latest = _latest(session, project)
    if latest and latest.source == text:
        return _version(latest)
    if dropped := [pair for pair in sorted(answered) if not _holds(codebook, *pair)]:
        raise RuleError(
            f"{file} drops labels that have answers. Keep them; a name, an order or a key may change, an id may not.",
            problems=[Problem(dimension, f"the label “{label}” is gone") for dimension, label in dropped],
        )
    return _store(session, project, text, latest.version + 1 if latest else 1)


def replace(session: Session, project: Project, text: str) -> Version:
    """Make `text` the only codebook of a project whose passages nobody has answered; the caller has made sure.

    The versions before it are forgotten, since no answer names them.
    """
    for row in session.scalars(select(CodebookVersion).filter_by(project_id=project.id)):
        session.delete(row)
    session.flush()
    return _store(session, project, text, 1)


def current(session: Session, project: Project) -> Version:
    """Return the project's latest codebook. Raises NotFoundError where it has none."""
    row = _latest(session, project)
    if row is None:
        raise NotFoundError("codebook of", project.slug)
    return _version(row)


def get(session: Session, project: Project, number: int) -> Version | None:
    """Return the version of that number, None if this project never accepted it."""
    row = session.scalars(_BY_NUMBER, {"project": project.id, "number": number}).first()
    return _version(row) if row else None


def versions(session: Session, project: Project) -> list[CodebookVersion]:
    """List the project's versions, newest first."""
    query = select(CodebookVersion).filter_by(project_id=project.id).order_by(CodebookVersion.version.desc())
    return list(session.scalars(query))


def document(version: Version) -> dict[str, Any]:
    """Describe a codebook as the project's API document does: ids, names, keys."""
    return {
        "version": version.number,
        "dimensions": [
            {
                "id": dimension.id,
                "name": dimension.name,
                "level": dimension.level,
                "several": dimension.several,
                "per_target": dimension.per_target,
                "labels": [
                    {"id": label.id, "name": label.name, "key": label.key, "off_scale": label.off_scale}
                    for label in dimension.labels
                ],
                **_when_asked(dimension),
            }
            for dimension in version.codebook.dimensions
        ],
    }


def guide(version: Version) -> dict[str, Any]:
    """Describe a codebook with all of its guidance, as the desk and the codebook page show it."""
    return {
        "version": version.number,
        "name": version.codebook.name,
        "guidance": version.codebook.guidance,
        "dimensions": [_guide_of(version.codebook, dimension) for dimension in version.codebook.dimensions],
    }


def questions(codebook: Codebook, targets: Sequence[Target]) -> list[tuple[Dimension, Target | None]]:
    """List what is asked of a passage, in order: a dimension once, or once for each target."""
    asked: list[tuple[Dimension, Target | None]] = []
    for dimension in codebook.dimensions:
        asked.extend((dimension, target) for target in (targets if dimension.per_target else [None]))
    return asked


def in_asking_order(codebook: Codebook, targets: Sequence[Target]) -> list[tuple[Dimension, Target | None]]:
    """List the same as a person is asked it: what depends on an answer toward a target follows it, target by target."""
    runs: list[list[Dimension]] = []
    for dimension in codebook.dimensions:
        condition = dimension.condition
        if condition and condition.same_target and condition.dimension in {one.id for one in runs[-1]}:
            runs[-1].append(dimension)
        else:
            runs.append([dimension])
    asked: list[tuple[Dimension, Target | None]] = []
    for run in runs:
        for target in targets if run[0].per_target else [None]:
            asked.extend((dimension, target) for dimension in run)
    return asked


def laid_out(version: Version, targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Describe the questions in the order in which they are asked, each dimension as `guide` does."""
    guided = {dimension["id"]: dimension for dimension in guide(version)["dimensions"]}
    return [
        {"dimension": guided[dimension.id], "target": target and {"id": target.slug, "name": target.name}}
        for dimension, target in in_asking_order(version.codebook, targets)
    ]


def _when_asked(dimension: Dimension) -> dict[str, Any]:
    """Describe when a question is asked; nothing where it always is."""
    condition = dimension.condition
    return {"asked_when": {"dimension": condition.dimension, "labels": list(condition.labels)}} if condition else {}


def _when_asked_by_name(codebook: Codebook, dimension: Dimension) -> dict[str, Any]:
    condition = dimension.condition
    other = codebook.dimension(condition.dimension) if condition else None
    if condition is None or other is None:
        return {}
    labels = [{"id": label.id, "name": label.name} for label in other.labels if label.id in condition.labels]
    return {"asked_when": {"dimension": other.id, "name": other.name, "labels": labels}}


def _guide_of(codebook: Codebook, dimension: Dimension) -> dict[str, Any]:
    fields = ("id", "name", "hint", "level", "several", "per_target", "guidance")
    return {
        **{field: getattr(dimension, field) for field in fields},
        **_when_asked_by_name(codebook, dimension),
        "labels": [_guide_of_label(label) for label in dimension.labels],
    }


def _guide_of_label(label: Label) -> dict[str, Any]:
    fields = ("id", "name", "key", "off_scale", "definition", "use", "do_not_use", "example")
    return {field: getattr(label, field) for field in fields}


def _holds(codebook: Codebook, dimension_id: str, label_id: str) -> bool:
    dimension = codebook.dimension(dimension_id)
    return dimension is not None and dimension.label(label_id) is not None


def _latest(session: Session, project: Project) -> CodebookVersion | None:
    query = select(CodebookVersion).filter_by(project_id=project.id).order_by(CodebookVersion.version.desc())
    return session.scalars(query.limit(1)).first()


def _store(session: Session, project: Project, text: str, number: int) -> Version:
    row = CodebookVersion(project_id=project.id, version=number, source=text)
    session.add(row)
    session.flush()
    return _version(row)


def _version(row: CodebookVersion) -> Version:
    return Version(row.version, row.source, _parsed(row.source))


@lru_cache(maxsize=64)
def _parsed(source: str) -> Codebook:
    return definition.parse(source)
