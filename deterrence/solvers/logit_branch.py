"""The principal branch of logit equilibria of one game, from chance to the limit."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import information_sets
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.agent_certificate import AgentCertificate
from deterrence.solvers.arclength import start, trace
from deterrence.solvers.equilibria import Termination, strategic_regret
from deterrence.solvers.logit_agent import AgentPlan, Agents
from deterrence.solvers.logit_kernel import FOLDS, JUMPS, STATE
from deterrence.solvers.logit_normal import ManyPlayers, TwoPlayers, normal_form_system
from deterrence.solvers.principal_branch import binary_scale
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ENDLESS = 1e300
SHOWN = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class LogitBranch:
    """Logit equilibria along the principal branch, in its order; the precision falls between folds.

    Parameters
    ----------
    precision
        ``(step,)``, from 0.
    probabilities
        By player (normal form) or information set (extensive form), ``(step, choice)``.
    regret
        What somebody could gain by choosing best; ``(step,)``.
    folds
        The steps at which the precision starts to fall, or to rise again.
    bifurcations
        The steps that crossed one; the branch goes straight on.
    termination
        `FINISHED` at the precision or regret asked for.
    """

    precision: Array
    probabilities: Mapping[str, Array]
    regret: Array
    folds: Ints
    bifurcations: Ints
    termination: Termination

    def __len__(self) -> int:
        return len(self.precision)

    def plot(
        self,
        *,
        game: NormalFormGame | ExtensiveGame | None = None,
        of: str | Sequence[str] | None = None,
        ax: Axes | None = None,
        size: Size = "page",
    ) -> Axes:
        """Draw every choice along the branch; `game` gives the names of choices, `of` chooses among places."""
        from deterrence.plot.equilibria.response_path import response_path

        return response_path(game, self, of=of, ax=ax, size=size)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        shown = np.unique(np.linspace(0, len(self) - 1, SHOWN).round().astype(int))
        rows = [
            [number(float(self.precision[k]))]
            + [", ".join(number(float(p)) for p in column[k]) for column in self.probabilities.values()]
            + [number(float(self.regret[k]))]
            for k in shown
        ]
        return ("precision", *self.probabilities, "regret"), rows

    def __str__(self) -> str:
        title = f"principal branch: {len(self)} steps, {len(self.folds)} folds; {self.termination}"
        return f"{title}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        title, *_ = str(self).splitlines()
        return f"<p>{html.escape(title)}</p>{html_table(*self._table())}"


class BranchSystem:
    """The equations of a game at one point, and the profile and regret that a state stands for."""

    def __init__(self, game: NormalFormGame | ExtensiveGame) -> None:
        if game.points != 1:
            raise ArgumentError(f"a branch is that of one parameter point, found {game.points}")
        if not np.isfinite(game.payoffs).all():
            raise ArgumentError("the game has no value at this point")
        self.game, self.scale = game, binary_scale(game.payoffs)
        self.equations: TwoPlayers | ManyPlayers | Agents
        if isinstance(game, NormalFormGame):
            self.names = game.players
            self.equations = normal_form_system(game, self.scale)
        else:
            self.sets = information_sets(game.tree)
            self.names = tuple(item.name for item in self.sets)
            self.equations = Agents.of(game, self.scale, AgentPlan.of(game.tree))

    def profile(self, x: Array) -> list[Array]:
        """The probabilities at a state, in the order of `names`."""
        if not isinstance(self.equations, Agents):
            return [rows[:, 0] for rows in self.equations.profile(x)]
        steps = self.equations.profile(x)[:, 0]
        first = self.equations.plan.tree.first
        return [steps[first[item.nodes[0]] :][: len(item.actions)] for item in self.sets]

    def regret(self, x: Array) -> float:
        """What somebody could gain at a state by choosing best."""
        if isinstance(self.game, ExtensiveGame) and isinstance(self.equations, Agents):
            return float(AgentCertificate(self.game, self.sets, self.equations.profile(x)).regret()[0])
        assert isinstance(self.game, NormalFormGame)
        return float(
            strategic_regret(self.game, [row[None] for row in self.profile(x)], np.zeros(1, dtype=np.int64))[0]
        )


def logit_branch(game: NormalFormGame | ExtensiveGame, *, up_to: float = math.inf, regret: float = 1e-6) -> LogitBranch:
    """Trace the principal branch until it first reaches a precision or, without one, until little is left to gain.

    Parameters
    ----------
    game
        With one parameter point.
    up_to
        The precision at which to stop.
    regret
        Without `up_to`, the regret at which to stop, as a share of the largest difference between payoffs.

    Raises
    ------
    ArgumentError
        More than one point, no finite payoffs, or limits that are not positive.

    Examples
    --------
    >>> branch = logit_branch(NormalFormGame.of_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]]), up_to=2.0)
    >>> branch.precision[-1], branch.probabilities["1"][-1].round(4).tolist(), len(branch.folds)
    (np.float64(2.0), [0.8608, 0.1392], 0)
    """
    if not (up_to > 0 and regret > 0):
        raise ArgumentError("a branch needs a positive precision, and a positive regret, to stop at")
    system = BranchSystem(game)
    target = np.minimum(up_to * system.scale, ENDLESS)
    enough = regret * float(system.scale[0])
    x, tangent, mark = start(system.equations, 1)
    states, marks, regrets = [x.copy()], [mark.copy()], [system.regret(x)]
    for state, _, after in trace(system.equations, x, tangent, mark, target):
        states.append(state)
        marks.append(after)
        regrets.append(system.regret(state))
        if math.isinf(up_to) and regrets[-1] <= enough:
            break
    states[-1][-1] = np.where(marks[-1][STATE] == 1, target, states[-1][-1])
    counts = np.array([[item[FOLDS, 0], item[JUMPS, 0]] for item in marks])
    turns = np.diff(counts, axis=0) > 0
    profiles = [system.profile(state) for state in states]
    return LogitBranch(
        precision=np.array([state[-1, 0] / system.scale[0] for state in states]),
        probabilities={name: np.array([item[i] for item in profiles]) for i, name in enumerate(system.names)},
        regret=np.array(regrets),
        folds=np.flatnonzero(turns[:, 0]) + 1,
        bifurcations=np.flatnonzero(turns[:, 1]) + 1,
        termination=_ending(float(marks[-1][STATE, 0]), math.isinf(up_to) and regrets[-1] <= enough),
    )


def _ending(state: float, enough: bool) -> Termination:
    if enough or state == 1:
        return Termination.FINISHED
    return Termination.LIMIT if state == 0 else Termination.NOT_CONVERGED
