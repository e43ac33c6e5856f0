import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workbench.errors import ConflictError, NotFoundError, Problem, RuleError
from workbench.projects.models import Project, Target

ORDERS = ("reading", "shuffled")
LABELLED_KINDS = ("paragraph", "list", "quote")
"""The kinds of passage that a new project puts to annotators."""
CONTEXT_KINDS = ("heading", "table", "caption")
"""The kinds that a project may put to annotators too."""
READING: Mapping[str, tuple[str, ...]] = {
    "outlet": ("always", "after"),
    "later_passages": ("dimmed", "hidden"),
    "corroboration": ("always", "after", "never"),
}
"""What an annotator sees of an article, by the project's choice; the first of each is the usual one."""
MOST_OVERLAP = 100
LONGEST_NOTE = 2_000
"""Of a content note, in characters."""
LOWEST_DUPLICATE_THRESHOLD = 0.5

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST_NAME = 200
_LONGEST_SLUG = 64
# Latin letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


def create(
    session: Session, slug: str, *, name: str | None = None, overlap: int = 2, targets: Sequence[str] = ()
) -> Project:
    """Create a project; `targets` are names to display, of which ids are made.

    Raises ConflictError where the slug is taken, RuleError for a slug, name, overlap or target that cannot be.
    """
    if not _SLUG.fullmatch(slug):
        raise _refused("slug", slug, "use 1 to 64 of A-Z, a-z, 0-9, “.”, “_” and “-”, the first a letter or digit")
    project = Project(
        slug=slug,
        name=_checked_name("name", name if name is not None else slug),
        overlap=_checked_overlap(overlap),
        order=ORDERS[0],
        seed=secrets.randbelow(2**31),
        labelled_kinds=list(LABELLED_KINDS),
        targets=[],
    )
    session.add(project)
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError(f"There is a project “{slug}” already. Choose another slug.") from error
    change_targets(session, project, targets, answered=())
    return project


def get(session: Session, slug: str) -> Project:
    """Return the project of that slug. Raises NotFoundError."""
    project = session.scalars(select(Project).where(Project.slug == slug)).first()
    if project is None:
        raise NotFoundError("project", slug)
    return project


def listing(session: Session) -> list[Project]:
    """Return all projects by slug."""
    return list(session.scalars(select(Project).order_by(Project.slug)))


class Changes(TypedDict, total=False):
    """What can be changed of a project; None leaves it as it is."""

    name: str | None
    overlap: int | None
    order: str | None
    labelled_kinds: Collection[str] | None
    duplicate_threshold: float | None
    outlet: str | None
    later_passages: str | None
    corroboration: str | None
    pass_mark: int | None
    content_note: str | None
    blurred: bool | None


def change(session: Session, project: Project, **changes: Unpack[Changes]) -> None:
    """Change what is given of a project; None leaves it as it is.

    A changed overlap or order counts from the next lease, changed kinds from the next article: see
    `corpus.articles.relabel` for those that are in already. With another threshold clusters are made anew when
    they grow next. Another pass mark counts for rounds that end later. Raises RuleError for a value that cannot be.
    """
    for field, value in changes.items():
        if value is not None:
            setattr(project, field, _CHECKS[field](value))
    session.flush()


def checked_note(note: str) -> str:
    """Return a content note as it is kept. Raises RuleError for one that is too long or holds control characters."""
    text = note.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTE:
        raise _refused("content_note", f"{text[:40]}…", f"write at most {LONGEST_NOTE:,} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text if character not in "\n\t"):
        raise _refused("content_note", text[:40], "a note holds no control characters")
    return text


def change_targets(session: Session, project: Project, names: Sequence[str], *, answered: Collection[str]) -> None:
    """Make `names` the project's targets, in this order; one that it has already keeps its id, also in a new spelling.

    `answered` holds the ids of the targets that judgments stand on. Raises RuleError where one of them would go.
    """
    wanted = [_checked_name("targets", name) for name in names]
    if twice := next((name for number, name in enumerate(wanted) if name in wanted[:number]), None):
        raise _refused("targets", twice, "it is named twice; name each target once")
    named = {target.name: target for target in project.targets}
    respelled = {target.slug: target for target in project.targets if target.name not in wanted}
    kept = [named.get(name) or respelled.pop(slug_of(name), None) for name in wanted]
    gone = [target for target in project.targets if target not in kept]
    if lost := next((target for target in gone if target.slug in answered), None):
        raise _refused("targets", lost.name, "it has answers and cannot be taken out; name it too")
    for target in gone:
        session.delete(target)
    slugs = {target.slug for target in project.targets}
    for position, (name, known) in enumerate(zip(wanted, kept, strict=True)):
        if known:
            known.name, known.position = name, position
            continue
        slug = _free(slug_of(name) or f"target-{position + 1}", slugs)
        slugs.add(slug)
        session.add(Target(project_id=project.id, slug=slug, name=name, position=position))
    session.flush()
    session.expire(project, ["targets"])


def slug_of(name: str) -> str:
    """Return a name as an id: Latin letters and digits in lower case, hyphens between; empty where there are none."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    plain = "".join(character for character in letters if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-")


def _free(slug: str, taken: Iterable[str]) -> str:
    """Return the slug, or with the first number behind it that makes it one of its own."""
    number, free = 2, slug
    while free in taken:
        free = f"{slug[: _LONGEST_SLUG - 4]}-{number}"
        number += 1
    return free


def _checked_name(field: str, name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > _LONGEST_NAME:
        raise _refused(field, text[:40], f"a name has 1 to {_LONGEST_NAME} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise _refused(field, text[:40], "a name holds no control characters")
    return text


def _checked_overlap(overlap: int) -> int:
    if not 1 <= overlap <= MOST_OVERLAP:
        raise _refused("overlap", str(overlap), f"choose 1 to {MOST_OVERLAP}")
    return overlap


def _checked_order(order: str) -> str:
    if order not in ORDERS:
        raise _refused("order", order, f"choose {' or '.join(ORDERS)}")
    return order


def _checked_kinds(kinds: Collection[str]) -> list[str]:
    possible = (*LABELLED_KINDS, *CONTEXT_KINDS)
    if unknown := next((kind for kind in kinds if kind not in possible), None):
        raise _refused("labelled_kinds", unknown, f"choose among {', '.join(possible)}")
    if not kinds:
        raise _refused("labelled_kinds", "", "name at least one kind")
    return [kind for kind in possible if kind in kinds]


def _checked_threshold(threshold: float) -> float:
    if not LOWEST_DUPLICATE_THRESHOLD <= threshold <= 1:
        raise _refused("duplicate_threshold", f"{threshold:g}", f"choose {LOWEST_DUPLICATE_THRESHOLD:g} to 1")
    return threshold


def _checked_mark(mark: int) -> int:
    if not 0 <= mark <= 100:
        raise _refused("pass_mark", str(mark), "choose 0 to 100 per cent")
    return mark


def _refused(field: str, value: str, reason: str) -> RuleError:
    return RuleError(f"{field.capitalize().replace('_', ' ')} “{value}”: {reason}.", problems=[Problem(field, reason)])


def _checked_choice(field: str) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if value not in READING[field]:
            raise _refused(field, value, f"choose {' or '.join(READING[field])}")
        return value

    return checked


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda name: _checked_name("name", name),
    "overlap": _checked_overlap,
    "order": _checked_order,
    "labelled_kinds": _checked_kinds,
    "duplicate_threshold": _checked_threshold,
    **{field: _checked_choice(field) for field in READING},
    "pass_mark": _checked_mark,
    "content_note": checked_note,
    "blurred": bool,
}
