"""What the author wrote: reading, checking and writing scenarios. No game theory."""
