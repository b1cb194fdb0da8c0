"""Hypothesis strategies for scenarios and games, full of ties: for your tests, and ours.

>>> from hypothesis import given, settings
>>> import deterrence as dt
>>> @settings(max_examples=5, deadline=None, derandomize=True, database=None)
... @given(scenarios())
... def nobody_gains_by_deviating(scenario):
...     assert dt.solve(scenario).regret == 0
>>> nobody_gains_by_deviating()
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from deterrence.errors import DeterrenceError
from deterrence.game.building import build_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.scenario.scenario import Scenario

PLAYERS = ("ann", "bob", "cy")
CHOICES = ("stay", "turn", "leave")
DECISIONS = ("first", "second", "third", "fourth")
WEIGHTS = (("0.5", "0.5"), ("0.25", "0.75"), ("1", "0"), ("0", "1"), ("0.25 + 0.5 * (p > 1)", "0.75 - 0.5 * (p > 1)"))


def parameter_values() -> st.SearchStrategy[float]:
    """Values that make ties likely and sums exact."""
    return st.integers(-2, 3).map(float)


@st.composite
def scenario_documents(draw: st.DrawFn, *, hidden: bool = False, constrained: bool = True) -> dict[str, Any]:
    """A small scenario as plain data: repeated visits, conditions, chance, and integer payoffs with many ties.

    It may have no lawful play (a visit without an option); with `hidden` some
    visits are hidden from players, or grouped.
    """
    players = PLAYERS[: draw(st.integers(2, 3))]
    variables = {name: CHOICES[: draw(st.integers(2, 3))] for name in DECISIONS[: draw(st.integers(2, 4))]}
    decisions: dict[str, dict[str, Any]] = {
        name: {"player": draw(st.sampled_from(players)), "choices": list(values)} for name, values in variables.items()
    }
    chances: dict[str, Any] = {}
    if draw(st.booleans()):
        law = draw(st.sampled_from([*WEIGHTS, ("0.5 if first == stay else 0.25", "0.5 if first == stay else 0.75")]))
        chances["luck"] = {"outcomes": dict(zip(("good", "bad"), law, strict=True))}

    tests = [
        f"{name} {sign} {value}" for name, values in variables.items() for value in values for sign in ("==", "!=")
    ]
    tests += [f"luck == {value}" for value in ("good", "pending") if chances]
    conditions = st.sampled_from([*tests, *tests, "p > 0", "p == q", *(f"{test} or p > 1" for test in tests)])
    for decision in decisions.values():
        rule = draw(st.integers(0, 5))
        if rule == 0:
            decision["reversible"] = False
        elif rule == 1:
            decision["reversible"] = {"stay": ["turn"], "turn": draw(st.sampled_from([[], ["stay"]]))}
        if draw(st.integers(0, 3)) == 0:
            decision["available"] = {draw(st.sampled_from(decision["choices"])): draw(conditions)}

    visits = [*decisions, *chances]
    visits = [*draw(st.permutations(visits)), *draw(st.lists(st.sampled_from(list(decisions)), max_size=2))]
    order: list[Any] = [_visit(draw, name, decisions, players, conditions, hidden=hidden) for name in visits]
    if hidden and draw(st.booleans()):
        pairs = [k for k in range(len(visits) - 1) if visits[k] != visits[k + 1]]
        if pairs:
            k = draw(st.sampled_from(pairs))
            order[k : k + 2] = [order[k : k + 2]]
    document: dict[str, Any] = {
        "title": "Drawn at random",
        "players": {player: player.upper() for player in players},
        "parameters": {"p": draw(parameter_values()), "q": draw(parameter_values())},
        "decisions": decisions,
        "chances": chances,
        "definitions": {
            "both": f"({draw(conditions)}) and ({draw(conditions)})",
            "sum": f"both + p * ({draw(conditions)})",
        },
        "payoffs": {player: _payoff(draw, tests) for player in players},
        "game": {"order": order},
    }
    if constrained and draw(st.integers(0, 3)) == 0:
        one, other = draw(st.sampled_from(list(variables))), draw(st.sampled_from(list(variables)))
        document["constraints"] = [f"not ({one} == turn and {other} == {draw(st.sampled_from(('stay', 'turn')))})"]
    return document


def _visit(
    draw: st.DrawFn,
    name: str,
    decisions: dict[str, Any],
    players: Sequence[str],
    conditions: st.SearchStrategy[str],
    *,
    hidden: bool,
) -> Any:
    visit: dict[str, Any] = {"visit": name}
    if draw(st.integers(0, 2)) == 0:
        visit["when"] = draw(conditions)
    if hidden and draw(st.booleans()):
        others = [player for player in players if name not in decisions or decisions[name]["player"] != player]
        visit["hidden_from"] = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
    return visit


def _payoff(draw: st.DrawFn, tests: Sequence[str]) -> str:
    terms = [f"{draw(st.integers(0, 2))} * ({draw(st.sampled_from(tests))})" for _ in range(draw(st.integers(1, 3)))]
    terms.append(draw(st.sampled_from(["0", "p * (first == turn)", "q * (second != stay)", "sum", "both"])))
    return terms[0] + "".join(f" {draw(st.sampled_from('+-'))} {term}" for term in terms[1:])


@st.composite
def scenarios(draw: st.DrawFn, *, hidden: bool = False, constrained: bool = True) -> Scenario:
    """A small scenario that can be played: two or three players, repeated visits, chance, and many ties.

    Parameters
    ----------
    hidden
        Whether moves may be hidden from players, or joint.
    constrained
        Whether there may be constraints.
    """
    scenario = Scenario(**draw(scenario_documents(hidden=hidden, constrained=constrained)))
    try:
        build_game(scenario)
    except DeterrenceError:
        assume(False)
    return scenario


@st.composite
def normal_form_games(
    draw: st.DrawFn, *, players: int = 2, actions: tuple[int, int] = (2, 3), points: int | None = None
) -> NormalFormGame:
    """A game in normal form with small whole payoffs, so that ties abound.

    Parameters
    ----------
    players
        How many, at most 3.
    actions
        The least and the largest number of actions a player.
    points
        How many parameter points; without, one game.
    """
    counts = [draw(st.integers(*actions)) for _ in range(players)]
    names = tuple(tuple("abcdefgh"[:count]) for count in counts)
    size = int(np.prod(counts)) * players * (points or 1)
    values = draw(st.lists(st.integers(-2, 2), min_size=size, max_size=size))
    shape = (*counts, players) if points is None else (*counts, players, points)
    return NormalFormGame(actions=names, payoffs=np.array(values, dtype=float).reshape(shape))
