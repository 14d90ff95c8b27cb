"""Threads for programs that are not async, which never keep the process from ending, and those of the event loop."""

import concurrent.futures
import functools
import queue
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")

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


class LoopThreads(concurrent.futures.ThreadPoolExecutor):
    """The event loop's own executor. It runs in place what `is_quick` knows, of a call handed to `asyncio.to_thread`.

    To a thread and back cost far more than such a call itself: two switches of the thread, four locks and a wake-up.
    """

    def __init__(self, limit: int, is_quick: Callable[..., bool]) -> None:
        super().__init__(limit, thread_name_prefix="loop")
        self._is_quick = is_quick

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "concurrent.futures.Future[T]":
        # `to_thread` wraps a call into the caller's context: partial(context.run, call, *args).
        if not (isinstance(fn, functools.partial) and fn.args and self._is_quick(*fn.args)):
            return super().submit(fn, *args, **kwargs)
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the future
            future.set_exception(error)
        return future
