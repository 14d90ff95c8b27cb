"""The open runs by their conversation; and the full-text index.

Its view and triggers are made, and it is built, behind every upgrade: see `dspy_chat.words`. A released revision is never
edited.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Over `status` it was not used: the running run of a conversation was looked for among all its runs.
    op.execute("DROP INDEX run_open")
    op.execute("CREATE INDEX run_open ON run (conversation) WHERE status = 'running'")
    op.execute(
        "CREATE VIRTUAL TABLE words USING fts5("
        "owner, title, text, content='searched', content_rowid='key', columnsize=0, prefix='3', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
