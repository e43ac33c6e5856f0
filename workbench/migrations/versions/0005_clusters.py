"""Near-duplicates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_CLUSTERED = "retired_at IS NULL AND (labelled OR kind IN ('paragraph', 'list', 'table', 'quote', 'caption'))"


def upgrade() -> None:
    op.add_column("projects", sa.Column("duplicate_threshold", sa.Double(), server_default="0.7", nullable=False))
    where = sa.text(_CLUSTERED)
    columns = ["project_id", "id"]
    op.create_index("ix_passages_clustered", "passages", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "clusters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_clusters_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clusters")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_clusters_project_id"), "clusters", ["project_id"], unique=False)
    op.create_table(
        "cluster_members",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_cluster_members_passage_id_passages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["clusters.id"], name=op.f("fk_cluster_members_cluster_id_clusters")),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_cluster_members")),
    )
    op.create_index(op.f("ix_cluster_members_cluster_id"), "cluster_members", ["cluster_id"], unique=False)
    op.create_table(
        "passage_sketches",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_passage_sketches_passage_id_passages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_passage_sketches_project_id_projects")),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_passage_sketches")),
    )
    op.create_index(op.f("ix_passage_sketches_project_id"), "passage_sketches", ["project_id"], unique=False)
    op.create_table(
        "cluster_indexes",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cluster_indexes_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_cluster_indexes")),
    )
