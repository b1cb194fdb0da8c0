"""Signalling games: who sends, who responds, and what a message would bring that nobody sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deterrence.errors import ConceptError
from deterrence.game.extensive import Array
from deterrence.game.information import InformationSet
from deterrence.game.tree import CHANCE, TERMINAL, GameTree, Ints
from deterrence.solvers.assessment import Assessments, Bools
from deterrence.solvers.beliefs import gaps, supporting_belief


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message at the rows whose sender never sends it and who share the possible types.

    `earned` is what each type gets in equilibrium, ``(type, row)``; `sender`
    and `receiver` what response gives whom, ``(type, response, row)``; `prior`
    ``(type, row)``; `response` the strategy of the receiver, ``(response, row)``.
    """

    earned: Array
    sender: Array
    receiver: Array
    prior: Array
    response: Array

    def at(self, rows: Bools | Ints) -> Unsent:
        """The message at some of the rows."""
        return Unsent(*(getattr(self, name)[..., rows] for name in self.__slots__))

    def optimal(self, responses: tuple[int, ...], types: Bools) -> Bools:
        """Whether responses are all best for one belief over some types; ``(row,)``."""
        rows = [gaps(self.receiver[:, [response]], self.receiver)[types] for response in responses]
        margins = np.concatenate(rows, axis=1).swapaxes(0, 1)
        return np.asarray(~np.isnan(supporting_belief(margins, None)[0]), dtype=bool)

    def belief(self, types: Bools) -> Array:
        """A belief over some types for which the response prescribed is optimal; NaN where there is none."""
        kept = (self.receiver * self.response).sum(axis=1, keepdims=True)
        margins = gaps(kept, self.receiver)[types].swapaxes(0, 1)
        found = np.zeros_like(self.prior)
        found[types] = supporting_belief(margins, self.prior[types])
        return found


def unsent(played: Assessments, item: InformationSet, rows: Ints) -> Unsent:
    """What a response may bring at some rows; the nodes of its set, in tree order, follow the types in theirs."""
    tree, nodes = played.tree, item.nodes
    sender = tree.owner[tree.parent[nodes[0]]]
    children = tree.first[nodes][:, None] + np.arange(len(item.actions))
    ends = played.game.payoffs[tree.terminal_of[children]][:, :, :, played.point[rows]]
    return Unsent(
        earned=played.worth[tree.parent[nodes], sender][:, rows],
        sender=ends[:, :, sender],
        receiver=ends[:, :, tree.owner[nodes[0]]],
        prior=played.reach[tree.parent[nodes]][:, rows],
        response=played.step[children[0]][:, rows],
    )


def roles(tree: GameTree, sets: Sequence[InformationSet]) -> tuple[list[InformationSet], list[InformationSet]]:
    """The information sets of the sender, one a type, and those of whoever responds.

    Raises
    ------
    ConceptError
        It is not a signalling game; says what is missing.
    """
    senders = [item for item in sets if tree.parent[item.nodes[0]] == 0]
    receivers = [item for item in sets if item not in senders]
    sent = [child for node in tree.children(0) for child in tree.children(node)]
    told = {item.actions for item in senders}
    last = [end for node in sent for end in tree.children(node)]
    wrong = [
        (tree.owner[0] != CHANCE, "chance must move first"),
        (len(senders) != tree.count[0] or len({item.player for item in senders}) != 1, "one player must see the type"),
        (len(told) != 1, "every type must have the same messages"),
        (any(tree.owner[node] == CHANCE for node in sent), "nothing may be drawn after a message"),
        (any(tree.owner[node] != TERMINAL for node in last), "the response must end the game"),
        (any({*item.nodes} != _after(tree, item) for item in receivers), "a response may depend on the message alone"),
    ]
    for is_wrong, what in wrong:
        if is_wrong:
            raise ConceptError(f"refinements of this kind are for signalling games: {what}")
    return senders, receivers


def _after(tree: GameTree, item: InformationSet) -> set[int]:
    """The nodes of all types after the message that leads to a set."""
    code = int(item.nodes[0] - tree.first[tree.parent[item.nodes[0]]])
    return {int(tree.first[node]) + code for node in tree.children(0)}
