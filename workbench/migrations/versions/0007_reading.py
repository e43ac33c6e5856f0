"""What the desk shows of an article, and which codebook an annotator has seen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    for name, usual in (("outlet", "always"), ("later_passages", "dimmed"), ("corroboration", "always")):
        op.add_column("projects", sa.Column(name, sa.String(), nullable=False, server_default=usual))
    op.add_column("annotators", sa.Column("codebook_seen", sa.Integer(), nullable=True))
