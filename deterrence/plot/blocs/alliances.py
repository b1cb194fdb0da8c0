"""Who allies with whom: every partition of the players, what its blocs are worth, and which partitions last."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

from deterrence.coalitions.partition_function import Alliances
from deterrence.coalitions.stability import NOTIONS
from deterrence.errors import expect_kind
from deterrence.game.blocs import Bloc, Partition
from deterrence.plot.drawing.colours import BLACK, GREY, PALE, initials, player_colours, text_colour
from deterrence.plot.drawing.glyphs import text_width
from deterrence.plot.drawing.style import INCHES, POINTS, Size, bare, fit_sheet, legend, new_axes, note, title, write
from deterrence.scenario.scenario import Scenario
from deterrence.tables.text import number

MOST = {"page": 52, "slide": 15}
SHOWN = ("core", "individual", "nash")
ROW = 2.3
DENSE = {"page": 1.75, "slide": 1.55}
MANY = {"page": 24, "slide": 8}
LINES = 4  # more in the legend of a slide stand in two columns


def alliance_partitions(
    alliances: Alliances,
    *,
    ax: Axes | None = None,
    size: Size = "page",
    most: int | None = None,
    scenario: Scenario | None = None,
) -> Axes:
    """Draw partitions as rows of blocs, each with its worth, and mark those that are stable.

    Parameters
    ----------
    alliances
        From `alliances`.
    ax, size
        As for every figure.
    most
        How many partitions are drawn, by default 52 (all of five players) on a
        page and 15 (of four) on a slide. Of more everybody alone, all together
        and the stable ones come first, then those of the greatest worth.
    scenario
        Adds the players' labels.

    Returns
    -------
    Axes
        A filled mark says that the partition is stable by the notion over it.

    Examples
    --------
    >>> from deterrence import alliances, load
    >>> alliance_partitions(alliances(load("technology-for-money"))).get_title(loc="left")
    'Technology for money: what alliances are worth, and which last'
    """
    expect_kind(alliances, Alliances, "alliance_partitions")
    lasting = {notion: set(alliances.stable_partitions(notion=notion)) for notion in SHOWN}
    every = list(alliances.worth)
    rows = _telling(alliances, every, lasting, most or MOST[size])
    ax = new_axes(ax, size)
    labels = {name: scenario.players[name].label if scenario else name for name in alliances.players}
    _Rows(alliances, labels, size, len(rows)).draw(ax, rows, lasting)
    title(ax, f"{alliances.provenance.scenario}: what alliances are worth, and which last", size)
    hidden = len(every) - len(rows)
    told = [
        f"Externality rule: {alliances.rule}.",
        *([f"{hidden:,} of {len(every):,} partitions are not drawn."] if hidden else []),
    ]
    note(ax, " ".join(told), size)
    fit_sheet(ax, ax.get_ylim()[0] - ax.get_ylim()[1], size)
    return ax


def _telling(
    alliances: Alliances, every: Sequence[Partition], lasting: dict[str, set[Partition]], most: int
) -> list[Partition]:
    """All partitions, or the most telling, in their own order."""
    if len(every) <= most:
        return list(every)

    def rank(partition: Partition) -> tuple[bool, int, float]:
        ends = len(partition) in (1, len(alliances.players))
        held = sum(partition in found for found in lasting.values())
        return (not ends, -held, -sum(alliances.worth[partition].values()))

    kept = set(sorted(every, key=rank)[:most])
    return [partition for partition in every if partition in kept]


class _Rows:
    def __init__(self, alliances: Alliances, labels: dict[str, str], size: Size, count: int) -> None:
        self.alliances, self.labels, self.size = alliances, labels, size
        self.points = 0.95 * POINTS[size] if count <= MANY[size] else 0.78 * POINTS[size]
        self.row = (ROW if count <= MANY[size] else DENSE[size]) * self.points
        self.colours, self.signs = player_colours(alliances.players), initials(labels)
        self.wide = 72 * INCHES[size][0] - 14
        self.right = self.wide - len(SHOWN) * self._column() - 5 * self.points

    def _column(self) -> float:
        return max(text_width(name, self.points, bold=True) for name in SHOWN) + 1.2 * self.points

    def draw(self, ax: Axes, rows: Sequence[Partition], lasting: dict[str, set[Partition]]) -> None:
        bare(ax)
        ax.set(xlim=(0, self.wide), ylim=((len(rows) - 0.35) * self.row, -2.2 * self.points - 0.5 * self.row))
        top = -0.6 * self.row
        write(ax, 0, top, "blocs, each with its worth", points=self.points, bold=True, ha="left", va="bottom")
        write(ax, self.right + 4 * self.points, top, "together", points=self.points, bold=True, ha="right", va="bottom")
        for place, notion in enumerate(SHOWN):
            write(ax, self._notion(place), top, notion, points=self.points, bold=True, va="bottom")
        for place, partition in enumerate(rows):
            self._partition(ax, partition, place * self.row, lasting)
        self._legend(ax)

    def _notion(self, place: int) -> float:
        return self.right + 5 * self.points + (place + 0.5) * self._column()

    def _partition(self, ax: Axes, partition: Partition, y: float, lasting: dict[str, set[Partition]]) -> None:
        worth = self.alliances.worth[partition]
        held = any(partition in found for found in lasting.values())
        ax.plot([0, self.wide], [y + self.row / 2] * 2, color=PALE, linewidth=0.6, zorder=0)
        x = 0.6 * self.points
        for bloc in sorted(worth, key=self._first):
            x = self._bloc(ax, bloc, float(worth[bloc]), x, y, bold=held)
        total = number(sum(worth.values()), 4).replace("-", "\N{MINUS SIGN}")
        write(
            ax, self.right + 4 * self.points, y, total, points=self.points, ha="right", va="center_baseline", bold=held
        )
        for place, notion in enumerate(SHOWN):
            stable = partition in lasting[notion]
            ax.plot(
                self._notion(place),
                y,
                marker="o",
                markersize=0.8 * self.points,
                markeredgecolor=BLACK if stable else PALE,
                markerfacecolor=BLACK if stable else "white",
                zorder=4,
                gid=f"stable-{notion}" if stable else None,
            )

    def _first(self, bloc: Bloc) -> int:
        return min(self.alliances.players.index(name) for name in bloc)

    def _bloc(self, ax: Axes, bloc: Bloc, worth: float, x: float, y: float, *, bold: bool) -> float:
        """A capsule with its members, and its worth after it; returns where the next one starts."""
        members = [name for name in self.alliances.players if name in bloc]
        step, r = 1.75 * self.points, 0.74 * self.points
        capsule = FancyBboxPatch(
            (x + r * 0.2, y - 0.75 * r),
            step * len(members) - 0.4 * r,
            1.5 * r,
            boxstyle=f"round,pad={0.3 * r},rounding_size={r}",
            facecolor="white",
            edgecolor=BLACK if len(members) > 1 else GREY,
            linewidth=1.4 if len(members) > 1 else 0.8,
            zorder=2,
        )
        capsule.set_gid("bloc-" + "+".join(members))
        ax.add_patch(capsule)
        for place, name in enumerate(members):
            at = x + step * (place + 0.5)
            ax.plot(at, y, marker="o", markersize=2 * r, color=text_colour(self.colours[name]), zorder=3)
            points = (0.8 if len(self.signs[name]) < 2 else 0.62) * self.points
            write(ax, at, y, self.signs[name], points=points, colour="white", bold=True, va="center_baseline")
        text = number(worth, 4).replace("-", "\N{MINUS SIGN}")
        start = x + step * len(members) + 0.5 * self.points
        write(ax, start, y, text, points=self.points, ha="left", va="center_baseline", bold=bold)
        return start + max(text_width(text, self.points, bold=True), 3.0 * self.points) + 1.2 * self.points

    def _legend(self, ax: Axes) -> None:
        handles, words = [], []
        for name in (name for name in self.alliances.players if self.signs[name] != self.labels[name]):
            handles.append(
                Line2D([], [], marker="o", linestyle="", markersize=self.points, color=text_colour(self.colours[name]))
            )
            words.append(f"{self.signs[name]}: {self.labels[name]}")
        for notion in SHOWN:
            handles.append(Line2D([], [], marker="o", linestyle="", markersize=0.8 * self.points, color=BLACK))
            words.append(f"{notion}: {NOTIONS[notion]}")
        crowded = self.size == "slide" and len(words) > LINES
        legend(ax, handles, words, self.size, columns=2 if crowded else 1, points=self.points if crowded else None)
