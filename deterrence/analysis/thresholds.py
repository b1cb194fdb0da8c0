"""Every value of a parameter at which the outcome changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.arguments import named_parameters
from deterrence.analysis.crossing import Crossing, crossings
from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.solutions import solutions
from deterrence.analysis.threats import threats as rejected
from deterrence.errors import expect_kind
from deterrence.game.building import Suppose
from deterrence.game.tree import History
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.decision import DecisionNode
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import origin, solve
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, place, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes

Array = npt.NDArray[np.float64]

GRID = 256
BAND = 1e-6
BLIND = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A value of a parameter at which the outcome changes, all others at their baseline.

    `below` and `above` say what the first decision that differs chooses on
    either side; `decision` is its variable and history. `supposing` is empty
    for a change of the outcome; for a change of what would follow a rejected
    choice it is the history that ends with that choice.
    """

    parameter: str
    value: float
    decision: str
    below: str
    above: str
    supposing: History = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thresholds:
    """Thresholds of some parameters.

    `rows` are changes of the outcome; `threats`, if asked for, changes of what
    would follow a choice that play rejects, which hold the outcome in place.
    `spans` are the intervals scanned and `open` the parameters whose range the
    file leaves open; `gaps` those along which some point has no answer.
    """

    rows: tuple[Threshold, ...]
    baseline: Mapping[str, float]
    spans: Mapping[str, tuple[float, float]]
    open: tuple[str, ...]
    gaps: tuple[str, ...]
    provenance: Provenance
    threats: tuple[Threshold, ...] = ()

    def plot(self, **options: Any) -> Axes:
        """Draw every threshold on its span; options as `deterrence.plot.questions.threshold_strip` has them."""
        from deterrence.plot.questions.threshold_strip import threshold_strip

        return threshold_strip(self, **options)

    def of(self, parameter: str) -> list[Threshold]:
        """The thresholds of one parameter, in rising order."""
        return [row for row in self.rows if row.parameter == parameter]

    def nearest(self) -> dict[str, Threshold | None]:
        """For each parameter the threshold nearest to its baseline, if there is one."""
        found: dict[str, Threshold | None] = {}
        for name in self.spans:
            rows = self.of(name)
            found[name] = min(rows, key=lambda row: abs(row.value - self.baseline[row.parameter])) if rows else None
        return found

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "thresholds": [_plain(row) for row in self.rows],
            "threats": [_plain(row) for row in self.threats],
            "spans": {k: list(v) for k, v in self.spans.items()},
            "open": list(self.open),
            "gaps": list(self.gaps),
            "provenance": self.provenance.to_dict(),
        }

    HEADER = ("parameter", "value", "decision", "below", "above")

    def __str__(self) -> str:
        lines = [text_table(self.HEADER, self._cells(self.rows)) if self.rows else STEADY]
        for history, rows in self._by_threat().items():
            lines += [f"what would follow {_named(history)}:", text_table(self.HEADER, self._cells(rows))]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        parts = [html_table(self.HEADER, self._cells(self.rows)) if self.rows else f"<p>{STEADY}</p>"]
        for history, rows in self._by_threat().items():
            parts += [f"<p>what would follow {_named(history)}:</p>", html_table(self.HEADER, self._cells(rows))]
        return "".join(parts)

    def _cells(self, rows: Sequence[Threshold]) -> list[list[str]]:
        spans = self.spans
        return [[r.parameter, place(r.value, spans[r.parameter]), r.decision, r.below, r.above] for r in rows]

    def _by_threat(self) -> dict[History, list[Threshold]]:
        return {key: [row for row in self.threats if row.supposing == key] for key in _keys(self.threats)}


STEADY = "the outcome is the same everywhere that was scanned"


def _keys(rows: Sequence[Threshold]) -> list[History]:
    return list(dict.fromkeys(row.supposing for row in rows))


def _named(history: History) -> str:
    return ", ".join(f"{variable} = {value}" for variable, value in history)


def _plain(row: Threshold) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__} | {"supposing": [list(step) for step in row.supposing]}


def thresholds(
    scenario: Scenario,
    parameters: str | Sequence[str] | None = None,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
    precision: float | None = None,
    threats: bool = False,
    progress: Progress | None = None,
    evaluator: Evaluator | None = None,
) -> Thresholds:
    """Find where the outcome changes as one parameter moves along its range.

    Parameters
    ----------
    scenario
        Needs a `game` section and payoffs.
    parameters
        Which; all by default.
    given, suppose, concept, precision
        As for `solve`.
    threats
        Whether to look behind the outcome too: after every choice that play
        rejects, where does what would follow change?
    progress
        Hears how many of how many steps are done.
    evaluator
        One of the same question, with `play` and along the baseline's path,
        that `robustness` may ask too: what both need is then done once.

    Returns
    -------
    Thresholds
        Scanned on 257 even points and the baseline, then cut down until the
        two sides are neighbouring numbers. The outcome is the end states
        that choices lead to, whatever chance does; with several equilibria,
        those of all of them. Changes closer together than the scan can be missed.

    Raises
    ------
    ArgumentError
        An unknown parameter or supposition, or an empty list of parameters.
    ConceptError
        A section is missing, or there are no parameters.
    NoAnswerError
        The game is too large for the concept.

    Examples
    --------
    >>> from deterrence import load
    >>> found = thresholds(load("technology-for-money"), "need")
    >>> [(round(row.value, 6), row.below, row.above) for row in found.rows]
    [(1.0, 'withdraw', 'keep')]
    >>> found = thresholds(load("technology-for-money"), "rival", threats=True)
    >>> len(found.rows), [(round(row.value, 6), row.supposing, row.below, row.above) for row in found.threats][:1]
    (0, [(1.5, (('treaty', 'withdraw'),), 'technology', 'components')])
    """
    expect_kind(scenario, Scenario, "thresholds")
    names = named_parameters(scenario, parameters)
    asked = Concept(concept, precision)
    evaluator = evaluator or Evaluator(scenario, given=given, suppose=suppose, payoffs=False, concept=asked)
    base = np.array([evaluator.base[name] for name in names])
    spans = {name: scenario.span(name) for name in names}
    grids = [
        np.unique(np.concatenate([np.linspace(*spans[name], GRID + 1), [value]]))
        for name, value in zip(names, base, strict=True)
    ]

    def play(lines: npt.NDArray[np.int64], positions: Array) -> Array:
        matrix = np.repeat(base[:, None], len(lines), axis=1)
        matrix[lines, np.arange(len(lines))] = positions
        answers = evaluator.at(dict(zip(names, matrix, strict=True)), len(lines))
        return np.where(answers.sound, answers.play, np.nan)

    several = asked.may_find_several(scenario)
    found, first = crossings(play, grids, blind=BLIND if several else 0.0)
    gaps = {names[crossing.line] for crossing in found if crossing.broken}
    found = _merged([crossing for crossing in found if not crossing.broken])
    sides = [(names[crossing.line], crossing.low, crossing.high) for crossing in found]
    if several:
        sides = [(names[c.line], *_outside(c, spans[names[c.line]])) for c in found]
    rows = _described(scenario, [side for side in sides if side[1] < side[2]], given, suppose, asked, progress)
    return Thresholds(
        rows=tuple(rows),
        baseline=evaluator.base,
        spans=spans,
        open=tuple(name for name in names if scenario.is_open(name)),
        gaps=tuple(n for n, labels in zip(names, first, strict=True) if n in gaps or np.isnan(labels).any()),
        provenance=origin(scenario, given, evaluator.supposed, asked),
        threats=_behind(scenario, names, given, suppose, asked, progress) if threats else (),
    )


def _behind(
    scenario: Scenario,
    names: list[str],
    given: Mapping[str, float] | None,
    suppose: Suppose,
    asked: Concept,
    progress: Progress | None,
) -> tuple[Threshold, ...]:
    """Changes of what would follow each rejected choice."""
    found: list[Threshold] = []
    which, sharp = asked.id, asked.precision
    threats = rejected(solve(scenario, given=given, suppose=suppose, concept=which, precision=sharp))
    outer = [suppose] if isinstance(suppose, (str, Mapping)) else list(suppose or ())
    for done, threat in enumerate(threats):
        supposed = [*outer, threat.suppose]
        after = thresholds(scenario, names, given=given, suppose=supposed, concept=which, precision=sharp)
        found += [replace(row, supposing=threat.history) for row in after.rows]
        if progress:
            progress(done + 1, len(threats))
    return tuple(found)


def _merged(found: list[Crossing]) -> list[Crossing]:
    """Two changes as near as a tie is wide are one: between them the equilibria of both sides are there."""
    merged: list[Crossing] = []
    for crossing in found:
        last = merged[-1] if merged else None
        if last and last.line == crossing.line and crossing.high - last.low <= BAND * max(1.0, abs(last.low)):
            merged[-1] = Crossing(last.line, last.low, crossing.high)
        else:
            merged.append(crossing)
    return merged


def _outside(crossing: Crossing, span: tuple[float, float]) -> tuple[float, float]:
    """The two sides of a change away from its tie, at which the equilibria of both sides are there.

    At an end of the span there are no two sides.
    """
    width = BAND * max(1.0, abs(crossing.low))
    low, high = max(span[0], crossing.low - width), min(span[1], crossing.high + width)
    return (low, high) if low > span[0] and high < span[1] else (high, low)


def _described(
    scenario: Scenario,
    sides: Sequence[tuple[str, float, float]],
    given: Mapping[str, float] | None,
    suppose: Suppose,
    asked: Concept,
    progress: Progress | None,
) -> list[Threshold]:
    """What changes between two values of a parameter, for each of some pairs; those where nothing does left out."""
    places = [{**(given or {}), name: value} for name, low, high in sides for value in (low, high)]
    found = solutions(scenario, places, suppose=suppose, concept=asked)
    rows = []
    for done, (name, low, high) in enumerate(sides):
        difference = _difference(*found[2 * done : 2 * done + 2])
        if difference is not None:
            decision, one, other = difference
            rows.append(Threshold(parameter=name, value=(low + high) / 2, decision=decision, below=one, above=other))
        if progress:
            progress(done + 1, len(sides))
    return rows


def _difference(below: Solution, above: Solution) -> tuple[str, str, str] | None:
    """The first decision at which two plays differ, else their most probable paths; None if nothing differs."""
    there = {(node.variable, node.history): node for node in above.followed}
    for node in below.followed:
        twin = there.get((node.variable, node.history))
        if twin is not None and twin.played != node.played:
            return _place(node), " or ".join(node.played), " or ".join(twin.played)
    if len(below.equilibria) == len(above.equilibria) > 1 and _ways(below) == _ways(above):
        return None
    if below.path == above.path and len(below.equilibria) != len(above.equilibria):
        return "the equilibria", f"{len(below.equilibria)} of them", f"{len(above.equilibria)} of them"
    return "what follows", _said(below), _said(above)


def _ways(side: Solution) -> set[tuple[tuple[tuple[str, str], ...], ...]]:
    """The sets of ends that the equilibria of one side lead to."""
    return {tuple(outcome.path for outcome in item.outcomes) for item in side.equilibria}


def _place(node: DecisionNode) -> str:
    after = ", ".join(value for _, value in node.history)
    return f"{node.variable} after {after}" if after else node.variable


def _said(side: Solution) -> str:
    return ", ".join(value for _, value in side.path)
