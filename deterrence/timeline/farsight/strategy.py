"""What farsighted players do, by what is decided and the state in the midst of the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from deterrence.scenario.source import Path
from deterrence.timeline.transition.lotteries import Situation
from deterrence.timeline.transition.readings import Array


@dataclass(frozen=True, slots=True)
class Conduct:
    """One choice as it is made.

    `values` are on offer, by their index among the decision's choices;
    `probability` is that of each, `worth` what each is worth to the owner,
    discounted to the date of the choice.
    """

    values: tuple[int, ...]
    probability: tuple[float, ...]
    worth: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Strategy:
    """A stationary Markov strategy of every farsighted decision.

    A situation is the place of the decision in the file, such as
    ``("timeline", "events", "review", "decide", 0)``, and a row: the value of
    every variable at that point of the event, as its index, and for every clock
    whether it is spent.
    """

    conduct: tuple[Conduct, ...]
    situations: Mapping[Situation, int]

    def at(self, path: Path, row: bytes) -> Conduct | None:
        """What is done in a situation; None where no play leads there."""
        number = self.situations.get((path, row))
        return None if number is None else self.conduct[number]

    def law(self, path: Path, rows: np.ndarray, choices: int) -> Array:
        """The chance of every choice in some rows, ``(row, choice)``."""
        found = np.zeros((len(rows), choices))
        for place, row in enumerate(rows):
            conduct = self.conduct[self.situations[path, row.tobytes()]]
            found[place, list(conduct.values)] = conduct.probability
        return found
