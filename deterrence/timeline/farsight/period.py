"""When farsighted players choose: at random dates, or at dates one period apart; and what happens in a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.timeline.delays import EXPONENTIAL, KINDS
from deterrence.timeline.transition.clocks import AFTER, DATES, RATE, Clock, slack
from deterrence.timeline.transition.lotteries import Lotteries
from deterrence.timeline.transition.readings import FINE, Array, Ints
from deterrence.timeline.transition.table import NOTHING, Table

DENSE = 1_000
RULES = "lookahead, myopic, fixed and mixed work with any clock"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """The clocks of a timeline that is the same at all times, or at all dates one period apart.

    Attributes
    ----------
    rates
        Of each memoryless clock that can run: its rate in every configuration, 0 where it rests.
    dated
        The clocks that fire at all the dates, in file order.
    period
        The time between dates; 0 where there are none.
    names
        Those of the dated clocks.
    """

    rates: dict[int, Array]
    dated: tuple[int, ...]
    period: float
    names: tuple[str, ...]

    def after(self, event: object) -> int:
        """The layer an event leads to: a dated one to the next event of that date, else, like the last, to rest."""
        if event not in self.names:
            return 0
        return (self.names.index(str(event)) + 2) % (len(self.names) + 1)


def calendar(table: Table, lotteries: Lotteries) -> Calendar:
    """Sort the clocks. Raises `NoAnswerError` if one stands in the way of a stationary strategy."""
    rates: dict[int, Array] = {}
    dated: list[int] = []
    period = 0.0
    deciding = {choice.path[2]: choice.name for choice in lotteries.choices.values()}
    for c, clock in enumerate(table.clocks):
        if clock.kind == DATES and clock.event.every is not None:
            if dated:
                _refuse_other_dates(table.clocks[dated[0]], clock)
            dated.append(c)
            period = clock.event.every
        elif clock.kind == DATES and (clock.name in deciding or any(date > slack(0.0) for date in clock.dates)):
            raise _obstacle(clock, "its dates come once, so that play is not the same at all times")
        elif clock.kind == RATE:
            rates[c] = table.rate[:, c]
        elif clock.kind == AFTER and table.running[:, c].any():
            rates[c] = np.where(table.running[:, c], 1.0 / _mean(table, c, clock), 0.0)
    rates = {c: rate for c, rate in rates.items() if rate.any()}
    for c in rates if dated else ():
        clock = table.clocks[c]
        if clock.name in deciding:
            why = f"'{deciding[clock.name]}' is decided there at a random date, while '{table.clocks[dated[0]].name}' "
            raise _obstacle(clock, why + "keeps fixed dates")
    return Calendar(rates=rates, dated=tuple(dated), period=period, names=tuple(table.clocks[c].name for c in dated))


def _mean(table: Table, c: int, clock: Clock) -> float:
    if clock.law != EXPONENTIAL:
        raise _obstacle(clock, f"its delay is {KINDS[clock.law]}, not exponential")
    means = table.delay[table.running[:, c] & (table.delay_error[:, c] == FINE), c, 0]
    if not len(means) or np.ptp(means) > 0:
        raise _obstacle(clock, "the mean of its delay is not the same wherever it starts")
    return float(means[0])


def _refuse_other_dates(one: Clock, other: Clock) -> None:
    period = float(one.event.every or 0.0)
    shift = (_first(other) - _first(one)) / period
    apart = abs(float(other.event.every or 0.0) - period) > slack(period)
    if apart or abs(shift - round(shift)) * period > slack(period):
        raise _obstacle(other, f"its dates are not those of '{one.name}'")


def _first(clock: Clock) -> float:
    return float(clock.event.every or 0.0) if clock.event.first is None else clock.event.first


def _obstacle(clock: Clock, why: str) -> NoAnswerError:
    return NoAnswerError(
        f"no farsighted play: the clock '{clock.name}' stands in the way, as {why}. "
        "Farsighted decisions take clocks that are all exponential, or decisions at dates of one `every` with "
        f"exponential clocks between them; {RULES}"
    )


def over_one_period(table: Table, plan: Calendar) -> tuple[Array, Any]:
    """Payoffs from one date to the next, ``(configuration, player)``, and the law at the next, both discounted."""
    from scipy.linalg import expm
    from scipy.sparse import csr_array, eye_array

    count, length = len(table), plan.period
    if not plan.rates:
        passed = -np.expm1(-table.discount * length) / table.discount
        return table.payoffs * passed, np.exp(-table.discount * length) * eye_array(count)
    if count > DENSE:
        raise NoAnswerError(
            f"no farsighted play: {count:,} states with random events between fixed dates, more than {DENSE:,}; {RULES}"
        )
    players = table.payoffs.shape[1]
    rates = np.zeros((count + players, count + players))
    rates[:count, :count] = _generator(table, plan).toarray() - table.discount * np.eye(count)
    rates[:count, count:] = table.payoffs
    found = expm(rates * length)
    return found[:count, count:], csr_array(np.maximum(0.0, found[:count, :count]))


def _generator(table: Table, plan: Calendar) -> Any:
    """At what rate random events lead from configuration to configuration; they hold draws only."""
    from scipy.sparse import coo_array, csr_array, diags_array

    count = len(table)
    found = csr_array((count, count))
    for c, rate in plan.rates.items():
        entries: dict[tuple[int, int], float] = {}
        for row in np.flatnonzero(rate > 0).tolist():
            for column, chance in _ends(table, int(table.target[row, c]), row):
                entries[row, column] = entries.get((row, column), 0.0) + float(rate[row]) * chance
        rows, columns = np.array(list(entries), dtype=np.int64).T
        found = found + coo_array((list(entries.values()), (rows, columns)), shape=(count, count)).tocsr()
    return found - diags_array(np.asarray(found.sum(axis=1)).reshape(-1))


def _ends(table: Table, target: int, here: int) -> list[tuple[int, float]]:
    """Where a target leads in the end, draws multiplied out."""
    if target >= NOTHING:
        return [(here if target == NOTHING else target, 1.0)]
    first, size, _ = table.lottery[-2 - target].tolist()
    upto: Ints | Array = np.concatenate([[0.0], table.cumulative[first : first + size - 1], [1.0]])
    found = []
    for branch, share in zip(table.branch[first : first + size].tolist(), np.diff(upto).tolist(), strict=True):
        found += [(end, share * chance) for end, chance in _ends(table, branch, here)]
    return found
