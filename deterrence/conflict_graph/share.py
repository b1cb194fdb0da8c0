"""In which share of a box of parameters a state is stable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.state_test import StateTest
from deterrence.conflict_graph.words import state_words
from deterrence.errors import ArgumentError
from deterrence.game.building import Suppose, require_parameter
from deterrence.scenario.scenario import Scenario
from deterrence.tables.interval import wilson
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

MOST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StableShare:
    """How often a state is stable over uniform draws from a box.

    `share` is of the draws that have an answer, NaN if none has; `interval`
    is Wilson's at 95 percent; `undefined` counts draws without an answer;
    `open` names parameters of the box whose range the file leaves open.
    """

    state: Mapping[str, str]
    words: str
    concept: str
    players: tuple[str, ...]
    share: float
    interval: tuple[float, float]
    draws: int
    stable: int
    undefined: int
    box: Mapping[str, tuple[float, float]]
    open: tuple[str, ...]
    provenance: Provenance

    def plot(self, *, others: Sequence[StableShare] = (), ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the share with its interval; `others` of the same state stand below it."""
        from deterrence.plot.blocs.stable_shares import stable_share_bars

        return stable_share_bars([self, *others], ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found = {name: getattr(self, name) for name in self.__slots__ if name not in ("words", "provenance")}
        return {**found, "provenance": self.provenance.to_dict()}

    def _table(self) -> tuple[list[str], list[list[str]]]:
        low, high = self.interval
        rows = [
            ["state", self.words],
            ["concept", NAMES[self.concept]],
            ["for", ", ".join(self.players)],
            ["stable in", f"{number(100 * self.share)} % of {self.draws - self.undefined:,} draws"],
            ["95 % interval", f"{number(100 * low)} to {number(100 * high)} %"],
            ["without an answer", f"{self.undefined:,} draws"],
            ["box", ", ".join(f"{name} {number(a)} to {number(b)}" for name, (a, b) in self.box.items())],
        ]
        return ["stability", ""], rows

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def stable_share(
    scenario: Scenario,
    state: Mapping[str, str] | None = None,
    concept: str = "seq",
    *,
    player: str | None = None,
    box: Mapping[str, Sequence[float]] | None = None,
    draws: int = 10_000,
    seed: int = 0,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
) -> StableShare:
    """In which share of a box of parameters a state of the conflict graph is stable.

    Parameters
    ----------
    scenario
        Needs decisions and payoffs.
    state
        The initial state by default; decisions not named keep their initial value.
    concept, player
        As for `StateTest`: ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"`` or
        ``"sseq"``, and for whom.
    box
        For each parameter that varies an interval; by default all parameters
        over their ranges, an open end counting as the value plus or minus
        max(1, abs(value)).
    draws
        Independent and uniform; at most 10,000,000.
    seed
        Of the draws.
    given, suppose
        As for `conflict`.

    Raises
    ------
    ArgumentError
        An unknown name, a box that is none, no draws.
    ConceptError
        A section is missing.
    NoAnswerError
        The graph is too large.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and
       statistical inference", Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    >>> from deterrence import load
    >>> found = stable_share(load("technology-for-money"), concept="gmr", player="us", draws=1000)
    >>> found.share, round(found.interval[0], 4), found.undefined
    (1.0, 0.9962, 0)
    """
    test = StateTest(scenario, state or {}, concept, player, given=given, suppose=suppose)
    _count(draws, "draws", MOST)
    _count(seed, "seed", 2**63, least=0)
    spans = {name: scenario.span(name) for name in scenario.parameters} if box is None else _box(scenario, box)
    source = np.random.Generator(np.random.Philox(seed))
    stable = undefined = 0
    for start in range(0, draws, 1 << 16):
        count = min(1 << 16, draws - start)
        columns = {name: low + (high - low) * source.random(count) for name, (low, high) in spans.items()}
        verdict = test.stable(columns, count)
        stable += int((verdict == 1).sum())
        undefined += int((verdict < 0).sum())
    answered = draws - undefined
    return StableShare(
        state=test.state,
        words=state_words(test.state, scenario.initial),
        concept=concept,
        players=test.players,
        share=stable / answered if answered else math.nan,
        interval=wilson(stable, answered),
        draws=draws,
        stable=stable,
        undefined=undefined,
        box=spans,
        open=tuple(name for name in spans if box is None and scenario.is_open(name)),
        provenance=Provenance(
            scenario=scenario.title,
            hash=scenario.hash,
            given=dict(given or {}),
            suppose=test.supposed,
            concept=concept,
            seed=seed,
        ),
    )


def _count(value: object, what: str, most: int, *, least: int = 1) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not least <= value <= most:
        raise ArgumentError(f"{what} must be a whole number from {least} to {most:,}, found {value!r}")


def _box(scenario: Scenario, box: Any) -> dict[str, tuple[float, float]]:
    found = {}
    if not isinstance(box, Mapping) or not box:
        raise ArgumentError(f"a box maps parameters to intervals, found {box!r}")
    for name, interval in box.items():
        require_parameter(scenario, name)
        try:
            low, high = (float(end) for end in interval)
        except (TypeError, ValueError):
            raise ArgumentError(f"the interval of '{name}' must be [low, high], found {interval!r}") from None
        if not (math.isfinite(low) and math.isfinite(high) and low <= high):
            raise ArgumentError(f"the interval of '{name}' must be finite with low at most high, found {interval!r}")
        found[name] = (low, high)
    return found
