"""Truels and duels in turn: why the weakest of three does best to pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together, whole
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Targets = tuple[int | None, int | None, int | None]

SENSE = "nobody gains by another target on any of its turns (Markov perfect equilibrium)"
PROFILES: tuple[Targets, ...] = tuple(product((None, 1, 2), (None, 0, 2), (None, 0, 1)))
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truel:
    """Every choice of targets of three players who move in turn, what it leads to, and which are equilibria.

    `targets` lists 27 triples, each player's target while all three are left,
    None for passing; `chance` has shape ``(27, 3, ...)``, each player's
    probability of being the last when player 0 begins; `regret`, of the same
    shape, is what a player gains on its own turn by its best other target.
    """

    targets: tuple[Targets, ...]
    chance: Array
    regret: Array
    provenance: Provenance

    @property
    def equilibrium(self) -> npt.NDArray[np.bool_]:
        """Which triples leave nobody a gain beyond the tie rule, shape ``(27, ...)``."""
        return np.asarray((self.regret <= TIE).all(axis=1))

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw each player's chance to be the last in every equilibrium."""
        from deterrence.plot.models.equilibrium_points import last_of_three

        return last_of_three(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self) | {"equilibrium": self.equilibrium.tolist()}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        chance, plays = self.chance.reshape(27, 3, -1), self.equilibrium.reshape(27, -1)
        rows = [
            [str(point), _aims(self.targets[i]), *(number(float(x)) for x in chance[i, :, point])]
            for point in range(plays.shape[1])
            for i in np.flatnonzero(plays[:, point])
        ]
        shown = rows if len(rows) <= MOST_SHOWN else [*rows[:MOST_SHOWN], ["..."] * 5]
        return ("point", "targets of 0, 1, 2", "last: 0", "last: 1", "last: 2"), shown

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def duel(first: npt.ArrayLike, second: npt.ArrayLike) -> Array:
    """The probability that who begins wins a duel in turn: ``p / (1 - (1 - p)(1 - q))``.

    It solves ``x = p + (1 - p)(1 - q) x``: who begins hits, or both miss and all
    is as before. Between two that never hit nobody wins, and it is 0.

    Parameters
    ----------
    first, second
        p and q, the probabilities to hit of who begins and of the other, in
        [0, 1]; arrays broadcast together.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Examples
    --------
    >>> duel([0.3, 0.5, 1.0], 0.5).round(4).tolist()
    [0.4615, 0.6667, 1.0]
    """
    p, q = together(first=numbers("first", first, least=0, most=1), second=numbers("second", second, least=0, most=1))
    return _duel(p, q)[()]


def truel(skills: npt.ArrayLike, *, shields: npt.ArrayLike = 0.0) -> Truel:
    """Three players move in turn, 0, 1, 2, 0 and so on, and each may eliminate another or pass, until one is left.

    While all three are left each player keeps to one target, or passes. With
    probability h_k of a hit in turn k, and D_k the chances in the duel that
    follows it, begun by the next in turn who is left, the chances are a sum
    over one round divided by the probability that a round hits somebody::

        (h_0 D_0 + (1 - h_0) h_1 D_1 + (1 - h_0)(1 - h_1) h_2 D_2)
        / (1 - (1 - h_0)(1 - h_1)(1 - h_2))

    Where all pass for ever nobody is the last, and all chances are 0.

    What surprises is that the weakest, on its turn, does best to miss on
    purpose: whom it hits it saves the other the trouble, and then faces that
    other's first move. Strength is no safety, as the strongest is everybody's
    target. A shield that two share, against the third and each other, can make
    an alliance of them: with a good one there is a second equilibrium in which
    both aim at the third. In a class: play it with dice before it is solved.

    Parameters
    ----------
    skills
        Shape ``(3, ...)``: the probabilities to hit, in the order of turns, in
        [0, 1]; further axes are points.
    shields
        The probability that a hit on each player is stopped, of a shape that
        broadcasts with `skills`.

    Raises
    ------
    ArgumentError
        Out of bounds, or not three players.

    Notes
    -----
    Against players who keep to their targets no plan, however complicated,
    does better than the best fixed target (each faces a Markov decision
    problem), so that `regret` is against all
    plans. In a duel both always aim at each other.

    References
    ----------
    F. Mosteller, Fifty Challenging Problems in Probability, Addison-Wesley
    1965, no. 20, with skills 0.3, 1 and 0.5: 0.300 for the weakest if it
    passes, 363/1300 if it aims at the strongest and 0.21 if at the middle one.
    The closed form and the search over all targets are derived here.

    Examples
    --------
    >>> print(truel([0.3, 1.0, 0.5]))
    nobody gains by another target on any of its turns (Markov perfect equilibrium)
    point  targets of 0, 1, 2  last: 0  last: 1  last: 2
        0  -, 2, 1                 0.3      0.7        0
    >>> for target in (None, 1, 2):
    ...     print(truel_chances([0.3, 1.0, 0.5], targets=(target, 2, 1)).round(4).tolist())
    [0.3, 0.7, 0.0]
    [0.2792, 0.49, 0.2308]
    [0.21, 0.79, 0.0]

    The two better ones share a shield that stops three of five hits:

    >>> shared = truel([0.3, 1.0, 0.5], shields=[0, 0.6, 0.6])
    >>> [shared.targets[i] for i in range(27) if shared.equilibrium[i]]
    [(None, 2, 1), (1, 0, 1)]
    """
    hits = _hits(skills, shields)
    chances = np.stack([_chances(hits, targets) for targets in PROFILES])
    return Truel(
        targets=PROFILES,
        chance=frozen(chances[:, 0]),
        regret=frozen(_regret(chances)),
        provenance=origin("truel in turn", {"skills": np.asarray(skills), "shields": np.asarray(shields)}, SENSE),
    )


def truel_chances(
    skills: npt.ArrayLike, *, targets: Sequence[int | None], shields: npt.ArrayLike = 0.0, begins: int = 0
) -> Array:
    """Each player's probability of being the last of three if they keep to these targets.

    Parameters
    ----------
    skills, shields
        As for `truel`.
    targets
        For each player another one, or None for passing.
    begins
        Whose turn it is.

    Returns
    -------
    ndarray, shape ``(3, ...)``

    Raises
    ------
    ArgumentError
        Out of bounds, or no such players.

    Examples
    --------
    >>> truel_chances([0.5, 0.5, 0.5], targets=(1, 2, 0)).round(4).tolist()
    [0.381, 0.1905, 0.4286]
    """
    if tuple(targets) not in PROFILES:
        raise ArgumentError(
            f"'targets' must name another player (0, 1, 2) or None for each of three, found {targets!r}"
        )
    turn = whole("begins", begins, least=0, most=2)
    first, second, third = targets
    return np.asarray(_chances(_hits(skills, shields), (first, second, third))[turn])


def _hits(skills: npt.ArrayLike, shields: npt.ArrayLike) -> Array:
    """Probability that the first index eliminates the second on its turn, shape ``(3, 3, ...)``."""
    skill, shield = numbers("skills", skills, least=0, most=1), numbers("shields", shields, least=0, most=1)
    if not skill.ndim or skill.shape[0] != 3:
        raise ArgumentError(f"'skills' must have three entries, one a player, found shape {skill.shape}")
    skill, shield = together(skills=skill, shields=shield)
    if skill.shape[0] != 3:
        raise ArgumentError(f"'shields' must be for three players, found shape {skill.shape}")
    return np.asarray(skill[:, None] * (1 - shield[None]))


def _duel(p: Array, q: Array) -> Array:
    ends = p + q - p * q
    return np.where(ends > 0, p / np.where(ends > 0, ends, 1.0), 0.0)


def _chances(hits: Array, targets: Targets) -> Array:
    """Chances of all players, shape ``(begins, player, ...)``."""
    begun = []
    for begins in range(3):
        total, still = np.zeros((3, *hits.shape[2:])), np.ones(hits.shape[2:])
        for player in ((begins + k) % 3 for k in range(3)):
            target = targets[player]
            if target is None:
                continue
            hit = hits[player, target]
            total += still * hit * _after(hits, player, target)
            still = still * (1 - hit)
        ends = 1 - still
        begun.append(np.where(ends > 0, total / np.where(ends > 0, ends, 1.0), 0.0))
    return np.stack(begun)


def _after(hits: Array, player: int, target: int) -> Array:
    """Chances in the duel after a hit; the next in turn who is left begins."""
    begins, answers = 3 - player - target, player  # whoever is hit, the third moves before the player does again
    found = np.zeros((3, *hits.shape[2:]))
    found[begins] = _duel(hits[begins, answers], hits[answers, begins])
    found[answers] = (1 - hits[begins, answers]) * _duel(hits[answers, begins], hits[begins, answers])
    return found


def _regret(chances: Array) -> Array:
    """What each player gains by another target where it is its turn, shape ``(27, 3, ...)``."""
    found = np.zeros((27, 3, *chances.shape[3:]))
    for i, targets in enumerate(PROFILES):
        for player in range(3):
            others = [j for j, other in enumerate(PROFILES) if _same_but(targets, other, player)]
            found[i, player] = chances[others, player, player].max(axis=0) - chances[i, player, player]
    return found


def _same_but(one: Targets, two: Targets, player: int) -> bool:
    return all(a == b for k, (a, b) in enumerate(zip(one, two, strict=True)) if k != player)


def _aims(targets: Targets) -> str:
    return ", ".join("-" if target is None else str(target) for target in targets)
