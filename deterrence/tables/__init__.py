"""Results: labelled arrays with provenance, and how they print."""
