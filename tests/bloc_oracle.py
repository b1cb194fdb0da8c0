"""Blocs as one player, by rewriting the scenario document: slow, obvious, and solved by `oracles`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import oracles


def partitions(players: list[str]) -> Iterator[list[list[str]]]:
    """Every partition: the first player joins any subset of the others, and the rest is divided the same way."""
    if not players:
        yield []
        return
    first, *others = players
    for pattern in range(2 ** len(others)):
        friends = [who for k, who in enumerate(others) if pattern >> k & 1]
        for rest in partitions([who for who in others if who not in friends]):
            yield [[first, *friends], *rest]


def united(document: oracles.Scenario, blocs: list[list[str]]) -> dict[str, Any]:
    """The same scenario with one player a bloc: it decides what its members did and is paid what they were.

    A visit is hidden from a bloc only if it is hidden from every member.
    """
    name = {who: "_with_".join(bloc) for bloc in blocs for who in bloc}

    def visit(item: Any) -> Any:
        if isinstance(item, list):
            return [visit(member) for member in item]
        if isinstance(item, str):
            return item
        blind = item.get("hidden_from", ())
        return item | {"hidden_from": [name[bloc[0]] for bloc in blocs if all(who in blind for who in bloc)]}

    return {
        **document,
        "players": {name[bloc[0]]: "A bloc" for bloc in blocs},
        "decisions": {
            variable: decision | {"player": name[decision["player"]]}
            for variable, decision in document.get("decisions", {}).items()
        },
        "payoffs": {
            name[bloc[0]]: " + ".join(f"({document['payoffs'][who]})" for who in bloc) for bloc in blocs
        },
        "game": {**document["game"], "order": [visit(item) for item in document["game"]["order"]]},
    }  # fmt: skip
