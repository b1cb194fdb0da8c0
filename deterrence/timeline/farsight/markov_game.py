"""A timeline with open choices, played for ever, as equations between the values of its configurations.

Every unknown is a value right at some point: of a configuration at rest, of one
in the midst of a date's events, of a draw, or of an open choice. All but the
choices are known mixtures of other values; what flows in between is `reward`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.errors import ConceptError, EvaluationError, Problem
from deterrence.timeline.farsight.period import Calendar, calendar, over_one_period
from deterrence.timeline.farsight.solving import solved
from deterrence.timeline.transition.lotteries import Choice, Lotteries
from deterrence.timeline.transition.readings import FINE, Array, Ints
from deterrence.timeline.transition.table import NOTHING, Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarkovGame:
    """The equations ``value = reward + known value + chosen value`` at one parameter point.

    Attributes
    ----------
    known
        The share of every value in every other, rows of open choices empty; sparse ``(value, value)``.
    reward
        What flows to each player on the way; ``(value, player)``.
    configurations, rest
        The first so many values are those of the configurations at rest; these, or in the midst of a date's events.
    choices, numbers
        The open choices, and their numbers among the lotteries.
    node, owner
        The value that each choice stands for, and the player who makes it.
    start, end
        The options of choice `k` are ``end[start[k]:start[k + 1]]``, values that they lead to.
    precision
        Of each choice; NaN where the best option is chosen.
    discounted
        The least share by which a value at rest is discounted on the way to the next.
    """

    table: Table
    known: Any
    reward: Array
    configurations: int
    rest: int
    choices: tuple[Choice, ...]
    numbers: Ints
    node: Ints
    owner: Ints
    start: Ints
    end: Ints
    precision: Array
    discounted: float

    @property
    def option(self) -> Ints:
        """The choice that each option belongs to."""
        return np.repeat(np.arange(len(self.node)), np.diff(self.start))

    def transitions(self, law: Array) -> Any:
        """All shares of values in values once each option is chosen with a given chance."""
        from scipy.sparse import csr_array

        chosen = np.flatnonzero(law)
        place = (self.node[self.option[chosen]], self.end[chosen])
        return self.known + csr_array((law[chosen], place), shape=self.known.shape)

    def values(self, law: Array, guess: Array | None = None) -> Array:
        """The values for every player, ``(value, player)``. Raises `NoAnswerError` if they cannot be made out."""
        return solved(self.transitions(law), self.reward, self.rest, guess)

    def worth(self, values: Array) -> Array:
        """What each option is worth to whoever chooses."""
        found: Array = values[self.end, self.owner[self.option]]
        return found

    def best(self, worth: Array) -> Array:
        """The worth of each choice's best option."""
        found: Array = np.maximum.reduceat(worth, self.start[:-1]) if len(self.node) else np.zeros(0)
        return found


def refuse_undiscounted(discount: float) -> None:
    """Raise `ConceptError` where later payoffs count in full, so that the value of play without end has no limit."""
    if not discount > 0:
        raise ConceptError(
            "a farsighted decision weighs a future without end, so it needs a `discount` above 0; "
            "with none, use the rules lookahead, myopic, fixed or mixed"
        )


def markov_game(table: Table, lotteries: Lotteries) -> MarkovGame:
    """The game of a table whose choices are open.

    Raises
    ------
    EvaluationError
        An error can be met.
    NoAnswerError
        A clock stands in the way.
    """
    plan = calendar(table, lotteries)
    _refuse_errors(table, plan)
    count, layers, lots = len(table), 1 + len(plan.dated), len(table.lottery)
    size = layers * (count + lots)
    entries = _Entries()
    _draws(table, lotteries, entries, layers)
    discounted = _rest(table, plan, entries, _reader(count, layers, lots))
    players = list(table.scenario.payoffs)
    reward = np.zeros((size, len(players)))
    reward[:count] = entries.reward
    numbers = np.array(sorted(lotteries.choices), dtype=np.int64)
    choices = tuple(lotteries.choices[k] for k in numbers.tolist())
    layer = np.array([plan.after(choice.path[2]) for choice in choices], dtype=np.int64)
    sizes = table.lottery[numbers, 1]
    branch = np.concatenate([table.branch[a : a + n] for a, n, _ in table.lottery[numbers].tolist()])
    to = _reader(count, layers, lots)
    return MarkovGame(
        table=table,
        known=entries.matrix(size),
        reward=reward,
        configurations=count,
        rest=layers * count,
        choices=choices,
        numbers=numbers,
        node=layers * count + layer * lots + numbers,
        owner=np.array([players.index(table.scenario.decisions[c.name].player) for c in choices], dtype=np.int64),
        start=np.concatenate([[0], np.cumsum(sizes)]),
        end=to(np.repeat(layer, sizes), branch, branch),
        precision=np.array([np.nan if c.precision is None else c.precision for c in choices]),
        discounted=discounted,
    )


class _Entries:
    def __init__(self) -> None:
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.shares: list[Array] = []
        self.reward: Array = np.zeros((0, 0))

    def add(self, rows: Ints, columns: Ints, shares: Array) -> None:
        self.rows.append(rows)
        self.columns.append(columns)
        self.shares.append(shares)

    def matrix(self, size: int) -> Any:
        from scipy.sparse import csr_array

        place = (np.concatenate(self.rows), np.concatenate(self.columns))
        return csr_array((np.concatenate(self.shares), place), shape=(size, size))


def _reader(count: int, layers: int, lots: int) -> Any:
    """From a layer and a target there to the value it stands for; nothing to do leaves the configuration `here`."""

    def value(layer: Any, target: Ints, here: Ints) -> Ints:
        still = np.where(target == NOTHING, here, target)
        found: Ints = np.where(still >= 0, layer * count + still, layers * count + layer * lots + (-2 - still))
        return found

    return value


def _draws(table: Table, lotteries: Lotteries, entries: _Entries, layers: int) -> None:
    """The value of a draw mixes those of its branches, in every layer."""
    drawn = np.array(
        [k for k, row in enumerate(table.lottery) if row[1] and k not in lotteries.choices], dtype=np.int64
    )
    if not len(drawn):
        return
    to = _reader(len(table), layers, len(table.lottery))
    first, sizes = table.lottery[drawn, 0], table.lottery[drawn, 1]
    row, base = np.repeat(drawn, sizes), np.repeat(first, sizes)
    at = base + np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    upto = table.cumulative[at]
    upto[np.cumsum(sizes) - 1] = 1.0
    share = upto - np.where(at == base, 0.0, np.concatenate([[0.0], upto[:-1]]))
    for layer in range(layers):
        entries.add(to(layer, -2 - row, row), to(layer, table.branch[at], row), share)


def _rest(table: Table, plan: Calendar, entries: _Entries, to: Any) -> float:
    """The values at rest; how much they are discounted at least."""
    here = np.arange(len(table))
    if not plan.dated:
        speed = table.discount + sum(plan.rates.values(), np.zeros(len(table)))
        for c, rate in plan.rates.items():
            runs = np.flatnonzero(rate > 0)
            entries.add(runs, to(0, table.target[runs, c], runs), rate[runs] / speed[runs])
        entries.add(here[:0], here[:0], np.zeros(0))
        entries.reward = table.payoffs / speed[:, None]
        return float((table.discount / speed).min())
    entries.reward, carried = over_one_period(table, plan)
    coordinates = carried.tocoo()
    entries.add(coordinates.row.astype(np.int64), len(table) + coordinates.col.astype(np.int64), coordinates.data)
    for place, c in enumerate(plan.dated):
        share = np.ones(len(table))
        entries.add(
            (place + 1) * len(table) + here, to(plan.after(table.clocks[c].name), table.target[:, c], here), share
        )
    return float(-np.expm1(-table.discount * plan.period))


def _refuse_errors(table: Table, plan: Calendar) -> None:
    """Raise the first error that play can meet, whoever chooses what."""
    met = [*table.error[table.error != FINE].tolist()]
    for c in (*plan.rates, *plan.dated):
        runs = plan.rates[c] > 0 if c in plan.rates else np.ones(len(table), dtype=bool)
        pending = {int(t) for t in np.unique(table.target[runs, c]) if t < NOTHING}
        seen: set[int] = set()
        while pending:
            seen |= pending
            rows = [table.lottery[-2 - t] for t in pending]
            met += [int(place) for _, size, place in rows if not size]
            ends = {int(t) for first, size, _ in rows for t in table.branch[first : first + size] if t < NOTHING}
            pending = ends - seen
    if met:
        told = table.errors[min(met)].removeprefix("error: ")
        raise EvaluationError(Problem(told, help="farsighted play weighs every state that choices can lead to"))
