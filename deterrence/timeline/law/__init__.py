"""The exact answer: the law of a timeline from date to date, without error bars."""
