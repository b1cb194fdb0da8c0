"""Scenario discovery: boxes of few parameters in which an outcome fails."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.arguments import named_parameters, share_above_zero, whole_number
from deterrence.analysis.covering import Sample, cover
from deterrence.analysis.failure import Failure, drawn_sample, ranges
from deterrence.analysis.prim import Limits, quasi_p_values
from deterrence.analysis.priors import require_seed
from deterrence.errors import NoAnswerError, expect_kind
from deterrence.game.building import Suppose
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solve import origin
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Box:
    """A box of parameters in which the outcome fails often.

    Attributes
    ----------
    limits
        Parameter to its interval, for those that the box restricts; infinite on a side where it does not.
    coverage
        The share of all failures that lie in the box.
    density
        The share of the box's draws that fail.
    mass
        The share of all draws that lie in the box.
    fresh_coverage, fresh_density
        The same on as many draws that the search has not seen; density NaN where none of them lies in the box.
    significance
        Parameter to the quasi-p-value of its limits: how likely so many
        failures would be if they did not matter.
    """

    limits: Mapping[str, tuple[float, float]]
    coverage: float
    density: float
    mass: float
    fresh_coverage: float
    fresh_density: float
    significance: Mapping[str, float]

    def contains(self, point: Mapping[str, float]) -> bool:
        """Whether a point lies in the box; edges do."""
        return all(low <= point[name] <= high for name, (low, high) in self.limits.items())

    def __str__(self) -> str:
        where = " and ".join(_between(name, *ends) for name, ends in self.limits.items())
        return (
            f"{where or 'everywhere'}: {100 * self.density:.3g} % fail, {100 * self.coverage:.3g} % of all failures "
            f"(fresh draws: {100 * self.fresh_density:.3g} % and {100 * self.fresh_coverage:.3g} %)"
        )

    __repr__ = __str__


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trajectory:
    """All boxes of one search, from everything to the smallest, and those pasted after it.

    `suggested` is the index of the knee: the largest product of coverage and
    the rise of density, from its mean towards 1.
    """

    boxes: tuple[Box, ...]
    suggested: int

    @property
    def coverage(self) -> Array:
        """The coverage of each box."""
        return np.array([box.coverage for box in self.boxes])

    @property
    def density(self) -> Array:
        """The density of each box."""
        return np.array([box.density for box in self.boxes])

    @property
    def mass(self) -> Array:
        """The mass of each box."""
        return np.array([box.mass for box in self.boxes])

    @property
    def restricted(self) -> npt.NDArray[np.int64]:
        """How many parameters each box restricts."""
        return np.array([len(box.limits) for box in self.boxes])

    def to_pandas(self) -> pd.DataFrame:
        """One row a box."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in ("coverage", "density", "mass", "restricted")}
        return pd.DataFrame(columns)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Discovery:
    """The answer to `discover`.

    Attributes
    ----------
    failure
        What counts as failing, in words.
    share
        The share of the draws with an answer that fail.
    draws, unanswered
        How many draws were searched, and how many of them have no answer and were left out.
    boxes
        The boxes that are suggested: knees, without limits that could be
        chance. Each covers failures that the ones before it leave. Empty where
        nothing fails, everything does, or no box tells failures apart.
    trajectories
        The whole search behind each box, and behind the one that was not suggested any more.
    searched
        Parameter to the range of what was drawn.
    """

    failure: str
    share: float
    draws: int
    unanswered: int
    boxes: tuple[Box, ...]
    trajectories: tuple[Trajectory, ...]
    searched: Mapping[str, tuple[float, float]]
    provenance: Provenance

    def box(self, index: int, cover: int = 0) -> Box:
        """One box of a peeling trajectory, by its index there; negative ones count from the end."""
        return self.trajectories[cover].boxes[index]

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the parameter ranges of every suggested box."""
        from deterrence.plot.questions.discovery_boxes import discovery_boxes

        return discovery_boxes(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "failure": self.failure,
            "share": self.share,
            "draws": self.draws,
            "unanswered": self.unanswered,
            "boxes": [_plain(box) for box in self.boxes],
            "trajectories": [
                {"suggested": path.suggested, "boxes": [_plain(box) for box in path.boxes]}
                for path in self.trajectories
            ],
            "searched": {name: list(span) for name, span in self.searched.items()},
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row for each limit of each suggested box."""
        import pandas as pd

        rows = [
            {"box": k, "parameter": name, "low": low, "high": high, "significance": box.significance[name]}
            for k, box in enumerate(self.boxes)
            for name, (low, high) in box.limits.items()
        ]
        return pd.DataFrame(rows, columns=["box", "parameter", "low", "high", "significance"])

    def sentences(self) -> list[str]:
        """What fails how often, and what there is to say of the boxes."""
        found = [f"failure: {self.failure}; in {100 * self.share:.4g} % of {self.draws - self.unanswered:,} draws"]
        if self.unanswered:
            found.append(f"{self.unanswered:,} further draws have no answer and were left out")
        if self.share == 0:
            found.append("nothing fails in these draws, so there is no box to find")
        elif self.share == 1:
            found.append("every draw fails, so no box tells failures apart")
        elif not self.boxes:
            found.append("no box tells failures apart better than chance")
        return [*found, *(f"box {k + 1}: {box}" for k, box in enumerate(self.boxes))]

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            [str(k + 1), name, *(number(x) if np.isfinite(x) else "-" for x in ends), number(box.significance[name], 2)]
            for k, box in enumerate(self.boxes)
            for name, ends in box.limits.items()
        ]
        return ("box", "parameter", "low", "high", "quasi-p"), rows

    def __str__(self) -> str:
        return "\n".join([*self.sentences(), *([text_table(*self._table())] if self.boxes else [])])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "<br>".join(html.escape(line) for line in self.sentences())
        return f"<p>{head}</p>" + (html_table(*self._table()) if self.boxes else "")


def discover(
    scenario: Scenario,
    failure: str | None = None,
    *,
    box: Mapping[str, tuple[float, float]] | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    draws: int = 10_000,
    parameters: str | Sequence[str] | None = None,
    peel: float = 0.05,
    least: float = 0.02,
    boxes: int = 3,
    seed: int = 0,
    concept: str | None = None,
    precision: float | None = None,
    progress: Progress | None = None,
) -> Discovery:
    """Find the boxes of few parameters in which an outcome fails.

    Parameters
    ----------
    scenario
        Needs a `game` section, payoffs and parameters.
    failure
        An expression; a draw fails as much as its probability at the end is.
        By default a draw fails if choices do not lead along the baseline's
        most probable path, chance drawing as on it.
    box
        Parameter to ``(low, high)``: drawn evenly there, and not from its prior.
    given, suppose, concept, precision
        As for `solve`. Parameters that are given are held there.
    draws
        How many draws are searched; as many again check what was found.
    parameters
        Which are drawn; by default all that are not given.
    peel
        The share of a box's draws that one peel takes.
    least
        The smallest share of all draws that a box may hold.
    boxes
        The most boxes that are suggested, each for the failures that the ones before it leave.
    seed
        Of the draws.
    progress
        Hears how many of how many draws are done.

    Returns
    -------
    Discovery
        The patient rule induction method: peeling and pasting. Of several equilibria the first counts.

    Raises
    ------
    ArgumentError
        An unknown parameter, a bad expression, range, share or number.
    ConceptError
        A section is missing, or there are no parameters.
    NoAnswerError
        No draw has an answer.

    References
    ----------
    .. [1] J. H. Friedman and N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9, 1999.
    .. [2] B. P. Bryant and R. J. Lempert, "Thinking inside the box: a participatory, computer-assisted approach to
       scenario discovery", Technological Forecasting and Social Change 77, 2010.

    Examples
    --------
    >>> from deterrence import load
    >>> found = discover(load("technology-for-money"), "treaty != keep", draws=2_000)
    >>> sorted(found.boxes[0].limits)
    ['need', 'pay']
    """
    expect_kind(scenario, Scenario, "discover")
    seed, draws, most = require_seed(seed), whole_number("draws", draws, 10), whole_number("boxes", boxes, 1, 100)
    peel, least = share_above_zero("peel", peel), share_above_zero("least", least)
    asked = Concept(concept, precision)
    source = ranges(scenario, named_parameters(scenario, parameters), box, given, parameters is not None, seed)
    sought = Failure(scenario, failure, given, suppose, asked)
    names = list(source.quantiles)

    def drawing(done: int, _: int) -> None:
        if progress:
            progress(done, 2 * draws)

    def checking(done: int, _: int) -> None:
        if progress:
            progress(draws + done, 2 * draws)

    sample = drawn_sample(sought, source, 0, draws, drawing)
    fresh = drawn_sample(sought, source, draws, 2 * draws, checking)
    if not len(sample.fails):
        raise NoAnswerError(f"none of {draws:,} draws has an answer")
    covers = cover(sample, peel=peel, least=max(1, round(least * len(sample.fails))), most=most)

    def described(limits: Limits, earlier: tuple[Limits, ...]) -> Box:
        return _box(names, limits, earlier, sample, fresh)

    return Discovery(
        failure=sought.described,
        share=float(sample.fails.mean()),
        draws=draws,
        unanswered=draws - len(sample.fails),
        boxes=tuple(
            described(found.suggestion, found.earlier) for found in covers if found.suggestion.restricted.any()
        ),
        trajectories=tuple(
            Trajectory(boxes=tuple(described(limits, found.earlier) for limits in found.path), suggested=found.knee)
            for found in covers
        ),
        searched={n: (float(x.min()), float(x.max())) for n, x in zip(names, sample.points, strict=True)},
        provenance=replace(origin(scenario, given, sought.supposed, asked), seed=seed),
    )


def _box(names: Sequence[str], limits: Limits, earlier: tuple[Limits, ...], sample: Sample, fresh: Sample) -> Box:
    left = sample.outside(earlier)
    coverage, density, mass = sample.measured(limits, earlier)
    fresh_coverage, fresh_density, _ = fresh.measured(limits, earlier)
    values = quasi_p_values(sample.points[:, left], sample.fails[left], limits)
    places = [int(i) for i in np.flatnonzero(limits.restricted)]
    return Box(
        limits={names[i]: (float(limits.low[i]), float(limits.high[i])) for i in places},
        coverage=coverage,
        density=density,
        mass=mass,
        fresh_coverage=fresh_coverage,
        fresh_density=fresh_density,
        significance={names[i]: value for i, value in values.items()},
    )


def _between(name: str, low: float, high: float) -> str:
    left = f"{number(low)} <= " if np.isfinite(low) else ""
    return f"{left}{name}" + (f" <= {number(high)}" if np.isfinite(high) else "")


def _plain(box: Box) -> dict[str, Any]:
    plain = {name: getattr(box, name) for name in ("coverage", "density", "mass", "fresh_coverage", "fresh_density")}
    return {
        "limits": {name: list(ends) for name, ends in box.limits.items()},
        **plain,
        "significance": dict(box.significance),
    }
