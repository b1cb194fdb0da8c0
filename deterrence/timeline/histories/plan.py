"""How a timeline is to be simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.run.execution import Execution

KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """The options of `simulate`, which says what each means, checked.

    >>> Plan(replications=0)
    Traceback (most recent call last):
    ...
    deterrence.errors.ArgumentError: replications = 0: expected a whole number from 1 to 2**63 - 1
    """

    replications: int = 10_000
    seed: int = 0
    times: Sequence[float] | npt.NDArray[Any] | None = None
    until: float | None = None
    antithetic: bool = False
    observe_from: float = 0.0
    keep: int = KEPT
    record: bool = False
    execution: Execution | str | None = None
    compiled: bool = True

    def __post_init__(self) -> None:
        for name, least in (("replications", 1), ("seed", 0), ("keep", 0)):
            value = getattr(self, name)
            whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
            if not whole or not least <= value < 2**63:
                raise ArgumentError(f"{name} = {value!r}: expected a whole number from {least} to 2**63 - 1")
        if self.until is not None and not self.until > 0:
            raise ArgumentError(f"until = {self.until!r}: expected a standard error above 0")

    @property
    def run(self) -> Execution:
        """Where the work is done."""
        return (
            self.execution if isinstance(self.execution, Execution) else Execution(executor=self.execution or "serial")
        )
