"""The model calls of each run. A released revision is never edited."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE trace (
            run INTEGER NOT NULL PRIMARY KEY,
            data TEXT NOT NULL,
            FOREIGN KEY (run) REFERENCES run (key) ON DELETE CASCADE
        ) STRICT
        """
    )
