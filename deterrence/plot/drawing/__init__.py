"""What all figures share: the look, and texts, bars, curves and matrices that know their place."""
