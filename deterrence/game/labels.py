"""Labels that tell things apart: empty ones are filled and repeated ones numbered, and every change is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

LONG = 100


def distinct(
    labels: Sequence[str], called: Callable[[int], str], spare: Callable[[int], str] = lambda place: str(place + 1)
) -> tuple[tuple[str, ...], list[str]]:
    """Different, non-empty labels, and a sentence for each that had to change.

    Parameters
    ----------
    labels
        As they were found; the first of several equal ones keeps it.
    called
        How a sentence speaks of the thing at a place.
    spare
        What an empty label becomes: the number of its place.

    Examples
    --------
    >>> distinct(["press", "press", ""], lambda place: f"action {place + 1}")
    (('press', 'press (2)', '3'),
     ["action 2 has the same name as action 1; here it is called 'press (2)'",
      "action 3 has no name; here it is called '3'"])
    """
    taken = set(labels)
    first: dict[str, int] = {}
    numbers: dict[str, int] = {}
    found: list[str] = []
    repairs: list[str] = []
    for place, label in enumerate(labels):
        if label and first.setdefault(label, place) == place:
            found.append(label)
            continue
        name = base = label or spare(place)
        while name in taken:
            numbers[base] = numbers.get(base, 1) + 1
            name = f"{base} ({numbers[base]})"
        taken.add(name)
        found.append(name)
        why = f"has the same name as {called(first[label])}" if label else "has no name"
        repairs.append(f"{called(place)} {why}; here it is called '{shown(name)}'")
    return tuple(found), repairs


def shown(label: str) -> str:
    """A label as a sentence shows it: the beginning of a long one."""
    return label if len(label) <= LONG else f"{label[:LONG]}…"
