from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Table, Text, UniqueConstraint, literal, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.db import Base, now

SKIPPED = literal("skipped", literal_execute=True)  # stands in the statement itself, so that partial indexes fit


def table(model: type[Base]) -> Table:
    """Return a model's table: a statement on plain tables, built once, runs in a sixth of the time."""
    return cast(Table, model.__table__)


class Lease(Base):
    """A passage handed to an annotator. An inactive one (answered or run out) still shows that it was handed out."""

    __tablename__ = "leases"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    active: Mapped[bool] = mapped_column(default=True)
    lapsed: Mapped[bool] = mapped_column(default=False)
    """Ran out before it was answered: its annotator is handed it first on coming back, if a slot is free."""
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
        Index(
            "ix_leases_held",
            "annotator_id",
            "position",
            sqlite_where=text("active = 1"),
            postgresql_where=text("active"),
        ),
        Index(
            "ix_leases_lapsed",
            "annotator_id",
            "position",
            sqlite_where=text("lapsed = 1"),
            postgresql_where=text("lapsed"),
        ),
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
        Index(
            "ix_annotations_done",
            "annotator_id",
            sqlite_where=text("latest = 1 AND late = 0 AND state != 'skipped'"),
            postgresql_where=text("latest AND NOT late AND state != 'skipped'"),
        ),
        Index(
            "ix_annotations_skipped",
            "annotator_id",
            "id",
            sqlite_where=text("latest = 1 AND state = 'skipped'"),
            postgresql_where=text("latest AND state = 'skipped'"),
        ),
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


class StoryAssignment(Base):
    """An annotator whom a story is given to; the passages of a story that has any go to those alone."""

    __tablename__ = "story_assignments"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)


class TrainingItem(Base):
    """A passage with known answers, which those who begin label first; nobody labels it for the set.

    One that was removed is kept with the answers that were given to it.
    """

    __tablename__ = "training_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id"))
    position: Mapped[int]
    codebook: Mapped[int]
    judgments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The known answers, each with the reason for it, as an annotation's judgments are sent."""
    reason: Mapped[str] = mapped_column(Text)
    """What is to be said of the passage as a whole."""
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_training_items_passage",
            "project_id",
            "passage_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )


class TrainingAttempt(Base):
    """An annotator's way through a training round; `number` counts them from 1."""

    __tablename__ = "training_attempts"
    __table_args__ = (UniqueConstraint("annotator_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    number: Mapped[int]
    items: Mapped[list[int]] = mapped_column(JSON)
    """The ids of its items in the order of this round."""
    begun_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    right: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    """Both count judgments, and stand from the end of the round on, as do the mark of that time and `passed`."""
    pass_mark: Mapped[int | None]
    passed: Mapped[bool] = mapped_column(default=False)

    answers: Mapped[list["TrainingAnswer"]] = relationship(order_by="TrainingAnswer.id", lazy="selectin")


class TrainingAnswer(Base):
    """What an annotator answered on a training item, and how many of its judgments were right then."""

    __tablename__ = "training_answers"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("training_attempts.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("training_items.id"))
    codebook: Mapped[int]
    judgments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    right: Mapped[int]
    asked: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
