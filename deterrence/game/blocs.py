"""The game that blocs of players play: each bloc moves, observes and is paid as one player."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from deterrence.errors import expect_kind
from deterrence.game.building import Suppose, evaluate, explain_failure, parameters_at, suppositions
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.unroll import unroll
from deterrence.scenario.scenario import Scenario

Bloc = frozenset[str]
Partition = frozenset[Bloc]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlocGames:
    """The games of a scenario at one parameter point, one for each partition of its players into blocs.

    Parameters
    ----------
    scenario
        Needs a `game` section and payoffs.
    given, suppose
        As for `build_game`.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value or situation.
    ConceptError
        A section is missing.
    EvaluationError
        A payoff, a probability or a condition has no value at this point.
    TreeTooLargeError
        More than 2,000,000 nodes.

    Examples
    --------
    A bloc's payoff is the sum of its members', and it owns their decisions:

    >>> from deterrence import load
    >>> games = BlocGames(scenario=load("technology-for-money"))
    >>> games.of([{"us", "russia"}, {"china"}]).players
    ('us+russia', 'china')
    """

    scenario: Scenario
    given: Mapping[str, float] | None = None
    suppose: Suppose = None
    apart: ExtensiveGame = field(init=False)
    """The game in which every player stands alone; its payoffs are those of players."""

    def __post_init__(self) -> None:
        expect_kind(self.scenario, Scenario, "BlocGames")
        object.__setattr__(self, "apart", self._built(()))

    @property
    def point(self) -> dict[str, float]:
        """The value of every parameter."""
        return parameters_at(self.scenario, self.given)

    def of(self, partition: Collection[Collection[str]]) -> ExtensiveGame:
        """The game of one partition: blocs in the order of their first members, as players.

        With perfect information blocs see no more than their members do and
        the tree is the same; otherwise it is unrolled anew, and a bloc
        observes what any of its members observes and remembers what any did.
        """
        blocs = sorted(partition, key=lambda bloc: min(map(self.apart.players.index, bloc)))
        game = self.apart if self.apart.tree.is_perfect_information else self._built(blocs)
        tree, players = game.tree, game.players
        of_player = np.array([next(k for k, bloc in enumerate(blocs) if player in bloc) for player in players])
        owner = np.where(tree.owner >= 0, of_player[np.maximum(tree.owner, 0)], tree.owner)
        member = (of_player == np.arange(len(blocs))[:, None]).astype(float)
        return replace(
            game,
            tree=replace(tree, players=tuple(bloc_name(bloc, players) for bloc in blocs), owner=owner),
            payoffs=np.einsum("bi,tip->tbp", member, game.payoffs),
        )

    def _built(self, blocs: Collection[Collection[str]]) -> ExtensiveGame:
        point = self.point
        unrolled = unroll(self.scenario, point, suppositions(self.scenario, self.suppose), blocs=blocs)
        game = evaluate(self.scenario, unrolled, point, 1)
        if np.isnan(game.payoffs).any():
            raise explain_failure(self.scenario, unrolled, point)
        return game


def bloc_name(bloc: Collection[str], players: Collection[str]) -> str:
    """A bloc's members in the order of `players`, with plus signs.

    >>> bloc_name({"china", "us"}, ["us", "russia", "china"])
    'us+china'
    """
    return "+".join(player for player in players if player in bloc)
