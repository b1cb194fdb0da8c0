"""Where a result comes from: enough to make it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What was asked of which scenario, by which release.

    `scenario` is the title and `hash` the SHA-256 of the content; `given` and
    `suppose` are what was changed; `tie` is the tolerance of the tie rule.
    """

    scenario: str
    hash: str
    given: Mapping[str, float] = field(default_factory=dict)
    suppose: Mapping[str, Any] = field(default_factory=dict)
    concept: str = ""
    tie: float = 1e-9
    seed: int | None = None
    version: str = VERSION

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)
