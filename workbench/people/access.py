"""Who comes, and what they may do in a project. Nobody reaches anything of a project without a role in it."""

from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import Integer, and_, bindparam, select
from sqlalchemy.orm import Session, lazyload

from workbench.errors import NotAllowedError, NotFoundError
from workbench.people.models import Annotator, Membership
from workbench.projects.models import Project

May = Literal["all", "label", "export"]
Role = Literal["annotator", "lead", "admin"]


# Every request asks this: building the statement anew costs more than running it.
_USER = bindparam("user", type_=Integer)
_PART = (
    select(Project, Membership.role, Annotator)
    .outerjoin(Membership, and_(Membership.project_id == Project.id, Membership.user_id == _USER))
    .outerjoin(Annotator, and_(Annotator.project_id == Project.id, Annotator.user_id == _USER))
    .where(Project.slug == bindparam("slug"))
    .options(lazyload(Project.targets))
)


@dataclass(frozen=True)
class Caller:
    """A user whose credential was found good. A token may hold less than its owner's rights."""

    user_id: int
    name: str
    is_admin: bool
    may: May
    session_id: int | None
    language: str | None = None

    def require_admin(self) -> None:
        """Raise NotAllowedError unless this is an admin with all rights."""
        if not self.is_admin or self.may != "all":
            raise NotAllowedError("Only an admin may do this.")

    def require_browser(self) -> None:
        """Raise NotAllowedError for a token: credentials are changed by a person, never by a script."""
        if self.session_id is None:
            raise NotAllowedError("A token may not do this. Sign in with name and password.")


@dataclass(frozen=True)
class Member:
    """A caller with a role in a project."""

    caller: Caller
    project: Project
    role: Role
    annotator: Annotator | None

    @property
    def leads(self) -> bool:
        """Say whether the caller has a lead's rights here."""
        return self.role in {"lead", "admin"} and self.caller.may == "all"

    def require_lead(self) -> None:
        """Raise NotAllowedError unless the caller leads the project."""
        if not self.leads:
            raise NotAllowedError("Only a lead of this project may do this.")

    def require_export(self) -> None:
        """Raise NotAllowedError unless the caller may export: a lead, or a lead's token for that."""
        if self.role == "annotator" or self.caller.may == "label":
            raise NotAllowedError("Only a lead of this project may export.")

    def require_label(self) -> Annotator:
        """Return the annotator that the caller labels as. Raises NotAllowedError.

        A lead or admin does not label, also where they were an annotator once: they see the others' answers.
        """
        if self.role != "annotator" or self.annotator is None or self.caller.may == "export":
            raise NotAllowedError("Only an annotator of this project may label.")
        return self.annotator


def member(session: Session, caller: Caller, slug: str) -> Member:
    """Return the caller's part in a project. Raises NotFoundError, the same for no such project and for no role."""
    found = session.execute(_PART, {"user": caller.user_id, "slug": slug}).first()
    own_role: str | None = found[1] if found else None
    if found is None or not (own_role or caller.is_admin):
        raise NotFoundError("project", slug)
    project, role, annotator = found
    return Member(
        caller=caller, project=project, role="admin" if caller.is_admin else cast(Role, role), annotator=annotator
    )


def memberships(session: Session, caller: Caller) -> list[tuple[Project, Role]]:
    """List the projects that the caller may enter, by slug, each with the caller's role."""
    query = select(Project).order_by(Project.slug).options(lazyload(Project.targets))
    if caller.is_admin:
        return [(project, "admin") for project in session.scalars(query)]
    found = session.execute(
        query.add_columns(Membership.role)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.user_id == caller.user_id)
    )
    return [(project, cast(Role, role)) for project, role in found]
