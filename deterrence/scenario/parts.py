"""The parts of a scenario, as their keys stand in the file. Shape only; meaning is checked in `checking`."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from deterrence.scenario.fields import (
    Bound,
    Changes,
    Dates,
    Expr,
    FactChanges,
    Id,
    Ids,
    Interval,
    Number,
    OpenInterval,
    Suppositions,
    Text,
    Values,
    Words,
    _tuple_to_list,
    problem,
    shown,
)

NumberList = Annotated[list[Number], BeforeValidator(_tuple_to_list)]
ExprList = Annotated[list[Expr], BeforeValidator(_tuple_to_list)]


class Part(BaseModel):
    """A frozen piece of a scenario; `short` is the field that a bare value stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    short: ClassVar[tuple[str, str] | None] = None

    @model_validator(mode="before")
    @classmethod
    def _from_short(cls, data: Any) -> Any:
        if isinstance(data, (dict, Part)) or cls.short is None:
            return data
        return {cls.short[0]: data}


class Source(Part):
    """Where a fact or an argument comes from."""

    cite: Text
    locator: Text | None = None
    url: Text | None = None
    note: Text | None = None


class Player(Part):
    """Somebody with payoffs."""

    short = ("label", "string")
    label: Text
    meaning: Text | None = None


class Prior(Part):
    """A distribution over a parameter's range; exactly one field is set."""

    short = ("uniform", "string")
    uniform: Annotated[Any, Field(json_schema_extra={"const": "uniform"})] = None
    normal: NumberList | None = None
    triangular: NumberList | None = None
    beta: NumberList | None = None
    lognormal: NumberList | None = None

    @model_validator(mode="before")
    @classmethod
    def _known(cls, data: Any) -> Any:
        given = {"uniform": data} if isinstance(data, str) else data
        if isinstance(data, str) and data != "uniform":
            raise problem(f"unknown prior '{data}'", help="priors: uniform, normal, triangular, beta, lognormal")
        if isinstance(data, dict) and len(data) != 1:
            raise problem(f"expected one prior, found {len(data)}")
        if isinstance(data, dict) and "uniform" in data:
            raise problem("the uniform prior is written: prior: uniform")
        return given


class Parameter(Part):
    """A number that matters: its baseline, range, unit, meaning and prior."""

    short = ("value", "number")
    value: Number
    range: OpenInterval | None = None
    unit: Text | None = None
    meaning: Text | None = None
    prior: Prior | None = None


class Decision(Part):
    """A variable that one player controls; the first choice is the status quo."""

    player: Text
    choices: Ids
    reversible: Changes = True
    available: dict[str, Expr] = Field(default_factory=dict)
    meaning: Text | None = None


class Chance(Part):
    """A variable drawn at random; `pending` until then."""

    outcomes: dict[Id, Expr]
    meaning: Text | None = None


class Visit(Part):
    """One visit to a variable in the order of play."""

    short = ("visit", "string")
    visit: Text
    when: Expr | None = None
    hidden_from: Annotated[list[Text], BeforeValidator(_tuple_to_list)] = Field(default_factory=list)


class Stage(Part):
    """A position in the order: one visit, or a simultaneous group of several."""

    visits: list[Visit]
    joint: bool = False

    @model_validator(mode="before")
    @classmethod
    def _wrap(cls, data: Any) -> Any:
        if isinstance(data, (list, tuple)):
            return {"visits": list(data), "joint": True}
        if isinstance(data, (str, dict, Visit)):
            return {"visits": [data]}
        if not isinstance(data, Stage):
            raise problem(f"expected a variable, {{visit: …}} or a list of these, found {shown(data)}")
        return data


class Game(Part):
    """Who moves when."""

    order: Annotated[list[Stage], BeforeValidator(_tuple_to_list)]


class Delay(Part):
    """How long a started clock runs: a fixed time, or one distribution."""

    short = ("fixed", "expression")
    fixed: Expr | None = None
    uniform: ExprList | None = None
    exponential: ExprList | None = None
    gamma: ExprList | None = None
    weibull: ExprList | None = None
    lognormal: ExprList | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        if isinstance(data, dict) and "fixed" in data:
            raise problem("unknown key 'fixed'", help="a fixed delay is written bare: delay: 0.5")
        return data


class Event(Part):
    """Something that happens in time: one clock, a guard, and effects."""

    rate: Expr | None = None
    every: Number | None = None
    first: Number | None = None
    at: Dates | None = None
    after: Expr | None = None
    delay: Delay | None = None
    when: Expr | None = None
    draw: Words = Field(default_factory=list)
    decide: Words = Field(default_factory=list)
    set: FactChanges = Field(default_factory=list)
    meaning: Text | None = None


class Behavior(Part):
    """How a decision is taken in time."""

    short = ("rule", "string")
    rule: Literal["lookahead", "myopic", "farsighted"] | None = None
    fixed: Text | None = None
    mixed: dict[Text, Number] | None = None
    precision: Expr | None = None


class Timeline(Part):
    """The same choices in time."""

    horizon: Number
    unit: Text | None = None
    discount: Expr | None = None
    events: dict[Id, Event]
    behavior: dict[str, Behavior] = Field(default_factory=dict)
    report: dict[Id, Expr] = Field(default_factory=dict)


class Flips(Part):
    """The truth of an expression changes exactly once, at a given value of a parameter."""

    expect: Expr
    parameter: Text
    at: Number
    tolerance: Number | None = None
    over: Interval | None = None


class Monotone(Part):
    """An expected quantity rises or falls weakly with a parameter."""

    quantity: Expr
    parameter: Text
    direction: Literal["increasing", "decreasing"]
    over: Interval | None = None


class Compare(Part):
    """An expected quantity under one supposition against the same under another."""

    quantity: Expr
    suppose: Suppositions
    with_: Suppositions = Field(alias="with")
    relation: Literal["<", "<=", "==", "!=", ">=", ">"]


class Stable(Part):
    """A state of the conflict graph is stable."""

    state: Values
    concept: Literal["nash", "gmr", "smr", "seq", "sseq"]
    for_: Text | None = Field(default=None, alias="for")


class TimelineClaim(Part):
    """The probability of a report lies between bounds."""

    quantity: Text
    by: Number | None = None
    at: Number | None = None
    between: Interval


class Claim(Part):
    """An argument that can be checked: exactly one of the five kinds, and its conditions."""

    says: Text
    expect: Expr | None = None
    probability: Bound | None = None
    in_: Expr | None = Field(default=None, alias="in")
    flips: Flips | None = None
    monotone: Monotone | None = None
    compare: Compare | None = None
    stable: Stable | None = None
    timeline: TimelineClaim | None = None
    suppose: Suppositions | None = None
    given: dict[Text, Number] = Field(default_factory=dict)
    for_all: dict[Text, Interval] = Field(default_factory=dict)
    equilibria: Literal["some"] | None = None

    KINDS: ClassVar[tuple[str, ...]] = ("expect", "flips", "monotone", "compare", "stable", "timeline")

    @property
    def kinds(self) -> list[str]:
        """The kinds this claim states; a well-formed claim has one."""
        return [kind for kind in self.KINDS if getattr(self, kind) is not None]
