"""Stability of large conflict graphs by all five concepts, against the published matrix form in float32.

    python tests/benchmarks/conflict_graph.py

Four players; graphs in option form, random (sparse and dense) and chains; also one state of a bundled scenario at
100,000 parameter points. Fails if 1,024 states take 0.3 s or more, 4,096 states 5 s or more, or a point 20 µs or more.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import deterrence as dt
from deterrence.conflict_graph.concepts import INDIVIDUAL
from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.state_test import StateTest

PLAYERS = 4
BOUNDS = {256: 0.3, 1024: 0.3, 4096: 5.0}
COMPARED = 1024
POINTS = 100_000
A_POINT = 20e-6

Graph = tuple[Moves, ...]


def option_form(states: int, source: np.random.Generator) -> Graph:
    """Binary options shared out among the players; a move changes any of one's own."""
    options = states.bit_length() - 1
    found = []
    for player in range(PLAYERS):
        own = [1 << k for k in range(options) if k % PLAYERS == player]
        masks = [sum(bit for j, bit in enumerate(own) if number >> j & 1) for number in range(1, 1 << len(own))]
        tails = np.tile(np.arange(states), len(masks))
        found.append(Moves.of(states, tails, tails ^ np.repeat(masks, states)))
    return tuple(found)


def at_random(density: float) -> Callable[[int, np.random.Generator], Graph]:
    """Every arc is there with the same probability."""

    def made(states: int, source: np.random.Generator) -> Graph:
        found = []
        for _ in range(PLAYERS):
            arcs = source.random((states, states)) < density
            np.fill_diagonal(arcs, False)
            found.append(Moves.of(states, *np.nonzero(arcs)))
        return tuple(found)

    return made


def chain(states: int, source: np.random.Generator) -> Graph:
    """Two players alternate along a line, which the others cannot leave."""
    starts = np.arange(states - 1)
    none = np.zeros(0, dtype=np.int64)
    lines = [starts[starts % 2 == player] for player in range(2)] + [none] * (PLAYERS - 2)
    return tuple(Moves.of(states, line, line + 1) for line in lines)


KINDS = {"option form": option_form, "sparse": at_random(0.004), "dense": at_random(0.3), "chain": chain}


def ours(moves: Graph, worth: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
    begun = time.perf_counter()
    model = GraphModel(moves=moves, payoffs=worth)
    found = {concept: model.stable(concept) for concept in INDIVIDUAL}
    return time.perf_counter() - begun, found


def published(moves: Graph, worth: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from conflict_oracle import published_matrices

    states = worth.shape[1]
    matrices = []
    for one in moves:
        matrices.append(np.zeros((states, states), dtype=np.float32))
        matrices[-1][one.tails, one.heads] = 1
    begun = time.perf_counter()
    found = published_matrices(matrices, worth)
    return time.perf_counter() - begun, found


def main() -> None:
    print(f"{'states':>6}  {'graph':<12} {'moves':>10}  {'ours, s':>8}  {'matrices, s':>11}  {'ratio':>7}")
    for states, bound in BOUNDS.items():
        for name, kind in KINDS.items():
            source = np.random.default_rng(states)
            moves = kind(states, source)
            worth = source.integers(0, states, (PLAYERS, states)).astype(float)
            ours(moves, worth)  # imports what long chains need
            taken, found = ours(moves, worth)
            line = f"{states:>6}  {name:<12} {sum(len(one.tails) for one in moves):>10,}  {taken:>8.3f}"
            if states <= COMPARED and name != "chain":  # on a chain the matrices take a product for each state
                slow, expected = published(moves, worth)
                assert all(np.array_equal(found[concept], expected[concept]) for concept in INDIVIDUAL)
                line += f"  {slow:>11.2f}  {slow / taken:>7.0f}"
            print(line, flush=True)
            assert taken < bound, f"{taken:.2f} s for {states:,} states"
    at_points()


def at_points() -> None:
    scenario, source = dt.load("technology-for-money"), np.random.default_rng(0)
    columns = {name: source.uniform(*scenario.span(name), POINTS) for name in scenario.parameters}
    for concept in INDIVIDUAL:
        test = StateTest(scenario, {}, concept)
        begun = time.perf_counter()
        test.at(columns, POINTS)
        a_point = (time.perf_counter() - begun) / POINTS
        print(f"technology-for-money, {concept}: {a_point * 1e6:.2f} µs a point for three players")
        assert a_point < A_POINT


if __name__ == "__main__":
    main()
