"""Clocks that are set back and forward by hours, in mid-answer and between turns: times and the list stay in order."""

import time
from pathlib import Path
from typing import Any

import pytest
from dspy_chat.runs import Clock
from dspy_chat.runs.clock import BELIEVED_MS

from tests.following import opened
from tests.serving import Client, serving

HOUR_MS = 3600 * 1000


class Wall:
    """The machine's clock, which somebody sets."""

    def __init__(self) -> None:
        self._real = time.time_ns
        self.ahead_ms = 0

    def ns(self) -> int:
        return self._real() + self.ahead_ms * 1_000_000


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    made = Wall()
    monkeypatch.setattr(time, "time_ns", made.ns)
    return made


async def listed(client: Client) -> list[dict[str, Any]]:
    """The list, read by pages of two."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = (await client.get(f"/api/conversations?limit=2{f'&after={after}' if after else ''}")).json()
        found += page["conversations"]
        after = page["next"]
        if after is None:
            return found


JUMPS = {"back": [0, -5, -2], "forward": [0, 7, 9], "there and back": [0, 12, 0], "to and fro": [3, -3, 3, -3]}


@pytest.mark.parametrize("hours", JUMPS.values(), ids=JUMPS.keys())
async def test_newest_turn_is_listed_first_however_the_clock_is_set(
    tmp_path: Path, model_url: str, wall: Wall, hours: list[int]
) -> None:
    used: list[str] = []
    for ahead in hours:  # each in a server of its own, and a turn in the oldest conversation at the end
        wall.ahead_ms = ahead * HOUR_MS
        async with serving(tmp_path, model_url=model_url) as client:
            for _ in range(2):
                answer = await client.turn("[say: ok]")
                used.append(answer.events[0].conversation)  # type: ignore[union-attr]
            await client.turn("[say: again]", conversation=used[0])
            used.append(used.pop(0))
            assert [one["id"] for one in await listed(client)] == used[::-1]


@pytest.mark.parametrize("hours", [-5, 5])
async def test_clock_that_is_set_in_mid_answer_changes_no_time_of_it(
    tmp_path: Path, model_url: str, wall: Wall, hours: int
) -> None:
    async with serving(tmp_path, model_url=model_url) as client:
        async with opened(client, "[bench n=20 rate=40]", program="chat") as live:
            await live.read(4)
            wall.ahead_ms = hours * HOUR_MS
            await live.read_to_the_end()
        times = [event.t for event in live.events]
        assert times == sorted(times)
        assert times[-1] < 5000
        run = (await client.get(f"/api/runs/{live.run_id}")).json()
        assert run["status"] == "completed"
        assert run["ended_at"] >= run["started_at"] + run["ms"]
        assert (await client.events(live.run_id)).stored == live.stored


async def test_run_that_was_cut_off_before_the_clock_went_back_ends_after_its_beginning(
    tmp_path: Path, model_url: str, wall: Wall
) -> None:
    async with (
        serving(tmp_path, model_url=model_url) as client,
        opened(client, "[bench n=40 rate=20]", program="chat") as live,
    ):
        await live.read(4)
        (tmp_path / "after").mkdir()
        for name in ("chat.db", "chat.db-wal", "journal.db", "journal.db-wal"):  # as a killed process leaves them
            (tmp_path / "after" / name).write_bytes((tmp_path / name).read_bytes())
    wall.ahead_ms = -20 * HOUR_MS
    async with serving(tmp_path / "after", model_url=model_url) as client:
        run = (await client.get(f"/api/runs/{live.run_id}")).json()
        assert run["status"] == "interrupted"
        assert run["ended_at"] >= run["started_at"]


def test_clock_never_tells_the_same_time_twice() -> None:
    clock = Clock(0, lambda: 1000)
    assert [clock.now() for _ in range(3)] == [1000, 1001, 1002]


def test_clock_stands_while_the_wall_is_behind_by_hours_and_follows_one_that_is_behind_by_days() -> None:
    now = 10 * BELIEVED_MS
    walls = iter([now - BELIEVED_MS, now + 5, now + 4 - BELIEVED_MS, -5])
    clock = Clock(now, lambda: next(walls))
    assert [clock.now() for _ in range(4)] == [now + 1, now + 5, now + 4 - BELIEVED_MS, 1]
