"""How a worth is divided: a bar for each player, and the interval that the core leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.coalitions.core_ranges import core_ranges
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError
from deterrence.game.blocs import bloc_name
from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.style import Size
from deterrence.tables.text import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deterrence.coalitions.coalition_game import CoalitionGame
    from deterrence.coalitions.division import Core, Division, LeastCore

MOST_FOR_RANGES = 10
WITHIN = "what the core leaves a player"
GETS = "what the player gets"


def division_bars(
    divisions: Sequence[Division],
    *,
    game: CoalitionGame | None = None,
    heading: str = "",
    small_print: Sequence[str] = (),
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw divisions beside one another.

    Parameters
    ----------
    divisions
        Of one game.
    game
        Adds the least and the most that each player gets in the core, for up to 10 players.
    heading, small_print
        The title, by default the methods, and sentences below.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        The divisions are of different players, or none; an unknown size.

    Examples
    --------
    >>> from deterrence import CoalitionGame
    >>> deal = CoalitionGame(["holder", "one", "two"], lambda s: float("holder" in s and len(s) > 1))
    >>> ax = division_bars([deal.shapley()], game=deal)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['holder', 'one', 'two']
    """
    if not divisions:
        raise ArgumentError("there is no division to draw")
    players = divisions[0].players
    if any(one.players != players for one in divisions) or (game is not None and game.players != players):
        raise ArgumentError("these are divisions among different players", f"the first is of {', '.join(players)}")
    ranges, told = ({}, []) if game is None else _ranges(game)
    rows = [(player, [Bar(value=one[player], interval=ranges.get(player)) for one in divisions]) for player in players]
    methods = [one.method for one in divisions]
    return interval_bars(
        rows,
        heading=heading or " and ".join(methods)[:1].upper() + " and ".join(methods)[1:],
        x=GETS,
        series=methods if len(methods) > 1 else (),
        interval=WITHIN,
        small_print=[*small_print, *_sentence(divisions[0].basis), *told],
        what="players",
        ax=ax,
        size=size,
    )


def core_bars(core: Core, *, game: CoalitionGame | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw a point of the core; or, of an empty one, what a balanced collection claims against what there is.

    `game` adds what the core leaves each player. Other options as `division_bars` has them.
    """
    if core.point is not None:
        found = [core.point]
        return division_bars(found, game=game, heading="A point of the core, the nucleolus", ax=ax, size=size)
    if not core.is_empty:
        rows = [("all together", [Bar(value=core.total)])]
        return interval_bars(rows, heading="The core is not empty", x="worth", ax=ax, size=size)
    claims = " + ".join(f"{number(weight)} of {bloc_name(bloc, core.players)}" for bloc, weight in core.blocking)
    return interval_bars(
        [(claims, [Bar(value=core.claims)]), ("all together", [Bar(value=core.total, look=1)])],
        heading="Why the core is empty: coalitions claim more than there is",
        x="worth",
        small_print=[_sentence(core.reason())[0], *_sentence(core.basis)],
        ax=ax,
        size=size,
    )


def least_core_bars(core: LeastCore, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw a point of the least core; options as `division_bars` has them."""
    binding = ", ".join(bloc_name(bloc, core.point.players) for bloc in core.binding)
    told = f"Largest excess {number(core.excess, 6)}" + (f", of {binding}." if binding else ".")
    return division_bars([core.point], heading="A point of the least core", small_print=[told], ax=ax, size=size)


def coalition_bars(game: CoalitionGame, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what each player gets by the Shapley value and the nucleolus, and what the core leaves it.

    Options as `division_bars` has them.
    """
    found, told = [game.shapley()], list[str]()
    try:
        found.append(game.nucleolus())
    except (ConceptError, NoAnswerError) as error:
        told = [f"Without the nucleolus: {error}."]
    return division_bars(found, game=game, heading="What each player can expect", small_print=told, ax=ax, size=size)


def _ranges(game: CoalitionGame) -> tuple[Mapping[str, tuple[float, float]], list[str]]:
    if len(game.players) > MOST_FOR_RANGES:
        return {}, [f"The core is not shown for more than {MOST_FOR_RANGES} players."]
    found = core_ranges(game)
    return found or {}, [] if found else ["The core is empty."]


def _sentence(text: str) -> list[str]:
    return [f"{text[:1].upper()}{text[1:]}."] if text else []
