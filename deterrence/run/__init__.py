"""Work in pieces. Knows no games."""
