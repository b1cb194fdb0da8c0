"""A scenario from replies to questions: who moves, when, and what each end is worth to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from deterrence.errors import ArgumentError
from deterrence.scenario import replies
from deterrence.scenario.replies import ALWAYS, NOBODY, Choice
from deterrence.scenario.scenario import Scenario

ENDS = 24

End = tuple[Choice, ...]


class Ask(Protocol):
    """Puts a question, and again until `read` takes the reply without an `ArgumentError`."""

    def __call__(self, question: str, read: Callable[[str], Any], default: str | None = None) -> Any:
        """What `read` made of the reply; of `default` where the reply is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A decision: whose, between what, after which choice, and who does not learn of it."""

    variable: str
    player: str
    choices: tuple[str, ...]
    after: Choice | None
    hidden_from: tuple[str, ...]

    @property
    def stage(self) -> Any:
        """Its place in the order of play."""
        stage: dict[str, Any] = {"visit": self.variable}
        if self.after:
            stage["when"] = " == ".join(self.after)
        if self.hidden_from:
            stage["hidden_from"] = list(self.hidden_from)
        return stage if len(stage) > 1 else self.variable


def interview(ask: Ask) -> Scenario:
    """Ask for a situation and make a scenario of it; every end's worth to a player becomes a parameter.

    Examples
    --------
    >>> answers = iter(
    ...     "A border;Will it hold?;A, B;A;demand;stay, press;nobody;B;reply;demand = press;"
    ...     "concede, resist;nobody;;0;0;1;-1;-1;-2;demand = press".split(";")
    ... )
    >>> border = interview(lambda question, read, default=None: read(next(answers) or default or ""))
    >>> list(border.parameters)
    ['a_stay', 'b_stay', 'a_press_concede', 'b_press_concede', 'a_press_resist', 'b_press_resist']
    >>> border.payoffs["a"].text.split(" + ")[1]
    'a_press_concede * (demand == press and reply == concede)'
    """
    title = ask("What is the situation called?", replies.text)
    summary = ask("What do you want to know about it?", replies.text)
    players = ask("Who decides something? Names, separated by commas", replies.names)
    moves: list[Move] = []
    while move := _move(ask, players, moves):
        moves.append(move)
    worth: dict[tuple[str, End], float] = {}
    for end in _ends(moves):
        still = all(
            choice == move.choices[0] for move in moves for variable, choice in end if variable == move.variable
        )
        for player, label in players.items():
            worth[player, end] = ask(f"{_told(end)}: worth to {label}?", replies.number, "0" if still else None)
    read = replies.choice_of(_choices(moves))
    question = "What do you expect to happen? (such as: treaty = keep; nothing: no claim)"
    expected = ask(question, lambda reply: read(reply) if reply.strip() else None, "")
    return Scenario(title=title, summary=summary, players=players, **_told_once(players, moves, worth, expected))


def _move(ask: Ask, players: Mapping[str, str], moves: Sequence[Move]) -> Move | None:
    place, one = f"Move {len(moves) + 1}", replies.one_of(players)
    if moves:
        who = f"{place}: who moves? (nothing: there are no more moves)"
        player = ask(who, lambda reply: one(reply) if reply.strip() else None, "")
    else:
        player = ask(f"{place}: who moves?", one)
    if player is None:
        return None
    taken = {*players, *_choices(moves)}
    what = f"{place}: what is decided? In a word, such as: treaty"
    variable = ask(what, lambda reply: replies.word(reply, taken))
    after = _after(ask, place, moves)

    def with_choices(reply: str) -> Move:
        made = Move(variable=variable, player=player, choices=replies.words(reply), after=after, hidden_from=())
        if (count := sum(1 for _ in _ends([*moves, made]))) > ENDS:
            raise ArgumentError(f"that makes {count} ends, and each would have to be valued; {ENDS} are the most here")
        return made

    between = f"{place}: between what? Words, separated by commas; the first leaves things as they are"
    move: Move = ask(between, with_choices)
    others = {id: label for id, label in players.items() if id != player}
    if not others:
        return move
    return replace(move, hidden_from=ask(f"{place}: who does not learn of it?", replies.some_of(others), NOBODY))


def _after(ask: Ask, place: str, moves: Sequence[Move]) -> Choice | None:
    if not moves:
        return None
    read = replies.choice_of(_choices(moves))
    question = f"{place}: after which earlier choice? (such as: treaty = withdraw)"
    found: Choice | None = ask(question, lambda reply: None if reply.strip() == ALWAYS else read(reply), ALWAYS)
    return found


def _choices(moves: Sequence[Move]) -> dict[str, tuple[str, ...]]:
    return {move.variable: move.choices for move in moves}


def _ends(moves: Sequence[Move], made: End = ()) -> Iterator[End]:
    """Every way through the moves."""
    if not moves:
        yield made
        return
    first, *rest = moves
    if first.after is not None and first.after not in made:
        yield from _ends(rest, made)
        return
    for choice in first.choices:
        yield from _ends(rest, (*made, (first.variable, choice)))


def _told(end: End) -> str:
    return ", ".join(f"{variable} = {choice}" for variable, choice in end)


def _told_once(
    players: Mapping[str, str], moves: Sequence[Move], worth: Mapping[tuple[str, End], float], expected: Choice | None
) -> dict[str, Any]:
    """The sections of the file that follow from the replies."""
    span = [min(worth.values()) - 1, max(worth.values()) + 1]
    names = {(player, end): "_".join((player, *(choice for _, choice in end))) for player, end in worth}
    sections: dict[str, Any] = {
        "parameters": {
            names[player, end]: {
                "value": value,
                "range": span,
                "meaning": f"worth to {players[player]} of {_told(end)}",
            }
            for (player, end), value in worth.items()
        },
        "decisions": {move.variable: {"player": move.player, "choices": list(move.choices)} for move in moves},
        "payoffs": {player: _payoff(player, names) for player in players},
        "game": {"order": [move.stage for move in moves]},
    }
    if expected:
        says = f"What is expected is {' = '.join(expected)}."
        sections["claims"] = {"expected": {"says": says, "expect": " == ".join(expected)}}
    return sections


def _payoff(player: str, names: Mapping[tuple[str, End], str]) -> str:
    terms = [
        f"{name} * ({' and '.join(f'{variable} == {choice}' for variable, choice in end)})"
        for (whose, end), name in names.items()
        if whose == player
    ]
    return " + ".join(terms)
