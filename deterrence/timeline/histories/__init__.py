"""Many simulated histories: the event loop, chunks of replications, and what they add up to."""
