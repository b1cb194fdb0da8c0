"""A question of an exercise: what is asked, what kind of answer it takes, the claims that judge it, and hints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

ANSWER = "{answer}"
TEXT_LIMIT = 300

Claims = dict[str, dict[str, Any]]


class Hint(BaseModel):
    """What to say to one wrong answer.

    At most one of the conditions is given; without any, the hint answers
    whatever no earlier one did. `answer` is a choice; `near`, `below` and
    `above` are expressions of the scenario's parameters, read at the student's
    own numbers, to which a number is compared (`near` within 0.5 % or 0.002);
    `claim` is the name of a claim that fails.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str
    answer: str | None = None
    near: str | float | None = None
    below: str | float | None = None
    above: str | float | None = None
    claim: str | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Hint:
        given = [name for name in type(self).model_fields if name != "say" and getattr(self, name) is not None]
        if len(given) > 1:
            raise PydanticCustomError("hint", f"a hint has one condition, found {' and '.join(given)}")
        return self


class Question(BaseModel):
    """One question and how an answer to it is judged.

    Exactly one of `choose` (a list of words, or a mapping from each to the
    claims that it amounts to), `number` (bounds) and `expression` (the entry of
    the scenario that the answer completes, such as ``definitions.threshold``;
    `uses` lists the names that it may use, any by default, so that a rule
    cannot read off the outcome that it is to foretell).
    `claims` hold in the model if the answer is right; ``{answer}`` in them
    stands for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    choose: list[str] | dict[str, Claims | None] | None = None
    number: tuple[float, float] | None = None
    expression: str | None = None
    uses: list[str] = Field(default_factory=list)
    claims: Claims = Field(default_factory=dict)
    hints: list[Hint] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_kind(self) -> Question:
        kinds = [name for name in ("choose", "number", "expression") if getattr(self, name) is not None]
        if len(kinds) != 1:
            found = " and ".join(kinds) or "none"
            raise PydanticCustomError("question", f"expected one of choose, number and expression, found {found}")
        if self.uses and not self.expression:
            raise PydanticCustomError("question", "'uses' goes with an expression")
        if not self.claims and not isinstance(self.choose, dict):
            raise PydanticCustomError("question", "no claims: nothing would judge the answer")
        return self

    @property
    def kind(self) -> Literal["choose", "number", "expression"]:
        """The kind of answer it takes."""
        return "choose" if self.choose is not None else "number" if self.number is not None else "expression"

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from; none for the other kinds."""
        return tuple(self.choose or ())

    @property
    def slot(self) -> tuple[str, ...]:
        """The path of the entry that an expression completes."""
        return tuple(self.expression.split(".")) if self.expression else ()

    def claims_for(self, answer: str | float) -> Claims:
        """The claims that an answer amounts to.

        >>> question = Question(
        ...     ask="From where on?",
        ...     number=(0, 1),
        ...     claims={"flip": {"flips": {"expect": "stay", "parameter": "p", "at": "{answer}"}}},
        ... )
        >>> question.claims_for(0.4)
        {'flip': {'flips': {'expect': 'stay', 'parameter': 'p', 'at': 0.4}}}
        """
        told: Mapping[str, Any] = self.claims
        if isinstance(self.choose, dict):
            told = {**self.claims, **(self.choose[str(answer)] or {})}
        return {name: _filled(claim, answer) for name, claim in told.items()}

    @property
    def expects(self) -> str:
        """What an answer looks like, in words."""
        if self.number is not None:
            low, high = self.number
            return f"a number from {low:g} to {high:g}"
        if self.choose is not None:
            return "one of: " + ", ".join(self.choices)
        names = f" of {', '.join(self.uses)}" if self.uses else ""
        return f"an expression{names}, which goes into {self.expression} of the scenario"


def _filled(part: Any, answer: str | float) -> Any:
    if isinstance(part, Mapping):
        return {key: _filled(inner, answer) for key, inner in part.items()}
    if isinstance(part, list | tuple):
        return [_filled(inner, answer) for inner in part]
    if part == ANSWER:
        return answer
    return part.replace(ANSWER, str(answer)) if isinstance(part, str) else part
