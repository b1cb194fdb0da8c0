"""The text of a strategic game file, read into a record and written from one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from deterrence.game.efg_text import payoff_text, payoffs
from deterrence.game.gambit_record import GambitOutcome, NfgRecord
from deterrence.game.gambit_text import Tokens, listed, number_text, quoted

PAYOFFS = 2_000_000
PLAYERS = 30  # an array has few axes

_EXTENSIVE = "this is an extensive game: read_efg reads it"


def parsed(text: str, file: str) -> NfgRecord:
    """What a strategic game file says. Raises `GameFileError` at the first thing that is wrong."""
    tokens = Tokens(text, file)
    tokens.word(["NFG"], "the kind of file", _EXTENSIVE if tokens.value == "EFG" else "")
    tokens.word(["1"], "the version")
    letter = tokens.word(["R", "D"], "the kind of numbers")
    title = tokens.label("the title")
    here = (tokens.start, tokens.start + 1)
    players = tokens.labels("the players' names")
    if not 1 <= len(players) <= PLAYERS:
        raise tokens.error(f"the game has {len(players)} players, expected 1 to {PLAYERS}", at=here)
    strategies, counted = _strategies(tokens, players)
    comment = tokens.label("a comment") if tokens.kind == "text" else ""
    profiles = math.prod(len(labels) for labels in strategies)
    outcomes: tuple[GambitOutcome, ...] = ()
    indices: tuple[int, ...] = ()
    flat: tuple[Fraction, ...] = ()
    if tokens.at("{"):
        outcomes = _outcomes(tokens, players)
        indices = tuple(_index(tokens, i, profiles, len(outcomes)) for i in range(profiles))
    else:
        flat = tuple(_payoff(tokens, players, i, profiles) for i in range(profiles * len(players)))
    if tokens.kind != "end":
        raise tokens.expected(f"the end of the file after {profiles:,} strategy profiles")
    return NfgRecord(
        letter=letter,
        title=title,
        comment=comment,
        players=players,
        strategies=strategies,
        counted=counted,
        outcomes=outcomes,
        indices=indices,
        payoffs=flat,
        form="payoffs" if flat else "outcomes",
    )


def _strategies(tokens: Tokens, players: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Each player's strategies, and whether the file only counts them."""
    start = tokens.start
    tokens.mark("{", "before the strategies")
    counted = tokens.kind == "number"
    found: list[tuple[str, ...]] = []
    size = len(players)
    for player in players:
        here = tokens.start
        if counted:
            number = tokens.whole(f"the number of strategies of '{player}'", 1)
            size *= number
            labels = tuple(str(i + 1) for i in range(number)) if size <= PAYOFFS else ()
        else:
            labels = tokens.labels(f"the strategies of '{player}'")
            size *= len(labels)
        if not size:
            raise tokens.error(f"'{player}' has no strategies", at=(here, here + 1))
        if size > PAYOFFS:
            raise tokens.error(f"the game has more than {PAYOFFS:,} payoffs", at=(start, start + 1))
        found.append(labels)
    if not tokens.at("}"):
        raise tokens.expected(f"'}}' after the strategies of {len(players)} players")
    tokens.advance()
    return tuple(found), counted


def _outcomes(tokens: Tokens, players: tuple[str, ...]) -> tuple[GambitOutcome, ...]:
    tokens.mark("{", "before the outcomes")
    found: list[GambitOutcome] = []
    while not tokens.at("}"):
        tokens.mark("{", "before an outcome, or '}' after the last")
        name = tokens.label("the outcome's name")
        found.append(GambitOutcome(number=len(found) + 1, name=name, payoffs=payoffs(tokens, players)))
    tokens.advance()
    return tuple(found)


def _index(tokens: Tokens, place: int, profiles: int, outcomes: int) -> int:
    return tokens.whole(f"the outcome of strategy profile {place + 1:,} of {profiles:,}", 0, outcomes)


def _payoff(tokens: Tokens, players: tuple[str, ...], place: int, profiles: int) -> Fraction:
    profile, player = divmod(place, len(players))
    return tokens.exact(f"the payoff of '{players[player]}' at strategy profile {profile + 1:,} of {profiles:,}")


def formatted(record: NfgRecord) -> str:
    """The text of a record."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: NfgRecord) -> Iterator[str]:
    yield f"NFG 1 {record.letter} {quoted(record.title)} {listed(record.players)}"
    yield ""
    if record.counted:
        yield "{ " + "".join(f"{len(labels)} " for labels in record.strategies) + "}"
    else:
        yield "{ " + "\n".join(listed(labels) for labels in record.strategies)
        yield "}"
    yield quoted(record.comment)
    yield ""
    if record.form == "outcomes":
        yield "{"
        for outcome in record.outcomes:
            yield f"{{ {quoted(outcome.name)} {payoff_text(outcome)} }}"
        yield "}"
        yield " ".join(str(index) for index in record.indices)
        return
    width = len(record.players)
    numbers = [number_text(payoff) for payoff in record.payoffs]
    for start in range(0, len(numbers), width):
        yield " ".join(numbers[start : start + width])
