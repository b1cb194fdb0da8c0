"""The conflict graph: which states each player would leave, and how far each is from the edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph import listing
from deterrence.conflict_graph.concepts import COALITIONAL, INDIVIDUAL, require_concept
from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.narrative import Narrative
from deterrence.conflict_graph.raw import hint, key_of, raw_model
from deterrence.conflict_graph.reach import reach_matrix, unpack
from deterrence.conflict_graph.state_test import full_state, outside, require_cardinal
from deterrence.conflict_graph.verdicts import Verdicts
from deterrence.errors import ArgumentError
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes

Array = npt.NDArray[np.float64]
Label = Any


class ConflictGraph:
    """States, the moves of each player among them, and what each state is worth to whom.

    Made by `conflict` from a scenario, or here from its parts. It does not
    change; its arrays are read-only.

    Parameters
    ----------
    states
        Labels: texts, numbers, tuples or mappings. The first is the initial state.
    players
        Names.
    moves
        For each player the pairs ``(from, to)``; they need not be transitive.
    rankings
        For each player a number for each state, larger for better ones.
    ordinal
        Whether the numbers are ranks only; then margins are refused.

    Raises
    ------
    ArgumentError
        An unknown state or player, a move from a state to itself, a number
        that is missing or not finite.

    Notes
    -----
    An improvement is better by more than a tie, ``1e-9 max(1, |a|, |b|)``; a
    sanction leads to a state that is not better. Opponents answer by legal
    sequences of any length in which nobody moves twice in succession.

    References
    ----------
    .. [1] L. Fang, K. W. Hipel, D. M. Kilgour, "Interactive Decision Making:
       The Graph Model for Conflict Resolution", Wiley, 1993.

    Examples
    --------
    >>> dilemma = ConflictGraph(
    ...     states=["both cooperate", "one defects", "two defects", "both defect"],
    ...     players=["one", "two"],
    ...     moves={
    ...         "one": [("both cooperate", "one defects"), ("two defects", "both defect")],
    ...         "two": [("both cooperate", "two defects"), ("one defects", "both defect")],
    ...     },
    ...     rankings={
    ...         "one": {"both cooperate": 3, "one defects": 4, "two defects": 1, "both defect": 2},
    ...         "two": {"both cooperate": 3, "one defects": 1, "two defects": 4, "both defect": 2},
    ...     },
    ... )
    >>> dilemma.equilibria("nash"), dilemma.equilibria("seq")
    (['both defect'], ['both cooperate', 'both defect'])
    >>> dilemma.margin("seq")["one"].tolist()
    [1.0, inf, -1.0, inf]
    """

    def __init__(
        self,
        *,
        states: Sequence[Label],
        players: Sequence[str],
        moves: Mapping[str, Iterable[Sequence[Label]]],
        rankings: Mapping[str, Mapping[Label, float]],
        ordinal: bool = False,
    ) -> None:
        model = raw_model(states, players, moves, rankings)
        self._fill(model, tuple(states), tuple(players), bool(ordinal), Provenance(scenario="", hash=""))

    def _fill(
        self,
        model: GraphModel,
        states: tuple[Label, ...],
        players: tuple[str, ...],
        ordinal: bool,
        provenance: Provenance,
        *,
        scenario: Scenario | None = None,
        fixed: Mapping[str, str] | None = None,
        ignored: tuple[str, ...] = (),
    ) -> None:
        self.model, self.states, self.players, self.ordinal = model, states, players, ordinal
        self.provenance, self.scenario = provenance, scenario
        self.fixed, self.ignored = dict(fixed or {}), ignored
        self._number = {key_of(state): number for number, state in enumerate(states)}
        self._verdicts = Verdicts(model, players)

    @property
    def initial(self) -> Label:
        """The initial state: the status quo."""
        return self.states[0]

    @property
    def moves(self) -> dict[str, list[tuple[Label, Label]]]:
        """Each player's moves as pairs of states."""
        return {
            player: [(self.states[a], self.states[b]) for a, b in zip(one.tails, one.heads, strict=True)]
            for player, one in zip(self.players, self.model.moves, strict=True)
        }

    @property
    def arcs(self) -> dict[str, int]:
        """How many moves each player has."""
        return {player: len(one.tails) for player, one in zip(self.players, self.model.moves, strict=True)}

    @property
    def payoffs(self) -> dict[str, Array]:
        """What each state is worth to each player, or its rank."""
        return dict(zip(self.players, self.model.payoffs, strict=True))

    def index(self, state: Label) -> int:
        """The place of a state; of a scenario's state decisions not named keep their initial value.

        Raises `ArgumentError` for a state that is not in the graph.
        """
        if self.scenario is not None:
            full = full_state(self.scenario, state)
            if key_of(full) not in self._number:
                raise outside(self.scenario, full)
            return self._number[key_of(full)]
        try:
            return self._number[key_of(state)]
        except (KeyError, TypeError):
            raise ArgumentError(f"unknown state {state!r}", hint(state, self.states)) from None

    def _player(self, name: str) -> int:
        if name not in self.players:
            raise ArgumentError(f"unknown player {name!r}", hint(name, self.players))
        return self.players.index(name)

    def stability(self, concept: str, horizon: int | None = None) -> dict[Any, list[Label]]:
        """The stable states of each player, or of each coalition.

        Parameters
        ----------
        concept
            ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``; for two
            players ``"sim"`` and ``"horizon"``; ``"cr"``, ``"cgmr"``,
            ``"csmr"`` and ``"cseq"`` of every non-empty coalition, ``2^n - 1``
            of them. Readings of CSEQ differ; in ours the rest answers by
            joint improvements of its sub-coalitions, none twice in succession,
            each better for all who take part in it.
        horizon
            How many moves are looked ahead, for ``"horizon"`` only.

        Returns
        -------
        dict
            By player, or by frozenset of players.

        Raises
        ------
        ArgumentError
            An unknown concept, or a horizon out of place.
        ConceptError
            The concept is of two players and there are more or fewer.
        NoAnswerError
            Too many coalitions for this many states.
        """
        rows = self._verdicts.rows(concept, horizon)
        return {
            key: [self.states[number] for number in np.flatnonzero(row)]
            for key, row in zip(self._verdicts.keys(concept), rows, strict=True)
        }

    def equilibria(self, concept: str, horizon: int | None = None) -> list[Label]:
        """The states that are stable for every player, or for every coalition; as `stability`."""
        return [self.states[number] for number in np.flatnonzero(self._verdicts.rows(concept, horizon).all(axis=0))]

    def is_stable(self, state: Label, concept: str, player: str | None = None, horizon: int | None = None) -> bool:
        """Whether a state is stable for a player, or for everybody (every coalition of a coalitional concept)."""
        stable = self._verdicts.rows(concept, horizon)[:, self.index(state)]
        if player is None:
            return bool(stable.all())
        self._player(player)
        key = frozenset({player}) if concept in COALITIONAL else player
        return bool(stable[self._verdicts.keys(concept).index(key)])

    def margin(self, concept: str) -> dict[str, Array]:
        """How far each state is from the edge of stability, for each player; ``{player: (state,)}``.

        The margin is the least over the player's moves of the greater of what
        the move itself costs it and what the strongest answer does: for
        credible sanctions (SEQ, SSEQ) that is no more than the least gain of
        those who carry it out. The state is stable where the margin is 0 or
        more; `inf` where the player cannot move (see `structural`). A tied
        loss counts as 0, and a tied gain, which is no improvement, as the
        largest number below 0.

        Parameters
        ----------
        concept
            ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"`` or ``"sseq"``. The last
            two search once for each state: seconds at 1,000 states.

        Raises
        ------
        ConceptError
            Payoffs are ranks only.
        """
        require_concept(concept, INDIVIDUAL)
        require_cardinal(self.ordinal)
        found = self.model.margins(concept)
        found.flags.writeable = False
        return dict(zip(self.players, found, strict=True))

    def margin_at(self, state: Label, concept: str, player: str) -> float:
        """One entry of `margin`, found alone."""
        require_concept(concept, INDIVIDUAL)
        require_cardinal(self.ordinal)
        return float(self.model.margins_at(self._player(player), concept, np.array([self.index(state)]))[0])

    def structural(self, player: str | None = None) -> dict[str, list[Label]]:
        """The states that each player, or one, cannot leave: stable whatever the payoffs."""
        names = self.players if player is None else (player,)
        stuck = {name: np.flatnonzero(self.model.structural(self._player(name))) for name in names}
        return {name: [self.states[number] for number in found] for name, found in stuck.items()}

    def reach(self, players: str | Iterable[str], state: Label, *, improving: bool = False) -> list[Label]:
        """Where legal sequences of some players lead from a state: nobody moves twice in succession.

        `players` is a name or several; with `improving` every move must be
        better for its own mover.
        """
        if not isinstance(players, Iterable):
            raise ArgumentError(f"players are a name or several, found {players!r}")
        group = dict.fromkeys(self._player(name) for name in ([players] if isinstance(players, str) else players))
        moves = self.model.improvements if improving else self.model.moves
        ends = unpack(reach_matrix([moves[number] for number in group], len(self.states)), len(self.states))
        return [self.states[number] for number in np.flatnonzero(ends[self.index(state)])]

    def jumps(self, concept: str = "nash") -> list[tuple[Label, Label, frozenset[str]]]:
        """Pairs of equilibria of a concept, with each coalition of two or more that gains by moving between them.

        It moves by a legal sequence, and every member prefers its end.
        """
        stable = np.atleast_1d(self._verdicts.rows(concept, None).all(axis=0))
        found = self._verdicts.joint.jumps(stable)
        return [(self.states[a], self.states[b], self._verdicts.named(group)) for a, b, group in found]

    def explain(self, state: Label, player: str, concept: str) -> str:
        """Why a state is stable or not for a player: the move, the answer to it step by step, its weakest step.

        Of several improvements the least deterred is told. For the five
        individual concepts.
        """
        require_concept(concept, INDIVIDUAL)
        who, number = self._player(player), self.index(state)
        return Narrative(
            self.model,
            self.states,
            self.players,
            player=who,
            state=number,
            concept=concept,
            ordinal=self.ordinal,
        ).text()

    def plot(self, concept: str = "seq", **options: Any) -> Axes:
        """Draw states, moves and who would stay; options as `deterrence.plot.blocs.conflict_graph` has them."""
        from deterrence.plot.blocs.conflict_graph import conflict_graph

        return conflict_graph(self, concept, **options)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: states by their place in `states`."""
        return listing.plain(self)

    def to_pandas(self) -> pd.DataFrame:
        """One row a state: its decisions, payoffs, and for whom it is stable by each concept."""
        return listing.frame(self)

    def __str__(self) -> str:
        header, rows, hidden = listing.rows(self)
        return "\n".join([text_table(header, rows), *listing.notes(self, hidden)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        header, rows, _ = listing.rows(self)
        return html_table(header, rows)
