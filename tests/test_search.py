"""Search: any text is a query, the newest comes first, hits are marked, and the index is what the messages are."""

import random
import sqlite3
import sys
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dspy_chat import words
from dspy_chat.database import Database, migrate
from dspy_chat.errors import BadInput
from dspy_chat.store import Store, pieces
from dspy_chat.store.search import _FIND, MOST, Piece, expression, search
from dspy_chat.store.snippet import LENGTH, Snippets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.queries import HOSTILE
from tests.serving import Client
from tests.upgrades.make import FIXTURES
from tests.upgrades.text import load


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def db(tmp_path: Path) -> Any:
    """A new file, as the writer has it open."""
    migrate(tmp_path / "chat.db")
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        yield connection


def converse(db: sqlite3.Connection, conversation: str, *texts: str, title: str = "t") -> None:
    """A conversation of these texts, in turns."""
    add = "INSERT INTO conversation (id, title, program, created_at, updated_at) VALUES (?, ?, 'p', 1, 1)"
    db.execute(add, (conversation, title))
    for number, said in enumerate(texts):
        role, parent = ("assistant", f"{conversation}{number - 1}") if number % 2 else ("user", None)
        if number:
            parent = f"{conversation}{number - 1}"
        db.execute(
            "INSERT INTO message (id, conversation, parent, role, text, fields, created_at) VALUES (?,?,?,?,?,'{}',1)",
            (f"{conversation}{number}", conversation, parent, role, said),
        )


def check(db: sqlite3.Connection) -> None:
    """Fails where index and messages differ, by SQLite's own check and by an index made afresh."""
    db.execute(words.CHECK)
    db.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, words, instance)")
    held = sorted(db.execute("SELECT term, doc, col, offset FROM held"))
    db.execute("DROP TABLE temp.held")
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.execute(words.TABLE.replace("content='searched', content_rowid='key', ", ""))
        fresh.executemany(
            "INSERT INTO words (rowid, owner, title, text) VALUES (?, ?, ?, ?)",
            db.execute("SELECT key, owner, title, text FROM searched").fetchall(),
        )
        fresh.execute("CREATE VIRTUAL TABLE held USING fts5vocab(words, instance)")
        assert sorted(fresh.execute("SELECT term, doc, col, offset FROM held")) == held


async def asked(client: Client, q: str, **more: Any) -> dict[str, Any]:
    response = await client.get("/api/search", params={"q": q, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def marked(found: dict[str, Any]) -> str:
    return "".join(f"[{part['text']}]" if part["hit"] else part["text"] for part in found["snippet"])


# --- what is found


async def test_question_and_answer_are_found_the_newest_first_with_their_place(client: Client) -> None:
    first = await client.turn("Tell me of whales [say: Whales breathe air.]")
    second = await client.turn("And fish? [say: Fish, unlike a whale, do not.]")
    answer = await asked(client, "whale")
    assert answer["words"] == ["whale"]
    assert answer["next"] is None
    by_place = [(one["role"], marked(one)) for one in answer["found"]]
    assert by_place == [
        ("assistant", "Fish, unlike a [whale], do not."),
        ("user", "And fish? [say: Fish, unlike a [whale], do not.]"),
        ("assistant", "[Whales] breathe air."),
        ("user", "Tell me of [whales] [say: [Whales] breathe air.]"),
    ]
    newest, oldest = answer["found"][0], answer["found"][-1]
    assert newest["message"] == second.events[0].message  # type: ignore[union-attr]
    assert oldest["conversation"] == first.events[0].conversation  # type: ignore[union-attr]
    assert oldest["title"] == "Tell me of whales [say: Whales breathe air.]"
    tree = (await client.get(f"/api/conversations/{oldest['conversation']}")).json()
    told = {message["id"]: message["created_at"] for message in tree["messages"]}
    assert told[oldest["message"]] == oldest["created_at"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("strassen brücke", 0),
        ("straße BRUCKE", 1),
        ("brücke stra", 1),
        ("brücke st", 0),
        ("brücke stra ", 0),
        ('"die brücke"', 1),
        ('"brücke die"', 0),
        ('"die brü', 1),
        ('"die brü"', 0),
        ("die-brücke", 1),
        ("brücke, straße!", 1),
        ("brücke nowhere", 0),
        ("von 42", 1),
        ("café", 1),
        ("cafe\u0301", 1),
        ("鯨は", 1),
        ("哺乳", 0),
        ("title", 0),
        ("o1", 0),
        ("owner", 0),
    ],
)
async def test_words_phrases_and_beginnings_are_found(database: Database, q: str, found: int) -> None:
    said = "Die Brücke neben der Straße heißt Café von 42. 鯨は哺乳類です。"
    await database.write(lambda db: converse(db, "c", said))
    assert len(await Store(database).search(pieces(q), 9)) == found


async def test_title_is_found_as_it_is_now(client: Client) -> None:
    turn = await client.turn("[say: nothing much]")
    await client.turn("and then?", conversation=turn.events[0].conversation)  # type: ignore[union-attr]
    place = f"/api/conversations/{turn.events[0].conversation}"  # type: ignore[union-attr]
    assert (await asked(client, "taxes"))["found"] == []
    assert (await client.patch(place, json={"title": "Taxes of this year"})).status_code == 200
    (found,) = (await asked(client, "taxes"))["found"]
    assert (found["title"], found["role"], marked(found)) == ("Taxes of this year", "user", "[say: nothing much]")
    assert (await client.patch(place, json={"title": "Nothing"})).status_code == 200
    assert (await asked(client, "taxes"))["found"] == []
    assert (await client.delete(place)).status_code == 204
    assert (await asked(client, "nothing"))["found"] == []


async def test_pages_follow_each_other_without_gap_or_repeat(database: Database) -> None:
    await database.write(lambda db: converse(db, "c", *(f"whale {n}" for n in range(25))))
    store, looked_for, seen, before = Store(database), pieces("whale"), [], None
    while page := await store.search(looked_for, 10, before):
        seen += [one.message for one in page]
        before = page[-1].key
    assert seen == [f"c{n}" for n in reversed(range(25))]


async def test_cursor_of_the_api_is_the_next_page(client: Client) -> None:
    for n in range(3):
        await client.turn(f"whale {n}", program="echo")
    first = await asked(client, "whale", limit=4)
    second = await asked(client, "whale", limit=4, after=first["next"])
    ids = [one["message"] for one in first["found"] + second["found"]]
    assert (len(ids), len(set(ids)), second["next"]) == (6, 6, None)


def shared(db: sqlite3.Connection) -> None:
    """There is one owner today. Here every conversation is one's own: the view says so, and the index is made of it."""
    for name, statement in words.MADE.items():
        db.execute(f"DROP {statement.split()[1]} {name}")
    for statement in words.MADE.values():
        db.execute(statement.replace(f"'{words.OWNER}' AS owner", "message.conversation AS owner"))
    db.execute(words.BUILD)


BOTH = ("a whale of theirs", "or a blue whale", "their whale or not")


def both(db: sqlite3.Connection) -> None:
    """Two owners who wrote the same."""
    shared(db)
    converse(db, "o1", *BOTH)
    converse(db, "o2", *BOTH)


@pytest.mark.parametrize("several", [False, True], ids=["by the rows alone", "by the index too"])
async def test_another_owner_s_messages_are_never_found(database: Database, several: bool) -> None:
    await database.write(both)
    await database.write(check)

    async def found(q: str, owner: str, limit: int = 9) -> list[str]:
        read = partial(search, looked_for=pieces(q), limit=limit, before=None, owner=owner, several=several)
        return [one.message for one in await database.read(read)]

    assert await found("whale", "o1") == ["o12", "o11", "o10"]
    assert await found('"a whale"', "o1", 1) == ["o10"]
    for q in (
        "whale",
        "wha",
        '"a whale"',
        "their OR whale",
        'x" OR owner:o2 OR "whale',
        "{owner}: o2",
        "o2",
        "a b c d",
    ):
        mine, theirs = await found(q, "o1"), await found(q, "o2")
        assert all(one.startswith("o1") for one in mine), q
        assert [one.replace("o1", "o2") for one in mine] == theirs, q
        assert await found(q, "o3") == [], q


def test_index_is_asked_for_the_owner_where_there_are_several(db: sqlite3.Connection) -> None:
    """Others' hits are not walked through: it is not the rows alone that keep them apart."""
    both(db)
    query = "SELECT count(*) FROM words WHERE words MATCH ?"
    assert db.execute(query, (expression(pieces("whale"), "o1"),)).fetchone() == (len(BOTH),)
    assert db.execute(query, (expression(pieces("whale")),)).fetchone() == (2 * len(BOTH),)


def test_view_knows_as_many_owners_as_is_said(db: sqlite3.Connection) -> None:
    converse(db, "o1", *BOTH)
    converse(db, "o2", *BOTH)
    owners = {owner for (owner,) in db.execute("SELECT owner FROM searched")}
    assert owners == {words.OWNER}
    assert (len(owners) > 1) is words.SEVERAL


# --- any text is a query


async def test_hostile_queries_are_answered(client: Client) -> None:
    await client.turn("The whale 鯨 of C:\\ [say: 100 % AND more]")
    assert len(set(HOSTILE)) >= 200
    for q in HOSTILE:
        answer = await asked(client, q)
        assert bool(answer["words"]) or answer["found"] == [], q


@pytest.mark.parametrize("q", ["", "!!!", '" "', "🐋", "\0"])
async def test_query_without_a_word_says_so(client: Client, q: str) -> None:
    assert await asked(client, q) == {"words": [], "found": [], "next": None}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"q": "a" * 10_240}, "at most 1000 characters"),
        ({"q": "a " * (MOST + 1)}, f"at most {MOST} words"),
        ({"q": '"' + "a-" * (MOST + 1)}, f"at most {MOST} words"),
        ({"q": "a", "limit": 0}, "greater than or equal to 1"),
        ({"q": "a", "after": "x"}, "valid integer"),
        ({}, "q"),
    ],
)
async def test_refusal_says_what_works(client: Client, query: dict[str, Any], said: str) -> None:
    response = await client.get("/api/search", params=query)
    assert (response.status_code, response.json()["code"]) == (422, "bad_input")
    assert said in response.json()["message"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.one_of(st.text(max_size=40), st.text("a\"'*()^-+:{}\\ \0ANDORNT鯨é", max_size=20)))
def test_any_text_is_a_query_of_the_index(db: sqlite3.Connection, query: str) -> None:
    try:
        looked_for = pieces(query)
    except BadInput:
        return
    for owner in ("o1", None) if looked_for else ():
        db.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression(looked_for, owner),)).fetchall()


YOUNG = "\u19b0"
"""A letter since Unicode 8: to Python a word, to the index none."""


def test_words_of_long_queries_are_found_in_any_order(db: sqlite3.Connection) -> None:
    """As a list of all of them side by side finds them, which knows no order."""
    chance = random.Random(3)
    known = ["a", "of", "the", "whale", "fishes", "Walfisch", "鯨", "é", "42", "narwhal"]
    for number in range(60):
        converse(db, f"c{number}", " ".join(chance.choices(known, k=12)))
    query, some = "SELECT rowid FROM words WHERE words MATCH ?", 0
    for _ in range(300):
        asked_for = " ".join(chance.choices([*known, '"a of"', '"of the whale"', YOUNG], k=chance.randrange(1, 8)))
        looked_for = pieces(asked_for)
        beside = "{title text} : (" + " ".join(piece.match for piece in looked_for) + ")"
        found = db.execute(query, (expression(looked_for),)).fetchall()
        assert found == db.execute(query, (beside,)).fetchall(), asked_for
        some += bool(found)
    assert 50 < some < 250


async def test_letters_that_the_index_does_not_know_are_passed_over(database: Database) -> None:
    await database.write(lambda db: converse(db, "c", "the whale"))
    for q in (f"the {YOUNG} whale ", f"{YOUNG * 9} the whale", f'"{YOUNG} {YOUNG}" whale'):
        assert [one.message for one in await Store(database).search(pieces(q), 9)] == ["c0"], q
    assert await Store(database).search(pieces(YOUNG), 9) == []


def test_index_finds_a_word_wherever_one_is_sure() -> None:
    letters = [chr(code) for code in range(sys.maxunicode) if Piece(chr(code), (), False).is_word]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE tried USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
        db.execute("CREATE VIRTUAL TABLE held USING fts5vocab(tried, instance)")
        db.execute("INSERT INTO tried VALUES (?)", (" ".join([*letters, YOUNG]),))
        assert db.execute("SELECT count(*) FROM held").fetchone() == (len(letters),)
    assert len(letters) > 90_000


# --- the snippet


def cut(text: str, *found: str, begun: bool = False) -> str:
    parts = Snippets([(tuple(phrase.split()), begun) for phrase in found]).of(text)
    return "".join(f"[{part.text}]" if part.hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "found", "shown"),
    [
        ("The whale, the WHALE", ("whale",), "The [whale], the [WHALE]"),
        ("whales and a whale", ("whale",), "whales and a [whale]"),
        ("narwhale whale_x", ("whale",), "narwhale [whale]_x"),
        ("Éléphant e\u0301le\u0301phant", ("elephant",), "[Éléphant] [éléphant]"),
        ("in a  row\nof lines", ("row of",), "in a [row of] lines"),
        ("one two one", ("one two", "two one"), "[one two] one"),
        ("no hit\n\nat all", ("whale",), "no hit at all"),
        ("İstanbul", ("istanbul",), "[İstanbul]"),
        ("한국어", ("한국어",), "[한국어]"),
        ("<b>whale</b>", ("whale",), "<b>[whale]</b>"),
    ],
)
def test_snippet_marks_what_was_looked_for(text: str, found: tuple[str, ...], shown: str) -> None:
    assert cut(text, *found) == shown


def test_snippet_marks_the_whole_word_that_was_begun() -> None:
    assert cut("a theory of the", "the", begun=True) == "a [theory] of [the]"


def test_snippet_of_a_long_text_is_where_most_words_are_together() -> None:
    text = "whale " + "x " * 500 + "the whale and the fish swim " + "y " * 500 + "fish"
    shown = cut(text, "whale", "fish")
    assert "the [whale] and the [fish] swim" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < LENGTH + 20


@given(
    st.text(max_size=600),
    st.text("abcé \n.", min_size=1, max_size=600),
    st.lists(st.text("abcé", min_size=1), max_size=3),
)
def test_snippet_is_a_piece_of_the_text(wild: str, plain: str, found: list[str]) -> None:
    for text in (wild, plain):
        parts = Snippets([((word,), True) for word in found]).of(text)
        whole = " ".join(unicodedata.normalize("NFC", text).split())
        inside = " ".join("".join(part.text for part in parts).split()).removeprefix("… ").removesuffix(" …")
        assert inside.strip("… ") in whole
        assert all(part.text for part in parts)


# --- the index is what the messages are


def _one(db: sqlite3.Connection, table: str, chance: random.Random) -> str | None:
    ids = [row[0] for row in db.execute(f"SELECT id FROM {table} ORDER BY rowid")]
    return chance.choice(ids) if ids else None


def _say(db: sqlite3.Connection, chance: random.Random) -> None:
    said = " ".join(chance.choices(["whale", "Wal", "鯨", "é", "fish", "-", "the"], k=chance.randrange(6)))
    db.execute("UPDATE message SET text = ?, fields = '{}' WHERE id = ?", (said, _one(db, "message", chance)))


def _begin(db: sqlite3.Connection, chance: random.Random) -> None:
    converse(
        db, f"{chance.getrandbits(64):016x}", "whale fish", "", "more", title=chance.choice(["a", "The Whale", ""])
    )


def _rename(db: sqlite3.Connection, chance: random.Random) -> None:
    title = chance.choice(["a", "b whale", "鯨 é"])
    db.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, _one(db, "conversation", chance)))


def _delete(db: sqlite3.Connection, chance: random.Random) -> None:
    db.execute("DELETE FROM conversation WHERE id = ?", (_one(db, "conversation", chance),))


def _delete_message(db: sqlite3.Connection, chance: random.Random) -> None:
    db.execute("DELETE FROM message WHERE id = ?", (_one(db, "message", chance),))


def _move(db: sqlite3.Connection, chance: random.Random) -> None:
    db.execute("UPDATE message SET parent = NULL WHERE id = ?", (_one(db, "message", chance),))


OPERATIONS: list[Callable[[sqlite3.Connection, random.Random], None]] = [
    _say, _say, _begin, _begin, _rename, _delete, _delete_message, _move
]  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(OPERATIONS), st.booleans()), max_size=40), st.integers())
def test_index_is_what_the_messages_are_after_any_operations(
    db: sqlite3.Connection, operations: list[tuple[Any, bool]], seed: int
) -> None:
    chance = random.Random(seed)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA foreign_keys=ON")
        for operation, kept in operations:
            copy.execute("BEGIN IMMEDIATE")
            operation(copy, chance)
            copy.execute("COMMIT" if kept else "ROLLBACK")
        check(copy)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE message SET text = 'whale' WHERE id = 'c1'",
        "UPDATE conversation SET title = 'whale'",
        "DELETE FROM conversation",
        "INSERT INTO message VALUES (9, 'm', 'c', NULL, 'user', 'whale', '{}', 1, NULL)",
    ],
)
def test_check_finds_a_change_that_no_trigger_saw(db: sqlite3.Connection, statement: str) -> None:
    converse(db, "c", "one", "two")
    check(db)
    for name in words.MADE:
        if name != "searched":
            db.execute(f"DROP TRIGGER {name}")
    db.execute(statement)
    with pytest.raises((sqlite3.DatabaseError, AssertionError)):
        check(db)


async def test_runs_keep_the_index(client: Client, tmp_path: Path) -> None:
    """Through the product: turns, a branch, a failed run, one that is stopped, a rename, a deletion."""
    first = await client.turn("[say: one whale]")
    conversation = first.events[0].conversation  # type: ignore[union-attr]
    await client.turn("again", conversation=conversation, parent=None)
    await client.turn("[bench n=3 fail=401]", conversation=conversation)
    gone = await client.turn("gone")
    await client.patch(f"/api/conversations/{conversation}", json={"title": "Fish"})
    await client.delete(f"/api/conversations/{gone.events[0].conversation}")  # type: ignore[union-attr]
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as db:
        check(db)
        assert db.execute("SELECT count(*) FROM words WHERE words MATCH 'title : fish'").fetchone() == (2,)


# --- migrations


def older(path: Path) -> None:
    """A file of the version before there was an index, with a conversation in it."""
    load((FIXTURES / "0003" / "chat.sql").read_text("utf-8"), path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        converse(db, "c", "an old whale", "yes", title="Old title")


async def test_messages_of_an_older_version_are_found_after_the_upgrade(tmp_path: Path) -> None:
    older(tmp_path / "chat.db")
    database = await Database.open(tmp_path)
    try:
        assert [one.message for one in await Store(database).search(pieces("old whale"), 9)] == ["c0"]
        assert [one.message for one in await Store(database).search(pieces("title"), 9)] == ["c0"]
    finally:
        await database.close()
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as db:
        check(db)


def test_triggers_that_a_revision_dropped_are_made_anew(tmp_path: Path) -> None:
    """A batch operation of Alembic rebuilds the table, and its triggers are gone with the old one."""
    older(tmp_path / "chat.db")
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as db:
        db.execute("CREATE TRIGGER words_message_insert AFTER INSERT ON message BEGIN SELECT 1; END")
    migrate(tmp_path / "chat.db")
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as db:
        made = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"))
        assert made == words.MADE
        converse(db, "d", "new")
        check(db)


def test_search_reads_the_index_in_its_order_and_sorts_nothing(db: sqlite3.Connection) -> None:
    rows = db.execute(f"EXPLAIN QUERY PLAN {_FIND}", {"match": "a", "before": 1, "limit": 1, "owner": "o1"}).fetchall()
    plan = [row[3] for row in rows]
    assert plan == [
        "SCAN words VIRTUAL TABLE INDEX 192:M3<",
        "CORRELATED SCALAR SUBQUERY 1",
        "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH conversation USING COVERING INDEX sqlite_autoindex_conversation_1 (id=?)",
        "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH conversation USING INDEX sqlite_autoindex_conversation_1 (id=?)",
    ]
