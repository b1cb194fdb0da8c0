"""A timeline as a table: its reachable configurations, and what every event does in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.conditions import named_state
from deterrence.scenario.scenario import Scenario
from deterrence.timeline.farsight.certificate import Certificate
from deterrence.timeline.farsight.strategy import Strategy
from deterrence.timeline.transition.clocks import Clock
from deterrence.timeline.transition.readings import Array, Ints

NOTHING = -1

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The transition table of a timeline at one parameter point.

    A configuration is a state of the variables and, for every `after` clock
    whose condition is true there, whether it still runs or has fired.
    Configuration 0 is the start.

    Attributes
    ----------
    point, supposed
        The parameters, and the chances whose every draw is fixed.
    codes
        The value of every variable, as its index in `scenario.choices`; ``(configuration, variable)``.
    running
        Which `after` clocks run; ``(configuration, clock)``, False for other clocks.
    rate
        The rate of every clock, 0 where it rests; ``(configuration, clock)``.
    delay
        The two arguments of the law of a delay that starts here; ``(configuration, clock, 2)``.
    target
        What firing a clock leads to, ``(configuration, clock)``: a
        configuration; -1 for nothing; or ``-2 - k`` for lottery `k`.
    fires
        Whether the event happens when its clock fires: its guard holds; ``(configuration, clock)``.
    lottery
        ``(lottery, 3)``: where its branches start, how many it has, and the
        place of the effect that draws. One without branches is an error, and
        its place the error's number.
    cumulative, branch
        Of all lotteries' branches: the chance of this one or an earlier, and its target.
    error
        The number of the error met on entering a configuration; -1 where fine.
    delay_error
        That met when a delay starts there; ``(configuration, clock)``.
    payoffs
        What each configuration is worth to each player a unit of time; ``(configuration, player)``.
    reports
        Whether each report is true; ``(configuration, report)``.
    discount
        The rate at which payoffs are discounted.
    errors
        The errors by number.
    strategy, certificate
        What farsighted players do, and how far that is from a best reply; None where nobody is farsighted.
    """

    scenario: Scenario
    point: Mapping[str, float]
    supposed: Mapping[str, str]
    clocks: tuple[Clock, ...]
    codes: npt.NDArray[np.uint8]
    running: Bools
    rate: Array
    delay: Array
    target: Ints
    fires: Bools
    lottery: Ints
    cumulative: Array
    branch: Ints
    error: Ints
    delay_error: Ints
    payoffs: Array
    reports: Bools
    discount: float
    errors: tuple[str, ...]
    strategy: Strategy | None = None
    certificate: Certificate | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def state(self, configuration: int) -> dict[str, str]:
        """The value of every variable in a configuration."""
        row = self.codes[configuration]
        codes = {name: row[k] for k, name in enumerate(self.scenario.choices)}
        return named_state(self.scenario, codes, 0)
