"""Shares of strategies: committed to, stable in a population, fitted to choices, or moving in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.plot.drawing.choice_names import choice_names
from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, marked_curves
from deterrence.plot.drawing.style import Size
from deterrence.solvers.decision import chance_text
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.game.extensive import ExtensiveGame
    from deterrence.game.normal_form import NormalFormGame
    from deterrence.solvers.dynamics import Trajectory
    from deterrence.solvers.evolutionary import EvolutionarilyStable
    from deterrence.solvers.leadership import Leadership
    from deterrence.solvers.precision import PrecisionFit
    from deterrence.solvers.strategic_probit import ProbitFit

SURE = (0.0, 1.0)
CHANCE = "probability"


def commitment_bars(found: Leadership, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the mixture that a leader commits to, and say what follows.

    Parameters
    ----------
    found
        The answer of `leadership`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.
    """
    worths = ", ".join(f"{player} {number(value)}" for player, value in found.payoffs.items())
    return interval_bars(
        [(label, [_chance(share)]) for label, share in found.commitment.items()],
        heading=f"What {found.leader} commits to, and {found.follower} answers with {found.reply}",
        x=f"probability to which {found.leader} commits",
        limits=SURE,
        small_print=[f"Payoffs: {worths}; sure for {found.leader}: {number(found.guaranteed)}."],
        what="strategies",
        ax=ax,
        size=size,
    )


def stable_mixtures(found: EvolutionarilyStable, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the shares of every evolutionarily stable strategy; options as `commitment_bars` has them."""
    series = [f"stable strategy {k + 1}" for k in range(len(found))]
    rows = [(label, [_chance(float(row[k])) for row in found.strategies]) for k, label in enumerate(found.actions)]
    return interval_bars(
        rows if len(found) else [],
        heading="Evolutionarily stable strategies",
        x="share of the action",
        series=series if len(found) > 1 else (),
        limits=SURE,
        nothing="No strategy is evolutionarily stable.",
        what="actions",
        ax=ax,
        size=size,
    )


def precision_bars(
    found: PrecisionFit,
    *,
    game: NormalFormGame | ExtensiveGame | None = None,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw the choice probabilities at a fitted precision; `game` gives the choices' names.

    Other options as `commitment_bars` has them.
    """
    labels = choice_names({name: len(row) for name, row in found.probabilities.items()}, game, "fit")
    rows = [
        (f"{name}: {label}", [_chance(float(share))])
        for name, shares in found.probabilities.items()
        for label, share in zip(labels[name], shares, strict=True)
    ]
    error = "" if math.isnan(found.standard_error) else f" (standard error {number(found.standard_error)})"
    return interval_bars(
        rows,
        heading=f"Choices at the fitted precision {number(found.precision)}{error}",
        x="probability of the choice",
        limits=SURE,
        small_print=[
            f"{found.observations:,} choices, log-likelihood {number(found.log_likelihood)}; "
            f"{found.maximum.value} maximum."
        ],
        what="choices",
        ax=ax,
        size=size,
    )


def probit_bars(found: ProbitFit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the probabilities of ends at the fitted size of the shocks; options as `commitment_bars` has them."""
    error = "" if math.isnan(found.standard_error) else f" (standard error {number(found.standard_error)})"
    return interval_bars(
        [(f"end {k + 1}", [_chance(share)]) for k, share in enumerate(found.outcomes)],
        heading=f"Outcomes at the fitted log deviation {number(found.log_deviation)}{error}",
        x="probability of the end",
        limits=SURE,
        small_print=[f"Log-likelihood {number(found.log_likelihood)}; {found.termination}."],
        what="ends",
        ax=ax,
        size=size,
    )


def share_curves(
    found: Trajectory, *, game: NormalFormGame | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw the shares of strategies over time; `game` gives their names.

    Other options as `commitment_bars` has them. Raises `ArgumentError` also
    where the game has other strategies.
    """
    names = [f"population {k + 1}" for k in range(len(found.shares))]
    if game is not None:
        names = list(game.players[: len(found.shares)])
    counts = {name: shares.shape[1] for name, shares in zip(names, found.shares, strict=True)}
    labels = choice_names(counts, game, "trajectory")
    several = len(found.shares) > 1
    lines = [
        Line(x=found.times, y=shares[:, k], words=f"{name}: {label}" if several else label)
        for name, shares in zip(names, found.shares, strict=True)
        for k, label in enumerate(labels[name])
    ]
    ends = ", ".join(f"{line.words} {chance_text(float(line.y[-1]))}" for line in lines)
    return marked_curves(
        lines,
        heading="Shares of strategies under the replicator dynamics",
        x="time",
        y="share",
        xlim=(0.0, float(found.times[-1]) or 1.0),
        ylim=(-0.02, 1.02),
        small_print=[f"In the end: {ends}; {'at rest' if found.is_at_rest else 'still moving'}."],
        ax=ax,
        size=size,
    )


def _chance(share: float) -> Bar:
    return Bar(value=share, words=chance_text(share))
