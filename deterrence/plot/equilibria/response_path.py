"""How choices sharpen as precision grows: the principal branch of quantal response."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from deterrence.errors import ArgumentError, nearest
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import information_sets
from deterrence.game.normal_form import NormalFormGame
from deterrence.plot.drawing.choice_names import choice_names
from deterrence.plot.drawing.curves import Look, draw_curve
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.style import (
    BLACK,
    GREY,
    LINES,
    MARKERS,
    Size,
    axis_words,
    new_axes,
    player_colours,
    title,
)
from deterrence.solvers.decision import chance_text
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.logit_branch import LogitBranch, logit_branch
from deterrence.solvers.play import Play

MOST = 4


def response_path(
    game: NormalFormGame | ExtensiveGame | None,
    branch: LogitBranch | None = None,
    *,
    of: str | Sequence[str] | None = None,
    up_to: float = math.inf,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw the probability of every choice along the principal branch, from chance to near its limit.

    Parameters
    ----------
    game
        Of one parameter point; `build_game` makes one of a scenario. None for
        a branch whose choices are to have numbers instead of names.
    branch
        That of `logit_branch`; traced here if it is not given.
    of
        Which players (normal form) or information sets (extensive form) to
        show; by default the first four, those that the limit reaches before others.
    up_to
        The precision at which to stop a branch that is traced here.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown player, information set or size, a game of several points,
        or neither a game nor a branch.

    Examples
    --------
    >>> pennies = NormalFormGame.of_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> ax = response_path(pennies, up_to=10.0)
    >>> ax.get_figure().legends[0].get_texts()[0].get_text()
    '1: 1 → 0.607'
    """
    traced = _traced(game, up_to) if branch is None else branch
    labels = choice_names({name: row.shape[1] for name, row in traced.probabilities.items()}, game, "branch")
    chosen = _chosen(game, traced, labels, of)
    axes, colours = new_axes(ax, size), player_colours(chosen)
    handles: list[Artist] = []
    words: list[str] = []
    for place, name in enumerate(chosen):
        for k, label in enumerate(labels[name]):
            look = Look(colour=colours[name], line=LINES[k % len(LINES)], marker=MARKERS[place % len(MARKERS)])
            share = traced.probabilities[name][:, k]
            handles.append(draw_curve(axes, traced.precision, share, look))
            words.append(f"{name}: {label} → {chance_text(float(share[-1]))}")
            axes.plot(
                traced.precision[-1:], share[-1:], look.marker, color=BLACK, markersize=6, clip_on=False, zorder=6
            )
    _turns(axes, traced)
    largest = float(traced.precision.max())
    if largest > 30 * _scale(traced):
        axes.set_xscale("symlog", linthresh=_scale(traced))
    axes.set_xlim(0, largest)
    axes.set_ylim(0, 1.02)
    axis_words(axes, size, x="precision (0: by chance; large: best replies)", y="probability of the choice")
    title(axes, _heading(game), size)
    explained(axes, handles, words, size, small_print=_small_print(traced, len(labels) - len(chosen)))
    return axes


def _traced(game: NormalFormGame | ExtensiveGame | None, up_to: float) -> LogitBranch:
    if game is None:
        raise ArgumentError("there is neither a game nor a branch to draw")
    return logit_branch(game, up_to=up_to)


def _heading(game: NormalFormGame | ExtensiveGame | None) -> str:
    name = game.title if game is not None else ""
    return f"{name}: choices as players grow more precise" if name else "Choices as players grow more precise"


def _chosen(
    game: NormalFormGame | ExtensiveGame | None,
    branch: LogitBranch,
    labels: dict[str, tuple[str, ...]],
    of: str | Sequence[str] | None,
) -> list[str]:
    if of is None:
        return sorted(labels, key=_reached(game, branch))[:MOST]
    names = [of] if isinstance(of, str) else list(of)
    for name in names:
        if name not in labels:
            raise ArgumentError(f"unknown '{name}'", nearest(name, labels) or f"known: {', '.join(labels)}")
    return names


def _reached(game: NormalFormGame | ExtensiveGame | None, branch: LogitBranch) -> Any:
    """A key that sorts what the end of the branch is likelier to reach first, and leaves all else in its order."""
    if game is None or isinstance(game, NormalFormGame):
        return lambda _: 0
    sets = {item.name: item for item in information_sets(game.tree)}
    strategy = np.ones(len(game.tree.owner))
    for name, item in sets.items():
        children = game.tree.first[item.nodes][:, None] + np.arange(len(item.actions))
        strategy[children] = branch.probabilities[name][-1]
    reach = Play(game=game, strategy=strategy, belief=np.ones(len(strategy))).reach
    return lambda name: -round(float(reach[sets[name].nodes].sum()), 6)


def _scale(branch: LogitBranch) -> float:
    """The precision at which choices begin to differ from chance."""
    moved = np.max([np.abs(share - share[0]).max(axis=1) for share in branch.probabilities.values()], axis=0)
    begun = branch.precision[(moved > 0.02) & (branch.precision > 0)]
    return float(begun[0]) if len(begun) else max(float(branch.precision[-1]), 1.0)


def _turns(ax: Axes, branch: LogitBranch) -> None:
    for steps, line in ((branch.folds, ":"), (branch.bifurcations, "--")):
        for step in steps:
            ax.axvline(branch.precision[step], color=GREY, linestyle=line, linewidth=0.8, zorder=1)


def _small_print(branch: LogitBranch, left: int) -> list[str]:
    told = [
        f"Principal branch, {len(branch)} steps; black marks: its end, where {branch.regret[-1]:.2g} could be gained."
    ]
    if branch.termination is not Termination.FINISHED:
        told.append(f"It ended early: {branch.termination}.")
    told += [f"Dotted: folds ({len(branch.folds)})."] * bool(len(branch.folds))
    told += [f"Dashed: bifurcations ({len(branch.bifurcations)})."] * bool(len(branch.bifurcations))
    return told + [f"{left} further places of choice are not shown."] * bool(left)
