"""Where the lenses disagree about one state, and which assumption makes the difference."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.analysis.lenses import (
    CREDIBILITY,
    FORESIGHT,
    INTEREST,
    JOINT,
    MEANING,
    ORDER,
    View,
    bloc_views,
    graph_views,
    strategic_view,
    tree_view,
)
from deterrence.analysis.mechanism import mechanism
from deterrence.coalitions.partition_function import alliances
from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.preference import margin_text
from deterrence.conflict_graph.scenario_graph import conflict
from deterrence.conflict_graph.state_test import full_state
from deterrence.errors import ConceptError, NoAnswerError, expect_kind
from deterrence.game.building import Suppose, suppositions
from deterrence.scenario.scenario import PENDING, Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.nash_outcomes import nash_outcomes
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import origin, solve
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

_PREFERENCE = (FORESIGHT, JOINT, INTEREST, ORDER, CREDIBILITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one lens differs from the first about a player.

    `assumption` makes the difference, as `witness` shows: a lens that differs
    from `lens` in nothing else and agrees with `against`. `others` are further
    assumptions of which the same is true, with their witnesses. Without a
    witness the two lenses differ in several things at once.
    """

    player: str
    lens: str
    against: str
    assumption: str
    witness: str | None
    others: tuple[tuple[str, str], ...]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Disagreement:
    """What each lens says of a state, and why they differ.

    Attributes
    ----------
    state
        The state asked about, decisions only.
    views
        One a lens; the first is the one that others are held against.
    reasons
        One for each player and lens that differ from the first.
    notes
        Lenses that are missing, and why.
    """

    state: Mapping[str, str]
    views: tuple[View, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    provenance: Provenance

    @property
    def agrees(self) -> bool:
        """Whether all lenses say the same of every player."""
        return not self.reasons

    def view(self, lens: str) -> View:
        """What one lens says; raises `KeyError` if it is missing."""
        return next(view for view in self.views if view.lens == lens)

    def header(self) -> tuple[str, ...]:
        """The columns of `rows`."""
        return ("lens", *self.views[0].keeps) if self.views else ("lens",)

    def rows(self) -> list[list[str]]:
        """One lens a row: for each player whether it keeps to the state, with the margin where there is one."""
        return [[view.name, *(_cell(view, player) for player in view.keeps)] for view in self.views]

    def because(self) -> list[str]:
        """The reasons in sentences; lenses that differ for the same reason share one."""
        grouped: dict[tuple[Any, ...], list[Reason]] = {}
        for reason in self.reasons:
            key = (reason.player, reason.assumption, reason.detail, reason.witness is None)
            grouped.setdefault(key, []).append(reason)
        return [_sentence(self.views, reasons) for reasons in grouped.values()]

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what every lens says of every player."""
        from deterrence.plot.questions.lens_matrix import lens_matrix

        return lens_matrix(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "state": dict(self.state),
            "views": [
                {"lens": v.lens, "name": v.name, "keeps": dict(v.keeps), "margins": dict(v.margins)} for v in self.views
            ],
            "reasons": [{name: getattr(reason, name) for name in reason.__slots__} for reason in self.reasons],
            "notes": list(self.notes),
            "provenance": self.provenance.to_dict(),
        }

    def question(self) -> str:
        """What every lens is asked."""
        words = ", ".join(f"{name} = {value}" for name, value in self.state.items())
        return f"Does each player keep to {words}?"

    def __str__(self) -> str:
        because = self.because() or ["All lenses agree."]
        return "\n".join([self.question(), text_table(self.header(), self.rows()), *because, *self.notes])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in [*self.because(), *self.notes])
        return f"<p>{html.escape(self.question())}</p>{html_table(self.header(), self.rows())}{lines}"


def disagreement(
    scenario: Scenario,
    state: Mapping[str, str] | None = None,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
) -> Disagreement:
    """Ask every lens whether each player keeps to a state, and say which assumption makes the difference.

    Parameters
    ----------
    scenario
        Needs decisions and payoffs; with a `game` section the order of play
        is the lens that others are held against, otherwise Nash stability is.
    state
        Decisions not named keep their initial value; the status quo by default.
    given, suppose
        As for `solve`. The conflict graph heeds suppositions about chances only.

    Returns
    -------
    Disagreement
        In the order of play a player keeps to a state if its decisions end
        there on every branch; "it depends" if on some. In the conflict graph
        it does if the state is stable for it. A lens is explained by another
        that differs from it in one assumption only and agrees with the first.

    Raises
    ------
    ArgumentError
        An unknown name, or a state outside the conflict graph.
    ConceptError
        The scenario lacks decisions or payoffs.

    Examples
    --------
    >>> from deterrence import load
    >>> found = disagreement(load("technology-for-money"))
    >>> [(reason.lens, reason.assumption) for reason in found.reasons if reason.player == "us" and reason.lens == "seq"]
    [('seq', 'joint moves')]
    """
    expect_kind(scenario, Scenario, "disagreement")
    graph = conflict(scenario, given=given, suppose=suppose)
    target = full_state(scenario, state or {})
    graph.index(target)
    notes: list[str] = []
    views: list[View] = []
    solution = None
    try:
        solution = solve(scenario, given=given, suppose=suppose)
        views.append(tree_view(solution, target))
        views.append(strategic_view(nash_outcomes(scenario, given=given, suppose=suppose), scenario, target))
    except (ConceptError, NoAnswerError) as error:
        notes.append(f"Without {'the strategic form' if views else 'the order of play'}: {error}.")
    if solution is not None:
        try:
            blocs = alliances(scenario, given=given, suppose=suppose)
            views += bloc_views(blocs, scenario, target, views[0])
        except (ConceptError, NoAnswerError) as error:
            notes.append(f"Without blocs: {error}.")
    views += graph_views(scenario, graph, target, given, suppose)
    if graph.fixed:
        held = ", ".join(f"{name} = {value}" for name, value in graph.fixed.items())
        notes.append(f"In the conflict graph {held}.")
    if any(view.lens == "cseq" for view in views):
        notes.append(f"{NAMES['cseq'][0].upper()}{NAMES['cseq'][1:]}.")
    return Disagreement(
        state=target,
        views=tuple(views),
        reasons=tuple(_told(reason, views, solution, graph, target) for reason in _reasons(views)),
        notes=tuple(notes),
        provenance=origin(scenario, given, suppositions(scenario, suppose), Concept(None)),
    )


def _reasons(views: list[View]) -> list[Reason]:
    first, *others = views
    found = []
    for player in first.keeps:
        said = first.keeps[player]
        for view in others:
            if view.keeps[player] == said:
                continue
            agreeing = [other for other in views if other.keeps[player] == said and other is not view]
            alone = [(other.assumptions.differs(view.assumptions), other.lens) for other in agreeing]
            single = {names[0]: lens for names, lens in reversed(alone) if len(names) == 1}
            ordered = [(name, single[name]) for name in _PREFERENCE if name in single]
            assumption, witness = ordered[0] if ordered else (ORDER, None)
            found.append(
                Reason(
                    player=player,
                    lens=view.lens,
                    against=first.lens,
                    assumption=assumption,
                    witness=witness,
                    others=tuple(ordered[1:]),
                )
            )
    return found


def _told(
    reason: Reason, views: list[View], solution: Solution | None, graph: ConflictGraph, state: Mapping[str, str]
) -> Reason:
    """The reason with what can be said beyond the assumption's name."""
    if reason.witness is not None:
        shows = reason.assumption == JOINT and solution is not None
        return replace(reason, detail=mechanism(solution, graph, state, reason.player) if shows and solution else "")
    margins = next(view for view in views if view.lens == reason.lens).margins
    if margins.get(reason.player) == np.inf or reason.player in _idle(graph, state):
        return replace(reason, detail=f"In the conflict graph {reason.player} has no move in this state.")
    pending = [name for name, value in graph.fixed.items() if value == PENDING]
    waits = f"; and there {', '.join(pending)} is not drawn, unless supposed" if pending else ""
    return replace(reason, detail=f"They differ in {MEANING[ORDER]}{waits}.")


def _idle(graph: ConflictGraph, state: Mapping[str, str]) -> list[str]:
    return [player for player, states in graph.structural().items() if dict(state) in states]


def _sentence(views: tuple[View, ...], reasons: list[Reason]) -> str:
    """Why some lenses differ from the first about one player, all for the same reason."""
    first = reasons[0]
    said = {view.lens: view.keeps[first.player] for view in views}
    parts = []
    for verdict in dict.fromkeys(said[reason.lens] for reason in reasons):
        lenses = dict.fromkeys(reason.lens for reason in reasons if said[reason.lens] == verdict)
        parts.append(f"{_WORDS[verdict]} by {_short(lenses)}")
    parts.append(f"{_WORDS[said[first.against]]} by {_short([first.against])}")
    if first.witness is None:
        return f"{first.player}, several things at once: {', '.join(parts)}. {first.detail}".strip()
    sentence = f"{first.player}, {first.assumption}: {', '.join(parts)}"
    witnesses = dict.fromkeys(r.witness for r in reasons if r.witness and r.witness != first.against)
    if witnesses:
        sentence += f" and by {_short(witnesses)}, which {'differs' if len(witnesses) == 1 else 'differ'} in that alone"
    others: dict[str, dict[str, None]] = {}
    for name, lens in (pair for reason in reasons for pair in reason.others):
        others.setdefault(name, {})[lens] = None
    more = "; ".join(f"{name} ({_short(lenses)})" for name, lenses in others.items())
    also = f"Another answer to this would do it too: {more}." if more else ""
    return " ".join(filter(None, [f"{sentence}.", first.detail, also]))


_WORDS = {True: "keeps to it", False: "leaves", None: "may do either"}


def _short(lenses: Iterable[str]) -> str:
    names = {"tree": "the order of play", "strategic form": "the strategic form", "nash": "R"}
    words = [names.get(lens, lens if lens.startswith("bloc") else lens.upper()) for lens in lenses]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _cell(view: View, player: str) -> str:
    keeps = view.keeps[player]
    word = "it depends" if keeps is None else "keeps" if keeps else "leaves"
    margin = view.margins.get(player)
    if margin is None:
        return word
    return f"{word} ({'cannot move' if margin == np.inf else margin_text(margin).replace(' (a tie)', ', a tie')})"
