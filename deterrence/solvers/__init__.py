"""Games in, answers with certificates out."""
