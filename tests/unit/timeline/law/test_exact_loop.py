"""The exact answer against histories played one by one."""

from __future__ import annotations

import numpy as np
import pytest
from timeline_chain_oracle import random_timeline

import deterrence as dt
from deterrence.timeline.histories.loop import DONE, replicate
from deterrence.timeline.histories.program import as_lists, log, program, registers
from deterrence.timeline.law.exact import exact_of_table
from deterrence.timeline.transition.compiling import compile_timeline

TIMES = [0.5, 1.0, 1.7, 3.0]
REPLICATIONS = 4000


@pytest.mark.parametrize("seed", [2, 5, 11, 17])
def test_histories_agree_within_four_standard_errors(seed):
    table = compile_timeline(dt.parse(random_timeline(seed)))
    found = exact_of_table(table, times=TIMES)
    numbers = program(table, TIMES)
    p, w, room = as_lists(numbers), as_lists(registers(numbers)), as_lists(log(0))
    reports = len(table.scenario.timeline.report)
    rows = []
    for k in range(REPLICATIONS):
        assert replicate(p, w, room, seed, k)[0] == DONE
        true, first = np.array(w.true_at).reshape(-1, reports), np.array(w.first)
        ever = first[None, :] <= np.array(TIMES)[:, None]
        rows.append(np.concatenate([true.ravel(), ever.ravel(), np.minimum(first, 3.0), w.occupied, w.paid_at]))
    means, errors = np.mean(rows, axis=0), np.std(rows, axis=0) / np.sqrt(REPLICATIONS)
    names = list(table.scenario.timeline.report)
    expected = np.concatenate(
        [
            np.array([found.probability(name).value for name in names]).T.ravel(),
            np.array([found.ever(name).value for name in names]).T.ravel(),
            [found.first_time(name).restricted_mean.value for name in names],
            [found.occupancy[name].value for name in names],
            found.payoff("a").value,
        ]
    )
    assert (np.abs(means - expected) <= 4 * errors + 1e-9).all()
