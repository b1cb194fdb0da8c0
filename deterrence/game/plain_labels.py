"""Labels as Gambit's own reader takes them: printable ASCII, single spaces, none twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from deterrence.game.gambit_record import EfgRecord, GambitOutcome, NfgRecord
from deterrence.game.labels import distinct


def plain(label: str) -> str:
    r"""A label in printable ASCII, spaces only between words.

    >>> plain("  Né\tà  Ω\\ ")
    'Ne a ?/'
    """
    letters = (character for character in unicodedata.normalize("NFKD", label) if not unicodedata.combining(character))
    shown = "".join(letter if " " <= letter <= "~" or letter.isspace() else "?" for letter in letters)
    return " ".join(shown.replace("\\", "/").split())


def plain_efg(record: EfgRecord) -> EfgRecord:
    """The record with plain labels; moves and nodes may stay without a name."""
    return replace(
        record,
        title=plain(record.title),
        comment=plain(record.comment),
        players=_different(record.players),
        moves=tuple(
            replace(item, name=name, actions=_different(item.actions))
            for item, name in zip(record.moves, _different_if_any([m.name for m in record.moves]), strict=True)
        ),
        outcomes=_outcomes(record.outcomes),
        names=_different_if_any(record.names),
    )


def plain_nfg(record: NfgRecord) -> NfgRecord:
    """The record with plain labels."""
    return replace(
        record,
        title=plain(record.title),
        comment=plain(record.comment),
        players=_different(record.players),
        strategies=tuple(_different(labels) for labels in record.strategies),
        outcomes=_outcomes(record.outcomes),
    )


def _outcomes(outcomes: tuple[GambitOutcome, ...]) -> tuple[GambitOutcome, ...]:
    names = _different([item.name or f"Outcome {item.number}" for item in outcomes])
    return tuple(replace(item, name=name) for item, name in zip(outcomes, names, strict=True))


def _different(labels: Sequence[str]) -> tuple[str, ...]:
    return distinct([plain(label) for label in labels], str)[0]


def _different_if_any(labels: Sequence[str]) -> tuple[str, ...]:
    shown = [plain(label) for label in labels]
    named = iter(_different([label for label in shown if label]))
    return tuple(next(named) if label else "" for label in shown)
