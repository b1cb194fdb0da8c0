"""Farsighted players: Markov-perfect equilibrium of the timeline itself."""
