"""Why a state is stable or not for a player, in prose: the move, the answer to it, and its weakest step."""

from __future__ import annotations

from typing import Any

from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.preference import margin_text
from deterrence.conflict_graph.sanction import Answer, answers
from deterrence.conflict_graph.words import move_words, state_words
from deterrence.tables.text import number

CREDIBLE = ("seq", "sseq")


class Narrative:
    """One player's verdict on one state by one of the five individual concepts."""

    def __init__(
        self,
        model: GraphModel,
        states: tuple[Any, ...],
        players: tuple[str, ...],
        *,
        player: int,
        state: int,
        concept: str,
        ordinal: bool,
    ) -> None:
        self.model, self.states, self.players = model, states, players
        self.who, self.state, self.concept, self.ordinal = player, state, concept, ordinal
        self.name = players[player]
        self.place = state_words(states[state], states[0])
        self.place = f"the {self.place}" if self.place == "status quo" else f"'{self.place}'"

    def text(self) -> str:
        """The whole explanation."""
        found = answers(self.model, self.who, self.state, self.concept, signs=self.ordinal)
        if not found:
            return f"{self._verdict(True)} it has no move there, whatever the payoffs (structural stability)."
        improving = [one for one in found if one.cost < 0]
        margin = min(one.total for one in found)
        if not improving:
            least = min(found, key=lambda one: one.cost)
            return f"{self._verdict(True)} it has no improvement. {self._least_loss(least)}"
        tightest = min(improving, key=lambda one: one.total)
        lines = [f"{self._verdict(margin >= 0)} {self._temptation(tightest, len(improving))}"]
        lines += self._answered(tightest) if tightest.steps else [self._unanswered()]
        lines.append(self._conclusion(tightest, margin))
        return "\n".join(lines)

    def _verdict(self, stable: bool) -> str:
        return f"{self.name} is {'stable' if stable else 'not stable'} at {self.place} by {NAMES[self.concept]}:"

    def _move(self, before: int, after: int) -> str:
        return move_words(self.states[before], self.states[after])

    def _least_loss(self, answer: Answer) -> str:
        move = self._move(self.state, answer.move)
        if answer.cost == 0:
            return f"Its least costly move, {move}, changes nothing for it (a tie)."
        if self.ordinal:
            return f"Every move, such as {move}, leads to a worse state."
        return f"Its least costly move, {move}, loses {number(answer.cost)}."

    def _temptation(self, answer: Answer, improvements: int) -> str:
        gain = "" if self.ordinal else f" and gain {number(-answer.cost)}"
        which = (
            "it could improve by" if improvements == 1 else f"of its {improvements} improvements the least deterred is"
        )
        return f"{which} {self._move(self.state, answer.move)}{gain}."

    def _unanswered(self) -> str:
        if self.concept == "nash":
            return "Nash stability counts no answers of the others."
        answer = "no credible sequence of moves" if self.concept in CREDIBLE else "no sequence of moves"
        way_out = ", its own way out included," if self.concept in ("smr", "sseq") else ""
        ending = (
            "leads to a state that is no better for it" if self.ordinal else "costs it more than the move itself does"
        )
        return f"By the others, {answer}{way_out} {ending}."

    def _answered(self, answer: Answer) -> list[str]:
        lines = ["A sufficient answer:" if self.ordinal else "The strongest answer:"]
        before = answer.move
        for step, (mover, end, gain) in enumerate(answer.steps, 1):
            lines.append(f"  {step}. {self.players[mover]}: {self._move(before, end)}{self._gains(gain)}")
            before = end
        return [
            *lines,
            f"  It ends at '{state_words(self.states[before], self.states[0])}', {self._left(answer, before)}.",
        ]

    def _gains(self, gain: float) -> str:
        if abs(gain) < 1e-300:
            return " (gains nothing: a tie)"
        if self.ordinal:
            return " (gains)" if gain > 0 else " (loses)"
        return f" (gains {number(gain)})" if gain > 0 else f" (loses {number(-gain)})"

    def _left(self, answer: Answer, end: int) -> str:
        worth = self.model.payoffs[self.who]
        moves = self.model.moves[self.who]
        out = ""
        if self.model.ends(self.who, self.concept)[end] > worth[end]:
            heads = moves.heads[moves.leaving(end)]
            best = int(heads[worth[heads].argmax()])
            out = f" after its best way out ({self._move(end, best)})"
        if answer.loss == 0:
            return f"no better for {self.name} than {self.place}{out}"
        if self.ordinal:
            return f"{'worse' if answer.loss > 0 else 'better'} for {self.name} than {self.place}{out}"
        side = "below" if answer.loss > 0 else "above"
        return f"{number(abs(answer.loss))} {side} {self.place} for {self.name}{out}"

    def _conclusion(self, answer: Answer, margin: float) -> str:
        if self.ordinal:
            return "Deterrence holds." if margin >= 0 else "Deterrence fails."
        if margin < 0:
            return f"Deterrence fails by {_size(margin)}: {self._weakest(answer)}."
        held = f"Deterrence holds with margin {margin_text(margin)}"
        if margin < answer.total:
            spare = number(answer.total)
            return f"{held}, the cost of a move that is no improvement; the answer above has {spare} to spare."
        return f"{held}: {self._weakest(answer)}."

    def _weakest(self, answer: Answer) -> str:
        """What bounds the strength: the answer's end, or the mover with the least gain."""
        if not answer.steps:
            return f"{self.name} would gain {number(-answer.cost)} and keep it"
        before = answer.move
        if self.concept in CREDIBLE:
            for mover, end, gain in answer.steps:
                if gain == answer.strength:
                    change = self._move(before, end)
                    if abs(gain) < 1e-300:
                        return f"its weakest step gains {self.players[mover]} nothing ({change})"
                    if gain < 0:
                        return f"{self.players[mover]} would lose {number(-gain)} by {change}"
                    return f"its weakest step is {self.players[mover]}'s gain of {number(gain)} by {change}"
                before = end
        if answer.loss < 0:
            return f"{self.name} would still be {number(-answer.loss)} better off at its end"
        return f"the answer leaves {self.name} {number(answer.loss)} worse off"


def _size(margin: float) -> str:
    return "a tie" if abs(margin) < 1e-300 else number(-margin)
