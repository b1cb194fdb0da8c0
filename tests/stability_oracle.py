"""Stability of partitions and foresight by definition, over frozensets and all subsets: slow and obvious."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import coalition_oracle

Bloc = frozenset[str]
Partition = frozenset[Bloc]
Payoffs = Mapping[Partition, Mapping[str, float]]


def subsets(items: Any) -> Iterator[Bloc]:
    """All subsets that are not empty."""
    items = sorted(items)
    for size in range(1, len(items) + 1):
        yield from map(frozenset, itertools.combinations(items, size))


def after(partition: Partition, coalition: Bloc, rule: str, every: list[Partition]) -> list[Partition]:
    """What may come about when a coalition forms."""
    if rule in ("optimistic", "pessimistic"):
        return [other for other in every if coalition in other]
    found = {coalition}
    for bloc in partition:
        rest = bloc - coalition
        if rest and rest != bloc and rule == "gamma":
            found |= {frozenset({who}) for who in rest}
        elif rest:
            found.add(rest)
    return [frozenset(found)]


def is_stable(partition: Partition, payoffs: Payoffs, notion: str, rule: str) -> bool:
    """Whether no deviation that the notion allows succeeds."""
    every, here = list(payoffs), payoffs[partition]
    enough: Callable[..., bool] = all if rule == "pessimistic" else any

    def succeeds(coalition: Bloc, works: Callable[[Mapping[str, float]], bool]) -> bool:
        return enough(works(payoffs[there]) for there in after(partition, coalition, rule, every))

    if notion in ("core", "strict_core"):
        for coalition in subsets(here):
            if coalition in partition:
                continue

            def all_gain(there: Mapping[str, float], coalition: Bloc = coalition) -> bool:
                return all(there[who] > here[who] for who in coalition)

            def none_loses(there: Mapping[str, float], coalition: Bloc = coalition) -> bool:
                return all(there[who] >= here[who] for who in coalition) and any(
                    there[who] > here[who] for who in coalition
                )

            if succeeds(coalition, all_gain if notion == "core" else none_loses):
                return False
        return True
    for mover in here:
        home = next(bloc for bloc in partition if mover in bloc)
        joined: list[Bloc] = [frozenset()] if notion == "individually_rational" else [frozenset(), *partition - {home}]
        for bloc in joined:
            coalition = bloc | {mover}
            if coalition == home:
                continue

            def works(there: Mapping[str, float], mover: str = mover, bloc: Bloc = bloc, home: Bloc = home) -> bool:
                asked = set(bloc) if notion in ("individual", "contractual") else set()
                asked |= home - {mover} if notion == "contractual" else set()
                return there[mover] > here[mover] and all(there[who] >= here[who] for who in asked)

            if succeeds(coalition, works):
                return False
    return True


def split(partition: Partition, payoffs: Payoffs, rule: str) -> dict[str, Fraction]:
    """Each bloc's worth by the Shapley value of the game within it."""
    every, found = list(payoffs), {}

    def worth(coalition: Bloc, there: Partition) -> Fraction:
        return sum((Fraction(payoffs[there][who]) for who in coalition), Fraction(0))

    for bloc in partition:
        members = sorted(bloc)
        values = [Fraction(0)]
        for mask in range(1, 2 ** len(members)):
            part = frozenset(who for k, who in enumerate(members) if mask >> k & 1)
            ways = [partition] if part == bloc else after(partition, part, rule, every)
            values.append((min if rule == "pessimistic" else max)(worth(part, way) for way in ways))
        found |= dict(zip(members, coalition_oracle.shapley(values, len(members)), strict=True))
    return found


Move = tuple[Any, Bloc, Any]


def chains_to(goal: Any, payoffs: Payoffs, moves: list[Move]) -> set[Any]:
    """All outcomes from which some chain of moves leads to a goal that every mover on the way strictly prefers."""
    found: set[Any] = set()
    for _ in payoffs:
        for start, coalition, end in moves:
            leads = end == goal or end in found
            if leads and all(payoffs[goal][who] > payoffs[start][who] for who in coalition):
                found.add(start)
    return found - {goal}


def largest_consistent_set(payoffs: Payoffs, moves: list[Move]) -> set[Any]:
    """The union of all consistent sets, each checked by the definition."""
    below = {b: chains_to(b, payoffs, moves) for b in payoffs}

    def is_deterred(a: Any, coalition: Bloc, d: Any, kept: set[Any]) -> bool:
        return any(
            (e == d or d in below[e]) and not all(payoffs[e][who] > payoffs[a][who] for who in coalition) for e in kept
        )

    union: set[Any] = set()
    for size in range(len(payoffs) + 1):
        for chosen in itertools.combinations(payoffs, size):
            kept = set(chosen)
            wanted = {a for a in payoffs if all(is_deterred(a, s, d, kept) for b, s, d in moves if b == a)}
            if kept == wanted:
                union |= kept
    return union


def farsighted_stable_sets(payoffs: Payoffs, moves: list[Move]) -> set[frozenset[Any]]:
    """All sets that are internally and externally stable under farsighted dominance."""
    below = {b: chains_to(b, payoffs, moves) for b in payoffs}
    found = set()
    for size in range(len(payoffs) + 1):
        for chosen in map(frozenset, itertools.combinations(payoffs, size)):
            internal = not any(a in below[b] for a in chosen for b in chosen)
            external = all(any(a in below[b] for b in chosen) for a in payoffs if a not in chosen)
            if internal and external:
                found.add(chosen)
    return found
