"""An equilibrium in plain sentences."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from deterrence.game.tree import CHANCE
from deterrence.solvers.pivots import Slopes
from deterrence.solvers.ties import tied
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.solvers.solution import Solution

WIDTH = 100
PIVOTS = 3


def explanation(solution: Solution, outcomes: int | None = None) -> str:
    """Each visited decision against its alternatives, most probable branch first; said once where branches agree."""
    story = _Story(solution)
    paragraphs = []
    told: set[int] = set()
    for outcome_number, node in enumerate(_ends(solution)[:outcomes]):
        steps = story.branch(node, told)
        if outcome_number == 0 and not solution.visited:
            steps = ["- Nobody decides anything."]
        if outcome_number == 0 or steps:
            paragraphs.append("\n".join([story.headline(node), *steps]))
    return "\n\n".join(paragraphs)


def path_story(solution: Solution) -> list[str]:
    """One line an outcome: its probability and its path."""
    return [
        f"Probability {number(outcome.probability)}: "
        + (", ".join(f"{variable} = {value}" for variable, value in outcome.path) or "nothing is decided")
        for outcome in solution.outcomes
    ]


def _ends(solution: Solution) -> list[int]:
    tree = solution.game.tree
    reached = tree.terminals[solution.reach[tree.terminals] > 0]
    by_path = {tree.history(int(node)): int(node) for node in reached}
    return [by_path[outcome.path] for outcome in solution.outcomes]


class _Story:
    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.tree = solution.game.tree
        self.labels = {name: player.label for name, player in solution.scenario.players.items()}
        self.slopes = Slopes(solution)

    def headline(self, node: int) -> str:
        likely = self.solution.reach[node]
        drawn: list[str] = []
        supposed: list[str] = []
        for step, variable in self._way(node):
            parent = int(self.tree.parent[step])
            if self.tree.owner[parent] == CHANCE:
                (supposed if self.tree.fixed[parent] else drawn).append(f"{variable} = {self.tree.label(step)}")
        what = f"supposing {' and '.join(supposed)}" if supposed else ""
        drawn = [f"the branch {' and '.join(drawn)}"] if drawn else []
        named = ", ".join([*drawn, what] if what else drawn) or "what happens"
        return f"{named[0].upper()}{named[1:]} (probability {number(likely)}):"

    def _way(self, node: int) -> list[tuple[int, str]]:
        steps = []
        while self.tree.parent[node] >= 0:
            steps.append((node, self.tree.variables[self.tree.variable[self.tree.parent[node]]]))
            node = int(self.tree.parent[node])
        return steps[::-1]

    def branch(self, end: int, told: set[int]) -> list[str]:
        lines = []
        for node, _ in self._way(end):
            parent = int(self.tree.parent[node])
            if self.tree.owner[parent] >= 0 and parent not in told:
                told.add(parent)
                lines.append(_wrapped(self.decision(parent)))
        return lines

    def decision(self, node: int) -> str:
        decision = self.solution.decision_at(node)
        who = self.labels[decision.player]
        chosen = int(self.solution.induction.chosen[node, 0])
        rivals = sorted((c for c in self.tree.children(node) if c != chosen), key=lambda c: -self._worth(c, node))
        best = self.tree.label(rivals[0])
        after = ", ".join(value for _, value in decision.history)
        said = f"After {after}, {who}" if after else who
        said += f" chooses {decision.variable} = {decision.choice}, worth {number(self._worth(chosen, node))} to it"
        if decision.margin == 0:
            tied = " and ".join(label for label in decision.optimal if label != decision.choice)
            said += f"; {tied} would be worth the same, and of tied choices the first listed is followed"
        else:
            less = f"{number(self._worth(rivals[0], node))}, less by {number(decision.margin)}"
            said += f"; the best alternative, {best}, is worth {less}"
        sentences = [said + ".", self._turns_on(node, chosen, rivals[0])]
        sentences += [
            self._threat(node, rival, who) for rival in rivals if self.tree.label(rival) not in decision.optimal
        ]
        return " ".join(sentence for sentence in sentences if sentence)

    def _worth(self, child: int, node: int) -> float:
        return self._value(child, int(self.tree.owner[node]))

    def _value(self, node: int, player: int) -> float:
        return float(self.solution.induction.values[node, player, 0])

    def _turns_on(self, node: int, chosen: int, rival: int) -> str:
        pivots = self.slopes.pivots(int(self.tree.owner[node]), chosen, rival)[:PIVOTS]
        if not pivots:
            return ""
        named = []
        for pivot in pivots:
            parameter = self.solution.scenario.parameters[pivot.parameter]
            meaning = f"{parameter.meaning}; " if parameter.meaning else ""
            helps = "more of it speaks for this choice" if pivot.slope > 0 else "more of it speaks against"
            named.append(f"{pivot.parameter} = {number(self.solution.point[pivot.parameter])} ({meaning}{helps})")
        return "What moves this comparison most: " + ", ".join(named) + "."

    def _threat(self, node: int, rival: int, who: str) -> str:
        """What another player would do after a rejected choice, where that reply hurts the mover."""
        mover = int(self.tree.owner[node])
        reply = self._first_reply(rival, mover)
        if reply is None:
            return ""
        worths = {int(child): self._value(int(child), mover) for child in self.tree.children(reply)}
        mildest = max(worths, key=lambda child: worths[child])
        made = worths[int(self.solution.induction.chosen[reply, 0])]
        if tied(worths[mildest], made):
            return ""
        label = f"{self.tree.variables[self.tree.variable[node]]} = {self.tree.label(rival)}"
        answer = self.solution.decision_at(reply)
        other = max(value for choice, value in answer.values.items() if choice != answer.choice)
        then = (
            f"{self.labels[answer.player]} would then choose {answer.variable} = {answer.choice} "
            f"({number(answer.values[answer.choice])} against {number(other)})"
        )
        worth = number(self._value(rival, mover))
        if worths[mildest] <= self._value(node, mover) or tied(worths[mildest], self._value(node, mover)):
            return f"Had it chosen {label}, {then}, leaving {who} {worth}."
        would = f"after {self.tree.label(mildest)} it would be worth {number(worths[mildest])} and be chosen"
        return f"It does not choose {label}, because {then}, which leaves {who} {worth}; {would}."

    def _first_reply(self, node: int, mover: int) -> int | None:
        """The first decision of another player on the followed path; none beyond a draw."""
        while self.tree.owner[node] >= 0:
            if self.tree.owner[node] != mover:
                return node
            node = int(self.solution.induction.chosen[node, 0])
        return None


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
