"""Models of bargains and agreements: what both prefer to war, what is kept, and what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar
from deterrence.plot.drawing.style import Size
from deterrence.plot.models.model_pictures import Story, draw_story
from deterrence.plot.models.model_points import Gauge, first_number, listed
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.arming import Arming
    from deterrence.models.bargaining_range import BargainingRange, ScreeningDemand
    from deterrence.models.hold_up import HoldUp
    from deterrence.models.power_shift import PowerShift
    from deterrence.models.ratification import Ratification
    from deterrence.models.security_autonomy import SecurityAutonomy
    from deterrence.models.technology_sale import TechnologySale
    from deterrence.models.treaty_exit import TreatyExit

PATIENCE = "discount factor"


def war_range(found: BargainingRange, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the shares of side A that both sides prefer to war.

    Parameters
    ----------
    found
        The answer of `bargaining_range`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.bargaining_range import bargaining_range
    >>> ax = war_range(bargaining_range(win=0.6, cost_a=0.1, cost_b=0.2))
    >>> [text.get_text() for text in ax.texts]
    ['0.5 to 0.8', '0.6']
    """
    least, most = "least that A accepts", "most that B leaves to A"
    low, high = float(found.least.flat[0]), float(found.most.flat[0])
    win = first_number(found.provenance.given["win"])
    story = Story(
        given=found.provenance.given,
        curves={least: found.least, most: found.most},
        heading="Bargains that both sides prefer to war",
        y="share of side A",
        between=(least, most, "bargains that neither would fight over"),
        words={"win": "probability that A wins a war", "cost_a": "A's cost of war", "cost_b": "B's cost of war"},
        rows=[
            ("shares that both prefer", [Bar(value=np.nan, interval=(low, high), words=_range(low, high))]),
            ("A's chance in a war", [Bar(value=win)]),
        ],
        interval="from the least that A accepts to the most that B leaves",
    )
    return draw_story(story, ax=ax, size=size)


def _range(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def demand_curves(found: ScreeningDemand, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what side A demands of a side whose cost of war it does not know; options as `war_range` has them."""
    story = Story(
        given=found.provenance.given,
        curves={"share that A demands": found.demand, "probability of war": found.war, "A's payoff": found.payoff},
        heading="A demand under private costs of war: more for A, at a risk",
        y="share of the good, and probability",
        words={
            "win": "probability that A wins a war",
            "cost": "A's cost of war",
            "ceiling": "B's greatest cost of war",
        },
    )
    return draw_story(story, ax=ax, size=size)


def decline_story(found: PowerShift, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what a declining side lacks to keep the peace, and how far each parameter is from its threshold.

    Options as `war_range` has them.
    """
    story = Story(
        given=found.provenance.given,
        curves={"what the declining side lacks": found.missing},
        heading="A shift of power",
        y="in units of the good (a lack above 0 is war)",
        bars="in units of the good (a lack above 0 is war), and probabilities",
        states=np.where(found.war, "war", "peace"),
        gauges=[
            Gauge(parameter="win_later", threshold=found.win_later, words="peace up to"),
            Gauge(parameter="cost", threshold=found.cost, words="peace from"),
            Gauge(parameter="discount_factor", threshold=found.patience, words="peace up to"),
        ],
        words={
            "win_now": "the rising side's chance to win today",
            "win_later": "the rising side's chance to win tomorrow",
            "cost": "cost of war",
            "discount_factor": PATIENCE,
        },
        small_print=[f"A treaty that prevented {number(100 * float(found.treaty.flat[0]))} % of the rise would do."]
        if found.treaty.size == 1 and found.treaty.flat[0] > 0
        else [],
    )
    return draw_story(story, ax=ax, size=size)


def arming_story(found: Arming, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what an armed peace and a war at the outset are worth, and the limit of the attacker's advantage.

    Options as `war_range` has them.
    """
    story = Story(
        given=found.provenance.given,
        curves={"worth of peace": found.peace, "worth of war": found.war, "least arms": found.level},
        heading="Arms enough that a breakout does not pay",
        y="units of the good, and arms",
        bars="units of the good, arms, and weight of the attacker's",
        states=found.outcome,
        gauges=[Gauge(parameter="offence", threshold=found.offence_limit, words="peace up to")],
        words={
            "offence": "offence: weight of the attacker's arms",
            "war_loss": "share that a war destroys",
            "discount_factor": PATIENCE,
        },
    )
    return draw_story(story, ax=ax, size=size)


def ratified_range(found: Ratification, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what a ratifier approves, and what the proposer makes of it; options as `war_range` has them."""
    low, high = float(found.lowest.flat[0]), float(found.highest.flat[0])
    given = found.provenance.given
    ideal = {name: first_number(given[name]) for name in ("proposer", "ratifier", "status_quo")}
    words = {"proposer": "ideal of the proposer", "ratifier": "ideal of the ratifier", "status_quo": "status quo"}
    story = Story(
        given=given,
        curves={
            "agreement": found.agreement,
            "after a no": found.reversion,
            "lowest": found.lowest,
            "highest": found.highest,
        },
        heading="What can be agreed that will be ratified",
        y="place on the line of agreements",
        states=np.where(found.exit_is_credible, "a no leads to leaving", "a no leaves the status quo")
        if found.exit_is_credible.any()
        else None,
        between=("lowest", "highest", "what the ratifier approves"),
        words=words | {"exit_to": "outcome of leaving", "exit_cost": "cost of leaving"},
        rows=[
            ("approved", [Bar(value=np.nan, interval=(low, high), words=_range(low, high))]),
            ("agreement", [Bar(value=float(found.agreement.flat[0]))]),
            ("after a no", [Bar(value=float(found.reversion.flat[0]))]),
            *((words[name], [Bar(value=value)]) for name, value in ideal.items()),
        ],
        interval="all that the ratifier approves",
    )
    return draw_story(story, ax=ax, size=size)


def course_worths(found: TreatyExit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what complying, breaching and leaving are worth to a party; options as `war_range` has them."""
    story = Story(
        given=found.provenance.given,
        curves={"comply": found.comply, "breach": found.breach, "leave": found.leave},
        heading="Comply, breach or leave",
        y="worth of all periods",
        bars="worth of all periods, and payoffs",
        state="best",
        states=found.best,
        gauges=[
            Gauge(parameter="discount_factor", threshold=found.patience_threshold, words="no breach from"),
            Gauge(parameter="outside", threshold=found.exit_threshold, words="nobody leaves up to"),
        ],
        words={
            "outside": "payoff outside the treaty",
            "discount_factor": PATIENCE,
            "temptation": "payoff of an unpunished breach",
            "reward": "payoff of the kept treaty",
            "lag": "periods until a breach is seen",
            "notice": "periods of notice",
            "exit_cost": "cost of leaving",
        },
    )
    return draw_story(story, ax=ax, size=size)


def investment_bars(found: HoldUp, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what is invested and gained beside what would be efficient; options as `war_range` has them."""
    one = [
        float(values.flat[0]) for values in (found.investment, found.surplus, found.efficient, found.efficient_surplus)
    ]
    story = Story(
        given=found.provenance.given,
        curves={
            "investment": found.investment,
            "joint surplus": found.surplus,
            "efficient investment": found.efficient,
        },
        heading="Hold-up: who invests little, as the value is divided later",
        y="investment and surplus",
        words={"share": "share of the value that goes to the investor", "productivity": "productivity of the project"},
        rows=[
            ("investment", [Bar(value=one[0]), Bar(value=one[2])]),
            ("joint surplus", [Bar(value=one[1]), Bar(value=one[3])]),
        ],
        series=("in equilibrium", "efficient") if found.investment.size == 1 else (),
        small_print=[f"Lost to hold-up: {number(100 * float(found.lost_share.flat[0]))} % of the surplus."]
        if found.investment.size == 1
        else ["The efficient surplus is as large as the efficient investment."],
    )
    return draw_story(story, ax=ax, size=size)


def sale_worths(found: TechnologySale, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what selling components and selling the technology are worth to the seller.

    Options as `war_range` has them.
    """
    copies = [name for name, does in (("parts", found.copies_parts), ("plans", found.copies_plans)) if does.flat[0]]
    story = Story(
        given=found.provenance.given,
        curves={"selling components": found.components, "selling the technology": found.technology},
        heading="Selling parts or plans",
        y="worth to the seller",
        bars="worth to the seller, and its loss from an independent buyer",
        states=np.where(found.sale == "technology", "the technology is sold", "components are sold"),
        gauges=[Gauge(parameter="fear", threshold=found.fear_threshold, words="components from")],
        words={"fear": "loss from a fully independent buyer", "discount_factor": PATIENCE},
        small_print=[f"The buyer builds its own with {' or '.join(copies) or 'neither parts nor plans'} in hand."]
        if found.components.size == 1
        else [],
    )
    return draw_story(story, ax=ax, size=size)


def alliance_gains(found: SecurityAutonomy, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what each side of an alliance gains in security and in autonomy; options as `war_range` has them."""
    security, autonomy, weight = np.broadcast_arrays(
        *(listed(found.provenance.given[name], (2,)) for name in ("security", "autonomy", "weight"))
    )
    given = {
        f"{name} of side {side}": array[..., k]
        for name, array in (("security", security), ("autonomy", autonomy), ("weight of autonomy", weight))
        for k, side in enumerate(("one", "two"))
    }
    first = found.gain.reshape(-1, 2)[0]
    worth = (weight * autonomy).reshape(-1, 2)[0]
    story = Story(
        given=given,
        curves={"gain of side one": found.gain[..., 0], "gain of side two": found.gain[..., 1]},
        heading="Security for autonomy",
        y="in units of security",
        states=np.where(found.allied, "both join", "somebody stays out"),
        rows=[
            (f"side {side}", [Bar(value=float(value[k])) for value in (security.reshape(-1, 2)[0], worth, first)])
            for k, side in enumerate(("one", "two"))
        ],
        series=("security", "autonomy, by its weight", "gain in all") if found.allied.size == 1 else (),
        small_print=[f"The alliance is {found.kind.flat[0]}."]
        if found.allied.size == 1 and found.kind.flat[0] != "other"
        else [],
    )
    return draw_story(story, ax=ax, size=size)
