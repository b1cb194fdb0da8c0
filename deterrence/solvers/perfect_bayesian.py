"""Perfect Bayesian equilibria: subgame by subgame, pure and mixed, with the beliefs that support them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from deterrence.errors import ArgumentError, expect_kind, nearest
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet, information_sets, require_perfect_recall
from deterrence.game.remembered import remembered
from deterrence.game.subgames import Subgame, subgames
from deterrence.game.tree import GameTree, Ints
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.equilibria import Equilibria, Termination
from deterrence.solvers.signals import kinds
from deterrence.solvers.subgame_rows import Mixing, Rows, State, solve_subgame, solve_whole

PERFECT_BAYESIAN = "perfect Bayesian equilibrium"
CHUNK = 8192  # points solved together, so that their arrays stay in the cache


def perfect_bayesian(game: ExtensiveGame, *, mixed: bool = True, refine: str | None = None) -> Equilibria:
    """Every perfect Bayesian equilibrium that can be listed, with the beliefs that support it.

    A profile of behavior strategies is one when it is subgame-perfect and, at
    every information set, its mover's plan from there on is optimal for some
    belief that follows Bayes' rule where the set is reached (the weak notion:
    beliefs at sets that are not reached are free). Profiles that differ only
    where nothing leads count apart.

    Parameters
    ----------
    game
        With perfect recall, at one point or many.
    mixed
        Whether to look for equilibria in which somebody mixes.
    refine
        ``"intuitive_criterion"`` or ``"d1"``: of a signalling game, the
        equilibria that survive (`deterrence.solvers.refinements`).

    Returns
    -------
    Equilibria
        Pure ones first, in lexicographic order of the information sets in tree
        order, then mixed ones. Of a continuum the extreme points are listed,
        marked `degenerate` (none without mixing), and now and then a point
        between them. `complete` where this is provably the whole list: in every
        subgame at most two players have a choice once choices that no belief
        supports are taken away, all that they would do where their own plans do
        not lead can be tried, and no continuum matters to who moved before. Of
        more players those are listed in which all but two are pure. Values
        within ``1e-9 max(1, |a|, |b|)`` are tied: all tied choices are optimal.

    Raises
    ------
    NoAnswerError
        More than 100,000 pure profiles in one subgame.
    ArgumentError
        An unknown refinement.
    ConceptError
        A refinement of what is not a signalling game, or a player forgets an
        own move.

    References
    ----------
    .. [1] D. Fudenberg and J. Tirole, Game Theory, MIT Press, 1991, ch. 8.
    .. [2] A. Mas-Colell, M. Whinston and J. Green, Microeconomic Theory,
       Oxford University Press, 1995, sec. 9.C.

    Examples
    --------
    The rudimentary asymmetric deterrence game, the defender hard with
    probability 1/2: the challenger stays.

    >>> from deterrence.game.nested import Chance, Decision, End, extensive_game
    >>> def demand(conflict):
    ...     reply = Decision("defender", f"reply if {conflict}", {
    ...         "concede": End({"challenger": 1, "defender": 0}),
    ...         "resist": End({"challenger": 0, "defender": conflict})})
    ...     return Decision("challenger", "demand", {"stay": End({"challenger": .6, "defender": 2}), "press": reply})
    >>> types = Chance("type", {"hard": (.5, demand(1)), "soft": (.5, demand(-1))})
    >>> found = perfect_bayesian(extensive_game(["challenger", "defender"], types))
    >>> len(found), found.complete, found[0].payoffs
    (1, True, {'challenger': 0.6, 'defender': 2.0})
    >>> found[0].beliefs["demand"].tolist()
    [0.5, 0.5]
    """
    expect_kind(game, ExtensiveGame, "perfect_bayesian")
    require_perfect_recall(game.tree)
    if refine is not None:
        return _refinement(refine)(game, perfect_bayesian(game, mixed=mixed))
    return _in_chunks(game, mixed=mixed)


def first_perfect_bayesian(game: ExtensiveGame) -> Equilibria:
    """Some perfect Bayesian equilibria, the first at each point among them, in the order of `perfect_bayesian`.

    Where there are pure ones it does without the others, which come after them.

    >>> from deterrence import build_game, load
    >>> game = build_game(load("kydd2005"))
    >>> first_perfect_bayesian(game)[0].payoffs == perfect_bayesian(game)[0].payoffs
    True
    """
    if len(_cuts(game.tree)) == 1:
        return _in_chunks(game, mixed="needed")
    found = _in_chunks(game, mixed=False)
    bare = np.bincount(found.point, minlength=game.points) == 0
    return _in_chunks(game, mixed=True) if (bare & ~np.isnan(game.payoffs).any(axis=(0, 1))).any() else found


def _in_chunks(game: ExtensiveGame, *, mixed: Mixing) -> Equilibria:
    cuts, sets = _cuts(game.tree), information_sets(game.tree)
    if game.points <= CHUNK:
        return _at_points(game, cuts, sets, mixed=mixed)
    pieces = (slice(start, start + CHUNK) for start in range(0, game.points, CHUNK))
    parts = (
        replace(game, payoffs=game.payoffs[:, :, piece], probability=game.probability[:, piece]) for piece in pieces
    )
    return _together([_at_points(part, cuts, sets, mixed=mixed) for part in parts])


@remembered
def _cuts(tree: GameTree) -> list[Subgame]:
    return subgames(tree)


def _at_points(
    game: ExtensiveGame, cuts: list[Subgame], sets: tuple[InformationSet, ...], *, mixed: Mixing
) -> Equilibria:
    tree = game.tree
    defined = ~np.isnan(game.payoffs).any(axis=(0, 1))
    state = State(np.ones(game.points, dtype=bool), np.zeros(game.points, np.int8))
    state.terminations[~defined] = Termination.UNDEFINED
    points = np.flatnonzero(defined)
    if len(cuts) == 1 and len(game.tree.owner) > len(game.tree.terminals) + 1:
        rows = solve_whole(game if defined.all() else game.at(points), points, state, mixed=mixed)
        state.complete[~defined] = False
        return _equilibria(game, sets, cuts, {0: rows}, state, mixed=mixed)
    likely = game.branch_probability()
    none = np.zeros(len(points), dtype=bool)
    payoffs = game.payoffs if defined.all() else game.payoffs[:, :, points]
    ends = [Rows(points, worth, np.zeros((0, len(points))), {}, none) for worth in payoffs]
    solved = dict(zip(tree.terminals.tolist(), ends, strict=True))
    for cut in cuts:
        solved[cut.root] = solve_subgame(tree, likely, cut, solved, state, mixed=bool(mixed))
    state.complete[~defined] = False
    return _equilibria(game, sets, cuts, solved, state, mixed=mixed)


def _together(pieces: list[Equilibria]) -> Equilibria:
    """Equilibria of consecutive points as one."""
    first = pieces[0]
    offsets = np.cumsum([0, *(len(piece.completes) for piece in pieces)])
    return replace(
        first,
        point=np.concatenate([piece.point + offset for piece, offset in zip(pieces, offsets, strict=False)]),
        strategies={name: np.concatenate([piece.strategies[name] for piece in pieces]) for name in first.strategies},
        payoffs=np.concatenate([piece.payoffs for piece in pieces]),
        regret=np.concatenate([piece.regret for piece in pieces]),
        degenerate=np.concatenate([piece.degenerate for piece in pieces]),
        completes=np.concatenate([piece.completes for piece in pieces]),
        terminations=np.concatenate([piece.terminations for piece in pieces]),
        beliefs={
            name: np.concatenate([(piece.beliefs or {})[name] for piece in pieces]) for name in first.beliefs or {}
        },
        labels=tuple(itertools.chain.from_iterable(piece.labels for piece in pieces)),
    )


def _refinement(name: str) -> Callable[[ExtensiveGame, Equilibria], Equilibria]:
    from deterrence.solvers import refinements

    known = {"intuitive_criterion": refinements.intuitive_criterion, "d1": refinements.d1}
    if name not in known:
        raise ArgumentError(f"unknown refinement '{name}'", nearest(name, known) or f"known: {', '.join(known)}")
    return known[name]


def _equilibria(
    game: ExtensiveGame,
    sets: Sequence[InformationSet],
    cuts: list[Subgame],
    solved: dict[int, Rows],
    state: State,
    *,
    mixed: Mixing,
) -> Equilibria:
    """The rows of the whole game in order, with beliefs and certificates."""
    tree = game.tree
    rows = solved[0]
    strategy = rows.strategy if len(cuts) == 1 else _followed(len(tree.owner), cuts, solved)
    point, degenerate = rows.point, rows.degenerate
    if mixed or len(cuts) > 1:  # else they come in order
        order = _order_of(tree, sets, strategy, point)
        strategy, point, degenerate = strategy[:, order], point[order], degenerate[order]
    found = Assessments(game, sets, strategy, point)
    missing = np.ones(game.points, dtype=bool)
    missing[point] = False
    state.complete[missing] = False
    return Equilibria(
        concept=PERFECT_BAYESIAN,
        players=tree.players,
        point=point,
        strategies={item.name: strategy[_children(tree, item)].T for item in sets},
        payoffs=found.worth[0].T,
        regret=found.regret,
        degenerate=degenerate,
        completes=state.complete,
        terminations=state.terminations,
        sets=tuple(sets),
        beliefs={item.name: belief.T for item, belief in zip(sets, found.beliefs, strict=True)},
        labels=kinds(found),
        statistics={"subgames": len(cuts)},
    )


def _followed(nodes: int, cuts: list[Subgame], solved: dict[int, Rows]) -> Array:
    """The strategies of the whole game's rows, each with the rows of later subgames that it stands on."""
    strategy = np.ones((nodes, len(solved[0].point)))
    played = {0: np.arange(len(solved[0].point))}
    for cut in reversed(cuts):
        here, which = solved[cut.root], played[cut.root]
        strategy[cut.nodes[1:]] = here.strategy[1:][:, which]
        played |= {leaf: index[which] for leaf, index in here.below.items()}
    return strategy


def _children(tree: GameTree, item: InformationSet) -> Ints:
    found: Ints = tree.first[item.nodes[0]] + np.arange(len(item.actions))
    return found


def _order_of(tree: GameTree, sets: Sequence[InformationSet], strategy: Array, point: Ints) -> Ints:
    """Pure before mixed at each point, then by the probability of the first choices, larger first."""
    rounded = np.round(strategy, 9)
    keys = [-rounded[child] for item in sets for child in _children(tree, item)]
    mixes = ((rounded > 0) & (rounded < 1)).any(axis=0)
    found: Ints = np.lexsort([*keys[::-1], mixes, point])
    return found
