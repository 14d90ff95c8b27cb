"""What people think of answers, and whether a run's events tell of steps. A released revision is never edited."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE feedback (
            message INTEGER NOT NULL,
            rating TEXT,
            comment TEXT NOT NULL,
            corrections TEXT NOT NULL,
            given_at INTEGER NOT NULL,
            PRIMARY KEY (message),
            CONSTRAINT feedback_rating CHECK (rating IN ('up', 'down')),
            FOREIGN KEY(message) REFERENCES message ("key") ON DELETE CASCADE
        ) STRICT
        """
    )
    # Of older runs it stays unknown: to learn it, all that they said would have to be read.
    op.execute("ALTER TABLE run ADD COLUMN steps INTEGER")
