"""One chunk's arrays as the bytes of an ``.npz`` file that knows when it is damaged."""

from __future__ import annotations

import hashlib
import io
import zipfile

import numpy as np

from deterrence.run.outcome import Arrays

DIGITS = 2 * hashlib.sha256().digest_size


def encode(arrays: Arrays, address: str) -> bytes:
    """Arrays in NumPy's own format, without pickle; the same arrays always give the same bytes.

    The archive's comment is a SHA-256 of `address` (which run, which chunk) and of all bytes before it, so a
    changed bit anywhere, a cut-off end and a file under another's name are all found. `numpy.load` reads the file.

    Examples
    --------
    >>> whole = encode({"x": np.arange(3)}, "run/0")
    >>> decode(whole, "run/0")
    {'x': array([0, 1, 2])}
    >>> decode(whole[:-1], "run/0") is None, decode(whole, "run/1") is None
    (True, True)
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"0" * DIGITS
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    body = buffer.getbuffer()[:-DIGITS]
    return b"".join((body, _seal(body, address)))


def decode(data: bytes, address: str) -> Arrays | None:
    """The arrays; None if these are not, to the bit, the bytes that were written for this address."""
    body = memoryview(data)[:-DIGITS]
    if data[-DIGITS:] != _seal(body, address):
        return None
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _seal(body: memoryview, address: str) -> bytes:
    digest = hashlib.sha256(f"{address}\n".encode())
    digest.update(body)
    return digest.hexdigest().encode()
