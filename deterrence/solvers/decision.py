"""What a solution is made of: ends that may come about, and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deterrence.game.tree import History
from deterrence.tables.text import number

CERTAIN = 1 - 1e-9
DIGITS = 12


def chance_text(chance: float) -> str:
    """A probability to three digits; what is nearly certain or impossible is said to be so.

    >>> chance_text(0.25), chance_text(1e-6), chance_text(1 - 1e-6), chance_text(1.0)
    ('0.25', '<0.001', '>0.999', '1')
    """
    if 0 < chance < 0.001:
        return "<0.001"
    return ">0.999" if 0.999 < chance < CERTAIN else number(chance, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An end that may come about: how likely, how it is reached, its state, and what it is worth."""

    probability: float
    path: History
    state: Mapping[str, str]
    payoffs: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"path": [list(step) for step in self.path]}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNode:
    """One decision, on the path of play or off it: a node, or nodes that its mover cannot tell apart.

    `history` is what the mover knows to have happened, `values` the mover's
    payoffs of each choice, `optimal` all best ones, `choice` the one followed
    (when several are mixed, the likeliest), `margin` best minus second best
    (0 at a tie), `probability` that of being reached; `probabilities` says how
    likely each choice is, and `beliefs` how likely each history is, where
    there are several.
    """

    variable: str
    player: str
    history: History
    values: Mapping[str, float]
    optimal: tuple[str, ...]
    choice: str
    margin: float
    probability: float
    probabilities: Mapping[str, float]
    beliefs: tuple[tuple[History, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found = {name: getattr(self, name) for name in self.__slots__}
        beliefs = [{"history": [list(step) for step in way], "probability": chance} for way, chance in self.beliefs]
        return found | {"history": [list(step) for step in self.history], "beliefs": beliefs}

    @property
    def is_mixed(self) -> bool:
        """Whether several choices are made with positive probability."""
        return max(self.probabilities.values()) < CERTAIN

    @property
    def played(self) -> tuple[str, ...]:
        """The choices made with positive probability."""
        if not self.is_mixed:
            return (self.choice,)
        return tuple(choice for choice, chance in self.probabilities.items() if chance > 1 - CERTAIN)

    def row(self, *, ranks: bool = False) -> list[str]:
        """The decision as cells of text, under `HEADER`; a difference of ranks has no size."""
        others = {choice: value for choice, value in self.values.items() if choice not in self.played}
        others = others or {choice: value for choice, value in self.values.items() if choice != self.choice}
        rival = max(others, key=lambda choice: others[choice])
        made = self.choice
        if self.is_mixed:
            made = ", ".join(f"{choice} {chance_text(self.probabilities[choice])}" for choice in self.played)
        return [
            ", ".join(value for _, value in self.history) or "-",
            self.player,
            self.variable,
            made,
            number(round(self.values[self.choice], DIGITS)),
            rival,
            number(round(self.values[rival], DIGITS)),
            ("a tie" if self.margin == 0 else "-") if ranks else number(self.margin),
        ]


HEADER = ("after", "player", "decides", "choice", "worth", "best other", "worth", "margin")
