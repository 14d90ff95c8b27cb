"""What is done with a conversation: pinned, archived, deleted for now. A released revision is never edited."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE conversation ADD COLUMN deleted_at INTEGER")
    # The list is read in this order, and what is deleted is in another.
    op.execute("DROP INDEX conversation_by_update")
    op.execute(
        "CREATE INDEX conversation_listed ON conversation (archived, pinned, updated_at, id) WHERE deleted_at IS NULL"
    )
    op.execute("CREATE INDEX conversation_deleted ON conversation (deleted_at, id) WHERE deleted_at IS NOT NULL")
