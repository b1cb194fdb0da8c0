"""Play of a timeline for ever, slowly: states of variables, dense matrices, one strategy at a time.

Clocks are rates and `every` with one period; decisions are farsighted, without
`available` and constraints. A situation is an event, the place of the effect
and the state there; a strategy gives each a law over its options.
"""

from __future__ import annotations

import itertools

import numpy as np
import scipy.linalg

import deterrence as dt
from deterrence.timeline.retelling.rules import Rules
from deterrence.timeline.transition.clocks import DATES, RATE


class Slow:
    def __init__(self, scenario):
        self.scenario = scenario
        told = scenario.to_dict()
        told["timeline"]["behavior"] = {name: {"rule": "myopic"} for name in told["timeline"]["behavior"]}
        self.rules = Rules(dt.Scenario(**told))
        self.discount = self.rules.discount
        self.dated = [clock for clock in self.rules.clocks if clock.kind == DATES]
        self.rated = [clock for clock in self.rules.clocks if clock.kind == RATE]
        self.states, self.situations = [self.rules.start], []
        for state in self.states:
            for clock in self.rules.clocks:
                if self.may(clock, state):
                    for end in self.lead(clock, state, None):
                        if end not in self.states:
                            self.states.append(end)

    def may(self, clock, state):
        if clock.kind == RATE:
            return self.rules.scene(state).rates[self.rules.clocks.index(clock)] > 0
        return self.rules.guard(clock, state)

    def options(self, name, state):
        choices = list(self.scenario.decisions[name].choices)
        here = state[self.rules.variables.index(name)]
        return choices if self.scenario.decisions[name].reversible is True else choices[choices.index(here) :]

    def lead(self, clock, state, strategy):
        """Where an event leads, `{state: chance}`; without a strategy wherever it may."""
        if not self.may(clock, state):
            return {state: 1.0}
        now = {state: 1.0}
        for place, effect in enumerate(clock.effects):
            after, at = {}, self.rules.variables.index(effect.name)
            for before, chance in now.items():
                if effect.kind != "decide":
                    law = self.rules.law(effect, before, ())
                    law = dict(zip(law.values, law.chances, strict=True))
                else:
                    situation = (clock.name, place, before)
                    if situation not in self.situations:
                        self.situations.append(situation)
                    options = self.options(effect.name, before)
                    law = dict.fromkeys(options, 1.0) if strategy is None else strategy[situation]
                for value, share in law.items():
                    end = (*before[:at], value, *before[at + 1 :])
                    after[end] = after.get(end, 0.0) + chance * share
            now = after
        return now

    def matrix(self, clock, strategy):
        found = np.zeros((len(self.states), len(self.states)))
        for row, state in enumerate(self.states):
            for end, chance in self.lead(clock, state, strategy).items():
                found[row, self.states.index(end)] += chance
        return found

    def values(self, strategy):
        """What every state is worth at rest, right after a date where there are dates; `(state, player)`."""
        size = len(self.states)
        payoffs = np.array([self.rules.scene(state).payoffs for state in self.states])
        flow = np.zeros((size, size))
        for clock in self.rated:
            rates = [self.rules.scene(s).rates[self.rules.clocks.index(clock)] for s in self.states]
            flow += np.diag(rates) @ (self.matrix(clock, strategy) - np.eye(size))
        resolvent = np.linalg.inv(self.discount * np.eye(size) - flow)
        if not self.dated:
            return resolvent @ payoffs
        step = scipy.linalg.expm((flow - self.discount * np.eye(size)) * self.dated[0].event.every)
        date = np.eye(size)
        for clock in self.dated:
            date = date @ self.matrix(clock, strategy)
        return np.linalg.solve(np.eye(size) - step @ date, (np.eye(size) - step) @ resolvent @ payoffs)

    def owner(self, situation):
        name = self.effect(situation).name
        return list(self.scenario.payoffs).index(self.scenario.decisions[name].player)

    def effect(self, situation):
        clock = next(clock for clock in self.rules.clocks if clock.name == situation[0])
        return clock.effects[situation[1]]

    def strategies(self, player):
        """All pure stationary strategies of one player."""
        mine = [s for s in self.situations if self.owner(s) == player]
        options = [self.options(self.effect(s).name, s[2]) for s in mine]
        for chosen in itertools.product(*options):
            yield {s: {value: 1.0} for s, value in zip(mine, chosen, strict=True)}

    def of_table(self, table):
        """The strategies that a table holds."""
        found = {}
        for event, place, state in self.situations:
            effect, values = self.effect((event, place, state)), self.scenario.choices
            codes = [values[name].index(value) for name, value in zip(self.rules.variables, state, strict=True)]
            conduct = table.strategy.at(effect.path, bytes([*codes, *([0] * len(self.rules.clocks))]))
            law = zip(conduct.values, conduct.probability, strict=True)
            found[event, place, state] = {values[effect.name][code]: chance for code, chance in law if chance > 0}
        return found

    def gain(self, strategy):
        """The most that anybody gains anywhere by another pure choice in one situation for ever."""
        values, most = self.values(strategy), 0.0
        for situation in self.situations:
            player = self.owner(situation)
            for option in self.options(self.effect(situation).name, situation[2]):
                other = self.values({**strategy, situation: {option: 1.0}})
                most = max(most, float((other - values)[:, player].max()))
        return most
