"""Threads for programs that are not async. Unlike those of `concurrent.futures`, they never keep the process from ending."""

import concurrent.futures
import queue
import threading
from collections.abc import Callable
from typing import Any, Final

_Job = tuple["concurrent.futures.Future[Any]", Callable[[], Any]]
_NAME: Final = "program"


class Threads:
    """At most `limit` threads, started as they are needed. One that never comes back is left behind with the process."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count = 0
        self._idle = threading.Semaphore(0)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()

    def submit(self, call: Callable[[], Any]) -> "concurrent.futures.Future[Any]":
        """Run `call` in a thread, once one is free. To be called from one thread only."""
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        self._jobs.put((future, call))
        if not self._idle.acquire(blocking=False) and self._count < self._limit:
            self._count += 1
            # A daemon: the interpreter waits at its end for every other thread, and a program may never return.
            threading.Thread(target=self._work, name=f"{_NAME}-{self._count}", daemon=True).start()
        return future

    def close(self) -> None:
        """Let the threads go as they become free; what has not begun never does."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None:
                job[0].cancel()
        for _ in range(self._count):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, call = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the future
                    future.set_exception(error)
            del job, future, call  # an idle thread must not keep the last run alive
            self._idle.release()
