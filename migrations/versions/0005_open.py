"""The open runs by their conversation. A released revision is never edited."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Over `status` it was not used: the running run of a conversation was looked for among all its runs.
    op.execute("DROP INDEX run_open")
    op.execute("CREATE INDEX run_open ON run (conversation) WHERE status = 'running'")
