"""Replies to an interview's questions, read: each reader says what is wrong with a reply that it does not take."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from deterrence.errors import ArgumentError, nearest
from deterrence.scenario.grammar import RESERVED

NOBODY, ALWAYS = "nobody", "always"
LARGEST = 1e9

Choices = Mapping[str, tuple[str, ...]]
Choice = tuple[str, str]


def text(reply: str) -> str:
    """Any words, but some."""
    if not reply.strip():
        raise ArgumentError("write something; it can be changed later")
    return reply.strip()


def word(reply: str, taken: Collection[str] = ()) -> str:
    """An id of the format, made from what was written, that stands for nothing else yet.

    >>> word("North Korea")
    'north_korea'
    """
    made = re.sub(r"[^a-z0-9]+", "_", reply.strip().lower()).strip("_")
    if not re.match("[a-z]", made):
        raise ArgumentError(f"'{reply.strip()}' has no word in it that begins with a letter from a to z")
    if made in RESERVED:
        raise ArgumentError(f"'{made}' is a reserved word", "take another")
    if made in taken:
        raise ArgumentError(f"'{made}' stands for something else already")
    return made


def words(reply: str) -> tuple[str, ...]:
    """Two words or more.

    >>> words("keep, withdraw")
    ('keep', 'withdraw')
    """
    found = tuple(word(part) for part in _parts(reply))
    if len(found) < 2 or len(set(found)) < len(found):
        raise ArgumentError("expected two words or more, all different, separated by commas")
    return found


def names(reply: str) -> dict[str, str]:
    """Ids and labels of one player or more.

    >>> names("United States, Russia")
    {'united_states': 'United States', 'russia': 'Russia'}
    """
    labels = _parts(reply)
    found = {word(label): label for label in labels}
    if not found or len(found) < len(labels):
        raise ArgumentError("expected one name or more, all different")
    return found


def one_of(players: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of one player's name."""

    def read(reply: str) -> str:
        for id, label in players.items():
            if reply.strip().casefold() in (id, label.casefold()):
                return id
        help = nearest(reply, players.values()) or f"they are: {', '.join(players.values())}"
        raise ArgumentError(f"'{reply.strip()}' is none of them", help)

    return read


def some_of(players: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    """A reader of players' names, or `nobody`."""
    one = one_of(players)
    return lambda reply: () if reply.strip() == NOBODY else tuple(one(name) for name in _parts(reply))


def choice_of(known: Choices) -> Callable[[str], Choice]:
    """A reader of a variable and one of its values.

    >>> choice_of({"treaty": ("keep", "withdraw")})("treaty = withdraw")
    ('treaty', 'withdraw')
    """

    def read(reply: str) -> Choice:
        variable, sign, choice = (part.strip() for part in reply.replace("==", "=").partition("="))
        if not sign or variable not in known:
            some, choices = next(iter(known.items()))
            raise ArgumentError(f"expected a choice, such as: {some} = {choices[-1]}", nearest(variable, known))
        if choice not in known[variable]:
            help = nearest(choice, known[variable]) or f"its choices: {', '.join(known[variable])}"
            raise ArgumentError(f"{variable} has no choice '{choice}'", help)
        return variable, choice

    return read


def number(reply: str) -> float:
    """A number of ordinary size."""
    try:
        value = float(reply)
    except ValueError:
        help = f"a decimal comma? write {reply.strip().replace(',', '.')}" if "," in reply else ""
        raise ArgumentError(f"expected a number, found '{reply.strip()}'", help) from None
    if not abs(value) < LARGEST:
        raise ArgumentError("expected a finite number of ordinary size")
    return value


def _parts(reply: str) -> list[str]:
    return [part.strip() for part in reply.split(",") if part.strip()]
