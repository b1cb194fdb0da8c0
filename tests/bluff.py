"""A bluff: a hidden type, a threat, and a reply that cannot tell the types apart."""

BLUFF = """
deterrence: 1
title: A bluff
players: {us: United States, russia: Russia}
parameters:
  p_firm: {value: 0.3, range: [0, 1], meaning: probability that Russia is firm}
decisions:
  threat: {player: russia, choices: [quiet, threaten]}
  reply:  {player: us,     choices: [back_down, press]}
chances:
  type: {outcomes: {firm: p_firm, soft: 1 - p_firm}}
payoffs:
  us:     1 if threat == quiet else 0 if reply == back_down else (-2 if type == firm else 1)
  russia: 0 if threat == quiet else 1 if reply == back_down else (0.5 if type == firm else -1)
game:
  order:
    - {visit: type, hidden_from: [us]}
    - threat
    - {visit: reply, when: threat == threaten}
"""
