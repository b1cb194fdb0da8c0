"""Outcomes by hand: solve one point's tree slowly and walk it, chance drawing as on a given path."""

from __future__ import annotations

import oracles


def solved(scenario, point):
    tree = oracles.unroll(scenario, point)
    return tree, oracles.backward_induction(tree)


def likeliest_path(scenario, point=None):
    """The history of the most probable end, the first among equals."""
    _, answer = solved(scenario, point)
    most = max(probability for probability, _ in answer.outcomes)
    return next(end.history for probability, end in answer.outcomes if probability >= most * (1 - 1e-12))


def path_along(scenario, along, point):
    """The history that choices lead to when the k-th draw of a variable takes its k-th value on a path."""
    node, answer = solved(scenario, point)
    left = list(along)
    while node.kind != "terminal":
        if node.kind == "decision":
            node = node.children[answer.strategy[node.history]]
            continue
        told = next((step for step in left if step[0] == node.variable), None)
        if told is not None:
            left.remove(told)
        if told is not None and told[1] in node.children:
            node = node.children[told[1]]
        else:
            most = max(node.probabilities.values())
            node = next(node.children[c] for c, p in node.probabilities.items() if p >= most * (1 - 1e-12))
    return node.history


def probability(scenario, point, true):
    """The probability that a condition on the end state holds."""
    _, answer = solved(scenario, point)
    return sum(p for p, end in answer.outcomes if true(end.state))
