"""Replications a second against SimPy models of the same timeline, and how long exact answers take; one run, one core.

Every engine's chance that the treaty has lapsed by the end is compared before any speed is told.
"""

from __future__ import annotations

import math
import statistics
import time
from pathlib import Path

import numpy as np
from simpy_models import dispatcher, idiomatic

import deterrence as dt
from deterrence.timeline.law.exact import exact_of_table
from deterrence.timeline.transition.compiling import compile_timeline

HERE = Path(__file__).parent
ROUNDS = 5


def cpu(work, size):
    """Units a second of processor time, and what the work returns."""
    begun = time.process_time()
    found = work(size)
    return size / (time.process_time() - begun), found


def lapsed(run):
    return run.ever("lapsed").value[-1], run.ever("lapsed").error[-1]


def main():
    scenario = dt.load(HERE / "timeline.yaml")
    horizon = scenario.timeline.horizon
    ever = {"idiomatic": lambda k: idiomatic(k).lapsed, "dispatcher": lambda k: dispatcher(k)["lapsed"]}

    def simpy(model):
        return lambda size: [ever[model](k) for k in range(size)]

    def ours(compiled):
        return lambda size: dt.simulate(scenario, replications=size, times=[horizon], keep=0, compiled=compiled)

    ours(True)(100)
    engines = {
        "SimPy, a process an actor": (simpy("idiomatic"), 200),
        "SimPy, one process": (simpy("dispatcher"), 1_000),
        "deterrence, plain Python": (ours(False), 1_000),
        "deterrence, numba": (ours(True), 100_000),
    }
    rates = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, (work, size) in engines.items():
            rate, found = cpu(work, size)
            rates[name].append(rate)
            share, error = lapsed(found) if not isinstance(found, list) else (np.mean(found), 0.5 / math.sqrt(size))
            assert abs(share - 0.989) < 5 * error + 0.003, (name, share)
    base = statistics.median(rates["SimPy, a process an actor"])
    single = statistics.median(rates["SimPy, one process"])
    print(f"{'engine':28}{'histories/s':>14}{'events/s':>14}{'x actors':>10}{'x one process':>15}")
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"{name:28}{rate:14,.0f}{rate * 138.05:14,.0f}{rate / base:10.1f}{rate / single:15.1f}")
    chain()


def chain(states=300, dates=400):
    """A birth-death chain with many dates."""
    half = math.isqrt(states)
    text = f"""
deterrence: 1
title: A long chain
players: {{world: The world}}
facts: {{a: [{", ".join(f"a{k}" for k in range(half))}], b: [{", ".join(f"b{k}" for k in range(states // half))}]}}
payoffs: {{world: 1}}
timeline:
  horizon: 20
  events:
"""
    for name, values in (("a", half), ("b", states // half)):
        for k in range(values - 1):
            text += f"    {name}up{k}: {{rate: 1.5, when: {name} == {name}{k}, set: {{{name}: {name}{k + 1}}}}}\n"
            text += f"    {name}down{k}: {{rate: 1, when: {name} == {name}{k + 1}, set: {{{name}: {name}{k}}}}}\n"
    text += f"  report: {{top: a == a{half - 1} and b == b{states // half - 1}}}\n"
    table = compile_timeline(dt.parse(text))
    times = np.linspace(0, 20, dates)
    exact_of_table(table, times=times)
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        exact_of_table(table, times=times)
        took.append(time.process_time() - begun)
    print(f"exact, {len(table)} states on {dates} dates, one report: {1e3 * min(took):.0f} ms")


if __name__ == "__main__":
    main()
