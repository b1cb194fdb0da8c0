"""Between the record of an extensive game file and the arrays of a game."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, GameFileError, Problem
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.gambit_record import EfgRecord, GambitMove, GambitOutcome
from deterrence.game.gambit_text import decimal
from deterrence.game.information import information_sets
from deterrence.game.labels import distinct, shown
from deterrence.game.tree import CHANCE, TERMINAL, GameTree, Ints

BITS = 2_048
STEPS = 20


def game_of(record: EfgRecord) -> ExtensiveGame:
    """The game that a record describes, with the record and the repairs of its labels."""
    players, variables, choices, repairs = _labels(record)
    parent, choice, depth, payoffs = _walked(record)
    move = np.array(record.move, dtype=np.int64)
    order = np.argsort(depth, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    sizes = np.bincount(depth)
    starts = np.cumsum(sizes) - sizes
    actions = np.array([len(item.actions) for item in record.moves] + [0], dtype=np.int64)
    owners = np.array([item.player - 1 for item in record.moves] + [TERMINAL], dtype=np.int64)
    move, count = move[order], actions[move[order]]
    owner = owners[move]
    tree = GameTree(
        players=players,
        variables=variables,
        choices=choices,
        owner=owner,
        variable=move,
        stage=np.where(move >= 0, 0, -1),
        parent=np.where(parent[order] >= 0, place[parent[order]], -1),
        choice=choice[order],
        first=1 + np.cumsum(count) - count,
        count=count,
        information=np.where(owner >= 0, move, -1),
        fixed=np.zeros(len(order), dtype=bool),
        generations=tuple(slice(int(a), int(a + b)) for a, b in zip(starts[1:], sizes[1:], strict=True)),
        terminals=place[np.array(record.move) < 0],
        end_states={},
    )
    drawn = 1 + np.flatnonzero(owner[tree.parent[1:]] == CHANCE)
    laws = [np.array([float(p) for p in item.probabilities]) for item in record.moves]
    probability = np.array([laws[move[tree.parent[node]]][tree.choice[node]] for node in drawn])
    return ExtensiveGame(
        tree=tree,
        payoffs=payoffs[:, :, None],
        drawn=drawn,
        probability=probability.reshape(-1, 1),
        title=record.title,
        record=replace(record, repairs=tuple(repairs)),
    )


def _labels(record: EfgRecord) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, tuple[str, ...]], list[str]]:
    """Different names for players, for moves and for the actions of each move; what had to be changed."""
    players, repairs = distinct(record.players, lambda place: f"player {place + 1}")
    movers = ("chance", *(shown(player) for player in players))

    def called(place: int) -> str:
        item = record.moves[place]
        what = f"information set {item.number} of '{movers[item.player]}'"
        return what if item.player else f"chance event {item.number}"

    def spare(place: int) -> str:
        return f"{movers[record.moves[place].player]} {record.moves[place].number}"

    variables, more = distinct([item.name for item in record.moves], called, spare)
    repairs += more
    choices = {}
    for item, name in zip(record.moves, variables, strict=True):
        choices[name], more = distinct(item.actions, partial(_action, shown(name)))
        repairs += more
    return players, variables, choices, repairs


def _action(move: str, place: int) -> str:
    return f"action {place + 1} of '{move}'"


def _walked(record: EfgRecord) -> tuple[Ints, Ints, Ints, npt.NDArray[np.float64]]:
    """Parent, choice and depth of every node of the file, and what each end is worth to each player."""
    size = len(record.move)
    parent, choice, depth = (np.full(size, -1, dtype=np.int64) for _ in range(3))
    counts = [len(item.actions) for item in record.moves]
    nothing = (Fraction(0),) * len(record.players)
    path: list[tuple[int, int, tuple[Fraction, ...]]] = [(-1, 1, nothing)]
    met = [0]
    ends = []
    for node in range(size):
        while met[-1] == path[-1][1]:
            path.pop()
            met.pop()
        above, _, worth = path[-1]
        parent[node], choice[node], depth[node] = above, met[-1] if above >= 0 else -1, len(path) - 1
        met[-1] += 1
        if record.outcome[node] >= 0:
            worth = _added(worth, record.outcomes[record.outcome[node]].payoffs)
        if record.move[node] < 0:
            ends.append([float(payoff) for payoff in worth])
        else:
            path.append((node, counts[record.move[node]], worth))
            met.append(0)
    return parent, choice, depth, np.array(ends)


def _added(worth: tuple[Fraction, ...], payoffs: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    found = tuple(before + more if more else before for before, more in zip(worth, payoffs, strict=True))
    if any(payoff.denominator.bit_length() > BITS for payoff in found):
        message = f"the payoffs on some path add up to a fraction whose denominator has more than {BITS:,} bits"
        raise GameFileError(Problem(message))
    return found


def record_of(game: ExtensiveGame, *, comment: str = "") -> EfgRecord:
    """A record of a game at one point. Raises `ArgumentError`."""
    if game.points != 1:
        raise ArgumentError(f"the game has {game.points} points and a file holds one", "pick one with game.at([0])")
    tree = game.tree
    if not np.isfinite(game.payoffs).all() or not np.isfinite(game.probability).all():
        raise ArgumentError("the game has a payoff or a probability that is no finite number")
    moves, move = _moves(game)
    prefix = np.argsort(tree.depth_first)
    outcomes = tuple(
        GambitOutcome(number=i + 1, name=name, payoffs=tuple(decimal(payoff) for payoff in row))
        for i, (name, row) in enumerate(zip(_ways(tree), game.payoffs[:, :, 0].tolist(), strict=True))
    )
    return EfgRecord(
        letter="R",
        title=game.title,
        comment=comment,
        players=tree.players,
        moves=moves,
        outcomes=outcomes,
        names=("",) * len(prefix),
        move=tuple(move[prefix].tolist()),
        outcome=tuple(tree.terminal_of[prefix].tolist()),
    )


def _moves(game: ExtensiveGame) -> tuple[tuple[GambitMove, ...], Ints]:
    """Information sets as `information_sets` names them, then draws: one event for equal draws of one variable."""
    tree = game.tree
    found: list[GambitMove] = []
    move = np.full(len(tree.owner), -1, dtype=np.int64)
    numbers = dict.fromkeys(tree.players, 0)
    for item in information_sets(tree):
        numbers[item.player] += 1
        player = tree.players.index(item.player) + 1
        move[item.nodes] = len(found)
        found.append(GambitMove(player=player, number=numbers[item.player], name=item.name, actions=item.actions))
    events: dict[tuple[str, tuple[str, ...], tuple[float, ...]], int] = {}
    likely = game.branch_probability()[:, 0]
    draws = np.flatnonzero(tree.owner == CHANCE)
    for node in draws[np.argsort(tree.depth_first[draws])].tolist():
        below = tree.children(node)
        actions = tuple(tree.label(child) for child in below)
        law = tuple(likely[list(below)].tolist())
        key = (tree.variables[tree.variable[node]], actions, law)
        if key not in events:
            events[key] = len(found)
            number = len(events)
            found.append(
                GambitMove(player=0, number=number, name=key[0], actions=actions, probabilities=exact_law(law))
            )
        move[node] = events[key]
    names, _ = distinct([item.name for item in found], str)
    return tuple(replace(item, name=name) for item, name in zip(found, names, strict=True)), move


def _ways(tree: GameTree) -> tuple[str, ...]:
    """A name for every end: the choices that lead to it, or a number where they are many."""
    names = []
    for index, node in enumerate(tree.terminals.tolist()):
        steps: list[str] = []
        while tree.parent[node] >= 0 and len(steps) <= STEPS:
            steps.append(tree.label(node))
            node = int(tree.parent[node])
        names.append(", ".join(reversed(steps)) if 0 < len(steps) <= STEPS else f"Outcome {index + 1}")
    found, _ = distinct(names, str)
    return found


def exact_law(law: tuple[float, ...]) -> tuple[Fraction, ...]:
    """Exact probabilities for floats, which sum to 1: decimals, else simple ratios, else the likeliest takes the rest.

    >>> exact_law((1 / 3, 2 / 3)), exact_law((0.1, 0.9))
    ((Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 10), Fraction(9, 10)))
    """
    found = [decimal(p) for p in law]
    ratios = [Fraction(p).limit_denominator(1000) for p in law]
    simple = [ratio if float(ratio) == p else exact for ratio, p, exact in zip(ratios, law, found, strict=True)]
    for candidate in (found, simple):
        if sum(candidate) == 1:
            return tuple(candidate)
    most = law.index(max(law))
    found[most] += 1 - sum(found)
    return tuple(found)
