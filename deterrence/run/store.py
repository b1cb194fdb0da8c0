"""The folder of one run: what was asked, and every chunk that is done."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deterrence.errors import ArgumentError
from deterrence.run.chunk_file import decode, encode
from deterrence.run.outcome import Arrays

MANIFEST = "manifest.json"
NAME_DIGITS = 16
STALE_SECONDS = 3600.0


class RunFolderError(OSError):
    """The folder of a run cannot be read or written: a full disk, a missing permission. What it holds stays.

    An `OSError` and no input error: the same command goes on from there once the disk is mended.
    """


@dataclass(frozen=True, slots=True)
class Store:
    """Chunks of one run in `path`, each in a file that appears whole or not at all.

    Several processes may write into the same folder, also on a shared file system: a chunk has the same bytes
    whoever made it, and the last to rename wins. The folder is named by the hash of its manifest (`key`), and
    every chunk's checksum includes it, so nothing of another run can be taken for part of this one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store.open(folder, {"seed": 1})
    ...     store.write(0, {"x": np.arange(3)})
    ...     store.read(0), store.read(1), sorted(file.name for file in store.path.iterdir())
    ({'x': array([0, 1, 2])}, None, ['chunk-00000000.npz', 'manifest.json'])
    """

    path: Path
    key: str

    @classmethod
    def open(cls, folder: str | os.PathLike[str], manifest: Mapping[str, Any]) -> Store:
        """The run's own folder inside `folder`, made if it is not there.

        Raises
        ------
        ArgumentError
            The manifest is not JSON, or the folder under this run's name holds another; it says what differs.
        RunFolderError
            The folder cannot be made, read or written.
        """
        text = _canonical(manifest)
        key = hashlib.sha256(text.encode()).hexdigest()
        path = Path(folder) / key[:NAME_DIGITS]
        with _told(path, "use"):
            path.mkdir(parents=True, exist_ok=True)
            found = _manifest_in(path)
            if found is None:
                _write_whole(path / MANIFEST, json.dumps(json.loads(text), indent=1, sort_keys=True).encode())
            elif _canonical(found) != text:
                apart = "; ".join(_differences(found, json.loads(text)))
                raise ArgumentError(f"{path} holds another run: {apart}", "name another folder, or remove this one")
            _sweep_parts(path)
        return cls(path, key)

    def file(self, number: int) -> Path:
        """Where a chunk is kept."""
        return self.path / f"chunk-{number:08d}.npz"

    def read(self, number: int) -> Arrays | None:
        """A chunk's arrays; None if it is not there or damaged. Raises `RunFolderError`."""
        file = self.file(number)
        with _told(file, "read"):
            try:
                data = file.read_bytes()
            except FileNotFoundError:
                return None
        return decode(data, f"{self.key}/{number}")

    def write(self, number: int, arrays: Arrays) -> None:
        """Keep a chunk. Raises `RunFolderError`; then what was there before is there still."""
        file = self.file(number)
        with _told(file, "write"):
            _write_whole(file, encode(arrays, f"{self.key}/{number}"))


def _canonical(manifest: Mapping[str, Any]) -> str:
    def plain(value: object) -> object:
        if isinstance(value, (np.generic, np.ndarray)):
            return value.tolist()
        raise TypeError(f"a {type(value).__name__} is not JSON")

    try:
        return json.dumps(manifest, sort_keys=True, separators=(",", ":"), default=plain)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"the manifest of a run: {error}") from error


def _manifest_in(path: Path) -> Any:
    """The manifest of a folder; None if there is none that can be read, for chunks do not lean on it."""
    try:
        return json.loads((path / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _differences(there: Any, here: Any, at: str = "") -> Iterator[str]:
    if isinstance(there, dict) and isinstance(here, dict):
        for name in sorted(there.keys() | here.keys()):
            yield from _differences(there.get(name), here.get(name), f"{at}.{name}" if at else name)
    elif _canonical({at: there}) != _canonical({at: here}):
        yield f"{at or 'manifest'} is {json.dumps(there)[:60]} there and {json.dumps(here)[:60]} here"


def _write_whole(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the new name itself on the disk, where the system can promise that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep_parts(path: Path) -> None:
    """Remove what killed writers left; a young part may belong to a live one."""
    for part in path.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE_SECONDS:
                part.unlink()


@contextlib.contextmanager
def _told(path: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = f"cannot {verb} {path}: {error.strerror or error}"
        raise RunFolderError(f"{problem} (finished chunks stay; the same command goes on from there)") from error
