"""Branches: what stands beside a message, and which branch was shown last. A released revision is never edited."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE message ADD COLUMN shown_at INTEGER")
    op.execute("CREATE INDEX message_by_parent ON message (parent) WHERE parent IS NOT NULL")
    op.execute("CREATE INDEX message_first ON message (conversation) WHERE parent IS NULL")
