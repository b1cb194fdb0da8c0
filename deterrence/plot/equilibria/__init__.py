"""What is played and why: mixtures, beliefs, replies, and what holds a choice in place."""
