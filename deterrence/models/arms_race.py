"""Arms races between sides that cannot see each other's costs: fear multiplies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, single, whole
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE, tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Distribution = Callable[[Array], npt.ArrayLike]

SENSE = "nobody gains by building otherwise (Bayesian Nash equilibrium); dynamics: best replies return to rest"
GRID = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmsRace:
    """All equilibria of an arms race with private costs, least building first.

    `probability` is the chance that a side builds, `cutoff` the highest cost
    at which it does; `attracts` says whether best replies from nearby lead
    back. `residual` is how far each probability is from the share of costs up
    to its cutoff. `intervals` are pairs of probabilities between which every
    one is an equilibrium; their ends are listed among `probability`.
    """

    probability: Array
    cutoff: Array
    attracts: npt.NDArray[np.bool_]
    residual: Array
    intervals: tuple[tuple[float, float], ...]
    reply: Callable[[Array], Array]
    provenance: Provenance

    def cascade(self, rounds: int = 20, *, start: float = 0.0) -> Array:
        """The chance of building as each side replies to what it expected of the other before.

        Parameters
        ----------
        rounds
            How many replies.
        start
            The chance that is expected at first. From 0 the first reply is
            the share of dominant builders, and the sequence rises to the
            least equilibrium.

        Returns
        -------
        ndarray, shape ``(rounds + 1,)``
            It begins with `start`.

        Raises
        ------
        ArgumentError
            `rounds` is not a whole number from 0 to 1,000,000, or `start` is
            no probability.
        """
        path = [single("start", start, least=0, most=1)]
        for _ in range(whole("rounds", rounds, least=0, most=1_000_000)):
            path.append(float(self.reply(np.array(path[-1]))))
        return frozen(path)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the reply to an expected chance of building, and its fixed points."""
        from deterrence.plot.models.races import reply_curve

        return reply_curve(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {name: value for name, value in record(self).items() if name != "reply"}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            [number(float(p)), number(float(c)), "returns" if stays else "leaves", number(float(gap))]
            for p, c, stays, gap in zip(self.probability, self.cutoff, self.attracts, self.residual, strict=True)
        ]
        return ("build with", "costs up to", "best replies from nearby", "residual"), rows

    def __str__(self) -> str:
        between = [f"every probability from {number(a)} to {number(b)} is an equilibrium" for a, b in self.intervals]
        return "\n".join([text_table(*self._table()), *between])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def arms_race(
    *,
    advantage: float,
    exposure: float,
    ceiling: float | None = None,
    distribution: Distribution | None = None,
) -> ArmsRace:
    """Find every equilibrium of a game in which two sides build or not, each knowing its own cost alone.

    Building is worth `advantage` if the other does not build and `exposure`
    (the harm of being the only one unarmed) if it does, so that a side that
    expects to meet a builder with probability p builds iff its cost is at most
    ``advantage + p (exposure - advantage)``. With costs uniform on [0,
    `ceiling`] the equilibrium is ``p = advantage / (ceiling - exposure +
    advantage)``, and everybody builds once ``ceiling <= exposure``, however
    small a positive advantage is: the multiplier. With a negative advantage
    nobody need build, and if ``ceiling < exposure`` three equilibria coexist.
    As replies rise with what is expected, no equilibrium is asymmetric.

    What surprises is how few dominant builders it takes. They build whatever
    happens; those of slightly higher cost build for fear of them, others for
    fear of these, and each round of fear adds the share
    ``(exposure - advantage) / ceiling`` of what the round before it added
    (`cascade` shows the rounds), until no more are afraid or all build. In a
    class: let costs be drawn as cards and everybody build or not at once, round
    after round.

    Parameters
    ----------
    advantage
        Any number below `exposure`, in units of cost. At 0 and below there
        are no dominant builders; within the tie rule of 0, or of a ceiling
        equal to the exposure, the equilibria of both sides are listed.
    exposure
        Positive.
    ceiling
        Costs are uniform on [0, `ceiling`]; positive.
    distribution
        Instead of a ceiling: the cumulative distribution of costs, called
        with an array, rising from 0 towards 1. Equilibria are looked for on
        4,097 probabilities and found to 1e-12 where the difference changes
        sign or touches 0; pairs of them closer together can be missed. At an
        atom of the distribution the types indifferent about building mix.

    Raises
    ------
    ArgumentError
        Bad numbers, both or neither of `ceiling` and `distribution`, or a
        distribution that is none.

    References
    ----------
    S. Baliga and T. Sjostrom, "Arms races and negotiations", Review of
    Economic Studies 71, 2004, pp. 351-369, for the game and the multiplier;
    the formulas for uniform costs are derived.

    Examples
    --------
    A tenth are dominant builders, and fear of them makes it a third:

    >>> race = arms_race(advantage=0.1, exposure=0.8, ceiling=1.0)
    >>> print(race)
    build with  costs up to  best replies from nearby  residual
        0.3333       0.3333  returns                          0
    >>> race.cascade(4).round(4).tolist()
    [0.0, 0.1, 0.17, 0.219, 0.2533]
    >>> arms_race(advantage=0.01, exposure=1.0, ceiling=1.0).probability.tolist()
    [1.0]
    >>> arms_race(advantage=-0.2, exposure=1.5, ceiling=1.0).probability.round(4).tolist()
    [0.0, 0.2857, 1.0]
    """
    low, high = single("advantage", advantage), single("exposure", exposure, above=0)
    if low >= high:
        raise ArgumentError("'advantage' must be below 'exposure'", "else the other's building is no reason to build")
    if (ceiling is None) == (distribution is None):
        raise ArgumentError("give either 'ceiling' (uniform costs) or 'distribution'")
    if distribution is None:
        assert ceiling is not None
        most = single("ceiling", ceiling, above=0)
        share: Callable[[Array], Array] = lambda cost: np.clip(cost / most, 0.0, 1.0)  # noqa: E731  # as short as it is
        found, between = _uniform(low, high, most)
    else:
        share = _checked(distribution)
        found, between = _scanned(lambda p: share(low + p * (high - low)))
    reply = lambda p: share(low + p * (high - low))  # noqa: E731  # as short as it is
    probability = frozen(found)
    cutoff = frozen(low + probability * (high - low))
    parameters = {"advantage": low, "exposure": high} | ({} if ceiling is None else {"ceiling": ceiling})
    return ArmsRace(
        probability=probability,
        cutoff=cutoff,
        attracts=_attracting(reply, probability),
        residual=frozen(_residual(share, probability, cutoff)),
        intervals=tuple(between),
        reply=reply,
        provenance=origin("arms race with private costs", parameters, SENSE),
    )


def _uniform(low: float, high: float, most: float) -> tuple[list[float], list[tuple[float, float]]]:
    low = 0.0 if tied(low, 0.0) else low
    slack = 0.0 if tied(most, high) else most - high
    nobody, everybody = low <= 0, slack <= 0
    if low == 0 and slack == 0:
        return [0.0, 1.0], [(0.0, 1.0)]
    inner = [low / (slack + low)] if (low > 0 and slack > 0) or (low < 0 and slack < 0) else []
    return [0.0] * nobody + inner + [1.0] * everybody, []


def _checked(distribution: Distribution) -> Callable[[Array], Array]:
    """The distribution, refused as soon as it is seen not to be one."""
    if not callable(distribution):
        raise ArgumentError(f"'distribution' must be a function, found {distribution!r}")

    def share(cost: Array) -> Array:
        try:
            found = numbers("distribution", distribution(cost), least=0, most=1)
        except (TypeError, ValueError) as error:
            raise ArgumentError(f"'distribution' has no value between 0 and 1 for an array of costs: {error}") from None
        if found.shape != np.shape(cost):
            raise ArgumentError(f"'distribution' gave shape {found.shape} for costs of shape {np.shape(cost)}")
        return found

    return share


def _scanned(reply: Callable[[Array], Array]) -> tuple[list[float], list[tuple[float, float]]]:
    from scipy.optimize import bisect, minimize_scalar

    grid = np.linspace(0.0, 1.0, GRID + 1)
    answers = reply(grid)
    if (np.diff(answers) < -TIE).any():
        raise ArgumentError("'distribution' must not fall as the cost rises")
    gap = answers - grid
    zero = np.abs(gap) <= TIE
    found = list(grid[zero])

    def difference(p: float) -> float:
        return float(reply(np.array(p)) - p)

    for i in np.flatnonzero(~zero[:-1] & ~zero[1:] & (gap[:-1] * gap[1:] < 0)):
        found.append(bisect(difference, grid[i], grid[i + 1], xtol=1e-13))
    size = np.abs(gap)
    dips = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:]) & (gap[:-2] * gap[2:] > 0) & ~zero[1:-1]
    for i in np.flatnonzero(dips) + 1:
        least = minimize_scalar(
            lambda p: abs(difference(p)), bounds=(grid[i - 1], grid[i + 1]), method="bounded", options={"xatol": 1e-12}
        )
        if least.fun <= TIE:
            found.append(float(least.x))
    return _without_runs(sorted(found), zero, grid)


def _without_runs(
    found: list[float], zero: npt.NDArray[np.bool_], grid: Array
) -> tuple[list[float], list[tuple[float, float]]]:
    """Three neighbouring points of the grid and more, all of them equilibria, are an interval."""
    edges = np.diff(np.concatenate([[0], zero.astype(np.int8), [0]]))
    runs = [(a, b - 1) for a, b in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)]
    between = [(float(grid[a]), float(grid[b])) for a, b in runs if b - a >= 2]
    kept = [p for p in found if not any(a < p < b for a, b in between)]
    return [p for i, p in enumerate(kept) if i == 0 or p - kept[i - 1] > TIE], between


def _attracting(reply: Callable[[Array], Array], probability: Array) -> npt.NDArray[np.bool_]:
    """Whether replies to slightly less and slightly more lie nearer to the equilibrium, on both sides that exist."""
    step, noise = 1e-5, 1e-14
    below, above = np.maximum(probability - step, 0.0), np.minimum(probability + step, 1.0)
    from_below = (probability == 0) | (reply(below) > below + noise)
    from_above = (probability == 1) | (reply(above) < above - noise)
    found = np.asarray(from_below & from_above)
    found.flags.writeable = False
    return found


def _residual(share: Callable[[Array], Array], probability: Array, cutoff: Array) -> Array:
    """Distance from the shares of costs just below and just above the cutoff."""
    width = TIE * np.maximum(1.0, np.abs(cutoff))
    short, long = share(cutoff - width), share(cutoff + width)
    return np.asarray(np.maximum(0.0, np.maximum(short - probability, probability - long)))
