"""A scenario's claims, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deterrence.analysis.judges import EMPTY, HOLDS, JUDGES, OPEN
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError, ScenarioError, expect_kind, nearest
from deterrence.game.building import Suppose, parameters_at, suppositions
from deterrence.run.chunks import Progress
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solve import origin
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim: what it says, its verdict, and the evidence.

    `evidence` is the end state, the crossing point (a list where there is not
    exactly one), the two values compared, or the counterexample's parameters;
    `detail` says it in words; `points` counts the parameter points examined.
    `lacks_section` marks a claim that the scenario has no section for.
    """

    name: str
    says: str
    kind: str
    verdict: str
    evidence: Any
    detail: str
    points: int
    lacks_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckReport:
    """Every claim of a scenario with its verdict; see `ClaimRow`."""

    rows: tuple[ClaimRow, ...]
    provenance: Provenance

    @property
    def ok(self) -> bool:
        """Whether every claim holds or is vacuous."""
        return all(row.verdict in (HOLDS, EMPTY) for row in self.rows)

    def count(self, verdict: str) -> int:
        """How many claims have a verdict."""
        return sum(row.verdict == verdict for row in self.rows)

    def plot(self, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw every verdict with its evidence; `scenario` adds where turning points lie in their ranges."""
        from deterrence.plot.questions.claim_strip import claim_strip

        return claim_strip(self, scenario=scenario, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [{name: getattr(row, name) for name in row.__slots__} for row in self.rows]
        return {"ok": self.ok, "rows": rows, "provenance": self.provenance.to_dict()}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        return ("claim", "verdict", "evidence"), [[row.name, row.verdict, row.detail] for row in self.rows]

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def check(
    scenario: Scenario,
    *,
    names: Sequence[str] | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
    precision: float | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Check the claims of a scenario.

    Parameters
    ----------
    scenario
        Claims of kind timeline are decided exactly where the clocks allow,
        else by simulation, beyond four standard errors.
    names
        Which claims; all by default.
    given, suppose
        Changes to the baseline under every claim; a claim's own win.
    concept, precision
        As for `solve`.
    progress
        Hears after each claim how many of how many are done.

    Returns
    -------
    CheckReport
        A `for_all` claim that survives says how many points were tried and the
        smallest margin met; that is not a proof. One that fails carries the
        simplest counterexample found. With several equilibria a claim holds if
        it does in every one, fails if it does in none, and is otherwise
        undecided, as it is where the list of equilibria may not be complete.

    Raises
    ------
    ArgumentError
        An unknown claim, parameter or supposition.
    EvaluationError
        Something has no value at a claim's own parameter point.

    Examples
    --------
    >>> from deterrence import load
    >>> report = check(load("technology-for-money"))
    >>> report.ok, report.rows[1].name, round(report.rows[1].evidence, 6)
    (True, 'need_rule', 1.0)
    """
    expect_kind(scenario, Scenario, "check")
    wanted = list(scenario.claims) if names is None else list(names)
    for name in wanted:
        if name not in scenario.claims:
            known = list(scenario.claims)
            raise ArgumentError(f"unknown claim '{name}'", nearest(name, known) or f"known: {', '.join(known)}")
    parameters_at(scenario, given)
    supposed = suppositions(scenario, suppose)
    asked = Concept(concept, precision)
    rows = []
    for done, name in enumerate(wanted):
        rows.append(_row(scenario, name, _under(scenario.claims[name], given, suppose), asked))
        if progress:
            progress(done + 1, len(wanted))
    provenance = origin(scenario, given, supposed, asked)
    return CheckReport(rows=tuple(rows), provenance=provenance)


def _under(claim: Claim, given: Mapping[str, float] | None, suppose: Suppose) -> Claim:
    if not given and not suppose:
        return claim
    outer = [suppose] if isinstance(suppose, (str, Mapping)) else list(suppose or ())
    kept = {name: value for name, value in (given or {}).items() if name not in claim.for_all}
    return claim.model_copy(update={"given": {**kept, **claim.given}, "suppose": [*outer, *(claim.suppose or [])]})


def _row(scenario: Scenario, name: str, claim: Claim, concept: Concept) -> ClaimRow:
    kind = claim.kinds[0]
    lacks_section = False
    try:
        verdict, evidence, detail, points = JUDGES[kind](scenario, claim, name, concept)
    except (ConceptError, NoAnswerError) as error:
        verdict, evidence, detail, points = OPEN, None, str(error), 0
        lacks_section = isinstance(error, ConceptError)
    except ArgumentError as error:
        raise ScenarioError([scenario.problem(error.message, ("claims", name), help=error.help)]) from None
    return ClaimRow(
        name=name,
        says=claim.says,
        kind=kind,
        verdict=verdict,
        evidence=evidence,
        detail=detail,
        points=points,
        lacks_section=lacks_section,
    )
