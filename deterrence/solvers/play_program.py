"""Backward induction as a straight-line program: from parameters to the outcome, without payoffs in between.

The tree is folded from its ends to its root into one graph of operations, so
that what two branches share is computed once, what a point does not need is
not computed at all, and no payoff of a million points is ever stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.building import SLACK
from deterrence.game.offers import rounding
from deterrence.game.tree import TERMINAL, GameTree, History
from deterrence.game.unroll import Draws, Unrolled
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.given_draws import LIKELIER, NOT_GIVEN, given_draws
from deterrence.states.folding import Folder
from deterrence.states.graph import Graph
from deterrence.states.program import Program

NO_DECISION = 1e280

Array = npt.NDArray[np.float64]


@dataclass(slots=True)
class _Worth:
    """What is known of a node: graph nodes for each player's value, the end, its probability, and so on."""

    values: list[int]
    outcome: int
    likelihood: int
    margin: int
    play: int
    quantities: list[int]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where a program's outputs stand: payoffs and play may be left out, and then cost nothing."""

    payoffs: slice
    outcome: int
    margin: int
    play: slice
    quantities: slice

    @classmethod
    def of(cls, players: int, *, play: bool) -> Rows:
        """The rows of a program with so many payoffs."""
        after = players + 2
        return cls(slice(0, players), players, players + 1, slice(after, after + play), slice(after + play, None))


@dataclass(frozen=True, slots=True)
class PlayProgram:
    """A compiled tree, and where its outputs stand."""

    program: Program
    rows: Rows

    def run(
        self, columns: Mapping[str, float | Array], points: int, *, compiled: bool | None = None
    ) -> tuple[Array, npt.NDArray[np.bool_]]:
        """Outputs, shape ``(rows, points)``, and the points that must be looked at with care."""
        out = np.empty((len(self.program.outputs), points))
        failed = self.program.run(columns, points, out, compiled=compiled)
        margin = out[self.rows.margin]
        margin[margin >= NO_DECISION] = np.inf
        return out, failed


def compile_play(
    scenario: Scenario,
    unrolled: Unrolled,
    fixed: Mapping[str, float],
    quantities: Sequence[Expression],
    *,
    payoffs: bool = True,
    play: bool = True,
    along: History | None = None,
) -> PlayProgram:
    """Compile a perfect-information tree for points that differ in the parameters not `fixed`.

    The outcome is the most probable end, or with `along` the end that choices
    lead to when chance draws as on that path.
    """
    compiler = _Compiler(scenario, unrolled, fixed, quantities, along)
    root = compiler.fold()
    values = root.values if payoffs else []
    outputs = [*values, root.outcome, root.margin, *([root.play] if play else []), *root.quantities]
    return PlayProgram(Program(compiler.graph, outputs, compiler.fragile), Rows.of(len(values), play=play))


def play_signatures(tree: GameTree) -> npt.NDArray[np.float64]:
    """A number for each terminal that only its end state decides.

    The sum over the ends that choices lead to, whatever chance does, names a
    play; numbers have 40 bits, so that sums are exact.
    """
    mixed = np.zeros(len(tree.terminals), dtype=np.uint64)
    for codes in tree.end_states.values():
        mixed = (mixed + codes + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)  # as SplitMix64 does
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(24)).astype(float)


class _Compiler:
    def __init__(
        self,
        scenario: Scenario,
        unrolled: Unrolled,
        fixed: Mapping[str, float],
        quantities: Sequence[Expression],
        along: History | None,
    ) -> None:
        self.scenario, self.unrolled, self.tree = scenario, unrolled, unrolled.tree
        self.quantities = quantities
        self.graph = Graph()
        self.graph.known.update({name: self.graph.constant(value) for name, value in fixed.items()})
        self.folder = Folder(scenario, self.graph)
        self.fragile: list[int] = []
        self.signature = play_signatures(self.tree)
        self.laws = {int(node): (draws, row) for draws in unrolled.draws for row, node in enumerate(draws.nodes)}
        self.given = None if along is None else given_draws(self.tree, along)
        self.none = self.graph.constant(NO_DECISION)
        self.one = self.graph.constant(1.0)

    def fold(self) -> _Worth:
        """The root's worth, from the ends backwards."""
        tree = self.tree
        for draws in self.unrolled.passed:
            for row in range(len(draws.nodes)):
                self._sound_law(draws, row)
        worth: dict[int, _Worth] = {}
        for node in np.argsort(-tree.depth_first):
            node = int(node)
            if tree.owner[node] == TERMINAL:
                worth[node] = self._end(int(tree.terminal_of[node]))
                continue
            below = [worth.pop(child) for child in tree.children(node)]
            worth[node] = (
                self._choice(int(tree.owner[node]), below) if tree.owner[node] >= 0 else self._draw(node, below)
            )
        return worth[0]

    def _end(self, terminal: int) -> _Worth:
        state = {name: int(codes[terminal]) for name, codes in self.tree.end_states.items()}
        values = [self._safe(self.folder.fold(self.scenario.payoffs[player], state)) for player in self.tree.players]
        constant = self.graph.constant
        return _Worth(
            values=values,
            outcome=constant(float(terminal)),
            likelihood=self.one,
            margin=self.none,
            play=constant(float(self.signature[terminal])),
            quantities=[self._safe(self.folder.fold(quantity, state)) for quantity in self.quantities],
        )

    def _safe(self, node: int) -> int:
        if not self.graph.is_total(node):
            self.fragile.append(node)
        return node

    def _choice(self, mover: int, below: list[_Worth]) -> _Worth:
        apply = self.graph.apply
        own = [child.values[mover] for child in below]
        best, second = apply("max", own[0], own[1]), apply("min", own[0], own[1])
        for value in own[2:]:
            second = apply("max", second, apply("min", best, value))
            best = apply("max", best, value)
        if len(own) == 2:
            leads = [apply("lead", *own)]
            margin = apply("abs", leads[0])
        else:
            leads = [apply("lead", value, best) for value in own[:-1]]
            margin = apply("lead", best, second)

        def chosen(nodes: list[int]) -> int:
            result = nodes[-1]
            for lead, node in zip(reversed(leads), reversed(nodes[:-1]), strict=True):
                result = apply("pick", lead, node, result)
            return result

        return _Worth(
            values=[chosen(list(column)) for column in zip(*(child.values for child in below), strict=True)],
            outcome=chosen([child.outcome for child in below]),
            likelihood=chosen([child.likelihood for child in below]),
            margin=apply("min", margin, chosen([child.margin for child in below])),
            play=chosen([child.play for child in below]),
            quantities=[chosen(list(column)) for column in zip(*(child.quantities for child in below), strict=True)],
        )

    def _draw(self, node: int, below: list[_Worth]) -> _Worth:
        if self.tree.fixed[node]:
            return below[0]
        apply, constant = self.graph.apply, self.graph.constant
        likely = self._law(node)

        def expected(nodes: list[int]) -> int:
            total = constant(0.0)
            for probability, value in zip(likely, nodes, strict=True):
                total = apply("add", total, apply("mul", value, probability))
            return total

        possible = [apply("gt", probability, constant(0.0)) for probability in likely]
        margin, play = self.none, constant(0.0)
        for index, child in enumerate(below):
            margin = apply("min", margin, apply("select", possible[index], child.margin, self.none))
            play = apply("add", play, child.play)
        outcome, most = self._likeliest(node, below, likely)
        return _Worth(
            values=[expected(list(column)) for column in zip(*(child.values for child in below), strict=True)],
            outcome=outcome,
            likelihood=most,
            margin=margin,
            play=play,
            quantities=[expected(list(column)) for column in zip(*(child.quantities for child in below), strict=True)],
        )

    def _likeliest(self, node: int, below: list[_Worth], likely: list[int]) -> tuple[int, int]:
        """The end that counts as the outcome of a draw, and its likelihood."""
        apply = self.graph.apply
        if self.given is not None:
            if self.given[node] != NOT_GIVEN:
                child = below[int(self.given[node] - self.tree.first[node])]
                return child.outcome, child.likelihood
            likelihoods = likely
        else:
            likelihoods = [apply("mul", p, child.likelihood) for p, child in zip(likely, below, strict=True)]
        outcome, most = below[0].outcome, likelihoods[0]
        for child, likelihood in zip(below[1:], likelihoods[1:], strict=True):
            likelier = apply("gt", likelihood, apply("mul", most, self.graph.constant(LIKELIER)))
            outcome = apply("select", likelier, child.outcome, outcome)
            most = apply("select", likelier, likelihood, most)
        return outcome, most

    def _law(self, node: int) -> list[int]:
        """The probabilities of a draw's branches."""
        draws, row = self.laws[node]
        outcomes = self.scenario.chances[draws.variable].outcomes
        law = dict(zip(outcomes, self._sound_law(draws, row), strict=True))
        return [law[self.tree.label(child)] for child in self.tree.children(node)]

    def _sound_law(self, draws: Draws, row: int) -> list[int]:
        """The probability of every outcome in one state, required to be a distribution."""
        apply, constant = self.graph.apply, self.graph.constant
        state = {name: int(codes[row] if codes.ndim else codes) for name, codes in draws.states.items()}
        outcomes = self.scenario.chances[draws.variable].outcomes.values()
        law = [self._safe(self.folder.fold(probability, state)) for probability in outcomes]
        total = law[0]
        for probability in law:
            self.graph.require(apply("ge", probability, constant(-SLACK)))
            self.graph.require(apply("le", probability, constant(1 + SLACK)))
        for probability in law[1:]:
            total = apply("add", total, probability)
        self.graph.require(apply("le", apply("abs", apply("sub", total, self.one)), constant(SLACK)))
        zero = constant(0.0)
        return [
            apply("select", apply("le", p, constant(rounding(e))), zero, p) for p, e in zip(law, outcomes, strict=True)
        ]
