"""Articles that come as web pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("author", sa.String(), nullable=True))
    op.add_column("articles", sa.Column("format", sa.String(), nullable=False, server_default="text"))
    op.add_column("passages", sa.Column("pointer", sa.String(), nullable=True))
