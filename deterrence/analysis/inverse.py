"""The inverse question of conflict graphs: what would have to change for a state to become stable, or unstable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.arguments import named_parameters
from deterrence.analysis.nearest import nearest_flip
from deterrence.analysis.rays import Flip
from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.point_graph import parameters_used
from deterrence.conflict_graph.state_test import StateTest
from deterrence.errors import NoAnswerError, expect_kind
from deterrence.game.building import Suppose, parameters_at, suppositions
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, place, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

LABELS = 15_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inverse:
    """The smallest changes of parameters that make a state stable, or unstable.

    Attributes
    ----------
    state
        The state asked about, decisions only.
    concept, player
        By which concept and for whom (None for every player).
    is_stable
        Whether the state is stable now.
    per_parameter
        Parameter to its nearest change of the verdict, all others kept: exact
        but for changes closer together than 256 steps. None where there is none.
    joint
        The nearest change when all may move at once, measured in spans; an
        upper bound, found by search. None where there is none.
    baseline, spans
        Every parameter's value now, and the range of each that may move.
    """

    state: Mapping[str, str]
    concept: str
    player: str | None
    is_stable: bool
    per_parameter: Mapping[str, Flip | None]
    joint: Flip | None
    baseline: Mapping[str, float]
    spans: Mapping[str, tuple[float, float]]
    provenance: Provenance

    HEADER = ("parameter", "now", "becomes", "share of range")

    def rows(self) -> list[list[str]]:
        """The single-parameter changes, nearest first, as cells of text under `HEADER`."""
        found = sorted(
            ((name, flip) for name, flip in self.per_parameter.items() if flip), key=lambda item: item[1].distance
        )
        return [
            [name, number(self.baseline[name]), place(flip.values[name], self.spans[name]), f"{flip.distance:.1%}"]
            for name, flip in found
        ]

    def summary(self) -> str:
        """One or two sentences: what is asked, and the nearest joint change."""
        names = ", ".join(f"{variable} = {value}" for variable, value in self.state.items())
        whom = self.player or "every player"
        now, then = ("stable", "unstable") if self.is_stable else ("not stable", "stable")
        said = f"The state {names} is {now} for {whom} by {NAMES[self.concept]}; nearest changes that make it {then}:"
        if self.joint is None:
            return f"{said} none found within the ranges."
        moves = ", ".join(f"{name} = {place(value, self.spans[name], 4)}" for name, value in self.joint.values.items())
        return f"{said} together, {moves} ({self.joint.distance:.1%} of the ranges)."

    def plot(self, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the changes, each in its parameter's range; `scenario` says what parameters mean."""
        from deterrence.plot.questions.change_strip import change_strip

        return change_strip(self, scenario=scenario, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""

        def plain(flip: Flip | None) -> dict[str, Any] | None:
            return {"values": dict(flip.values), "distance": flip.distance} if flip else None

        return {
            "state": dict(self.state),
            "concept": self.concept,
            "player": self.player,
            "is_stable": self.is_stable,
            "per_parameter": {name: plain(flip) for name, flip in self.per_parameter.items()},
            "joint": plain(self.joint),
            "provenance": self.provenance.to_dict(),
        }

    def __str__(self) -> str:
        rows = self.rows()
        return "\n".join([self.summary(), *([text_table(self.HEADER, rows)] if rows else [])])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self.summary()}</p>{html_table(self.HEADER, self.rows())}"


def inverse(
    scenario: Scenario,
    state: Mapping[str, str] | None = None,
    concept: str = "seq",
    *,
    player: str | None = None,
    parameters: str | Sequence[str] | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Inverse:
    """Find the smallest change of parameters that turns the stability of a state over.

    Parameters
    ----------
    scenario
        Needs decisions, payoffs and parameters.
    state
        Decisions not named keep their initial value; the status quo by default.
    concept
        ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"`` or ``"sseq"``.
    player
        Whose stability; everybody's by default.
    parameters
        Which may move; all by default.
    given, suppose
        As for `conflict`.
    seed
        Of the joint search.
    progress
        Hears how many of how many steps are done.

    Returns
    -------
    Inverse
        Changes stay inside the parameters' ranges and are measured in them.

    Raises
    ------
    ArgumentError
        An unknown name, or no parameter.
    ConceptError
        A section is missing, or there are no parameters.
    NoAnswerError
        The state has no verdict at the point to start from.

    Examples
    --------
    >>> from deterrence import load
    >>> found = inverse(load("technology-for-money"), concept="seq", player="us")
    >>> found.is_stable, round(found.per_parameter["gain"].values["gain"], 6), found.per_parameter["need"]
    (False, 0.0, None)
    """
    expect_kind(scenario, Scenario, "inverse")
    names = named_parameters(scenario, parameters)
    test = StateTest(scenario, state or {}, concept, player, given=given, suppose=suppose)
    now = int(test.stable({}, 1)[0])
    if now < 0:
        raise NoAnswerError("the state has no verdict at this point: a payoff or a condition of its graph has no value")
    base = parameters_at(scenario, given)

    def labels(columns: Mapping[str, Array], points: int) -> Array:
        found = test.stable(columns, points)
        return np.where(found < 0, np.nan, found)

    spans = {name: scenario.span(name) for name in names}
    used = parameters_used(scenario)
    moving = [name for name in names if name in used]
    measure = None if scenario.ordinal else test.at
    found = nearest_flip(labels, base, spans, moving, seed=seed, measure=measure, budget=LABELS, progress=progress)
    return Inverse(
        state={name: test.state[name] for name in scenario.decisions},
        concept=concept,
        player=player,
        is_stable=bool(now),
        per_parameter={name: found.per_parameter.get(name) for name in names},
        joint=found.joint,
        baseline=base,
        spans=spans,
        provenance=Provenance(
            scenario=scenario.title,
            hash=scenario.hash,
            given=dict(given or {}),
            suppose=suppositions(scenario, suppose),
            concept=NAMES[concept],
            seed=seed,
        ),
    )
