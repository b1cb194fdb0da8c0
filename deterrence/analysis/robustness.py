"""How far the outcome is from another one: over draws of the parameters, and by the nearest flip."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.analysis.arguments import named_parameters, share_above_zero, whole_number
from deterrence.analysis.departures import Departure, Drawing, departures
from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.moves import Move, described_moves, told
from deterrence.analysis.nearest import STAGES, nearest_flip
from deterrence.analysis.priors import require_seed
from deterrence.errors import expect_kind
from deterrence.game.building import Suppose
from deterrence.game.tree import History
from deterrence.run.chunks import Progress
from deterrence.run.execution import Execution
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solve import origin
from deterrence.tables.interval import wilson
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Robustness:
    """The answer to `robustness`.

    Attributes
    ----------
    outcome
        What is to be kept, in words; `path` is the baseline's path.
    draws, kept, unanswered
        How many draws there were, how many keep the outcome, how many have no answer.
    departures
        Where the path first diverges in the draws that do not, most frequent first.
    nearest
        The smallest joint move found that changes the outcome: an upper bound
        of the true distance. None if none was found, or none was looked for.
    single
        Parameter to its own nearest flip; None where there is none on its span.
    spread
        The share by which values were spread; None for draws from the priors.
    drawn, spans, open
        The parameters that were drawn, the intervals flips were looked for on,
        and the parameters whose range the file leaves open.
    baseline
        Every parameter's value.
    """

    outcome: str
    path: History
    draws: int
    kept: int
    unanswered: int
    departures: tuple[Departure, ...]
    nearest: Move | None
    single: Mapping[str, Move | None]
    spread: float | None
    drawn: tuple[str, ...]
    spans: Mapping[str, tuple[float, float]]
    open: tuple[str, ...]
    baseline: Mapping[str, float]
    provenance: Provenance

    @property
    def share(self) -> float:
        """The share of the draws with an answer that keep the outcome."""
        return self.kept / (self.draws - self.unanswered)

    @property
    def error(self) -> float:
        """The standard error of `share`."""
        return float(np.sqrt(self.share * (1 - self.share) / (self.draws - self.unanswered)))

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % confidence interval of `share`."""
        return wilson(self.kept, self.draws - self.unanswered)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "outcome": self.outcome,
            "path": [list(step) for step in self.path],
            "draws": self.draws,
            "kept": self.kept,
            "unanswered": self.unanswered,
            "share": self.share,
            "error": self.error,
            "interval": list(self.interval),
            "spread": self.spread,
            "departures": [asdict(row) for row in self.departures],
            "nearest": self.nearest and self.nearest.to_dict(),
            "single": {name: move and move.to_dict() for name, move in self.single.items()},
            "drawn": list(self.drawn),
            "spans": {name: list(span) for name, span in self.spans.items()},
            "open": list(self.open),
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a parameter: its value, its nearest flip and what changes there; NaN where there is none."""
        import pandas as pd

        rows = []
        for name, move in self.single.items():
            row: dict[str, Any] = {"parameter": name, "baseline": self.baseline[name]}
            if move is not None:
                row |= {"flip": move.values[name], "distance": move.distance, **told(move.divergence)}
            rows.append(row)
        return pd.DataFrame(
            rows, columns=["parameter", "baseline", "flip", "distance", "decision", "choice", "instead"]
        )

    def plot(self, **options: Any) -> Axes:
        """Draw the nearest flip of each parameter; options as `deterrence.plot.questions.tornado.tornado` has them."""
        from deterrence.plot.questions.tornado import tornado

        return tornado(self, **options)

    def sentences(self) -> list[str]:
        """The answer in prose, a sentence a line."""
        source = "the priors" if self.spread is None else f"±{100 * self.spread:g} % of every value"
        low, high = self.interval
        found = [
            f"outcome: {self.outcome}",
            f"kept in {100 * self.share:.4g} % of {self.draws:,} draws from {source} (standard error "
            f"{100 * self.error:.2g} %, 95 % interval {100 * low:.4g} to {100 * high:.4g} %)",
        ]
        if self.unanswered:
            found.append(f"{self.unanswered:,} draws have no answer and are not counted in the share")
        if self.nearest is not None:
            moves = ", ".join(
                f"{name} {number(self.baseline[name])} to {number(value, 6)}"
                for name, value in self.nearest.values.items()
            )
            what = told(self.nearest.divergence)
            found.append(
                f"nearest flip found: {moves}; distance {number(self.nearest.distance)} of the spans (an upper bound); "
                f"{what['decision']}: {what['instead']} instead of {what['choice']}"
            )
        elif not any(self.single.values()):
            found.append("no flip was found within the spans")
        return found

    def _tables(self) -> list[tuple[tuple[str, ...], list[list[str]]]]:
        gone = [
            [*told(row.divergence).values(), str(row.count), f"{100 * row.share:.3g}%"]
            for row in self.departures[:SHOWN]
        ]
        moves = sorted((m.distance, name, m) for name, m in self.single.items() if m)
        alone = [
            [
                name,
                number(self.baseline[name]),
                number(move.values[name], 7),
                number(distance),
                *told(move.divergence).values(),
            ]
            for distance, name, move in moves[:SHOWN]
        ]
        tables: list[tuple[tuple[str, ...], list[list[str]]]] = []
        if gone:
            tables.append((("first to diverge", "baseline", "instead", "draws", "share"), gone))
        if alone:
            tables.append((("parameter", "value", "flips at", "distance", "decision", "baseline", "instead"), alone))
        return tables

    def __str__(self) -> str:
        return "\n\n".join(["\n".join(self.sentences()), *(text_table(*table) for table in self._tables())])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "<br>".join(html.escape(line) for line in self.sentences())
        return f"<p>{head}</p>" + "".join(html_table(*table) for table in self._tables())


def robustness(
    scenario: Scenario,
    *,
    outcome: str | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    draws: int = 10_000,
    spread: float | None = None,
    parameters: str | Sequence[str] | None = None,
    seed: int = 0,
    joint: bool = True,
    concept: str | None = None,
    precision: float | None = None,
    execution: Execution | str | None = None,
    progress: Progress | None = None,
    evaluator: Evaluator | None = None,
) -> Robustness:
    """Ask how well an outcome survives errors in the parameters, and what the smallest error is that changes it.

    Parameters
    ----------
    scenario
        Needs a `game` section, payoffs and parameters.
    outcome
        An expression: then the outcome is whether it is certain, possible or
        impossible at the end (probability 1, between, or 0, to 1e-9). By
        default the outcome is what is chosen along the baseline's most
        probable path, its draws of chance taken as given: a draw keeps it if
        choices lead to the same path when chance draws as there.
    given, suppose, concept, precision
        As for `solve`. What is given is the baseline.
    draws
        How many draws of the parameters.
    spread
        Draw every parameter uniformly within this share of its value (0.1 is
        ±10 %), not past the closed ends of its range. By default parameters
        are drawn from their priors, those that are given kept.
    parameters
        Which are drawn and moved; by default all.
    seed
        Of the draws and of the joint search. A draw depends on the seed, its
        number and the parameter's name alone.
    joint
        Whether to look for the nearest flip of several parameters at once.
    execution
        Where draws are tried: ``processes``, ``dask``, a scheduler's address,
        or an `Execution`; the answer is the same. With a shard it rests on
        that share of the draws.
    progress
        Hears how many of how many steps are done.
    evaluator
        One of the same question, with `play` and along the baseline's path,
        that `thresholds` may ask too: what both need is then done once.

    Returns
    -------
    Robustness
        With several equilibria those of the first. Distances are in units of
        the parameters' spans (an open end counts as the value ± max(1,
        abs(value))). Along one parameter flips are exact, as `thresholds` are;
        jointly the distance is an upper bound, found by search, and never
        larger than along the best single parameter.

    Raises
    ------
    ArgumentError
        An unknown parameter, a bad expression, number of draws, spread or seed.
    ConceptError
        A section is missing, or there are no parameters.
    NoAnswerError
        No draw has an answer, or the game is too large for the concept.
    EvaluationError
        The baseline has no answer.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical
       inference", Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    >>> from deterrence import load
    >>> found = robustness(load("technology-for-money"), draws=1_000)
    >>> {name: round(value, 4) for name, value in found.nearest.values.items()}
    {'pay': 3.72, 'need': 1.36}
    """
    expect_kind(scenario, Scenario, "robustness")
    seed, draws = require_seed(seed), whole_number("draws", draws)
    if spread is not None:
        spread = share_above_zero("a spread", spread, "0.1 is ±10 %")
    names = named_parameters(scenario, parameters)
    asked = Concept(concept, precision)
    held = set(given or {}) if spread is None and parameters is None else set()
    drawn = [name for name in names if name not in held]
    drawing = Drawing(
        scenario=scenario,
        expression=outcome,
        given=given,
        suppose=suppose,
        concept=asked,
        names=drawn,
        spread=spread,
        seed=seed,
    )
    sought = drawing.sought(evaluator)
    afar = Execution(executor=execution) if isinstance(execution, str) else execution
    share = max(1, draws // (2 * STAGES))

    def drawn_so_far(done: int, total: int) -> None:
        if progress:
            progress(done, total + share * STAGES)

    def searching(done: int, total: int) -> None:
        if progress:
            progress(draws + share * done, draws + share * total)

    counted = departures(drawing, sought, draws, afar, drawn_so_far)
    spans = {name: scenario.span(name) for name in names}
    found = nearest_flip(
        lambda columns, points: sought.labels(columns, points).label,
        sought.base,
        spans,
        names,
        seed=seed,
        joint=joint,
        together=sought.evaluator.together,
        progress=searching,
    )
    flips = {name: flip for name, flip in found.per_parameter.items() if flip}
    together = [found.joint] if joint and found.joint else []
    moves = described_moves(sought, [*flips.values(), *together])
    alone = dict(zip(flips, moves, strict=False))
    return Robustness(
        outcome=sought.described(),
        path=sought.path,
        draws=counted.draws,
        kept=counted.kept,
        unanswered=counted.unanswered,
        departures=counted.rows,
        nearest=moves[-1] if together else None,
        single={name: alone.get(name) for name in found.per_parameter},
        spread=spread,
        drawn=tuple(drawn),
        spans=spans,
        open=tuple(name for name in names if scenario.is_open(name)),
        baseline=sought.base,
        provenance=replace(origin(scenario, given, sought.evaluator.supposed, asked), seed=seed),
    )
