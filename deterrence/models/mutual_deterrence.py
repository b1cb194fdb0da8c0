"""Mutual deterrence when neither side knows whether the other would retaliate: all the ways it can go."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.errors import expect_kind
from deterrence.models.arguments import numbers, together
from deterrence.models.equilibrium_classes import EquilibriumClasses, equilibrium_classes
from deterrence.models.origin import origin
from deterrence.models.payoff_order import at_least, descending
from deterrence.models.threshold import ratio_threshold
from deterrence.solvers.ties import TIE

Array = npt.NDArray[np.float64]

SENSE = "status quo on the equilibrium path, and retaliation a best reply when called (perfectness)"
ACTS = ("one hard", "one soft", "other hard", "other soft")
PURE = tuple(itertools.product((0.0, 1.0), repeat=4))
KINDS: dict[tuple[float, ...], str] = {(0.0, 0.0): "nobody", (1.0, 0.0): "hard", (0.0, 1.0): "soft", (1.0, 1.0): "all"}
NAMED: dict[tuple[float, ...], str] = {(0.0,) * 4: "sure-thing deterrence", (1.0, 0.0, 1.0, 0.0): "separating"}
CLASSES = (*(NAMED.get(p, f"{KINDS[p[:2]]} against {KINDS[p[2:]]}") for p in PURE), "bluff", "hesitation")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Party:
    """One side of mutual deterrence: payoffs in any one unit, in falling order, and its credibility.

    Parameters
    ----------
    hard
        Probability that it prefers retaliating to submitting, in [0, 1].
    win
        If it challenges alone and the other submits.
    peace
        If nobody challenges.
    fight
        Conflict, if it is hard.
    submit
        If it is challenged alone and submits.
    suffer
        Conflict, if it is soft.

    Raises
    ------
    ArgumentError
        Another order, no probability, or shapes that do not fit.

    Examples
    --------
    >>> Party(hard=[0.2, 0.7], win=1, peace=0.6, fight=0.3, submit=0.1, suffer=-0.2).peace.tolist()
    [0.6, 0.6]
    """

    hard: npt.ArrayLike
    win: npt.ArrayLike
    peace: npt.ArrayLike
    fight: npt.ArrayLike
    submit: npt.ArrayLike
    suffer: npt.ArrayLike

    def __post_init__(self) -> None:
        names = ("win", "peace", "fight", "submit", "suffer")
        worth = descending(**{name: getattr(self, name) for name in names})
        hard = numbers("hard", self.hard, least=0, most=1)
        for name, array in zip(
            ("hard", *names), together(hard=hard, **dict(zip(names, worth, strict=True))), strict=True
        ):
            owned = np.array(array)
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)


def deterrence_threshold(party: Party) -> Array:
    """The other's credibility from which on a side is deterred by those alone who would retaliate.

    ``(win - peace) / (win - fight)`` of the side that is to be deterred; at it
    (a tie) deterrence is an equilibrium.

    >>> side = Party(hard=0.7, win=1, peace=0.6, fight=0.3, submit=0.1, suffer=-0.2)
    >>> round(float(deterrence_threshold(side)), 6)
    0.571429
    """
    expect_kind(party, Party, "deterrence_threshold")
    a = _fields(party)
    return ratio_threshold(a["win"] - a["peace"], a["peace"] - a["fight"])


def separation_threshold(party: Party) -> Array:
    """The probability of a challenge from which on a soft side does not join in.

    ``(win - peace) / ((win - peace) + (submit - suffer))``: joining gains the
    first if the other is idle, and costs the second, a conflict instead of
    submission, if the other challenges. At it (a tie) both are best replies.

    >>> side = Party(hard=0.7, win=1, peace=0.6, fight=0.3, submit=0.1, suffer=-0.2)
    >>> round(float(separation_threshold(side)), 6)
    0.571429
    """
    expect_kind(party, Party, "separation_threshold")
    a = _fields(party)
    return ratio_threshold(a["win"] - a["peace"], a["submit"] - a["suffer"])


def mutual_deterrence(one: Party, other: Party) -> EquilibriumClasses:
    """Classes of perfect Bayesian equilibria of the Generalized Mutual Deterrence Game.

    Two sides decide at once whether to challenge the status quo. If both do
    there is conflict; a side that is challenged alone submits or retaliates,
    and the hard retaliate while the soft submit. Each side knows its own kind
    and of the other only how probable it is that it is hard.

    All sixteen pure ways to play are tried, each named by who challenges
    (``hard against all``: the hard of the first side and both kinds of the
    other; ``sure-thing deterrence`` is nobody against nobody, ``separating``
    hard against hard), and two mixed classes:

    ``bluff``
        the hard challenge, and the soft of each side join so often that the
        other meets a challenge with just its `separation_threshold`, s; it
        exists where each side's credibility is at most the other's s.
    ``hesitation``
        the soft keep the peace, and the hard challenge so rarely that the
        other's hard are indifferent; it exists where both are credible enough
        for deterrence, and turns into it where they are just so.

    The list is complete for pure strategies, not for mixed ones, which
    `perfect_bayesian` finds for the scenario ``kilgour1991``. Ties count as
    best replies, so that on a threshold the classes of both sides are listed.

    What surprises: deterrence that is a sure thing has company. Where it is
    an equilibrium the hard may also challenge each other out of fear that the
    other will, and nothing in the payoffs of conflict rules that out. While
    the soft bluff, more credibility changes nothing: the soft make way, and
    each side meets a challenge as often as before. In a class: raise the cost
    of conflict to the soft, and see which class it makes possible.

    Parameters
    ----------
    one, other
        The sides; their numbers may be arrays that broadcast together.

    Returns
    -------
    EquilibriumClasses
        Acts are the probabilities that each kind challenges; outcomes are
        ``status quo``, ``one wins``, ``other wins`` and ``conflict``;
        thresholds ``one deterred``, ``other deterred`` (what the *other*
        side's credibility must be) and ``one separates``, ``other separates``.

    Raises
    ------
    ArgumentError
        Not parties, or shapes that do not fit.

    References
    ----------
    D. M. Kilgour and F. C. Zagare, "Credibility, uncertainty, and
    deterrence", American Journal of Political Science 35, 1991, pp. 305-334,
    for the game, as recalled; thresholds and classes are derived here.

    Examples
    --------
    >>> side = Party(hard=0.7, win=1, peace=0.6, fight=0.3, submit=0.1, suffer=-0.2)
    >>> mutual_deterrence(side, side).present()
    ('sure-thing deterrence', 'separating', 'hesitation')
    >>> weak = Party(hard=0.5, win=1, peace=0.6, fight=0.3, submit=0.1, suffer=-0.2)
    >>> found = mutual_deterrence(weak, weak)
    >>> found.present()
    ('hard against all', 'all against hard', 'bluff')
    >>> found.play[-2].round(4).tolist()
    [1.0, 0.1429, 1.0, 0.1429]
    """
    for party in (one, other):
        expect_kind(party, Party, "mutual_deterrence")
    sides = _together(one, other)
    edges = [
        deterrence_threshold(one),
        deterrence_threshold(other),
        separation_threshold(one),
        separation_threshold(other),
    ]
    shape = sides[0]["hard"].shape
    edges = [np.broadcast_to(edge, shape) for edge in edges]
    mixed, mixes = _mixed(sides[0]["hard"], sides[1]["hard"], *edges)
    play = np.concatenate([np.broadcast_to(PURE, (*shape, len(PURE), 4)), mixed], axis=-2)
    regret = _regret(play, *sides)
    scale = np.maximum(1.0, np.max([np.abs(a) for side in sides for a in side.values()], axis=0))
    pure = regret[..., : len(PURE)] <= TIE * scale[..., None]
    return equilibrium_classes(
        names=CLASSES,
        acts=ACTS,
        exists=np.concatenate([pure, mixes], axis=-1),
        play=play,
        regret=regret,
        outcomes=_outcomes(play, sides[0]["hard"], sides[1]["hard"]),
        thresholds=dict(
            zip(("one deterred", "other deterred", "one separates", "other separates"), edges, strict=True)
        ),
        provenance=origin("Generalized Mutual Deterrence Game", {"one": _fields(one), "other": _fields(other)}, SENSE),
    )


def _fields(party: Party) -> dict[str, Array]:
    return {name: np.asarray(getattr(party, name)) for name in party.__dataclass_fields__}


def _together(one: Party, other: Party) -> tuple[dict[str, Array], dict[str, Array]]:
    fields = [_fields(one), _fields(other)]
    shape = together(one=fields[0]["hard"], other=fields[1]["hard"])[0].shape
    one_side, other_side = ({name: np.broadcast_to(a, shape) for name, a in side.items()} for side in fields)
    return one_side, other_side


def _mixed(
    one_hard: Array, other_hard: Array, t_one: Array, t_other: Array, s_one: Array, s_other: Array
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """How the two mixed classes are played and where they exist; a side mixes so that the other is indifferent."""
    one, zero = np.ones_like(one_hard), np.zeros_like(one_hard)

    def joins(share: Array, edge: Array) -> Array:
        return np.asarray(np.clip((edge - share) / np.maximum(1 - share, 1e-300), 0, 1))

    def challenges(share: Array, edge: Array) -> Array:
        rest = (1 - share) * edge / np.maximum(share * (1 - edge), 1e-300)
        return np.asarray(np.clip(1 - rest, 0, 1))

    bluff = np.stack([one, joins(one_hard, s_other), one, joins(other_hard, s_one)], axis=-1)
    hesitation = np.stack([challenges(one_hard, t_other), zero, challenges(other_hard, t_one), zero], axis=-1)
    exists = (
        at_least(s_other, one_hard) & at_least(s_one, other_hard),
        at_least(one_hard, t_other) & at_least(other_hard, t_one),
    )
    return np.stack([bluff, hesitation], axis=-2), np.stack(exists, axis=-1)


def _outcomes(play: Array, one_hard: Array, other_hard: Array) -> dict[str, Array]:
    p, q = one_hard[..., None], other_hard[..., None]
    first, first_soft, second, second_soft = np.moveaxis(play, -1, 0)
    one, other = p * first + (1 - p) * first_soft, q * second + (1 - q) * second_soft
    one_wins = one * (1 - q) * (1 - second_soft)
    other_wins = other * (1 - p) * (1 - first_soft)
    quiet = (1 - one) * (1 - other)
    return {
        "status quo": quiet,
        "one wins": one_wins,
        "other wins": other_wins,
        "conflict": 1 - quiet - one_wins - other_wins,
    }


def _regret(play: Array, one: dict[str, Array], other: dict[str, Array]) -> Array:
    """The most that a kind of either side gains by challenging where it does not, or the other way round."""
    gains = []
    for side, rival, own, theirs in (
        (one, other, play[..., :2], play[..., 2:]),
        (other, one, play[..., 2:], play[..., :2]),
    ):
        a = {name: values[..., None] for name, values in side.items()}
        share = rival["hard"][..., None]
        hard, soft = share * theirs[..., 0], (1 - share) * theirs[..., 1]
        idle_hard, idle_soft = share - hard, (1 - share) - soft
        for kind, conflict in enumerate((a["fight"], a["suffer"])):
            waiting = (idle_hard + idle_soft) * a["peace"] + (hard + soft) * np.maximum(conflict, a["submit"])
            challenge = idle_soft * a["win"] + (idle_hard + hard + soft) * conflict
            does = own[..., kind]
            gains.append(np.maximum(waiting, challenge) - (1 - does) * waiting - does * challenge)
    return np.asarray(np.max(gains, axis=0))
