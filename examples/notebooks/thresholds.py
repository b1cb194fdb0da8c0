# %% [markdown]
# # Thresholds and phase diagrams
#
# A prediction that holds at one point is worth little. This notebook asks of a small treaty *where* it is kept,
# amended or left, first along one parameter, then over two, and reads the boundaries off by hand.

# %%
import numpy as np

import deterrence as dt

treaty = dt.load("treaty")
answer = dt.solve(treaty)
assert answer.path == (("treaty", "amend"), ("amendment", "accept"))
answer

# %% [markdown]
# ## Every threshold at the baseline
#
# One row for each value at which some choice on some branch changes while the other parameters stay where they are.

# %%
found = dt.thresholds(treaty)
print(found)

# %% [markdown]
# The first is worth deriving. After a refusal the United States leaves if `protection - exit / 2 - harm > 0`; below
# that, leaving is no threat, and no offer is made. With an exit cost of 1 and a harm of 2 the boundary is at 2.5.

# %%
boundary = 1 / 2 + 2
assert any(abs(row.value - boundary) < 1e-6 for row in found.rows if row.parameter == "protection")

# %% [markdown]
# ## One parameter
#
# A sweep gives payoffs and outcomes over a grid; a table over one parameter draws itself as a slice.

# %%
line = dt.sweep(treaty, {"protection": np.linspace(0, 6, 601)})
line.plot()

# %% [markdown]
# ## Two parameters
#
# A quarter of a million games, each solved exactly. The regions are outcomes, the cross is the baseline.

# %%
plane = dt.sweep(treaty, {"protection": np.linspace(0, 6, 500), "exit": np.linspace(0, 4, 500)})
plane.plot()

# %% [markdown]
# The boundary between "kept" and "amended" is the line `protection = harm + exit / 2` derived above. Every point of
# the grid agrees:

# %%
kept = np.array([path[0] == ("treaty", "keep") for path in plane.outcomes])[plane.columns["outcome"]]
protection, exit_cost = np.meshgrid(plane.axes["protection"], plane.axes["exit"], indexing="ij")
edge = 2 + exit_cost / 2
away = np.abs(protection - edge) > 1e-9
assert (kept == (protection < edge))[away].all()
print(f"{away.sum():,} points agree with the formula; the treaty is kept as it is at {kept.mean():.1%} of them")

# %% [markdown]
# ## Which number carries the answer
#
# Thresholds move one parameter. Sobol' indices let all of them move over their whole ranges and ask whose uncertainty
# is the answer's.

# %%
weights = dt.sensitivity(treaty, quantity="us", samples=1024)
weights.plot()
