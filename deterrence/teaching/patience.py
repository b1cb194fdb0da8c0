"""A bound on the processor time that a piece of work may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 0.25
DEAF = ("gc_callback", "__del__")  # where Python prints and forgets what is raised; the clock rings again


class Impatience(BaseException):
    """The time is up; not an `Exception`, so that nothing takes it for an error of its own."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Raise `Impatience` once the work inside has taken so much processor time of this process.

    Without effect where there is no such clock (Windows), and in a thread.

    >>> with patience(5.0):
    ...     sum(range(10))
    45
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        if frame is None or frame.f_code.co_name not in DEAF:
            raise Impatience

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
