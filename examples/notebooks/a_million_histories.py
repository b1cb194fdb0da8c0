# %% [markdown]
# # A million histories, and one of them
#
# The dispute of 2000 in time: reviews every half-year, an election, notice that runs out, false alarms. Each history
# is one way it might have gone. A million of them give probabilities; any one of them can be told event by event.

# %%
import importlib.util

import deterrence as dt

treaty = dt.load("abm-2000-timeline")
compiled = importlib.util.find_spec("numba") is not None
replications = 1_000_000 if compiled else 10_000  # without the extra [fast] each takes eighty times as long

# %%
run = dt.simulate(treaty, replications=replications, seed=2000, execution=dt.Execution(executor="processes"))
run

# %% [markdown]
# Every figure has its standard error. The same seed gives the same bits, however many processes did the work.

# %%
gone = run.ever("treaty_gone").at(5)
crisis = run.first_time("crisis").quantile(0.5)
print(f"the treaty is gone by year five with probability {gone}")
print(f"half of the histories have had a crisis by year {crisis}")
assert abs(gone.value - 0.706) < 0.02

# %%
run.plot()

# %% [markdown]
# ## One of them
#
# Replication 17 is history 17 of the million: the same random numbers, replayed one event after the other by another
# engine, which is how the two check each other.

# %%
history = dt.trace(treaty, seed=2000, replication=17)
for when, event, changes in history.events[:8]:
    print(f"{when:6.2f}  {event:16} {changes}")

# %%
history.plot()

# %% [markdown]
# ## What would have to change
#
# Two settings played with the same random numbers differ by what the settings do, and by little else.

# %%
calm = dt.simulate(treaty, replications=20_000, seed=2000, given={"high_threat_chance": 0.1})
base = dt.simulate(treaty, replications=20_000, seed=2000)
difference = calm.difference(base)["ever.treaty_gone"]
print(f"a calmer view of the threat changes the chance that the treaty goes by {difference}")
assert difference.value < -0.3
