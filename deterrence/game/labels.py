"""Labels that tell things apart: empty ones are filled and repeated ones numbered, and every change is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def distinct(labels: Sequence[str], spare: Iterable[str], called: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Different, non-empty labels, and a sentence for each that had to change.

    Parameters
    ----------
    labels
        As they were found; the first of several equal ones keeps it.
    spare
        What an empty label becomes.
    called
        How a sentence speaks of each thing.

    Examples
    --------
    >>> distinct(["press", "press", ""], "123", ["action 1", "action 2", "action 3"])
    (('press', 'press (2)', '3'),
     ["action 2 has the same name as action 1; here it is called 'press (2)'",
      "action 3 has no name; here it is called '3'"])
    """
    taken = set(labels)
    first: dict[str, str] = {}
    numbers: dict[str, int] = {}
    found: list[str] = []
    repairs: list[str] = []
    for label, other, thing in zip(labels, spare, called, strict=True):
        if label and label not in first:
            first[label] = thing
            found.append(label)
            continue
        name = base = label or other
        while name in taken:
            numbers[base] = numbers.get(base, 1) + 1
            name = f"{base} ({numbers[base]})"
        taken.add(name)
        found.append(name)
        why = f"has the same name as {first[label]}" if label else "has no name"
        repairs.append(f"{thing} {why}; here it is called '{name}'")
    return tuple(found), repairs
