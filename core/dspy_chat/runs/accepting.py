"""What a turn becomes before it is stored: its start event, and the job that answers it; one of each for whoever answers.

Everything that can be wrong with a turn is found here, or in the transaction that stores it. Nothing runs yet.
"""

import asyncio
from dataclasses import dataclass

from dspy_chat.errors import BadInput, UnknownMessage
from dspy_chat.events import VERSION, StartEvent
from dspy_chat.models import Models
from dspy_chat.plugins import Installed, Programs
from dspy_chat.runner import HISTORY_TURNS, Job
from dspy_chat.runs.clock import Clock
from dspy_chat.runs.turn import By, Turn
from dspy_chat.settings import Settings
from dspy_chat.store import NewTurn, Store, new_id
from dspy_chat.tables import Conversation


@dataclass(frozen=True)
class Accepting:
    """Accepts turns. `boot` names this process."""

    settings: Settings
    store: Store
    programs: Programs
    models: Models
    clock: Clock
    boot: str
    places: dict[str, asyncio.Semaphore]
    """How many runs of a program may go on at once, by its id."""

    async def accept(self, turn: Turn) -> list[tuple[NewTurn, Job]]:
        """What is to be stored and run: of the one who answers and, behind it, of the others.

        Raises BadInput, UnknownProgram, UnknownModel, UnknownConversation, UnknownMessage.
        """
        if not turn.message.strip():
            raise BadInput("the message is empty; write something")
        conversation = await self.store.conversation(turn.conversation) if turn.conversation else None
        answers = await self._answers(turn, conversation)
        program = turn.program
        if program is None:
            program = conversation.program if conversation else self.programs.default or ""
        first = By(program, turn.model)
        question, beside = turn.beside or (new_id(), None)
        where = conversation.id if conversation else new_id()
        turns = await self.store.turns(answers, HISTORY_TURNS)
        accepted: list[tuple[NewTurn, Job]] = []
        for by in (first, *turn.others):
            installed = self.programs.get(program if by.program is None else by.program)
            # What is asked of several is what each of them takes; of one it must be right.
            given = turn.inputs if by is first else installed.shape.taken(turn.inputs)
            inputs = installed.shape.check(given)
            model = turn.model if by.model is None else by.model
            start = self._start_event(installed, model, where, question)
            new = NewTurn(
                text=turn.message,
                inputs=turn.inputs,
                start=start,
                new_conversation=conversation is None,
                answers=answers,
                at_head=conversation is not None and turn.at_head,
                idempotency_key=turn.idempotency_key,
                boot=self.boot,
                beside=beside,
            )
            job = Job(
                program_id=installed.program.id,
                shape=installed.shape,
                model=self.models.get(model),
                message=turn.message,
                inputs=inputs,
                turns=turns,
                timeout_s=installed.program.timeout_s or self.settings.run_timeout_s,
                places=self._places_of(installed),
            )
            accepted.append((new, job))
        return accepted

    def _places_of(self, installed: Installed) -> asyncio.Semaphore | None:
        limit, program_id = installed.program.max_concurrency, installed.program.id
        if limit is not None and program_id not in self.places:
            self.places[program_id] = asyncio.Semaphore(limit)
        return self.places.get(program_id)

    def _start_event(self, installed: Installed, model: str | None, conversation: str, question: str) -> StartEvent:
        return StartEvent(
            type="start",
            run=new_id(),
            seq=1,
            t=0,
            v=VERSION,
            conversation=conversation,
            message=new_id(),
            parent=question,
            program=installed.ref,
            model=self.models.get(model).ref,
            fields=list(installed.shape.fields),
            started_at=self.clock.now(),
        )

    async def _answers(self, turn: Turn, conversation: Conversation | None) -> str | None:
        """The message that the turn answers after."""
        if turn.at_head:
            return conversation.head if conversation else None
        if turn.parent is None:
            return None
        parent = await self.store.message(turn.parent)
        if parent.conversation != turn.conversation:
            raise UnknownMessage(f"the message {turn.parent!r} is not in the conversation {turn.conversation!r}")
        if parent.role != "assistant":
            raise BadInput(f"the message {turn.parent!r} is a user's; a turn follows an answer")
        return turn.parent
