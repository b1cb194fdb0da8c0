"""The texts on a game tree."""

from __future__ import annotations

from deterrence.game.tree import CHANCE
from deterrence.plot.drawing.glyphs import drawable, text_width
from deterrence.plot.trees.pruning import Cut
from deterrence.solvers.decision import chance_text
from deterrence.solvers.solution import Solution
from deterrence.tables.text import number

LONGEST = 18


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text of at most so many letters.

    >>> shortened("a very long name of a player", 12)
    'a very long…'
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class TreeWords:
    """Choices, decisions, margins, beliefs and payoffs as they are written on the tree of a solution."""

    def __init__(self, solution: Solution) -> None:
        self.solution, self.tree, self.play = solution, solution.game.tree, solution.play
        self.labels = {name: player.label for name, player in solution.scenario.players.items()}
        self._choices: dict[int, str] = {}
        self._infos: dict[tuple[int, bool], str] = {}

    def title(self) -> str:
        """What is shown."""
        return f"{self.solution.scenario.title}: {self.solution.concept}"

    def choice(self, node: int) -> str:
        """The choice that leads to a node, with its probability where it is drawn or mixed."""
        if node == 0:
            return ""
        parent, label = int(self.tree.parent[node]), shortened(drawable(self.tree.label(node)))
        step = float(self.play.step[node])
        if self.tree.owner[parent] == CHANCE and self.tree.fixed[parent]:
            return f"{label} (supposed)"
        if self.tree.owner[parent] == CHANCE or 0 < step < 1 - 1e-9:
            return f"{label} ({chance_text(step)})"
        return label

    def info(self, node: int, part: Cut) -> str:
        """What is decided at a node, with its margin or belief; or how many ends are hidden behind it."""
        if node in part.hidden:
            return f"{part.hidden[node]:,} end{'s' * (part.hidden[node] != 1)}"
        if not part.children[node]:
            return ""
        variable = shortened(drawable(self.tree.variables[self.tree.variable[node]]))
        if self.tree.owner[node] == CHANCE:
            return variable
        made = self.play.choice(int(self.play.group_of[node]))
        told = [variable]
        if len(made.nodes) > 1:
            told.append(f"belief {chance_text(float(made.belief[list(made.nodes).index(node)]))}")
        elif self.play.reach[node] > 0:
            told += self._margin(made.margin, made.probabilities.max() < 1 - 1e-9)
        return ", ".join(told)

    def _margin(self, margin: float, mixed: bool) -> list[str]:
        if mixed:
            return []
        if margin == 0:
            return ["tie"]
        return [] if self.solution.scenario.ordinal else [f"+{number(margin, 3)}"]

    def worth(self, node: int, player: str) -> str:
        """What a node is worth to a player."""
        value = float(self.play.values[node, self.tree.players.index(player)])
        return number(round(value, 12), 3).replace("-", "\N{MINUS SIGN}")

    def heading(self, label: str) -> str:
        """A player's label over its column of payoffs."""
        words = drawable(label).split()
        lines = (
            [shortened(label, 14)]
            if len(words) < 2
            else [shortened(" ".join(words[:-1]), 14), shortened(words[-1], 14)]
        )
        return "\n".join(lines)

    def payoff_columns(self, points: float) -> dict[str, float]:
        """How wide each player's column of payoffs is."""
        return {
            player: max(text_width(self.heading(self.labels[player]), points, bold=True), 3.4 * points) + 0.9 * points
            for player in self.tree.players
        }

    def above(self, part: Cut) -> dict[int, str]:
        """All choices."""
        for node in part.nodes:
            if node not in self._choices:
                self._choices[node] = self.choice(node)
        return self._choices

    def below(self, part: Cut) -> dict[int, str]:
        """What stands at all nodes."""
        found = {}
        for node in part.nodes:
            key = (node, node in part.hidden)
            if key not in self._infos:
                self._infos[key] = self.info(node, part)
            found[node] = self._infos[key]
        return found
