"""Every error raised on purpose. The HTTP layer turns one into its status and `{code, message}`.

ChatError                     500 internal
├── BadInput                  422 bad_input
├── Forbidden                 403 forbidden
├── Unknown                   404 unknown
│   ├── UnknownRun            404 unknown_run
│   ├── UnknownConversation   404 unknown_conversation
│   ├── UnknownMessage        404 unknown_message
│   ├── UnknownProgram        404 unknown_program
│   └── UnknownModel          404 unknown_model
├── Conflict                  409 conflict
│   ├── Busy                  409 busy             carries the run to attach to
│   └── CursorBeyondEnd       409 cursor_beyond_end
├── TooLarge                  413 too_large
├── StorageFailed             507 storage_failed    the disk or the database failed
│   ├── StorageFull           507 storage_full
│   ├── StorageReadOnly       507 storage_read_only
│   ├── StorageLocked         503 storage_locked    another program holds the database
│   ├── StorageDamaged        507 storage_damaged
│   └── StorageRefused        500 storage_refused   it takes other writes, but not this one
├── ShuttingDown              503 shutting_down
├── ModelUnavailable          503 model_unavailable
├── NotBuilt                  503 not_built        the web client is missing
├── BadProgram                500 bad_program      a plugin handed over something that cannot be a program
└── BadSettings               500 bad_settings     the server cannot start like this

`code` is part of the protocol. Messages put identifiers through `!r` and name what would have worked.
"""

from typing import ClassVar


class ChatError(Exception):
    """Base of every error raised on purpose. `message` is safe to show to a user."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    passing: ClassVar[bool] = False
    """Whether the same may succeed later, when what is outside of the server has changed."""
    retry_after: ClassVar[int | None] = None
    """Seconds after which it may well work."""

    def __init__(self, message: str, **details: str) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class BadInput(ChatError):
    code = "bad_input"
    status = 422


class Forbidden(ChatError):
    code = "forbidden"
    status = 403


class Unknown(ChatError):
    code = "unknown"
    status = 404


class UnknownRun(Unknown):
    code = "unknown_run"


class UnknownConversation(Unknown):
    code = "unknown_conversation"


class UnknownMessage(Unknown):
    code = "unknown_message"


class UnknownProgram(Unknown):
    code = "unknown_program"


class UnknownModel(Unknown):
    code = "unknown_model"


class Conflict(ChatError):
    code = "conflict"
    status = 409


class Busy(Conflict):
    """Another run answers on this branch; `details["run"]` is the one to attach to."""

    code = "busy"


class CursorBeyondEnd(Conflict):
    code = "cursor_beyond_end"


class TooLarge(ChatError):
    code = "too_large"
    status = 413


class StorageFailed(ChatError):
    code = "storage_failed"
    status = 507
    passing = True


class StorageFull(StorageFailed):
    code = "storage_full"


class StorageReadOnly(StorageFailed):
    code = "storage_read_only"


class StorageLocked(StorageFailed):
    code = "storage_locked"
    status = 503


class StorageDamaged(StorageFailed):
    code = "storage_damaged"


class StorageRefused(StorageFailed):
    code = "storage_refused"
    status = 500
    passing = False


class ShuttingDown(ChatError):
    code = "shutting_down"
    status = 503
    retry_after = 2


class ModelUnavailable(ChatError):
    code = "model_unavailable"
    status = 503


class NotBuilt(ChatError):
    code = "not_built"
    status = 503


class BadProgram(ChatError):
    code = "bad_program"


class BadSettings(ChatError):
    code = "bad_settings"
