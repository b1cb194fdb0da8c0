"""How figures speak of time."""

from __future__ import annotations


def time_words(unit: str) -> str:
    """What an axis of time shows.

    >>> time_words("year"), time_words("")
    ('time from the start (unit: year)', 'time from the start')
    """
    return "time from the start" + (f" (unit: {unit})" if unit else "")
