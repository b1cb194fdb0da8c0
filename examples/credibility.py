"""A more credible defender can mean more conflict: the Unilateral Deterrence Game, solved over its own probabilities.

Zagare and Kilgour, Perfect Deterrence, Cambridge University Press, 2000, ch. 5. Each side is hard or soft, and only
it knows which.
"""

import numpy as np

import deterrence as dt

HARD_CHALLENGERS = 0.3
CREDIBILITY = np.array([0.1, 0.2, 0.3, 0.4, 0.47, 0.55, 0.6])  # that the defender is hard: all points solve at once


def attack(challenger: str, defender: str) -> dt.Decision:
    """Stay or attack; concede or deny; back down or press on."""
    conflict = {
        "challenger": {"hard": 0.3, "soft": -0.2}[challenger],
        "defender": {"hard": 0.4, "soft": -0.1}[defender],
    }
    final = dt.Decision(
        "challenger",
        f"after denial, {challenger}",
        {"back down": dt.End({"challenger": 0.1, "defender": 0.8}), "press on": dt.End(conflict)},
    )
    reply = dt.Decision(
        "defender", f"reply, {defender}", {"concede": dt.End({"challenger": 1, "defender": 0.1}), "deny": final}
    )
    return dt.Decision(
        "challenger", f"attack, {challenger}", {"stay": dt.End({"challenger": 0.6, "defender": 1}), "attack": reply}
    )


def defender(challenger: str) -> dt.Chance:
    """The defender's type is drawn, and hidden from the challenger."""
    hard, soft = (attack(challenger, kind) for kind in ("hard", "soft"))
    return dt.Chance("defender", {"hard": (CREDIBILITY, hard), "soft": (1 - CREDIBILITY, soft)})


hard, soft = defender("hard"), defender("soft")
game = dt.extensive_game(
    ["challenger", "defender"],
    dt.Chance("challenger", {"hard": (HARD_CHALLENGERS, hard), "soft": (1 - HARD_CHALLENGERS, soft)}),
)
found = dt.perfect_bayesian(game)

print(f"{game}")
print(f"all equilibria listed: {found.complete}; largest regret {found.regret.max():.0e}\n")
print("credibility   most conflict   attack if hard, soft   deny if hard, soft")
for point, credible in enumerate(CREDIBILITY):
    worst, told = -1.0, ""
    for item in found.at(point):
        attacks = [item.probabilities["challenger"][f"attack, {kind}"][1] for kind in ("hard", "soft")]
        denies = [item.probabilities["defender"][f"reply, {kind}"][1] for kind in ("hard", "soft")]
        conflict = HARD_CHALLENGERS * attacks[0] * (credible * denies[0] + (1 - credible) * denies[1])
        if conflict > worst + 1e-12:
            worst = conflict
            told = f"{attacks[0]:8.3f}, {attacks[1]:.3f}   {denies[0]:14.3f}, {denies[1]:.3f}"
    print(f"{credible:11.2f}   {worst:13.4f}   {told}")
