"""Game trees as arrays: built from a scenario, with their information sets."""
