# %% [markdown]
# # Hidden resolve
#
# Does Russia mean its threat to leave both START treaties? In `abm-2000-resolve` it knows and the United States does
# not: a chance move that one player never observes. Then a prediction needs beliefs as well as choices, and there may
# be several.

# %%
import numpy as np

import deterrence as dt
from deterrence.models.unilateral_deterrence import unilateral_deterrence

crisis = dt.load("abm-2000-resolve")
answer = dt.solve(crisis)
print(f"{answer.concept}; equilibria: {len(answer.equilibria)}")
answer

# %% [markdown]
# ## How credible must the threat be?
#
# `resolute` is the probability that Russia means it. The United States leaves as long as it is at most a ratio:
# what leaving gains if the threat is empty, over that gain and the loss if it is not. (The gain over the loss alone
# would be odds, not a probability.)

# %%
keep, empty, meant = (
    dt.solve(crisis, given={"resolute": share}, suppose={"treaty": treaty}).payoffs["us"]
    for share, treaty in ((0, "keep"), (0, "withdraw"), (1, "withdraw"))
)
ratio = (empty - keep) / ((empty - keep) + (keep - meant))
print(f"leaving gains {empty - keep:.3f} or loses {keep - meant:.3f}: the threshold is {ratio:.4f}")

# %%
found = dt.thresholds(crisis, "resolute")
(row,) = found.rows
assert abs(row.value - ratio) < 1e-6
print(found)

# %%
line = dt.sweep(crisis, {"resolute": np.linspace(0, 1, 201)}, quantities={"kept": "treaty == keep"})
line.plot()

# %% [markdown]
# ## More credible, more conflict
#
# It is natural to think that a more credible defender means less conflict. In the Unilateral Deterrence Game of
# Zagare and Kilgour both sides are hard or soft, and nobody sees the other's type. Between certain conflict and
# certain deterrence there is a region in which hard challengers attack and soft ones do not; raising the defender's
# credibility through it brings hard defenders, who resist, to where soft ones would have conceded.

# %%
credibility = np.array([0.2, 0.47, 0.6])
found = unilateral_deterrence(
    challenger_hard=0.3,
    defender_hard=credibility,
    gain=1,
    status_quo=0.6,
    fight=0.3,
    retreat=0.1,
    suffer=-0.2,
    victory=0.8,
    stand=0.4,
    loss=0.1,
    ruin=-0.1,
)
for point, credible in enumerate(credibility):
    least = found.present(point)[-1]
    conflict = found.outcomes["conflict"][point, found.names.index(least)]
    print(f"credibility {credible:.2f}: {least}, conflict with probability {conflict:.4f}")

# %% [markdown]
# From .1333 up to .141, and then to nothing. `found` itself is a table of every class of equilibrium with its regret.

# %% [markdown]
# ## The same in the collection
#
# `zagare2000` is that model as a scenario. Its claims carry the thresholds, and the claims are checked on every run.

# %%
published = dt.load("zagare2000")
report = dt.check(published)
assert report.ok
report
