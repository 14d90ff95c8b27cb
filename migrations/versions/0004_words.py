"""The full-text index.

Its view and triggers are made, and it is built, behind every upgrade: see `dspy_chat.words`. A released revision is never
edited.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE words USING fts5("
        "owner, title, text, content='searched', content_rowid='key', columnsize=0, prefix='3 4', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
