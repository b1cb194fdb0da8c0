"""Work for the tests of `deterrence.run`, in a module that a fresh worker process can import."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np


def figures(start, stop):
    """Four kinds of numbers in two shapes, one of them not in row-major order."""
    units = np.arange(start, stop)
    table = np.asfortranarray(np.sin(np.outer(units, [0.1, 0.2, 0.3])))
    return {"wave.of": table, "square": units**2, "third": units % 3 == 0, "sum": np.float64(units.sum())}


def note(folder, start):
    """Leave a file that says that a chunk was run once more."""
    (Path(folder) / f"{start}-{os.getpid()}-{time.monotonic_ns()}").touch()


def runs(folder):
    """How often each chunk was run, by its first unit."""
    starts = [int(file.name.split("-")[0]) for file in Path(folder).iterdir()]
    return {start: starts.count(start) for start in sorted(starts)}


def process_id(start, stop):
    return {"process": np.full(stop - start, os.getpid())}


def holds_objects(start, stop):
    return {"names": np.array([object()])}


class StubbornError(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first}{second}")  # pickle rebuilds it with one argument, and fails


@dataclass(frozen=True)
class Noted:
    """`figures` that leaves a note and takes a while, and `slow` seconds for the first chunk."""

    folder: str
    seconds: float = 0.0
    slow: float = 0.0

    def __call__(self, start, stop):
        note(self.folder, start)
        time.sleep(self.seconds if start else max(self.slow, self.seconds))
        return figures(start, stop)


@dataclass(frozen=True)
class Mishap:
    """`figures`, but some chunks raise, or end the process, by `how`; for the first `times` runs of each."""

    folder: str
    starts: tuple[int, ...]
    how: str = "kill"
    times: int = 10**6

    def __call__(self, start, stop):
        note(self.folder, start)
        if start in self.starts and runs(self.folder)[start] <= self.times:
            mishaps[self.how]()
        return figures(start, stop)


def _kill():
    os.kill(os.getpid(), signal.SIGKILL)


def _raise():
    raise ValueError("no root between 0 and 1")


def _stubborn():
    raise StubbornError("one", "two")


def _big():
    raise MemoryError


mishaps = {
    "kill": _kill,
    "raise": _raise,
    "stubborn": _stubborn,
    "leave": lambda: sys.exit(3),
    "leave at once": lambda: os._exit(7),
    "memory": _big,
}


class DiesOnArrival:
    """Cannot be unpickled in a worker: that process dies."""

    def __reduce__(self):
        return _arrive, ()

    def __call__(self, start, stop):
        return figures(start, stop)


def _arrive():
    if multiprocessing.parent_process() is not None:
        os._exit(5)
    return DiesOnArrival()


class UnknownOnArrival(DiesOnArrival):
    """Cannot be unpickled in a worker: that raises."""

    def __reduce__(self):
        return _fail, ()


def _fail():
    raise ImportError("no module of that name over here")


@dataclass(frozen=True)
class HoldsTheLock:
    """Says its process id, then keeps the interpreter lock for a minute, as compiled code may."""

    folder: str

    def __call__(self, start, stop):
        (Path(self.folder) / str(os.getpid())).touch()
        ctypes.PyDLL(None).sleep(60)
        return figures(start, stop)


@dataclass(frozen=True)
class Heavy:
    """Carries megabytes along, and says how often they were unpacked in this process."""

    weight: bytes

    def __setstate__(self, state):
        global unpacked
        unpacked += 1
        object.__setattr__(self, "weight", state["weight"])

    def __getstate__(self):
        return {"weight": self.weight}

    def __call__(self, start, stop):
        return {
            "unpacked": np.array([unpacked]),
            "weight": np.array([len(self.weight)]),
            "pid": np.array([os.getpid()]),
        }


unpacked = 0


@dataclass(frozen=True)
class SecondArrivalDies:
    """The second worker to unpack it dies of that; the first, once that has happened, dies of its first chunk."""

    folder: str

    def __reduce__(self):
        return _count_arrival, (self.folder,)

    def __call__(self, start, stop):
        arrivals = Path(self.folder)
        while not (arrivals / "2").exists():
            time.sleep(0.01)
        if not (arrivals / "died").exists():
            time.sleep(0.5)
            (arrivals / "died").touch()
            _kill()
        return figures(start, stop)


def _count_arrival(folder):
    if multiprocessing.parent_process() is not None:
        with (Path(folder) / "order").open("a") as order:
            order.write("*")
            order.flush()
            number = os.fstat(order.fileno()).st_size
        (Path(folder) / str(number)).touch()
        if number == 2:
            os._exit(5)
    return SecondArrivalDies(folder)
