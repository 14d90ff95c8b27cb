"""Conversations, messages, runs and their events. A released revision is never edited."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Foreign keys stand apart from their columns: only there does SQLAlchemy read their actions back to compare them.
TABLES = (
    """
    CREATE TABLE conversation (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        program TEXT NOT NULL,
        head TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX conversation_by_update ON conversation (updated_at, id)",
    """
    CREATE TABLE message (
        key INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL,
        parent TEXT,
        role TEXT NOT NULL CONSTRAINT message_role CHECK (role IN ('user', 'assistant')),
        text TEXT NOT NULL,
        fields TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        FOREIGN KEY (conversation) REFERENCES conversation (id) ON DELETE CASCADE
    ) STRICT
    """,
    "CREATE INDEX message_by_conversation ON message (conversation, key)",
    """
    CREATE TABLE run (
        key INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL,
        message TEXT NOT NULL UNIQUE,
        program TEXT NOT NULL,
        model TEXT NOT NULL,
        status TEXT NOT NULL
            CONSTRAINT run_status CHECK (status IN ('running', 'completed', 'stopped', 'failed', 'interrupted')),
        start TEXT NOT NULL,
        usage TEXT,
        error TEXT,
        ms INTEGER,
        boot TEXT NOT NULL,
        idempotency_key TEXT UNIQUE,
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        FOREIGN KEY (conversation) REFERENCES conversation (id) ON DELETE CASCADE
    ) STRICT
    """,
    "CREATE INDEX run_open ON run (status) WHERE status = 'running'",
    "CREATE INDEX run_by_conversation ON run (conversation)",
    """
    CREATE TABLE event (
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (run, seq),
        FOREIGN KEY (run) REFERENCES run (key) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
