"""Classic models in closed form where stability is geometric or dynamic, one a file."""
