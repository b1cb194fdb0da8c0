"""What holds the treaty, and what would save it: the first questions to ask of the flagship."""

import deterrence as dt

abm = dt.load("abm-2000")
high = {"test": "miss", "threat": "high", "treaty": ["keep", "any", "any", "any"]}

print("As it was, the threat judged high:")
answer = dt.solve(abm, suppose=high)
print("  " + ", ".join(f"{variable} = {value}" for variable, value in answer.path))

print("\nWhat saves the treaty, one number at a time:")
for row in dt.thresholds(abm, suppose=high).rows:
    if row.decision == "treaty after miss, keep, high" and "keep" in (row.below, row.above):
        side = "below" if row.below == "keep" else "above"
        print(f"  {row.parameter} {side} {row.value:.4g} (now {abm.baseline[row.parameter]:g})")

print("\nWhether Russia's threat to leave both START treaties is credible:")
for move in ("withdraw", "violate"):
    reply = dt.solve(abm, suppose={**high, "treaty": ["keep", "any", move, "any"]})
    start = next(node for node in reply.visited if node.variable == "start_treaties")
    print(f"  after {move}: {start.choice}, better than the next choice by {start.margin:.3g}")
