from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.db import Base, now


class Project(Base):
    """One study: a corpus, a codebook and people, with the rules by which passages are labelled."""

    __tablename__ = "projects"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    overlap: Mapped[int] = mapped_column(default=2)
    order: Mapped[str] = mapped_column(default="reading")
    """`reading` (as ingested), or `shuffled` (articles in an order of each annotator's own, from `seed`)."""
    seed: Mapped[int]
    labelled_kinds: Mapped[list[str]]
    """The kinds of passage that are put to annotators unless a lead decides otherwise."""
    duplicate_threshold: Mapped[float] = mapped_column(default=0.7, server_default="0.7")
    """The Jaccard index from which on two passages are near-duplicates."""
    outlet: Mapped[str] = mapped_column(default="always", server_default="always")
    """When annotators are told an article's outlet and address: `always`, or `after` their answers to it."""
    later_passages: Mapped[str] = mapped_column(default="dimmed", server_default="dimmed")
    """How the desk shows what comes after the passage in hand: `dimmed` or `hidden`."""
    corroboration: Mapped[str] = mapped_column(default="always", server_default="always")
    """When annotators may open what other outlets say: `always`, `after` their answer to the passage, or `never`."""
    pass_mark: Mapped[int] = mapped_column(default=80, server_default="80")
    """Per cent of a training round's judgments that must agree with the known answers."""
    content_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What an annotator reads before each sitting; empty for nothing."""
    blurred: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Every passage comes blurred, until its annotator reveals it."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    targets: Mapped[list["Target"]] = relationship(order_by="Target.position", lazy="selectin")


class Target(Base):
    """Someone or something that a stance is taken toward."""

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("project_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    slug: Mapped[str]
    name: Mapped[str]
    position: Mapped[int]
