# %% [markdown]
# # Bring your own crisis
#
# A situation that is in no library: an island ally may invite a patrol, a neighbour may test it, and the ally's
# patron may or may not come. This notebook writes it down, asks the usual questions, and finds that the first model
# was wrong in an instructive way.

# %%
import deterrence as dt
from deterrence.models.threshold import ratio_threshold

text = """
deterrence: 1
title: The patrol
summary: Does inviting a patrol deter a neighbour, or does it make a test more likely?
players: {ally: Ally, neighbour: Neighbour, patron: Patron}
parameters:
  presence: {value: 1,   range: [0, 3], meaning: what a patrol is worth to the ally in quiet times}
  insult:   {value: 0.5, range: [0, 3], meaning: what a patrol costs the neighbour in standing}
  prize:    {value: 1,   range: [0, 3], meaning: what an unanswered test is worth to the neighbour}
  clash:    {value: 2,   range: [0, 4], meaning: cost of a clash to the neighbour}
  trouble:  {value: 1,   range: [0, 3], meaning: cost of a clash to the patron}
  name:     {value: 1.5, range: [0, 3], meaning: what it costs the patron to stand aside from a patrol of its own}
decisions:
  patrol: {player: ally,      choices: [none, invited]}
  test:   {player: neighbour, choices: [refrain, go]}
  help:   {player: patron,    choices: [stand_aside, come]}
payoffs:
  ally:      presence * (patrol == invited) - 2 * (test == go and help == stand_aside) - (test == go and help == come)
  neighbour: -insult * (patrol == invited) + (test == go) * (prize if help == stand_aside else -clash)
  patron:    "(test == go) * (-trouble if help == come else (-name if patrol == invited else 0))"
game:
  order: [patrol, test, {visit: help, when: test == go}]
claims:
  tripwire: {says: The patrol deters., suppose: {patrol: invited}, expect: test == refrain}
  alone:    {says: Without it there is a test., suppose: {patrol: none}, expect: test == go}
"""
patrol = dt.parse(text)
dt.check(patrol)

# %% [markdown]
# The patrol is a tripwire: without it the patron stands aside, with it standing aside costs a name. So it is invited,
# and deters.

# %%
answer = dt.solve(patrol)
assert answer.path == (("patrol", "invited"), ("test", "refrain"))
answer.plot()

# %% [markdown]
# ## How close is it?
#
# The whole construction hangs on two numbers of the patron, neither of which the ally controls.

# %%
edges = dt.thresholds(patrol)
print(edges)
edges.plot()

# %% [markdown]
# ## Where it is wrong
#
# A colleague objects: the neighbour does not know what the patron would do. Say so in the file - a chance move that
# the neighbour does not see - and ask again.

# %%
doubtful = dt.parse(
    text.replace(
        "decisions:\n",
        "  doubt:    {value: 0.4, range: [0, 1], meaning: probability that the patron cares nothing for its name}\n"
        "chances:\n  nature: {outcomes: {firm: 1 - doubt, careless: doubt}}\ndecisions:\n",
    )
    .replace("-name if patrol", "-name if nature == firm and patrol")
    .replace("order: [patrol,", "order: [{visit: nature, hidden_from: [ally, neighbour]}, patrol,")
)
edge = dt.thresholds(doubtful, "doubt")
print(edge)

# %% [markdown]
# The neighbour tests once the doubt is above `clash / (prize + clash)`, which is two thirds here: temptation over
# temptation and loss, the ratio behind most thresholds of deterrence. A patron who wants the tripwire to work has to
# care about what is believed of it.

# %%
assert any(abs(row.value - ratio_threshold(2, 1)) < 1e-6 for row in edge.rows)

# %% [markdown]
# ## Keep it
#
# What was asked becomes a claim, and the file can be checked, sent and argued with. `doubtful.to_yaml()` is its text.

# %%
kept = dt.Scenario(
    **{
        **{key: value for key, value in doubtful.to_dict().items() if key != "claims"},
        "claims": {
            "belief": {
                "says": "The patrol deters as long as the doubt is at most two thirds.",
                "suppose": {"patrol": "invited"},
                "flips": {"expect": "test == refrain", "parameter": "doubt", "at": 2 / 3},
            }
        },
    }
)
assert dt.check(kept).ok
dt.check(kept)
