"""Alliances: the partition function of a scenario's own game, and what it says about who allies with whom."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.bloc_outcome import BlocOutcome, bloc_outcome
from deterrence.coalitions.coalition_game import CoalitionGame
from deterrence.coalitions.division import Core, Division, LeastCore
from deterrence.coalitions.externalities import RULES, replacements, require_rule, responses
from deterrence.coalitions.foresight import AbstractGame
from deterrence.coalitions.partition_table import equilibrium_notes, partition_frame, partition_table
from deterrence.coalitions.partitions import Partitions, read_partition
from deterrence.coalitions.stability import NOTIONS, StablePartitions, require_notion, split_worths, stable
from deterrence.errors import ConceptError, expect_kind
from deterrence.game.blocs import Bloc, BlocGames, Partition
from deterrence.game.building import Suppose, suppositions
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solve import origin
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes

Array = npt.NDArray[np.float64]
CONSISTENT = "every deviation may end, within the set, where some deviator does not gain"
FARSIGHTED = "no chain of moves leads from one to another, and some chain leads to one from all others"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Alliances:
    """What every bloc gets in every partition of the players.

    Attributes
    ----------
    players
        Ids, in the file's order.
    worth
        ``{partition: {bloc: value}}``; a partition is a frozenset of blocs, a
        bloc a frozenset of players.
    payoffs
        ``{partition: {player: value}}``, before side payments.
    rule
        The externality rule of answers that need one, unless they are asked
        for another: `deterrence.coalitions.externalities.RULES`.
    provenance
        Scenario, parameters, suppositions, concept, tie rule and version.
    """

    partitions: Partitions
    outcomes: tuple[BlocOutcome, ...]
    rule: str
    provenance: Provenance

    @property
    def players(self) -> tuple[str, ...]:
        """Ids, in the file's order."""
        return self.partitions.players

    @cached_property
    def worth(self) -> Mapping[Partition, Mapping[Bloc, float]]:
        """What each bloc gets in each partition."""
        return {found.partition: found.worth for found in self.outcomes}

    @cached_property
    def payoffs(self) -> Mapping[Partition, Mapping[str, float]]:
        """What each player gets in each partition, before side payments."""
        return {found.partition: found.payoffs for found in self.outcomes}

    def outcome(self, partition: Collection[Collection[str]] | str) -> BlocOutcome:
        """What happens in a partition: its path, ends, payoffs and worths.

        Parameters
        ----------
        partition
            A collection of blocs, or a text: ``"us+china | russia"``.

        Raises
        ------
        ArgumentError
            Somebody is unknown, in no bloc, or in two.
        """
        wanted = read_partition(partition, self.players)
        return self.outcomes[self.partitions.sets.index(wanted)]

    @cached_property
    def received(self) -> Array:
        """The payoff of each player, ``(partition, player)``, before side payments."""
        found = np.array([[item.payoffs[who] for who in self.players] for item in self.outcomes])
        found.flags.writeable = False
        return found

    def worths(self, coalition: int) -> Array:
        """The sum of the members' payoffs in every partition; ``(partition,)``. `coalition` is a bit mask."""
        found: Array = self.received[:, self.partitions.members(coalition)].sum(axis=1)
        return found

    def coalition_values(self, rule: str | None = None) -> Array:
        """The worth of every coalition by bit mask under a rule; shape ``(2 ** players,)``.

        The value of a coalition is its worth as a bloc when its members have
        left a partition in which everybody stood together: under gamma
        against outsiders who stand alone, under delta against outsiders who
        stand together, under optimistic and pessimistic against those that
        are best and worst for it.

        Raises
        ------
        ArgumentError
            Unknown rule.
        """
        used = require_rule(rule or self.rule)
        everybody = int(self.partitions.own.max())
        together = int(np.flatnonzero((self.partitions.own == everybody).all(axis=1))[0])
        pick = min if used == "pessimistic" else max
        found = np.zeros(everybody + 1)
        for coalition in self.partitions.coalitions():
            worths = self.worths(coalition)
            ways = responses(self.partitions, coalition, used)
            found[coalition] = pick(float(worths[way[together]]) for way in ways)
        return found

    def game(self, rule: str | None = None) -> CoalitionGame:
        """The coalition function under a rule, with everything that can be asked of one.

        Raises
        ------
        ArgumentError
            Unknown rule.
        """
        used = require_rule(rule or self.rule)
        return CoalitionGame(
            self.players,
            self.coalition_values(used),
            basis=f"externality rule {used}",
            provenance=self.provenance,
        )

    def shapley(self, rule: str | None = None) -> Division:
        """The Shapley value of the coalition function under a rule."""
        return self.game(rule).shapley()

    def banzhaf(self, rule: str | None = None, *, normalized: bool = False) -> Division:
        """The Banzhaf value of the coalition function under a rule."""
        return self.game(rule).banzhaf(normalized=normalized)

    def myerson(self, edges: Iterable[tuple[str, str]], rule: str | None = None) -> Division:
        """The Shapley value when only linked players cooperate; see `CoalitionGame.myerson`."""
        return self.game(rule).myerson(edges)

    def core(self, rule: str | None = None) -> Core:
        """The core of the coalition function under a rule, or the reason why it is empty."""
        return self.game(rule).core()

    def least_core(self, rule: str | None = None) -> LeastCore:
        """The least core of the coalition function under a rule."""
        return self.game(rule).least_core()

    def nucleolus(self, rule: str | None = None) -> Division:
        """The nucleolus of the coalition function under a rule; see `CoalitionGame.nucleolus`."""
        return self.game(rule).nucleolus()

    def prenucleolus(self, rule: str | None = None) -> Division:
        """The prenucleolus of the coalition function under a rule; see `CoalitionGame.prenucleolus`."""
        return self.game(rule).prenucleolus()

    def divided(self, rule: str | None = None, *, side_payments: bool = False) -> Array:
        """What every player gets in every partition; ``(partition, player)``.

        Without side payments its payoff in what happens there; with them its
        part of the bloc's worth, by the Shapley value of the game within the
        bloc (`deterrence.coalitions.stability.split_worths`).
        """
        used = require_rule(rule or self.rule)
        return split_worths(self.partitions, self.received, used) if side_payments else self.received

    def stable_partitions(
        self, rule: str | None = None, notion: str = "core", *, side_payments: bool = False
    ) -> StablePartitions:
        """The partitions from which nobody, alone or together, gains by leaving.

        Parameters
        ----------
        rule
            What the others do then; by default that of `alliances`.
        notion
            ``"core"``, ``"strict_core"``, ``"nash"``, ``"individual"``,
            ``"contractual"`` or ``"individually_rational"``:
            `deterrence.coalitions.stability.NOTIONS` says what each means.
        side_payments
            Whether blocs divide their worth; see `divided`.

        Raises
        ------
        ArgumentError
            Unknown rule or notion.

        Examples
        --------
        >>> from deterrence import load
        >>> alliances(load("technology-for-money")).stable_partitions(notion="nash").names()
        ['us | russia+china', 'us+russia+china']
        """
        used, asked = require_rule(rule or self.rule), require_notion(notion)
        payoffs = self.divided(used, side_payments=side_payments)
        kept = stable(self.partitions, payoffs, asked, used)
        return self._stable(asked, NOTIONS[asked], np.flatnonzero(kept).tolist(), used, side_payments=side_payments)

    def farsighted_game(self, rule: str | None = None, *, side_payments: bool = False) -> AbstractGame:
        """Partitions as outcomes of an abstract game, for coalitions that look at where moves end.

        A coalition that is not yet a bloc can form one; what becomes of those
        whom it leaves is what the rule says.

        Raises
        ------
        ArgumentError
            Unknown rule, or one that does not say what follows a move.
        """
        used = require_rule(rule or self.rule)
        start, end, by = replacements(self.partitions, used)
        payoffs = self.divided(used, side_payments=side_payments)
        return AbstractGame(outcomes=self.partitions.sets, payoffs=payoffs, start=start, end=end, coalition=by)

    def largest_consistent_set(self, rule: str | None = None, *, side_payments: bool = False) -> StablePartitions:
        """Chwe's largest consistent set of partitions; see `farsighted_game` and `AbstractGame`."""
        kept = self.farsighted_game(rule, side_payments=side_payments).largest_consistent_set()
        places = [self.partitions.sets.index(k) for k in kept]
        return self._stable(
            "largest_consistent_set", CONSISTENT, places, rule or self.rule, side_payments=side_payments
        )

    def farsighted_stable_sets(
        self, rule: str | None = None, *, side_payments: bool = False
    ) -> tuple[StablePartitions, ...]:
        """All von Neumann-Morgenstern farsighted stable sets of partitions; see `AbstractGame`.

        Raises
        ------
        NoAnswerError
            The search is too long.
        """
        found = self.farsighted_game(rule, side_payments=side_payments).farsighted_stable_sets()
        used = rule or self.rule
        return tuple(
            self._stable(
                "farsighted_stable_set",
                FARSIGHTED,
                [self.partitions.sets.index(k) for k in kernel],
                used,
                side_payments=side_payments,
            )
            for kernel in found
        )

    def _stable(self, notion: str, says: str, places: list[int], rule: str, *, side_payments: bool) -> StablePartitions:
        return StablePartitions(
            notion=notion,
            says=says,
            players=self.players,
            partitions=tuple(self.partitions.sets[k] for k in places),
            basis=f"externality rule {rule}, with{'' if side_payments else 'out'} side payments",
            provenance=self.provenance,
        )

    def plot(self, **options: Any) -> Axes:
        """Draw what alliances are worth, and which last; options as `deterrence.plot.blocs.alliances` has them."""
        from deterrence.plot.blocs.alliances import alliance_partitions

        return alliance_partitions(self, **options)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "players": list(self.players),
            "rule": self.rule,
            "partitions": [found.to_dict() for found in self.outcomes],
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a bloc of a partition: its worth and its members' payoffs (NaN for others)."""
        return partition_frame(self.outcomes)

    def notes(self) -> list[str]:
        """What the reader must know: the rule, and partitions with several equilibria or an incomplete search."""
        return [f"Externality rule {self.rule}: {RULES[self.rule]}.", *equilibrium_notes(self.outcomes)]

    def __str__(self) -> str:
        head = f"{self.provenance.scenario}: blocs play as one; {len(self.outcomes)} partitions"
        return "\n".join([head, text_table(*partition_table(self.outcomes)), *self.notes()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*partition_table(self.outcomes)) + "".join(
            f"<p>{html.escape(note)}</p>" for note in self.notes()
        )


def alliances(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    rule: str = "gamma",
    concept: str | None = None,
    progress: Progress | None = None,
) -> Alliances:
    """Find what happens, and what everybody gets, for every way the players can ally.

    In each partition of the players every bloc plays the scenario's game as
    one player that maximises the sum of its members' payoffs, observes what
    any of them observes and remembers as one. Indifferent blocs take the
    choice listed first in the file; values within ``1e-9 max(1, |a|, |b|)``
    are tied.

    Parameters
    ----------
    scenario
        Needs a `game` section and payoffs that are numbers; up to 7 players.
    given, suppose
        As for `solve`.
    rule
        What outsiders do when a coalition forms, where an answer needs it:
        ``"gamma"`` (blocs that lose members fall apart), ``"delta"`` (those
        left stay together), ``"optimistic"`` or ``"pessimistic"`` (outsiders
        form the partition that is best or worst for the coalition).
    concept
        As for `solve`: by default subgame-perfect where information is
        perfect, else perfect Bayesian equilibrium, of several the first.
    progress
        Hears how many of how many partitions are solved.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value, situation, rule or concept.
    ConceptError
        A section is missing, payoffs are ranks, or the concept does not fit.
    NoAnswerError
        More than 7 players, or no equilibrium was found in some partition.
    EvaluationError
        Something has no value at this point.
    TreeTooLargeError
        More than 2,000,000 nodes.

    References
    ----------
    .. [1] R. M. Thrall and W. F. Lucas, "N-person games in partition function
       form", Naval Research Logistics Quarterly 10, 1963.

    Examples
    --------
    An alliance of two leaves the third worse off than when all stand alone:

    >>> from deterrence import load
    >>> found = alliances(load("technology-for-money"))
    >>> found.outcome("us+russia | china").worth
    {frozenset({...}): 1.5, frozenset({'china'}): -3.0}
    """
    expect_kind(scenario, Scenario, "alliances")
    require_rule(rule)
    if scenario.ordinal:
        raise ConceptError("payoffs are ranks only (`ordinal: true`), and a bloc's worth is a sum, which needs numbers")
    if concept == "quantal_response":
        raise ConceptError("blocs play an equilibrium without errors; quantal_response is not for alliances")
    found = Partitions(players=tuple(scenario.players))
    asked = Concept(concept)
    games = BlocGames(scenario=scenario, given=given, suppose=suppose)
    provenance = origin(scenario, given, suppositions(scenario, suppose), asked)
    solved = []
    for done, partition in enumerate(found.sets):
        solved.append(bloc_outcome(games, partition, asked, provenance))
        if progress:
            progress(done + 1, len(found))
    return Alliances(partitions=found, outcomes=tuple(solved), rule=rule, provenance=provenance)
