"""What a process of your own sees of a history in SimPy, and what it can do there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any

from deterrence.errors import ArgumentError, nearest
from deterrence.solvers.solution import read_expression
from deterrence.timeline.philox import uniform
from deterrence.timeline.retelling.history import History

if TYPE_CHECKING:
    import simpy

STREAMS = 2**31  # the scenario's own streams count from 0

Process = Callable[["World"], Generator[Any, Any, Any]]


class World:
    """A history as one process sees it.

    A process is a function of the world that yields SimPy events: `timeout`,
    `changed`, or anything made with `env`. At one date the scenario's events
    come first, in file order, then the processes whose `timeout` is due, in the
    order in which they asked. A process that waits for `changed` acts right
    after the event that changed the state, before the next one.

    Attributes
    ----------
    env
        The SimPy environment, for resources, conditions and processes of your
        own. Its date is a sum of waits and may be off in the last digits;
        `timeout` keeps exact dates, ``env.timeout`` does not.
    name
        The process's name, under which its changes are logged.

    Examples
    --------
    >>> from deterrence import Scenario
    >>> from deterrence.timeline.retelling.trace import trace
    >>> crisis = Scenario(
    ...     title="A crisis and its end",
    ...     players={"a": "A"},
    ...     facts={"crisis": ["no", "yes"]},
    ...     timeline={"horizon": 4, "events": {"spark": {"at": 1, "set": {"crisis": "yes"}}}},
    ... )
    >>> def mediator(world):
    ...     while True:
    ...         yield world.changed
    ...         if world["crisis"] == "yes":
    ...             yield world.timeout(0.5)
    ...             world.set("crisis", "no")
    >>> trace(crisis, processes=[mediator]).events
    ((1.0, 'spark', {'crisis': 'yes'}), (1.5, 'mediator', {'crisis': 'no'}))
    """

    def __init__(self, history: History, name: str, number: int) -> None:
        self._history, self._stream, self._draws = history, STREAMS + number, 0
        self.name = name

    @property
    def env(self) -> simpy.Environment:
        """The SimPy environment."""
        return self._history.env

    @property
    def now(self) -> float:
        """The date, in the timeline's unit."""
        self._history.arrive()
        return self._history.now

    @property
    def state(self) -> dict[str, str]:
        """The value of every variable."""
        return self._history.rules.named(self._history.state)

    @property
    def parameters(self) -> dict[str, float]:
        """The value of every parameter."""
        return dict(self._history.rules.point)

    @property
    def changed(self) -> simpy.Event:
        """Happens at the next change of the state, whoever makes it; its value is that entry of the log."""
        return self._history.changed

    def __getitem__(self, variable: str) -> str:
        """The current value of a variable. Raises `ArgumentError` for another name."""
        return self.state[self._known(variable)]

    def value(self, expression: str) -> float:
        """What an expression over the scenario's names is worth now; a condition gives 1 or 0.

        Raises
        ------
        ArgumentError
            It does not parse or names something unknown.
        EvaluationError
            It has no value in this state.
        """
        read = read_expression(self._history.rules.scenario, expression)
        return self._history.rules.value(read, (), self._history.state)

    def random(self) -> float:
        """A number between 0 and 1 from this process's own stream: the scenario's draws do not shift."""
        number, self._draws = self._draws, self._draws + 1
        return float(uniform(self._history.seed, self._history.replication, self._stream, number))

    def timeout(self, delay: float) -> simpy.Event:
        """Wait so long; to be yielded. Raises `ArgumentError` for a negative delay."""
        if not delay >= 0:
            raise ArgumentError(f"process '{self.name}' cannot wait for {delay:g}: expected 0 or more")
        event: simpy.Event = self._history.wait(self.name, float(delay))
        return event

    def set(self, variable: str, value: str) -> None:
        """Change one variable; what players are permitted is not asked. See `change`."""
        self.change({variable: value})

    def change(self, changes: Mapping[str, str]) -> None:
        """Change some variables at once; the scenario's clocks heed it.

        Raises
        ------
        ArgumentError
            An unknown variable or value.
        EvaluationError
            The result breaks a constraint, or something has no value there;
            unless the process catches it, the history ends with it.
        """
        choices = self._history.rules.scenario.choices
        for variable, value in changes.items():
            known = choices[self._known(variable)]
            if value not in known:
                help = nearest(str(value), known) or f"known: {', '.join(known)}"
                raise ArgumentError(f"process '{self.name}': {variable} has no value '{value}'", help)
        self._history.change(self.name, changes)

    def log(self, text: str) -> None:
        """Write a note into the log."""
        self._history.note(self.name, str(text))

    def _known(self, variable: str) -> str:
        choices = self._history.rules.scenario.choices
        if variable not in choices:
            help = nearest(str(variable), choices) or f"known: {', '.join(choices)}"
            raise ArgumentError(f"process '{self.name}': unknown variable '{variable}'", help)
        return variable


def start(history: History, process: Process, number: int) -> None:
    """Let a process of the user begin at date 0, after the scenario's events of that date."""
    name = getattr(process, "__name__", type(process).__name__)
    world = World(history, name, number)
    steps = process(world)
    if not isinstance(steps, Generator):
        raise ArgumentError(
            f"process '{name}' gave a {type(steps).__name__}", "a process is a function of the world that yields"
        )
    history.env.process(_lead_in(world.timeout(0.0), steps))


def _lead_in(turn: simpy.Event, steps: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    yield turn
    yield from steps
