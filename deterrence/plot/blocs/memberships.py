"""Stable partitions: which bloc each player is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.game.blocs import bloc_name
from deterrence.plot.drawing.cell_matrix import Cell, cell_matrix
from deterrence.plot.drawing.style import Size

if TYPE_CHECKING:
    from deterrence.coalitions.stability import StablePartitions
    from deterrence.game.blocs import Partition

ALONE = "alone"


def partition_matrix(found: StablePartitions, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw a row for each stable partition, and in it the bloc of each player; those of one bloc look alike.

    Parameters
    ----------
    found
        From `stable_partitions`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import HedonicGame
    >>> pair = HedonicGame({"a": ["a+b"], "b": ["a+b"], "c": ["c"]})
    >>> ax = partition_matrix(pair.stable_partitions())
    >>> [text.get_text() for text in ax.texts][-3:]
    ['a+b', 'a+b', 'alone']
    """
    cells = [_row(partition, found.players) for partition in found]
    return cell_matrix(
        cells,
        rows=[str(k + 1) for k in range(len(cells))],
        columns=found.players,
        heading=f"Stable partitions: {found.says}",
        small_print=[f"{found.basis[:1].upper()}{found.basis[1:]}."] if found.basis else [],
        nothing="No partition is stable by this notion.",
        ax=ax,
        size=size,
    )


def _row(partition: Partition, players: tuple[str, ...]) -> list[Cell]:
    blocs = sorted((bloc for bloc in partition if len(bloc) > 1), key=lambda bloc: min(map(players.index, bloc)))
    cells = []
    for player in players:
        place = next((k for k, bloc in enumerate(blocs) if player in bloc), None)
        if place is None:
            cells.append(Cell(words=ALONE, look=0))
        else:
            cells.append(Cell(words=bloc_name(blocs[place], players), look=place + 1, bold=True))
    return cells
