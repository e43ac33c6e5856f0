"""A training round, and care for those who read what is hard to read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("pass_mark", sa.Integer(), nullable=False, server_default="80"))
    op.add_column("projects", sa.Column("content_note", sa.Text(), nullable=False, server_default=""))
    op.add_column("projects", sa.Column("blurred", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("articles", sa.Column("content_note", sa.Text(), nullable=True))
    _add_items()
    _add_attempts()


def _add_items() -> None:
    op.create_table(
        "training_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codebook", sa.Integer(), nullable=False),
        sa.Column("judgments", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_training_items_project_id_projects")),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name=op.f("fk_training_items_passage_id_passages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_items")),
    )
    op.create_index(
        "uq_training_items_passage",
        "training_items",
        ["project_id", "passage_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _add_attempts() -> None:
    op.create_table(
        "training_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["annotators.id"], name=op.f("fk_training_attempts_annotator_id_annotators")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attempts")),
        sa.UniqueConstraint("annotator_id", "number", name=op.f("uq_training_attempts_annotator_id_number")),
    )
    op.create_table(
        "training_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("codebook", sa.Integer(), nullable=False),
        sa.Column("judgments", sa.JSON(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["training_attempts.id"], name=op.f("fk_training_answers_attempt_id_training_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["training_items.id"], name=op.f("fk_training_answers_item_id_training_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_answers")),
        sa.UniqueConstraint("attempt_id", "item_id", name=op.f("uq_training_answers_attempt_id_item_id")),
    )
