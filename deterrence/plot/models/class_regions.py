"""Classes of equilibria: what each leads to at a point, over one parameter, and where which exist over two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar
from deterrence.plot.drawing.style import Size
from deterrence.plot.models.model_pictures import Story, draw_story
from deterrence.plot.models.model_points import axes_of
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.equilibrium_classes import EquilibriumClasses

NONE = "none"
MOST_CURVES = 8


def class_regions(found: EquilibriumClasses, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the outcomes of each class at one point; over more, where which classes exist.

    Over one parameter each class has a curve of the last of the outcomes, over
    two there is a map of the classes that exist together.

    Parameters
    ----------
    found
        The answer of a model with several classes of equilibria.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.defended_crisis import defended_crisis
    >>> ax = class_regions(defended_crisis(defence=0.5, risk=0.1, share=0.5, harm=6, rival_harm=1))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['both may stand']
    """
    single = found.exists.size == len(found.names)
    told, given = list(found.outcomes)[-1], _flat(found.provenance.given)
    flat = len(axes_of(given, found.exists.shape[:-1])) > 1
    what = "what equilibria lead to" if single else "which equilibria exist" if flat else f"{told} in each equilibrium"
    name = found.provenance.scenario
    story = Story(
        given=given,
        curves=_curves(found, told),
        heading=f"{name[0].upper()}{name[1:]}: {what}",
        y=f"probability of {told}" if not single else "probability",
        states=None if single else _together(found),
        rows=_rows(found) if single else None,
        series=tuple(found.outcomes) if single else (),
        small_print=_edges(found) if single else [],
    )
    return draw_story(story, ax=ax, size=size)


def _curves(found: EquilibriumClasses, outcome: str) -> dict[str, npt.ArrayLike]:
    """The outcome in each class that exists anywhere, those first that exist at the most points."""
    often = found.exists.reshape(-1, len(found.names)).sum(axis=0)
    order = [int(k) for k in np.argsort(-often, kind="stable") if often[k]][:MOST_CURVES]
    return {found.names[k]: found.outcomes[outcome][..., k] for k in order} or {
        outcome: np.full(found.exists.shape[:-1], np.nan)
    }


def _together(found: EquilibriumClasses) -> npt.NDArray[np.str_]:
    """The classes that exist at each point, in a word."""
    flat = found.exists.reshape(-1, len(found.names))
    sets, places = np.unique(flat, axis=0, return_inverse=True)
    words = ["; ".join(name for name, here in zip(found.names, row, strict=True) if here) or NONE for row in sets]
    return np.array(words)[places.reshape(-1)].reshape(found.exists.shape[:-1])


def _rows(found: EquilibriumClasses) -> list[tuple[str, list[Bar]]]:
    exists = found.exists.reshape(-1)
    return [
        (found.names[k], [Bar(value=float(values.reshape(-1)[k])) for values in found.outcomes.values()])
        for k in np.flatnonzero(exists)
    ]


def _edges(found: EquilibriumClasses) -> list[str]:
    told = ", ".join(f"{name} {number(float(edge.reshape(-1)[0]))}" for name, edge in found.thresholds.items())
    return [f"Thresholds: {told}."] if told else []


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters, those of a side with its name before them."""
    flat: dict[str, Any] = {}
    for name, value in given.items():
        flat |= (
            {f"{name}: {inner}": one for inner, one in value.items()} if isinstance(value, Mapping) else {name: value}
        )
    return flat
