"""Which uncertain parameters a quantity's variance comes from."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.arguments import named_parameters, whole_number
from deterrence.analysis.box import sobol
from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.morris import TRAJECTORIES, Screening, screening
from deterrence.analysis.priors import FINEST, Priors, priors, require_seed
from deterrence.analysis.variance_shares import bootstrap_shares, sobol_shares
from deterrence.errors import ArgumentError, NoAnswerError, expect_kind
from deterrence.game.building import Suppose
from deterrence.run.chunks import Progress, chunks
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solution import read_expression
from deterrence.solvers.solve import origin
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

MANY = 20
RESAMPLES = 1_000
MOST_SAMPLES = 1 << 20
STILL = 1e-12
ALL = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sensitivity:
    """The answer to `sensitivity`.

    Attributes
    ----------
    quantity
        The expression whose expected value is decomposed.
    parameters
        Those whose indices were estimated, in the order of the file.
    first, total
        First-order and total Sobol' indices; shape ``(parameter,)``. The first
        is the share of the variance that knowing this parameter alone would
        take away on average; the total is the share left when all others are
        known. Estimates can fall a little outside [0, 1].
    first_interval, total_interval
        Bootstrap intervals at `level`; shape ``(parameter, 2)``.
    mean, variance
        Of the quantity over the priors. Where `varies` is false the quantity
        was the same at every point, there is nothing to decompose, and all indices are 0.
    samples, points
        The base samples, and how many games were solved in all.
    screening
        The Morris screening before, if there was one: what it dropped was held at the baseline.
    """

    quantity: str
    parameters: tuple[str, ...]
    first: Array
    total: Array
    first_interval: Array
    total_interval: Array
    mean: float
    variance: float
    samples: int
    points: int
    level: float
    screening: Screening | None
    provenance: Provenance

    def __post_init__(self) -> None:
        for name in ("first", "total", "first_interval", "total_interval"):
            owned = np.array(getattr(self, name), dtype=float)
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)

    @property
    def varies(self) -> bool:
        """Whether the quantity varied at all."""
        return self.variance > 0

    def plot(self, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw first-order and total indices as bars, with their intervals; `scenario` says what parameters mean."""
        from deterrence.plot.questions.sensitivity_bars import sensitivity_bars

        return sensitivity_bars(self, scenario=scenario, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        arrays = {name: getattr(self, name).tolist() for name in ("first", "total", "first_interval", "total_interval")}
        plain = {name: getattr(self, name) for name in ("quantity", "mean", "variance", "samples", "points", "level")}
        return {
            **plain,
            "parameters": list(self.parameters),
            **arrays,
            "screening": self.screening and self.screening.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a parameter, with its indices and their intervals."""
        import pandas as pd

        ends = {
            f"{name}_{end}": getattr(self, f"{name}_interval")[:, k]
            for name in ("first", "total")
            for k, end in enumerate(("low", "high"))
        }
        return pd.DataFrame({"parameter": self.parameters, "first": self.first, "total": self.total, **ends})

    def sentences(self) -> list[str]:
        """What was asked and what it rests on, a sentence a line."""
        if not self.varies:
            found = [f"{self.quantity} does not vary: it was {number(self.mean, 6)} at all {self.points:,} points"]
        else:
            found = [
                f"{self.quantity}: mean {number(self.mean)}, standard deviation {number(self.variance**0.5)}; "
                f"Sobol' indices from {self.samples:,} base samples ({self.points:,} games), "
                f"{100 * self.level:g} % bootstrap intervals"
            ]
        if self.screening is not None and self.screening.dropped:
            found.append(
                f"held at the baseline after Morris screening of {len(self.screening.parameters)} parameters: "
                f"{len(self.screening.dropped)}, of mean effect {number(self.screening.bound)} at most "
                f"(the largest is {number(float(self.screening.influence.max()))})"
            )
        return found

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        order = np.argsort(-self.total, kind="stable")
        rows = [
            [
                self.parameters[i],
                f"{self.first[i]:.3f}",
                "{:.3f} to {:.3f}".format(*self.first_interval[i]),
                f"{self.total[i]:.3f}",
                "{:.3f} to {:.3f}".format(*self.total_interval[i]),
            ]
            for i in order
        ]
        return ("parameter", "first-order", "interval", "total", "interval"), rows

    def __str__(self) -> str:
        lines = self.sentences()
        return "\n".join([*lines, text_table(*self._table())] if self.varies else lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "<br>".join(html.escape(line) for line in self.sentences())
        return f"<p>{head}</p>" + (html_table(*self._table()) if self.varies else "")


def sensitivity(
    scenario: Scenario,
    quantity: str | None = None,
    *,
    samples: int = 4096,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    parameters: str | Sequence[str] | None = None,
    screen: int | bool | None = None,
    level: float = 0.95,
    seed: int = 0,
    concept: str | None = None,
    precision: float | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Decompose the variance of a quantity over the parameters' priors: first-order and total Sobol' indices.

    Parameters
    ----------
    scenario
        Needs a `game` section, payoffs and parameters.
    quantity
        An expression: its expected value at the end, which for a condition is
        its probability. A player's id is its payoff; the first player's by default.
    samples
        Base samples, a power of two; (parameters + 2) times as many games are solved.
    given, suppose, concept, precision
        As for `solve`. Parameters that are given are held there.
    parameters
        Which vary; by default all that are not given. The others stay at the baseline.
    screen
        With more than 20 parameters a Morris screening (64 trajectories) comes
        first, the 20 of the largest mean absolute effect go on and the rest is
        held at the baseline. A number instead of 20 does the same at that
        number; False screens nothing.
    level
        Of the bootstrap intervals (1,000 resamples).
    seed
        Of samples, screening and bootstrap.
    progress
        Hears how many of how many games are done.

    Returns
    -------
    Sensitivity
        Of several equilibria the first counts.

    Raises
    ------
    ArgumentError
        An unknown parameter, a bad expression, `samples` that is no power of two, and so on.
    ConceptError
        A section is missing, or there are no parameters.
    NoAnswerError
        Some point has no answer: the quantity is then no function of the
        parameters, and its variance cannot be decomposed.

    References
    ----------
    .. [1] I. M. Sobol', "Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
       estimates", Mathematics and Computers in Simulation 55, 2001.
    .. [2] A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto and S. Tarantola, "Variance based sensitivity
       analysis of model output", Computer Physics Communications 181, 2010.

    Examples
    --------
    >>> from deterrence import load
    >>> found = sensitivity(load("technology-for-money"), "treaty == keep", samples=1024)
    >>> max(zip(found.total, found.parameters))[1]
    'need'
    """
    expect_kind(scenario, Scenario, "sensitivity")
    seed, samples = require_seed(seed), _power_of_two(samples)
    level, most = _level(level), _most(screen)
    asked = Concept(concept, precision)
    names = [n for n in named_parameters(scenario, parameters) if parameters is not None or n not in (given or {})]
    if not names:
        raise ArgumentError("every parameter is given, so nothing varies", "name some in `parameters`")
    wanted = next(iter(scenario.players)) if quantity is None else quantity
    model = _Model(scenario, wanted, given, suppose, asked, priors(scenario, names, seed))
    screened = None
    model.total = _games(min(len(names), most), samples)
    model.progress = progress
    if len(names) > most:
        model.total += TRAJECTORIES * (len(names) + 1)
        screened = screening(tuple(names), model.values, keep=most, seed=seed)
        names = list(screened.kept)
    a, b, mixed = _sampled(model, names, samples, seed)
    flat = np.concatenate([a, b, mixed.ravel()])
    varies = np.ptp(flat) > STILL * np.abs(flat).max() and np.var([a, b]) > 0
    shares = sobol_shares(a, b, mixed) if varies else (np.zeros(len(names)),) * 2
    ends = (
        bootstrap_shares(a, b, mixed, resamples=RESAMPLES, level=level, seed=seed)
        if varies
        else (np.zeros((len(names), 2)),) * 2
    )
    return Sensitivity(
        quantity=wanted,
        parameters=tuple(names),
        first=shares[0],
        total=shares[1],
        first_interval=ends[0],
        total_interval=ends[1],
        mean=float(np.mean([a, b])),
        variance=float(np.var([a, b])) if varies else 0.0,
        samples=samples,
        points=model.done,
        level=level,
        screening=screened,
        provenance=replace(origin(scenario, given, model.evaluator.supposed, asked), seed=seed),
    )


class _Model:
    """The quantity as a function on the unit cube of prior probabilities."""

    def __init__(
        self,
        scenario: Scenario,
        quantity: str,
        given: Mapping[str, float] | None,
        suppose: Suppose,
        concept: Concept,
        source: Priors,
    ) -> None:
        if not isinstance(quantity, str):
            raise ArgumentError(f"a quantity is an expression such as 'treaty == keep' or a player, found {quantity!r}")
        self.evaluator = Evaluator(
            scenario,
            given=given,
            suppose=suppose,
            quantities=[read_expression(scenario, quantity)],
            payoffs=False,
            play=False,
            concept=concept,
        )
        self.quantity, self.source = quantity, source
        self.done = self.total = 0
        self.progress: Progress | None = None

    def values(self, cube: Mapping[str, Array], points: int) -> Array:
        """The quantity at some points of the cube; parameters not in it stay at the baseline."""
        found = np.empty(points)
        for part in chunks(points):
            columns = {
                name: self.source.quantiles[name](np.clip(u[part], FINEST / 2, 1 - FINEST / 2))
                for name, u in cube.items()
            }
            answers = self.evaluator.at(columns, part.stop - part.start)
            found[part] = np.where(answers.sound, answers.quantities[0], np.nan)
        missing = int(np.isnan(found).sum())
        if missing:
            raise NoAnswerError(
                f"{self.quantity} has no value at {missing:,} of {points:,} points of the priors, so its variance "
                "cannot be decomposed; narrow the ranges, or name fewer parameters"
            )
        self.done += points
        if self.progress:
            self.progress(self.done, max(self.done, self.total))
        return found


def _sampled(model: _Model, names: Sequence[str], samples: int, seed: int) -> tuple[Array, Array, Array]:
    """The model at two samples, and at the first with each parameter's column from the second in turn."""
    size = len(names)
    both = sobol(2 * size, samples, seed)
    first = dict(zip(names, np.ascontiguousarray(both[:, :size].T), strict=True))
    second = dict(zip(names, np.ascontiguousarray(both[:, size:].T), strict=True))
    a, b = model.values(first, samples), model.values(second, samples)
    mixed = np.empty((size, samples))
    for row, name in enumerate(names):
        mixed[row] = model.values({**first, name: second[name]}, samples)
    return a, b, mixed


def _games(parameters: int, samples: int) -> int:
    return (parameters + 2) * samples


def _power_of_two(samples: Any) -> int:
    count = whole_number("samples", samples, 2, MOST_SAMPLES)
    if count & (count - 1):
        low = 1 << (count.bit_length() - 1)
        near = low if count - low <= 2 * low - count else 2 * low
        raise ArgumentError(f"samples is a power of two, found {count}", f"the nearest is {near}")
    return count


def _level(level: Any) -> float:
    if isinstance(level, bool) or not isinstance(level, (int, float, np.number)) or not 0 < level < 1:
        raise ArgumentError(f"a level is a number between 0 and 1, found {level!r}", "0.95 is usual")
    return float(level)


def _most(screen: Any) -> int:
    if screen is None or screen is True:
        return MANY
    return ALL if screen is False else whole_number("screen", screen)
