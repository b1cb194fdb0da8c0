"""Timelines for tests: named small ones that cover the clocks and rules, and small ones made at random."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from deterrence import Scenario

TEXTS = {
    "every clock, myopic": """
deterrence: 1
title: Every clock
players: {a: A}
parameters: {speed: {value: 0.5, range: [0, 2]}, mean: {value: 1, range: [0.1, 4]}}
decisions:
  move: {player: a, choices: [stay, go]}
chances:
  coin: {outcomes: {heads: 0.5, tails: 0.5}}
  die:  {outcomes: {high: 0.3 + 0.4 * (coin == heads), low: 0.7 - 0.4 * (coin == heads)}}
facts: {f1: [off, on], f2: [off, on], f3: [off, on], f4: [off, on]}
payoffs: {a: (move == go) * (coin == heads) - 0.3 * (f1 == on)}
timeline:
  unit: year
  horizon: 6
  discount: speed / 10
  events:
    poisson:  {rate: speed * (1 + (coin == heads)), when: f1 == off, draw: die}
    beat:     {every: 0.5, draw: [coin, die], decide: move}
    offbeat:  {every: 2, first: 0.25, when: coin == heads, decide: [move]}
    start:    {at: 0, draw: coin}
    dates:    {at: [1, 2.5, 4.5], when: die == high, set: {f1: on, f2: off}}
    constant: {after: coin == heads, delay: 0.1 * mean, set: {f1: on}}
    at_once:  {after: coin == tails, delay: 0, set: {f1: off}}
    uniform:     {after: f1 == on, delay: {uniform: [0, 2 * mean]}, set: {f2: on}}
    exponential: {after: f1 == on, delay: {exponential: [mean]}, set: {f3: on}}
    gamma:       {after: f1 == on, delay: {gamma: [2, mean / 4]}, set: {f4: on}}
    small_gamma: {after: f2 == on, delay: {gamma: [0.4, mean]}, set: {f4: off}}
    weibull:     {after: f1 == on, when: f4 == off, delay: {weibull: [1.5, mean]}, set: {f2: off}}
    lognormal:   {after: f2 == on, delay: {lognormal: [-1, 0.5 + 0.1 * (f3 == on)]}, set: {f3: off}}
  behavior:
    move: {rule: myopic}
  report: {some: f1 == on and f2 == on, moved: move == go, worth: 0.5 - speed}
""",
    "every behavior": """
deterrence: 1
title: Behaviors
players: {a: A, b: B}
parameters: {care: {value: 3, range: [0, 20]}}
decisions:
  looking:  {player: a, choices: [stay, go]}
  noisy:    {player: a, choices: [stay, go, run], reversible: {stay: [go], go: [run, stay]}}
  default:  {player: a, choices: [stay, go], available: {go: looking == go}}
  myopic:   {player: b, choices: [stay, go]}
  blurred:  {player: b, choices: [stay, go]}
  fixed:    {player: b, choices: [stay, go], reversible: false}
  mixed:    {player: b, choices: [stay, go, run]}
chances:
  luck: {outcomes: {good: 0.4 + 0.2 * (noisy == go), bad: 0.6 - 0.2 * (noisy == go)}}
facts: {mood: [calm, tense]}
constraints: [not (mixed == run and mood == tense)]
payoffs:
  a: (looking == go) * (1 if luck == good else -0.5) + 0.5 * (noisy == go) - (default == go) * (mood == tense)
  b: (myopic == go) * (1 - 2 * (mood == tense)) - (blurred == go) * (luck == bad) + (fixed == go)
game:
  order: [looking, noisy, luck, default, myopic, blurred, fixed, mixed]
timeline:
  horizon: 4
  discount: 0.1
  events:
    year:  {rate: 1.5, draw: luck, decide: [looking, noisy, default, myopic, blurred, fixed, mixed]}
    tense: {after: luck == bad, when: mixed != run, delay: {weibull: [0.8, 1]}, set: {mood: tense}}
    calm:  {after: mood == tense, delay: {gamma: [1.7, 0.3]}, set: {mood: calm}}
  behavior:
    looking: {rule: lookahead}
    noisy:   {rule: lookahead, precision: care}
    myopic:  {rule: myopic}
    blurred: {rule: myopic, precision: 2 + (mood == tense)}
    fixed:   {fixed: go}
    mixed:   {mixed: {stay: 0.25, go: 0.35, run: 0.4}}
  report: {gone: looking == go, tense: mood == tense}
""",
    "dates that coincide": """
deterrence: 1
title: One date
players: {a: A}
chances: {coin: {outcomes: {heads: 0.5, tails: 0.5}}}
facts: {x: [off, on, done], y: [off, on], z: [off, on]}
payoffs: {a: (x == on) + 2 * (y == on)}
timeline:
  horizon: 3.3
  events:
    chain_end: {after: y == on, delay: 0, set: {z: on}}
    tenth:     {every: 0.1, draw: coin}
    third:     {every: 0.3, when: coin == heads, set: {x: on}}
    near:      {at: [0.6000000001, 1.2000000004, 2.1], set: {z: off}}
    chain:     {after: x == on, delay: 0, set: {y: on}}
    reset:     {after: x == on, delay: 0.3, set: [{x: done}, {y: off}]}
    again:     {after: x == done, delay: 0.2, set: {x: off}}
    cancelled: {after: y == off, delay: 0.4, draw: coin}
  report: {up: y == on, z_up: z == on}
""",
    "posture": """
deterrence: 1
title: Posture
players: {a: A}
facts: {posture: [calm, alert, war], flag: [down, up]}
payoffs: {a: (posture == calm) - 10 * (posture == war)}
timeline:
  horizon: 20
  discount: 0.05
  events:
    alarm:  {rate: 0.4 + 0.8 * (flag == up), when: posture == calm, set: {posture: alert}}
    war:    {rate: 0.05 + 0.1 * (flag == up), when: posture == alert, set: {posture: war}}
    stand_down: {after: posture == alert, delay: {lognormal: [-0.5, 0.8]}, set: {posture: calm}}
    raise:  {rate: 0.7, when: flag == down, set: {flag: up}}
    lower:  {after: flag == up, delay: {uniform: [0.5, 1.5]}, set: {flag: down}}
  report: {war: posture == war, alert: posture == alert}
""",
}


def timelines() -> st.SearchStrategy[Scenario]:
    """Small timelines at random; their seed is what shrinks."""
    return st.integers(0, 10**6).map(random_timeline)


def random_timeline(seed: int) -> Scenario:
    """A small timeline of all kinds of clocks, effects and behavior, full of ties and coinciding dates.

    Few run without end at one date, and few end with an error.
    """
    return _Maker(random.Random(seed)).scenario(seed)


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.decisions = [f"d{k}" for k in range(rng.randint(1, 2))]
        self.chances = [f"c{k}" for k in range(rng.randint(1, 2))]
        self.facts = [f"f{k}" for k in range(rng.randint(1, 3))]
        self.values = {name: ["u", "v", "w"][: rng.randint(2, 3)] for name in (*self.decisions, *self.facts)}
        self.values |= {name: ["h", "t", "e"][: rng.randint(2, 3)] for name in self.chances}

    def scenario(self, seed: int) -> Scenario:
        rng = self.rng
        return Scenario(
            title=f"Random timeline {seed}",
            players={"a": "A", "b": "B"},
            parameters={"p": rng.choice([0.5, 1, 2]), "q": rng.choice([0, 0.25, 1])},
            decisions={name: self.decision(name) for name in self.decisions},
            chances={name: {"outcomes": self.law(name)} for name in self.chances},
            facts={name: self.values[name] for name in self.facts},
            constraints=[self.constraint()] if rng.random() < 0.15 else [],
            payoffs={"a": self.worth(), "b": self.worth()},
            game={"order": rng.sample([*self.decisions, *self.chances], k=len(self.decisions) + len(self.chances))},
            timeline=self.timeline(),
        )

    def decision(self, name: str) -> dict[str, Any]:
        rng, values = self.rng, self.values[name]
        ladder = dict(zip(values, ([v] for v in values[1:]), strict=False))
        found: dict[str, Any] = {
            "player": rng.choice(["a", "b"]),
            "choices": values,
            "reversible": rng.choice([True, True, False, ladder]),
        }
        if rng.random() < 0.3:
            found["available"] = {values[-1]: self.condition()}
        return found

    def law(self, name: str) -> dict[str, str]:
        first, *others = self.values[name]
        p = f"(0.2 + {self.rng.choice(['0.1', '0.5', '0.8'])} * ({self.condition()}))"
        return {first: p} | {other: f"(1 - {p}) / {len(others)}" for other in others}

    def condition(self) -> str:
        name, other = self.rng.choice(list(self.values)), self.rng.choice(list(self.values))
        text = f"{name} {self.rng.choice(['==', '!='])} {self.rng.choice(self.values[name])}"
        if self.rng.random() < 0.25:
            text += f" {self.rng.choice(['and', 'or'])} {other} == {self.rng.choice(self.values[other])}"
        return text

    def constraint(self) -> str:
        fact, decision = self.rng.choice(self.facts), self.rng.choice(self.decisions)
        return f"not ({fact} == {self.values[fact][-1]} and {decision} == {self.values[decision][-1]})"

    def worth(self) -> str:
        terms = [f"{self.rng.choice(['1', '0.5', 'p', 'q', '-1', '-p'])} * ({self.condition()})" for _ in range(3)]
        return " + ".join(terms)

    def timeline(self) -> dict[str, Any]:
        rng = self.rng
        names = [f"e{k}" for k in range(rng.randint(3, 7))]
        return {
            "horizon": rng.choice([2, 3, 4.2]),
            "discount": rng.choice([0, 0.1, "q"]),
            "events": {name: self.event() for name in names},
            "behavior": {name: self.behavior(name) for name in self.decisions if rng.random() < 0.8},
            "report": {"r0": self.condition(), "r1": self.condition()},
        }

    def event(self) -> dict[str, Any]:
        rng = self.rng
        kind = rng.choice(["rate", "rate", "every", "at", "after", "after", "after"])
        event: dict[str, Any] = {}
        if kind == "rate":
            event["rate"] = rng.choice(["p", "0.7", f"p * ({self.condition()})", f"0.5 + 2 * ({self.condition()})"])
            if rng.random() < 0.02:
                event["rate"] = f"0.5 - ({self.condition()})"
        elif kind == "every":
            event["every"] = rng.choice([0.5, 0.25, 1, 0.3, 0.7])
            if rng.random() < 0.3:
                event["first"] = rng.choice([0, 0.5, 0.6])
        elif kind == "at":
            event["at"] = rng.choice([0, 1, [0.5, 1.5], [0.3, 0.3000000001, 2], [0.7, 1.4, 2.1]])
        else:
            event["after"], event["delay"] = self.condition(), self.delay()
        if rng.random() < 0.3:
            event["when"] = self.condition()
        return event | self.effects()

    def delay(self) -> Any:
        return self.rng.choice(
            [
                *(0, 0.5, 0.25, 0.3, "q"),
                {"uniform": [0, "p"]},
                {"exponential": ["p"]},
                {"gamma": ["p", 0.4]},
                {"gamma": [0.3, f"1 + ({self.condition()})"]},
                {"weibull": [1.5, "p"]},
                {"lognormal": [-1, 0.7]},
            ]
        )

    def effects(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        if rng.random() < 0.5:
            found["draw"] = rng.sample(self.chances, k=rng.randint(1, len(self.chances)))
        if rng.random() < 0.4:
            found["decide"] = rng.sample(self.decisions, k=rng.randint(1, len(self.decisions)))
        if rng.random() < 0.6 or not found:
            facts = rng.sample(self.facts, k=rng.randint(1, len(self.facts)))
            found["set"] = [{fact: rng.choice(self.values[fact])} for fact in facts]
        return found

    def behavior(self, name: str) -> dict[str, Any]:
        rng, values = self.rng, self.values[name]
        return rng.choice(
            [
                {"rule": "lookahead"},
                {"rule": "lookahead", "precision": "1 + p"},
                {"rule": "myopic"},
                {"rule": "myopic", "precision": f"1 + ({self.condition()})"},
                {"fixed": rng.choice(values)},
                {"mixed": dict(zip(values[:2], [0.3, 0.7], strict=True))},
            ]
        )
