from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.db import Base, now


class Lease(Base):
    """A passage handed to an annotator. An inactive one (answered or expired) still shows that it was handed out."""

    __tablename__ = "leases"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    active: Mapped[bool] = mapped_column(default=True)
    offline: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    """The how-manieth passage this annotator was handed, from 1."""
    seed: Mapped[int | None] = mapped_column(BigInteger)
    """What the order was shuffled from; None in reading order."""
    leased_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "ix_leases_expiry",
            "project_id",
            "expires_at",
            sqlite_where=text("active = 1"),
            postgresql_where=text("active"),
        ),
        Index("ix_leases_annotator", "annotator_id", "active", "position"),
    )


class Cursor(Base):
    """How far an annotator has come: `article_key` in the project's order, and the position in that article."""

    __tablename__ = "cursors"

    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"), primary_key=True)
    article_key: Mapped[int] = mapped_column(BigInteger, default=-1)
    article_id: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=-1)
    handed_out: Mapped[int] = mapped_column(default=0)


class Annotation(Base):
    """One annotator's answer on one passage, in one revision; the latest counts.

    `state` is `answered`, `unusable` or `skipped`. `late` ones stand outside overlap, statistics and export.
    """

    __tablename__ = "annotations"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    key: Mapped[str]
    digest: Mapped[str]
    """Of the submission as it was understood: the same key with another digest is refused."""
    revises: Mapped[str | None]
    latest: Mapped[bool] = mapped_column(default=True)
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    codebook: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[list[int]]]
    active_ms: Mapped[int | None]
    position: Mapped[int | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    screen: Mapped[str | None]
    context_opened: Mapped[list[str]]
    suggestion_shown: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=now)

    judgments: Mapped[list["Judgment"]] = relationship(order_by="Judgment.id", lazy="selectin")

    __table_args__ = (
        UniqueConstraint("annotator_id", "key"),
        Index(
            "uq_annotations_latest",
            "passage_id",
            "annotator_id",
            unique=True,
            sqlite_where=text("latest = 1"),
            postgresql_where=text("latest"),
        ),
        Index("ix_annotations_mine", "annotator_id", "id"),
        Index("ix_annotations_project", "project_id", "passage_id"),
    )


class Judgment(Base):
    """An annotation's answer in one dimension, for one target; several values are one judgment each.

    `value` is None where the state gives none, and where a question that takes several is answered with no label.
    """

    __tablename__ = "judgments"

    id: Mapped[int] = mapped_column(primary_key=True)
    annotation_id: Mapped[int] = mapped_column(ForeignKey("annotations.id"), index=True)
    dimension: Mapped[str]
    target: Mapped[str | None]
    value: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str]
