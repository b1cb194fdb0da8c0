"""One question, seven lenses: does each player keep to a state? What each lens says, and what it assumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from deterrence.coalitions.partition_function import Alliances
from deterrence.conflict_graph.concepts import INDIVIDUAL, NAMES
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.state_test import StateTest
from deterrence.errors import ConceptError, NoAnswerError
from deterrence.game.building import Suppose
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.decision import Outcome
from deterrence.solvers.nash_outcomes import NashOutcomes
from deterrence.solvers.solution import Solution

ORDER, JOINT, FORESIGHT, CREDIBILITY = "order", "joint moves", "foresight", "credibility of the sanction"
INTEREST = "common interest"
MEANING = {
    ORDER: "who moves when: at its turns in the order of play, at any time in the conflict graph",
    JOINT: "joint moves: whether several players can move together, to a state that none of them would move to alone",
    FORESIGHT: "foresight: how many replies are thought through",
    CREDIBILITY: "credibility of the sanction: whether those who punish must gain by it, or punish at any cost",
    INTEREST: "common interest: whether each seeks its own payoff, or a bloc the sum of its members'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a lens takes for granted; None where it has no say."""

    order: str
    joint: str
    foresight: str
    credibility: str | None
    interest: str = "own payoff"

    def differs(self, other: Assumptions) -> tuple[str, ...]:
        """The names of the assumptions in which two lenses differ."""
        pairs = (
            (ORDER, self.order, other.order),
            (JOINT, self.joint, other.joint),
            (FORESIGHT, self.foresight, other.foresight),
            (CREDIBILITY, self.credibility, other.credibility),
            (INTEREST, self.interest, other.interest),
        )
        return tuple(name for name, mine, theirs in pairs if mine != theirs and None not in (mine, theirs))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one lens says: for each player whether it keeps to the state (None: it depends), and its margin if any."""

    lens: str
    name: str
    keeps: Mapping[str, bool | None]
    margins: Mapping[str, float]
    assumptions: Assumptions


_ANY, _ALONE, _TOGETHER = "anyone at any time", "alone", "together"
_ORDER_OF_PLAY = Assumptions(order="order of play", joint=_ALONE, foresight="to the end", credibility="gains only")
_GRAPH = {
    "nash": ("own move", None),
    "gmr": ("a reply", "at any cost"),
    "smr": ("a reply and an escape", "at any cost"),
    "seq": ("a reply", "gains only"),
    "sseq": ("a reply and an escape", "gains only"),
}
_JOINT = {"cr": "nash", "cgmr": "gmr", "csmr": "smr", "cseq": "seq"}


def tree_view(solution: Solution, state: Mapping[str, str]) -> View:
    """The equilibrium of the order of play: who ends where the state is, whatever comes about."""
    return View(
        lens="tree",
        name=f"order of play, {solution.concept}",
        keeps=_kept(solution.scenario, solution.outcomes, state),
        margins={},
        assumptions=_ORDER_OF_PLAY,
    )


def bloc_views(found: Alliances, scenario: Scenario, state: Mapping[str, str], alone: View) -> list[View]:
    """The order of play in which one bloc of players moves as one; only where that changes what somebody does."""
    views = []
    for item in found.outcomes:
        blocs = [sorted(bloc, key=found.players.index) for bloc in item.partition if len(bloc) > 1]
        keeps = _kept(scenario, item.outcomes, state)
        if len(blocs) == 1 and keeps != alone.keeps:
            views.append(
                View(
                    lens=f"bloc {'+'.join(blocs[0])}",
                    name=f"order of play, {' and '.join(blocs[0])} as one",
                    keeps=keeps,
                    margins={},
                    assumptions=replace(_ORDER_OF_PLAY, interest=f"sum of {'+'.join(blocs[0])}"),
                )
            )
    return views


def _kept(scenario: Scenario, outcomes: Iterable[Outcome], state: Mapping[str, str]) -> dict[str, bool | None]:
    """Whether each player's decisions end where the state is: on every branch, on none, or it depends."""
    found: dict[str, bool | None] = {}
    for player in scenario.players:
        owned = {n: v for n, v in state.items() if scenario.decisions[n].player == player}
        ways = {all(outcome.state[name] == value for name, value in owned.items()) for outcome in outcomes}
        found[player] = ways.pop() if len(ways) == 1 else None
    return found


def strategic_view(outcomes: NashOutcomes, scenario: Scenario, state: Mapping[str, str]) -> View:
    """All Nash equilibria of the strategic form: what holds in every one, in none, or in some."""
    keeps: dict[str, bool | None] = {}
    for player in scenario.players:
        owned = {n: v for n, v in state.items() if scenario.decisions[n].player == player}
        ends = [scenario.initial | dict(path) for row in outcomes.rows for path in row.paths]
        found = {all(end[name] == value for name, value in owned.items()) for end in ends}
        keeps[player] = found.pop() if len(found) == 1 else None
    return View(
        lens="strategic form",
        name="strategic form, Nash equilibrium (threats at any cost)",
        keeps=keeps,
        margins={},
        assumptions=replace(_ORDER_OF_PLAY, credibility="at any cost"),
    )


def graph_views(
    scenario: Scenario,
    graph: ConflictGraph,
    state: Mapping[str, str],
    given: Mapping[str, float] | None,
    suppose: Suppose,
) -> list[View]:
    """The conflict graph's concepts, alone and together, for each player at the state."""
    found = []
    for concept in INDIVIDUAL:
        margins = {}
        if not scenario.ordinal:
            test = StateTest(scenario, state, concept, given=given, suppose=suppose)
            margins = dict(zip(scenario.players, test.each({}, 1)[:, 0].tolist(), strict=True))
        keeps = {player: graph.is_stable(state, concept, player) for player in scenario.players}
        foresight, credibility = _GRAPH[concept]
        found.append(
            View(
                lens=concept,
                name=f"conflict graph, {NAMES[concept]}",
                keeps=keeps,
                margins=margins,
                assumptions=Assumptions(order=_ANY, joint=_ALONE, foresight=foresight, credibility=credibility),
            )
        )
    for concept, single in _JOINT.items():
        try:
            keeps = {player: graph.is_stable(state, concept, player) for player in scenario.players}
        except (ConceptError, NoAnswerError):
            continue
        foresight, credibility = _GRAPH[single]
        found.append(
            View(
                lens=concept,
                name=f"conflict graph, {NAMES[concept].partition(';')[0].rstrip(')')})",
                keeps=keeps,
                margins={},
                assumptions=Assumptions(order=_ANY, joint=_TOGETHER, foresight=foresight, credibility=credibility),
            )
        )
    return found
