"""A worker process of the library's own pool, and how the pool talks with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import types
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from deterrence.run.outcome import attempt, failure_of

HELLO, READY, UNFIT, DONE = "hello", "ready", "unfit", "done"


@dataclass(slots=True, eq=False)
class Worker:
    """The pool's end: a process, a line to it, and the chunk it has in hand."""

    process: BaseProcess
    line: Connection
    ready: bool = False
    chunk: tuple[int, int, int] | None = None

    @classmethod
    def start(cls, *, with_main: bool) -> Worker:
        """A fresh process, which will say hello and ask for the task; `with_main` runs the user's script there too."""
        context = multiprocessing.get_context("spawn")
        line, far_end = context.Pipe()
        process = context.Process(target=work, args=(far_end,), daemon=True, name="deterrence-worker")
        try:
            with _interrupts_held(), contextlib.nullcontext() if with_main else _main_hidden():
                process.start()
        except BaseException:
            line.close()
            raise
        finally:
            far_end.close()
        return cls(process, line)

    def hear(self) -> tuple[str, Any]:
        """The next message, a kind and its content. Raises `EOFError` or `OSError` if the process is gone."""
        kind, content = pickle.loads(self.line.recv_bytes())
        return kind, content

    def stop(self, patience: float = 0.0) -> int | None:
        """End the process, by force after `patience` seconds; its exit code."""
        self.line.close()
        if patience:
            self.process.join(patience)
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        self.process.close()
        return code


def work(line: Connection) -> None:
    """What a worker process does: fetch the task once, then a chunk at a time until the line is cut."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal interrupts everyone; the parent decides
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    os.set_inheritable(line.fileno(), False)  # a program that the work starts must not keep the line open
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # standard output is the parent's alone
    with contextlib.suppress(EOFError, ConnectionError):
        _serve(line)


def _serve(line: Connection) -> None:
    _say(line, HELLO)
    packed = line.recv_bytes()
    try:
        task = pickle.loads(packed)
    except Exception as error:
        _say(line, UNFIT, failure_of(error))
        return
    _say(line, READY)
    while True:
        start, stop = line.recv()
        _say(line, DONE, attempt(task, start, stop))


def _say(line: Connection, kind: str, content: object = None) -> None:
    line.send_bytes(pickle.dumps((kind, content), protocol=pickle.HIGHEST_PROTOCOL))


def _die_with_parent() -> None:
    """Let no worker outlive a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    if sys.platform == "linux":
        import fcntl

        # Compiled code may hold the interpreter lock for minutes; the kernel's own signal does not wait for it.
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, so that a process is never started and then forgotten; a child is born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _main_hidden() -> Iterator[None]:
    """Start a process without the user's script.

    A spawned process runs the parent's script again, in case the work is defined there: a script without a guard
    would start itself for ever, one read from standard input cannot be found. Work that does not need it is spared.
    """
    with _HIDING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


_HIDING = threading.Lock()
