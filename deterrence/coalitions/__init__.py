"""Who allies with whom: what blocs are worth, how worth is divided, and which partitions last."""
