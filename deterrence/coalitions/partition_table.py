"""Partition functions as tables: what blocs are worth, what players get, what happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from deterrence.coalitions.bloc_outcome import BlocOutcome
from deterrence.coalitions.partitions import partition_name
from deterrence.game.blocs import Partition, bloc_name
from deterrence.tables.text import number

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 20
MOST_NOTES = 6


def partition_table(
    outcomes: Sequence[BlocOutcome], lasting: Collection[Sequence[Partition]] = ()
) -> tuple[tuple[str, ...], list[list[str]]]:
    """A header and a row a partition: the worth of its blocs, each player's payoff, and what happens.

    Of more than 20 partitions the most telling: everybody alone and all
    together, then one for each different course of events, those first that
    most collections of `lasting` hold; the last row counts the others.
    """
    players = outcomes[0].members.players
    rows = []
    for found in _telling(outcomes, lasting):
        worth = ", ".join(f"{bloc_name(bloc, players)} {number(value)}" for bloc, value in found.worth.items())
        paid = [number(found.payoffs[who]) for who in players]
        rows.append([partition_name(found.partition, players), worth, *paid, found.told()])
    if len(outcomes) > MOST_ROWS:
        rows.append([f"and {len(outcomes) - MOST_ROWS} partitions more", *[""] * (len(players) + 2)])
    return ("partition", "worth", *players, "what happens"), rows


def _telling(outcomes: Sequence[BlocOutcome], lasting: Collection[Sequence[Partition]]) -> list[BlocOutcome]:
    """At most 20 of them, in their own order."""
    if len(outcomes) <= MOST_ROWS:
        return list(outcomes)
    held = Counter(partition for answer in lasting for partition in answer)
    places = sorted(range(len(outcomes)), key=lambda place: -held[outcomes[place].partition])
    sizes = [len(found.partition) for found in outcomes]
    firsts = {outcomes[place].told(): place for place in reversed(places)}
    order = dict.fromkeys(
        [sizes.index(max(sizes)), sizes.index(1), *sorted(firsts.values(), key=places.index), *places]
    )
    return [outcomes[place] for place in sorted(list(order)[:MOST_ROWS])]


def equilibrium_notes(outcomes: Sequence[BlocOutcome]) -> list[str]:
    """A sentence for each partition with several equilibria or an incomplete search; of very many, the first."""
    players = outcomes[0].members.players
    several = [found for found in outcomes if found.listing()]
    told = [f"{partition_name(found.partition, players)}: {found.listing()}." for found in several[:MOST_NOTES]]
    rest = len(several) - MOST_NOTES
    return [*told, f"So in {rest} partitions more."] if rest > 0 else told


def partition_frame(outcomes: Sequence[BlocOutcome]) -> pd.DataFrame:
    """One row a bloc of a partition: its worth and its members' payoffs (NaN for others)."""
    import pandas as pd

    players = outcomes[0].members.players
    rows = [
        {"partition": partition_name(found.partition, players), "bloc": bloc_name(bloc, players), "worth": value}
        | {f"payoff.{who}": found.payoffs[who] if who in bloc else np.nan for who in players}
        for found in outcomes
        for bloc, value in found.worth.items()
    ]
    return pd.DataFrame(rows)
