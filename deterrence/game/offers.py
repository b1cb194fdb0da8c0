"""What a visit offers on each open branch of a growing tree, and why it may offer nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.errors import EvaluationError
from deterrence.game.conditions import Codes, Conditions, named_state
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.scenario.syntax import Apply, parts

ROUNDING = 1e-15

Bools = npt.NDArray[np.bool_]


class Offers:
    """Permitted, available and allowed values of a scenario's variables, in many states at once."""

    def __init__(self, scenario: Scenario, conditions: Conditions) -> None:
        self.scenario, self.conditions = scenario, conditions

    def of(self, name: str, codes: Codes, before: Codes, takes_part: Bools, *, joint: bool) -> Bools:
        """Which values each branch is offered: permitted, available, and within the constraints; ``(branch, value)``.

        `codes` is the state of the branches, `before` that in which conditions are read.
        """
        values = self.scenario.choices[name]
        rows = len(takes_part)
        decision = self.scenario.decisions.get(name)
        if decision is None:
            offers = np.ones((rows, len(values)), dtype=bool)
            offers[:, 0] = False
        else:
            offers = permitted(values, decision.reversible)[np.broadcast_to(codes[name], (rows,))]
            for choice, condition in decision.available.items():
                column = values.index(choice)
                asked = takes_part & offers[:, column]
                if asked.any():
                    chosen = chosen_rows(before, asked)
                    holds = self.conditions.holds(condition, ("decisions", name, "available", choice), chosen)
                    offers[asked, column] = np.broadcast_to(holds, (int(asked.sum()),))
        if self.scenario.constraints and not joint:
            self._constrain(name, offers, codes, before, takes_part)
        return offers

    def _constrain(self, name: str, offers: Bools, codes: Codes, before: Codes, takes_part: Bools) -> None:
        for column in range(offers.shape[1]):
            asked = takes_part & offers[:, column]
            if not asked.any():
                continue
            after = {**codes, name: np.full(len(takes_part), column, dtype=np.uint8)}
            broken = self.broken(after, asked)
            if name in self.scenario.chances and broken.any():
                self._refuse_possible(name, column, after, before, broken)
            offers[broken, column] = False

    def _refuse_possible(self, name: str, column: int, after: Codes, before: Codes, broken: Bools) -> None:
        outcome = self.scenario.choices[name][column]
        path: Path = ("chances", name, "outcomes", outcome)
        chosen = chosen_rows(before, broken)
        probability = self.scenario.chances[name].outcomes[outcome]
        likely = self.conditions.read(probability, path, chosen)
        possible = np.broadcast_to(likely, (int(broken.sum()),)) > rounding(probability)
        if possible.any():
            row = int(np.flatnonzero(broken)[np.flatnonzero(possible)[0]])
            self.refuse_broken(after, row, path, f"outcome '{outcome}' of '{name}'")

    def broken(self, codes: Codes, asked: Bools) -> Bools:
        """Which of the branches asked about are in a state that breaks a constraint."""
        broken = np.zeros(len(asked), dtype=bool)
        for index, constraint in enumerate(self.scenario.constraints):
            holds = self.conditions.holds(constraint, ("constraints", index), chosen_rows(codes, asked))
            broken[asked] |= ~np.broadcast_to(holds, (int(asked.sum()),))
        return broken

    def refuse_broken(self, codes: Codes, row: int, path: Path, what: str) -> None:
        """Raise `EvaluationError`, naming the constraint that one branch breaks."""
        one = {name: code[row : row + 1] if code.ndim else code for name, code in codes.items()}
        for index, constraint in enumerate(self.scenario.constraints):
            if not self.conditions.holds(constraint, ("constraints", index), one).all():
                state = self._described(one, 0)
                message = f"{what} breaks the constraint '{constraint.text}' ({state})"
                raise EvaluationError(self.scenario.problem(message, path))

    def refuse_none(self, name: str, codes: Codes, path: Path, empty: Bools) -> None:
        """Raise `EvaluationError` if some branch is offered nothing."""
        if empty.any():
            state = self._described(codes, int(np.flatnonzero(empty)[0]))
            message = f"no choice of '{name}' is available ({state})"
            help = "relax `available`, `reversible` or `constraints`, or guard the visit with `when`"
            raise EvaluationError(self.scenario.problem(message, path, help=help))

    def _described(self, codes: Codes, row: int) -> str:
        state = named_state(self.scenario, codes, row)
        changed = [f"{name} = {value}" for name, value in state.items() if value != self.scenario.initial[name]]
        return "where " + ", ".join(changed) if changed else "at the start"


def rounding(probability: Expression) -> float:
    """Below this a probability is what rounding left of 0: 1e-15 for sums such as ``1 - p - q``, else 0."""
    sums = any(isinstance(part, Apply) and part.op == "+" for part in parts(probability.node))
    return ROUNDING if sums else 0.0


def permitted(values: Sequence[str], reversible: bool | dict[str, list[str]]) -> Bools:
    """Which changes a decision's owner may make: ``[from, to]``; staying put needs no permission."""
    if reversible is True:
        return np.ones((len(values), len(values)), dtype=bool)
    if reversible is False:
        return np.triu(np.ones((len(values), len(values)), dtype=bool))
    allowed = np.eye(len(values), dtype=bool)
    for start, ends in reversible.items():
        for end in ends:
            allowed[values.index(start), values.index(end)] = True
    return allowed


def chosen_rows(codes: Codes, chosen: Bools) -> Codes:
    """The states of some branches."""
    return codes if chosen.all() else {name: code[chosen] if code.ndim else code for name, code in codes.items()}
