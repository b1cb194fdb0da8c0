"""What a scenario says about one state at a time: rates, conditions, guards, laws of draws and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from deterrence.errors import ConceptError, EvaluationError, NoAnswerError
from deterrence.game.building import SLACK, Suppose, parameters_at
from deterrence.game.offers import rounding
from deterrence.game.suppositions import fixed_values, supposed_chances
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Behavior
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.states.diagnosis import value_at
from deterrence.timeline.farsight.strategy import Strategy
from deterrence.timeline.transition.behavior import farsighted, policy
from deterrence.timeline.transition.clocks import RATE, Clock, Effect, clocks, farsighted_effects
from deterrence.timeline.transition.compiling import compile_timeline
from deterrence.timeline.transition.offers import require_start
from deterrence.timeline.transition.readings import FINE, Readings

State = tuple[str, ...]


class Scene(NamedTuple):
    """One state as it matters: the rate of each clock, which conditions of clocks hold, payoffs and reports."""

    rates: tuple[float, ...]
    wanted: tuple[bool, ...]
    payoffs: tuple[float, ...]
    reports: tuple[bool, ...]


class Law(NamedTuple):
    """What an effect may give, with its chances, all positive; and for a decision what each choice was worth."""

    values: tuple[str, ...]
    chances: tuple[float, ...]
    worth: Mapping[str, float]


class Rules:
    """A scenario's timeline at one parameter point, read where a history has come to and remembered.

    Parameters
    ----------
    scenario
        Needs a `timeline` section.
    given
        Parameters that differ from the baseline.
    suppose
        Values of chances; what it says of decisions is not heeded in time.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value or situation; or several values supposed of one chance.
    ConceptError
        The scenario has no timeline; or a decision is farsighted and the discount 0.
    EvaluationError
        The discount has no value or is negative; the initial state breaks a
        constraint; or a farsighted decision may lead to an error.
    NoAnswerError
        Farsighted play cycles or does not settle, or a clock stands in its way.
    """

    def __init__(
        self, scenario: Scenario, *, given: Mapping[str, float] | None = None, suppose: Suppose = None
    ) -> None:
        if scenario.timeline is None:
            raise ConceptError("the scenario has no `timeline` section, so nothing happens in time")
        self.scenario, self.timeline = scenario, scenario.timeline
        self.point = parameters_at(scenario, given)
        self.supposed = supposed_chances(scenario, fixed_values(scenario, suppose)[0])
        self.clocks = clocks(scenario)
        self.variables = tuple(scenario.choices)
        self.discount = self._discount()
        self._readings = Readings(scenario, self.point, self.supposed)
        require_start(self._readings)
        self._scenes: dict[State, Scene] = {}
        self._guards: dict[tuple[str, State], bool] = {}
        self._laws: dict[tuple[str, str, State], Law] = {}
        self._sound: set[State] = set()
        self.strategy = self._foreseen(given, suppose)

    @property
    def start(self) -> State:
        """The initial state."""
        return tuple(self.scenario.initial[name] for name in self.variables)

    def named(self, state: State) -> dict[str, str]:
        """A state by the names of the variables."""
        return dict(zip(self.variables, state, strict=True))

    def value(self, expression: Expression, path: Path, state: State) -> float:
        """The value of an expression in a state. Raises `EvaluationError`."""
        return value_at(self.scenario, expression, path, self.point, self.named(state))

    def scene(self, state: State) -> Scene:
        """All that is read on entering a state. Raises `EvaluationError`."""
        if state not in self._scenes:
            running = [self._running(clock, state) for clock in self.clocks]
            self._scenes[state] = Scene(
                tuple(rate for rate, _ in running),
                tuple(wanted for _, wanted in running),
                tuple(self.value(self.scenario.payoffs[p], ("payoffs", p), state) for p in self.scenario.payoffs),
                tuple(
                    self.value(expression, ("timeline", "report", name), state) != 0
                    for name, expression in self.timeline.report.items()
                ),
            )
        return self._scenes[state]

    def guard(self, clock: Clock, state: State) -> bool:
        """Whether the event happens if its clock fires; the guard of a rate is part of the rate."""
        when = clock.event.when
        if when is None or clock.kind == RATE:
            return True
        key = (clock.name, state)
        if key not in self._guards:
            self._guards[key] = self.value(when, (*clock.path, "when"), state) != 0
        return self._guards[key]

    def length(self, clock: Clock, state: State) -> tuple[float, float]:
        """The arguments of a delay that starts in a state. Raises `EvaluationError`."""
        values = [self.value(expression, path, state) for expression, path in clock.arguments]
        a, b = values if len(values) == 2 else (values[0], 0.0)
        fault = clock.fault(a, b)
        if fault:
            raise EvaluationError(self.scenario.problem(fault, clock.arguments[0][1]))
        return a, b

    def law(self, effect: Effect, state: State, spent: tuple[bool, ...]) -> Law:
        """What an effect may give in a state in which some clocks are spent.

        Raises `EvaluationError` or `NoAnswerError`.
        """
        if effect.kind == "set":
            return Law((effect.value,), (1.0,), {})
        if effect.kind == "draw" and effect.name in self.supposed:
            return Law((self.supposed[effect.name],), (1.0,), {})
        if self.strategy is not None and effect.kind == "decide" and farsighted(self.scenario, effect.name):
            return self._foresighted(self.strategy, effect, state, spent)
        key = (effect.kind, effect.name, state)
        if key not in self._laws:
            self._laws[key] = (self._decided if effect.kind == "decide" else self._drawn)(effect.name, state)
        return self._laws[key]

    def behavior(self, name: str) -> str:
        """The rule by which a decision is taken, in words."""
        behavior = self.timeline.behavior.get(name) or Behavior(rule="lookahead")
        if behavior.fixed is not None or behavior.mixed is not None:
            return "fixed" if behavior.fixed is not None else "mixed"
        precision = f", precision {behavior.precision.text}" if behavior.precision is not None else ""
        return (behavior.rule or "lookahead") + precision

    def respect(self, state: State, what: str, path: Path) -> None:
        """Raise `EvaluationError` if a state breaks a constraint; `what` led to it."""
        if state in self._sound:
            return
        for index, constraint in enumerate(self.scenario.constraints):
            if self.value(constraint, ("constraints", index), state) == 0:
                raise EvaluationError(self.scenario.problem(f"{what} breaks the constraint '{constraint.text}'", path))
        self._sound.add(state)

    def admit(self, old: State, new: State) -> None:
        """Raise the `EvaluationError` that is met on going from one state to another, if any."""
        before, after = self.scene(old), self.scene(new)
        for clock, was, wanted in zip(self.clocks, before.wanted, after.wanted, strict=True):
            if wanted and not was:
                self.length(clock, new)

    def _wanted(self, clock: Clock, state: State) -> bool:
        after = clock.event.after
        return after is not None and self.value(after, (*clock.path, "after"), state) != 0

    def _running(self, clock: Clock, state: State) -> tuple[float, bool]:
        """The rate of a clock, and whether what it waits for is true."""
        return (self._rate(clock, state), False) if clock.kind == RATE else (0.0, self._wanted(clock, state))

    def _rate(self, clock: Clock, state: State) -> float:
        event = clock.event
        if event.rate is None or (event.when and self.value(event.when, (*clock.path, "when"), state) == 0):
            return 0.0
        path = (*clock.path, "rate")
        rate = self.value(event.rate, path, state)
        if rate < 0:
            raise EvaluationError(self.scenario.problem(f"a rate of {rate:g} is negative", path))
        return rate

    def _drawn(self, name: str, state: State) -> Law:
        found: dict[str, float] = {}
        for outcome, expression in self.scenario.chances[name].outcomes.items():
            path = ("chances", name, "outcomes", outcome)
            chance = self.value(expression, path, state)
            if chance < -SLACK or chance > 1 + SLACK:
                message = f"probability {chance:.9g} of '{outcome}' lies outside [0, 1]"
                raise EvaluationError(self.scenario.problem(message, path))
            found[outcome] = 0.0 if chance <= rounding(expression) else chance
        total = sum(found.values())
        if abs(total - 1) > SLACK:
            message = f"probabilities sum to {total:.12g}, expected 1"
            raise EvaluationError(self.scenario.problem(message, ("chances", name, "outcomes")))
        possible = {outcome: chance for outcome, chance in found.items() if chance > 0}
        return Law(tuple(possible), tuple(possible.values()), {})

    def _decided(self, name: str, state: State) -> Law:
        choices = self.scenario.choices
        codes = {v: np.array([choices[v].index(value)], dtype=np.uint8) for v, value in self.named(state).items()}
        decided = policy(self._readings, name, codes, 1)
        if decided.error[0] != FINE:
            raise NoAnswerError(self._readings.errors[decided.error[0]])
        law = dict(zip(choices[name], decided.probability[0].tolist(), strict=True))
        possible = {choice: chance for choice, chance in law.items() if chance > 0}
        worth = dict(zip(choices[name], decided.value[0].tolist(), strict=True))
        known = {choice: value for choice, value in worth.items() if value == value}
        return Law(tuple(possible), tuple(possible.values()), known)

    def _foresighted(self, strategy: Strategy, effect: Effect, state: State, spent: tuple[bool, ...]) -> Law:
        choices = self.scenario.choices
        row = bytes([*(choices[v].index(value) for v, value in self.named(state).items()), *spent])
        conduct = strategy.at(effect.path, row)
        if conduct is None:
            told = ", ".join(f"{name} = {value}" for name, value in self.named(state).items())
            message = f"the timeline by itself never comes to decide {effect.name} where {told}"
            raise NoAnswerError(str(self.scenario.problem(message, effect.path)))
        law, worth = {}, {}
        for code, chance, value in zip(conduct.values, conduct.probability, conduct.worth, strict=True):
            choice = choices[effect.name][code]
            worth[choice] = value
            if chance > 0:
                law[choice] = chance
        return Law(tuple(law), tuple(law.values()), worth)

    def _foreseen(self, given: Mapping[str, float] | None, suppose: Suppose) -> Strategy | None:
        """What farsighted players do, from the table; None where nobody is farsighted."""
        if not farsighted_effects(self.scenario):
            return None
        return compile_timeline(self.scenario, given=given, suppose=suppose).strategy

    def _discount(self) -> float:
        path = ("timeline", "discount")
        if self.timeline.discount is None:
            return 0.0
        found = self.value(self.timeline.discount, path, self.start)
        if found < 0:
            raise EvaluationError(self.scenario.problem(f"a discount of {found:g} is negative", path))
        return found
