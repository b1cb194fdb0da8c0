"""States and moves in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Label = Any

STATUS_QUO = "status quo"


def state_words(state: Label, initial: Label) -> str:
    """A state by what differs from the initial one.

    >>> state_words({"treaty": "withdraw", "fund": "refuse"}, {"treaty": "keep", "fund": "refuse"})
    'treaty = withdraw'
    >>> state_words("s1", "s0"), state_words({"a": "x"}, {"a": "x"})
    ('s1', 'status quo')
    """
    if not isinstance(state, Mapping):
        return str(state)
    return ", ".join(f"{name} = {value}" for name, value in state.items() if value != initial.get(name)) or STATUS_QUO


def move_words(before: Label, after: Label) -> str:
    """A move by what it changes.

    >>> move_words({"a": "x", "b": "u"}, {"a": "y", "b": "u"}), move_words("s0", "s1")
    ('a = y', 'to s1')
    """
    return state_words(after, before) if isinstance(after, Mapping) else f"to {after}"
