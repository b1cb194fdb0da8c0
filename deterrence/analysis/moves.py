"""Moves of parameters that change an outcome, and what changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deterrence.analysis.outcome import Divergence, Outcome
from deterrence.analysis.rays import Flip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Move:
    """A flip, and what it is.

    `flip` says which parameters move where and how far; `divergence` which
    decision changes (None: nothing on the path, but what follows other draws
    of chance); `verified` whether `solve` finds both sides as stated.
    """

    flip: Flip
    divergence: Divergence | None
    verified: bool

    @property
    def distance(self) -> float:
        """The Euclidean length of the move, each parameter in units of its span."""
        return self.flip.distance

    @property
    def values(self) -> Mapping[str, float]:
        """The moved parameters at the flip."""
        return self.flip.values

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        flip = {name: dict(getattr(self.flip, name)) for name in ("values", "near", "moves")}
        divergence = None if self.divergence is None else asdict(self.divergence)
        return {**flip, "distance": self.distance, "divergence": divergence, "verified": self.verified}


def described_moves(sought: Outcome, flips: Sequence[Flip]) -> list[Move]:
    """What some flips of the outcome's label are, looked at again by `solve` on both sides."""
    labels = sought.by_solve([place for flip in flips for place in (flip.near, flip.values)])
    moves = []
    for flip, near, far in zip(flips, labels[::2], labels[1::2], strict=True):
        path = int(flip.label) if sought.expression is None else int(sought.labels(dict(flip.values), 1).path[0])
        verified = near == sought.label and far == flip.label
        moves.append(Move(flip=flip, divergence=sought.divergence(sought.paths[path]), verified=verified))
    return moves


def told(divergence: Divergence | None) -> dict[str, str]:
    """The decision that changes, its choice at the baseline, and what is chosen instead."""
    if divergence is None:
        return {"decision": "what follows other draws", "choice": "-", "instead": "-"}
    return {"decision": divergence.place, "choice": divergence.choice, "instead": divergence.instead}
