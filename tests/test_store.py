"""Conversations, messages and runs: what is kept of them, and how a turn begins and ends."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.database import Database
from dspy_chat.errors import Busy, UnknownConversation, UnknownMessage, UnknownRun
from dspy_chat.eventlog import EventLog, Tail, entry, stored_frame
from dspy_chat.events import (
    EndEvent,
    ErrorEvent,
    FinalEvent,
    ModelRef,
    ModelUsage,
    ProgramRef,
    StartEvent,
    Usage,
    decode,
)
from dspy_chat.store import Begun, NewTurn, Store, Turn, finish, new_id, place_of
from sqlmodel import Session


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


def new_turn(conversation: str, text: str = "Hello", at: int = 1, program: str = "chat", **more: Any) -> NewTurn:
    start = StartEvent(
        type="start",
        run=new_id(),
        seq=1,
        t=0,
        v=1,
        conversation=conversation,
        message=new_id(),
        parent=new_id(),
        program=ProgramRef(id=program, title="Chat", version="1"),
        model=ModelRef(id="m", title="m", kind="demo", reason="a test"),
        fields=[],
        started_at=at,
    )
    given = {
        "inputs": {"k": 1},
        "new_conversation": False,
        "answers": None,
        "at_head": False,
        "idempotency_key": None,
        "boot": "b",
    }
    return NewTurn(text=text, start=start, **{**given, **more})


async def end(database: Database, turn: NewTurn, key: int, answer: str, status: Any = "completed") -> None:
    """Close a run as the runs do."""
    run = turn.start.run
    usage = Usage(input=1, output=2, total=3, by_model={"m": ModelUsage(input=1, output=2, total=3)})
    fields: dict[str, Any] = {"answer": answer, "extra": None}
    first = (
        FinalEvent(type="final", run=run, seq=2, t=5, fields=fields, answer=answer, usage=usage, cached=False, ms=5)
        if status == "completed"
        else ErrorEvent(type="error", run=run, seq=2, t=5, code="oops", message="No.", retryable=True, retry_after=2.5)
    )
    events = [first, EndEvent(type="end", run=run, seq=3, t=6, status=status)]
    trace = '{"v":1,"calls":[],"dropped":0}'
    also = finish(key, turn.start.message, events, answer, fields, 99, usage=usage, trace=trace)
    tail = Tail(run, key, [stored_frame(1, turn.first)])
    await EventLog(database).append(tail, [entry(event) for event in events], also=also)


async def begin(store: Store, turn: NewTurn) -> Begun:
    """Store a turn that one answers."""
    (begun,) = await store.begin([turn])
    return begun


async def test_turn_is_stored_whole_before_it_begins(store: Store, database: Database) -> None:
    turn = new_turn(new_id(), "  What is\n new?  ", at=7, new_conversation=True)
    begun = await begin(store, turn)
    assert (begun.run_id, begun.joined) == (turn.start.run, False)
    conversation = await store.conversation(turn.start.conversation)
    assert (conversation.title, conversation.program, conversation.head) == ("What is new?", "chat", turn.start.message)
    assert (conversation.created_at, conversation.updated_at) == (7, 7)
    answer, question = (await store.tree(turn.start.conversation, 10)).messages
    assert (question.role, question.text, question.fields, question.parent) == (
        "user",
        "  What is\n new?  ",
        '{"k":1}',
        None,
    )
    assert (answer.role, answer.text, answer.parent) == ("assistant", "", question.id)
    run = await store.run(begun.run_id)
    assert (run.status, run.boot, run.key) == ("running", "b", begun.key)
    assert [open_run.id for open_run in await store.open_runs()] == [run.id]
    assert [decode(data) for _, data in await EventLog(database).read(run.id)] == [turn.start]


async def test_end_of_a_run_and_its_answer_are_one(store: Store, database: Database) -> None:
    turn = new_turn(new_id(), new_conversation=True)
    begun = await begin(store, turn)
    await end(database, turn, begun.key, "Good — 🐋.")
    run = await store.run(begun.run_id)
    assert (run.status, run.ms, run.ended_at, run.error) == ("completed", 6, 99, None)
    assert Usage.model_validate_json(run.usage or "").total == 3
    assert await store.trace(begun.run_id) == '{"v":1,"calls":[],"dropped":0}'
    assert (await store.message(turn.start.message)).text == "Good — 🐋."
    assert (await store.turns(turn.start.message, 9)) == [
        Turn("Hello", "chat", {"answer": "Good — 🐋.", "extra": None}, "Good — 🐋.")
    ]
    assert await store.open_runs() == []


async def test_failed_run_keeps_its_error_and_what_was_said(store: Store, database: Database) -> None:
    turn = new_turn(new_id(), new_conversation=True)
    begun = await begin(store, turn)
    await end(database, turn, begun.key, "Half", "failed")
    run = await store.run(begun.run_id)
    assert (run.status, run.error) == ("failed", '{"code":"oops","message":"No.","retryable":true,"retry_after":2.5}')
    assert Usage.model_validate_json(run.usage or "").total == 3, "what a run that failed has used is kept too"
    assert (await store.message(turn.start.message)).text == "Half"


async def test_same_idempotency_key_joins_its_run_however_many_come(store: Store) -> None:
    turns = [new_turn(new_id(), new_conversation=True, idempotency_key="k") for _ in range(20)]
    begun = await asyncio.gather(*(begin(store, turn) for turn in turns))
    assert len({one.run_id for one in begun}) == 1
    assert sum(not one.joined for one in begun) == 1
    assert len(await store.conversations(50, None)) == 1
    assert await store.runs_of_key("k") == [begun[0].run_id]
    assert await store.runs_of_key("other") == []


async def test_busy_branch_is_refused_with_its_run_and_stores_nothing(store: Store, database: Database) -> None:
    first = new_turn(new_id(), new_conversation=True)
    begun = await begin(store, first)
    again = new_turn(first.start.conversation, answers=first.start.message)
    with pytest.raises(Busy) as caught:
        await begin(store, again)
    assert caught.value.details == {"run": begun.run_id}
    assert len((await store.tree(first.start.conversation, 10)).messages) == 2
    await end(database, first, begun.key, "Done")
    assert not (await begin(store, again)).joined


async def test_turn_at_an_end_that_has_moved_is_refused(store: Store) -> None:
    """Two turns at once, both for the end of the branch: one is stored, the other names the run that is answering."""
    first = new_turn(new_id(), new_conversation=True, at_head=True)
    begun = await begin(store, first)
    with pytest.raises(Busy) as caught:
        await begin(store, new_turn(first.start.conversation, at_head=True))
    assert caught.value.details == {"run": begun.run_id}


async def test_turn_in_a_conversation_that_is_gone_is_refused(store: Store) -> None:
    with pytest.raises(UnknownConversation):
        await begin(store, new_turn(new_id()))
    assert await store.open_runs() == []


async def test_branches_lead_to_their_own_turns(store: Store, database: Database) -> None:
    conversation = new_id()
    first = new_turn(conversation, "one", new_conversation=True)
    await end(database, first, (await begin(store, first)).key, "1")
    branches = [new_turn(conversation, text, at=5, answers=first.start.message) for text in ("left", "right")]
    for branch in branches:
        await end(database, branch, (await begin(store, branch)).key, f"{branch.text}!")
    for branch in branches:
        found = await store.turns(branch.start.message, 10)
        assert [(turn.text, turn.answer) for turn in found] == [("one", "1"), (branch.text, f"{branch.text}!")]
    assert [turn.text for turn in await store.turns(branches[1].start.message, 1)] == ["right"]
    assert await store.turns(None, 10) == []
    assert (await store.conversation(conversation)).head == branches[1].start.message


async def test_conversations_come_newest_first_a_page_at_a_time(store: Store) -> None:
    ids = [new_id() for _ in range(7)]
    for at, conversation in enumerate(ids):
        await begin(store, new_turn(conversation, at=at // 2, new_conversation=True))
    seen: list[str] = []
    cursor = None
    while page := await store.conversations(3, cursor):
        seen += [one.id for one in page]
        cursor = place_of(page[-1], "kept")
    assert sorted(seen) == sorted(ids)
    assert seen == [one.id for one in await store.conversations(50, None)]
    ages = [(await store.conversation(one)).updated_at for one in seen]
    assert ages == sorted(ages, reverse=True)


async def test_messages_come_newest_first_before_a_cursor(store: Store, database: Database) -> None:
    turn = new_turn(new_id(), new_conversation=True)
    await end(database, turn, (await begin(store, turn)).key, "a")
    newest = (await store.tree(turn.start.conversation, 1)).messages
    older = (await store.tree(turn.start.conversation, 9, newest[0].id)).messages
    assert [one.role for one in [*newest, *older]] == ["assistant", "user"]


async def test_delete_takes_everything_of_a_conversation_and_nothing_else(store: Store, database: Database) -> None:
    gone, kept = (new_turn(new_id(), new_conversation=True) for _ in range(2))
    for turn in (gone, kept):
        await end(database, turn, (await begin(store, turn)).key, "a")
    await store.delete(gone.start.conversation)
    with sqlite3.connect(database.path) as other:
        counts = [
            other.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("conversation", "message", "run", "run_events")
        ]
    other.close()
    assert counts == [1, 2, 1, 1]
    with pytest.raises(UnknownConversation):
        await store.delete(gone.start.conversation)
    with pytest.raises(UnknownRun):
        await store.run(gone.start.run)


async def test_rename_changes_the_title_alone(store: Store) -> None:
    turn = new_turn(new_id(), at=3, new_conversation=True)
    await begin(store, turn)
    await store.rename(turn.start.conversation, "New'); DROP TABLE run;--")
    found = await store.conversation(turn.start.conversation)
    assert (found.title, found.updated_at) == ("New'); DROP TABLE run;--", 3)
    with pytest.raises(UnknownConversation):
        await store.rename("0" * 32, "x")


async def test_unknown_things_are_named_in_their_refusal(store: Store) -> None:
    with pytest.raises(UnknownConversation, match="'x'"):
        await store.conversation("x")
    with pytest.raises(UnknownMessage, match="'x'"):
        await store.message("x")
    with pytest.raises(UnknownRun, match="'x'"):
        await store.run("x")


async def test_running_names_the_live_run_of_each_conversation(store: Store, database: Database) -> None:
    live, done = (new_turn(new_id(), new_conversation=True) for _ in range(2))
    begun = await begin(store, live)
    await end(database, done, (await begin(store, done)).key, "a")
    asked = [live.start.conversation, done.start.conversation]
    assert await store.running(asked) == {live.start.conversation: begun.run_id}
    assert await store.running([]) == {}
    assert (await store.tree(live.start.conversation, 10)).running == begun.run_id
    assert set((await store.tree(done.start.conversation, 10)).runs) == {done.start.message}
    await store.check()


async def test_conversation_is_read_as_it_was_at_one_instant(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ends between the reads of its message and of itself would be shown as ended, without its text."""
    turn = new_turn(new_id(), new_conversation=True)
    begun = await begin(store, turn)
    read, loop = Session.exec, asyncio.get_running_loop()
    seen: list[int] = []

    def ending_meanwhile(session: Session, query: Any, **more: Any) -> Any:
        if len(seen) == 1:
            asyncio.run_coroutine_threadsafe(end(database, turn, begun.key, "the whole answer"), loop).result(10)
        seen.append(1)
        return read(session, query, **more)

    monkeypatch.setattr(Session, "exec", ending_meanwhile)
    tree = await store.tree(turn.start.conversation, 10)
    assert len(seen) > 1
    answer = next(message for message in tree.messages if message.role == "assistant")
    assert (answer.text, tree.runs[answer.id].status, tree.running) == ("", "running", begun.run_id)
    monkeypatch.undo()
    tree = await store.tree(turn.start.conversation, 10)
    answer = next(message for message in tree.messages if message.role == "assistant")
    assert (answer.text, tree.runs[answer.id].status, tree.running) == ("the whole answer", "completed", None)


def test_ids_are_opaque_and_never_meet() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in ids)
