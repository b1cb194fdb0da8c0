"""Richardson's arms race when budgets have a ceiling and a floor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, NoAnswerError, expect_kind
from deterrence.models.arguments import numbers
from deterrence.models.richardson import Richardson
from deterrence.tables.table import Table

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Event = Callable[[float, Array], float]

MOST_CHANGES = 1000
MOST_TURNS = 1e5
SLACK = 1e-10


def capped_race(model: Richardson, start: npt.ArrayLike, times: npt.ArrayLike, *, caps: npt.ArrayLike) -> Table:
    """Budgets over time that stay between 0 and a cap: a budget at its bound moves only back from it.

    Parameters
    ----------
    model
        The race without bounds.
    start
        Shape ``(nation,)``: budgets at time 0, within the bounds.
    times
        Shape ``(time,)``, at least 0, in any order.
    caps
        Positive, one for all or one a nation.

    Returns
    -------
    Table
        Axis ``time``, a column for each nation; integrated numerically from
        one change of bounds to the next, to about 1e-8 of the caps.

    Raises
    ------
    ArgumentError
        Bad numbers, or shapes that do not fit.
    NoAnswerError
        Budgets reach and leave their bounds more than 1,000 times, or rates
        of change times the latest time exceed 1e5.

    References
    ----------
    Derived: Richardson's equations, projected on the bounds.

    Examples
    --------
    A race that departs from rest ends at the caps:

    >>> from deterrence.models.richardson import richardson
    >>> race = richardson(reaction=(2, 2), fatigue=(1, 1), grievance=(0, 0))
    >>> capped_race(race, [1, 1], [0, 1, 10], caps=[5, 4]).columns["nation 2"].round(4).tolist()
    [1.0, 2.7183, 4.0]
    """
    expect_kind(model, Richardson, "capped_race")
    begin, at = model._starting(start), numbers("times", times, least=0, ndim=1)
    top = numbers("caps", caps, above=0)
    if top.ndim and top.shape != begin.shape:
        raise ArgumentError(f"'caps' must be one number or {len(begin)}, found shape {top.shape}")
    top = np.broadcast_to(top, begin.shape)
    if (begin < 0).any() or (begin > top).any():
        raise ArgumentError("'start' must lie between 0 and the caps")
    if float(np.abs(model.matrix).sum(axis=1).max() * at.max()) > MOST_TURNS:
        raise NoAnswerError("the race is too fast to be followed step by step for so long")
    order = np.unique(at)
    found = _integrated(model, np.array(begin), order, top)
    return model._table(at, found[np.searchsorted(order, at)])


def _integrated(model: Richardson, begin: Array, times: Array, top: Array) -> Array:
    """Budgets at rising times."""
    from scipy.integrate import solve_ivp

    found = np.empty((len(times), len(begin)))
    found[times == 0] = begin
    now, budgets = 0.0, begin
    for _ in range(MOST_CHANGES):
        if now >= times[-1]:
            return found
        held = _held(model, budgets, top)
        step = solve_ivp(
            lambda _, x, held=held: np.where(held, 0.0, model.matrix @ x + model.grievance),
            (now, times[-1]),
            budgets,
            events=_changes(model, held, budgets, top),
            dense_output=True,
            rtol=1e-10,
            atol=1e-12 * float(top.max()),
        )
        due = (times > now) & (times <= step.t[-1])
        if due.any():
            found[due] = np.clip(step.sol(times[due]).T, 0.0, top)
        now, budgets = float(step.t[-1]), np.clip(step.y[:, -1], 0.0, top)
    raise NoAnswerError(f"budgets reach and leave their bounds more than {MOST_CHANGES:,} times")


def _held(model: Richardson, budgets: Array, top: Array) -> Bools:
    """Which budgets are at a bound that they press against, or rest at."""
    speed, slack = model.matrix @ budgets + model.grievance, SLACK * top
    return np.asarray(((budgets >= top) & (speed >= -slack)) | ((budgets <= 0) & (speed <= slack)))


def _changes(model: Richardson, held: Bools, budgets: Array, top: Array) -> list[Event]:
    """What ends a step, for each nation: it passes its cap or 0, or turns back from its bound.

    Each is negative when a step begins, and a change when it rises through 0.
    """

    def above(i: int, _: float, x: Array) -> float:
        return float(x[i] - top[i] * (1 + SLACK))

    def below(i: int, _: float, x: Array) -> float:
        return float(-x[i] - top[i] * SLACK)

    def turns(i: int, _: float, x: Array) -> float:
        inward = -1.0 if budgets[i] >= top[i] else 1.0
        return float(inward * (model.matrix[i] @ x + model.grievance[i]) - 2 * SLACK * top[i])

    found = [partial(change, i) for i, fixed in enumerate(held) for change in ((turns,) if fixed else (above, below))]
    for event in found:
        event.terminal, event.direction = True, 1.0  # type: ignore[attr-defined]  # how SciPy is told
    return list(found)
