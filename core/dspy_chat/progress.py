"""`progress`: how a program says how far it has come."""

import math


def progress(text: str, fraction: float | None = None) -> None:
    """Tell whoever waits for the answer what is being done, and how much of it is done (0 to 1; None when not known).

    May be called from any thread that carries the run's context: the program's own, those of `dspy.Parallel` and
    `asyncio.to_thread`; a thread that the program starts itself carries it when started with
    `contextvars.copy_context().run`. Costs no more than a few microseconds; what comes within one display frame is shown
    as its last. Outside a run it does nothing, so the program works without the server too. A word on the way must end no
    answer: a fraction beyond 0 and 1 is taken as the nearer of them, and one that is no number as not known.
    """
    if fraction is not None:
        fraction = None if math.isnan(fraction) else min(1.0, max(0.0, float(fraction)))
    # Late: importing DSPy would make `dspy-chat --help` slow.
    from dspy_chat.brief import brief
    from dspy_chat.engine import Note, current_step, current_tap

    tap = current_tap()
    if tap is not None:
        tap.push(Note("progress", None, brief(text), parent=current_step(tap), fraction=fraction))
