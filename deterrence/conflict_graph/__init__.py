"""The graph model for conflict resolution: who can move where, and which states nobody leaves."""
