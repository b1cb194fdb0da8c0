"""What happened, entry by entry, and how it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deterrence.tables.text import number

EVENT, PROCESS, NOTE = "event", "process", "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How one decision was taken.

    `values` is what each offered choice was worth to `player`, empty where the
    rule asks for no values; `probability` is of each choice that had a chance.

    Examples
    --------
    >>> law = {"keep": 0.25, "withdraw": 0.75}
    >>> print(Decided(variable="treaty", player="us", rule="mixed", choice="keep", values={}, probability=law))
    us decides treaty = keep (mixed: keep 25%, withdraw 75%)
    """

    variable: str
    player: str
    rule: str
    choice: str
    values: Mapping[str, float]
    probability: Mapping[str, float]

    def __str__(self) -> str:
        drawn = len(self.probability) > 1
        options = []
        for choice in self.values or (self.probability if drawn else ()):
            parts = [number(self.values[choice])] if choice in self.values else []
            parts += [f"{100 * self.probability.get(choice, 0.0):.3g}%"] if drawn else []
            options.append(f"{choice} {', '.join(parts)}")
        why = self.rule + (": " + ("; " if self.values and drawn else ", ").join(options) if options else "")
        return f"{self.player} decides {self.variable} = {self.choice} ({why})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log.

    Attributes
    ----------
    time, name
        The date, and the event or process.
    kind
        ``event`` of the scenario, change by a ``process`` of the user, or a ``note``, which changes nothing.
    before, changes
        Old and new values of the variables that changed.
    decided
        The decisions taken in it, in order.
    text
        What a note says.

    Examples
    --------
    >>> entry = Entry(time=0.6, name="summer", before={"treaty": "keep"}, changes={"treaty": "withdraw"})
    >>> entry.words()
    'treaty: keep -> withdraw'
    """

    time: float
    name: str
    kind: str = EVENT
    before: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()
    text: str = ""

    def words(self) -> str:
        """What changed, in words."""
        if self.kind == NOTE:
            return self.text
        return ", ".join(f"{name}: {self.before[name]} -> {new}" for name, new in self.changes.items()) or "no change"

    def row(self) -> tuple[str, str, str, str]:
        """Date, event, what changed, and who decided."""
        who = "; ".join(map(str, self.decided))
        return number(self.time, 6), self.name, self.words(), who

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found: dict[str, Any] = {"time": self.time, "name": self.name, "kind": self.kind, "changes": dict(self.changes)}
        if self.decided:
            parts = ("variable", "player", "rule", "choice")
            found["decided"] = [
                {part: getattr(d, part) for part in parts}
                | {"values": dict(d.values), "probability": dict(d.probability)}
                for d in self.decided
            ]
        return found | ({"text": self.text} if self.kind == NOTE else {})
