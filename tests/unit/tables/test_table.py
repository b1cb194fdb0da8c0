"""Tables: kept, converted, summed up."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

import deterrence as dt
import deterrence.tables.table as tables
from deterrence.tables.provenance import Provenance

GRID = {"need": np.linspace(0, 4, 5), "rival": [1.0, 2.0, 6.0]}


@pytest.fixture
def swept():
    deal = dt.load("technology-for-money")
    return dt.sweep(
        deal, GRID, quantities={"kept": "treaty == keep"}, given={"pay": 2.5}, suppose=["deal", {"treaty": ["any"]}]
    )


def holed():
    nan = float("nan")
    columns = {
        "payoff.a": np.array([1.0, nan, 3.0]),
        "outcome": np.array([0, -1, 0], dtype=np.int32),
        "empty": np.full(3, nan),
    }
    return dt.Table(axes={"x": np.array([0.0, 1.0, 2.0])}, columns=columns, outcomes=((("move", "go"),),), failed=1)


def same(one, other):
    assert list(one.axes) == list(other.axes)
    assert list(one.columns) == list(other.columns)
    for left, right in [
        *zip(one.axes.values(), other.axes.values(), strict=True),
        *zip(one.columns.values(), other.columns.values(), strict=True),
    ]:
        assert left.dtype == right.dtype
        np.testing.assert_array_equal(left, right)
    assert (one.outcomes, one.failed, one.provenance) == (other.outcomes, other.failed, other.provenance)


def test_a_saved_table_comes_back_whole(swept, tmp_path):
    for index, table in enumerate((swept, holed())):
        path = tmp_path / f"table {index}.npz"
        table.save(path)
        same(table, dt.Table.load(path))
        same(table, dt.Table.load(str(path)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table 0.npz", "table 1.npz"]


def test_a_saved_table_holds_no_pickle(swept, tmp_path):
    swept.save(tmp_path / "t.npz")
    with zipfile.ZipFile(tmp_path / "t.npz") as archive:
        assert not any(
            b"\x80\x04" in archive.read(name)[:200] or b"|O" in archive.read(name)[:200] for name in archive.namelist()
        )


def test_a_table_that_cannot_be_written_whole_leaves_the_old_one(swept, tmp_path, monkeypatch):
    path = tmp_path / "t.npz"
    holed().save(path)

    def torn(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables.np, "savez", torn)
    with pytest.raises(OSError, match="No space left"):
        swept.save(path)
    same(holed(), dt.Table.load(path))
    assert [found.name for found in tmp_path.iterdir()] == ["t.npz"]


def test_pandas_gets_one_row_a_point_with_the_axes_in_front(swept):
    frame = swept.to_pandas()
    assert list(frame.columns) == [*GRID, *swept.columns]
    assert len(frame) == len(swept) == 15
    for row in frame.to_dict("records"):
        place = tuple(int(np.flatnonzero(swept.axes[name] == row[name])[0]) for name in GRID)
        assert all(row[name] == column[place] for name, column in swept.columns.items())


def test_xarray_gets_the_axes_as_coordinates(swept):
    dataset = swept.to_xarray()
    assert dict(dataset.sizes) == {"need": 5, "rival": 3}
    assert float(dataset["kept"].sel(need=4, rival=6)) == swept.columns["kept"][-1, -1]
    assert dataset.attrs["hash"] == swept.provenance.hash
    assert json.loads(dataset.attrs["given"]) == {"pay": 2.5}


def test_csv_has_a_header_and_a_line_a_point(swept, tmp_path):
    swept.to_csv(tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",")[:3] == ["need", "rival", "payoff.us"]
    assert len(lines) == 16


def test_the_summary_counts_points_and_shows_least_mean_and_most():
    lines = str(holed()).split("\n")
    assert lines[0] == "3 points: x (3)"
    assert lines[1].split() == ["column", "least", "mean", "most"]
    assert lines[2].split() == ["payoff.a", "1", "2", "3"]
    assert lines[3].split() == ["empty", "nan", "nan", "nan"]
    assert lines[4] == "share of points by most probable path:"
    assert lines[5].split() == ["66.67%", "move", "=", "go"]
    assert lines[6] == "1 points have no answer (NaN)"
    assert repr(holed()) == str(holed())
    assert "<td>payoff.a</td><td>1</td><td>2</td><td>3</td>" in holed()._repr_html_()


def test_shares_are_the_most_frequent_first_and_sum_to_the_points_with_an_answer(swept):
    shares = swept.shares()
    counts = [share for share, _ in shares]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == pytest.approx(1)
    for share, path in shares:
        assert share == pytest.approx((swept.columns["outcome"] == swept.outcomes.index(path)).mean())
    assert sum(share for share, _ in holed().shares()) == pytest.approx(2 / 3)


def test_a_table_cannot_be_changed(swept):
    with pytest.raises(ValueError, match="read-only"):
        swept.columns["kept"][0, 0] = 7
    with pytest.raises(AttributeError):
        swept.failed = 3


def test_provenance_is_plain_data():
    origin = Provenance(scenario="T", hash="h", given={"x": 1.0}, suppose={"move": ["any", "go"]}, concept="c", seed=3)
    data = json.loads(json.dumps(origin.to_dict()))
    assert Provenance(**data) == origin


def test_sweeping_and_printing_does_not_import_pandas_or_xarray():
    code = "import deterrence as dt, sys; str(dt.sweep(dt.load('technology-for-money'), {'need': [1, 2]}))"
    code += "; assert not {'pandas', 'xarray'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_parquet_holds_the_rows_of_the_frame(tmp_path):
    pytest.importorskip("pyarrow")
    import pandas as pd

    table = dt.Table(axes={"cost": np.array([0.0, 1.0])}, columns={"payoff.a": np.array([3.0, 2.0])})
    table.to_parquet(tmp_path / "table.parquet")
    assert pd.read_parquet(tmp_path / "table.parquet").equals(table.to_pandas())


def test_without_pyarrow_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(dt.DeterrenceError, match=r"pip install 'deterrence\[parquet\]'"):
        dt.Table(axes={"cost": np.array([0.0])}, columns={}).to_parquet(tmp_path / "table.parquet")
    assert not list(tmp_path.iterdir())
