"""How decisions are taken in time: from states to the probabilities of what is chosen there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from deterrence.game.conditions import Codes
from deterrence.scenario.parts import Behavior
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.solvers.ties import tied
from deterrence.timeline.transition.lookahead import continuation_values
from deterrence.timeline.transition.offers import Bools, chosen, offers
from deterrence.timeline.transition.readings import FINE, Array, Ints, Readings, earlier


@dataclass(frozen=True, slots=True)
class Policy:
    """What one decision's owner does in some states.

    `probability` is of each choice, ``(state, choice)``; `value` what each
    offered choice was worth to the owner, NaN where the rule asks for no
    values; `error` the number of the error where there is no answer, else -1.
    """

    probability: Array
    value: Array
    error: Ints


def farsighted(scenario: Scenario, name: str) -> Behavior | None:
    """How a decision is taken in time if by foresight of the timeline itself; None if by another rule."""
    behavior = scenario.timeline.behavior.get(name) if scenario.timeline else None
    return behavior if behavior is not None and behavior.rule == "farsighted" else None


def policy(readings: Readings, name: str, codes: Codes, rows: int) -> Policy:
    """How a decision is taken in each state: by the rule the timeline states for it, else by look-ahead.

    Not for a farsighted decision: that takes the whole table.
    """
    timeline = readings.scenario.timeline
    behavior = (timeline.behavior.get(name) if timeline else None) or Behavior(rule="lookahead")
    offered, error = offers(readings, name, codes, rows)
    values = np.full(offered.shape, np.nan)
    if behavior.fixed is not None:
        return Policy(_fixed(readings, name, behavior.fixed, offered, codes), values, error)
    if behavior.mixed is not None:
        return Policy(_mixed(readings, name, behavior.mixed, offered, codes), values, error)
    asked, column = np.nonzero(offered & (error == FINE)[:, None])
    after = {**chosen(codes, asked), name: column.astype(np.uint8)}
    values[asked, column], failed = _worth(readings, name, behavior, after, len(asked))
    for row, why in zip(asked[failed != FINE].tolist(), failed[failed != FINE].tolist(), strict=True):
        error[row] = why if error[row] == FINE else error[row]
    if behavior.precision is None:
        return Policy(_best(values, offered), values, error)
    path: Path = ("timeline", "behavior", name, "precision")
    precision = readings.read(behavior.precision, path, codes, rows)
    error = earlier(error, precision.error)
    return Policy(logit(values, offered, precision.values), values, error)


def _worth(readings: Readings, name: str, behavior: Behavior, after: Codes, rows: int) -> tuple[Array, Ints]:
    """What states right after a choice are worth to whoever chose."""
    scenario = readings.scenario
    player = scenario.decisions[name].player
    if behavior.rule == "myopic":
        found = readings.read(scenario.payoffs[player], ("payoffs", player), after, rows)
        return found.values, found.error
    order = scenario.game.order if scenario.game else []
    stage = next(at for at, stage in enumerate(order) if any(visit.visit == name for visit in stage.visits))
    return continuation_values(readings, player, after, rows, stage)


def _fixed(readings: Readings, name: str, choice: str, offered: Bools, codes: Codes) -> Array:
    rows = np.arange(len(offered))
    column = readings.scenario.decisions[name].choices.index(choice)
    found = np.zeros(offered.shape)
    found[rows, np.where(offered[:, column], column, codes[name])] = 1.0
    return found


def _mixed(readings: Readings, name: str, mixture: dict[str, float], offered: Bools, codes: Codes) -> Array:
    """The mixture restricted to what is offered and rescaled; where nothing of it is offered, staying put."""
    choices = readings.scenario.decisions[name].choices
    weights = np.where(offered, [mixture.get(choice, 0.0) for choice in choices], 0.0)
    total = weights.sum(axis=1, keepdims=True)
    stay = np.zeros(offered.shape)
    stay[np.arange(len(offered)), codes[name]] = 1.0
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), stay)


def _best(values: Array, offered: Bools) -> Array:
    """All on the best choice, of tied ones on that listed first."""
    worth = np.where(offered, values, -np.inf)
    best = worth.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        found = np.zeros(offered.shape)
        found[np.arange(len(offered)), (offered & tied(worth, best)).argmax(axis=1)] = 1.0
    return found


def logit(values: Array, offered: Bools, precision: Array) -> Array:
    """Choices in proportion to exp(precision value), one row at a time so that every engine gets the same bits."""
    found = np.zeros(offered.shape)
    for row in range(len(offered)):
        columns = np.flatnonzero(offered[row])
        worth = [float(precision[row] * values[row, column]) for column in columns]
        if all(map(math.isfinite, worth)):
            weights = [math.exp(w - max(worth)) for w in worth]
            found[row, columns] = [weight / math.fsum(weights) for weight in weights]
    return found
