"""The statistical strategic model: sequential choices with normal shocks, whose size is fitted to outcomes."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import GameTree
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.likelihood import highest, standard_error
from deterrence.tables.text import html_table, number

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Errors = Literal["private", "agent"]

REACH = 9.0
GRID = 181
STEP = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrategicProbit:
    """Choice probabilities under normal shocks.

    `outcomes` is the probability of each terminal, ``(terminal, point)``;
    `steps` that of each node given its parent, ``(node, point)``.
    """

    outcomes: Array
    steps: Array
    logarithms: Array
    """Of `outcomes`; accurate where they are too small to be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbitFit:
    """The size of the shocks fitted to outcomes.

    `standard_error` is that of `log_deviation`; NaN, with termination
    `LIMIT`, where the likelihood still rises at the end of the range searched,
    or does not vary.
    """

    log_deviation: float
    standard_error: float
    log_likelihood: float
    outcomes: tuple[float, ...]
    termination: Termination

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the fitted probabilities of ends."""
        from deterrence.plot.equilibria.choice_shares import probit_bars

        return probit_bars(self, ax=ax, size=size)

    def __str__(self) -> str:
        return (
            f"log deviation {number(self.log_deviation)} (standard error {number(self.standard_error)}), "
            f"log-likelihood {number(self.log_likelihood)}; {self.termination}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [[str(k + 1), number(share)] for k, share in enumerate(self.outcomes)]
        return f"<p>{html.escape(str(self))}</p>{html_table(('end', 'fitted probability'), rows)}"


def strategic_probit(
    game: ExtensiveGame, *, deviation: float | Array = 1.0, errors: Errors = "private"
) -> StrategicProbit:
    """The statistical strategic model of a game of perfect information with two actions at each decision.

    With private information each player's payoff at each end has a normal
    shock of standard deviation s that the player alone knows: the actions at
    a node differ in value by a normal variable of deviation s times the root of the sum of w², w
    the probability of each end that can follow, given the action. With agent
    errors each action has a shock of its own, and the deviation is s sqrt(2).

    Parameters
    ----------
    game
        With private information no player may move twice on one path.
    deviation
        s > 0, in payoff units; one number or one for each point.
    errors
        ``"private"`` or ``"agent"``.

    Raises
    ------
    ConceptError
        The game is not of this kind.
    ArgumentError
        `deviation` is not positive, or `errors` unknown.

    References
    ----------
    .. [1] C. S. Signorino, "Strategic interaction and the statistical analysis
       of international conflict", American Political Science Review 93, 1999.
    .. [2] C. S. Signorino, "Structure and uncertainty in discrete choice
       models", Political Analysis 11, 2003.
    .. [3] B. Kenkel and C. S. Signorino, "Estimating extensive form games in
       R", Journal of Statistical Software 56 (8), 2014.

    Examples
    --------
    >>> from deterrence.game.nested import Decision, End, extensive_game
    >>> reply = Decision("2", "reply", {"yield": End({"1": 1, "2": 0}), "resist": End({"1": -1, "2": 0.5})})
    >>> first = Decision("1", "first", {"wait": End({"1": 0, "2": 0}), "act": reply})
    >>> strategic_probit(extensive_game(["1", "2"], first)).outcomes[:, 0].round(4).tolist()
    [0.5882, 0.149, 0.2628]
    """
    _require_binary(game.tree, errors)
    sigma = np.broadcast_to(np.asarray(deviation, dtype=float), (game.points,))
    if not (np.isfinite(sigma) & (sigma > 0)).all():
        raise ArgumentError("a deviation must be finite and positive")
    with np.errstate(divide="ignore"):
        logs = np.log(game.branch_probability())
    tree = game.tree
    values = np.zeros((len(tree.owner), len(tree.players), game.points))
    values[tree.terminals] = game.payoffs
    squares = np.ones((len(tree.owner), game.points))
    for node in np.flatnonzero(tree.count > 0)[::-1]:
        children = np.array(tree.children(int(node)))
        if tree.owner[node] >= 0:
            gap = values[children[0], tree.owner[node]] - values[children[1], tree.owner[node]]
            spread = squares[children].sum(axis=0) if errors == "private" else 2.0
            logs[children] = _log_normal(gap / (sigma * np.sqrt(spread)))
        weight = np.exp(logs[children])
        values[node] = (weight[:, None] * values[children]).sum(axis=0)
        squares[node] = (weight**2 * squares[children]).sum(axis=0)
    steps = np.exp(logs)
    for batch in tree.generations:
        logs[batch] += logs[tree.parent[batch]]
    ends = logs[tree.terminals]
    return StrategicProbit(outcomes=np.exp(ends), steps=steps, logarithms=ends)


def fit_strategic_probit(game: ExtensiveGame, counts: npt.ArrayLike, *, errors: Errors = "private") -> ProbitFit:
    """Fit the logarithm of the shocks' deviation to how often each terminal was seen, by maximum likelihood.

    Parameters
    ----------
    game
        With one parameter point.
    counts
        ``(terminal,)``, in the order of the payoffs.

    Raises
    ------
    ArgumentError
        More than one point, or counts that do not fit.

    Examples
    --------
    >>> from deterrence.game.nested import Decision, End, extensive_game
    >>> reply = Decision("2", "reply", {"yield": End({"1": -1, "2": 0}), "resist": End({"1": 0, "2": 1})})
    >>> first = Decision("1", "first", {"wait": End({"1": 1, "2": 0}), "act": reply})
    >>> print(fit_strategic_probit(extensive_game(["1", "2"], first), [7152, 42, 46]))
    log deviation -1.051 (standard error 0.01987), log-likelihood -646.5; finished
    """
    seen = np.asarray(counts, dtype=float)
    if game.points != 1 or seen.shape != (len(game.tree.terminals),):
        raise ArgumentError(f"{len(game.tree.terminals)} counts and one parameter point are needed")
    if not ((seen >= 0) & np.isfinite(seen)).all() or not seen.sum():
        raise ArgumentError(f"counts must be finite, not negative, and not all 0, found {seen.tolist()}")

    def height(log_deviation: float) -> float:
        found = strategic_probit(game, deviation=math.exp(log_deviation), errors=errors).logarithms[:, 0]
        return float(seen[seen > 0] @ found[seen > 0])

    spans = np.ptp(game.payoffs[:, :, 0], axis=0)
    center = math.log(float(spans.max()) or 1.0)
    grid = np.linspace(center - REACH, center + REACH, GRID)
    heights = np.array([height(float(value)) for value in grid])
    best = int(heights.argmax())
    inside = 0 < best < GRID - 1 and min(heights[best] - heights[0], heights[best] - heights[-1]) > 1e-9
    top = highest(height, float(grid[best - 1]), float(grid[best + 1])) if inside else float(grid[best])
    return ProbitFit(
        log_deviation=top,
        standard_error=standard_error(height, top, STEP) if inside else math.nan,
        log_likelihood=height(top),
        outcomes=tuple(strategic_probit(game, deviation=math.exp(top), errors=errors).outcomes[:, 0].tolist()),
        termination=Termination.FINISHED if inside else Termination.LIMIT,
    )


def _log_normal(z: Array) -> Array:
    """The logarithms of the normal probabilities below z and above it."""
    from scipy.special import log_ndtr

    return np.stack([log_ndtr(z), log_ndtr(-z)])


def _require_binary(tree: GameTree, errors: str) -> None:
    if errors not in ("private", "agent"):
        raise ArgumentError(f"unknown errors '{errors}'", "private or agent")
    if not tree.is_perfect_information or (tree.count[tree.owner >= 0] != 2).any():
        raise ConceptError("the strategic probit needs perfect information and two actions at each decision")
    moved = np.zeros((len(tree.owner), len(tree.players)), dtype=bool)
    for batch in tree.generations:
        parents = tree.parent[batch]
        moved[batch] = moved[parents]
        acts = tree.owner[parents] >= 0
        moved[np.arange(batch.start, batch.stop)[acts], tree.owner[parents][acts]] = True
    movers = np.flatnonzero(tree.owner >= 0)
    if errors == "private" and moved[movers, tree.owner[movers]].any():
        raise ConceptError("with private information no player may move twice on one path: the shocks would carry over")
