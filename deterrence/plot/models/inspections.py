"""Inspections: what an announcement is worth, and how both sides mix while inspections run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.models.inspection import inspection_value
from deterrence.plot.drawing.cell_matrix import Cell, cell_matrix
from deterrence.plot.drawing.style import Size
from deterrence.plot.models.model_pictures import Story, draw_story
from deterrence.plot.models.model_points import first_number
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.inspection import InspectionStage
    from deterrence.models.inspector_leadership import InspectorLeadership

MOST_PERIODS, MOST_INSPECTIONS = 11, 7
WORDS = {"periods": "periods left", "inspections": "inspections left", "penalty": "penalty of being caught"}


def inspection_matrix(found: InspectionStage, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what the inspectee can expect with every number of periods and inspections left.

    The cell of the answer is bold. Over several points, and where there are too
    many cells, the value and both sides' mixing are drawn instead.

    Parameters
    ----------
    found
        The answer of `inspection_stage`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.inspection import inspection_stage
    >>> ax = inspection_matrix(inspection_stage(periods=2, inspections=1))
    >>> [text.get_text() for text in ax.texts][-3:]
    ['1', '0.3333', '0']
    """
    given = found.provenance.given
    if found.value.size == 1:
        periods, inspections, penalty = (first_number(given[name]) for name in ("periods", "inspections", "penalty"))
        if periods <= MOST_PERIODS and inspections <= MOST_INSPECTIONS:
            return _matrix(found, int(periods), int(inspections), penalty, ax, size)
    story = Story(
        given=given,
        curves={
            "value to the inspectee": found.value,
            "probability of an inspection": found.inspect,
            "probability of a violation": found.violate,
        },
        heading="Inspections that run out: the next period",
        y="value of the game, and probabilities",
        words=WORDS,
    )
    return draw_story(story, ax=ax, size=size)


def _matrix(
    found: InspectionStage, periods: int, inspections: int, penalty: float, ax: Axes | None, size: Size
) -> Axes:
    left, used = range(1, periods + 1), range(min(periods, inspections + 1) + 1)
    values = [inspection_value(periods=n, inspections=[min(m, n) for m in used], penalty=penalty) for n in left]
    cells = [
        [
            Cell(words=number(float(values[i][j])), level=float(values[i][j]), bold=n == periods and m == inspections)
            if m <= n
            else Cell(words="")
            for j, m in enumerate(used)
        ]
        for i, n in enumerate(left)
    ]
    chances = [
        f"With {periods} left and {inspections} to use: an inspection with probability"
        f" {number(float(found.inspect.flat[0]))}, a violation with {number(float(found.violate.flat[0]))}."
    ]
    return cell_matrix(
        cells,
        rows=[f"{n} period{'s' * (n > 1)} left" for n in left],
        columns=[f"{m} inspection{'s' * (m != 1)}" for m in used],
        heading="What one who may violate once can expect, by inspections left",
        small_print=["1 is a violation that is not seen, 0 is legality.", *chances],
        ax=ax,
        size=size,
    )


def announcement_worth(found: InspectorLeadership, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what an inspector gets by an announcement that binds and in secret.

    Options as `inspection_matrix` has them.
    """
    one = [float(values.flat[0]) for values in (found.deterring, found.violations)]
    story = Story(
        given=found.provenance.given,
        curves={"announced": found.announced, "in secret": found.secret},
        heading="What an announcement that binds is worth to an inspector",
        y="payoff of the inspector",
        words={
            "gain": "gain of a violation that is not seen",
            "penalty": "penalty of being caught",
            "cost": "cost of an inspection",
            "seen": "loss from a violation that is seen",
            "unseen": "loss from one that is not seen",
        },
        small_print=[
            f"Announced, inspecting with probability {number(one[0])} deters; in secret a violation has probability"
            f" {number(one[1])}."
        ]
        if found.announced.size == 1
        else [],
    )
    return draw_story(story, ax=ax, size=size)
