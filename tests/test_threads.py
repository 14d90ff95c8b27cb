"""Threads for programs that are not async: a limit, errors to their callers, and no hold on the process."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest
from dspy_chat.threads import LoopThreads, Threads


def test_calls_run_at_most_as_many_at_once_as_the_limit() -> None:
    threads, lock = Threads(3), threading.Lock()
    now, most = 0, 0

    def call() -> str:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return threading.current_thread().name

    names = [future.result(5) for future in [threads.submit(call) for _ in range(20)]]
    assert most == 3
    assert len(set(names)) == 3
    threads.close()


def test_threads_are_started_as_they_are_needed() -> None:
    threads = Threads(50)
    names = set()
    for _ in range(20):
        names.add(threads.submit(lambda: threading.current_thread().name).result(5))
        time.sleep(0.002)
    assert len(names) <= 2
    threads.close()


@pytest.mark.parametrize("error", [KeyError("x"), SystemExit(3), KeyboardInterrupt()], ids=repr)
def test_error_goes_to_who_waits_and_the_thread_goes_on(error: BaseException) -> None:
    threads = Threads(1)

    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        threads.submit(fail).result(5)
    assert threads.submit(lambda: 7).result(5) == 7
    threads.close()


def test_close_cancels_what_has_not_begun() -> None:
    threads, go, began = Threads(1), threading.Event(), threading.Event()

    def wait() -> str:
        began.set()
        go.wait(5)
        return "done"

    first = threads.submit(wait)
    assert began.wait(5)
    second = threads.submit(lambda: "never")
    threads.close()
    assert second.cancelled()
    go.set()
    assert first.result(5) == "done"


def test_program_that_never_returns_does_not_keep_the_process() -> None:
    code = (
        "import time\nfrom dspy_chat.threads import LoopThreads, Threads\n"
        "threads = Threads(1)\nthreads.submit(lambda: time.sleep(60))\ntime.sleep(0.1)"
    )
    began = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], timeout=20, check=False).returncode == 0
    assert time.monotonic() - began < 15


async def test_loop_threads_run_what_is_quick_in_place_and_nothing_else() -> None:
    def here() -> str:
        return threading.current_thread().name

    def there() -> str:
        return threading.current_thread().name

    asyncio.get_running_loop().set_default_executor(LoopThreads(2, lambda call, *_: call is here))
    assert await asyncio.to_thread(here) == threading.current_thread().name
    assert (await asyncio.to_thread(there)).startswith("loop")


async def test_loop_threads_hand_on_what_a_quick_call_raises() -> None:
    asyncio.get_running_loop().set_default_executor(LoopThreads(2, lambda *_: True))
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 / 0)
