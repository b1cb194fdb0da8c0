"""Mixed strategies and beliefs of an equilibrium, as stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import AMPLE, set_height
from deterrence.plot.drawing.lanes import ROW, lane_name, lane_places
from deterrence.plot.drawing.segments import Segment, draw_segments, label_segments, swatch
from deterrence.plot.drawing.style import Size, axis_words, new_axes, tick_words, title
from deterrence.solvers.decision import DecisionNode, chance_text
from deterrence.solvers.solution import Solution

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST: Mapping[str, int] = {"page": 14, "slide": 7}
BELIEVES = "believes"
LEAST = 1e-12

Bar = tuple[str, str, dict[str, float]]


def belief_bars(
    solution: Solution, *, variables: Sequence[str] | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw what is chosen at information sets, and what is believed there.

    Each decision has a bar of the probabilities of its choices and, where its
    mover cannot tell several histories apart, a bar of how likely it holds
    each of them to be. What has probability 0 has no width.

    Parameters
    ----------
    solution
        The answer of `solve`.
    variables
        Of which decisions to show all; by default those that are reached,
        mixed, or taken without knowing everything.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        No decision is left to show; an unknown size.

    Examples
    --------
    >>> from deterrence import load, solve
    >>> ax = belief_bars(solve(load("abm-2000-resolve"), given={"resolute": 0.6}))
    >>> [label.get_text() for label in ax.get_yticklabels()][:2]
    ['United States: treaty', 'believes']
    """
    chosen = [one for one in solution.decisions if _shown(one, variables)]
    if not chosen:
        raise ArgumentError("there is no decision to show", "name some in `variables`")
    shown = chosen[: MOST[size]]
    bars = [bar for decision in shown for bar in _bars(solution, decision)]
    names = [lane_name(bar[0], size) for bar in bars]
    places, lowest = lane_places(names, [name == BELIEVES for name in names], size)
    high = ROW[size] * (0.6 - lowest)
    axes = new_axes(ax, size, height=high + AMPLE)
    axes.set_xlim(0, 1)
    axes.set_ylim(lowest, 0.6)
    tick_words(axes, "y", places, names, size)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axis_words(axes, size, x="probability")
    title(axes, f"{solution.scenario.title}: choices and beliefs", size)
    segments = [one for bar, place in zip(bars, places, strict=True) for one in _segments(bar, place)]
    draw_segments(axes, segments)
    untold = label_segments(axes, segments, size=size)
    told = [_small_print(solution, len(chosen) - len(shown))]
    explained(axes, [swatch(one) for one in untold], [one.key for one in untold], size, small_print=told)
    set_height(axes, high)
    return axes


def _shown(decision: DecisionNode, variables: Sequence[str] | None) -> bool:
    if variables is not None:
        return decision.variable in variables
    return decision.probability > 0 or decision.is_mixed or bool(decision.beliefs)


def _bars(solution: Solution, decision: DecisionNode) -> list[Bar]:
    """The choices and, under them, the beliefs: what stands beside each bar, what it is, and its shares."""
    after = ", ".join(value for _, value in decision.history)
    reached = "" if decision.probability > 0 else " (not reached)"
    label = solution.scenario.players[decision.player].label
    name = f"{label}: {decision.variable}" + (f" after {after}" if after else "") + reached
    found: list[Bar] = [(name, name, dict(decision.probabilities))]
    if decision.beliefs:
        known = set(decision.history)
        shares = {_told(history, known): chance for history, chance in decision.beliefs}
        found.append((BELIEVES, f"{name} believes", shares))
    return found


def _told(history: Sequence[tuple[str, str]], known: set[tuple[str, str]]) -> str:
    return (
        ", ".join(f"{variable} {value}" for variable, value in history if (variable, value) not in known) or "nothing"
    )


def _segments(bar: Bar, place: float) -> list[Segment]:
    _, name, shares = bar
    found, start = [], 0.0
    for look, (words, share) in enumerate(shares.items()):
        if share > LEAST:
            said = f"{words} {chance_text(share)}"
            key = f"{said} ({name})"
            found.append(Segment(lane=place, start=start, stop=start + share, words=said, look=look, key=key))
        start += share
    return found


def _small_print(solution: Solution, left: int) -> str:
    kind = f" ({solution.kind})" if solution.kind else ""
    more = f" {left} further decisions are not shown." if left else ""
    return f"{solution.concept}{kind}{solution.listing()}.{more}"
