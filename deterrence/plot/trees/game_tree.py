"""A solved game tree: who moves where, what is played, what would be, and what it is worth."""

from __future__ import annotations

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from deterrence.errors import expect_kind
from deterrence.game.tree import CHANCE
from deterrence.plot.drawing.colours import BLACK, GREY, PALE, initials, player_colours, text_colour
from deterrence.plot.drawing.glyphs import drawable, text_width
from deterrence.plot.drawing.labels import settle
from deterrence.plot.drawing.style import (
    Picture,
    Size,
    bare,
    fit_sheet,
    legend,
    new_axes,
    note,
    title,
    write,
)
from deterrence.plot.trees.pruning import Cut
from deterrence.plot.trees.tree_fit import fitted, room, small_letters
from deterrence.plot.trees.tree_key import THICK, THIN, tree_key
from deterrence.plot.trees.tree_layout import Layout
from deterrence.plot.trees.tree_words import TreeWords
from deterrence.solvers.solution import Solution


def game_tree(solution: Solution, *, ax: Axes | None = None, size: Size = "page", most: int = 60) -> Axes:
    """Draw the tree that was solved, with its equilibrium.

    Parameters
    ----------
    solution
        From `solve`.
    ax
        Where to draw; by default a new sheet, as tall as the tree needs.
    size
        ``"page"`` or ``"slide"``.
    most
        How many nodes are drawn. A larger tree is pruned to its likeliest path
        and the best deviations from it, and the figure says so; subtrees that
        are not drawn say how many ends they have and what they are worth.

    Returns
    -------
    Axes
        What is played is thick; what would be chosen where play does not lead
        is dashed, with an arrow. Numbers at decisions that are reached are
        margins: what the second-best choice would cost the mover.

    Examples
    --------
    >>> from deterrence import load, solve
    >>> game_tree(solve(load("treaty"))).get_title(loc="left")
    'Keep, amend or leave: subgame-perfect equilibrium'
    """
    expect_kind(solution, Solution, "game_tree")
    ax = new_axes(ax, size)
    words, (head, height) = TreeWords(solution), room(ax, size)
    part, placed, points = fitted(solution, words, head, height, most, size)
    _Drawing(ax, solution, words, part, placed, points, size).draw(head, words.payoff_columns(points))
    return ax


class _Drawing:
    def __init__(
        self, ax: Axes, solution: Solution, words: TreeWords, part: Cut, placed: Layout, points: float, size: Size
    ) -> None:
        self.ax, self.solution, self.words, self.part, self.at = ax, solution, words, part, placed
        self.points, self.size = points, size
        self.tree, self.play = solution.game.tree, solution.play
        self.colours = player_colours(self.tree.players)
        self.signs = initials({name: words.labels[name] for name in self.tree.players})

    def draw(self, head: float, table: dict[str, float]) -> None:
        bare(self.ax)
        self.ax.set(xlim=(0, head), ylim=(self.at.high + 0.5 * self.points, -2.2 * self.points))
        for node in self.part.nodes:
            if node:
                self._edge(node)
            self._node(node)
            self._text(node)
        self._information()
        self._payoffs(head, table)
        title(self.ax, self.words.title(), self.size)
        self._legend()
        if self.part.hidden:
            note(self.ax, self.part.words(), self.size, points=small_letters(self.points, self.size))
        fit_sheet(self.ax, self.at.high + 2.7 * self.points, self.size)
        self._keep_heads_clear()

    def _keep_heads_clear(self) -> None:
        """On axes that are given, and lower than the tree, the names of the columns keep their height."""
        if isinstance(self.ax, Picture):
            return
        settle(self.ax)
        rows = self.at.high + 0.5 * self.points
        high = float(self.ax.bbox.height) * 72 / self.ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # axes have a figure
        if high < rows + 2.2 * self.points:
            heads = min(0.5, 2.6 * self.points / high)
            self.ax.set_ylim(rows, -rows * heads / (1 - heads))

    def _edge(self, node: int) -> None:
        parent = int(self.tree.parent[node])
        trunk = self.at.x[parent] + (0.0 if self.at.outline else self.at.radius + 0.5 * self.points)
        xs = [self.at.x[parent], trunk, trunk, self.at.x[node]]
        ys = [self.at.y[parent], self.at.y[parent], self.at.y[node], self.at.y[node]]
        owner = int(self.tree.owner[parent])
        colour = BLACK if owner == CHANCE else text_colour(self.colours[self.tree.players[owner]])
        played, chosen = self.play.reach[node] > 0, self.play.step[node] > 0
        line = Line2D(xs, ys, color=colour if chosen else GREY, linewidth=THICK if played else 1.1 if chosen else THIN)
        line.set(zorder=3 if played else 2 if chosen else 1, solid_capstyle="round", gid=f"edge-{node}")
        if chosen and not played:
            line.set_linestyle((0, (3, 1.6)) if owner != CHANCE else (0, (1, 1.6)))
        self.ax.add_line(line)
        if chosen and not played and owner != CHANCE:
            self._arrow(node, colour)

    def _arrow(self, node: int, colour: str) -> None:
        gap = self.at.radius if self.part.children[node] else 0.25 * self.points
        tip = (self.at.x[node] - gap, self.at.y[node])
        made = FancyArrowPatch(
            (tip[0] - 0.8 * self.points, tip[1]),
            tip,
            arrowstyle="-|>",
            mutation_scale=self.points,
            color=colour,
            linewidth=0,
            shrinkA=0,
            shrinkB=0,
            zorder=3,
        )
        made.set_gid(f"threat-{node}")
        self.ax.add_patch(made)

    def _node(self, node: int) -> None:
        x, y, owner = self.at.x[node], self.at.y[node], int(self.tree.owner[node])
        if not self.part.children[node]:
            hidden = node in self.part.hidden
            self.ax.plot(
                x,
                y,
                marker=">" if hidden else "o",
                color=GREY if hidden else BLACK,
                zorder=5,
                markersize=0.7 * self.points if hidden else 0.4 * self.points,
                gid=f"node-{node}",
            )
            return
        colour = "white" if owner == CHANCE else text_colour(self.colours[self.tree.players[owner]])
        self.ax.plot(
            x,
            y,
            marker="D" if owner == CHANCE else "o",
            zorder=5,
            gid=f"node-{node}",
            markersize=1.3 * self.at.radius if owner == CHANCE else 2 * self.at.radius,
            markerfacecolor=colour,
            markeredgecolor=BLACK if owner == CHANCE else colour,
        )
        if owner >= 0:
            sign = self.signs[self.tree.players[owner]]
            points = min(self.points, 1.15 * self.at.radius) * (0.95 if len(sign) < 2 else 0.8)
            write(self.ax, x, y, sign, points=points, colour="white", bold=True, va="center_baseline", zorder=6)

    def _text(self, node: int) -> None:
        above, below = self.words.choice(node), self.words.info(node, self.part)
        played = bool(self.play.reach[node] > 0)
        owner = int(self.tree.owner[node])
        colour = (
            text_colour(self.colours[self.tree.players[owner]]) if owner >= 0 and self.part.children[node] else GREY
        )
        x, y, gap = self.at.x[node], self.at.y[node], 0.2 * self.points
        if self.at.outline:
            start = x + self.at.radius + 0.75 * self.points
            self._write(start, y, above, bold=played, va="center_baseline")
            start += text_width(drawable(above), self.points, bold=played) + (0.8 * self.points if above else 0)
            self._write(start, y, below, colour=colour, va="center_baseline")
            return
        start = x - (self.at.radius + 0.6 * self.points if self.part.children[node] else gap)
        self._write(start, y - gap, above, bold=played, ha="right", va="bottom")
        self._write(start, y + gap if node else y, below, colour=colour, ha="right", va="top" if node else "center")

    def _write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = BLACK,
        bold: bool = False,
        ha: str = "left",
        va: str = "center",
    ) -> None:
        if text:
            write(self.ax, x, y, text, points=self.points, colour=colour, bold=bold, ha=ha, va=va)

    def _information(self) -> None:
        for nodes in self.play.groups:
            shown = [int(node) for node in nodes if self.part.children.get(int(node))]
            if len(shown) > 1:
                self._oval(sorted(shown, key=lambda node: self.at.y[node]))

    def _oval(self, nodes: list[int]) -> None:
        pad = self.at.radius + 0.35 * self.points
        xs, ys = [self.at.x[node] for node in nodes], [self.at.y[node] for node in nodes]
        inside = [
            node
            for node in self.part.nodes
            if min(xs) - pad < self.at.x[node] < max(xs) + pad
            and ys[0] < self.at.y[node] < ys[-1]
            and node not in nodes
        ]
        if not inside and max(xs) - min(xs) < 1:
            box = FancyBboxPatch(
                (xs[0] - pad, ys[0] - pad),
                2 * pad,
                ys[-1] - ys[0] + 2 * pad,
                boxstyle=f"round,pad=0,rounding_size={pad}",
            )
            box.set(
                facecolor="none",
                edgecolor=BLACK,
                linestyle=(0, (3, 2)),
                linewidth=1.0,
                zorder=4,
                gid=f"information-{nodes[0]}",
            )
            self.ax.add_patch(box)
            return
        for one, other in pairwise(nodes):
            link = FancyArrowPatch(
                (self.at.x[one], self.at.y[one]),
                (self.at.x[other], self.at.y[other]),
                arrowstyle="-",
                connectionstyle="arc3,rad=0.25",
                linestyle=(0, (3, 2)),
                color=BLACK,
                linewidth=1.0,
                zorder=4,
            )
            link.set_gid(f"information-{one}")
            self.ax.add_patch(link)

    def _payoffs(self, head: float, table: dict[str, float]) -> None:
        right = head - sum(table.values())
        for node in self.part.nodes:
            if not self.part.children[node]:
                self._leader(node, right)
        for player, wide in table.items():
            right += wide
            name, colour = self.words.labels[player], text_colour(self.colours[player])
            write(
                self.ax,
                right,
                -1.0 * self.points,
                self.words.heading(name),
                points=self.points,
                colour=colour,
                bold=True,
                ha="right",
                va="bottom",
            )
            for node in self.part.nodes:
                if not self.part.children[node]:
                    hidden = node in self.part.hidden
                    write(
                        self.ax,
                        right,
                        self.at.y[node],
                        self.words.worth(node, player),
                        points=self.points,
                        ha="right",
                        va="center_baseline",
                        colour=GREY if hidden else BLACK,
                        italic=hidden,
                        bold=bool(self.play.reach[node] > 0),
                    )

    def _leader(self, node: int, right: float) -> None:
        """A pale line from an end to what it is worth."""
        start = self.at.x[node] + self.points
        if self.at.outline:
            above, below = self.words.choice(node), self.words.info(node, self.part)
            start += text_width(above, self.points, bold=True) + text_width(below, self.points) + 1.5 * self.points
        if start < right:
            y = self.at.y[node]
            self.ax.plot([start, right], [y, y], color=PALE, linewidth=0.6, linestyle=(0, (1, 3)), zorder=0)

    def _legend(self) -> None:
        handles, texts = tree_key(self.part, self.words, self.points)
        columns, points = min(len(texts), 2 if self.size == "page" else 3), small_letters(self.points, self.size)
        legend(self.ax, handles, texts, self.size, columns=columns, points=points)
