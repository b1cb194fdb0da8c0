"""What draws of the parameters do to an outcome: how many keep it, and where the others first depart from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from deterrence.analysis.outcome import Divergence, Outcome
from deterrence.analysis.priors import Priors
from deterrence.errors import NoAnswerError
from deterrence.run.chunks import Progress, chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How often the path first diverges at one decision in one way; `share` is of the draws that change the outcome."""

    divergence: Divergence | None
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """How many draws keep the outcome, how many have no answer, and where the others diverge, most frequent first."""

    kept: int
    unanswered: int
    rows: tuple[Departure, ...]


def departures(sought: Outcome, source: Priors, draws: int, progress: Progress) -> Departures:
    """Ask the outcome at every draw, a chunk at a time.

    Raises
    ------
    NoAnswerError
        No draw has an answer.
    """
    kept = unanswered = 0
    gone: Counter[int] = Counter()
    for part in chunks(draws, progress):
        count = part.stop - part.start
        found = sought.kept(source.draw(part.start, part.stop), count)
        kept += int((found.label == 1).sum())
        unanswered += int(np.isnan(found.label).sum())
        gone.update(found.path[found.label == 0].tolist())
    if unanswered == draws:
        raise NoAnswerError(f"none of {draws:,} draws has an answer")
    where: Counter[Divergence | None] = Counter()
    for path, count in gone.items():
        where[sought.divergence(sought.paths[path])] += count
    total = sum(where.values())
    rows = [Departure(divergence=d, count=count, share=count / total) for d, count in where.most_common()]
    return Departures(kept=kept, unanswered=unanswered, rows=tuple(rows))
