"""Models with an equilibrium to look for: cutoffs of signals, the riskiest defence, targets, populations, a fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from deterrence.models.defended_crisis import defended_crisis
from deterrence.models.hawk_dove import STRATEGIES, deterring_share
from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, Mark, marked_curves
from deterrence.plot.drawing.style import Size
from deterrence.plot.models.model_points import axes_of, listed, plain_words
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.deterrence_probit_fit import DeterrenceProbitFit
    from deterrence.models.emboldening_defence import RiskiestDefence
    from deterrence.models.global_game import GlobalGame
    from deterrence.models.hawk_dove import RetaliatorRest
    from deterrence.models.truel import Truel

STEPS = 401
ERRORS = 2.0
MOST_PATHS = 40
PLAYERS = ("0", "1", "2")


def cutoff_curve(found: GlobalGame, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what a side at a common cutoff gains by striking, and the cutoffs that are equilibria.

    Parameters
    ----------
    found
        The answer of `global_game`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.global_game import global_game
    >>> given = dict(peace=0, first=-1, struck=-4, mutual=-3, prior_mean=0)
    >>> ax = cutoff_curve(global_game(**given, prior_precision=1, signal_precision=4))
    >>> [text.get_text() for text in ax.texts]
    ['0']
    """
    from scipy.special import ndtr

    given = {name: float(value) for name, value in found.provenance.given.items()}
    patience, fear = given["peace"] - given["first"], given["mutual"] - given["struck"]
    alpha, beta = given["prior_precision"], given["signal_precision"]
    slope = np.sqrt(alpha**2 * (alpha + beta) / (beta * (alpha + 2 * beta)))
    low, high = min(-fear, *found.estimate), max(patience, *found.estimate)
    across = np.linspace(low - 0.2 * (high - low), high + 0.2 * (high - low), STEPS)
    gain = across - patience + (patience + fear) * ndtr(slope * (given["prior_mean"] - across))
    one = "one cutoff whatever the prior mean" if found.unique_for_every_prior else "some prior means have several"
    return marked_curves(
        [
            Line(x=across, y=gain, words="gain by striking, at a common cutoff there"),
            Line(x=across[[0, -1]], y=np.zeros(2), words="", plain=True),
        ],
        marks=[
            Mark(at=(float(place), 0.0), words=number(float(place)), kind="equilibrium") for place in found.estimate
        ],
        heading="Surprise attack with noisy signals: from which temptation on sides strike",
        x="temptation that a side expects at its cutoff",
        y="gain by striking rather than waiting",
        verticals=[
            (-fear, f"waiting is dominant below {number(-fear)}"),
            (patience, f"striking is dominant above {number(patience)}"),
        ],
        small_print=[f"These precisions: {one}."],
        ax=ax,
        size=size,
    )


def riskiest_curve(found: RiskiestDefence, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw how often the defended side is hit over the effectiveness of its defence.

    Options as `cutoff_curve` has them.
    """
    given = {name: float(value) for name, value in found.provenance.given.items()}
    across = np.linspace(0.0, 1.0, STEPS)
    classes = defended_crisis(defence=across, **given)
    hits = np.nanmax(np.stack([classes.outcome("hit", name) for name in classes.names]), axis=0)
    marks = [
        Mark(
            at=(found.effectiveness, found.hit),
            words=f"{number(found.hit)} at {number(found.effectiveness)}",
            kind="the riskiest defence",
        ),
        Mark(at=(0.0, found.undefended), words=number(found.undefended), kind="no defence", filled=False),
    ]
    return marked_curves(
        [
            Line(x=across, y=hits, words="probability of being hit"),
            Line(x=across[[0, -1]], y=np.full(2, found.undefended), words="without a defence", plain=True),
        ],
        marks=marks if found.effectiveness > 0 else marks[1:],
        heading="A defence that emboldens: how often its side is hit",
        x="effectiveness of the defence: share of the harm that it stops",
        y="probability of being hit",
        ylim=(-0.06 * found.hit, 1.25 * found.hit),
        verticals=[(found.pays_from, f"pays from {number(found.pays_from)}")],
        ax=ax,
        size=size,
    )


def last_of_three(found: Truel, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw each player's chance to be the last in every equilibrium; options as `cutoff_curve` has them.

    Over points, all equilibria of a point have their marks.
    """
    chance, plays = found.chance.reshape(27, 3, -1), found.equilibrium.reshape(27, -1)
    skills = listed(found.provenance.given["skills"], (3,))
    heading, words = "A truel: who is the last, in every equilibrium", "probability of being the last"
    if plays.shape[1] == 1:
        rows = [
            (_aims(found.targets[k]), [Bar(value=float(chance[k, who, 0])) for who in range(3)])
            for k in np.flatnonzero(plays[:, 0])
        ]
        told = ", ".join(f"{who} hits with {number(float(one))}" for who, one in enumerate(skills.reshape(3, -1)[:, 0]))
        return interval_bars(
            rows,
            heading=heading,
            x=words,
            series=[f"player {who}" for who in PLAYERS],
            small_print=[f"Player {told}."],
            what="equilibria",
            nothing="There is no equilibrium in targets that are kept.",
            ax=ax,
            size=size,
        )
    shape = found.chance.shape[2:]
    given = {f"skill of player {who}": values for who, values in enumerate(skills)}
    axes = axes_of(given, shape)
    across = axes[0].values if len(shape) == 1 else np.arange(1.0, plays.shape[1] + 1)
    which, points = np.nonzero(plays)
    return marked_curves(
        [Line(x=across[points], y=chance[which, who, points], words=f"player {who}", dots=True) for who in range(3)],
        heading=heading,
        x=plain_words(axes[0].parameter if len(shape) == 1 else "", {}),
        y=words,
        ylim=(-0.04, 1.04),
        small_print=["Every equilibrium of a point has a mark for each player."],
        ax=ax,
        size=size,
    )


def _aims(targets: tuple[int | None, ...]) -> str:
    return ", ".join(f"{who} passes" if at is None else f"{who} aims at {at}" for who, at in enumerate(targets))


def population_paths(found: RetaliatorRest, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the shares of hawks, doves and retaliators at the start and at rest; options as `cutoff_curve` has them.

    Of several starts, each is joined to its rest.
    """
    prize, cost = (float(found.provenance.given[name]) for name in ("prize", "cost"))
    starts, ends, calm = found.start.reshape(-1, 3), found.end.reshape(-1, 3), found.peaceful.ravel()
    share = float(deterring_share(prize, cost))
    told = f"From {number(share)} on, retaliators among doves keep hawks out; against many hawks it takes more."
    if len(starts) == 1:
        return interval_bars(
            [
                (f"{name}s", [Bar(value=float(starts[0, k])), Bar(value=float(ends[0, k]))])
                for k, name in enumerate(STRATEGIES)
            ],
            heading=f"Hawks, doves and retaliators: {'peace' if calm[0] else 'hawks stay'}",
            x="share of the population",
            series=("at the start", "at rest"),
            limits=(0.0, 1.0),
            small_print=[told],
            ax=ax,
            size=size,
        )
    paths = [
        Line(x=np.array([start[0], end[0]]), y=np.array([start[2], end[2]]), words="", plain=True)
        for start, end in list(zip(starts, ends, strict=True))[:MOST_PATHS]
    ]
    kinds = ((True, "start that ends in peace"), (False, "start after which hawks stay"))
    marks = [
        Mark(at=(float(start[0]), float(start[2])), words="", kind=words, filled=kind)
        for kind, words in kinds
        for start in starts[calm == kind]
    ]
    return marked_curves(
        [*paths, Line(x=np.zeros(2), y=np.array([share, 1.0]), words=f"peaceful rests, from {number(share)} on")],
        marks=marks,
        heading="Hawks, doves and retaliators: from start to rest",
        x="share of hawks",
        y="share of retaliators",
        xlim=(-0.03, 1.0),
        ylim=(-0.03, 1.0),
        small_print=[told, "Dashed: from a start to its rest, not the way between."],
        ax=ax,
        size=size,
    )


def utility_bars(found: DeterrenceProbitFit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw every coefficient with two standard errors either way; options as `cutoff_curve` has them."""
    rows = [
        (f"{utility.replace('_', ' ')}, regressor {k + 1}", [_estimate(float(value), float(error))])
        for utility, values in found.coefficients.items()
        for k, (value, error) in enumerate(zip(values, found.standard_errors[utility], strict=True))
    ]
    return interval_bars(
        rows,
        heading="What disputes say of payoffs: coefficients of greatest likelihood",
        x="coefficient, in units of the shocks' deviation",
        interval="two standard errors either way",
        small_print=[f"Log-likelihood {number(found.log_likelihood)} of {found.observations:,} disputes."],
        what="coefficients",
        ax=ax,
        size=size,
    )


def _estimate(value: float, error: float) -> Bar:
    if np.isnan(error):
        return Bar(value=value)
    reach = ERRORS * error
    return Bar(value=value, words=f"{number(value, 3)} ± {number(reach, 3)}", interval=(value - reach, value + reach))
