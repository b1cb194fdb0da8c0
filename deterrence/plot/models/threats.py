"""Models of threats and crises: what moves whom, from which threshold on, and how often there is war."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar
from deterrence.plot.drawing.style import Size
from deterrence.plot.models.model_pictures import Story, draw_story
from deterrence.plot.models.model_points import Gauge
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.alliance_reliability import AllianceReliability
    from deterrence.models.assurance import Assurance
    from deterrence.models.chance_threat import ThreatWindow
    from deterrence.models.deterrence_probit import DeterrenceProbit
    from deterrence.models.pawn_crisis import PawnCrisis
    from deterrence.models.preventive_war import PreventiveWar
    from deterrence.models.tied_hands import SeparatingSignal

CHANCE = "probability"
KINDS = {"peace": "peace", "mixture": "both sides mix", "unopposed": "an investment that nobody strikes"}


def threat_window(found: ThreatWindow, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the least risk that moves the target and the largest that the threatener accepts.

    Parameters
    ----------
    found
        The answer of `chance_threat`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.chance_threat import chance_threat
    >>> worth = dict(success=1, give_in=-2, disaster=-10, defy=2, comply=-4, ruin=-8)
    >>> ax = threat_window(chance_threat(**worth, undeterrable=0.2))
    >>> ax.get_title(loc="left").replace(chr(10), " ")
    'A threat that leaves something to chance: some risk works'
    """
    least, most = "least risk that moves the target", "largest risk that the threatener accepts"
    story = Story(
        given=found.provenance.given,
        curves={least: found.least, most: found.most},
        heading="A threat that leaves something to chance",
        y="risk of disaster",
        states=np.where(found.open, "some risk works", "no risk works"),
        between=(least, most, "risks that are effective and acceptable"),
        words={"undeterrable": "probability that the target cannot be deterred"},
    )
    return draw_story(story, ax=ax, size=size)


def separating_signal(found: SeparatingSignal, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the sizes of a signal that only the resolute type sends; options as `threat_window` has them."""
    given = dict(found.provenance.given)
    for name in ("prize", "war"):
        pair: Any = given.pop(name)
        given |= {f"{name}_to_the_irresolute": pair[0], f"{name}_to_the_resolute": pair[1]}
    least, most = "smallest signal that separates", "largest that separates"
    # Where any larger signal separates as well, there is no upper end to draw.
    curves: dict[str, npt.ArrayLike] = {least: found.least}
    bounded = bool(np.isfinite(found.most).any())
    if bounded:
        curves[most] = found.most
    told = "" if bounded or not found.separates.any() else "Any larger signal separates as well. "
    story = Story(
        given=given,
        curves=curves,
        heading=f"Signals that only the resolute send: {found.kind}",
        y="in units of payoff",
        states=np.where(found.separates, "the types separate", "no signal separates them"),
        between=(least, most, "sizes that only the resolute send") if bounded else None,
        words={"tough": "probability that the rival fights"},
        rows=_signal_rows(found) if not found.least.ndim else None,
        small_print=[told.strip()] if told else [],
    )
    return draw_story(story, ax=ax, size=size)


def _signal_rows(found: SeparatingSignal) -> list[tuple[str, list[Bar]]]:
    rows = [(name, getattr(found, name)) for name in ("least", "most", "resolute", "irresolute")]
    words = {
        "least": "smallest signal that separates",
        "most": "largest signal that separates",
        "resolute": "payoff of the resolute, by the smallest",
        "irresolute": "payoff of the irresolute",
    }
    said = {np.inf: "no limit"}
    return [
        (words[name], [Bar(value=float(value), words=said.get(float(value)))])
        for name, value in rows
        if not np.isnan(value)
    ]


def ally_thresholds(found: AllianceReliability, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw how reliable an ally is, and from where on the target resists and the attacker stays away.

    Options as `threat_window` has them.
    """
    story = Story(
        given=found.provenance.given,
        curves={
            "the ally's reliability": found.reliability,
            "the target resists from": found.resist_threshold,
            "the attacker keeps the peace from": found.deter_threshold,
        },
        heading="What an ally that may not come prevents",
        y="probability that the ally comes",
        states=found.outcome,
        gauges=[
            Gauge(parameter="honour", threshold=found.resist_honour, words="the target resists from"),
            Gauge(parameter="honour", threshold=found.deter_honour, words="peace from"),
        ],
        words={"honour": "honour: what breaking its promise costs the ally"},
        rows=[
            ("the ally's reliability", [Bar(value=float(found.reliability.flat[0]))]),
            ("the target resists from", [Bar(value=float(found.resist_threshold.flat[0]))]),
            ("the attacker keeps the peace from", [Bar(value=float(found.deter_threshold.flat[0]))]),
        ],
    )
    return draw_story(story, ax=ax, size=size)


def pawn_chances(found: PawnCrisis, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw how often a crisis over a pawn begins, meets resistance and ends in war.

    Options as `threat_window` has them.
    """
    told = (
        f"The defender resists if the pawn is worth {number(float(found.resist_from.flat[0]))} to it, the challenger"
        f" begins from {number(float(found.initiate_from.flat[0]))} on."
    )
    story = Story(
        given=found.provenance.given,
        curves={
            "the challenger begins": found.initiation,
            "the defender would resist": found.resistance,
            "war": found.war,
            "the pawn is taken without war": found.taken,
        },
        heading="A crisis over a pawn: how often what happens",
        y=CHANCE,
        level="war",
        words={
            "win": "probability that the challenger wins a war",
            "tripwire": "tripwire: what the defender loses if it does not resist",
        },
        small_print=[told] if found.war.size == 1 else [],
    )
    return draw_story(story, ax=ax, size=size)


def investment_chances(found: PreventiveWar, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw how often the rising side invests and the other strikes, over a hidden investment.

    Options as `threat_window` has them.
    """
    story = Story(
        given=found.provenance.given,
        curves={
            "the rising side invests": found.invest,
            "a strike without having seen": found.blind_strike,
            "war": found.war,
            "war by mistake": found.mistaken_war,
        },
        heading="Preventive war over a hidden investment",
        y=CHANCE,
        states=np.select([found.kind == name for name in KINDS], list(KINDS.values()), ""),
        gauges=[Gauge(parameter="detection", threshold=found.detection_threshold, words="peace from")],
        words={"detection": "probability that an investment is seen"},
    )
    return draw_story(story, ax=ax, size=size)


def probit_chances(found: DeterrenceProbit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the probabilities of the outcomes under normal shocks; options as `threat_window` has them."""
    story = Story(
        given=found.provenance.given,
        curves={
            "status quo": found.status_quo,
            "the defender capitulates": found.capitulation,
            "war": found.war,
        },
        heading="A challenge and its answer, under shocks: how often each outcome is reached",
        y=CHANCE,
        level="war",
        words={
            "resistance": "resistance: what war is worth to the defender beyond capitulation",
            "status_quo": "worth of the status quo to the challenger",
            "capitulation": "worth of capitulation to the challenger",
            "war": "worth of war to the challenger",
            "deviation": "standard deviation of the shocks",
        },
        small_print=[
            f"A challenge is made with probability {number(float(found.challenge.flat[0]))} and would be resisted with"
            f" {number(float(found.resist.flat[0]))}."
        ]
        if found.war.size == 1
        else [],
    )
    return draw_story(story, ax=ax, size=size)


def trust_equilibria(found: Assurance, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw how often trustworthy sides cooperate in each equilibrium, and the least trust for it.

    Options as `threat_window` has them.
    """
    story = Story(
        given=found.provenance.given,
        curves={
            "they cooperate for sure": np.where(found.possible, 1.0, np.nan),
            "they mix": found.mixed,
            "they defect": np.zeros_like(found.threshold),
        },
        heading="Trust: how often trustworthy sides cooperate in each equilibrium",
        y="probability that a trustworthy side cooperates",
        states=np.where(found.possible, "cooperation can be kept up", "no trust is enough"),
        gauges=[Gauge(parameter="trust", threshold=found.threshold, words="cooperation from a trust of")],
        words={"trust": "trust: probability that the other is trustworthy"},
    )
    return draw_story(story, ax=ax, size=size)
