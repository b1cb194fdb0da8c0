"""A conflict graph: states, moves, who would stay where, and what is an equilibrium."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle, Wedge

from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.words import state_words
from deterrence.errors import expect_kind
from deterrence.plot.drawing.colours import BLACK, GREY, LINES, initials, player_colours, text_colour
from deterrence.plot.drawing.stress import apart, stress_layout
from deterrence.plot.drawing.style import (
    INCHES,
    POINTS,
    Picture,
    Size,
    around,
    bare,
    fit_sheet,
    legend,
    new_axes,
    note,
    title,
    wrapped,
    write,
)

MOST = {"page": 40, "slide": 14}
HELD = 0.6  # of the states drawn, at most, are equilibria that the others are neighbours of
LETTER = 0.62
TALLEST = {"page": 9.0, "slide": 5.6}
OTHER = {"page": 130.0, "slide": 150.0}  # points for title, legend and small print
SMALL_PRINT = {"page": 20.0, "slide": 32.0}
LEAST = 10


def conflict_graph(
    graph: ConflictGraph, concept: str = "seq", *, ax: Axes | None = None, size: Size = "page", most: int | None = None
) -> Axes:
    """Draw states as numbered circles, moves as arrows, and who is content where.

    Parameters
    ----------
    graph
        From `conflict`, or made from its parts.
    concept
        The stability concept, of players rather than of coalitions.
    ax, size
        As for every figure.
    most
        How many states are drawn, by default 40 on a page and 14 on a slide.
        Of more the status quo, the equilibria nearest to it and their
        neighbours are, and the figure says what is not.

    Returns
    -------
    Axes
        A part of a state's ring is filled for each player that would stay;
        equilibria have a heavy ring and a bold number, the status quo a square.
        Moves that the mover gains by are dark, others pale.

    Examples
    --------
    >>> from deterrence import conflict, load
    >>> conflict_graph(conflict(load("technology-for-money"))).get_title(loc="left")
    'Technology for money: who would stay where (SEQ)'
    """
    expect_kind(graph, ConflictGraph, "conflict_graph")
    stable = graph.stability(concept)
    drawing = _Drawing(graph, {player: {graph.index(s) for s in stable[player]} for player in graph.players}, size)
    ax = new_axes(ax, size)
    name = f"{graph.provenance.scenario}: who" if graph.provenance.scenario else "Who"
    title(ax, f"{name} would stay where ({concept.upper()})", size)
    drawing.legend(ax)
    if isinstance(ax, Picture):
        drawing.other = max(OTHER[size], around(ax, size) + SMALL_PRINT[size])
    chosen = drawing.fitting(most or MOST[size])
    drawing.draw(ax, chosen)
    hidden = drawing.hidden(chosen)
    if hidden:
        note(ax, hidden, size)
    fit_sheet(ax, ax.get_ylim()[0], size)
    return ax


class _Drawing:
    def __init__(self, graph: ConflictGraph, stable: dict[str, set[int]], size: Size) -> None:
        self.graph, self.stable, self.size = graph, stable, size
        self.equilibria = set.intersection(*stable.values())
        self.colours = player_colours(graph.players)
        labels = {name: name for name in graph.players}
        if graph.scenario is not None:
            labels = {name: graph.scenario.players[name].label for name in graph.players}
        self.labels, self.signs = labels, initials(labels)
        self.points = 0.9 * POINTS[size]
        self.radius = 1.05 * self.points
        self.other = OTHER[size]

    def _joined(self) -> npt.NDArray[np.bool_]:
        count = len(self.graph.states)
        found = np.zeros((count, count), dtype=bool)
        for moves in self.graph.model.moves:
            found[moves.tails, moves.heads] = found[moves.heads, moves.tails] = True
        return found

    def chosen(self, most: int) -> list[int]:
        """The states that are drawn, in their own order."""
        count = len(self.graph.states)
        if count <= most:
            return list(range(count))
        joined = self._joined()
        steps = np.full(count, np.inf)
        steps[0], layer = 0, np.array([0])
        while len(layer):
            near = np.flatnonzero(joined[layer].any(axis=0) & ~np.isfinite(steps))
            steps[near] = steps[layer[0]] + 1
            layer = near
        order = np.argsort(steps, kind="stable")
        held = [int(state) for state in order if int(state) in self.equilibria][: int(HELD * most)]
        core = list(dict.fromkeys([0, *held]))
        around = [int(state) for state in order if joined[core, state].any()]
        return sorted(list(dict.fromkeys([*core, *around]))[:most])

    def hidden(self, chosen: list[int]) -> str:
        """What is not drawn."""
        count = len(self.graph.states)
        if len(chosen) == count:
            return ""
        lost = len(self.equilibria - set(chosen))
        drawn = "the status quo, the equilibria nearest to it and their neighbours"
        rest = f"{lost:,} of {len(self.equilibria):,} equilibria are not"
        return f"{len(chosen)} of {count:,} states are drawn: {drawn}. {rest}."

    def _measured(self, chosen: list[int]) -> tuple[float, float, float, float, list[tuple[str, bool]]]:
        """The width, the width and height of the graph, the height of all, and the lines of the key."""
        wide = 72 * INCHES[self.size][0] - 14
        lines = self._key(chosen, wide if self.size == "page" else 0.56 * wide)
        tall = sum(1.28 * self.points * (1 + text.count("\n")) for text, _ in lines)
        if self.size == "page":
            up = min(0.62 * wide, 120 + 11.0 * len(chosen))
            return wide, wide, up, up + tall + 2 * self.points, lines
        high = max(tall, 72 * INCHES["slide"][1] - self.other)
        return wide, 0.42 * wide, high, high, lines

    def fitting(self, most: int) -> list[int]:
        """The states that are drawn: fewer than `most` if the figure would be taller than a page."""
        chosen = self.chosen(most)
        while len(chosen) > LEAST and self._measured(chosen)[3] > 72 * TALLEST[self.size] - self.other:
            chosen = self.chosen(len(chosen) - 2)
        return chosen

    def draw(self, ax: Axes, chosen: list[int]) -> None:
        wide, across, up, high, lines = self._measured(chosen)
        bare(ax)
        ax.set(xlim=(0, wide), ylim=(high, 0))
        edge = 2.2 * self.radius
        spots = stress_layout(self._joined()[np.ix_(chosen, chosen)]) * [across - 2 * edge, up - 2 * edge] + edge
        spots = np.clip(apart(spots, 3.0 * self.radius), edge, [across - edge, up - edge])
        self._moves(ax, chosen, spots)
        for state, (x, y) in zip(chosen, spots, strict=True):
            self._state(ax, state, float(x), float(y))
        left, top = (0.0, up + self.points) if self.size == "page" else (0.44 * wide, 0.0)
        for text, bold in lines:
            write(ax, left, top, text, points=self.points, bold=bold, ha="left", va="top")
            top += 1.28 * self.points * (1 + text.count("\n"))

    def _key(self, chosen: list[int], wide: float) -> list[tuple[str, bool]]:
        """What each number stands for, and for whom it is stable."""
        found = []
        for state in chosen:
            content = [self.signs[player] for player in self.graph.players if state in self.stable[player]]
            held = "equilibrium" if state in self.equilibria else f"stable for {', '.join(content) or 'nobody'}"
            words = state_words(self.graph.states[state], self.graph.initial)
            mark = "status quo" if state == 0 and words != "status quo" else ""
            text = f"{state + 1}  {words}{f' ({mark})' if mark else ''}: {held}"
            bold = state in self.equilibria
            found.append((wrapped(text, int(wide / ((LETTER + 0.06 * bold) * self.points))), bold))
        return found

    def _moves(self, ax: Axes, chosen: list[int], spots: npt.NDArray[np.float64]) -> None:
        at = {state: spots[place] for place, state in enumerate(chosen)}
        for number, player in enumerate(self.graph.players):
            moves, worth = self.graph.model.moves[number], self.graph.model.payoffs[number]
            pairs = {(int(a), int(b)) for a, b in zip(moves.tails, moves.heads, strict=True)}
            gains = self.graph.model.improvements[number]
            better = {(int(a), int(b)) for a, b in zip(gains.tails, gains.heads, strict=True)}
            for a, b in sorted(pairs):
                both = (b, a) in pairs
                if a in at and b in at and not (both and (worth[a], a) > (worth[b], b)):
                    self._arrow(ax, at[a], at[b], number, player, gain=(a, b) in better, both=both)

    def _arrow(
        self,
        ax: Axes,
        tail: npt.NDArray[np.float64],
        head: npt.NDArray[np.float64],
        number: int,
        player: str,
        *,
        gain: bool,
        both: bool,
    ) -> None:
        made = FancyArrowPatch(
            (float(tail[0]), float(tail[1])),
            (float(head[0]), float(head[1])),
            arrowstyle="-|>",
            mutation_scale=0.9 * self.points,
            connectionstyle="arc3,rad=0.12",
            color=text_colour(self.colours[player]),
            linestyle=LINES[number % len(LINES)] if gain or both else (0, (1, 2)),
            linewidth=1.4 if gain else 0.9,
            alpha=1.0 if gain else 0.45,
            shrinkA=1.3 * self.radius,
            shrinkB=1.35 * self.radius,
            zorder=2,
        )
        made.set_gid(f"move-{player}")
        ax.add_patch(made)

    def _state(self, ax: Axes, state: int, x: float, y: float) -> None:
        r, players = self.radius, self.graph.players
        held = state in self.equilibria
        if state == 0:
            ax.add_patch(
                Rectangle(
                    (x - 1.55 * r, y - 1.55 * r),
                    3.1 * r,
                    3.1 * r,
                    facecolor="none",
                    edgecolor=BLACK,
                    linewidth=1.2,
                    zorder=4,
                    gid="status-quo",
                )
            )
        for number, player in enumerate(players):
            content = state in self.stable[player]
            part = Wedge(
                (x, y), 1.3 * r, 360 * number / len(players), 360 * (number + 1) / len(players), width=0.42 * r
            )
            part.set(
                facecolor=text_colour(self.colours[player]) if content else "white",
                edgecolor=BLACK if held else GREY,
                linewidth=1.6 if held else 0.6,
                zorder=4,
                gid=f"stable-{player}-{state}" if content else None,
            )
            ax.add_patch(part)
        ax.add_patch(Circle((x, y), 0.9 * r, facecolor="white", edgecolor="none", zorder=5))
        write(ax, x, y, str(state + 1), points=0.85 * self.points, bold=held, va="center_baseline").set_gid(
            f"state-{state}"
        )

    def legend(self, ax: Axes) -> None:
        handles: list[Line2D] = []
        words: list[str] = []
        for number, player in enumerate(self.graph.players):
            handles.append(
                Line2D(
                    [], [], color=text_colour(self.colours[player]), linestyle=LINES[number % len(LINES)], linewidth=1.6
                )
            )
            words.append(f"{self.signs[player]}: moves of {self.labels[player]}")
        handles += [
            Line2D([], [], color=GREY, linewidth=1.4),
            Line2D([], [], color=GREY, linewidth=0.9, alpha=0.45, linestyle=(0, (1, 2))),
        ]
        words += ["the mover gains; it may go back unless that is ruled out", "the mover does not gain"]
        ring = {"linestyle": "", "markerfacecolor": "none", "markeredgecolor": BLACK, "markersize": self.points}
        handles.append(Line2D([], [], marker="o", **ring))  # type: ignore[arg-type]  # looks of a marker
        words.append("ring: filled where a player would stay; heavy: equilibrium")
        handles.append(Line2D([], [], marker="s", **ring))  # type: ignore[arg-type]  # as above
        words.append("status quo")
        legend(ax, handles, words, self.size, columns=2)
