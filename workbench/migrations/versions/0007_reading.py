"""What the desk shows of an article, and which codebook an annotator has seen."""

from collections.abc import Sequence

revision = "0007"
down_revision = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass
