# %% [markdown]
# # From a newspaper page to a report
#
# In January 2000 the United States weighs a missile defence that the treaty of 1972 forbids, Russia answers that it
# would leave its own treaties, and there is talk of a joint shield with China. What will happen, and on what does the
# answer hang? This notebook takes the file `abm-2000`, in which that situation is written down once, and asks.

# %%
import tempfile
from pathlib import Path

import deterrence as dt

abm = dt.load("abm-2000")
print(abm.title)
print(abm.summary)

# %% [markdown]
# ## What happens
#
# The file says who may choose what, when, and what each end is worth to whom. The rest follows: every player looks
# ahead to what the others would do and picks what is best for itself. The first outcome is the most probable one.

# %%
answer = dt.solve(abm)
for outcome in answer.outcomes:
    told = ", ".join(f"{variable} = {value}" for variable, value in outcome.path)
    print(f"{outcome.probability:.3f}  {told}")

# %% [markdown]
# The test fails, the threat is judged high, an amendment is tabled and refused, the treaty is left, and Russia leaves
# START II and keeps START I. That is what happened. The explanation gives, for each choice, the best alternative and
# what moves the comparison most.

# %%
print(answer.explain()[:1500])

# %%
answer.plot()

# %% [markdown]
# The numbers were chosen to fit one history, so the fit proves nothing. What can be tested is which arguments hold,
# and where they stop holding.

# %%
report = dt.check(abm)
assert report.ok
report

# %% [markdown]
# ## How far from the edge
#
# Every parameter that can change the outcome by itself, and the value at which it does:

# %%
edges = dt.thresholds(abm)
edges.plot()

# %% [markdown]
# And if all seventy numbers are wrong at once, each by up to 20 %?

# %%
firm = dt.robustness(abm, spread=0.2, draws=10_000, joint=False)
print(f"the outcome is the same in {firm.share:.0%} of {10_000:,} draws (standard error {firm.error:.1%})")
assert 0.75 < firm.share < 0.86

# %% [markdown]
# ## A report to send
#
# The command `deterrence run abm-2000 --output results` writes all of this, with every figure, as one HTML file that
# needs no network. In Python a comparison, a table and a picture are often enough:

# %%
with tempfile.TemporaryDirectory() as folder:
    picture = Path(folder) / "treaty.svg"
    answer.plot(size="slide").figure.savefig(picture)
    assert picture.stat().st_size > 10_000
