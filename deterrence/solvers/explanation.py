"""An equilibrium in plain sentences."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from deterrence.game.extensive import Array
from deterrence.game.tree import CHANCE
from deterrence.solvers.decision import CERTAIN, DecisionNode, chance_text
from deterrence.solvers.pivots import Slopes
from deterrence.solvers.play import Choice, Play
from deterrence.solvers.ties import tied
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.solvers.solution import Solution

WIDTH = 100
PIVOTS = 3
MOST_OUTCOMES = 12
MOST_LISTED = 4
LEAST_TOLD = 1e-3
EQUILIBRIA = ("", "probability of each end", "where nothing leads", "kind", "payoffs")


def explanation(solution: Solution, outcomes: int | None = None) -> str:
    """Each visited decision against its alternatives, most probable branch first; said once where branches agree."""
    story = _Story(solution)
    paragraphs = []
    told: set[int] = set()
    shown = outcomes or MOST_OUTCOMES
    for outcome_number, node in enumerate(_ends(solution)[:shown]):
        steps = story.branch(node, told)
        if outcome_number == 0 and not solution.visited:
            steps = ["- Nobody decides anything."]
        if outcome_number == 0 or steps:
            paragraphs.append("\n".join([story.headline(node), *steps]))
    return "\n\n".join(paragraphs)


def path_story(solution: Solution) -> list[str]:
    """One line an outcome: its probability and its path; of very many, the most probable."""
    lines = [
        f"Probability {number(outcome.probability)}: "
        + (", ".join(f"{variable} = {value}" for variable, value in outcome.path) or "nothing is decided")
        for outcome in solution.outcomes[:MOST_OUTCOMES]
    ]
    rest = solution.outcomes[MOST_OUTCOMES:]
    if rest:
        lines.append(f"Probability {number(sum(o.probability for o in rest))}: {len(rest):,} other ends")
    return lines


def equilibrium_rows(solution: Solution) -> list[list[str]]:
    """Every equilibrium as a line of text, under `EQUILIBRIA`."""
    rows = []
    for index, item in enumerate(solution.equilibria):
        payoffs = ", ".join(f"{player} {number(value)}" for player, value in item.payoffs.items())
        ends = [
            f"{number(end.probability, 3)}: {', '.join(value for _, value in end.path) or 'nothing is decided'}"
            for end in item.outcomes[:MOST_LISTED]
        ]
        more = len(item.outcomes) - MOST_LISTED
        ends += [f"and {more} other ends"] if more > 0 else []
        rows.append([str(index + 1), "; ".join(ends), "; ".join(_unreached(item)) or "-", item.kind or "-", payoffs])
    return rows


def _unreached(solution: Solution) -> list[str]:
    """What would be done, and believed, where no equilibrium path leads; where the equilibria of one point differ."""
    differing = []
    for group in range(len(solution.play.groups)):
        made = [item.play.choice(group).probabilities for item in solution.equilibria]
        if any(np.abs(other - made[0]).max() > 1e-9 for other in made):
            differing.append(group)
    told = []
    for group in differing:
        decision = solution.decision(group)
        if decision.probability == 0:
            after = ", ".join(value for _, value in decision.history)
            played = ", ".join(
                f"{label} {chance_text(decision.probabilities[label])}" if decision.is_mixed else label
                for label in decision.played
            )
            known = set(decision.history)
            believed = [
                f"{', '.join(value for step, value in way if (step, value) not in known)} {chance_text(chance)}"
                for way, chance in decision.beliefs
            ]
            belief = f" (belief {', '.join(believed)})" if believed else ""
            told.append(f"{decision.variable}{f' after {after}' if after else ''}: {played}{belief}")
    return told


def _ends(solution: Solution) -> list[int]:
    tree = solution.game.tree
    reached = tree.terminals[solution.play.reach[tree.terminals] > 0]
    by_path = {tree.history(int(node)): int(node) for node in reached}
    return [by_path[outcome.path] for outcome in solution.outcomes]


class _Story:
    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.play = solution.play
        self.tree = solution.game.tree
        self.labels = {name: player.label for name, player in solution.scenario.players.items()}
        self.slopes = Slopes(solution)

    def headline(self, node: int) -> str:
        likely = self.play.reach[node]
        drawn: list[str] = []
        supposed: list[str] = []
        for step, variable in self._way(node):
            parent = int(self.tree.parent[step])
            if self.tree.owner[parent] >= 0 and not self.play.is_certain(parent):
                drawn.append(f"{variable} = {self.tree.label(step)}")
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
            group = int(self.play.group_of[self.tree.parent[node]])
            if group >= 0 and group not in told:
                told.add(group)
                lines.append(_wrapped(self.decision(group)))
        return lines

    def decision(self, group: int) -> str:
        made, decision = self.play.choice(group), self.solution.decision(group)
        who = self.labels[decision.player]
        rivals = [int(action) for action in np.argsort(-made.values, kind="stable") if action != made.chosen]
        after = ", ".join(value for _, value in decision.history)
        opening = ", ".join(filter(None, [f"After {after}" if after else "", self._unsure(group, decision)]))
        subject = f"{opening}, {who}" if opening else who
        subject = subject[0].upper() + subject[1:]
        if decision.is_mixed:
            return " ".join(filter(None, [self._mixes(made, decision, subject), self._leaves_indifferent(made)]))
        said = f"{subject} chooses {decision.variable} = {decision.choice}, "
        said += f"worth {number(made.values[made.chosen])} to it"
        if decision.margin == 0:
            tied = " and ".join(label for label in decision.optimal if label != decision.choice)
            said += f"; {tied} would be worth the same, and {self._at_a_tie()}"
        else:
            best = float(made.values[rivals[0]])
            less = (
                number(best) if self.solution.scenario.ordinal else f"{number(best)}, less by {number(decision.margin)}"
            )
            said += f"; the best alternative, {list(decision.values)[rivals[0]]}, is worth {less}"
        sentences = [said + ".", self._turns_on(group, made.chosen, rivals[0])]
        sentences += [self._threat(made, rival, who) for rival in rivals if not made.optimal[rival]]
        return " ".join(sentence for sentence in sentences if sentence)

    def _at_a_tie(self) -> str:
        if self.tree.is_perfect_information:
            return "of tied choices the first listed is followed"
        return "another equilibrium may follow it"

    def _moves_together(self, group: int) -> bool:
        """Whether all that the mover does not know is what others do in the same stage."""
        nodes, stage = self.play.groups[group], self.tree.stage
        ways = [
            {step for step, _ in self._way(int(node)) if stage[self.tree.parent[step]] != stage[node]} for node in nodes
        ]
        return len(nodes) > 1 and all(way == ways[0] for way in ways)

    def _unsure(self, group: int, decision: DecisionNode) -> str:
        """What the mover believes, where it cannot tell histories apart."""
        known = set(decision.history)
        if self._moves_together(group):
            return "moving without seeing what others choose at the same time"
        believed = []
        for way, chance in decision.beliefs:
            hidden = ", ".join(f"{variable} = {value}" for variable, value in way if (variable, value) not in known)
            believed.append(f"{hidden} (belief {number(chance, 3)})")
        where = "" if decision.probability > 0 or not believed else ", a belief that nothing played contradicts"
        return f"not knowing whether {' or '.join(believed)}{where}" if believed else ""

    def _mixes(self, made: Choice, decision: DecisionNode, subject: str) -> str:
        played = [
            f"{decision.variable} = {label} with probability {number(chance, 4)}"
            for label, chance in decision.probabilities.items()
            if chance > LEAST_TOLD
        ]
        said = f"{subject} chooses {' and '.join(played)}"
        if _is_indifferent(made):
            return f"{said}, each worth {number(float(made.values[made.chosen]))} to it."
        worths = ", ".join(f"{label} {number(value)}" for label, value in decision.values.items())
        return f"{said} (worth to it: {worths})."

    def _leaves_indifferent(self, made: Choice) -> str:
        """Whose indifference a mixture holds in place: mixing players whose comparison would tip if it moved."""
        found = []
        for other in self._tipped_by(made) if _is_indifferent(made) else ():
            held = self.solution.decision(other)
            used = [label for label, chance in held.probabilities.items() if chance > 1 - CERTAIN]
            found.append(f"{self.labels[held.player]} indifferent between {held.variable} = {' and '.join(used)}")
        return f"This mixture leaves {'; and '.join(found)}." if found else ""

    def _tipped_by(self, made: Choice) -> list[int]:
        actions = np.flatnonzero(made.probabilities > 1 - CERTAIN)
        strategy = self.play.strategy.copy()
        for action in range(len(made.probabilities)):
            strategy[self.tree.first[made.nodes] + action] = float(action == actions[0])
        moved = replace(self.play, strategy=strategy)
        found = []
        for other in range(len(self.play.groups)):
            held = self.play.choice(other)
            used = np.flatnonzero(held.probabilities > 1 - CERTAIN)
            reached = self.play.reach[held.nodes].sum() > 0
            if len(used) > 1 and held.mover != made.mover and reached and _is_indifferent(held):
                values = _under_bayes(moved, held)[used]
                if not tied(values.max(), values.min()):
                    found.append(other)
        return found

    def _turns_on(self, group: int, chosen: int, rival: int) -> str:
        ranks = self.solution.scenario.ordinal
        pivots = [] if ranks else self.slopes.pivots(group, chosen, rival)[:PIVOTS]
        if not pivots:
            return ""
        named = []
        for pivot in pivots:
            parameter = self.solution.scenario.parameters[pivot.parameter]
            meaning = f"{parameter.meaning}; " if parameter.meaning else ""
            helps = "more of it speaks for this choice" if pivot.slope > 0 else "more of it speaks against"
            named.append(f"{pivot.parameter} = {number(self.solution.point[pivot.parameter])} ({meaning}{helps})")
        return "What moves this comparison most: " + ", ".join(named) + "."

    def _threat(self, made: Choice, rival: int, who: str) -> str:
        """What others would do after a rejected choice, where the reply hurts the mover."""
        likely = made.nodes[made.belief > 0]
        replies = [self._first_reply(int(self.tree.first[node] + rival), made.mover) for node in likely]
        if len(likely) > 1:
            return self._threats(made, rival, who, replies)
        if replies[0] is None or self._is_unseen(made, replies[0]):
            return ""
        return self._one_threat(made, rival, who, replies[0])

    def _is_unseen(self, made: Choice, reply: int) -> bool:
        """Whether whoever replies cannot tell the rejected choice from the one made."""
        reached: set[int] = set()
        for node in self.play.groups[int(self.play.group_of[reply])]:
            place = int(node)
            while self.tree.parent[place] >= 0 and self.tree.parent[place] not in made.nodes:
                place = int(self.tree.parent[place])
            if self.tree.parent[place] >= 0:
                reached.add(int(self.tree.choice[place]))
        return len(reached) > 1

    def _one_threat(self, made: Choice, rival: int, who: str, reply: int) -> str:
        node = int(made.nodes[made.belief > 0][0])
        worths = {int(child): float(self.play.values[child, made.mover]) for child in self.tree.children(reply)}
        mildest = max(worths, key=lambda child: worths[child])
        followed = worths[self.play.followed_child(reply)]
        if tied(worths[mildest], followed):
            return ""
        label = self._label(int(self.tree.first[node] + rival))
        answer = self.solution.decision(int(self.play.group_of[reply]))
        other = max(value for choice, value in answer.values.items() if choice != answer.choice)
        then = (
            f"{self.labels[answer.player]} would then choose {answer.variable} = {answer.choice} "
            f"({number(answer.values[answer.choice])} against {number(other)})"
        )
        worth, kept = number(float(made.values[rival])), float(made.values[made.chosen])
        if worths[mildest] <= kept or tied(worths[mildest], kept):
            return f"Had it chosen {label}, {then}, leaving {who} {worth}."
        would = f"after {self.tree.label(mildest)} it would be worth {number(worths[mildest])} and be chosen"
        return f"It does not choose {label}, because {then}, which leaves {who} {worth}; {would}."

    def _threats(self, made: Choice, rival: int, who: str, replies: list[int | None]) -> str:
        """The replies to a rejected choice, by what the mover cannot tell apart."""
        said: dict[str, None] = {}
        for reply in replies:
            if reply is not None:
                answer = self.solution.decision(int(self.play.group_of[reply]))
                told = ", ".join(value for step, value in answer.history if (step, value) not in made.history)
                said[f"{self.labels[answer.player]} would choose {answer.variable} = {answer.choice} after {told}"] = (
                    None
                )
        if not said:
            return ""
        label = self._label(int(self.tree.first[made.nodes[0]] + rival))
        return f"Had it chosen {label}, {'; '.join(said)}: worth {number(float(made.values[rival]))} to {who}."

    def _label(self, child: int) -> str:
        return f"{self.tree.variables[self.tree.variable[self.tree.parent[child]]]} = {self.tree.label(child)}"

    def _first_reply(self, node: int, mover: int) -> int | None:
        """The first decision of another player on the followed path; none beyond a draw or a mixture."""
        while self.tree.owner[node] >= 0:
            if not self.play.is_certain(node):
                return None
            if self.tree.owner[node] != mover:
                return node
            node = self.play.followed_child(node)
        return None


def _is_indifferent(made: Choice) -> bool:
    """Whether all choices that are made are worth the same."""
    used = made.values[made.probabilities > 1 - CERTAIN]
    return bool(tied(used.max(), used.min()))


def _under_bayes(play: Play, held: Choice) -> Array:
    """What a set's actions are worth to its mover under Bayes' rule, where play leads there; else as believed."""
    reach = play.reach[held.nodes]
    belief = reach / reach.sum() if reach.sum() > 0 else held.belief
    children = play.tree.first[held.nodes] + np.arange(len(held.values))[:, None]
    found: Array = play.values[children, held.mover] @ belief
    return found


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
