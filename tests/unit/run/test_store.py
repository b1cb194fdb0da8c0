"""A run's folder: whole files, damage found, other runs refused, nothing lost when the disk is full."""

from __future__ import annotations

import errno
import os
import pathlib
import resource
import subprocess
import sys
import textwrap

import chunk_tasks
import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.run.chunk_file import decode, encode
from deterrence.run.execution import Execution
from deterrence.run.store import RunFolderError, Store

ARRAYS = {name: np.array(array, order="C") for name, array in chunk_tasks.figures(0, 5).items()}


def test_what_is_written_is_read_with_the_same_bytes(tmp_path):
    store = Store.open(tmp_path, {"seed": 1})
    store.write(3, ARRAYS)
    found = store.read(3)
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert (found[name].dtype, found[name].shape, found[name].tobytes()) == (
            array.dtype,
            array.shape,
            array.tobytes(),
        )
    with np.load(store.file(3), allow_pickle=False) as plain:
        assert np.array_equal(plain["square"], ARRAYS["square"])


def test_a_flipped_bit_anywhere_in_the_file_is_found():
    data = encode({"x": np.arange(4)}, "run/0")
    for place in range(len(data)):
        for bit in range(8):
            damaged = bytearray(data)
            damaged[place] ^= 1 << bit
            assert decode(bytes(damaged), "run/0") is None
    assert decode(data, "run/0") is not None


@pytest.mark.parametrize(
    "harm", [lambda d: d[:-1], lambda d: b"", lambda d: d + b"0", lambda d: d[:40], lambda d: d[1:]]
)
def test_a_file_cut_or_grown_is_found(harm):
    assert decode(harm(encode(ARRAYS, "run/0")), "run/0") is None


def test_a_chunk_under_another_number_or_in_another_run_is_no_chunk(tmp_path):
    one, two = Store.open(tmp_path, {"seed": 1}), Store.open(tmp_path, {"seed": 2})
    one.write(0, ARRAYS)
    for other in (one.file(1), two.file(0)):
        other.write_bytes(one.file(0).read_bytes())
    assert one.read(0) is not None
    assert one.read(1) is None
    assert two.read(0) is None


def test_the_folder_is_named_by_what_was_asked_whatever_the_order_of_keys(tmp_path):
    first = Store.open(tmp_path, {"seed": 1, "given": {"need": 0.5, "rival": np.float64(2)}})
    again = Store.open(tmp_path, {"given": {"rival": 2.0, "need": 0.5}, "seed": 1})
    other = Store.open(tmp_path, {"seed": 1, "given": {"need": 0.5, "rival": 2.5}})
    assert first == again
    assert first.path != other.path


def test_another_run_under_this_name_is_refused_with_what_differs(tmp_path):
    one, two = Store.open(tmp_path, {"seed": 1, "given": {"need": 0.5}}), Store.open(tmp_path, {"seed": 2})
    (two.path / "manifest.json").write_bytes((one.path / "manifest.json").read_bytes())
    with pytest.raises(
        ArgumentError, match=r'another run: given is \{"need": 0.5\} there and null here; seed is 1 .* 2'
    ):
        Store.open(tmp_path, {"seed": 2})


def test_a_manifest_that_cannot_be_read_is_written_anew_and_the_chunks_stay(tmp_path):
    store = Store.open(tmp_path, {"seed": 1})
    store.write(0, ARRAYS)
    whole = (store.path / "manifest.json").read_bytes()
    (store.path / "manifest.json").write_bytes(whole[:10])
    assert Store.open(tmp_path, {"seed": 1}).read(0) is not None
    assert (store.path / "manifest.json").read_bytes() == whole


def test_a_manifest_that_is_not_json_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="a set is not JSON"):
        Store.open(tmp_path, {"seed": {1}})


def test_parts_of_killed_writers_are_removed_once_they_are_old(tmp_path):
    store = Store.open(tmp_path, {"seed": 1})
    old, young = store.path / ".chunk-00000000.npz.aa.part", store.path / ".chunk-00000001.npz.bb.part"
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    Store.open(tmp_path, {"seed": 1})
    assert not old.exists()
    assert young.exists()
    assert store.read(0) is None


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system_with_its_place(tmp_path):
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(RunFolderError, match=r"cannot use .*runs.*: (Not a directory|File exists)"):
        Store.open(tmp_path / "runs", {"seed": 1})


@pytest.mark.parametrize(("where", "call"), [(os, "fsync"), (pathlib.Path, "replace")])
def test_a_full_disk_loses_nothing_and_leaves_no_part(where, call, tmp_path, monkeypatch):
    store = Store.open(tmp_path, {"seed": 1})
    store.write(0, ARRAYS)

    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(where, call, full)
    for number in (0, 1):
        with pytest.raises(RunFolderError, match=r"No space left on device .finished chunks stay") as caught:
            store.write(number, {"x": np.zeros(9)})
        assert isinstance(caught.value, OSError)
    monkeypatch.undo()
    assert sorted(store.read(0)) == sorted(ARRAYS)
    assert sorted(file.name for file in store.path.iterdir()) == ["chunk-00000000.npz", "manifest.json"]


LIMITED = textwrap.dedent("""
    import sys, resource, numpy as np
    from deterrence.run.execution import Execution
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
    work = lambda start, stop: {"x": np.arange(start * 100 + 10)}
    list(Execution(folder=sys.argv[1]).run(work, 9, size=1, manifest={}))
""")


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the limit is POSIX's")
def test_a_run_that_meets_a_limit_of_the_disk_goes_on_from_there(tmp_path):
    ended = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "RunFolderError: cannot write" in ended.stderr
    assert "File too large" in ended.stderr
    fresh = []

    def work(start, stop):
        fresh.append(start)
        return {"x": np.arange(start * 100 + 10)}

    found = [chunk.require()["x"].size for chunk in Execution(folder=tmp_path).run(work, 9, size=1, manifest={})]
    assert found == [start * 100 + 10 for start in range(9)]
    assert fresh == [5, 6, 7, 8]
