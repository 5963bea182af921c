"""Forms of the evaluations room."""
