"""The points at which a forked server kills itself: chosen because a death there is the worst. Filled in below."""


def die_at(point: str, nth: int) -> None:
    """SIGKILL at the nth pass of the point, in this process."""
    raise NotImplementedError((point, nth))
