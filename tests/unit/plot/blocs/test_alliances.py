from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.plot.blocs.alliances import alliance_partitions


@pytest.fixture(scope="module")
def burden():
    return dt.alliances(dt.load("tests/cases/conformance/scenarios/burden.yaml"))


def test_every_bloc_of_every_partition_is_drawn(burden):
    ax = alliance_partitions(burden)
    blocs = [patch for patch in ax.patches if str(patch.get_gid()).startswith("bloc-")]
    assert len(blocs) == sum(map(len, burden.worth))


@pytest.mark.parametrize("notion", ["core", "individual", "nash"])
def test_marks_are_filled_for_the_stable_partitions(burden, notion):
    ax = alliance_partitions(burden)
    assert sum(line.get_gid() == f"stable-{notion}" for line in ax.lines) == len(
        burden.stable_partitions(notion=notion)
    )


def test_worth_stands_beside_its_bloc():
    answer = dt.alliances(dt.load("technology-for-money"))
    said = {text.get_text() for text in alliance_partitions(answer).texts}
    for worth in answer.worth.values():
        assert {f"{value:.4g}".replace("-", "\N{MINUS SIGN}") for value in worth.values()} <= said


def test_partitions_that_are_left_out_are_counted(burden):
    ax = alliance_partitions(burden, most=6)
    assert any("9 of 15 partitions are not drawn" in text.get_text() for text in ax.figure.texts)
