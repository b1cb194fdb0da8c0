"""The text of an extensive game file, read into a record and written from one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from deterrence.errors import GameFileError
from deterrence.game.gambit_record import EfgRecord, GambitMove, GambitOutcome
from deterrence.game.gambit_text import Tokens, listed, number_text, quoted

NODES = 2_000_000
PLAYERS = 10_000
PAYOFFS = 20_000_000
REPEATED = 200
SLACK = 1e-9

_STRATEGIC = "this is a strategic game: read_nfg reads it"


def parsed(text: str, file: str) -> EfgRecord:
    """What an extensive game file says. Raises `GameFileError` at the first thing that is wrong."""
    return _Reader(Tokens(text, file)).record()


class _Reader:
    """One pass over the nodes; descriptions are kept by number."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.players: tuple[str, ...] = ()
        self.moves: dict[tuple[int, int], int] = {}
        self.outcomes: dict[int, int] = {}
        self.said_moves: list[GambitMove] = []
        self.said_outcomes: list[GambitOutcome] = []

    def record(self) -> EfgRecord:
        tokens = self.tokens
        tokens.word(["EFG"], "the kind of file", _STRATEGIC if tokens.value == "NFG" else "")
        tokens.word(["2"], "the version")
        letter = tokens.word(["R", "D"], "the kind of numbers")
        title = tokens.label("the title")
        start = tokens.start
        self.players = tokens.labels("the players' names")
        if not 1 <= len(self.players) <= PLAYERS:
            message = f"the game has {len(self.players):,} players, expected 1 to {PLAYERS:,}"
            raise tokens.error(message, at=(start, start + 1))
        comment = tokens.label("a comment") if tokens.kind == "text" else ""
        names, move, outcome = self.nodes()
        if tokens.kind != "end":
            raise tokens.expected("the end of the file", "every branch has its node already")
        return EfgRecord(
            letter=letter,
            title=title,
            comment=comment,
            players=self.players,
            moves=tuple(self.said_moves),
            outcomes=tuple(self.said_outcomes),
            names=tuple(names),
            move=tuple(move),
            outcome=tuple(outcome),
        )

    def nodes(self) -> tuple[list[str], list[int], list[int]]:
        tokens = self.tokens
        names: list[str] = []
        moves: list[int] = []
        outcomes: list[int] = []
        missing = 1
        while missing:
            if tokens.kind == "end":
                branches = "1 branch has" if missing == 1 else f"{missing:,} branches have"
                raise tokens.expected("a node (c, p or t)", f"{branches} no node yet")
            kind = tokens.word(["c", "p", "t"], "a node")
            names.append(tokens.label("the node's name"))
            moves.append(-1 if kind == "t" else self.move(chance=kind == "c"))
            outcomes.append(self.outcome())
            missing -= 1
            if kind != "t":
                missing += len(self.said_moves[moves[-1]].actions)
            if len(names) + missing > NODES or (len(names) + missing) * len(self.players) > PAYOFFS:
                raise tokens.error(f"the game has more than {NODES:,} nodes or {PAYOFFS:,} payoffs")
        return names, moves, outcomes

    def move(self, *, chance: bool) -> int:
        tokens = self.tokens
        player = 0 if chance else tokens.whole("the number of a player", 1, len(self.players))
        here = (tokens.start, tokens.stop)
        what = "chance event" if chance else "information set"
        number = tokens.whole(f"the number of a {what}" if chance else f"the number of an {what}", 1)
        named = tokens.kind == "text"
        name = tokens.label("a name") if named else ""
        start = tokens.start
        known = self.moves.get((player, number))
        if not tokens.at("{"):
            if known is None:
                raise tokens.expected(f"'{{' and the actions of {what} {number}, which has not been described before")
            if named and name != self.said_moves[known].name:
                raise self.differs(f"{what} {number}", here)
            return known
        actions, law = self.law() if chance else (tokens.labels("the actions"), ())
        if not actions:
            raise tokens.error(f"{what} {number} has no actions", at=(start, start + 1))
        found = GambitMove(player=player, number=number, name=name, actions=actions, probabilities=law)
        if known is None:
            known = self.moves[player, number] = len(self.said_moves)
            self.said_moves.append(found)
        elif self.said_moves[known] != found:
            raise self.differs(f"{what} {number}", here)
        return known

    def law(self) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
        """Chance's actions and their probabilities."""
        tokens = self.tokens
        start = tokens.start
        tokens.mark("{", "before the actions")
        actions: list[str] = []
        law: list[Fraction] = []
        while not tokens.at("}"):
            actions.append(tokens.label("an action"))
            here = (tokens.start, tokens.stop)
            law.append(tokens.exact("its probability"))
            if not 0 <= law[-1] <= 1:
                raise tokens.error(f"the probability {number_text(law[-1])} lies outside [0, 1]", at=here)
        total = sum(float(p) for p in law)
        if actions and abs(total - 1) > SLACK:
            raise tokens.error(f"the probabilities sum to {total:.9g}, expected 1", at=(start, tokens.stop))
        tokens.advance()
        return tuple(actions), tuple(law)

    def outcome(self) -> int:
        tokens = self.tokens
        here = (tokens.start, tokens.stop)
        number = tokens.whole("the number of an outcome, 0 for none", 0)
        if not number:
            if tokens.kind == "text" or tokens.at("{"):
                raise tokens.error("outcome 0 stands for no outcome and has no description")
            return -1
        named = tokens.kind == "text"
        name = tokens.label("a name") if named else ""
        known = self.outcomes.get(number)
        if not tokens.at("{"):
            if known is None:
                raise tokens.expected(f"'{{' and the payoffs of outcome {number}, which has not been described before")
            if named and name != self.said_outcomes[known].name:
                raise self.differs(f"outcome {number}", here)
            return known
        tokens.advance()
        found = GambitOutcome(number=number, name=name, payoffs=payoffs(tokens, self.players))
        if known is None:
            known = self.outcomes[number] = len(self.said_outcomes)
            self.said_outcomes.append(found)
        elif self.said_outcomes[known] != found:
            raise self.differs(f"outcome {number}", here)
        return known

    def differs(self, what: str, here: tuple[int, int]) -> GameFileError:
        help = "repeat the first description or leave it out, or give this one a number of its own"
        return self.tokens.error(f"{what} was described differently before", help, here)


def payoffs(tokens: Tokens, players: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Pass one payoff for each player and the closing brace; commas may stand between them."""
    found: list[Fraction] = []
    for player in players:
        if found and tokens.at(","):
            tokens.advance()
        found.append(tokens.exact(f"the payoff of '{player}'"))
    if not tokens.at("}"):
        count = "1 payoff" if len(players) == 1 else f"{len(players)} payoffs"
        raise tokens.expected(f"'}}' after {count}", f"the players are {', '.join(players[:10])}")
    tokens.advance()
    return tuple(found)


def formatted(record: EfgRecord) -> str:
    """The text of a record, a line for each node; a long description is not repeated."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: EfgRecord) -> Iterator[str]:
    yield f"EFG 2 {record.letter} {quoted(record.title)} {listed(record.players)}"
    yield quoted(record.comment)
    yield ""
    moves = [_move_text(move) for move in record.moves]
    outcomes = [f"{item.number} {_outcome_text(item)}" for item in record.outcomes]
    for name, move, outcome in zip(record.names, record.move, record.outcome, strict=True):
        reached = outcomes[outcome] if outcome >= 0 else "0"
        if len(reached) > REPEATED:
            outcomes[outcome] = str(record.outcomes[outcome].number)
        if move < 0:
            yield f"t {quoted(name)} {reached}"
            continue
        kind, number, description = moves[move]
        yield f"{kind} {quoted(name)} {number} {description}{reached}"
        if len(description) > REPEATED:
            moves[move] = kind, number, ""


def _move_text(move: GambitMove) -> tuple[str, str, str]:
    """The kind of node, the numbers and the description of a move."""
    if move.player:
        return "p", f"{move.player} {move.number}", f"{quoted(move.name)} {listed(move.actions)} "
    law = zip(move.actions, move.probabilities, strict=True)
    actions = "".join(f"{quoted(action)} {number_text(p)} " for action, p in law)
    return "c", str(move.number), f"{quoted(move.name)} {{ {actions}}} "


def _outcome_text(outcome: GambitOutcome) -> str:
    """An outcome's name and payoffs."""
    return f"{quoted(outcome.name)} {{ {payoff_text(outcome)} }}"


def payoff_text(outcome: GambitOutcome) -> str:
    """An outcome's payoffs."""
    return ", ".join(number_text(payoff) for payoff in outcome.payoffs)
